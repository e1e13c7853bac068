-- The two observations that growth over each of the given periods rests on, by account: opening and closing, and whether the account
-- was looked at at two different times. Opening: the level on the period's eve (its observation at most 3 days old), else the
-- first observation of the period's first 3 days. Closing: the level on its last day.
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
)
