-- Growth over each of the given periods. Opening: the level on the period's eve (its observation at most 3 days old), else
-- the first observation of the period's first 3 days. Closing: the level on its last day. Only accounts that were looked at
-- at two different times are used.
WITH {scoped}, {observed},
known AS (SELECT * FROM observed WHERE followers IS NOT NULL),
periods AS (
    SELECT unnest($period_starts::DATE[]) AS starts, unnest($period_ends::DATE[]) AS ends
), asked AS (
    SELECT a.account_key, p.starts, p.ends, p.starts - 1 AS eve FROM scoped AS a CROSS JOIN periods AS p
), before AS (
    SELECT q.*, o.day AS before_day, o.followers AS before_followers, o.step AS before_step, o.seen_at AS before_at
    FROM asked AS q ASOF LEFT JOIN known AS o ON o.account_key = q.account_key AND o.day <= q.eve
), after AS (
    SELECT q.*, o.day AS after_day, o.first_followers AS after_followers, o.first_step AS after_step, o.first_at AS after_at
    FROM before AS q ASOF LEFT JOIN known AS o ON o.account_key = q.account_key AND o.day >= q.starts
), closing AS (
    SELECT q.*, o.day AS latest_day, o.followers AS closing_followers, o.step AS closing_step, o.seen_at AS closing_at
    FROM after AS q ASOF LEFT JOIN known AS o ON o.account_key = q.account_key AND o.day <= q.ends
), last_readings AS (
    -- A successful reading that found nothing changed stored no snapshot, yet it is a second look at the last day.
    SELECT account_key, max(started_at) AS read_at FROM core.run_account
    WHERE status = 'ok' AND account_key IN (SELECT account_key FROM scoped) AND started_at >= $ends::TIMESTAMP - INTERVAL 1 DAY
      AND started_at < $ends AND started_at <= $now
    GROUP BY ALL
), chosen AS (
    SELECT account_key, starts, ends,
           CASE WHEN eve - before_day <= 3 THEN before_day WHEN after_day - eve <= 3 THEN after_day END AS opening_day,
           CASE opening_day WHEN before_day THEN before_followers ELSE after_followers END AS opening,
           CASE opening_day WHEN before_day THEN before_step ELSE after_step END AS opening_step,
           CASE WHEN ends - latest_day <= 3 THEN latest_day END AS closing_day, closing_followers AS closing, closing_step,
           CASE opening_day WHEN before_day THEN before_at ELSE after_at END AS opening_at,
           coalesce(closing_day IS NOT NULL AND opening_day IS NOT NULL
                    AND greatest(closing_at, CASE WHEN latest_day = $last_day THEN r.read_at END) > opening_at, false) AS used
    FROM closing LEFT JOIN last_readings AS r USING (account_key)
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
