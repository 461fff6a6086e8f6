//! Tables of incidents with everything that was told of them, for Parquet and CSV. Nothing of the ledger's incidents is lost here
//! but the texts; keys are `incident`, `document` and `event`.
//!
//! docs/export.md is checked against [`TABLES`].

use std::borrow::Cow;

use demarche_ledger::dossier::Filing;
use demarche_ledger::incidents::values::{Amount, What};
use demarche_ledger::report::Party;
use demarche_ledger::witnesses::identity::Identity;
use demarche_output::tables::{Cell, Column, ColumnKind as K, Table, col};

use crate::case::{Case, told_by};

const INCIDENTS: &[Column] = &[
    col("incident", K::Text, "the incident's id; key of all tables"),
    col("type", K::Text, "one of PLOVER's 16 types"),
    col("mode", K::Text, "how"),
    col("quad", K::Int, "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"),
    col("score", K::Number, "PLOVER's conflict–cooperation score, −10 … 10"),
    col("cameo", K::Text, "CAMEO code; a string, as it may begin with 0"),
    col("contexts", K::Texts, "what it is about"),
    col("status", K::Text, "actual, future, hypothetical, negated, historical"),
    col("actors", K::Texts, "keys of those who act"),
    col("actor_names", K::Texts, "their names, in the same order"),
    col("recipients", K::Texts, "keys of those acted upon"),
    col("recipient_names", K::Texts, "their names, in the same order"),
    col("time_start", K::Date, "first day"),
    col("time_end", K::Date, "last day"),
    col("time_approximate", K::Bool, "true where it is known only roughly"),
    col("place_name", K::Text, "where"),
    col("place_country", K::Text, "ISO 3166-1 alpha-3; null at sea or where disputed"),
    col("place_admin1", K::Text, "first-level division"),
    col("place_lat", K::Number, "degrees north"),
    col("place_lon", K::Number, "degrees east"),
    col("standing", K::Text, "reported, claimed, disputed, confirmed, denied, retracted"),
    col("witnesses", K::Int, "independent witnesses"),
    col("credibility", K::Int, "1 confirmed by other sources … 5 improbable, 6 cannot be judged"),
    col("own_voice", K::Texts, "outlets that take a position in their own voice, with it"),
    col("held_by", K::Texts, "parties and sources that take a position, with it"),
    col("reports", K::Int, "rows of this incident in `reports`"),
    col("documents", K::Int, "documents that tell it"),
    col("first_published", K::Date, "date of the first dated document"),
    col("last_published", K::Date, "date of the last dated document"),
];

const REPORTS: &[Column] = &[
    col("incident", K::Text, "the incident's id"),
    col("document", K::Text, "the document's id"),
    col("event", K::Text, "the event's id in its record, `e0` …"),
    col("publisher", K::Text, "the outlet as given"),
    col("outlet", K::Text, "its slug in the knowledge tables, else its name"),
    col("wire", K::Text, "the wire that wrote the text"),
    col("family", K::Int, "copy family: number of its first document in the ledger"),
    col("story", K::Int, "number of its story"),
    col("published", K::Date, "the article's date"),
    col("url", K::Text, "where it was published"),
    col("trigger_text", K::Text, "words that name the act"),
    col("trigger", K::Spans, "their spans, in code points of the document's text"),
    col("type", K::Text, "type, as this report has it"),
    col("mode", K::Text, "mode, as this report has it"),
    col("status", K::Text, "status, as this report has it"),
    col("own_voice", K::Bool, "true where the publisher tells it itself"),
    col("holder", K::Text, "who holds it: the outlet, or the words of the innermost source"),
    col("stance", K::Text, "the source's position toward what it says; null in own voice"),
    col("position", K::Text, "what the holder holds: affirms, denies, neither, takes as true"),
    col("confidence", K::Number, "how sure the reading is, 0 … 1, calibrated"),
    col("background", K::Bool, "the document only looks back upon it"),
    col("retracted", K::Bool, "its publisher took it back"),
    col("merge_score", K::Number, "log-odds of the merge; null for the report that opened the incident"),
    col("merge_reasons", K::Texts, "why it was merged"),
];

const VALUES: &[Column] = &[
    col("incident", K::Text, "the incident's id"),
    col("what", K::Text, "killed, injured, … `place`, `time`"),
    col("unit", K::Text, "counted noun, as stated"),
    col("low", K::Number, "least number"),
    col("high", K::Number, "most"),
    col("qualifier", K::Text, "exact, about, at least, at most, more than, less than"),
    col("time_start", K::Date, "first day, for `time`"),
    col("time_end", K::Date, "last day, for `time`"),
    col("place_name", K::Text, "the place, for `place`"),
    col("place_country", K::Text, "its country"),
    col("holder", K::Text, "who says so: the outlet, then the sources inward"),
    col("denied", K::Bool, "part of what is told as not having happened"),
    col("document", K::Text, "the document's id"),
    col("event", K::Text, "the event's id in its record"),
    col("published", K::Date, "the document's date"),
];

