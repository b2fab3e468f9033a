-- The money. Amounts are micro-dollars, times milliseconds since 1970. The text must run on SQLite and PostgreSQL alike.

-- One row: its lock makes all writers of all replicas wait for each other; seq is that of the newest posting.
CREATE TABLE ledger_head (
    id INTEGER PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO ledger_head (id, seq) VALUES (1, 0);

-- Double entry, only added to: the deltas of an event sum to zero. Accounts are caller:…, hold:…, suspense:… and provider:….
CREATE TABLE ledger_postings (
    seq BIGINT PRIMARY KEY,
    event TEXT NOT NULL,
    account TEXT NOT NULL,
    delta BIGINT NOT NULL,
    price_version TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_postings_event ON ledger_postings (event, account);

-- What was set aside for a request. remaining is the part that no open attempt has reserved.
CREATE TABLE ledger_holds (
    id TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    caller TEXT NOT NULL,
    day TEXT NOT NULL,
    run TEXT NOT NULL,
    remaining BIGINT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX ledger_holds_state ON ledger_holds (state, run);

-- Calls to paid providers, written before they are made. state is open, settled, failed, unknown or charged; most is what was reserved.
CREATE TABLE ledger_attempts (
    id TEXT PRIMARY KEY,
    hold TEXT NOT NULL,
    caller TEXT NOT NULL,
    day TEXT NOT NULL,
    provider TEXT NOT NULL,
    most BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    price_version TEXT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX ledger_attempts_state ON ledger_attempts (state, ended_at);
CREATE INDEX ledger_attempts_hold ON ledger_attempts (hold);
CREATE INDEX ledger_attempts_day ON ledger_attempts (day);

-- What counts against a budget: day:…, day:…:caller and total:caller.
CREATE TABLE ledger_buckets (
    name TEXT PRIMARY KEY,
    spent BIGINT NOT NULL,
    held BIGINT NOT NULL,
    unknown BIGINT NOT NULL
);

-- Processes that may hold money, each alive until its lease runs out.
CREATE TABLE ledger_runs (
    run TEXT PRIMARY KEY,
    alive_until BIGINT NOT NULL
);
