-- The local days around the period and the instant each begins. Shifted, every midnight lies near a UTC noon, so that any
-- instant finds the one midnight of its shifted date: its day is that midnight's or the one before.
calendar AS (
    SELECT day, opens, (opens + $shift::INTERVAL)::DATE AS shifted
    FROM (SELECT unnest($days::DATE[]) AS day, unnest($midnights::TIMESTAMP[]) AS opens)
)
