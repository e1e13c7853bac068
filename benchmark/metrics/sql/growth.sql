-- Growth over each of the given periods. Opening: the level on the period's eve (its observation at most 3 days old), else
-- the first observation of the period's first 3 days. Closing: the level on its last day. Only accounts with two
-- different observations at the ends are used.
WITH {scoped}, {observed},
known AS (SELECT * FROM observed WHERE followers IS NOT NULL),
periods AS (
    SELECT unnest($period_starts::DATE[]) AS starts, unnest($period_ends::DATE[]) AS ends
), asked AS (
    SELECT a.account_key, p.starts, p.ends, p.starts - 1 AS eve FROM scoped AS a CROSS JOIN periods AS p
), before AS (
    SELECT q.*, o.day AS before_day, o.followers AS before_followers, o.step AS before_step
    FROM asked AS q ASOF LEFT JOIN known AS o ON o.account_key = q.account_key AND o.day <= q.eve
), after AS (
    SELECT q.*, o.day AS after_day, o.followers AS after_followers, o.step AS after_step
    FROM before AS q ASOF LEFT JOIN known AS o ON o.account_key = q.account_key AND o.day >= q.starts
), closing AS (
    SELECT q.*, o.day AS latest_day, o.followers AS closing_followers, o.step AS closing_step
    FROM after AS q ASOF LEFT JOIN known AS o ON o.account_key = q.account_key AND o.day <= q.ends
), chosen AS (
    SELECT account_key, starts, ends,
           CASE WHEN eve - before_day <= 3 THEN before_day WHEN after_day - eve <= 3 THEN after_day END AS opening_day,
           CASE opening_day WHEN before_day THEN before_followers ELSE after_followers END AS opening,
           CASE opening_day WHEN before_day THEN before_step ELSE after_step END AS opening_step,
           CASE WHEN ends - latest_day <= 3 THEN latest_day END AS closing_day, closing_followers AS closing, closing_step,
           coalesce(closing_day > opening_day, false) AS used
    FROM closing
), inside AS (
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
