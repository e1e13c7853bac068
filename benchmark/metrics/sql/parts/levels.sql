-- The level of each account at the end of each day of the period up to today: the last observation, carried at most 3 days.
-- A day on which the network withheld the count has none.
levels AS (
    SELECT g.account_key, g.day, o.day AS seen, o.followers, o.step,
           o.followers IS NULL AND o.day IS NOT NULL AS hidden
    FROM (SELECT a.account_key, c.day FROM scoped AS a CROSS JOIN calendar AS c
          WHERE c.day BETWEEN $first_day AND $last_day) AS g
    ASOF LEFT JOIN observed AS o ON o.account_key = g.account_key AND o.day <= g.day
    WHERE o.day IS NULL OR g.day - o.day <= 3
)
