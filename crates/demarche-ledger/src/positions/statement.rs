//! Statements: what each holder said about the event, when, and in which words. Standing and positions are both folds of these.

use std::collections::BTreeMap;

use demarche::record::CodePoints;
use demarche::resolve::time;
use demarche::segment::segment;
use demarche::span::{CodePointIndex, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::positions::phase::{Phase, Words, phase_beside};
use crate::report::{Article, Claim, DocumentId, Party, ReportId};
use crate::witnesses::chain::{Chain, Link, Position};
use crate::witnesses::identity::{Identity, author};
use crate::witnesses::retraction::takes_back;

/// Who holds a position on the event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// An outlet in its own voice.
    Voice(Identity),
    /// A party, by its key.
    Party(String),
    /// A source without a known party, by its words in lower case.
    Words(String),
}

/// What a holder said once.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement<'a> {
    /// Who.
    pub holder: Holder,
    /// The party, where one is known.
    pub party: Option<&'a Party>,
    /// What is held.
    pub position: Position,
    /// A real "neither": the party was asked and would not say. Other ways of holding neither (warning, asking, promising) take
    /// no position that another could be unlike.
    pub declines: bool,
    /// An estimate.
    pub weak: bool,
    /// Of the event as planned or expected.
    pub foretold: bool,
    /// The report that carries it.
    pub report: ReportId,
    /// The copy family of its document.
    pub family: DocumentId,
    /// Where the words stand: from the first to the last of cue and content, or the verb where no claim covers it; the trigger
    /// for own voice.
    pub span: CodePoints,
    /// The words of the cue, in lower case; empty for own voice.
    pub cue: String,
    /// The document's date.
    pub published: Option<Date>,
    /// The day on which it was said: stated in the sentence, else the publication date.
    pub on: Option<Date>,
    /// First or since, as the sentence has it.
    pub phase: Phase,
    /// Said before the time of the story: "had denied".
    pub past_perfect: bool,
}

/// All statements of those accounts, in their order; what is not established as said is left out. Takes time linear in the texts
/// of the accounts' documents.
#[must_use]
pub fn all_statements<'a>(accounts: &[Account<'a>]) -> Vec<Statement<'a>> {
    let mut pages: BTreeMap<DocumentId, Page<'a>> = BTreeMap::new();
    let mut found: Vec<Statement<'a>> = Vec::new();
    let authors = family_authors(accounts);
    for account in accounts {
        let chain = Chain::of(account.article, account.report);
        let Some(link) = chain.held() else { continue };
        match link.claim {
            None => {
                let by = authors.get(&account.family).cloned().unwrap_or(Identity::UnknownPublisher);
                found.push(own_voice(account, by, link, chain.foretold));
            }
            Some(claim) => {
                let page = pages.entry(account.article.id).or_insert_with(|| Page::of(account.article));
                // "withdrew its report that": that it was said once is no statement of today
                let is_taken_back = |c: &Claim| page.bytes(c.cue).is_some_and(|cue| takes_back(cue.of(page.text)));
                if link.position != Position::Denies && account.article.chain(account.report.claim).any(is_taken_back) {
                    continue;
                }
                quoted(account, page, link, claim, chain.foretold, &mut found);
                if link.position == Position::Affirms {
                    answers(account, page, claim, chain.foretold, &mut found);
                }
            }
        }
    }
    found
}

/// The statements of accounts in order of intake, without what a copy says again as its family said it before: printed later, it
/// was not said later.
#[must_use]
pub fn statements<'a>(accounts: &[Account<'a>]) -> Vec<Statement<'a>> {
    let mut found = all_statements(accounts);
    let mut said: BTreeMap<(DocumentId, Holder, Position), DocumentId> = BTreeMap::new();
    found.retain(|s| {
        let document = s.report.document;
        *said.entry((s.family, s.holder.clone(), s.position)).or_insert(document) == document
    });
    found
}

/// Who wrote the texts of each family: the author of its first document.
#[must_use]
pub fn family_authors(accounts: &[Account<'_>]) -> BTreeMap<DocumentId, Identity> {
    let mut authors: BTreeMap<DocumentId, (ReportId, Identity)> = BTreeMap::new();
    for account in accounts {
        let (id, by) = authors.entry(account.family).or_insert_with(|| (account.report.id, author(account)));
        if account.report.id < *id {
            (*id, *by) = (account.report.id, author(account));
        }
    }
    authors.into_iter().map(|(family, (_, by))| (family, by)).collect()
}

/// Bytes of a paragraph that are looked at on either side of a cue.
const WINDOW: usize = 1000;

/// An article's text with what the grammar needs of it. Only paragraphs with a claim in question are read.
struct Page<'a> {
    index: CodePointIndex<'a>,
    text: &'a str,
}

