//! What every code of the codebook means, in a sentence or two: for `demarche codebook CODE`.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::cameo;

/// The meaning of one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeEntry {
    /// The set the code belongs to: `event type`, `mode`, `status`, `stance`, `context`, `sector`, `country`,
    /// `mention kind`, `quantity role`, `older name` or `CAMEO`.
    pub set: &'static str,
    /// The code as written in records; a mode with its type before it, as in `COERCE:arrest`.
    pub code: &'static str,
    /// One to three sentences.
    pub definition: Cow<'static, str>,
}

impl CodeEntry {
    /// The code without its type: `arrest` of `COERCE:arrest`.
    #[must_use]
    pub fn bare(&self) -> &'static str {
        self.code.rsplit(':').next().unwrap_or(self.code)
    }
}

static ENTRIES: LazyLock<Vec<CodeEntry>> = LazyLock::new(|| {
    let lines = include_str!("../data/codebook.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
    lines.filter_map(entry).collect()
});

fn entry(line: &'static str) -> Option<CodeEntry> {
    let mut fields = line.split('\t');
    let (set, code, definition) = (fields.next()?, fields.next()?, fields.next()?);
    Some(CodeEntry { set, code, definition: Cow::Borrowed(definition) })
}

/// All definitions, by set, in the codebook's order (CAMEO codes aside).
#[must_use]
pub fn entries() -> &'static [CodeEntry] {
    &ENTRIES
}

/// The meaning of a code, or the first of [`describe_all`] where it has several.
#[must_use]
pub fn describe(code: &str) -> Option<CodeEntry> {
    describe_all(code).into_iter().next()
}

/// Every meaning of a code: `accuse` is a stance, `arrest` a mode of two types, `072` CAMEO's. A code spelt exactly so hides
/// those that only match without regard to case; `TYPE:mode` and `set:code` (`context:cyber`) pick one.
#[must_use]
pub fn describe_all(code: &str) -> Vec<CodeEntry> {
    let code = code.trim();
    let exact = matching(|e| code == e.code || code == e.bare());
    if !exact.is_empty() {
        return exact;
    }
    if let Some(entry) = cameo_entry(code) {
        return vec![entry];
    }
    let loose = matching(|e| code.eq_ignore_ascii_case(e.code) || code.eq_ignore_ascii_case(e.bare()));
    match code.split_once(':') {
        Some((set, rest)) if loose.is_empty() => {
            matching(|e| set.eq_ignore_ascii_case(e.set) && (rest.eq_ignore_ascii_case(e.code) || rest.eq_ignore_ascii_case(e.bare())))
        }
        _ => loose,
    }
}

fn matching(fits: impl Fn(&CodeEntry) -> bool) -> Vec<CodeEntry> {
    ENTRIES.iter().filter(|e| fits(e)).cloned().collect()
}

/// What a CAMEO code stands for in this codebook's terms.
fn cameo_entry(code: &str) -> Option<CodeEntry> {
    let mut meanings = Vec::new();
    let mut known = None;
    for row in cameo::rows() {
        // 190 is written as its root 19
        let root = row.code.strip_suffix('0').filter(|r| r.len() == 2);
        let Some(found) = [Some(row.code), root].into_iter().flatten().find(|c| *c == code) else { continue };
        known = Some(found);
        let contexts: Vec<&str> = row.contexts.iter().map(|c| c.code()).collect();
        let mode = row.mode.map(|m| format!(":{m}")).unwrap_or_default();
        let about = if contexts.is_empty() { String::new() } else { format!(" about {}", contexts.join(" and ")) };
        meanings.push(format!("{}{mode}{about}", row.event_type));
    }
    if meanings.is_empty() {
        let types = crate::codebook::EventType::ALL.iter().copied().filter(|&t| cameo::root(t) == code);
        for event_type in types {
            known = Some(cameo::root(event_type));
            meanings.push(event_type.to_string());
        }
    }
    let definition = format!("CAMEO's code for {}.", meanings.join(", or "));
    known.map(|code| CodeEntry { set: "CAMEO", code, definition: Cow::Owned(definition) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::{Context, EventType, Kind, MODES, QuantityRole, Stance, Status};

    #[test]
    fn every_code_is_defined_once_and_in_order() {
        let of = |set: &str| entries().iter().filter(|e| e.set == set).map(|e| e.code.to_owned()).collect::<Vec<_>>();
        let codes = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(of("event type"), codes(EventType::ALL.iter().map(|c| c.code()).collect()));
        assert_eq!(of("status"), codes(Status::ALL.iter().map(|c| c.code()).collect()));
        assert_eq!(of("stance"), codes(Stance::ALL.iter().map(|c| c.code()).collect()));
        assert_eq!(of("context"), codes(Context::ALL.iter().map(|c| c.code()).collect()));
        assert_eq!(of("mention kind"), codes(Kind::ALL.iter().map(|c| c.code()).collect()));
        assert_eq!(of("quantity role"), codes(QuantityRole::ALL.iter().map(|c| c.code()).collect()));
        assert_eq!(of("mode"), MODES.iter().map(|m| format!("{}:{}", m.event_type(), m.code())).collect::<Vec<_>>());
        assert_eq!(of("sector").len(), 25);
        let lines = include_str!("../data/codebook.tsv").lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(entries().len(), lines - 1);
    }

    #[test]
    fn definitions_are_one_to_three_sentences() {
        for e in entries() {
            assert!(e.definition.ends_with('.') && (1..=3).contains(&e.definition.matches(". ").count().saturating_add(1)), "{e:?}");
        }
    }

    #[test]
    fn codes_are_found_by_several_names() {
        let found = |code: &str| describe_all(code).iter().map(|e| format!("{}/{}", e.set, e.code)).collect::<Vec<_>>();
        assert_eq!(found("AID"), ["event type/AID"]);
        assert_eq!(found("aid"), ["event type/AID"]);
        assert_eq!(found("accuse"), ["stance/accuse"]);
        assert_eq!(found("COERCE:arrest"), ["mode/COERCE:arrest"]);
        assert_eq!(found("arrest"), ["mode/THREATEN:arrest", "mode/COERCE:arrest"]);
        assert_eq!(found("cyber"), ["mode/COERCE:cyber", "context/cyber"]);
        assert_eq!(found("context:cyber"), ["context/cyber"]);
        assert_eq!(found("FIGHT"), ["older name/FIGHT"]);
        assert_eq!(describe(" 072 ").map(|e| e.definition.into_owned()).as_deref(), Some("CAMEO's code for AID about military."));
        assert_eq!(describe("08").map(|e| e.definition.into_owned()).as_deref(), Some("CAMEO's code for CONCEDE, or RETREAT."));
        assert_eq!(describe("19").map(|e| e.definition.into_owned()).as_deref(), Some("CAMEO's code for ASSAULT about military."));
        assert_eq!(describe("nonsense"), None);
        assert_eq!(describe(""), None);
    }
}
