-- Schema 5: alerts. An alert is kept before it is sent, and sent until that is known to have worked.

CREATE TABLE alerts (
    number INTEGER PRIMARY KEY,
    -- what it is told once by: rule, subject and occasion
    key TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    -- what a cool-down is counted by
    subject TEXT NOT NULL,
    -- the day that it is about
    day TEXT NOT NULL,
    made TEXT NOT NULL,
    -- JSON
    body TEXT NOT NULL
) STRICT;
CREATE INDEX alerts_by_rule ON alerts (rule, subject, number);

CREATE TABLE deliveries (
    alert INTEGER NOT NULL REFERENCES alerts (number),
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'given-up')),
    tries INTEGER NOT NULL DEFAULT 0,
    -- tries of which it is not known whether they worked
    unsure INTEGER NOT NULL DEFAULT 0,
    due TEXT NOT NULL,
    -- last change
    at TEXT NOT NULL,
    detail TEXT,
    PRIMARY KEY (alert, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_by_state ON deliveries (state, due);
