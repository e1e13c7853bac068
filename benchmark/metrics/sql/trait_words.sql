-- Hashtags and tags of the posts that can be compared, the most used ones: a word that no account has in 8 posts cannot be tested.
WITH {published},
counted AS (
    SELECT post_key, account_key FROM published WHERE age_basis IN (1, 2) AND interactions_at_age IS NOT NULL
), used AS (
    SELECT post_key, account_key, 'hashtag:' || word AS trait
    FROM (SELECT c.post_key, c.account_key, unnest(list_distinct(list_transform(d.hashtags, lambda tag: lower(tag)))) AS word
          FROM counted AS c JOIN core.post_detail AS d USING (post_key) WHERE len(d.hashtags) > 0)
    UNION ALL
    SELECT c.post_key, c.account_key, 'tag:' || g.tag_id
    FROM counted AS c
    JOIN (SELECT post_key, tag_key FROM core.post_tag GROUP BY ALL HAVING max(origin) < 3) AS p USING (post_key)
    JOIN core.tag AS g ON g.tag_key = p.tag_key AND g.removed_at IS NULL
), often AS (
    SELECT trait, sum(posts) AS posts FROM (SELECT trait, account_key, count(*) AS posts FROM used GROUP BY ALL)
    GROUP BY trait HAVING max(posts) >= 8 ORDER BY posts DESC, trait LIMIT 80
)
SELECT u.post_key, u.trait FROM used AS u JOIN often AS o USING (trait)
