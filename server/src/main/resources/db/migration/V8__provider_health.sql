-- What each replica remembers of the providers' health; memory is a JSON document. Times are epoch milliseconds.
CREATE TABLE provider_health (
    replica TEXT NOT NULL,
    provider TEXT NOT NULL,
    memory TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (replica, provider)
);
