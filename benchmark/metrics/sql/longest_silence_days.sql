-- A brand is read throughout while all its accounts are. Within such a stretch, the gaps between its edges and posts are silences.
WITH {scoped}, {published}, {covered}, {observed_days}, {brand_cover},
steps AS (
    SELECT account_key, opens AS moment, 1 AS step FROM covered UNION ALL SELECT account_key, closes, -1 FROM covered
), changes AS (
    SELECT a.brand_id, a.source, s.moment, sum(s.step) AS step
    FROM steps AS s JOIN scoped AS a USING (account_key)
    GROUP BY a.brand_id, a.source, s.moment
), depths AS (
    SELECT brand_id, source, moment, sum(step) OVER w AS depth, lead(moment) OVER w AS until
    FROM changes WINDOW w AS (PARTITION BY brand_id, source ORDER BY moment)
), stretches AS (
    SELECT d.brand_id, d.source, d.moment AS opens, d.until AS closes
    FROM depths AS d JOIN brand_cover AS c USING (brand_id, source) WHERE d.depth = c.accounts
), moments AS (
    SELECT a.brand_id, a.source, p.published_at AS moment, 2 AS turn
    FROM published AS p JOIN scoped AS a USING (account_key)
    UNION ALL SELECT brand_id, source, opens, 1 FROM stretches
    UNION ALL SELECT brand_id, source, closes, 3 FROM stretches
), gaps AS (
    SELECT brand_id, source, moment, lead(moment) OVER w AS until, lead(turn) OVER w AS next_turn,
           sum(CASE turn WHEN 1 THEN 1 WHEN 3 THEN -1 ELSE 0 END)
               OVER (PARTITION BY brand_id, source ORDER BY moment, turn ROWS UNBOUNDED PRECEDING) AS inside
    FROM moments
    WINDOW w AS (PARTITION BY brand_id, source ORDER BY moment, turn)
), longest AS (
    SELECT brand_id, source, max(until - moment) AS silence, arg_max(moment, until - moment) AS moment,
           arg_max(until, until - moment) AS until, arg_max(next_turn = 3, until - moment) AS last_of_stretch
    FROM gaps WHERE inside = 1 AND until IS NOT NULL
    GROUP BY ALL
), counted AS (
    SELECT a.brand_id, a.source, count(*) AS posts FROM published AS p JOIN scoped AS a USING (account_key) GROUP BY ALL
), last_read AS (
    SELECT brand_id, source, max(closes) AS closes FROM stretches GROUP BY ALL
)
SELECT c.brand_id, c.source, epoch_us(l.until) / 86_400_000_000 - epoch_us(l.moment) / 86_400_000_000 AS value,
       coalesce(n.posts, 0) AS n, coalesce(l.last_of_stretch AND l.until = r.closes, false) AS ongoing, c.days_observed,
       $elapsed_days AS days, timezone($timezone, timezone('UTC', l.moment))::DATE AS first_day,
       timezone($timezone, timezone('UTC', l.until))::DATE AS last_day, c.accounts_used, c.accounts,
       CASE WHEN l.silence IS NULL AND c.note IS NULL THEN 'not_covered' ELSE c.note END AS note
FROM brand_cover AS c LEFT JOIN longest AS l USING (brand_id, source) LEFT JOIN counted AS n USING (brand_id, source)
LEFT JOIN last_read AS r USING (brand_id, source)
