-- Each row of the file beside its post. ``turn`` 1 is the latest row of a post; it alone can change the post's current counts, and
-- only when it is not older than they are. A post of the network's own keeps what the network said of it.
CREATE OR REPLACE TEMP TABLE coming_posts AS
WITH placed AS (
    SELECT w.account_key, w.usual_kind, i.* EXCLUDE (place),
           coalesce(i.likes, i.comments, i.shares, i.quotes, i.views) IS NOT NULL AS told,
           row_number() OVER (PARTITION BY w.account_key, i.native_id ORDER BY i.counted_at DESC NULLS LAST) AS turn
    FROM import_posts AS i JOIN import_accounts AS w USING (place)
), there AS (
    -- Counts that were read once and are all unknown were removed, as the network lets nobody keep them longer.
    SELECT p.* REPLACE (CASE WHEN p.hidden <> 0 OR coalesce(p.likes, p.comments, p.shares, p.quotes, p.views) IS NOT NULL
                             THEN p.metrics_at END AS metrics_at), d.native_id, d.text, d.url, d.thumbnail_url, d.lang, d.hashtags, d.reactions, d.first_seen_at,
           p.origin <> $origin AS others, p.origin <> $origin AND p.metrics_at IS NOT NULL
           AND (p.hidden <> 0 OR coalesce(p.likes, p.comments, p.shares, p.quotes, p.views) IS NOT NULL) AS kept
    FROM core.post_detail AS d JOIN core.post AS p USING (post_key)
    WHERE (d.account_key, d.native_id) IN (SELECT (account_key, native_id) FROM placed)
), beside AS (
    SELECT i.*, e.* EXCLUDE (account_key, native_id, published_at, kind, text, url, hashtags, likes, comments, shares, quotes, views),
           e.published_at AS published_before, e.kind AS kind_before, e.text AS text_before, e.url AS url_before,
           e.hashtags AS hashtags_before, e.likes AS likes_before, e.comments AS comments_before, e.shares AS shares_before,
           e.quotes AS quotes_before, e.views AS views_before, i.told AND coalesce(i.counted_at >= e.metrics_at, true) AS current
    FROM placed AS i LEFT JOIN there AS e ON e.account_key = i.account_key AND e.native_id = i.native_id
), merged AS (
    SELECT account_key, native_id, turn, counted_at, told, current, post_key, metrics_at AS metrics_before, coalesce(kept, false) AS kept,
           CASE WHEN others THEN published_before ELSE published_at END AS published_at,
           CASE WHEN others THEN kind_before ELSE coalesce(kind, kind_before, usual_kind) END AS kind,
           CASE WHEN others THEN coalesce(text_before, text) ELSE coalesce(text, text_before) END AS text,
           CASE WHEN others THEN coalesce(url_before, url) ELSE coalesce(url, url_before) END AS url,
           CASE WHEN hashtags_before IS NULL OR (NOT others AND len(hashtags) > 0) THEN hashtags ELSE hashtags_before END AS hashtags,
           CASE WHEN current THEN coalesce(likes, likes_before) ELSE likes_before END AS likes,
           CASE WHEN current THEN coalesce(comments, comments_before) ELSE comments_before END AS comments,
           CASE WHEN current THEN coalesce(shares, shares_before) ELSE shares_before END AS shares,
           CASE WHEN current THEN coalesce(quotes, quotes_before) ELSE quotes_before END AS quotes,
           CASE WHEN current THEN coalesce(views, views_before) ELSE views_before END AS views,
           published_before, kind_before, text_before, url_before, hashtags_before, likes_before, comments_before, shares_before,
           quotes_before, views_before,
           thumbnail_url, lang, reactions, coalesce(first_seen_at, $now) AS first_seen_at, coalesce(hidden, 0) AS hidden,
           coalesce(origin, $origin) AS origin, deleted_at,
           {'likes': likes, 'comments': comments, 'shares': shares, 'quotes': quotes, 'views': views} AS reading
    FROM beside
), judged AS (
    SELECT *, (likes, comments, shares, quotes, views)
               IS NOT DISTINCT FROM (likes_before, comments_before, shares_before, quotes_before, views_before) AS same_counts,
           CASE WHEN NOT current THEN metrics_before WHEN counted_at IS NOT NULL THEN counted_at
                WHEN metrics_before IS NOT NULL AND same_counts THEN metrics_before ELSE $now END AS metrics_at
    FROM merged
)
SELECT *, post_key IS NOT NULL AND (turn > 1 OR (same_counts AND metrics_at IS NOT DISTINCT FROM metrics_before
          AND (published_at, kind, text, url, hashtags)
              IS NOT DISTINCT FROM (published_before, kind_before, text_before, url_before, hashtags_before))) AS same
FROM judged