impl<'a> Page<'a> {
    fn of(article: &'a Article) -> Self {
        Self { index: CodePointIndex::new(&article.text), text: &article.text }
    }

    fn bytes(&self, span: CodePoints) -> Option<Span> {
        self.index.bytes(span)
    }

    fn sentence(&self, byte: usize) -> Option<Span> {
        // a sentence longer than that is none that the grammar would read
        let near = |at: usize| (0..=at.min(self.text.len())).rev().find(|&b| self.text.is_char_boundary(b)).unwrap_or(0);
        let (from, to) = (near(byte.saturating_sub(WINDOW)), near(byte + WINDOW));
        let start = self.text.get(from..byte)?.rfind("\n\n").map_or(from, |at| from + at + 2);
        let end = self.text.get(byte..to)?.find("\n\n").map_or(to, |at| byte + at);
        let layers = segment(&self.text[start..end]);
        let sentence = layers.sentence_of(byte - start).map(|i| layers.sentences[i])?;
        Some(Span::new(start + sentence.start(), start + sentence.end()))
    }

    /// The single day that the sentence states for a statement: straight after its cue ("denied on Monday that"), or at the head
    /// of the sentence before its source ("On Monday, Oruland denied"). Never later than the publication.
    fn stated_day(&self, sentence: Span, source: Option<Span>, cue: Span, published: Option<Date>) -> Option<Date> {
        let holds_only = |from: usize, to: usize, allowed: &[&str]| {
            self.text.get(from..to).is_some_and(|gap| {
                gap.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(|w| allowed.contains(&w.to_lowercase().as_str()))
            })
        };
        let opens = source.unwrap_or(cue);
        let times = time::find(sentence.of(self.text), published);
        let expression = times.iter().find(|t| {
            let (start, end) = (sentence.start() + t.span.start(), sentence.start() + t.span.end());
            let follows = start >= cue.end() && holds_only(cue.end(), start, &["on", "late", "early", "again"]);
            let leads = end <= opens.start()
                && holds_only(sentence.start(), start, &["on", "in", "late", "early", "but", "and"])
                && holds_only(end, opens.start(), &["the"]);
            follows || leads
        })?;
        let interval = expression.interval?;
        (interval.start == interval.end && published.is_none_or(|p| interval.start <= p)).then_some(interval.start)
    }
}

fn own_voice<'a>(account: &Account<'a>, by: Identity, link: &Link<'a>, foretold: bool) -> Statement<'a> {
    let published = account.published();
    let spans = &account.report.trigger_spans;
    let span = CodePoints(spans.iter().map(|s| s.0).min().unwrap_or(0), spans.iter().map(|s| s.1).max().unwrap_or(0));
    Statement {
        holder: Holder::Voice(by),
        party: None,
        position: link.position,
        declines: false,
        weak: false,
        foretold,
        report: account.report.id,
        family: account.family,
        span,
        cue: String::new(),
        published,
        on: published,
        phase: Phase::Plain,
        past_perfect: false,
    }
}

/// The holders of a claim: each party, or the words where none is known.
fn holders<'a>(link: &Link<'a>, claim: &Claim) -> Vec<(Holder, Option<&'a Party>)> {
    if link.parties().is_empty() {
        return vec![(Holder::Words(claim.source.to_lowercase()), None)];
    }
    link.parties().iter().map(|p| (Holder::Party(p.key()), Some(p))).collect()
}

fn quoted<'a>(account: &Account<'a>, page: &Page<'a>, link: &Link<'a>, claim: &'a Claim, foretold: bool, found: &mut Vec<Statement<'a>>) {
    let published = account.published();
    let said = Statement {
        holder: Holder::Words(String::new()),
        party: None,
        position: link.position,
        declines: claim.stance == demarche::codebook::Stance::Decline,
        weak: link.weak,
        foretold,
        report: account.report.id,
        family: account.family,
        span: CodePoints(claim.cue.0.min(claim.content.0), claim.cue.1.max(claim.content.1)),
        cue: String::new(),
        published,
        on: published,
        phase: Phase::Plain,
        past_perfect: false,
    };
    let mut all = vec![said];
    if let (Some(cue), Some(content)) = (page.bytes(claim.cue), page.bytes(claim.content))
        && let Some(sentence) = page.sentence(cue.start())
    {
        let words = Words::of(page.text, sentence);
        let source = claim.holder.as_ref().and_then(|h| page.bytes(h.span));
        all[0].cue = cue.of(page.text).to_lowercase();
        all[0].phase = words.phase(cue);
        all[0].past_perfect = words.is_past_perfect(cue);
        let lower: Vec<String> = account.report.trigger.split_whitespace().map(str::to_lowercase).collect();
        let named: Vec<&str> = lower.iter().map(String::as_str).collect();
        let said = if words.is_anaphor(content, &named) { cue.cover(content) } else { cue };
        all[0].on = page.stated_day(sentence, source, said, published).or(published);
        if let Some(other) = other(account, page, claim, &words, sentence, (source, cue, content), &named) {
            // that the sentence has another statement dates this one too
            if all[0].phase == Phase::Plain {
                all[0].phase = if other.phase == Phase::Earlier { Phase::Later } else { Phase::Earlier };
            }
            all.push(Statement { published, on: other.on.or(published), foretold, ..other });
        }
    }
    for statement in all {
        for (holder, party) in holders(link, claim) {
            found.push(Statement { holder, party, ..statement.clone() });
        }
    }
}

