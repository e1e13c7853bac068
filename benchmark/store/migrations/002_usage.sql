-- Calls and money by network and day (in the zone in which the network renews its quota), in millionths of a US dollar.
CREATE TABLE core.source_usage (
    source VARCHAR NOT NULL, day DATE NOT NULL, calls BIGINT NOT NULL, micro_usd BIGINT NOT NULL
);
-- When the token kept in a setting ends, as its network told. Nothing here is a secret or derived from one.
CREATE TABLE core.token (setting VARCHAR NOT NULL, expires_at TIMESTAMP, checked_at TIMESTAMP NOT NULL);

CREATE VIEW source_usage AS SELECT source, day, calls, micro_usd / 1e6 AS cost_usd FROM core.source_usage;
