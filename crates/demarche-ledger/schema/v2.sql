-- Schema 2: what the ledger makes of its documents – copy families, stories, incidents – each table a function of the documents
-- in order of intake, of the corrections, and of nothing else: it can be forgotten from a document on and made again.
-- `meta` says how far it has got: `derived` is the last document in families and stories, `merged` the last in incidents.

INSERT INTO meta (name, value) VALUES ('derived', '0'), ('merged', '0');

-- The publisher as the knowledge tables know it, else as given; and who wrote the text, where that is somebody else.
ALTER TABLE documents ADD COLUMN outlet TEXT;
ALTER TABLE documents ADD COLUMN wire TEXT;

CREATE INDEX documents_by_family ON documents (family, id);
CREATE INDEX documents_by_story ON documents (story, id);
CREATE INDEX documents_by_day ON documents (published, id);
CREATE INDEX documents_by_outlet ON documents (outlet, id);

CREATE TABLE outlets (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    owner TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Why a document is in the family of an earlier one.
CREATE TABLE copies (
    document INTEGER PRIMARY KEY REFERENCES documents (id),
    through INTEGER NOT NULL REFERENCES documents (id),
    is_rewritten INTEGER NOT NULL CHECK (is_rewritten IN (0, 1)),
    verdict TEXT NOT NULL
) STRICT;

-- Keys under which documents meet; room 1 is copies, 2 is stories.
CREATE TABLE near (
    room INTEGER NOT NULL,
    key INTEGER NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (room, key, document)
) STRICT, WITHOUT ROWID;

-- Stories as new articles are compared with them; a merged one is gone.
CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;

-- What was decided about stories, in order.
CREATE TABLE story_steps (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    -- the story that the step opens
    opens INTEGER,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX story_steps_by_document ON story_steps (document);
CREATE UNIQUE INDEX story_steps_by_opening ON story_steps (opens);

-- Incidents, each named by the report that opened it.
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
    -- what reports are compared with
    profile BLOB NOT NULL,
    PRIMARY KEY (document, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_by_type ON incidents (type, first_day);
CREATE INDEX incidents_by_day ON incidents (first_day);
CREATE INDEX incidents_by_country ON incidents (country, first_day);
CREATE INDEX incidents_by_publication ON incidents (last_told);

-- The incident of each report, and how it came there.
CREATE TABLE members (
    document INTEGER NOT NULL,
    event INTEGER NOT NULL,
    incident_document INTEGER NOT NULL,
    incident_event INTEGER NOT NULL,
    background INTEGER NOT NULL CHECK (background IN (0, 1)),
    outcome TEXT NOT NULL,
    PRIMARY KEY (document, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_incident ON members (incident_document, incident_event, document, event);

-- Keys under which incidents are found, each with the document that put the incident there first.
CREATE TABLE blocks (
    key INTEGER NOT NULL,
    document INTEGER NOT NULL,
    event INTEGER NOT NULL,
    put_by INTEGER NOT NULL,
    PRIMARY KEY (key, document, event)
) STRICT, WITHOUT ROWID;

-- Parties of incidents: side 0 acts, 1 is acted upon.
CREATE TABLE parties (
    country TEXT NOT NULL,
    key TEXT NOT NULL,
    side INTEGER NOT NULL,
    document INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (country, key, side, document, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX parties_by_incident ON parties (document, event);

-- What people ruled and corrected, as it holds now; `entries` has its history.
CREATE TABLE rulings (
    document_a INTEGER NOT NULL,
    event_a INTEGER NOT NULL,
    document_b INTEGER NOT NULL,
    event_b INTEGER NOT NULL,
    joins INTEGER NOT NULL CHECK (joins IN (0, 1)),
    entry INTEGER NOT NULL REFERENCES entries (number),
    -- of several on one pair the latest entry holds
    PRIMARY KEY (document_a, event_a, document_b, event_b, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX rulings_by_entry ON rulings (entry);

CREATE TABLE corrections (
    document INTEGER NOT NULL REFERENCES documents (id),
    -- `e0` or `c0`
    item TEXT NOT NULL,
    -- `accepted`, or what is set: `type`, `actors` …
    field TEXT NOT NULL,
    -- JSON
    value TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (number),
    PRIMARY KEY (document, item, field)
) STRICT, WITHOUT ROWID;

-- Parties that are others: by alias, or because somebody merged them.
CREATE TABLE aliases (
    from_key TEXT PRIMARY KEY,
    to_key TEXT NOT NULL,
    to_name TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (number)
) STRICT, WITHOUT ROWID;

-- Reliability as users grade it.
CREATE TABLE grades (
    entry INTEGER PRIMARY KEY REFERENCES entries (number),
    -- `publisher` or `source`
    of TEXT NOT NULL,
    name TEXT NOT NULL,
    reliability TEXT NOT NULL,
    from_day TEXT NOT NULL
) STRICT;

-- Standing questions, as JSON.
CREATE TABLE questions (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (number)
) STRICT, WITHOUT ROWID;