/// Nouns by which a text calls what was said before.
const SAID: [&str; 16] = [
    "report",
    "reports",
    "claim",
    "claims",
    "allegation",
    "allegations",
    "accusation",
    "accusations",
    "charge",
    "charges",
    "assertion",
    "assertions",
    "account",
    "accounts",
    "statement",
    "news",
];

/// What a content calls that only points back at what another said: a noun of [`SAID`] under a determiner, or a pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PointsAt {
    Said,
    Pronoun,
}

fn points_at(content: &str) -> Option<PointsAt> {
    let lower = content.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    match words.as_slice() {
        ["it" | "this" | "that" | "them"] => Some(PointsAt::Pronoun),
        [noun] if SAID.contains(noun) && noun.ends_with('s') => Some(PointsAt::Said),
        ["the" | "that" | "this" | "those" | "these" | "such" | "any" | "all", noun] if SAID.contains(noun) => Some(PointsAt::Said),
        ["all" | "any" | "both", "the" | "of", noun] | ["any", "such", noun] if SAID.contains(noun) => Some(PointsAt::Said),
        _ => None,
    }
}

/// Answers of others to a claim that holds the report: "Moscow denied the report", where that is the nearest claim before it that holds an event.
/// A pronoun must stand in the claim's paragraph.
fn answers<'a>(account: &Account<'a>, page: &Page<'a>, claim: &'a Claim, foretold: bool, found: &mut Vec<Statement<'a>>) {
    use demarche::codebook::Stance;
    let article = account.article;
    let is_told = |c: &Claim| article.reports.iter().any(|r| r.claim == Some(c.number));
    let keys = |c: &'a Claim| -> Vec<&'a Party> { c.holder.iter().flat_map(|h| &h.parties).collect() };
    for answer in article.claims.iter().filter(|c| c.parent.is_none() && c.number != claim.number) {
        if !matches!(answer.stance, Stance::Deny | Stance::Confirm | Stance::Decline) || is_told(answer) || answer.cue.0 < claim.cue.0 {
            continue;
        }
        let (Some(cue), Some(content), Some(before)) = (page.bytes(answer.cue), page.bytes(answer.content), page.bytes(claim.cue)) else {
            continue;
        };
        let Some(points_at) = points_at(content.of(page.text)) else { continue };
        let nearest = article.claims.iter().filter(|c| c.cue.0 < answer.cue.0 && is_told(c)).max_by_key(|c| c.cue.0);
        let is_far = page.text.get(before.start()..cue.start()).is_none_or(|between| between.contains("\n\n"));
        let same = keys(answer).iter().any(|p| keys(claim).iter().any(|q| p.key() == q.key()));
        if nearest.is_none_or(|n| n.number != claim.number) || (points_at == PointsAt::Pronoun && is_far) || same {
            continue;
        }
        let published = account.published();
        let source = answer.holder.as_ref().and_then(|h| page.bytes(h.span));
        let stated = page.sentence(cue.start()).and_then(|sentence| page.stated_day(sentence, source, cue.cover(content), published));
        let statement = Statement {
            holder: Holder::Words(answer.source.to_lowercase()),
            party: None,
            position: Position::of_stance(answer.stance),
            declines: answer.stance == Stance::Decline,
            weak: false,
            foretold,
            report: account.report.id,
            family: account.family,
            span: CodePoints(answer.cue.0.min(answer.content.0), answer.cue.1.max(answer.content.1)),
            cue: cue.of(page.text).to_lowercase(),
            published,
            on: stated.or(published),
            phase: Phase::Plain,
            past_perfect: false,
        };
        let parties = keys(answer);
        if parties.is_empty() {
            found.push(statement);
        } else {
            found.extend(parties.into_iter().map(|p| Statement { holder: Holder::Party(p.key()), party: Some(p), ..statement.clone() }));
        }
    }
}

