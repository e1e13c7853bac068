-- The level of each account at the end of each day of the period up to today: the last observation, carried at most 3 days,
-- or nothing. A day on which the network withheld the count has none.
levels AS (
    SELECT g.account_key, g.day, CASE WHEN g.day - o.day <= 3 THEN o.day END AS seen,
           CASE WHEN g.day - o.day <= 3 THEN o.followers END AS followers, CASE WHEN g.day - o.day <= 3 THEN o.step END AS step,
           coalesce(o.followers IS NULL AND g.day - o.day <= 3, false) AS hidden
    FROM (SELECT a.account_key, c.day FROM scoped AS a CROSS JOIN calendar AS c
          WHERE c.day BETWEEN $first_day AND $last_day) AS g
    ASOF LEFT JOIN observed AS o ON o.account_key = g.account_key AND o.day <= g.day
)
