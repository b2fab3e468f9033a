-- What a provider calls the work of a call, by which it can be asked later; null until it is known, and where nothing can be asked.
ALTER TABLE ledger_attempts ADD COLUMN vendor_task TEXT;
