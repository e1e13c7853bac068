-- Growth over each of the given periods. Only accounts that were looked at at two different times are used.
WITH {scoped}, {observed},
{growth_ends}, inside AS (
    SELECT p.starts, o.account_key, min(o.day) FILTER (o.followers IS NOT NULL) AS first_seen,
           max(o.day) FILTER (o.followers IS NOT NULL) AS last_seen, count(o.followers) AS days_seen, count(*) AS days_read
    FROM periods AS p JOIN observed AS o ON o.day BETWEEN p.starts AND p.ends
    GROUP BY ALL
), summed AS (
    SELECT a.unit, c.starts, c.ends, count(*) AS accounts, count(*) FILTER (c.used) AS accounts_used,
           sum(c.opening) FILTER (c.used) AS opening, sum(c.closing) FILTER (c.used) AS closing,
           sum(CASE WHEN c.opening_step > 1 THEN c.opening_step ELSE 0 END) FILTER (c.used) AS opening_step,
           sum(CASE WHEN c.closing_step > 1 THEN c.closing_step ELSE 0 END) FILTER (c.used) AS closing_step,
           min(c.opening_day) FILTER (c.used) AS opening_day, max(c.closing_day) FILTER (c.used) AS closing_day,
           min(i.first_seen) AS first_seen, max(i.last_seen) AS last_seen,
           coalesce(min(coalesce(i.days_seen, 0)) FILTER (c.used), max(coalesce(i.days_seen, 0))) AS days_seen,
           coalesce(max(i.days_read), 0) AS days_read
    FROM chosen AS c JOIN scoped AS a USING (account_key)
    LEFT JOIN inside AS i ON i.account_key = c.account_key AND i.starts = c.starts
    GROUP BY ALL
)
SELECT unit, starts AS week, opening, closing, opening_step, closing_step, accounts_used, accounts,
       ends - starts + 1 AS days, closing_day - opening_day AS span,
       CASE WHEN accounts_used > 0 THEN opening_day ELSE first_seen END AS first_day,
       CASE WHEN accounts_used > 0 THEN closing_day ELSE last_seen END AS last_day,
       days_seen AS n,
       CASE WHEN accounts_used > 0 THEN CASE WHEN accounts_used < accounts THEN 'some_accounts' END
            WHEN days_seen > 1 THEN 'observed_only' WHEN days_seen = 1 THEN 'one_observation'
            WHEN days_read > 0 THEN 'hidden' ELSE 'no_observation' END AS note
FROM summed
ORDER BY unit, starts
