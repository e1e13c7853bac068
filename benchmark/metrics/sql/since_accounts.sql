-- Each account at an earlier moment ($start) and now. opening: its last follower count up to then, of the same origin as the later one and
-- at most 3 days old; closing: the latest count since, at most 3 days old, or the opening one where a reading since found nothing
-- changed. posts: those published since its posts were last read before that moment (or since then), known only when they were
-- read again without a gap, or came by import.
WITH asked AS (SELECT unnest($accounts::INTEGER[]) AS account_key),
counts AS (
    SELECT account_key, observed_at, followers, CASE WHEN followers_step > 1 THEN followers_step ELSE 0 END AS step, origin
    FROM core.profile_snapshot
    WHERE account_key IN (FROM asked) AND followers IS NOT NULL
      AND observed_at > $start::TIMESTAMP - INTERVAL 3 DAY AND observed_at <= $now
), closing AS (
    SELECT account_key, max(observed_at) AS seen_at, arg_max(followers, observed_at) AS followers, arg_max(step, observed_at) AS step,
           arg_max(origin, observed_at) AS origin
    FROM counts WHERE observed_at > $start
    GROUP BY account_key HAVING max(observed_at) > $now::TIMESTAMP - INTERVAL 3 DAY
), opening AS (
    SELECT account_key, origin, max(observed_at) AS seen_at, arg_max(followers, observed_at) AS followers,
           arg_max(step, observed_at) AS step
    FROM counts WHERE observed_at <= $start GROUP BY ALL
), attempts AS (
    SELECT account_key, started_at, status, window_from FROM core.run_account
    WHERE account_key IN (FROM asked) AND started_at > $start::TIMESTAMP - INTERVAL 3 DAY AND started_at <= $now
), chained AS (
    SELECT account_key, started_at, window_from,
           lag(started_at, 1, $start::TIMESTAMP) OVER (PARTITION BY account_key ORDER BY started_at) AS read_to
    FROM attempts WHERE window_from IS NOT NULL
), reads AS (
    SELECT account_key, max(started_at) FILTER (started_at <= $start) AS before,
           bool_and(window_from <= read_to) FILTER (started_at > $start) AS whole
    FROM chained GROUP BY account_key
), readings AS (
    SELECT account_key, r.before, coalesce(r.whole, false) AS whole,
           max(a.started_at) FILTER (a.started_at > $start AND a.status = 'ok') AS read_at,
           arg_max(a.status, a.started_at) FILTER (a.started_at > $start) AS latest
    FROM attempts AS a LEFT JOIN reads AS r USING (account_key) GROUP BY ALL
), published AS (
    SELECT p.account_key, count(*) AS posts, max(p.interactions) AS most, arg_max(p.post_key, p.interactions) AS best
    FROM core.post AS p LEFT JOIN readings AS r USING (account_key)
    WHERE p.account_key IN (FROM asked) AND p.published_at > coalesce(r.before, $start) AND p.published_at <= $now
      AND p.published_at > $start::TIMESTAMP - INTERVAL 3 DAY
    GROUP BY p.account_key
), levels AS (
    SELECT q.account_key, o.followers AS opening, o.step AS opening_step,
           coalesce(c.followers, CASE WHEN r.read_at IS NOT NULL THEN o.followers END) AS closing,
           coalesce(c.step, CASE WHEN r.read_at IS NOT NULL THEN o.step END) AS closing_step
    FROM asked AS q
    LEFT JOIN closing AS c USING (account_key)
    LEFT JOIN opening AS o ON o.account_key = q.account_key AND (c.origin IS NULL OR o.origin = c.origin)
    LEFT JOIN readings AS r ON r.account_key = q.account_key
    QUALIFY row_number() OVER (PARTITION BY q.account_key ORDER BY o.seen_at DESC NULLS LAST) = 1
)
SELECT b.brand_id, a.source, a.account_key, l.opening, l.opening_step, l.closing, l.closing_step,
       CASE WHEN r.whole THEN coalesce(n.posts, 0) WHEN r.account_key IS NULL THEN n.posts END AS posts, n.most, d.text, d.url,
       p.published_at, r.latest = 'failed' AS failed, a.added_at > $start AS added,
       (SELECT list(DISTINCT field ORDER BY field) FROM core.profile_change AS c
        WHERE c.account_key = a.account_key AND c.observed_at > $start AND c.observed_at <= $now) AS changes
FROM asked AS q JOIN core.account AS a USING (account_key) JOIN core.brand AS b ON b.brand_key = a.brand_key
LEFT JOIN levels AS l ON l.account_key = a.account_key
LEFT JOIN readings AS r ON r.account_key = a.account_key
LEFT JOIN published AS n ON n.account_key = a.account_key
LEFT JOIN core.post AS p ON p.post_key = n.best AND p.account_key = a.account_key AND n.most IS NOT NULL
LEFT JOIN core.post_detail AS d ON d.post_key = n.best AND d.account_key = a.account_key AND n.most IS NOT NULL
ORDER BY b.brand_key, a.account_key
