WITH {scoped}, {published},
counted AS (
    SELECT a.unit, p.kind, count(*) AS posts, min(p.published_at) AS first_at, max(p.published_at) AS last_at
    FROM published AS p JOIN scoped AS a USING (account_key)
    GROUP BY ALL
)
SELECT n.unit, n.kind,
       n.posts * 100.0 / sum(n.posts) OVER (PARTITION BY n.unit) AS value, n.posts AS n,
       sum(n.posts) OVER (PARTITION BY n.unit) AS total,
       timezone($timezone, timezone('UTC', n.first_at))::DATE AS first_day,
       timezone($timezone, timezone('UTC', n.last_at))::DATE AS last_day
FROM counted AS n
ORDER BY n.unit, n.kind
