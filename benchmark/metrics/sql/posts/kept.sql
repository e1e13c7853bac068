-- The posts kept as inspiration, of these accounts, the latest first, with what is known of them today.
SELECT s.post_key, b.brand_id, b.name AS brand, a.source, a.account_id, d.native_id, p.published_at, p.kind, d.text, d.url,
       p.likes, p.comments AS comments, p.shares, p.quotes, p.views, p.hidden::INTEGER AS hidden, p.interactions,
       p.interactions_at_age AS counted, coalesce(p.age_basis, 5)::INTEGER AS state, p.deleted_at,
       (SELECT list(g.tag_id ORDER BY g.tag_key) FROM core.post_tag AS t JOIN core.tag AS g USING (tag_key)
        WHERE t.post_key = s.post_key AND t.origin < 3 AND g.removed_at IS NULL) AS tags,
       s.note, s.saved_at
FROM core.saved_post AS s JOIN core.post AS p USING (post_key) JOIN core.post_detail AS d ON d.post_key = s.post_key
JOIN core.account AS a ON a.account_key = p.account_key JOIN core.brand AS b USING (brand_key)
WHERE s.removed_at IS NULL AND p.account_key IN (SELECT unnest($accounts::INTEGER[]))
ORDER BY s.saved_at DESC, s.post_key
