-- The private schema: narrow tables keyed by integers, times in UTC. Rows carry no primary keys on purpose: the store's one
-- write lock keeps keys unique, and a snapshot takes a few bytes. The public names are the views at the end.
CREATE SCHEMA core;

CREATE TABLE core.brand (
    brand_key INTEGER NOT NULL, brand_id VARCHAR NOT NULL, name VARCHAR NOT NULL, colour VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL, removed_at TIMESTAMP
);
-- followers and followers_at repeat the latest known observation, so that pages need not look for it.
CREATE TABLE core.account (
    account_key INTEGER NOT NULL, account_id VARCHAR NOT NULL, brand_key INTEGER NOT NULL, source VARCHAR NOT NULL,
    native_id VARCHAR NOT NULL, handle VARCHAR, display_name VARCHAR, bio VARCHAR, link VARCHAR, url VARCHAR,
    market VARCHAR, role VARCHAR NOT NULL, timezone VARCHAR, status VARCHAR NOT NULL, status_at TIMESTAMP NOT NULL,
    added_at TIMESTAMP NOT NULL, added_by VARCHAR NOT NULL, paused_at TIMESTAMP, removed_at TIMESTAMP,
    followers BIGINT, followers_at TIMESTAMP
);
CREATE TABLE core.account_state (account_key INTEGER NOT NULL, name VARCHAR NOT NULL, value VARCHAR NOT NULL);
CREATE TABLE core.panel (
    panel_key INTEGER NOT NULL, panel_id VARCHAR NOT NULL, name VARCHAR NOT NULL, timezone VARCHAR NOT NULL,
    own_brand_key INTEGER, created_at TIMESTAMP NOT NULL
);
CREATE TABLE core.panel_account (panel_key INTEGER NOT NULL, account_key INTEGER NOT NULL);

-- origin: 1 api, 2 feed, 3 import, 4 manual, 5 demo. hidden: bits 1 followers, 2 following, 4 posts_total, 8 views_total.
CREATE TABLE core.profile_snapshot (
    account_key INTEGER NOT NULL, observed_at TIMESTAMP NOT NULL, followers BIGINT, followers_step BIGINT NOT NULL,
    hidden UTINYINT NOT NULL, following BIGINT, posts_total BIGINT, views_total BIGINT, origin UTINYINT NOT NULL,
    run_key INTEGER
);
CREATE TABLE core.profile_change (
    account_key INTEGER NOT NULL, observed_at TIMESTAMP NOT NULL, field VARCHAR NOT NULL, before VARCHAR, after VARCHAR
);

