WITH {scoped}, {observed}, {levels},
brand_levels AS (
    SELECT a.brand_id, a.source, l.day, count(l.followers) AS accounts_used, sum(l.followers) AS followers,
           sum(l.followers + CASE WHEN l.step > 1 THEN l.step ELSE 0 END) AS high, sum(l.step) AS step,
           min(l.seen) FILTER (l.followers IS NOT NULL) AS first_day, max(l.seen) FILTER (l.followers IS NOT NULL) AS last_day,
           bool_or(l.hidden) AS hidden
    FROM levels AS l JOIN scoped AS a USING (account_key)
    GROUP BY ALL
), sizes AS (
    SELECT brand_id, source, count(*) AS accounts FROM scoped GROUP BY ALL
), begun AS (
    SELECT brand_id, source, min(day) AS day FROM brand_levels WHERE accounts_used > 0 OR hidden GROUP BY ALL
)
SELECT s.brand_id, s.source, c.day,
       CASE WHEN b.accounts_used = s.accounts THEN b.followers END AS value,
       CASE WHEN b.accounts_used = s.accounts THEN b.followers END AS low,
       CASE WHEN b.accounts_used = s.accounts THEN b.high END AS high,
       CASE WHEN b.accounts_used = s.accounts THEN b.step END AS step,
       coalesce(b.accounts_used = s.accounts AND b.first_day < c.day, false) AS carried,
       b.first_day, b.last_day, coalesce(b.accounts_used, 0) AS n, coalesce(b.accounts_used, 0) AS accounts_used, s.accounts,
       CASE WHEN b.accounts_used = s.accounts THEN NULL WHEN b.accounts_used > 0 THEN 'some_accounts'
            WHEN b.hidden THEN 'hidden' ELSE 'no_observation' END AS note
FROM sizes AS s JOIN begun AS g USING (brand_id, source)
JOIN calendar AS c ON c.day >= g.day AND c.day <= $last_day
LEFT JOIN brand_levels AS b ON b.brand_id = s.brand_id AND b.source = s.source AND b.day = c.day
