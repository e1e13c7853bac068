-- Posts of each local day. A day without posts is 0 only when it was read to its end; of several accounts all have to be.
WITH {scoped}, {published}, {calendar}, {covered},
day_list AS (
    SELECT day, opens, closes FROM (SELECT day, opens, lead(opens) OVER (ORDER BY day) AS closes FROM calendar)
    WHERE day BETWEEN $first_day AND $last_day
), counted AS (
    SELECT p.account_key, CASE WHEN p.published_at >= c.opens THEN c.day ELSE c.day - 1 END AS day, count(*) AS posts
    FROM (SELECT account_key, published_at, (published_at + $shift::INTERVAL)::DATE AS shifted FROM published) AS p
    JOIN calendar AS c USING (shifted)
    GROUP BY ALL
), brand_days AS (
    SELECT a.unit, n.day, sum(n.posts) AS posts FROM counted AS n JOIN scoped AS a USING (account_key) GROUP BY ALL
), account_days AS (
    SELECT c.account_key, d.day,
           sum(epoch_us(least(c.closes, d.closes)) - epoch_us(greatest(c.opens, d.opens)))
           / any_value(epoch_us(d.closes) - epoch_us(d.opens)) AS days_observed
    FROM covered AS c JOIN day_list AS d ON c.opens < d.closes AND c.closes > d.opens
    GROUP BY ALL
), observed_days AS (
    SELECT a.unit, d.day, min(coalesce(o.days_observed, 0)) AS days_observed
    FROM scoped AS a CROSS JOIN day_list AS d LEFT JOIN account_days AS o USING (account_key, day)
    GROUP BY ALL
)
SELECT o.unit, o.day, CASE WHEN b.posts > 0 OR o.days_observed > 0.999 THEN coalesce(b.posts, 0) END AS value,
       coalesce(b.posts, 0) AS n, o.days_observed, o.day AS first_day, o.day AS last_day,
       CASE WHEN o.days_observed = 0 THEN 'not_covered' WHEN o.days_observed <= 0.999 THEN 'part_of_day' END AS note
FROM observed_days AS o LEFT JOIN brand_days AS b USING (unit, day)
ORDER BY o.unit, o.day
