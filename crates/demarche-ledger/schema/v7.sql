-- Schema 7: parties that are set apart.

-- Where a text calls a party so, it is another.
CREATE TABLE party_parts (
    from_key TEXT NOT NULL,
    -- lower case
    words TEXT NOT NULL,
    to_key TEXT NOT NULL,
    to_name TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (number),
    PRIMARY KEY (from_key, words)
) STRICT, WITHOUT ROWID;
