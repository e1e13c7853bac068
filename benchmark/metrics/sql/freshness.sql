-- The state of the account that was read least recently stands for the brand.
WITH {scoped},
runs AS (
    SELECT account_key, max(started_at) FILTER (status IN ('ok', 'partial')) AS read_at,
           arg_max(status, started_at) AS status, arg_max(error, started_at) FILTER (error IS NOT NULL) AS error
    FROM core.run_account
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) AND started_at <= $now
    GROUP BY account_key
), counts AS (
    SELECT account_key, max(metrics_at) AS metrics_at
    FROM core.post WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) GROUP BY account_key
), brands AS (
    SELECT a.unit, count(*) AS accounts, count(r.read_at) AS read, min(r.read_at) AS read_at,
           CASE WHEN count(a.followers_at) = count(*) THEN min(a.followers_at) END AS followers_at, min(m.metrics_at) AS metrics_at,
           count(*) FILTER (r.status = 'failed') AS failing, any_value(r.error) FILTER (r.status = 'failed') AS error
    FROM scoped AS a LEFT JOIN runs AS r USING (account_key) LEFT JOIN counts AS m USING (account_key)
    GROUP BY ALL
)
SELECT unit, CASE WHEN read = accounts THEN epoch_us($now - read_at) / 3_600_000_000 END AS value,
       CASE WHEN read = accounts THEN read_at END AS read_at, followers_at, metrics_at, failing, error, accounts AS n,
       timezone($timezone, timezone('UTC', read_at))::DATE AS first_day,
       timezone($timezone, timezone('UTC', read_at))::DATE AS last_day,
       CASE WHEN read = 0 THEN 'no_observation' WHEN read < accounts THEN 'some_accounts' END AS note, read AS accounts_used, accounts
FROM brands
ORDER BY unit
