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
DELETE FROM incidents;
ALTER TABLE incidents DROP COLUMN profile;

CREATE TABLE profiles (
    document INTEGER NOT NULL,
    event INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (document, event)
) STRICT;