const POSITIONS: &[Column] = &[
    col("incident", K::Text, "the incident's id"),
    col("party", K::Text, "key of who holds it"),
    col("party_name", K::Text, "its name"),
    col("position", K::Text, "affirms, denies, neither, takes as true"),
    col("document", K::Text, "the document's id"),
    col("event", K::Text, "the event's id in its record"),
    col("start", K::Int, "first code point of its words"),
    col("end", K::Int, "one past the last"),
    col("quote", K::Text, "its words; null without `--with-text`"),
    col("published", K::Date, "the document's date"),
    col("said_on", K::Date, "the day on which it was said"),
    col("change", K::Bool, "unlike what the party held before"),
];

const WITNESSES: &[Column] = &[
    col("incident", K::Text, "the incident's id"),
    col("witness", K::Int, "position in the incident, from 0"),
    col("names", K::Texts, "identities that are this one witness"),
    col("reports", K::Texts, "reports that rest on it, `DOCUMENT#EVENT`"),
    col("foretold", K::Bool, "it only ever told of the event as planned or expected"),
];

/// All tables, in order.
pub const TABLES: [Table; 5] = [
    Table { name: "incidents", doc: "one row for each incident", columns: INCIDENTS },
    Table { name: "reports", doc: "one row for each report of an incident", columns: REPORTS },
    Table { name: "values", doc: "one row for each number, place and time that a report states", columns: VALUES },
    Table { name: "positions", doc: "one row for each statement by which a party takes a position", columns: POSITIONS },
    Table { name: "witnesses", doc: "one row for each independent witness", columns: WITNESSES },
];

static ALL: [Table; 5] = TABLES;

/// Table of that position with a lifetime to keep.
pub(crate) fn table(n: usize) -> Option<&'static Table> {
    ALL.get(n)
}

type Row = Vec<Cell<'static>>;

/// The rows of an incident, table by table in the order of [`TABLES`].
#[must_use]
pub fn rows(case: &Case<'_>, with_text: bool) -> [Vec<Row>; 5] {
    [vec![incident(case)], reports(case), values(case), positions(case, with_text), witnesses(case)]
}

fn text(text: &str) -> Cell<'static> {
    Cell::Text(Cow::Owned(text.to_owned()))
}

fn some(given: Option<&str>) -> Cell<'static> {
    given.map_or(Cell::Null, text)
}

fn texts(items: impl IntoIterator<Item = String>) -> Cell<'static> {
    Cell::Texts(items.into_iter().map(Cow::Owned).collect())
}

fn int(n: impl TryInto<i64>) -> Cell<'static> {
    n.try_into().map_or(Cell::Null, Cell::Int)
}

fn number(x: f64) -> Cell<'static> {
    let cut = (x * 1e4).round() / 1e4;
    if cut.is_finite() { Cell::Number(cut) } else { Cell::Null }
}

fn date(day: Option<jiff::civil::Date>) -> Cell<'static> {
    day.map_or(Cell::Null, Cell::Date)
}

fn id(case: &Case<'_>) -> Cell<'static> {
    Cell::Text(case.dossier.id().0.to_string().into())
}

fn event(number: u32) -> Cell<'static> {
    Cell::Text(format!("e{number}").into())
}

/// The key, or nothing for a party that is known by its words alone.
fn key(party: &Party) -> String {
    if party.country.is_empty() && party.sector.is_empty() && party.slug.is_empty() { String::new() } else { party.key() }
}

fn incident(case: &Case<'_>) -> Row {
    let (days, place) = (case.days, case.place);
    let names = |parties: &[Party]| texts(parties.iter().map(|p| p.name.clone()));
    let keys = |parties: &[Party]| texts(parties.iter().map(key));
    vec![
        id(case),
        text(case.event_type.code()),
        some(case.mode.map(|m| m.code())),
        int(case.event_type.quad()),
        number(case.score()),
        text(case.cameo()),
        texts(case.contexts.iter().map(|c| c.code().to_owned())),
        text(case.status.code()),
        keys(&case.actors),
        names(&case.actors),
        keys(&case.recipients),
        names(&case.recipients),
        date(days.map(|d| d.start)),
        date(days.map(|d| d.end)),
        days.map_or(Cell::Null, |d| Cell::Bool(d.approximate)),
        some(place.map(|p| p.name.as_str())),
        some(place.and_then(|p| p.country.as_deref())),
        some(place.and_then(|p| p.admin1.as_deref())),
        place.and_then(|p| p.lat).map_or(Cell::Null, number),
        place.and_then(|p| p.lon).map_or(Cell::Null, number),
        text(case.ruling.standing.word()),
        int(case.witnesses.number()),
        int(u8::from(case.dossier.credibility().0)),
        texts(case.holder_words(true)),
        texts(case.holder_words(false)),
        int(case.filings.len()),
        int(case.dossier.documents.len()),
        date(case.published.map(|p| p.0)),
        date(case.published.map(|p| p.1)),
    ]
}

