-- Tokens of the HTTP API. sha256: of the secret part, in hexadecimal; the secret itself has 256 random bits and is kept nowhere.
-- role: viewer or editor. A revoked token stays, so that the audit can be read.
CREATE TABLE core.api_token (
    token_id VARCHAR NOT NULL, name VARCHAR NOT NULL, role VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL, expires_at TIMESTAMP NOT NULL, revoked_at TIMESTAMP, last_used_at TIMESTAMP
);
