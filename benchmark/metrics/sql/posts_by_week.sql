WITH {scoped}, {published}, {by_week},
counted AS (SELECT account_key, week, kind, count(*) AS posts FROM by_week GROUP BY ALL)
SELECT a.unit, n.week, n.kind, sum(n.posts)::DOUBLE AS value, sum(n.posts)::BIGINT AS n,
       greatest(n.week, $first_day) AS first_day, least(n.week + 6, $last_day) AS last_day
FROM counted AS n JOIN scoped AS a USING (account_key)
GROUP BY ALL
ORDER BY a.unit, n.week, n.kind
