-- Zones are converted once per distinct zone and quarter of an hour.
WITH {scoped}, {published},
quarterly AS MATERIALIZED (
    SELECT a.account_key, a.timezone, epoch_us(p.published_at) // 900_000_000 AS quarter
    FROM published AS p JOIN scoped AS a USING (account_key)
), places AS (
    SELECT timezone, quarter, isodow(local_at) - 1 AS weekday, hour(local_at) AS hour, local_at::DATE AS day
    FROM (SELECT timezone, quarter, timezone(timezone, to_timestamp(quarter * 900)) AS local_at
          FROM (SELECT DISTINCT timezone, quarter FROM quarterly))
), counted AS (
    SELECT q.account_key, w.weekday, w.hour, count(*) AS posts, min(w.day) AS first_day, max(w.day) AS last_day
    FROM quarterly AS q JOIN places AS w USING (timezone, quarter)
    GROUP BY ALL
), cells AS (
    SELECT a.brand_id, a.source, n.weekday, n.hour, sum(n.posts) AS posts, min(n.first_day) AS first_day,
           max(n.last_day) AS last_day
    FROM counted AS n JOIN scoped AS a USING (account_key)
    GROUP BY ALL
)
SELECT brand_id, source, weekday, hour, posts AS value, posts AS n, first_day, last_day,
       posts * 100.0 / sum(posts) OVER (PARTITION BY brand_id, source) AS share_pct,
       sum(posts) OVER (PARTITION BY brand_id, source) AS total
FROM cells
