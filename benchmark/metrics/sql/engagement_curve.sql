-- The interactions of each post of the period at fixed ages, where readings on both sides of an age lie within two thirds and
-- one and a half times of it: interpolated between them on log(1 + interactions). A reading that reached back to the post and
-- stored no new count saw the last one unchanged; without such a reading nothing is known, however long the last count stood.
-- Ages are in microseconds. Of the readings around an age only the nearest are looked at: one that did not reach back is none.
WITH {scoped}, {published},
wanted AS (
    SELECT post_key, account_key, published_at, epoch_us(metrics_at) - epoch_us(published_at) AS seen_until
    FROM published WHERE interactions IS NOT NULL AND hidden & 15 = 0
), counted AS (
    SELECT w.*, epoch_us(s.observed_at) - epoch_us(w.published_at) AS age,
           CASE WHEN s.hidden & 15 = 0 AND coalesce(s.likes, s.comments, s.shares, s.quotes) IS NOT NULL
                THEN coalesce(s.likes, 0) + coalesce(s.comments, 0) + coalesce(s.shares, 0) + coalesce(s.quotes, 0) END AS interactions
    FROM core.post_snapshot AS s JOIN wanted AS w ON w.post_key = s.post_key
    WHERE s.observed_at >= $start AND s.observed_at < $end::TIMESTAMP + INTERVAL 42 DAY AND s.observed_at <= $now
), spans AS (
    SELECT *, lead(age) OVER post AS next_age, lead(interactions) OVER post AS next_interactions
    FROM counted WINDOW post AS (PARTITION BY post_key ORDER BY age)
), asked AS (
    SELECT s.*, a.hours, a.hours * 3_600_000_000 AS due, s.published_at + to_hours(a.hours) AS due_at
    FROM spans AS s CROSS JOIN (SELECT unnest([6, 12, 24, 48, 72, 120, 168, 240, 336, 504, 672]) AS hours) AS a
    WHERE s.interactions IS NOT NULL AND a.hours * 3_600_000_000 BETWEEN s.age AND s.seen_until
      AND (s.next_age IS NULL OR a.hours * 3_600_000_000 < s.next_age)
), readings AS (
    SELECT account_key, started_at AS read_at, window_from, lead(started_at) OVER account AS next_read_at,
           lead(window_from) OVER account AS next_window_from
    FROM core.run_account
    WHERE account_key IN (SELECT account_key FROM scoped) AND status = 'ok' AND window_from IS NOT NULL
      AND started_at >= $start AND started_at < $end::TIMESTAMP + INTERVAL 42 DAY AND started_at <= $now
    WINDOW account AS (PARTITION BY account_key ORDER BY started_at)
), around AS (
    SELECT q.account_key, q.post_key, q.hours, q.due, q.interactions, q.next_age, q.next_interactions,
           greatest(q.age, CASE WHEN r.window_from <= q.published_at
                                THEN epoch_us(r.read_at) - epoch_us(q.published_at) END) AS read_before,
           CASE WHEN r.next_window_from <= q.published_at
                THEN epoch_us(r.next_read_at) - epoch_us(q.published_at) END AS read_after, q.seen_until
    FROM asked AS q ASOF LEFT JOIN readings AS r ON r.account_key = q.account_key AND r.read_at <= q.due_at
), valued AS (
    SELECT account_key, post_key, hours,
           CASE WHEN read_after <= least(due * 3 / 2, seen_until) AND (next_age IS NULL OR read_after < next_age) THEN interactions
                WHEN next_age <= due * 3 / 2 THEN
                    exp(ln(1 + interactions) + (ln(1 + next_interactions) - ln(1 + interactions))
                        * (due - read_before) / (next_age - read_before)) - 1
           END::DOUBLE AS interactions
    FROM around WHERE read_before >= due * 2 / 3
)
SELECT a.unit, v.post_key, v.hours, v.interactions
FROM valued AS v JOIN scoped AS a USING (account_key)
WHERE v.interactions IS NOT NULL
