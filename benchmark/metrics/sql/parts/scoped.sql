-- The accounts of the scope with their brand.
scoped AS (
    SELECT a.account_key, b.brand_id, a.source, a.followers, a.followers_at, coalesce(a.timezone, $timezone) AS timezone
    FROM core.account AS a JOIN core.brand AS b USING (brand_key)
    WHERE a.account_key IN (SELECT unnest($accounts::INTEGER[]))
)
