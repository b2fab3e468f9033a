-- Requests with an Idempotency-Key: who runs one now, and what was answered. The text must run on SQLite and PostgreSQL alike.
-- Times are milliseconds since 1970. status is NULL while the request runs; file is NULL when the answer's bytes are not kept.
CREATE TABLE idempotent_answers (
    caller TEXT NOT NULL,
    request_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    run TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    status INTEGER,
    headers TEXT,
    file TEXT,
    bytes BIGINT,
    PRIMARY KEY (caller, request_key)
);
CREATE INDEX idempotent_answers_run ON idempotent_answers (run);
CREATE INDEX idempotent_answers_expires_at ON idempotent_answers (expires_at);
