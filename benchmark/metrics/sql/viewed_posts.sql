-- As rated_posts, at the latest counts and over views.
WITH {published}
SELECT account_key, published_at,
       CASE WHEN interactions IS NOT NULL AND views IS NOT NULL THEN CASE WHEN age_basis = 3 THEN 3 ELSE 1 END
            WHEN hidden & 31 > 0 THEN 4 WHEN removed THEN 6 ELSE 5 END::UTINYINT AS state,
       interactions::DOUBLE AS interactions, false AS current, views::DOUBLE AS base
FROM published
