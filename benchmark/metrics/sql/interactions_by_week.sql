WITH {scoped}, {published}, {by_week},
counted AS (
    SELECT account_key, week, count(*) AS posts, count(interactions) AS counted, sum(interactions) AS interactions,
           count(*) FILTER (hidden & 15 > 0) AS left_out, count(*) FILTER (removed) AS removed
    FROM by_week GROUP BY ALL
)
SELECT a.unit, n.week, CASE WHEN sum(n.removed) = 0 THEN sum(n.interactions) END AS value, sum(n.counted) AS n,
       sum(n.posts) AS posts, sum(n.left_out) AS left_out, greatest(n.week, $first_day) AS first_day, least(n.week + 6, $last_day) AS last_day,
       CASE WHEN sum(n.removed) > 0 THEN 'removed'
            WHEN sum(n.counted) = 0 THEN CASE WHEN sum(n.left_out) > 0 THEN 'hidden' ELSE 'no_counts' END END AS note
FROM counted AS n JOIN scoped AS a USING (account_key)
GROUP BY ALL
ORDER BY a.unit, n.week
