-- Zones are converted once per distinct zone and quarter of an hour, not per post.
WITH {scoped}, {published},
zones AS (
    SELECT timezone, row_number() OVER (ORDER BY timezone)::UTINYINT AS zone FROM (SELECT DISTINCT timezone FROM scoped)
), accounts AS (
    SELECT a.account_key, a.unit, z.zone FROM scoped AS a JOIN zones AS z USING (timezone)
), quarterly AS MATERIALIZED (
    SELECT a.unit, a.zone, (epoch_us(p.published_at) // 900_000_000)::INTEGER AS quarter
    FROM published AS p JOIN accounts AS a USING (account_key)
), places AS (
    SELECT zone, quarter, ((isodow(local_at) - 1) * 24 + hour(local_at))::UTINYINT AS place, local_at::DATE AS day
    FROM (SELECT q.zone, q.quarter, timezone(z.timezone, to_timestamp(q.quarter::BIGINT * 900)) AS local_at
          FROM (SELECT DISTINCT zone, quarter FROM quarterly) AS q JOIN zones AS z USING (zone))
), cells AS (
    SELECT q.unit, w.place, count(*) AS posts, min(w.day) AS first_day, max(w.day) AS last_day
    FROM quarterly AS q JOIN places AS w USING (zone, quarter)
    GROUP BY ALL
)
SELECT unit, place // 24 AS weekday, place % 24 AS hour, posts::DOUBLE AS value, posts AS n, first_day, last_day,
       posts * 100.0 / sum(posts) OVER (PARTITION BY unit) AS share_pct,
       sum(posts) OVER (PARTITION BY unit)::BIGINT AS total
FROM cells
ORDER BY unit, weekday, hour
