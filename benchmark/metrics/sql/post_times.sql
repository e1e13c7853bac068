-- When the posts of the period were published, in table order.
WITH {scoped}, {published}
SELECT a.unit, p.published_at FROM published AS p JOIN scoped AS a USING (account_key)
