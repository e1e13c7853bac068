-- The posts of the period with what they are ranked by. state: 1 at age, 2 late, 3 young, 4 withheld, 5 without counts, 6 removed.
-- base: what the post's interactions are divided by; current: its account's latest followers stand in.
{published},
accounts AS (
    SELECT u.account_key, u.age, u.base, a.brand_key, a.source, a.followers
    FROM (SELECT unnest($keys::INTEGER[]) AS account_key, unnest($ages::INTEGER[]) AS age, unnest($bases::DOUBLE[]) AS base) AS u
    JOIN core.account AS a USING (account_key)
), measured AS (
    SELECT p.*, a.brand_key, a.source,
           CASE $over WHEN 'nothing' THEN 1 WHEN 'views' THEN CASE WHEN p.hidden & 16 = 0 THEN p.views END
                WHEN 'account' THEN a.base
                ELSE CASE WHEN p.followers_basis = 3 THEN a.followers ELSE p.followers_at_publication END END::DOUBLE AS base,
           $over = 'publication' AND coalesce(p.followers_basis = 3, true) AS current,
           CASE WHEN p.age_basis IS NOT NULL THEN p.age_basis WHEN p.published_at + a.age * INTERVAL 1 DAY > $now THEN 3
                WHEN p.hidden & 15 > 0 THEN 4 WHEN p.removed THEN 6 ELSE 5 END::UTINYINT AS state,
           CASE WHEN p.age_basis IN (1, 2) THEN CASE WHEN $over = 'views' THEN p.interactions ELSE p.interactions_at_age END
                END::DOUBLE AS counted
    FROM published AS p JOIN accounts AS a USING (account_key)
), rated AS MATERIALIZED (
    SELECT *, CASE WHEN base > 0 THEN counted / base * CASE $over WHEN 'nothing' THEN 1 ELSE 100 END END AS rate FROM measured
)