/// The other position that the claim's sentence gives its source: by another claim of the same holder whose content only points
/// back, else by the grammar of verbs.
fn other<'a>(
    account: &Account<'a>,
    page: &Page<'a>,
    claim: &Claim,
    words: &Words,
    sentence: Span,
    (source, cue, content): (Option<Span>, Span, Span),
    named: &[&str],
) -> Option<Statement<'a>> {
    let article = account.article;
    let key = |c: &Claim| -> Option<Vec<String>> { c.holder.as_ref().map(|h| h.parties.iter().map(Party::key).collect()) };
    let blank = |position, phase, span, cue: String, on| Statement {
        holder: Holder::Words(String::new()),
        party: None,
        position,
        declines: false,
        weak: false,
        foretold: false,
        report: account.report.id,
        family: account.family,
        span,
        cue,
        published: None,
        on,
        phase,
        past_perfect: false,
    };
    let of_claim = (words.phase(cue), words.is_past_perfect(cue));
    let is_told = |number: u32| article.reports.iter().any(|r| r.claim == Some(number));
    for other in article.claims.iter().filter(|c| c.number != claim.number && c.parent == claim.parent) {
        let (Some(its_cue), Some(its_content)) = (page.bytes(other.cue), page.bytes(other.content)) else { continue };
        let same_holder = key(claim).is_some_and(|k| !k.is_empty()) && key(other) == key(claim);
        if !same_holder || !sentence.contains(its_cue) || is_told(other.number) || !words.is_anaphor(its_content, named) {
            continue;
        }
        let Some(phase) = phase_beside(of_claim, (words.phase(its_cue), words.is_past_perfect(its_cue))) else { continue };
        let its_source = other.holder.as_ref().and_then(|h| page.bytes(h.span));
        let on = page.stated_day(sentence, its_source, its_cue.cover(its_content), account.published());
        let span = CodePoints(other.cue.0.min(other.content.0), other.cue.1.max(other.content.1));
        let mut statement = blank(Position::of_stance(other.stance), phase, span, its_cue.of(page.text).to_lowercase(), on);
        statement.declines = other.stance == demarche::codebook::Stance::Decline;
        return Some(statement);
    }
    let (position, phase, span) = words.other_position(source, cue, content, named)?;
    // a verb that is the cue of a claim that holds a report speaks for itself
    let is_cue_elsewhere =
        article.claims.iter().any(|c| c.number != claim.number && page.bytes(c.cue).is_some_and(|b| b.overlaps(span)) && is_told(c.number));
    if is_cue_elsewhere {
        return None;
    }
    let on = page.stated_day(sentence, Some(span), span, account.published());
    Some(blank(position, phase, page.index.code_points(span), span.of(page.text).to_lowercase(), on))
}

/// The statements of each holder, in time order.
///
/// By the day said, then intake, then first and since, then place in the text. Undated documents come first, as nothing shows
/// them to be later. "Initially" without a day of its own is put beside the earliest like statement of that holder that was
/// published before, else before all others: it repeats what was held at first. "Had denied" is put there too, but stays where it
/// was published if no like statement came before, as nothing shows how long ago it was.
#[must_use]
pub fn in_time_order<'s, 'a>(statements: &'s [Statement<'a>]) -> BTreeMap<Holder, Vec<&'s Statement<'a>>> {
    let is_loose = |s: &Statement<'_>| (s.phase == Phase::Earlier || (s.past_perfect && s.phase == Phase::Plain)) && s.on == s.published;
    let mut by_holder: BTreeMap<Holder, Vec<&Statement<'a>>> = BTreeMap::new();
    let mut loose: Vec<&Statement<'a>> = Vec::new();
    for statement in statements {
        if is_loose(statement) {
            loose.push(statement);
        } else {
            by_holder.entry(statement.holder.clone()).or_default().push(statement);
        }
    }
    let order = |s: &&Statement<'_>| (s.on, s.report.document, s.phase, s.span, s.report.event, s.position);
    for of_holder in by_holder.values_mut() {
        of_holder.sort_by_key(order);
    }
    loose.sort_by_key(order);
    let mut at_front: BTreeMap<&Holder, usize> = BTreeMap::new();
    for statement in loose {
        let of_holder = by_holder.entry(statement.holder.clone()).or_default();
        let like = of_holder.iter().position(|s| s.position == statement.position && s.on < statement.on && s.on.is_some());
        let front = at_front.entry(&statement.holder).or_default();
        let at = match like {
            Some(i) => i + 1,
            None if statement.phase != Phase::Earlier => {
                let before = |s: &&Statement<'_>| !is_loose(s) && (s.on, s.report.document) < (statement.on, statement.report.document);
                of_holder.iter().rposition(before).map_or(0, |i| i + 1).max(*front)
            }
            None => {
                *front += 1;
                *front - 1
            }
        };
        of_holder.insert(at.min(of_holder.len()), statement);
    }
    by_holder
}
