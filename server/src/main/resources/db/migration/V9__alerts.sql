-- What the owner was told by webhook, once for each name; also what is still to be told. Times are milliseconds since 1970.
-- body is JSON. next_try is NULL when it was sent or given up; until then it is also the lease of the replica that sends it.
CREATE TABLE alerts (
    name TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    next_try BIGINT,
    sent_at BIGINT,
    forget_at BIGINT
);
CREATE INDEX alerts_next_try ON alerts (next_try);
