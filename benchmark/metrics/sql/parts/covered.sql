-- The stretches of the period in which each account's posts were read in full, as instants. Readings are first taken together
-- by week where each reaches back before the week's first, so that they surely join. Imported, entered and demo posts cover
-- the time from the first to the last of them.
reading AS NOT MATERIALIZED (
    SELECT account_key, window_from AS opens, started_at AS closes, epoch_us(started_at) // 604_800_000_000 AS week
    FROM core.run_account
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND status IN ('ok', 'partial') AND window_from IS NOT NULL
      AND started_at > $start AND started_at <= $now
), reading_weeks AS MATERIALIZED (
    SELECT account_key, week, min(opens) AS opens, max(closes) AS closes, max(opens) <= min(closes) AS joined
    FROM reading GROUP BY account_key, week
), readings AS (
    SELECT account_key, opens, closes FROM reading_weeks WHERE joined
    UNION ALL
    SELECT r.account_key, r.opens, r.closes
    FROM reading AS r JOIN (SELECT account_key, week FROM reading_weeks WHERE NOT joined) USING (account_key, week)
    UNION ALL
    SELECT account_key, min(published_at), max(published_at)
    FROM core.post
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND origin >= 3
    GROUP BY account_key
), marked AS (
    SELECT account_key, opens, closes,
           opens > max(closes) OVER (PARTITION BY account_key ORDER BY opens, closes
                                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS parted
    FROM readings
), numbered AS (
    SELECT account_key, opens, closes,
           count(*) FILTER (parted) OVER (PARTITION BY account_key ORDER BY opens, closes ROWS UNBOUNDED PRECEDING) AS stretch
    FROM marked
), covered AS (
    SELECT account_key, greatest(min(opens), $start) AS opens, least(max(closes), $end) AS closes
    FROM numbered
    GROUP BY account_key, stretch
    HAVING max(closes) > $start AND min(opens) < $end AND max(closes) > min(opens)
)
