-- Of several accounts the one observed least.
WITH {scoped}, {observed}, {covered}, {observed_days},
seen AS (
    SELECT account_key, count(followers) AS days_seen, min(day) FILTER (followers IS NOT NULL) AS first_day,
           max(day) FILTER (followers IS NOT NULL) AS last_day
    FROM observed WHERE day BETWEEN $first_day AND $last_day GROUP BY account_key
)
SELECT a.unit, min(coalesce(s.days_seen, 0)) AS value, min(coalesce(s.days_seen, 0)) AS n,
       min(s.first_day) AS first_day, max(s.last_day) AS last_day, $elapsed_days AS days, min(o.days_observed) AS post_days,
       count(*) AS accounts, CASE WHEN max(coalesce(s.days_seen, 0)) = 0 THEN 'no_observation' END AS note
FROM scoped AS a JOIN observed_days AS o USING (account_key) LEFT JOIN seen AS s USING (account_key)
GROUP BY ALL
ORDER BY a.unit
