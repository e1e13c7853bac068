-- One row per post of the period in table order. state: 1 at age, 2 late, 3 young, 4 withheld, 5 without counts.
WITH {scoped}, {published}
SELECT p.account_key, epoch_us(p.published_at) AS published_us,
       CASE WHEN p.age_basis IS NOT NULL THEN p.age_basis WHEN p.hidden & 15 > 0 THEN 4 ELSE 5 END::UTINYINT AS state,
       p.interactions_at_age AS interactions, p.followers_basis = 3 AS current,
       CASE WHEN p.followers_basis = 3 THEN a.followers ELSE p.followers_at_publication END::DOUBLE AS base
FROM published AS p JOIN scoped AS a USING (account_key)
