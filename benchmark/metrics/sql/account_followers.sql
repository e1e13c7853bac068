-- What the followers of each account were over the period: the mean of its days' levels, the level on the last day, and how many
-- days have one.
WITH {scoped}, {observed}, {levels}
SELECT a.unit, a.account_key, avg(l.followers) AS mean_followers,
       (max(l.followers) FILTER (l.day = $last_day))::DOUBLE AS end_followers, count(l.followers) AS followers_days,
       $elapsed_days AS days
FROM scoped AS a LEFT JOIN levels AS l USING (account_key)
GROUP BY ALL
ORDER BY a.unit, a.account_key
