//! The CAMEO code of an event: as much of it as PLOVER type, mode and context tell.
//!
//! CAMEO splits what PLOVER says in three fields over some 250 codes, and often splits further than they go. The code
//! chosen is the most specific one that the evidence supports, and never one more specific:
//!
//! 1. Candidates are the rows of `data/cameo.tsv` with the event's type whose mode is the event's or empty and whose
//!    contexts are all among the event's, and that have a mode or a context: a row without either rests on no evidence.
//! 2. Rows that match the mode beat those that do not; among the rest, rows that match more contexts beat those that match
//!    fewer.
//! 3. Of what is left, the longest common beginning of the codes is the answer if it is a code itself, else the root code
//!    of the type. `AID` about `military` is 072, plain `AID` is 07, `REQUEST:assist` about `military` is 10 (1012 asks for
//!    cooperation, 1032 for aid, and nothing tells which).
//!
//! A code that ends in 0 means "not specified below" and is written as its root.

use std::sync::LazyLock;

use crate::codebook::{Context, EventType, Mode};

/// One way in which an event comes to a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The CAMEO code.
    pub code: &'static str,
    /// Type the event must have.
    pub event_type: EventType,
    /// Mode the event must have, if the row asks for one.
    pub mode: Option<&'static str>,
    /// Contexts that the event must have, all of them.
    pub contexts: Vec<Context>,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| include_str!("../data/cameo.tsv").lines().filter_map(row).collect());

/// The row of one line; none for comments and the header. (A test checks that no other line is passed over.)
fn row(line: &'static str) -> Option<Row> {
    let mut fields = line.split('\t');
    let (code, event_type, mode, contexts) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let contexts = contexts.split('+').filter(|c| *c != "-").map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(Row { code, event_type: event_type.parse().ok()?, mode: (mode != "-").then_some(mode), contexts })
}

/// All rows, in the order of the data file.
#[must_use]
pub fn rows() -> &'static [Row] {
    &ROWS
}

/// The two-digit code of a type: CAMEO's own numbering, where CONCEDE and RETREAT share one and ASSAULT is spread over three.
#[must_use]
pub const fn root(event_type: EventType) -> &'static str {
    match event_type {
        EventType::Agree => "03",
        EventType::Consult => "04",
        EventType::Support => "05",
        EventType::Cooperate => "06",
        EventType::Aid => "07",
        EventType::Concede | EventType::Retreat => "08",
        EventType::Request => "10",
        EventType::Accuse => "11",
        EventType::Reject => "12",
        EventType::Threaten => "13",
        EventType::Protest => "14",
        EventType::Mobilize => "15",
        EventType::Sanction => "16",
        EventType::Coerce => "17",
        EventType::Assault => "18",
    }
}

/// The most specific CAMEO code that type, mode and context allow, else the root code of the type (see the module for the
/// rule). A mode of another type counts as none.
#[must_use]
pub fn cameo_code(event_type: EventType, mode: Option<Mode>, context: &[Context]) -> &'static str {
    let mode = mode.filter(|m| m.event_type() == event_type).map(Mode::code);
    let mut best = (false, 0);
    let mut chosen: Option<&'static str> = None;
    for row in ROWS.iter().filter(|r| r.event_type == event_type) {
        let matches_mode = row.mode.is_some();
        let fits = (!matches_mode || row.mode == mode) && row.contexts.iter().all(|c| context.contains(c));
        let rank = (matches_mode, row.contexts.len());
        if !fits || rank == (false, 0) || rank < best {
            continue;
        }
        chosen = match chosen {
            Some(code) if rank == best => Some(common_beginning(code, row.code)),
            _ => Some(row.code),
        };
        best = rank;
    }
    chosen.map(without_zero).filter(|code| is_code(code)).unwrap_or_else(|| root(event_type))
}

