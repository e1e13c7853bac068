-- The accounts of the scope. A unit is a brand on a network: results carry its number, names are put to it once outside.
scoped AS (
    SELECT a.account_key, u.unit, a.source, a.followers, a.followers_at, coalesce(a.timezone, $timezone) AS timezone
    FROM (SELECT unnest($accounts::INTEGER[]) AS account_key, unnest($units::INTEGER[]) AS unit) AS u
    JOIN core.account AS a USING (account_key)
)
