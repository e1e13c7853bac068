-- How long a source's statistics are kept, as it was announced, and what was removed since. Nothing is removed before starts_at.
-- removed_until: what was observed before it is gone; removed_days: how long figures were kept when that was done.
CREATE TABLE core.retention (
    source VARCHAR NOT NULL, days INTEGER NOT NULL, announced_at TIMESTAMP NOT NULL, starts_at TIMESTAMP NOT NULL,
    removed_at TIMESTAMP, removed_until TIMESTAMP, removed_days INTEGER
);
