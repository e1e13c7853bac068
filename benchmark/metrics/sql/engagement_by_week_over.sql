-- Rates of each week over what the account's followers were in that very week: the mean of its days' levels, and the level on its
-- last day. One denominator for all weeks would make a growing account's rate rise by itself.
WITH {scoped}, {published}, {observed}, {levels}, {posts_of_weeks},
weekly AS (
    SELECT account_key, date_trunc('week', day)::DATE AS week, avg(followers) AS mean_followers,
           max(followers) FILTER (day = least(date_trunc('week', day)::DATE + 6, $last_day)) AS end_followers
    FROM levels GROUP BY ALL
), rated AS (
    SELECT account_key, week, interactions_at_age * 100 / nullif(w.mean_followers, 0) AS over_mean,
           interactions_at_age * 100 / nullif(w.end_followers, 0) AS over_end
    FROM by_week JOIN weekly AS w USING (account_key, week)
    WHERE age_basis IN (1, 2)
)
SELECT a.unit, r.week, median(r.over_mean) AS mean_value, avg(r.over_mean) AS mean_mean, count(r.over_mean) AS mean_n,
       median(r.over_end) AS end_value, avg(r.over_end) AS end_mean, count(r.over_end) AS end_n,
       greatest(r.week, $first_day) AS first_day, least(r.week + 6, $last_day) AS last_day
FROM rated AS r JOIN scoped AS a USING (account_key)
GROUP BY ALL
ORDER BY a.unit, r.week
