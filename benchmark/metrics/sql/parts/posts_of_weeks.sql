-- Needs the calendar.
by_week AS (
    SELECT p.*, CASE WHEN p.published_at >= c.opens THEN c.week ELSE c.week_before END AS week
    FROM (SELECT *, (published_at + $shift::INTERVAL)::DATE AS shifted FROM published) AS p
    JOIN (SELECT *, date_trunc('week', day)::DATE AS week, date_trunc('week', day - 1)::DATE AS week_before FROM calendar) AS c
        USING (shifted)
)
