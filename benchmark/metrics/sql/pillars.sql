-- What each brand posts about: one row a pillar, and one, without tag_id, for the posts of none. A post can be in several rows.
-- all_…: the same over all posts of the brand. Interactions are the latest counts.
WITH {scoped}, {published}, {covered}, {observed_days}, {brand_cover},
carried AS (
    SELECT t.post_key, g.tag_id
    FROM core.post_tag AS t JOIN core.tag AS g USING (tag_key)
    WHERE g.purpose = 'pillar' AND g.removed_at IS NULL AND t.origin IN (1, 2)
), placed AS (
    SELECT a.unit, p.post_key, p.published_at, p.interactions, p.hidden & 15 > 0 AS withheld, p.removed
    FROM published AS p JOIN scoped AS a USING (account_key)
), named AS (
    SELECT p.*, c.tag_id FROM placed AS p LEFT JOIN carried AS c USING (post_key)
), counted AS (
    SELECT unit, tag_id, count(*) AS posts, count(interactions) AS counted, sum(interactions) AS interactions,
           min(published_at) AS first_at, max(published_at) AS last_at
    FROM named GROUP BY ALL
), whole AS (
    SELECT unit, count(*) AS all_posts, count(interactions) AS all_counted, sum(interactions) AS all_interactions,
           count(*) FILTER (withheld) AS left_out, count(*) FILTER (removed) AS removed
    FROM placed GROUP BY unit
), pillars AS (
    SELECT tag_id, name FROM core.tag WHERE purpose = 'pillar' AND removed_at IS NULL UNION ALL SELECT NULL, NULL
)
SELECT b.unit, g.tag_id, g.name AS pillar, coalesce(n.posts, 0) AS posts, coalesce(n.counted, 0) AS counted,
       coalesce(n.interactions, 0) AS interactions, coalesce(w.all_posts, 0) AS all_posts,
       coalesce(w.all_counted, 0) AS all_counted, w.all_interactions, coalesce(w.left_out, 0) AS left_out,
       coalesce(w.removed, 0) AS removed, b.accounts_used, b.accounts, b.days_observed, $elapsed_days AS days, b.note,
       timezone($timezone, timezone('UTC', n.first_at))::DATE AS first_day,
       timezone($timezone, timezone('UTC', n.last_at))::DATE AS last_day,
       (SELECT count(*) FROM pillars) > 1 AS has_pillars
FROM brand_cover AS b CROSS JOIN pillars AS g
LEFT JOIN counted AS n ON n.unit = b.unit AND n.tag_id IS NOT DISTINCT FROM g.tag_id
LEFT JOIN whole AS w ON w.unit = b.unit
ORDER BY b.unit, g.tag_id NULLS LAST
