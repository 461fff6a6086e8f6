//! Whether a publisher takes a report back.
//!
//! Precision first: a correction of a detail ("an earlier version misstated the toll") retracts nothing, so the event must be
//! told as not having happened in the publisher's own voice, in a sentence that speaks of the publisher's own report; or the
//! publisher must be the source that withdraws it; or the paragraph in which it tells what it reported must take the whole back
//! ("We retract the report in full").

use std::collections::{BTreeMap, BTreeSet};

use demarche::codebook::Status;
use demarche::segment::segment;
use demarche::span::CodePointIndex;

use crate::account::Account;
use crate::positions::statement::family_authors;
use crate::report::{Claim, DocumentId, ReportId};
use crate::witnesses::identity::Identity;

/// Words that speak of one's own report.
const OWN_REPORT: &[&str] = &[
    "an earlier report",
    "an earlier version",
    "a previous version",
    "a previous report",
    "earlier versions of this",
    "our earlier report",
    "our report",
    "this article originally",
    "this article previously",
    "this story originally",
    "this story previously",
    "we reported",
    "we wrongly",
    "we incorrectly",
    "correction:",
    "retraction:",
];

/// Verbs of withdrawing, in lower case.
const WITHDRAW: &[&str] =
    &["retracted", "retracts", "retract", "withdrew", "withdrawn", "withdraws", "withdraw", "took back", "takes back"];

/// True where this account is its publisher's (or the writing wire's) retraction of the event.
#[must_use]
pub fn is_retraction(account: &Account<'_>) -> bool {
    match account.report.claim {
        None => account.report.status == Status::Negated && sentence_speaks_of_own_report(account),
        Some(_) => account
            .article
            .chain(account.report.claim)
            .last()
            .is_some_and(|claim| withdraws(account, claim) || (is_own(account, claim) && paragraph_takes_back(account))),
    }
}

/// True for the words of a cue that takes back what was said.
pub(crate) fn takes_back(cue: &str) -> bool {
    let cue = cue.to_lowercase();
    let is_refused = ["not", "never", "refused", "refuses", "refusing", "declined", "n't"].iter().any(|w| cue.contains(w));
    !is_refused && WITHDRAW.iter().any(|w| has_words(&cue, w))
}

/// Reports that retractions strike out, given in order of intake: all of the copy families that the retracting author wrote up to
/// the retraction (by publication, then intake), whoever printed them and when. What it tells anew afterwards stands.
#[must_use]
pub fn struck(accounts: &[Account<'_>]) -> BTreeSet<ReportId> {
    let authors = family_authors(accounts);
    let when = |a: &Account<'_>| (a.published(), a.report.id);
    let mut until: BTreeMap<&Identity, _> = BTreeMap::new();
    let mut families: BTreeSet<DocumentId> = BTreeSet::new();
    for account in accounts.iter().filter(|a| is_retraction(a)) {
        families.insert(account.family);
        if let Some(by) = authors.get(&account.family).filter(|by| **by != Identity::UnknownPublisher) {
            let last = until.entry(by).or_insert_with(|| when(account));
            *last = when(account).max(*last);
        }
    }
    families.extend(
        accounts
            .iter()
            .filter(|a| authors.get(&a.family).and_then(|by| until.get(by)).is_some_and(|&last| when(a) <= last))
            .map(|a| a.family),
    );
    accounts.iter().filter(|a| families.contains(&a.family)).map(|a| a.report.id).collect()
}

/// The outermost claim is the outlet's own: it names the outlet, or says "we".
fn is_own(account: &Account<'_>, claim: &Claim) -> bool {
    let is_outlet = |slug: &str| !slug.is_empty() && (account.publisher == Some(slug) || account.wire == Some(slug));
    let by_outlet = claim.holder.as_ref().is_some_and(|holder| holder.parties.iter().any(|p| p.sector == "JRN" && is_outlet(&p.slug)));
    let source = claim.source.to_lowercase();
    let says_own = matches!(source.as_str(), "we" | "this newspaper" | "this website" | "this agency" | "the newspaper" | "the agency");
    let name = |text: &str| text.strip_prefix("the ").unwrap_or(text).to_owned();
    let names_own = account.article.publisher.as_ref().is_some_and(|publisher| name(&publisher.to_lowercase()) == name(&source));
    claim.parent.is_none() && (by_outlet || says_own || names_own)
}

/// The outermost claim is the outlet's own, and its cue withdraws.
fn withdraws(account: &Account<'_>, claim: &Claim) -> bool {
    is_own(account, claim) && takes_back(words(&account.article.text, claim.cue))
}

/// What "we" take back as a whole.
const WHOLE: &[&str] =
    &["the report", "our report", "this report", "the article", "our article", "this article", "the story", "our story", "this story"];

/// What may stand between "we" and the verb.
const STILL: &[&str] = &["have", "hereby", "now", "fully", "therefore", "today", "must"];

/// A sentence of the trigger's paragraph takes the whole report back: "We retract the report in full".
fn paragraph_takes_back(account: &Account<'_>) -> bool {
    let text = &account.article.text;
    let index = CodePointIndex::new(text);
    let Some(trigger) = account.report.trigger_spans.first().and_then(|&span| index.bytes(span)) else { return false };
    let start = text[..trigger.start()].rfind('\n').map_or(0, |at| at + 1);
    let end = text[trigger.start()..].find('\n').map_or(text.len(), |at| trigger.start() + at);
    let paragraph = &text[start..end];
    segment(paragraph).sentences.iter().any(|sentence| {
        let sentence = sentence.of(paragraph).to_lowercase();
        let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|w| !w.is_empty()).collect();
        let is_ours = words.iter().enumerate().any(|(n, word)| {
            let mut rest = words[n + 1..].iter().skip_while(|w| STILL.contains(w));
            *word == "we" && rest.next().is_some_and(|verb| takes_back(verb))
        });
        is_ours && !sentence.contains(['"', '“', '”']) && WHOLE.iter().any(|whole| has_words(&sentence, whole))
    })
}

