WITH {scoped}, {observed}, {levels},
sizes AS (
    SELECT unit, count(*) AS accounts FROM scoped GROUP BY unit
), unit_levels AS (
    SELECT a.unit, l.day, count(l.followers) AS accounts_used, sum(l.followers) AS followers,
           sum(l.followers + CASE WHEN l.step > 1 THEN l.step ELSE 0 END) AS high,
           -- A sum of exact counts is exact.
           CASE WHEN max(l.step) > 1 THEN sum(CASE WHEN l.step > 1 THEN l.step ELSE 0 END) ELSE max(l.step) END AS step,
           min(l.seen) FILTER (l.followers IS NOT NULL) AS first_day, max(l.seen) FILTER (l.followers IS NOT NULL) AS last_day,
           bool_or(l.hidden) AS hidden, any_value(s.accounts) AS accounts, count(l.followers) = any_value(s.accounts) AS whole
    FROM levels AS l JOIN scoped AS a USING (account_key) JOIN sizes AS s USING (unit)
    GROUP BY a.unit, l.day
), begun AS (
    SELECT unit, min(day) AS day FROM unit_levels WHERE accounts_used > 0 OR hidden GROUP BY unit
)
SELECT l.unit, l.day, CASE WHEN whole THEN l.followers END::DOUBLE AS value, CASE WHEN whole THEN l.followers END::DOUBLE AS low,
       CASE WHEN whole THEN l.high END::DOUBLE AS high, CASE WHEN whole THEN l.step END::DOUBLE AS step,
       whole AND l.first_day < l.day AS carried, l.first_day, l.last_day, l.accounts_used AS n, l.accounts_used, l.accounts,
       CASE WHEN whole THEN NULL WHEN l.accounts_used > 0 THEN 'some_accounts' WHEN l.hidden THEN 'hidden'
            ELSE 'no_observation' END AS note
FROM unit_levels AS l JOIN begun AS g ON g.unit = l.unit AND l.day >= g.day
ORDER BY l.unit, l.day