fn reports(case: &Case<'_>) -> Vec<Row> {
    case.filings.iter().map(|filing| report(case, filing)).collect()
}

fn report(case: &Case<'_>, filing: &Filing<'_>) -> Row {
    let (filed, article, report) = (filing.filed, &filing.filed.article, filing.report);
    let (who, position, own_voice) = told_by(filing);
    let stance = article.chain(report.claim).next().map(|c| c.stance.code());
    let merge = filing.member.merge.as_ref();
    vec![
        id(case),
        text(&article.key),
        event(report.id.event),
        some(article.publisher.as_deref()),
        some(filed.outlet.as_deref()),
        some(filed.wire.as_deref()),
        int(filed.family.0),
        filed.story.map_or(Cell::Null, int),
        date(article.published),
        some(article.url.as_deref()),
        text(&report.trigger),
        Cell::Spans(Cow::Owned(report.trigger_spans.clone())),
        text(report.event_type.code()),
        some(report.mode.as_deref()),
        text(report.status.code()),
        Cell::Bool(own_voice),
        text(&who),
        some(stance),
        text(position.words()),
        number(f64::from(report.confidence)),
        Cell::Bool(filing.member.background),
        Cell::Bool(case.ruling.retracted.contains(&report.id)),
        merge.map_or(Cell::Null, |m| number(f64::from(m.score))),
        texts(merge.iter().flat_map(|m| &m.reasons).map(ToString::to_string)),
    ]
}

fn values(case: &Case<'_>) -> Vec<Row> {
    let row = |held: &demarche_ledger::incidents::values::Held| {
        let (mut unit, mut low, mut high, mut qualifier) = (Cell::Null, Cell::Null, Cell::Null, Cell::Null);
        let (mut start, mut end, mut place, mut land) = (Cell::Null, Cell::Null, Cell::Null, Cell::Null);
        match &held.amount {
            Amount::Number { low: l, high: h, unit: u, qualifier: q } => {
                (unit, low, high, qualifier) = (text(u), number(*l), number(*h), text(q));
            }
            Amount::Days(days) => (start, end) = (Cell::Date(days.start), Cell::Date(days.end)),
            Amount::Place(spot) => (place, land) = (text(&spot.name), some(spot.country.as_deref())),
        }
        let what: &What = &held.what;
        vec![
            id(case),
            text(what.word()),
            unit,
            low,
            high,
            qualifier,
            start,
            end,
            place,
            land,
            text(&held.holder.words()),
            Cell::Bool(held.is_denied),
            text(case.dossier.key(held.document)),
            event(held.report.event),
            date(held.published),
        ]
    };
    case.dossier.values().iter().map(row).collect()
}

fn positions(case: &Case<'_>, with_text: bool) -> Vec<Row> {
    let row = |entry: &demarche_ledger::positions::Entry| {
        vec![
            id(case),
            text(&entry.party.key()),
            text(&entry.party.name),
            text(entry.position.words()),
            text(case.dossier.key(entry.document)),
            event(entry.report.event),
            int(entry.span.0),
            int(entry.span.1),
            some(Some(entry.quote.as_str()).filter(|q| with_text && !q.is_empty())),
            date(entry.published),
            date(entry.on),
            Cell::Bool(entry.change),
        ]
    };
    case.dossier.positions().iter().map(row).collect()
}

fn witnesses(case: &Case<'_>) -> Vec<Row> {
    let name = |identity: &Identity| match identity {
        Identity::Outlet(name) => format!("outlet {name}"),
        Identity::Owner(name) => format!("owner {name}"),
        Identity::Source(name) => format!("source {name}"),
        Identity::Unidentified => "unidentified sources".to_owned(),
        Identity::UnknownPublisher => "unnamed publishers".to_owned(),
    };
    let rows = case.witnesses.witnesses.iter().enumerate().map(|(n, witness)| {
        let reports = witness.reports.iter().map(|r| format!("{}#e{}", case.dossier.key(r.document), r.event));
        vec![id(case), int(n), texts(witness.names.iter().map(name)), texts(reports), Cell::Bool(witness.foretold)]
    });
    rows.collect()
}
