-- Refusals, each chained to the one before by a keyed hash. Rows are only added; those past their time go from the beginning.
CREATE TABLE audit_log (
    seq BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    caller TEXT NOT NULL,
    rule TEXT NOT NULL,
    prompt_hash TEXT NOT NULL,
    provider TEXT NOT NULL,
    prompt TEXT,
    hash TEXT NOT NULL
);

-- One row: where the chain ends (seq, hash), and where it begins since older rows were removed (base_seq, base_hash).
CREATE TABLE audit_head (
    id INTEGER PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    base_seq BIGINT NOT NULL,
    base_hash TEXT NOT NULL,
    mac TEXT NOT NULL
);

INSERT INTO audit_head (id, seq, hash, base_seq, base_hash, mac) VALUES (1, 0, '', 0, '', '');
