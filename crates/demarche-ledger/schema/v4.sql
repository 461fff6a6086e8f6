-- Schema 4: what the monitor works on.

-- Incidents as they were known through time, packed; made when they are asked for, and gone when the incident changes.
CREATE TABLE sightings (
    document INTEGER NOT NULL,
    event INTEGER NOT NULL,
    -- null where no report has a day
    body BLOB,
    PRIMARY KEY (document, event)
) STRICT, WITHOUT ROWID;

-- On which days an outlet published anything.
CREATE INDEX documents_by_outlet_day ON documents (outlet, published);
