-- The accounts of the scope with their brand; in the order of results.
SELECT a.account_key, b.brand_id, a.source
FROM core.account AS a JOIN core.brand AS b USING (brand_key)
WHERE a.account_key IN (SELECT unnest($accounts::INTEGER[]))
ORDER BY b.brand_id, a.source, a.account_key
