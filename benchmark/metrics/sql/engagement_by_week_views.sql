WITH {scoped}, {published}, {by_week},
rated AS (
    SELECT account_key, week, interactions * 100.0 / views AS rate
    FROM by_week
    WHERE interactions IS NOT NULL AND views > 0 AND age_basis IN (1, 2)
)
SELECT a.unit, r.week, median(r.rate) AS value, avg(r.rate) AS mean, count(*) AS n,
       greatest(r.week, $first_day) AS first_day, least(r.week + 6, $last_day) AS last_day
FROM rated AS r JOIN scoped AS a USING (account_key)
GROUP BY ALL
ORDER BY a.unit, r.week
