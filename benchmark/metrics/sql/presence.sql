-- The last post may be older than the period.
WITH {scoped}, {published}, {covered}, {observed_days},
latest AS (
    SELECT account_key, max(published_at) AS last_post_at
    FROM core.post WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND published_at <= $now
    GROUP BY account_key
), within AS (
    SELECT p.account_key, count(*) AS posts_within
    FROM published AS p JOIN covered AS c ON c.account_key = p.account_key AND p.published_at BETWEEN c.opens AND c.closes
    GROUP BY p.account_key
), read_back AS (
    SELECT account_key, min(window_from) AS read_from, max(started_at) AS read_to
    FROM core.run_account
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND status IN ('ok', 'partial') AND window_from IS NOT NULL
    GROUP BY account_key
), brands AS (
    SELECT a.unit, count(*) AS accounts, max(l.last_post_at) AS last_post_at,
           CASE WHEN count(a.followers) = count(*) THEN sum(a.followers) END AS followers,
           sum(coalesce(w.posts_within, 0) * 7 / nullif(o.days_observed, 0)) AS posts_per_week,
           bool_and(coalesce(r.read_from <= $now - INTERVAL 90 DAY AND r.read_to > $now - INTERVAL 90 DAY, false)) AS read_far_back
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
