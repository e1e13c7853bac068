-- The last post may be older than the period. Dormant is who was read throughout the 90 days up to a reading of the last week; an
-- older count of followers than 3 days is none.
WITH {scoped}, {published}, {covered}, {observed_days},
latest AS (
    SELECT account_key, max(published_at) AS last_post_at
    FROM core.post WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND published_at <= $now
    GROUP BY account_key
), within AS (
    SELECT p.account_key, count(*) AS posts_within
    FROM published AS p JOIN covered AS c ON c.account_key = p.account_key AND p.published_at BETWEEN c.opens AND c.closes
    GROUP BY p.account_key
), recent AS (
    SELECT account_key, window_from AS opens, started_at AS closes,
           opens > max(closes) OVER (PARTITION BY account_key ORDER BY opens, closes
                                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS parted
    FROM core.run_account
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND status IN ('ok', 'partial') AND window_from IS NOT NULL
      AND started_at > $now - INTERVAL 90 DAY AND started_at <= $now
), read_back AS (
    SELECT account_key, coalesce(max(opens) FILTER (parted), min(opens)) AS read_from, max(closes) AS read_to
    FROM recent GROUP BY account_key
), brands AS (
    SELECT a.unit, count(*) AS accounts, max(l.last_post_at) AS last_post_at,
           CASE WHEN count(*) FILTER (a.followers_at > $now - INTERVAL 4 DAY) = count(*) THEN sum(a.followers) END AS followers,
           sum(CASE WHEN o.days_observed > 0.999 THEN coalesce(w.posts_within, 0) * 7 / o.days_observed END) AS posts_per_week,
           bool_and(coalesce(r.read_from <= $now - INTERVAL 90 DAY AND r.read_to > $now - INTERVAL 7 DAY, false)) AS read_far_back
    FROM scoped AS a JOIN observed_days AS o USING (account_key) LEFT JOIN latest AS l USING (account_key)
    LEFT JOIN within AS w USING (account_key) LEFT JOIN read_back AS r USING (account_key)
    GROUP BY ALL
)
SELECT b.unit, epoch_us($now - b.last_post_at) / 86_400_000_000 AS value,
       CASE WHEN b.last_post_at > $now - INTERVAL 90 DAY THEN 'active'
            WHEN b.read_far_back THEN 'dormant' ELSE 'unknown' END AS status,
       b.followers, b.posts_per_week, b.last_post_at, b.accounts AS n,
       timezone($timezone, timezone('UTC', b.last_post_at))::DATE AS first_day,
       timezone($timezone, timezone('UTC', b.last_post_at))::DATE AS last_day,
       CASE WHEN b.last_post_at IS NULL THEN CASE WHEN b.read_far_back THEN 'no_posts' ELSE 'not_covered' END
       END AS note
FROM brands AS b
ORDER BY b.unit
