-- Observations that come beside those that an import has stored for the same instant. A cell that tells nothing leaves what is known.
CREATE OR REPLACE TEMP TABLE coming_totals AS
WITH beside AS (
    SELECT w.account_key, i.observed_at, o.account_key IS NOT NULL AS there,
           coalesce(i.followers, o.followers) AS followers,
           CASE WHEN i.followers IS NULL AND o.account_key IS NOT NULL THEN o.followers_step ELSE i.followers_step END AS followers_step,
           coalesce(i.following, o.following) AS following, coalesce(i.posts_total, o.posts_total) AS posts_total,
           coalesce(i.views_total, o.views_total) AS views_total,
           (o.followers, o.followers_step, o.following, o.posts_total, o.views_total) AS before
    FROM import_totals AS i JOIN import_accounts AS w USING (place)
    LEFT JOIN (SELECT * FROM core.profile_snapshot WHERE origin = $origin) AS o
        ON o.account_key = w.account_key AND o.observed_at = i.observed_at
)
SELECT * EXCLUDE (before, there),
       CASE WHEN NOT there THEN 'new'
            WHEN (followers, followers_step, following, posts_total, views_total) IS NOT DISTINCT FROM before THEN 'unchanged'
            ELSE 'changed' END AS state
FROM beside
