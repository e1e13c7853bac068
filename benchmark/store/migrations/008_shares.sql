-- Links to frozen reports. The link itself is kept nowhere: token_hash is the SHA-256 of its random part, in hexadecimal. The report
-- lies beside the database; file_name is its name there. Nothing is written about who opens a link.
CREATE TABLE core.share (
    share_id VARCHAR NOT NULL, token_hash VARCHAR NOT NULL, title VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL,
    created_by VARCHAR NOT NULL, expires_at TIMESTAMP NOT NULL, revoked_at TIMESTAMP, data_version VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL
);
CREATE VIEW shares AS
SELECT share_id, title, created_at, created_by, expires_at, revoked_at, data_version, file_name FROM core.share;