fn sentence_speaks_of_own_report(account: &Account<'_>) -> bool {
    let text = &account.article.text;
    let index = CodePointIndex::new(text);
    let Some(trigger) = account.report.trigger_spans.first().and_then(|&span| index.bytes(span)) else { return false };
    let layers = segment(text);
    let Some(at) = layers.sentence_of(trigger.start()) else { return false };
    // "Correction: we reported on Monday that … . No raid took place." may stand in two sentences of one paragraph
    let previous = at.checked_sub(1).map(|i| layers.sentences[i].start());
    let same_paragraph = |start: usize| !text[start..trigger.start()].contains('\n');
    let start = previous.filter(|&start| same_paragraph(start)).unwrap_or_else(|| layers.sentences[at].start());
    let around = text[start..layers.sentences[at].end()].to_lowercase();
    OWN_REPORT.iter().any(|words| has_words(&around, words))
}

/// The text under code points; empty where they do not fit.
pub(crate) fn words(text: &str, span: demarche::record::CodePoints) -> &str {
    CodePointIndex::new(text).bytes(span).map_or("", |bytes| bytes.of(text))
}

/// True where `words` stand in `text` as whole words.
pub(crate) fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use demarche::codebook::Stance;

    use super::*;
    use crate::sample::{Built, Page, party};

    fn says(page: &Built) -> bool {
        page.accounts().any(|a| is_retraction(&a))
    }

    #[test]
    fn a_correction_that_negates_the_event_retracts() {
        let page =
            Page::new(1, "the-courier").text("Correction: the Courier reported a raid on Monday. No raid took place.").own(Status::Negated);
        assert!(says(&page.build()));
    }

    #[test]
    fn a_correction_of_a_detail_does_not() {
        let text = "An earlier version of this article misstated the number of soldiers in the raid.";
        assert!(!says(&Page::new(1, "the-courier").text(text).own(Status::Actual).build()));
    }

    #[test]
    fn a_negated_event_without_a_correction_does_not() {
        assert!(!says(&Page::new(1, "the-courier").text("No raid took place on Monday.").own(Status::Negated).build()));
        let far = "Correction: the mayor's name was misspelt.\n\nNo raid took place on Monday.";
        assert!(!says(&Page::new(1, "the-courier").text(far).own(Status::Negated).build()));
    }

    #[test]
    fn a_paragraph_takes_the_whole_report_back() {
        let page = |last: &str| {
            let text = format!("On Monday we reported that troops carried out a raid. {last}");
            Page::new(1, "the-courier")
                .text(&text)
                .worded("we", party("GBR/JRN"), Stance::Assert, "reported", "that troops carried out a raid")
                .event(Status::Actual)
                .build()
        };
        assert!(says(&page("We retract the report in full.")));
        assert!(!says(&page("The army retracted the report.")), "somebody else");
        assert!(!says(&page("\n\nWe retract the story on the mayor.")), "another paragraph");
        assert!(!says(&page("We will not retract our story.")));
        assert!(!says(&page("\"We withdraw our report,\" the ministry said.")));
        assert!(!says(&page("We learnt that the ministry withdrew the report.")));
    }

    #[test]
    fn the_outlet_withdraws_its_report() {
        let page = |holder: &str, publisher: &str| {
            Page::new(1, publisher)
                .text("The Courier has withdrawn its report that troops carried out a raid.")
                .worded("The Courier", party(holder), Stance::Deny, "has withdrawn its report", "that troops carried out a raid")
                .event(Status::Negated)
                .build()
        };
        assert!(says(&page("GBR/JRN/the-courier", "the-courier")));
        assert!(!says(&page("GBR/JRN/the-courier", "another")), "another outlet tells of it");
        assert!(!says(&page("GBR/GOV", "the-courier")), "a party withdraws a statement");
    }
}
