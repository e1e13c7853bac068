WITH {scoped}, {published}, {by_week}, {covered},
week_list AS (
    SELECT unnest($weeks::DATE[]) AS week, unnest($week_opens::TIMESTAMP[]) AS opens, unnest($week_closes::TIMESTAMP[]) AS closes
), counted AS (
    SELECT account_key, week, count(*) AS posts FROM by_week GROUP BY ALL
), brand_weeks AS (
    SELECT a.unit, n.week, sum(n.posts) AS posts FROM counted AS n JOIN scoped AS a USING (account_key) GROUP BY ALL
), account_days AS (
    SELECT account_key, week, sum(days) AS days_observed
    FROM (SELECT c.account_key, w.week,
                 (epoch_us(timezone($timezone, timezone('UTC', least(c.closes, w.closes))))
                  - epoch_us(timezone($timezone, timezone('UTC', greatest(c.opens, w.opens))))) / 86_400_000_000 AS days
          FROM covered AS c JOIN week_list AS w ON c.opens < w.closes AND c.closes > w.opens)
    GROUP BY ALL
), observed_days AS (
    SELECT a.unit, w.week, min(coalesce(d.days_observed, 0)) AS days_observed,
           epoch_us(timezone($timezone, timezone('UTC', any_value(w.closes)))) AS closes,
           epoch_us(timezone($timezone, timezone('UTC', any_value(w.opens)))) AS opens
    FROM scoped AS a CROSS JOIN week_list AS w LEFT JOIN account_days AS d USING (account_key, week)
    GROUP BY ALL
)
SELECT o.unit, o.week, CASE WHEN o.days_observed > 0 THEN coalesce(b.posts, 0) END AS value,
       coalesce(b.posts, 0) AS n, o.days_observed, round((o.closes - o.opens) / 86_400_000_000)::BIGINT AS days,
       greatest(o.week, $first_day) AS first_day, least(o.week + 6, $last_day) AS last_day,
       CASE WHEN o.days_observed = 0 THEN 'not_covered'
            WHEN (o.closes - o.opens) / 86_400_000_000 - o.days_observed >= 1 THEN 'partly_covered' END AS note
FROM observed_days AS o LEFT JOIN brand_weeks AS b USING (unit, week)
ORDER BY o.unit, o.week
