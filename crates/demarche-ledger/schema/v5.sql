-- Schema 5: alerts. An alert is kept, with what has to be sent, before anything is sent; it is sent until that is known to have worked.
-- Times are seconds since 1970 in UTC.

-- Rules as they were evaluated last. One that says something else than before is another.
CREATE TABLE alert_rules (
    rule TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    -- the day it was first evaluated: what was known before is not told
    since TEXT NOT NULL,
    -- the day it was last evaluated
    evaluated TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
    number INTEGER PRIMARY KEY,
    -- what it is told once by: rule, subject and occasion
    key TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    -- what a cool-down is counted by
    subject TEXT NOT NULL,
    -- the day that it is about
    day TEXT NOT NULL,
    made INTEGER NOT NULL,
    -- JSON
    body TEXT NOT NULL
) STRICT;
CREATE INDEX alerts_by_rule ON alerts (rule, number);
CREATE INDEX alerts_by_time ON alerts (made);

-- Documents whose words an alert holds.
CREATE TABLE alert_words (
    document INTEGER NOT NULL REFERENCES documents (id),
    alert INTEGER NOT NULL REFERENCES alerts (number),
    PRIMARY KEY (document, alert)
) STRICT, WITHOUT ROWID;

-- What goes to a channel as one: an alert, or those that a cool-down held.
CREATE TABLE deliveries (
    number INTEGER PRIMARY KEY,
    -- what a receiver knows a repeat by
    id TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    rule TEXT NOT NULL,
    subject TEXT NOT NULL,
    made INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'given-up')),
    -- seconds; 0 for none
    cool_down INTEGER NOT NULL CHECK (cool_down >= 0),
    -- from when a cool-down counts: the first try, and before it the time for it
    begun INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    -- tries of which it is not known whether they worked
    unsure INTEGER NOT NULL DEFAULT 0 CHECK (unsure >= 0),
    due INTEGER NOT NULL,
    -- until when the one who sends has it for itself
    lease INTEGER,
    -- last change
    at INTEGER NOT NULL,
    detail TEXT,
    CHECK ((state = 'sending') = (lease IS NOT NULL))
) STRICT;
CREATE INDEX deliveries_by_state ON deliveries (state, due);
CREATE INDEX deliveries_by_rule ON deliveries (rule, subject, channel, number);

CREATE TABLE delivered_alerts (
    delivery INTEGER NOT NULL REFERENCES deliveries (number),
    alert INTEGER NOT NULL REFERENCES alerts (number),
    PRIMARY KEY (delivery, alert)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivered_alerts_by_alert ON delivered_alerts (alert);

-- When a feed brought something last.
CREATE INDEX feed_entries_by_feed ON feed_entries (feed, at);
