//! Plain words for the codes: what readers see beside them.

use demarche::codebook::{EventType, Stance, Status};
use demarche::record::How;
use demarche::resolve::describe;

/// What the actor of such an event does.
pub(crate) const fn type_words(event_type: EventType) -> &'static str {
    use EventType as T;
    match event_type {
        T::Agree => "agrees or offers to cooperate",
        T::Consult => "meets or talks",
        T::Support => "backs in words",
        T::Concede => "yields in words",
        T::Cooperate => "cooperates in deed",
        T::Aid => "gives aid",
        T::Retreat => "yields in deed",
        T::Request => "asks or demands",
        T::Accuse => "criticises or accuses",
        T::Reject => "refuses",
        T::Threaten => "threatens",
        T::Protest => "protests",
        T::Sanction => "reduces relations",
        T::Mobilize => "moves or readies forces",
        T::Coerce => "represses without violence",
        T::Assault => "uses force",
    }
}

/// The quad class.
pub(crate) const fn quad_words(quad: u8) -> &'static str {
    match quad {
        1 => "verbal cooperation",
        2 => "material cooperation",
        3 => "verbal conflict",
        4 => "material conflict",
        _ => "no quad class",
    }
}

/// What the source of such a claim does to its content.
pub(crate) const fn stance_words(stance: Stance) -> &'static str {
    match stance {
        Stance::Announce => "announces its own act",
        Stance::Assert => "states as fact",
        Stance::Confirm => "confirms",
        Stance::Estimate => "estimates or expects",
        Stance::Accuse => "alleges a wrong",
        Stance::Deny => "denies",
        Stance::Decline => "neither confirms nor denies",
        Stance::Condemn => "condemns",
        Stance::Endorse => "approves",
        Stance::Warn => "warns of harm",
        Stance::Request => "asks for it",
        Stance::Commit => "undertakes it",
    }
}

/// Whether the event took place, as the text has it.
pub(crate) const fn status_words(status: Status) -> &'static str {
    match status {
        Status::Actual => "happened",
        Status::Future => "planned or expected",
        Status::Hypothetical => "possible, not stated as fact",
        Status::Negated => "did not happen",
        Status::Historical => "background of another time",
    }
}

/// Hundredths of a share, rounded from its four decimals: a page made of a stored record must say the same.
pub(crate) fn hundredths(share: f32) -> f64 {
    let parts = (crate::jsonl::round4(share.into()) * 10_000.0).round();
    ((parts + 50.0) / 100.0).floor()
}

/// A share as a percentage, `97 %`.
pub(crate) fn percent(share: f32) -> String {
    if share.is_finite() { format!("{:.0} %", hundredths(share)) } else { "–".to_owned() }
}

/// A score with its sign, `+2.5`, `−9`.
pub(crate) fn signed(score: f32) -> String {
    let score = crate::jsonl::round4(score.into());
    if score < 0.0 {
        format!("−{}", -score)
    } else if score > 0.0 {
        format!("+{score}")
    } else {
        "0".to_owned()
    }
}

/// `1 claim`, `2 claims`.
pub(crate) fn counted(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// Why a document was skipped, as a sentence without a stop.
pub(crate) fn skipped_words(skipped: &demarche::record::Skipped) -> String {
    match skipped.reason.as_str() {
        "language" if skipped.detail.is_empty() => "not coded: the text is not in English".to_owned(),
        "language" => format!("not coded: the text is in another language than English ({})", skipped.detail),
        reason if skipped.detail.is_empty() => format!("not coded: {reason}"),
        reason => format!("not coded: {reason} ({})", skipped.detail),
    }
}

/// How a mention was resolved: the method, what it is, and the reading that lost.
pub(crate) fn method_words(how: &How) -> String {
    let what = describe(&how.method).map_or_else(String::new, |what| format!(": {what}"));
    let lost = how.lost_to.as_ref().map_or_else(String::new, |lost| format!(", rather than {lost}"));
    format!("{}{what}{lost}", how.method)
}
