-- The stretches of the period in which each account's posts were read in full, as instants. The readings of one UTC day are
-- taken together. Imported, entered and demo posts cover the time from the first to the last of them.
readings AS (
    SELECT account_key, min(window_from) AS opens, max(started_at) AS closes
    FROM core.run_account
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND status IN ('ok', 'partial') AND window_from IS NOT NULL
      AND started_at > $start AND started_at <= $now
    GROUP BY account_key, started_at::DATE
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
