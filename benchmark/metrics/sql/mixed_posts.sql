-- The posts of the period that can be compared at equal age, with their kind. late: counted at a later age.
WITH {scoped}, {published}
SELECT a.unit, p.kind, p.interactions_at_age, p.age_basis = 2 AS late, p.interactions::DOUBLE AS interactions, p.views::DOUBLE AS views,
       CASE WHEN p.followers_basis IN (1, 2) THEN p.followers_at_publication END::DOUBLE AS followers
FROM published AS p JOIN scoped AS a USING (account_key)
WHERE p.age_basis IN (1, 2) AND p.interactions_at_age IS NOT NULL
