-- What people put beside the figures: tags, annotations, objectives, saved views, posts kept as inspiration, visits. Nothing is
-- changed in place but an end: a corrected entry ends the old one and begins a new one.

-- purpose: pillar, label, or automatic (kept by the product, its words editable). A post carries the tag when its text holds one
-- of the words or it has one of the hashtags.
CREATE TABLE core.tag (
    tag_key INTEGER NOT NULL, tag_id VARCHAR NOT NULL, name VARCHAR NOT NULL, purpose VARCHAR NOT NULL, words VARCHAR[] NOT NULL,
    hashtags VARCHAR[] NOT NULL, created_at TIMESTAMP NOT NULL, removed_at TIMESTAMP
);
-- origin: 1 by rule, 2 put by hand, 3 taken away by hand, whatever the rule says.
CREATE TABLE core.post_tag (post_key INTEGER NOT NULL, tag_key INTEGER NOT NULL, origin UTINYINT NOT NULL);
-- kind: campaign, moment, outage. Without panel, brand or source it holds for all. Days are local days of the panel, inclusive.
CREATE TABLE core.annotation (
    annotation_id VARCHAR NOT NULL, panel_key INTEGER, brand_key INTEGER, source VARCHAR, kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL, note VARCHAR, first_day DATE NOT NULL, last_day DATE NOT NULL, created_at TIMESTAMP NOT NULL,
    removed_at TIMESTAMP
);
CREATE TABLE core.objective (
    objective_id VARCHAR NOT NULL, panel_key INTEGER NOT NULL, brand_key INTEGER NOT NULL, source VARCHAR NOT NULL,
    metric VARCHAR NOT NULL, target DOUBLE NOT NULL, created_at TIMESTAMP NOT NULL, removed_at TIMESTAMP
);
-- query: the address of the view after its question mark.
CREATE TABLE core.saved_view (
    view_id VARCHAR NOT NULL, name VARCHAR NOT NULL, page VARCHAR NOT NULL, query VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL,
    removed_at TIMESTAMP
);
CREATE TABLE core.saved_post (post_key INTEGER NOT NULL, note VARCHAR, saved_at TIMESTAMP NOT NULL, removed_at TIMESTAMP);
CREATE TABLE core.visit (visitor VARCHAR NOT NULL, seen_at TIMESTAMP NOT NULL);

CREATE VIEW tags AS SELECT tag_id, name, purpose, words, hashtags, created_at, removed_at FROM core.tag;
CREATE VIEW post_tags AS
SELECT a.account_id, d.native_id, g.tag_id, ['rule', 'hand', 'taken_away'][t.origin] AS origin
FROM core.post_tag AS t JOIN core.tag AS g USING (tag_key) JOIN core.post_detail AS d USING (post_key)
JOIN core.account AS a ON a.account_key = d.account_key;
CREATE VIEW annotations AS
SELECT n.annotation_id, p.panel_id, b.brand_id, n.source, n.kind, n.title, n.note, n.first_day, n.last_day, n.created_at,
       n.removed_at
FROM core.annotation AS n LEFT JOIN core.panel AS p USING (panel_key) LEFT JOIN core.brand AS b USING (brand_key);
CREATE VIEW objectives AS
SELECT o.objective_id, p.panel_id, b.brand_id, o.source, o.metric, o.target, o.created_at, o.removed_at
FROM core.objective AS o JOIN core.panel AS p USING (panel_key) JOIN core.brand AS b USING (brand_key);
CREATE VIEW saved_views AS SELECT view_id, name, page, query, created_at, removed_at FROM core.saved_view;
CREATE VIEW saved_posts AS
SELECT a.account_id, d.native_id, s.note, s.saved_at, s.removed_at
FROM core.saved_post AS s JOIN core.post_detail AS d USING (post_key) JOIN core.account AS a ON a.account_key = d.account_key;
