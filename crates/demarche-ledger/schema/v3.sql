-- What `demarche watch` remembers. Nothing here is a record of what was said: it may be emptied, and is then made anew by polling.

-- Feeds by name, each as it was polled last.
CREATE TABLE feeds (
    name TEXT PRIMARY KEY,
    -- address or folder; where another is configured, the rest is of another feed
    address TEXT NOT NULL,
    -- validators of what was read last; null while something of it is left to do
    etag TEXT,
    last_modified TEXT,
    due TEXT,
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0)
) STRICT, WITHOUT ROWID;

-- Entries of feeds, and files of folders, by address.
CREATE TABLE feed_entries (
    key TEXT PRIMARY KEY,
    feed TEXT NOT NULL,
    at TEXT NOT NULL,
    -- done, or failed and to be tried again
    outcome TEXT NOT NULL CHECK (outcome IN ('stored', 'known', 'refused', 'read', 'failed')),
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    again TEXT,
    document INTEGER REFERENCES documents (id),
    CHECK ((outcome = 'failed') = (again IS NOT NULL))
) STRICT, WITHOUT ROWID;
