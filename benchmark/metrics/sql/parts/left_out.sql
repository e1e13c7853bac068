AND post_key NOT IN (
    SELECT t.post_key FROM core.post_tag AS t JOIN core.tag AS g USING (tag_key)
    WHERE t.origin IN (1, 2) AND g.removed_at IS NULL AND g.tag_id IN (SELECT unnest($without::VARCHAR[])))
