-- What was observed of each account over the period: whether growth can be told of it, and the days read for posts.
WITH {scoped}, {observed}, {growth_ends}, {covered}, {observed_days}
SELECT a.unit, a.account_key, coalesce(bool_or(c.used), false) AS grown, coalesce(any_value(o.days_observed), 0) AS days_observed,
       $elapsed AS days
FROM scoped AS a JOIN observed_days AS o USING (account_key) LEFT JOIN chosen AS c USING (account_key)
GROUP BY a.unit, a.account_key
ORDER BY a.unit, a.account_key
