-- Summaries that a chat model wrote, by the hash of all that went into them. Times are milliseconds since 1970.
CREATE TABLE summaries (
    hash TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    summary TEXT NOT NULL,
    written_at BIGINT NOT NULL
);
CREATE INDEX summaries_written_at ON summaries (written_at);
