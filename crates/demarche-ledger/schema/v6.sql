-- Schema 6: what people say about scenarios, as it holds now; `entries` has its history.

-- Evidence that somebody accepted, changed or set aside; what is only proposed follows from the incidents and is not kept.
CREATE TABLE scenario_evidence (
    scenario TEXT NOT NULL,
    -- an indicator's name with its incident, or the name of something that somebody added
    item TEXT NOT NULL,
    -- JSON
    body TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (number),
    PRIMARY KEY (scenario, item)
) STRICT, WITHOUT ROWID;

-- Scenarios and hypotheses that were set up or ruled out by commands.
CREATE TABLE scenario_rulings (
    scenario TEXT NOT NULL,
    -- empty for the scenario itself
    hypothesis TEXT NOT NULL,
    -- JSON
    body TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (number),
    PRIMARY KEY (scenario, hypothesis)
) STRICT, WITHOUT ROWID;
