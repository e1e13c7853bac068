-- Coverage of each brand on each network: the accounts read at all, and the days of the one read least.
brand_cover AS (
    SELECT a.unit, count(*) AS accounts, count(*) FILTER (o.days_observed > 0) AS accounts_used,
           coalesce(min(o.days_observed) FILTER (o.days_observed > 0), 0) AS days_observed,
           min(o.first_day) AS first_day, max(o.last_day) AS last_day,
           CASE WHEN accounts_used = 0 THEN 'not_covered' WHEN accounts_used < accounts THEN 'some_accounts'
                WHEN $elapsed - coalesce(min(o.days_observed), 0) >= 1 THEN 'partly_covered' END AS note
    FROM scoped AS a JOIN observed_days AS o USING (account_key)
    GROUP BY a.unit
)
