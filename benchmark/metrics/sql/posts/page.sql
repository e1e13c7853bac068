-- A page of the list. usual: the median rate of the brand's posts of the period, of 6 at least; those whose followers at
-- publication are known if they suffice.
usual AS (
    SELECT brand_key, source, count(rate) FILTER (NOT current) < 6 AS over_current,
           CASE WHEN count(rate) < 6 THEN NULL WHEN over_current THEN median(rate)
                ELSE median(rate) FILTER (NOT current) END AS rate
    FROM rated GROUP BY brand_key, source
), worn AS (
    SELECT t.post_key, list(g.tag_id ORDER BY g.tag_key) AS tags
    FROM core.post_tag AS t JOIN core.tag AS g USING (tag_key)
    WHERE t.post_key IN (SELECT post_key FROM chosen) AND t.origin < 3 AND g.removed_at IS NULL
    GROUP BY t.post_key
)
SELECT c.post_key, b.brand_id, b.name AS brand, c.source, a.account_id, d.native_id, c.published_at, c.kind, d.text, d.url,
       c.likes, c.comments AS comments, c.shares, c.quotes, c.views, c.hidden::INTEGER AS hidden, c.interactions, c.counted,
       c.state::INTEGER AS state, c.base, c.current, c.rate, c.deleted_at,
       CASE WHEN u.rate > 0 AND c.current = u.over_current THEN c.rate / u.rate END AS times_usual,
       w.tags, c.post_key IN (SELECT post_key FROM core.saved_post WHERE removed_at IS NULL) AS kept, c.ranked_by
FROM chosen AS c JOIN core.post_detail AS d USING (post_key) JOIN core.account AS a ON a.account_key = c.account_key
JOIN core.brand AS b ON b.brand_key = c.brand_key LEFT JOIN worn AS w ON w.post_key = c.post_key
LEFT JOIN usual AS u ON u.brand_key = c.brand_key AND u.source = c.source
