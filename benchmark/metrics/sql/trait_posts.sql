-- The posts of the period that can be compared at equal age: log of their interactions (one half added), and what they are.
WITH {scoped}, {published}
SELECT p.post_key, p.account_key, a.unit, p.published_at, p.kind, ln(p.interactions_at_age + 0.5) AS value,
       p.age_basis = 2 AS late, length(d.text) AS letters, a.timezone
FROM published AS p JOIN scoped AS a USING (account_key) LEFT JOIN core.post_detail AS d USING (post_key)
WHERE p.age_basis IN (1, 2) AND p.interactions_at_age IS NOT NULL
