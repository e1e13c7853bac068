-- The posts of the period with their local week. Zones are converted once per distinct quarter of an hour, not per post.
quarterly AS MATERIALIZED (
    SELECT *, epoch_us(published_at) // 900_000_000 AS quarter FROM published
), weeks AS (
    SELECT quarter, date_trunc('week', timezone($timezone, to_timestamp(quarter * 900)))::DATE AS week
    FROM (SELECT DISTINCT quarter FROM quarterly)
), by_week AS (
    SELECT * FROM quarterly JOIN weeks USING (quarter)
)
