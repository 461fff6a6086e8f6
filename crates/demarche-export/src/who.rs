//! The table beside those that have no field for who says so: for each of their rows the incident, how well it is established, and
//! who holds what.

use crate::case::Case;

/// Columns, in order.
pub const COLUMNS: [&str; 9] = ["Event ID", "Incident", "Status", "Standing", "Witnesses", "Own Voice", "Held By", "Reports", "Documents"];

/// One row.
#[must_use]
pub fn row(case: &Case<'_>, event: &str) -> [String; 9] {
    let documents: Vec<&str> = case.dossier.documents.values().map(|d| d.article.key.as_str()).collect();
    [
        event.to_owned(),
        case.dossier.id().0.to_string(),
        case.status.code().to_owned(),
        case.ruling.standing.word().to_owned(),
        case.witnesses.number().to_string(),
        case.holder_words(true).join("; "),
        case.holder_words(false).join("; "),
        case.filings.len().to_string(),
        documents.join("; "),
    ]
}
