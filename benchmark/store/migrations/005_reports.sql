-- Reports that people put together from cards. Nothing is changed in place but an end: a changed item ends the old row and begins
-- a new one under the same id, so that a report can be told as it stood on any day.

CREATE TABLE core.report (
    report_id VARCHAR NOT NULL, name VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, removed_at TIMESTAMP
);
-- place: the order within the report, any numbers. card: the key of a card; NULL for words of one's own. fields: the address of the
-- view that the card stood in, after its question mark. network and options: what the page told the card beside the address
-- (options as JSON). title and note: one's own words, NULL for the card's.
CREATE TABLE core.report_item (
    item_id VARCHAR NOT NULL, report_id VARCHAR NOT NULL, place DOUBLE NOT NULL, card VARCHAR, fields VARCHAR NOT NULL,
    network VARCHAR, options VARCHAR NOT NULL, title VARCHAR, note VARCHAR, created_at TIMESTAMP NOT NULL, removed_at TIMESTAMP
);

CREATE VIEW reports AS SELECT report_id, name, created_at, removed_at FROM core.report;
CREATE VIEW report_items AS
SELECT item_id, report_id, place, card, fields, network, options, title, note, created_at, removed_at FROM core.report_item;
