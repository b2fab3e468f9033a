-- What each caller chose through /sdapi/v1/options. The text must run on SQLite and PostgreSQL alike.
CREATE TABLE caller_options (
    caller TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (caller, name)
);
