-- Schema 1 of the ledger. Documents are numbered 1, 2, … in order of intake and never deleted; what is said of them is
-- appended to `entries`. Days are `YYYY-MM-DD`, times `YYYY-MM-DDTHH:MM:SSZ`, spans code points of the document's text.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Everything that was ever done to the ledger; appended to and never changed.
CREATE TABLE entries (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT,
    payload TEXT NOT NULL
) STRICT;

CREATE TRIGGER entries_keep_their_words BEFORE UPDATE ON entries BEGIN
    SELECT RAISE(ABORT, 'entries are only appended to');
END;
CREATE TRIGGER entries_stay BEFORE DELETE ON entries BEGIN
    SELECT RAISE(ABORT, 'entries are only appended to');
END;

-- What coded a document; numbered as first seen.
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    demarche TEXT NOT NULL,
    model TEXT NOT NULL,
    knowledge TEXT NOT NULL,
    codebook TEXT NOT NULL,
    UNIQUE (demarche, model, knowledge, codebook)
) STRICT;

-- The narrow part of a document, which lists and filters read.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    published TEXT,
    publisher TEXT,
    url TEXT,
    language TEXT,
    -- why it was not coded, as `language: fr`
    skipped TEXT,
    text_sha256 TEXT NOT NULL,
    versions INTEGER NOT NULL REFERENCES versions (id),
    -- the entry that last changed text or coding
    entry INTEGER NOT NULL REFERENCES entries (number),
    -- the first document of its copy family; null until copies were looked for
    family INTEGER REFERENCES documents (id),
    -- the same, where it is another document
    copy_of INTEGER REFERENCES documents (id),
    copy_kind TEXT CHECK (copy_kind IN ('verbatim', 'trimmed', 'retitled', 'reordered', 'rewritten')),
    story INTEGER,
    erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1))
) STRICT;

-- The wide part; gone after an erasure.
CREATE TABLE contents (
    document INTEGER PRIMARY KEY REFERENCES documents (id),
    title TEXT,
    text TEXT NOT NULL,
    embedding BLOB
) STRICT;

CREATE TABLE claims (
    document INTEGER NOT NULL REFERENCES documents (id),
    number INTEGER NOT NULL,
    stance TEXT NOT NULL,
    parent INTEGER,
    -- the whole claim as JSON
    body TEXT NOT NULL,
    PRIMARY KEY (document, number)
) STRICT;

CREATE TABLE reports (
    document INTEGER NOT NULL REFERENCES documents (id),
    event INTEGER NOT NULL,
    type TEXT NOT NULL,
    mode TEXT,
    status TEXT NOT NULL,
    claim INTEGER,
    first_day TEXT,
    last_day TEXT,
    place TEXT,
    place_country TEXT,
    lat REAL,
    lon REAL,
    confidence REAL NOT NULL,
    -- the whole report as JSON, without its embedding
    body TEXT NOT NULL,
    embedding BLOB,
    PRIMARY KEY (document, event),
    FOREIGN KEY (document, claim) REFERENCES claims (document, number)
) STRICT;

-- Words of title and text. The index holds no text of its own; triggers keep it in step with `contents`.
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, content = 'contents', content_rowid = 'document', tokenize = 'porter unicode61 remove_diacritics 2'
);
-- what is deleted is taken out of the index at once and not only marked
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
-- bytes of new words that are held in memory: a batch is written as one piece and not as many that are merged at once
INSERT INTO words (words, rank) VALUES ('hashsize', 16777216);

CREATE TRIGGER contents_are_indexed AFTER INSERT ON contents BEGIN
    INSERT INTO words (rowid, title, text) VALUES (new.document, new.title, new.text);
END;
CREATE TRIGGER contents_leave_the_index AFTER DELETE ON contents BEGIN
    INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.document, old.title, old.text);
END;
CREATE TRIGGER contents_are_indexed_anew AFTER UPDATE OF title, text ON contents BEGIN
    INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.document, old.title, old.text);
    INSERT INTO words (rowid, title, text) VALUES (new.document, new.title, new.text);
END;
