-- The report of what was spent reads attempts in this order, so that it need not sort them; it begins with the day as the index before did.
CREATE INDEX ledger_attempts_report ON ledger_attempts (day, caller, provider);
DROP INDEX ledger_attempts_day;
