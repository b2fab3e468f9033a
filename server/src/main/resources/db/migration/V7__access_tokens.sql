-- Leave to use the bridge. hash is HMAC-SHA-256 of the token, keyed with bridge.key; key_id tells which bridge.key that was.
-- Limits are NULL for none; times are epoch milliseconds. Revoked tokens stay, so that what they spent keeps its name.
CREATE TABLE access_tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    key_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    per_minute INTEGER,
    per_day INTEGER,
    at_once INTEGER,
    daily_micros BIGINT,
    total_micros BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    last_used_at BIGINT
);

CREATE UNIQUE INDEX access_tokens_name ON access_tokens (name) WHERE revoked_at IS NULL;

-- Requests for pictures of each token, by day of BUDGET_TIMEZONE (YYYY-MM-DD).
CREATE TABLE access_days (
    token TEXT NOT NULL,
    day TEXT NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (token, day)
);
