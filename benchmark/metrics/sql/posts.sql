-- Posts of the period, and posts per week: those inside the stretches that were read, over the length of these. Several accounts
-- add their paces up. Hours tell no pace: what was read for under a day has none.
WITH {scoped}, {published}, {covered}, {observed_days}, {brand_cover},
counted AS (
    SELECT account_key, count(*) AS posts, count(deleted_at) AS deleted FROM published GROUP BY account_key
), within AS (
    SELECT p.account_key, count(*) AS posts_within
    FROM published AS p JOIN covered AS c ON c.account_key = p.account_key AND p.published_at BETWEEN c.opens AND c.closes
    GROUP BY p.account_key
), brands AS (
    SELECT a.unit, coalesce(sum(n.posts), 0) AS posts, coalesce(sum(n.deleted), 0) AS deleted,
           coalesce(sum(w.posts_within), 0) AS posts_within,
           sum(CASE WHEN o.days_observed > 0.999 THEN coalesce(w.posts_within, 0) * 7 / o.days_observed END) AS pace
    FROM scoped AS a JOIN observed_days AS o USING (account_key)
    LEFT JOIN counted AS n USING (account_key) LEFT JOIN within AS w USING (account_key)
    GROUP BY ALL
)
SELECT b.unit, CASE WHEN c.accounts_used > 0 THEN b.posts END AS posts, b.posts AS posts_known, b.deleted, b.pace,
       b.posts_within, c.days_observed, $elapsed_days AS days, c.accounts_used, c.accounts, c.first_day, c.last_day, c.note
FROM brands AS b JOIN brand_cover AS c USING (unit)
ORDER BY b.unit
