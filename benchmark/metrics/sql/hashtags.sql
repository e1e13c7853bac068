-- How many posts of the period use each hashtag, by brand and network: the 100 most used ones. Deleted posts were posts.
WITH {scoped}, {published}, {covered},
posts AS (
    SELECT p.post_key, a.unit, p.published_at FROM published AS p JOIN scoped AS a USING (account_key)
), totals AS (
    SELECT unit, count(*) AS total FROM posts GROUP BY unit
), used AS (
    SELECT unit, hashtag, count(*) AS posts, min(published_at) AS first_at, max(published_at) AS last_at
    FROM (SELECT p.unit, p.published_at, unnest(list_distinct(list_transform(d.hashtags, lambda tag: lower(tag)))) AS hashtag
          FROM posts AS p JOIN core.post_detail AS d USING (post_key) WHERE len(d.hashtags) > 0)
    WHERE hashtag <> ''
    GROUP BY unit, hashtag
    QUALIFY row_number() OVER (PARTITION BY unit ORDER BY count(*) DESC, hashtag) <= 100
), units AS (
    SELECT unit, bool_or(account_key IN (SELECT account_key FROM covered)) AS read FROM scoped GROUP BY unit
)
SELECT n.unit, u.hashtag, u.posts::DOUBLE AS value, coalesce(u.posts, 0) AS n, u.posts * 100.0 / t.total AS share_pct,
       coalesce(t.total, 0) AS total, timezone($timezone, timezone('UTC', u.first_at))::DATE AS first_day,
       timezone($timezone, timezone('UTC', u.last_at))::DATE AS last_day,
       CASE WHEN u.hashtag IS NOT NULL THEN NULL WHEN t.total > 0 THEN 'no_hashtags' WHEN n.read THEN 'no_posts'
            ELSE 'not_covered' END AS note
FROM units AS n LEFT JOIN totals AS t USING (unit) LEFT JOIN used AS u USING (unit)
ORDER BY n.unit, u.hashtag
