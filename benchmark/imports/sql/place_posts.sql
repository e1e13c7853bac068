-- The posts that are written, each with its key.
CREATE OR REPLACE TEMP TABLE written_posts AS
SELECT * REPLACE (
    coalesce(post_key, (SELECT coalesce(max(post_key), 0) FROM core.post_detail)
             + row_number() OVER (PARTITION BY post_key IS NULL ORDER BY account_key, published_at, native_id))::INTEGER AS post_key
), post_key IS NULL AS fresh
FROM coming_posts WHERE turn = 1 AND NOT kept
