-- The base is the first day on which every brand of the network that has any level in the period has one.
WITH {scoped}, {observed}, {levels},
known AS (
    SELECT a.unit, a.source, l.account_key, l.day, l.seen, l.followers
    FROM levels AS l JOIN scoped AS a USING (account_key) WHERE l.followers IS NOT NULL
), source_days AS (
    SELECT source, day, count(DISTINCT unit) AS units FROM known GROUP BY ALL
), named AS (
    SELECT source, count(DISTINCT unit) AS units FROM known GROUP BY source
), base AS (
    SELECT d.source, min(d.day) AS day FROM source_days AS d JOIN named AS n USING (source, units) GROUP BY d.source
), ends AS (
    SELECT unit, max(day) AS day FROM known GROUP BY unit
), used AS (
    SELECT k.unit, k.account_key, k.followers AS opening
    FROM known AS k JOIN base AS b ON b.source = k.source AND b.day = k.day
    WHERE k.account_key IN (SELECT z.account_key FROM known AS z JOIN ends AS e ON e.unit = z.unit AND e.day = z.day)
), bases AS (
    SELECT unit, sum(opening) AS opening, count(*) AS accounts_used FROM used GROUP BY unit
), units AS (
    SELECT a.unit, a.source, count(*) AS accounts FROM scoped AS a GROUP BY ALL
), days AS (
    SELECT k.unit, k.day, sum(k.followers) AS followers, count(*) AS present, min(k.seen) AS first_day, max(k.seen) AS last_day
    FROM known AS k JOIN used AS u USING (account_key) GROUP BY ALL
)
SELECT s.unit, c.day,
       CASE WHEN d.present = b.accounts_used THEN d.followers * 100.0 / nullif(b.opening, 0) END::DOUBLE AS value,
       coalesce(d.present = b.accounts_used AND d.first_day < c.day, false) AS carried, d.first_day, d.last_day,
       coalesce(d.present, 0) AS n, coalesce(b.accounts_used, 0) AS accounts_used, s.accounts,
       CASE WHEN b.opening = 0 THEN 'zero_base'
            WHEN b.opening IS NULL THEN CASE WHEN e.day IS NULL THEN 'no_observation' WHEN z.day IS NULL THEN 'no_common_day'
                                             ELSE 'observed_only' END
            WHEN d.present IS NULL THEN 'no_observation'
            WHEN b.accounts_used < s.accounts OR d.present < b.accounts_used THEN 'some_accounts' END AS note
FROM units AS s LEFT JOIN bases AS b USING (unit) LEFT JOIN base AS z ON z.source = s.source LEFT JOIN ends AS e ON e.unit = s.unit
LEFT JOIN calendar AS c ON c.day >= z.day AND c.day <= $last_day AND b.opening > 0
LEFT JOIN days AS d ON d.unit = s.unit AND d.day = c.day
ORDER BY s.unit, c.day
