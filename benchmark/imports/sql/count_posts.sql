SELECT CASE WHEN c.post_key IS NULL THEN 'new' WHEN c.kept THEN 'kept' WHEN NOT c.same OR r.there THEN 'changed'
            WHEN r.native_id IS NOT NULL THEN 'new' ELSE 'unchanged' END AS state, count(*)
FROM coming_posts AS c LEFT JOIN coming_readings AS r USING (account_key, native_id, turn)
GROUP BY state
