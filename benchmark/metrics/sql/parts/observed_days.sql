-- How many local days of the period were read for posts, by account; parts of days count as parts.
observed_days AS (
    SELECT a.account_key,
           coalesce(sum(epoch_us(timezone($timezone, timezone('UTC', c.closes)))
                        - epoch_us(timezone($timezone, timezone('UTC', c.opens)))), 0) / 86_400_000_000 AS days_observed,
           min(timezone($timezone, timezone('UTC', c.opens)))::DATE AS first_day,
           max(timezone($timezone, timezone('UTC', c.closes - INTERVAL 1 MICROSECOND)))::DATE AS last_day
    FROM scoped AS a LEFT JOIN covered AS c USING (account_key)
    GROUP BY a.account_key
)
