WITH {scoped}, {observed}, {levels},
sizes AS (
    SELECT brand_id, source, count(*) AS accounts FROM scoped GROUP BY ALL
), whole AS (
    SELECT a.brand_id, a.source, l.day, sum(l.followers) AS followers, min(l.seen) AS first_day, max(l.seen) AS last_day
    FROM levels AS l JOIN scoped AS a USING (account_key) JOIN sizes AS s USING (brand_id, source)
    GROUP BY ALL HAVING count(l.followers) = any_value(s.accounts)
), named AS (
    SELECT source, count(DISTINCT brand_id) AS brands FROM whole GROUP BY ALL
), totals AS (
    SELECT w.source, w.day, sum(w.followers) AS total, any_value(n.brands) AS brands
    FROM whole AS w JOIN named AS n USING (source)
    GROUP BY ALL HAVING count(*) = any_value(n.brands) AND sum(w.followers) > 0
), shares AS (
    SELECT w.brand_id, w.source, w.day, w.followers * 100.0 / t.total AS value, w.followers, w.first_day, w.last_day, t.brands AS n
    FROM whole AS w JOIN totals AS t USING (source, day)
)
SELECT s.brand_id, s.source, h.day, h.value, h.followers, h.first_day, h.last_day, coalesce(h.n, 0) AS n,
       CASE WHEN h.value IS NOT NULL THEN NULL
            WHEN EXISTS (SELECT 1 FROM whole AS w WHERE w.brand_id = s.brand_id AND w.source = s.source) THEN 'no_common_day'
            ELSE 'no_observation' END AS note
FROM sizes AS s LEFT JOIN shares AS h USING (brand_id, source)
