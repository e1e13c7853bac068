-- The readings of counts that come and are not there as they are told: one for each day of counts, else one when counts have changed.
CREATE OR REPLACE TEMP TABLE coming_readings AS
WITH told AS (
    SELECT *, coalesce(counted_at, metrics_at) AS observed_at FROM coming_posts
    WHERE told AND NOT kept AND (counted_at IS NOT NULL OR post_key IS NULL OR metrics_at IS DISTINCT FROM metrics_before)
), beside AS (
    SELECT c.account_key, c.native_id, c.turn, c.observed_at, s.post_key IS NOT NULL AS there,
           coalesce(c.reading.likes, s.likes) AS likes, coalesce(c.reading.comments, s.comments) AS comments,
           coalesce(c.reading.shares, s.shares) AS shares, coalesce(c.reading.quotes, s.quotes) AS quotes,
           coalesce(c.reading.views, s.views) AS views, (s.likes, s.comments, s.shares, s.quotes, s.views) AS before
    FROM told AS c
    LEFT JOIN core.post_snapshot AS s ON s.post_key = c.post_key AND s.observed_at = c.observed_at AND s.origin = $origin
)
SELECT * EXCLUDE (before) FROM beside WHERE NOT there OR (likes, comments, shares, quotes, views) IS DISTINCT FROM before
