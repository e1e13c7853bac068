-- The posts of the period.
published AS NOT MATERIALIZED (
    SELECT account_key, published_at, kind, deleted_at, interactions, views, hidden, likes, comments AS comments, shares, quotes,
           interactions_at_age, age_basis, followers_at_publication, followers_basis
    FROM core.post
    WHERE account_key IN (SELECT unnest($accounts::INTEGER[]))
      AND published_at >= $start AND published_at < $end AND published_at <= $now
)