fn common_beginning(a: &'static str, b: &str) -> &'static str {
    let shared = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    a.get(..shared).unwrap_or("")
}

/// `190` as `19`.
fn without_zero(code: &'static str) -> &'static str {
    code.strip_suffix('0').filter(|root| root.len() == 2).unwrap_or(code)
}

/// True for the codes of the table and the roots above them.
#[must_use]
pub fn is_code(code: &str) -> bool {
    ROWS.iter().any(|r| r.code == code || (code.len() == 2 && r.code.starts_with(code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `TYPE:mode context context`.
    fn coded(event: &str) -> &'static str {
        let mut words = event.split(' ');
        let (event_type, mode) = words.next().and_then(|w| w.split_once(':')).unwrap_or((event.split(' ').next().unwrap_or(""), ""));
        let event_type: EventType = event_type.parse().unwrap();
        let context: Vec<Context> = words.map(|c| c.parse().unwrap()).collect();
        cameo_code(event_type, event_type.modes().find(|m| m.code() == mode), &context)
    }

    #[test]
    fn codes_are_as_specific_as_the_evidence() {
        for (event, code) in [
            ("AID", "07"),
            ("AID military", "072"),
            ("AID human_security", "073"),
            ("AID disasters health", "073"),
            ("AID military economic", "07"),
            ("AID territory", "07"),
            ("AGREE", "03"),
            ("AGREE diplomatic", "03"),
            ("AGREE political_institutions", "034"),
            ("AGREE legal", "0313"),
            ("CONSULT", "04"),
            ("CONSULT:visit diplomatic", "042"),
            ("CONSULT:third-party", "045"),
            ("CONSULT:phone military", "041"),
            ("CONSULT diplomatic", "04"),
            ("SUPPORT diplomatic", "05"),
            ("CONCEDE political_institutions", "083"),
            ("CONCEDE pro_democracy", "08"),
            ("RETREAT:release", "084"),
            ("RETREAT:release legal", "084"),
            ("RETREAT:ceasefire military", "0871"),
            ("RETREAT:withdraw military", "087"),
            ("RETREAT:resign", "08"),
            ("ACCUSE", "11"),
            ("ACCUSE:investigate", "09"),
            ("ACCUSE:investigate military", "093"),
            ("ACCUSE:investigate military legal", "094"),
            ("ACCUSE:disapprove military", "11"),
            ("ACCUSE:allege", "112"),
            ("ACCUSE:allege human_rights", "1122"),
            ("ACCUSE:allege legal", "11"),
            ("REQUEST:assist military", "10"),
            ("REQUEST:assist peacekeeping", "1034"),
            ("REQUEST:yield", "105"),
            ("REQUEST:change executive", "104"),
            ("REJECT:yield military", "1246"),
            ("THREATEN:violence military", "138"),
            ("THREATEN:violence cbrn", "1385"),
            ("PROTEST:strike executive", "143"),
            ("PROTEST:demo rights_freedoms", "1413"),
            ("MOBILIZE:troops military", "15"),
            ("SANCTION:discontinue economic", "163"),
            ("SANCTION:withdraw military", "1622"),
            ("SANCTION:convict", "116"),
            ("COERCE:arrest", "173"),
            ("COERCE:seize", "17"),
            ("COERCE:seize territory", "192"),
            ("ASSAULT", "18"),
            ("ASSAULT military", "19"),
            ("ASSAULT:primitive military", "19"),
            ("ASSAULT:drone", "195"),
            ("ASSAULT:targeted military", "18"),
            ("ASSAULT:unconventional cbrn", "204"),
            ("ASSAULT repression military", "18"),
        ] {
            assert_eq!(coded(event), code, "{event}");
        }
    }

    #[test]
    fn every_line_of_the_table_is_read_and_names_a_mode_of_its_type() {
        let lines = include_str!("../data/cameo.tsv").lines().filter(|l| !l.starts_with('#')).skip(1).count();
        assert_eq!(ROWS.len(), lines);
        for row in ROWS.iter() {
            assert!(row.code.len() >= 3 && row.code.bytes().all(|b| b.is_ascii_digit()), "{row:?}");
            assert!(row.mode.is_none_or(|mode| row.event_type.modes().any(|m| m.code() == mode)), "{row:?}");
        }
    }

    #[test]
    fn every_event_has_a_code() {
        for &event_type in EventType::ALL {
            for mode in event_type.modes().map(Some).chain([None]) {
                assert!(is_code(cameo_code(event_type, mode, &[])));
                assert!(is_code(cameo_code(event_type, mode, Context::ALL)));
                for &context in Context::ALL {
                    let code = cameo_code(event_type, mode, &[context]);
                    assert!(is_code(code) && (code.len() > 2 || code >= "03"), "{code}");
                }
            }
        }
        let foreign = EventType::Coerce.modes().next();
        assert_eq!(cameo_code(EventType::Aid, foreign, &[]), "07");
    }
}
