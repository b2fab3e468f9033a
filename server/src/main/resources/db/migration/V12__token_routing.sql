-- What a token's requests prefer when they do not say: balanced, cheap, fast or faithful; NULL for what the owner prefers.
ALTER TABLE access_tokens ADD COLUMN routing TEXT;
