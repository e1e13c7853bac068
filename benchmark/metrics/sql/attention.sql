-- Daily values of articles and phrases, days in UTC: the whole days of the period from a brand's first known one on. A day
-- that a network does not tell is unknown; of several accounts all have to be told.
WITH {scoped},
sizes AS (
    SELECT unit, count(*) AS accounts FROM scoped GROUP BY unit
), told AS (
    SELECT account_key, measure, day, arg_min(value, CASE origin WHEN 4 THEN 0 WHEN 3 THEN 2 ELSE 1 END) AS value
    FROM core.account_daily
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND value IS NOT NULL
      AND day BETWEEN $first_day AND least($last_day, $now::DATE - 1)
    GROUP BY ALL
), by_day AS (
    SELECT a.unit, t.measure, t.day, count(*) AS accounts_used, sum(t.value) AS value
    FROM told AS t JOIN scoped AS a USING (account_key)
    GROUP BY ALL
), spans AS (
    SELECT b.unit, b.measure, c.day
    FROM (SELECT unit, measure, min(day) AS begins FROM by_day GROUP BY ALL) AS b
    JOIN (SELECT unnest($days::DATE[]) AS day) AS c ON c.day BETWEEN b.begins AND least($last_day, $now::DATE - 1)
)
SELECT z.unit, s.measure, s.day, CASE WHEN d.accounts_used = z.accounts THEN d.value END::DOUBLE AS value,
       coalesce(d.accounts_used, 0) AS accounts_used, z.accounts
FROM sizes AS z LEFT JOIN spans AS s USING (unit) LEFT JOIN by_day AS d USING (unit, measure, day)
ORDER BY z.unit, s.measure, s.day
