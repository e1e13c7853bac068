-- As rated_posts, at the latest counts and over views.
WITH {scoped}, {published}
SELECT p.account_key, epoch_us(p.published_at) AS published_us,
       CASE WHEN p.hidden & 31 > 0 AND (p.interactions IS NULL OR p.views IS NULL) THEN 4
            WHEN p.interactions IS NULL OR p.views IS NULL THEN 5 WHEN p.age_basis = 3 THEN 3 ELSE 1 END::UTINYINT AS state,
       p.interactions::DOUBLE AS interactions, false AS current, p.views::DOUBLE AS base
FROM published AS p JOIN scoped AS a USING (account_key)
