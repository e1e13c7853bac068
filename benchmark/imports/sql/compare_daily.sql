-- Daily values that come beside those that are there; what a network told stays.
CREATE OR REPLACE TEMP TABLE coming_daily AS
SELECT w.account_key, i.day, i.measure, i.value,
       CASE WHEN o.account_key IS NULL THEN 'new' WHEN o.origin <> $origin THEN 'kept'
            WHEN o.value IS NOT DISTINCT FROM i.value THEN 'unchanged' ELSE 'changed' END AS state
FROM import_daily AS i JOIN import_accounts AS w USING (place)
LEFT JOIN core.account_daily AS o ON o.account_key = w.account_key AND o.day = i.day AND o.measure = i.measure
