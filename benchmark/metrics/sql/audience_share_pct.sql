WITH {scoped}, {observed}, {levels},
units AS (
    SELECT unit, source, count(*) AS accounts FROM scoped GROUP BY ALL
), whole AS (
    SELECT a.unit, a.source, l.day, sum(l.followers) AS followers, min(l.seen) AS first_day, max(l.seen) AS last_day
    FROM levels AS l JOIN scoped AS a USING (account_key) JOIN units AS s ON s.unit = a.unit
    GROUP BY ALL HAVING count(l.followers) = any_value(s.accounts)
), named AS (
    SELECT source, count(DISTINCT unit) AS brands FROM whole GROUP BY source
), totals AS (
    SELECT w.source, w.day, sum(w.followers) AS total, any_value(n.brands) AS brands
    FROM whole AS w JOIN named AS n USING (source)
    GROUP BY ALL HAVING count(*) = any_value(n.brands) AND sum(w.followers) > 0
), shares AS (
    SELECT w.unit, w.day, w.followers * 100.0 / t.total AS value, w.followers::DOUBLE AS followers, w.first_day, w.last_day,
           t.brands AS n
    FROM whole AS w JOIN totals AS t USING (source, day)
)
SELECT s.unit, h.day, h.value, h.followers, h.first_day, h.last_day, coalesce(h.n, 0) AS n,
       CASE WHEN h.value IS NOT NULL THEN NULL WHEN s.unit IN (SELECT unit FROM whole) THEN 'no_common_day'
            ELSE 'no_observation' END AS note
FROM units AS s LEFT JOIN shares AS h USING (unit)
ORDER BY s.unit, h.day
