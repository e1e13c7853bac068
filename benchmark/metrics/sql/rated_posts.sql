-- One row per post of the period in table order. state: 1 at age, 2 late, 3 young, 4 withheld, 5 without counts, 6 removed. base:
-- followers at publication; unknown where the account's latest have to stand in.
WITH {published}
SELECT account_key, published_at,
       CASE WHEN age_basis IS NOT NULL THEN age_basis WHEN hidden & 15 > 0 THEN 4
            WHEN removed THEN 6 ELSE 5 END::UTINYINT AS state,
       interactions_at_age AS interactions, coalesce(followers_basis = 3, true) AS current, followers_at_publication::DOUBLE AS base
FROM published
