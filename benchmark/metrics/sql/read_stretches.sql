-- The stretches of the period in which all accounts of a brand on a network were read.
WITH {scoped}, {covered},
steps AS (
    SELECT account_key, opens AS moment, 1 AS step FROM covered UNION ALL SELECT account_key, closes, -1 FROM covered
), changes AS (
    SELECT a.unit, s.moment, sum(s.step) AS step FROM steps AS s JOIN scoped AS a USING (account_key) GROUP BY ALL
), depths AS (
    SELECT unit, moment, sum(step) OVER w AS depth, lead(moment) OVER w AS until
    FROM changes WINDOW w AS (PARTITION BY unit ORDER BY moment)
), sizes AS (
    SELECT unit, count(*) AS accounts FROM scoped GROUP BY unit
)
SELECT d.unit, d.moment AS opens, d.until AS closes
FROM depths AS d JOIN sizes AS s USING (unit) WHERE d.depth = s.accounts
ORDER BY d.unit, d.moment
