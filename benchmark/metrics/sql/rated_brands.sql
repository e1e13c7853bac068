-- What stands around the posts of each account: its latest followers, the parts that the network shows, the days of its first and
-- last post, whether any of the period was read.
WITH {scoped}, {published}, {covered},
counted AS (
    SELECT account_key, min(published_at) AS first_at, max(published_at) AS last_at, count(likes) > 0 AS likes,
           count(comments) > 0 AS comments, count(shares) > 0 AS shares, count(quotes) > 0 AS quotes
    FROM published GROUP BY account_key
)
SELECT a.unit, a.account_key, a.followers::DOUBLE AS followers, coalesce(n.likes, false) AS likes,
       coalesce(n.comments, false) AS comments, coalesce(n.shares, false) AS shares, coalesce(n.quotes, false) AS quotes,
       timezone($timezone, timezone('UTC', n.first_at))::DATE AS first_day,
       timezone($timezone, timezone('UTC', n.last_at))::DATE AS last_day,
       a.account_key IN (SELECT account_key FROM covered) AS read
FROM scoped AS a LEFT JOIN counted AS n USING (account_key)
ORDER BY a.unit, a.account_key
