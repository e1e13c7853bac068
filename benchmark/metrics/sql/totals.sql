-- Sums of the latest counts of the period's posts by brand and network, with the parts that the network shows.
WITH {scoped}, {published}, {covered}, {observed_days}, {brand_cover},
counted AS (
    SELECT account_key, count(*) AS posts, count(interactions) AS counted, sum(interactions) AS interactions,
           count(*) FILTER (hidden & 15 > 0) AS left_out, count(views) FILTER (hidden & 16 = 0) AS viewed,
           sum(views) FILTER (hidden & 16 = 0) AS views, count(*) FILTER (hidden & 16 > 0) AS views_left_out,
           count(*) FILTER (removed) AS removed,
           count(likes) > 0 AS has_likes, count(comments) > 0 AS has_comments, count(shares) > 0 AS has_shares,
           count(quotes) > 0 AS has_quotes
    FROM published GROUP BY account_key
), brands AS (
    SELECT a.unit, coalesce(sum(n.posts), 0) AS posts, coalesce(sum(n.counted), 0) AS counted,
           sum(n.interactions) AS interactions, coalesce(sum(n.left_out), 0) AS left_out, coalesce(sum(n.viewed), 0) AS viewed,
           sum(n.views) AS views, coalesce(sum(n.views_left_out), 0) AS views_left_out,
           coalesce(sum(n.removed), 0) AS removed,
           array_to_string(list_filter([CASE WHEN bool_or(has_likes) THEN 'likes' END,
                                        CASE WHEN bool_or(has_comments) THEN 'comments' END,
                                        CASE WHEN bool_or(has_shares) THEN 'shares' END,
                                        CASE WHEN bool_or(has_quotes) THEN 'quotes' END], lambda part: part IS NOT NULL), ', ')
               AS parts
    FROM scoped AS a LEFT JOIN counted AS n USING (account_key)
    GROUP BY ALL
)
SELECT b.*, c.days_observed, $elapsed_days AS days, c.accounts_used, c.accounts, c.first_day, c.last_day, c.note
FROM brands AS b JOIN brand_cover AS c USING (unit)
ORDER BY b.unit
