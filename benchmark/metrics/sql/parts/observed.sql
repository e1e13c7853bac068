-- The observation that holds for a local day: entered by hand before read before imported, then the latest. A day whose
-- observations all withhold the count is hidden: it has no followers. Growth also needs the day's first observation.
{calendar},
snapshots AS (
    SELECT account_key, observed_at, (observed_at + $shift::INTERVAL)::DATE AS shifted, followers, followers_step,
           CASE origin WHEN 4 THEN 3 WHEN 3 THEN 1 ELSE 2 END * 10_000_000_000_000_000 + epoch_us(observed_at) AS standing,
           CASE origin WHEN 4 THEN 1 WHEN 3 THEN 3 ELSE 2 END * 10_000_000_000_000_000 + epoch_us(observed_at) AS queue
    FROM core.profile_snapshot
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND (followers IS NOT NULL OR hidden & 1 = 1)
      AND observed_at >= $midnights[1] AND observed_at < $ends AND observed_at <= $now
), observed AS (
    SELECT s.account_key, CASE WHEN s.observed_at >= c.opens THEN c.day ELSE c.day - 1 END AS day,
           arg_max(s.followers, s.standing) AS followers,
           arg_max(s.followers_step, s.standing) FILTER (s.followers IS NOT NULL) AS step,
           arg_max(s.observed_at, s.standing) FILTER (s.followers IS NOT NULL) AS seen_at,
           arg_min(s.followers, s.queue) FILTER (s.followers IS NOT NULL) AS first_followers,
           arg_min(s.followers_step, s.queue) FILTER (s.followers IS NOT NULL) AS first_step,
           arg_min(s.observed_at, s.queue) FILTER (s.followers IS NOT NULL) AS first_at
    FROM snapshots AS s JOIN calendar AS c USING (shifted)
    GROUP BY ALL
)