-- kind: 1 image, 2 album, 3 video, 4 short_video, 5 text, 6 link, 7 live, 8 poll, 9 article.
-- hidden: bits 1 likes, 2 comments, 4 shares, 8 quotes, 16 views.
-- interactions: the parts the network gives, NULL when one is hidden or none is known.
-- followers_basis: 1 observed, 2 interpolated, 3 current (the figure is then the account's latest, kept there).
-- age_basis: 1 at_age, 2 late, 3 young; NULL when there is nothing to count.
CREATE TABLE core.post (
    post_key INTEGER NOT NULL, account_key INTEGER NOT NULL, published_at TIMESTAMP NOT NULL, kind UTINYINT NOT NULL,
    likes BIGINT, comments BIGINT, shares BIGINT, quotes BIGINT, views BIGINT, hidden UTINYINT NOT NULL,
    interactions BIGINT, metrics_at TIMESTAMP, followers_at_publication BIGINT, followers_basis UTINYINT,
    interactions_at_age DOUBLE, age_basis UTINYINT, origin UTINYINT NOT NULL, deleted_at TIMESTAMP
);
CREATE TABLE core.post_detail (
    post_key INTEGER NOT NULL, account_key INTEGER NOT NULL, native_id VARCHAR NOT NULL, text VARCHAR, url VARCHAR,
    thumbnail_url VARCHAR, lang VARCHAR, hashtags VARCHAR[], reactions MAP(VARCHAR, BIGINT), first_seen_at TIMESTAMP NOT NULL
);
CREATE TABLE core.post_snapshot (
    post_key INTEGER NOT NULL, observed_at TIMESTAMP NOT NULL, likes BIGINT, comments BIGINT, shares BIGINT,
    quotes BIGINT, views BIGINT, hidden UTINYINT NOT NULL, origin UTINYINT NOT NULL, run_key INTEGER
);
CREATE TABLE core.account_daily (
    account_key INTEGER NOT NULL, day DATE NOT NULL, measure VARCHAR NOT NULL, value BIGINT, observed_at TIMESTAMP NOT NULL,
    origin UTINYINT NOT NULL, run_key INTEGER
);

CREATE TABLE core.run (
    run_key INTEGER NOT NULL, run_id VARCHAR NOT NULL, started_at TIMESTAMP NOT NULL, finished_at TIMESTAMP,
    trigger VARCHAR NOT NULL, status VARCHAR NOT NULL
);
-- started_at is also the observed_at of everything the account's reading stored. params holds the particulars of an error
-- as JSON, so that its sentence can be shown in the reader's language.
CREATE TABLE core.run_account (
    run_key INTEGER NOT NULL, account_key INTEGER NOT NULL, status VARCHAR NOT NULL, error VARCHAR, message VARCHAR,
    params VARCHAR, requests INTEGER NOT NULL, posts_seen INTEGER NOT NULL, window_from TIMESTAMP,
    started_at TIMESTAMP NOT NULL, finished_at TIMESTAMP NOT NULL
);
CREATE TABLE core.audit (
    happened_at TIMESTAMP NOT NULL, actor VARCHAR NOT NULL, action VARCHAR NOT NULL, subject VARCHAR NOT NULL, detail VARCHAR
);

CREATE VIEW brands AS SELECT brand_id, name, colour, created_at, removed_at FROM core.brand;
CREATE VIEW accounts AS
SELECT a.account_id, b.brand_id, a.source, a.native_id, a.handle, a.display_name, a.bio, a.link, a.url, a.market, a.role,
       a.timezone, a.status, a.status_at, a.added_at, a.added_by, a.paused_at, a.removed_at
FROM core.account AS a JOIN core.brand AS b USING (brand_key);
CREATE VIEW panels AS
SELECT p.panel_id, p.name, p.timezone, b.brand_id AS own_brand_id, p.created_at
FROM core.panel AS p LEFT JOIN core.brand AS b ON b.brand_key = p.own_brand_key;
CREATE VIEW panel_accounts AS
SELECT p.panel_id, a.account_id
FROM core.panel_account JOIN core.panel AS p USING (panel_key) JOIN core.account AS a USING (account_key);
CREATE VIEW runs AS SELECT run_id, started_at, finished_at, trigger, status FROM core.run;
CREATE VIEW run_accounts AS
SELECT r.run_id, a.account_id, x.status, x.error, x.message, x.requests, x.posts_seen, x.window_from, x.started_at,
       x.finished_at
FROM core.run_account AS x JOIN core.run AS r USING (run_key) JOIN core.account AS a USING (account_key);
CREATE VIEW profile_snapshots AS
SELECT a.account_id, s.observed_at, s.followers, s.followers_step,
       list_filter(['followers', 'following', 'posts_total', 'views_total'],
                   lambda name, place: (s.hidden >> (place - 1)) & 1 = 1) AS hidden,
       s.following, s.posts_total, s.views_total, ['api', 'feed', 'import', 'manual', 'demo'][s.origin] AS origin, r.run_id
FROM core.profile_snapshot AS s JOIN core.account AS a USING (account_key) LEFT JOIN core.run AS r USING (run_key);
CREATE VIEW profile_changes AS
SELECT a.account_id, c.observed_at, c.field, c.before, c.after
FROM core.profile_change AS c JOIN core.account AS a USING (account_key);
CREATE VIEW posts AS
SELECT a.account_id, d.native_id, p.published_at,
       ['image', 'album', 'video', 'short_video', 'text', 'link', 'live', 'poll', 'article'][p.kind] AS kind,
       d.text, d.url, d.thumbnail_url, d.lang, d.hashtags, p.likes, p.comments AS comments, p.shares, p.quotes, p.views,
       d.reactions,
       list_filter(['likes', 'comments', 'shares', 'quotes', 'views'],
                   lambda name, place: (p.hidden >> (place - 1)) & 1 = 1) AS hidden,
       p.metrics_at,
       CASE WHEN p.followers_basis = 3 THEN a.followers ELSE p.followers_at_publication END AS followers_at_publication,
       ['observed', 'interpolated', 'current'][p.followers_basis] AS followers_basis, p.interactions_at_age,
       ['at_age', 'late', 'young'][p.age_basis] AS age_basis,
       ['api', 'feed', 'import', 'manual', 'demo'][p.origin] AS origin, d.first_seen_at, p.deleted_at
FROM core.post AS p JOIN core.post_detail AS d USING (post_key) JOIN core.account AS a ON a.account_key = p.account_key;
CREATE VIEW post_snapshots AS
SELECT a.account_id, d.native_id, s.observed_at, s.likes, s.comments AS comments, s.shares, s.quotes, s.views,
       list_filter(['likes', 'comments', 'shares', 'quotes', 'views'],
                   lambda name, place: (s.hidden >> (place - 1)) & 1 = 1) AS hidden,
       ['api', 'feed', 'import', 'manual', 'demo'][s.origin] AS origin, r.run_id
FROM core.post_snapshot AS s JOIN core.post_detail AS d USING (post_key)
JOIN core.account AS a ON a.account_key = d.account_key LEFT JOIN core.run AS r USING (run_key);
CREATE VIEW account_daily AS
SELECT a.account_id, d.day, d.measure, d.value, d.observed_at,
       ['api', 'feed', 'import', 'manual', 'demo'][d.origin] AS origin, r.run_id
FROM core.account_daily AS d JOIN core.account AS a USING (account_key) LEFT JOIN core.run AS r USING (run_key);
