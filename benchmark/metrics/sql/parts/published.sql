-- The posts of the period. Counts that were read once and are all unknown were removed, as they may not be kept any longer.
published AS NOT MATERIALIZED (
    SELECT account_key, published_at, kind, deleted_at, interactions, views, hidden, likes, comments AS comments, shares, quotes,
           interactions_at_age, age_basis, followers_at_publication, followers_basis, post_key, metrics_at,
           metrics_at IS NOT NULL AND hidden = 0 AND coalesce(likes, comments, shares, quotes, views) IS NULL AS removed
    FROM core.post
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[]))
      AND published_at >= $start AND published_at < $end AND published_at <= $now {left_out}
)
