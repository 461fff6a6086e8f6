-- Schema 8: incidents are found by anchor, day and type family in one table, a row for each instead of one for each family and period.
-- It is derived and made again.

DROP TABLE blocks;

-- Under what incidents are found, each with the document that put the incident there first.
CREATE TABLE blocks (
    anchor INTEGER NOT NULL,
    -- since 1970-01-01
    day INTEGER NOT NULL,
    document INTEGER NOT NULL,
    event INTEGER NOT NULL,
    -- bits
    families INTEGER NOT NULL,
    put_by INTEGER NOT NULL,
    PRIMARY KEY (anchor, day, document, event, families)
) STRICT, WITHOUT ROWID;

-- What reports are compared with, apart from what incidents are looked for by.
DROP TABLE incidents;
CREATE TABLE incidents (
    document INTEGER NOT NULL,
    event INTEGER NOT NULL,
    type TEXT NOT NULL,
    mode TEXT,
    first_day TEXT,
    last_day TEXT,
    place TEXT,
    country TEXT,
    -- publication of the first and the last dated document
    first_told TEXT,
    last_told TEXT,
    reports INTEGER NOT NULL,
    PRIMARY KEY (document, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_by_type ON incidents (type, first_day);
CREATE INDEX incidents_by_day ON incidents (first_day);
CREATE INDEX incidents_by_country ON incidents (country, first_day);
CREATE INDEX incidents_by_publication ON incidents (last_told);

CREATE TABLE profiles (
    document INTEGER NOT NULL,
    event INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (document, event)
) STRICT;
