-- Schema 4: what the monitor works on.

-- Incidents as they were known through time, packed; made when they are asked for, and gone when the incident changes.
CREATE TABLE sightings (
    document INTEGER NOT NULL,
    event INTEGER NOT NULL,
    -- null where no report has a day
    body BLOB,
    PRIMARY KEY (document, event)
) STRICT, WITHOUT ROWID;

-- On which days an outlet published anything, each with the first document of that day.
CREATE TABLE outlet_days (
    outlet TEXT NOT NULL,
    day TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id),
    PRIMARY KEY (outlet, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX outlet_days_by_document ON outlet_days (document);

INSERT INTO outlet_days SELECT outlet, published, min(id) FROM documents
    WHERE outlet IS NOT NULL AND published IS NOT NULL GROUP BY outlet, published;
