//! Passages of the corpus (corpus/GUIDE.md) from sentences in which everything was judged.
//!
//! A passage must be annotated in full. So a sentence is written only where every event and every claim that touches it was
//! judged, the right value of whatever is wrong is known, and nothing of them stands outside of the sentence.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;

use demarche::codebook::{Kind as MentionKind, QuantityRole, Stance, Status};
use demarche::record::{Claim, CodePoints, Event, Record};
use sha2::{Digest, Sha256};

use super::coding::sentence_of;
use super::survey::Judged;
use super::{Answer, Field, Key, Kind, NONE, Verdict};
use crate::corpus::{Passage, parse_passage};
use crate::passage::{Words, parse_drafts};

/// Why a sentence with an answer makes no passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    /// An event or claim that touches it was not judged.
    NotJudged,
    /// Nobody who saw an item could judge it.
    Skipped,
    /// An annotator says that an event or claim is missing.
    Missing,
    /// Annotators judge an item differently.
    Disagreement,
    /// A value is wrong, and nobody said what is right.
    NotCorrected,
    /// A part of an item, or what an event hangs on, stands outside of the sentence.
    Outside,
    /// What is right hangs on a claim that was judged wrong.
    HeldByWrong,
    /// The document has no date.
    NoDate,
    /// Brackets or control characters, which the format has no way to write.
    Characters,
    /// The passage would not fit the corpus's rules on kinds and links.
    Rules,
}

impl LeftOut {
    /// The reason in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotJudged => "an event or claim of it was not judged (--whole-sentences asks for all)",
            Self::Skipped => "an event or claim of it was skipped",
            Self::Missing => "an event or claim is missing in it",
            Self::Disagreement => "annotators judge an item of it differently",
            Self::NotCorrected => "a value is wrong and the right one is not known",
            Self::Outside => "a part of an event or claim stands in another sentence",
            Self::HeldByWrong => "an event or claim of it is held by a claim judged wrong",
            Self::NoDate => "the document has no date (code again with --published)",
            Self::Characters => "its words hold brackets or control characters",
            Self::Rules => "it does not fit the corpus's rules on kinds and links",
        }
    }
}

/// Passages, as records are added.
#[derive(Debug)]
pub struct Passages<'j> {
    judged: &'j Judged,
    origin: &'static str,
    documents: HashSet<&'j str>,
    names: HashSet<String>,
    corpus: Corpus,
}

/// The passages of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Corpus {
    /// A file of the corpus.
    pub markdown: String,
    /// Passages in it.
    pub passages: usize,
    /// Passages of sentences of which nobody was asked whether something is missing.
    pub unasked: usize,
    /// Sentences with an answer that make no passage, by reason.
    pub left_out: BTreeMap<LeftOut, usize>,
}

impl<'j> Passages<'j> {
    /// Begins a file; `judged` are the answers that count, and `origin` says where they are from ("an audit").
    #[must_use]
    pub fn new(judged: &'j Judged, origin: &'static str) -> Self {
        let corpus = Corpus { markdown: format!("# Passages from {origin}\n"), ..Corpus::default() };
        Self { documents: judged.items.keys().map(|key| key.document.as_str()).collect(), judged, origin, names: HashSet::new(), corpus }
    }

    /// Adds the passages of a record that was surveyed.
    pub fn add(&mut self, record: &Record) {
        if !self.documents.contains(record.id.as_str()) {
            return;
        }
        let Some(text) = record.text.as_deref() else { return };
        let chars: Vec<char> = text.chars().collect();
        for (at, &sentence) in record.sentences.iter().enumerate() {
            let events: Vec<&Event> = record.events.iter().filter(|e| touches(&e.trigger, sentence)).collect();
            let claims: Vec<&Claim> =
                record.claims.iter().filter(|c| [&c.source, &c.cue, &c.content].iter().any(|part| touches(part, sentence))).collect();
            let asked = Asked { judged: self.judged, record, at };
            if !asked.is_any(&events, &claims) {
                continue;
            }
            let name = self.name(&record.id, at);
            let made =
                asked.items(&events, &claims).and_then(|items| Writer::new(&chars, sentence, items)?.write(record, &name, self.origin));
            match made {
                Ok(passage) => {
                    self.corpus.markdown.push('\n');
                    self.corpus.markdown.push_str(&passage);
                    self.corpus.passages += 1;
                    self.corpus.unasked += usize::from(!asked.was_asked_whole());
                    self.names.insert(name);
                }
                Err(reason) => *self.corpus.left_out.entry(reason).or_default() += 1,
            }
        }
    }

    /// The file, and what is not in it.
    #[must_use]
    pub fn finish(self) -> Corpus {
        self.corpus
    }

    /// `wire-strait-txt-s3`: unique in the file; of ids that read alike, later ones get a hash.
    fn name(&self, id: &str, at: usize) -> String {
        const LONGEST: usize = 60;
        let mut slug = String::new();
        for c in id.chars().map(|c| c.to_ascii_lowercase()) {
            match c {
                'a'..='z' | '0'..='9' => slug.push(c),
                _ if slug.is_empty() || slug.ends_with('-') => {}
                _ => slug.push('-'),
            }
        }
        let is_cut = slug.len() > LONGEST;
        slug.truncate(LONGEST);
        let slug = match slug.trim_end_matches('-') {
            "" => "document",
            slug => slug,
        };
        let plain = format!("{slug}-s{at}");
        if !is_cut && slug != "document" && !self.names.contains(&plain) {
            return plain;
        }
        let hash: String = Sha256::digest(id.as_bytes()).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        format!("{slug}-{hash}-s{at}")
    }
}

fn touches(part: &[CodePoints], sentence: CodePoints) -> bool {
    part.iter().any(|s| s.0 < sentence.1 && sentence.0 < s.1)
}

fn lies_in(part: &[CodePoints], sentence: CodePoints) -> bool {
    part.iter().all(|s| sentence.0 <= s.0 && s.1 <= sentence.1)
}

/// The answers on one sentence.
struct Asked<'a> {
    judged: &'a Judged,
    record: &'a Record,
    at: usize,
}

/// What of a sentence is right, in the end.
struct Items<'a> {
    events: Vec<(&'a Event, Vec<&'a Answer>)>,
    claims: Vec<(&'a Claim, Vec<&'a Answer>)>,
}

impl<'a> Asked<'a> {
    fn answers(&self, kind: Kind, item: &str) -> Option<Vec<&'a Answer>> {
        let key = Key { document: self.record.id.clone(), kind, item: item.to_owned() };
        self.judged.items.get(&key).map(|(_, answers)| answers.values().collect())
    }

    fn whole(&self) -> Vec<&'a Answer> {
        let mut answers = self.answers(Kind::Sentence, &format!("s{}", self.at)).unwrap_or_default();
        answers.retain(|a| a.verdict != Verdict::Skipped);
        answers
    }

    fn was_asked_whole(&self) -> bool {
        !self.whole().is_empty()
    }

    /// True where something that begins in the sentence was judged; what reaches into it from another does not make it a
    /// sentence that was asked about.
    fn is_any(&self, events: &[&Event], claims: &[&Claim]) -> bool {
        let begins = |part: &[CodePoints]| sentence_of(self.record, part) == Some(self.at);
        events.iter().any(|e| begins(&e.trigger) && self.answers(Kind::Event, &e.id).is_some())
            || claims.iter().any(|c| begins(&c.cue) && self.answers(Kind::Claim, &c.id).is_some())
    }

    fn items(&self, events: &[&'a Event], claims: &[&'a Claim]) -> Result<Items<'a>, LeftOut> {
        let mut items = Items { events: Vec::new(), claims: Vec::new() };
        for &ev in events {
            items.events.push((ev, self.agreed(Kind::Event, &ev.id)?));
        }
        for &claim in claims {
            items.claims.push((claim, self.agreed(Kind::Claim, &claim.id)?));
        }
        if self.whole().iter().any(|a| a.verdict == Verdict::Wrong) {
            return Err(LeftOut::Missing);
        }
        let wrong: HashSet<&str> =
            items.claims.iter().filter(|(_, answers)| answers[0].verdict == Verdict::Wrong).map(|(c, _)| c.id.as_str()).collect();
        items.events.retain(|(_, answers)| answers[0].verdict != Verdict::Wrong);
        items.claims.retain(|(_, answers)| answers[0].verdict != Verdict::Wrong);
        let holders = items.events.iter().flat_map(|(e, _)| &e.claims).chain(items.claims.iter().filter_map(|(c, _)| c.parent.as_ref()));
        if holders.into_iter().any(|id| wrong.contains(id.as_str())) {
            return Err(LeftOut::HeldByWrong);
        }
        let is_open = |a: &Answer| a.wrong.iter().any(|f| f.right.is_none());
        if items.events.iter().map(|(_, a)| a).chain(items.claims.iter().map(|(_, a)| a)).any(|a| is_open(a[0])) {
            return Err(LeftOut::NotCorrected);
        }
        Ok(items)
    }

    /// The judgements on an item, which are alike.
    fn agreed(&self, kind: Kind, item: &str) -> Result<Vec<&'a Answer>, LeftOut> {
        let mut answers = self.answers(kind, item).ok_or(LeftOut::NotJudged)?;
        answers.retain(|a| a.verdict != Verdict::Skipped);
        let faults = |a: &Answer| a.wrong.iter().map(|f| (f.field, f.right.clone())).collect::<BTreeMap<_, _>>();
        match answers.split_first() {
            None => Err(LeftOut::Skipped),
            Some((first, others)) if others.iter().all(|a| a.verdict == first.verdict && faults(a) == faults(first)) => Ok(answers),
            Some(_) => Err(LeftOut::Disagreement),
        }
    }
}

/// Columns of a line of text.
const WIDTH: usize = 118;

/// Writes one sentence.
struct Writer<'a> {
    sentence: CodePoints,
    items: Items<'a>,
    text: String,
    /// Position in the passage of each code point of the sentence, and of its end.
    positions: Vec<usize>,
    words: Words,
}

impl<'a> Writer<'a> {
    /// White space becomes single spaces, as lines of a paragraph are joined.
    fn new(chars: &[char], sentence: CodePoints, items: Items<'a>) -> Result<Self, LeftOut> {
        let chars = chars.get(sentence.0..sentence.1).ok_or(LeftOut::Rules)?;
        let (mut text, mut positions, mut length) = (String::new(), Vec::with_capacity(chars.len() + 1), 0);
        for &c in chars {
            if c.is_whitespace() {
                // a run stands where its space does
                if length == 0 || text.ends_with(' ') {
                    positions.push(length.max(1) - 1);
                    continue;
                }
                text.push(' ');
            } else if c.is_control() {
                return Err(LeftOut::Characters);
            } else {
                text.push(c);
            }
            positions.push(length);
            length += 1;
        }
        positions.push(length);
        let text = text.trim_end().to_owned();
        Ok(Self { sentence, items, words: Words::new(&text), text, positions })
    }

    /// `[words]`, `[words]#2`, or pieces joined by ` + `.
    fn spans(&self, part: &[CodePoints]) -> Result<String, LeftOut> {
        if !lies_in(part, self.sentence) {
            return Err(LeftOut::Outside);
        }
        let pieces = part.iter().map(|&s| self.span(s)).collect::<Result<Vec<_>, _>>()?;
        Ok(pieces.join(" + "))
    }

    fn span(&self, span: CodePoints) -> Result<String, LeftOut> {
        let placed = self.placed(span);
        let words: String = self.text.chars().skip(placed.0).take(placed.1 - placed.0).collect();
        if words.contains(['[', ']']) {
            return Err(LeftOut::Characters);
        }
        let found = |n: Option<usize>| self.words.spans(&[(words.clone(), n)]);
        if found(None).is_ok_and(|spans| spans == [placed]) {
            return Ok(format!("[{words}]"));
        }
        for n in 1.. {
            match found(Some(n)) {
                Ok(spans) if spans == [placed] => return Ok(format!("[{words}]#{n}")),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        Err(LeftOut::Rules)
    }

    fn placed(&self, span: CodePoints) -> CodePoints {
        let at = |point: usize| self.positions[point - self.sentence.0];
        CodePoints(at(span.0), at(span.1 - 1) + 1)
    }

    fn write(&self, record: &Record, name: &str, origin: &str) -> Result<String, LeftOut> {
        let published = record.published.ok_or(LeftOut::NoDate)?;
        let mut lines = Vec::new();
        let mentions = self.mentions(record, &mut lines)?;
        let claims: HashMap<&str, usize> = self.items.claims.iter().enumerate().map(|(n, (c, _))| (c.id.as_str(), n + 1)).collect();
        for (n, (claim, answers)) in self.items.claims.iter().enumerate() {
            lines.push(self.claim(n + 1, claim, answers[0], &claims)?);
        }
        for (n, (ev, answers)) in self.items.events.iter().enumerate() {
            lines.push(self.event(n + 1, record, ev, answers[0], &mentions, &claims)?);
        }
        let document: String = record.id.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut out = format!("## {name}\npublished: {published}\nnote: from {origin}\ndocument: {document}\n\n");
        self.quote(&mut out);
        out.push_str("\n```annotation\n");
        lines.iter().for_each(|line| {
            out.push_str(line);
            out.push('\n');
        });
        out.push_str("```\n");
        let drafts = parse_drafts(Path::new("audit"), &out, "annotation").map_err(|_| LeftOut::Rules)?;
        let [draft] = &drafts[..] else { return Err(LeftOut::Rules) };
        let passage = parse_passage(draft).map_err(|_| LeftOut::Rules)?;
        if passage.text == self.text && has_sound_links(&passage) { Ok(out) } else { Err(LeftOut::Rules) }
    }

    fn quote(&self, out: &mut String) {
        let mut column = 0;
        for word in self.text.split(' ') {
            let length = word.chars().count();
            if column == 0 || column + 1 + length > WIDTH {
                let _ = write!(out, "{}> {word}", if column == 0 { "" } else { "\n" });
                column = 2 + length;
            } else {
                let _ = write!(out, " {word}");
                column += 1 + length;
            }
        }
        out.push('\n');
    }

    /// Lines of the mentions, and their numbers by id.
    fn mentions(&self, record: &'a Record, lines: &mut Vec<String>) -> Result<HashMap<&'a str, usize>, LeftOut> {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut seen: HashMap<(MentionKind, CodePoints), usize> = HashMap::new();
        // of a cluster whose name stands elsewhere, the first mention here leads
        let mut leaders: HashMap<&str, usize> = HashMap::new();
        let inside: Vec<_> = record.mentions.iter().filter(|m| touches(&[m.span], self.sentence)).collect();
        let mut next = 0;
        for m in &inside {
            let number = *seen.entry((m.kind, m.span)).or_insert_with(|| {
                next += 1;
                next
            });
            numbers.insert(&m.id, number);
        }
        let mut written = 0;
        for m in inside {
            let number = numbers[m.id.as_str()];
            if number <= written {
                continue;
            }
            written = number;
            let mut line = format!("m{number} {} {}", m.kind, self.spans(&[m.span])?);
            let leader = m.coref.as_deref().and_then(|id| match numbers.get(id) {
                Some(&named) => Some(named).filter(|&n| n != number),
                None => match leaders.get(id) {
                    Some(&first) => Some(first),
                    None => {
                        leaders.insert(id, number);
                        None
                    }
                },
            });
            if let Some(leader) = leader {
                let _ = write!(line, " = m{leader}");
            }
            lines.push(line);
        }
        Ok(numbers)
    }

    fn claim(&self, n: usize, claim: &Claim, answer: &Answer, claims: &HashMap<&str, usize>) -> Result<String, LeftOut> {
        let stance = match corrected(answer, Field::Stance) {
            Some(code) => code.parse::<Stance>().map_err(|_| LeftOut::Rules)?,
            None => claim.stance,
        };
        let mut line = format!("c{n} {stance}");
        for (key, part) in [("source", &claim.source), ("cue", &claim.cue), ("content", &claim.content)] {
            if !part.is_empty() {
                let _ = write!(line, " {key} {}", self.spans(part)?);
            }
        }
        if let Some(parent) = &claim.parent {
            let parent = claims.get(parent.as_str()).ok_or(LeftOut::Outside)?;
            let _ = write!(line, " in c{parent}");
        }
        Ok(line)
    }

    fn event(
        &self,
        n: usize,
        record: &Record,
        ev: &Event,
        answer: &Answer,
        mentions: &HashMap<&str, usize>,
        claims: &HashMap<&str, usize>,
    ) -> Result<String, LeftOut> {
        let event_type = answer.right_type().ok_or(LeftOut::NotCorrected)?;
        let mode = match corrected(answer, Field::Mode) {
            Some(NONE) => None,
            Some(mode) => Some(mode),
            None => ev.mode.as_deref(),
        };
        // another type has other modes, and nobody said which
        if mode.is_some_and(|mode| !event_type.modes().any(|m| m.code() == mode)) {
            return Err(LeftOut::NotCorrected);
        }
        let status = match corrected(answer, Field::Status) {
            Some(code) => code.parse::<Status>().map_err(|_| LeftOut::Rules)?,
            None => ev.status,
        };
        let mode = mode.map_or_else(String::new, |mode| format!(":{mode}"));
        let mut line = format!("e{n} {event_type}{mode} {status} trigger {}", self.spans(&ev.trigger)?);
        let number = |id: &str| mentions.get(id).copied().ok_or(LeftOut::Outside);
        let roles = [("actor", &ev.actors), ("recipient", &ev.recipients)];
        for (key, id) in roles.into_iter().flat_map(|(key, ids)| ids.iter().map(move |id| (key, id))) {
            let _ = write!(line, " {key} m{}", number(id)?);
        }
        for (key, id) in [("place", &ev.place), ("time", &ev.time)] {
            if let Some(id) = id {
                let _ = write!(line, " {key} m{}", number(id)?);
            }
        }
        for id in &ev.quantities {
            let mention = record.mentions.iter().find(|m| m.id == *id);
            let role = mention.and_then(|m| m.quantity.as_ref()?.role).unwrap_or(QuantityRole::Other);
            let _ = write!(line, " quantity m{}/{role}", number(id)?);
        }
        ev.context.iter().for_each(|context| {
            let _ = write!(line, " context {context}");
        });
        for id in &ev.claims {
            let _ = write!(line, " claim c{}", claims.get(id.as_str()).ok_or(LeftOut::Outside)?);
        }
        Ok(line)
    }
}

/// The right code of a field that is wrong.
fn corrected(answer: &Answer, field: Field) -> Option<&str> {
    answer.fault(field)?.right.as_deref()
}

/// What training/corpus.py asks of links.
fn has_sound_links(passage: &Passage) -> bool {
    use MentionKind as K;
    let is_in = |at: usize, kinds: &[K]| passage.mentions.get(at).is_some_and(|m| kinds.contains(&m.kind));
    let parties = [K::Person, K::Organization, K::Group, K::Place, K::Office, K::Other, K::Quantity];
    let events = passage.events.iter().all(|e| {
        !(e.actors.is_empty() && e.recipients.is_empty())
            && e.actors.iter().chain(&e.recipients).all(|&m| is_in(m, &parties))
            && e.place.is_none_or(|m| is_in(m, &[K::Place, K::Organization, K::Other]))
            && e.time.is_none_or(|m| is_in(m, &[K::Time]))
            && e.quantities.iter().all(|(m, _)| is_in(*m, &[K::Quantity]))
    });
    let claims = passage.claims.iter().all(|c| {
        let outer = c.parent.and_then(|at| passage.claims.get(at));
        outer.is_none_or(|outer| c.parts.cue.iter().all(|cue| outer.parts.content.iter().any(|o| o.0 <= cue.0 && cue.1 <= o.1)))
    });
    events && claims
}

#[cfg(test)]
mod tests {
    use demarche::codebook::EventType;

    use super::super::test_records::{all_right, answer, record};
    use super::super::{Book, Draw, Fault, Survey};
    use super::*;

    fn written(answers: impl IntoIterator<Item = Answer>, records: &[Record]) -> Corpus {
        let mut book = Book::default();
        answers.into_iter().for_each(|a| book.push(a).unwrap());
        let mut survey = Survey::new(Draw::default(), book);
        records.iter().for_each(|r| survey.add(r));
        let surveyed = survey.finish();
        let mut passages = Passages::new(&surveyed.judged, "an audit");
        records.iter().for_each(|r| passages.add(r));
        passages.finish()
    }

    fn read(corpus: &Corpus) -> Vec<Passage> {
        let drafts = parse_drafts(Path::new("audit.md"), &corpus.markdown, "annotation").unwrap();
        drafts.iter().map(|d| parse_passage(d).unwrap()).collect()
    }

    #[test]
    fn what_is_right_becomes_a_passage() {
        let corpus = written(all_right(&record("News/A 1"), "ana"), &[record("News/A 1")]);
        assert_eq!((corpus.passages, corpus.unasked, corpus.left_out.len()), (2, 0, 0));
        let expected = "# Passages from an audit\n\n\
            ## news-a-1-s1\npublished: 2024-10-29\nnote: from an audit\ndocument: News/A 1\n\n\
            > Séoul said it sent aid to Kyiv.\n\n\
            ```annotation\nm1 place [Séoul]\nm2 place [it] = m1\nm3 place [Kyiv]\n\
            c1 assert source [Séoul] cue [said] content [it sent aid to Kyiv]\n\
            e1 AID actual trigger [sent] actor m2 recipient m3 context military claim c1\n```\n\n\
            ## news-a-1-s2\npublished: 2024-10-29\nnote: from an audit\ndocument: News/A 1\n\n\
            > Moscow accused Kyiv.\n\n\
            ```annotation\nm1 place [Moscow]\nm2 place [Kyiv]\n\
            e1 ACCUSE actual trigger [accused] actor m1 recipient m2 context military\n```\n";
        assert_eq!(corpus.markdown, expected);
        assert_eq!(read(&corpus)[0].events[0].event_type, EventType::Aid);
    }

    #[test]
    fn corrections_are_written_and_wrong_items_left_out() {
        let record = record("d0");
        let mut status = answer(&record, "e0", Verdict::Partly, "ana");
        status.wrong = vec![Fault { field: Field::Status, right: Some("future".into()) }];
        let mut event_type = answer(&record, "e1", Verdict::Partly, "ana");
        event_type.wrong =
            vec![Fault { field: Field::Type, right: Some("COERCE".into()) }, Fault { field: Field::Mode, right: Some("restrict".into()) }];
        let claim = answer(&record, "c0", Verdict::Right, "ana");
        let corpus = written([status, event_type, claim.clone()], std::slice::from_ref(&record));
        assert_eq!(corpus.unasked, 2);
        let passages = read(&corpus);
        assert_eq!(passages[0].events[0].status, Status::Future);
        assert_eq!((passages[1].events[0].event_type, passages[1].events[0].mode.as_deref()), (EventType::Coerce, Some("restrict")));
        let none = written([answer(&record, "e0", Verdict::Wrong, "ana"), claim], &[record]);
        assert!(read(&none)[0].events.is_empty() && read(&none)[0].claims.len() == 1);
    }

    #[test]
    fn a_sentence_that_is_not_judged_in_full_is_left_out() {
        let one = record("d0");
        let reason = |answers: Vec<Answer>, record: &Record| {
            let corpus = written(answers, std::slice::from_ref(record));
            let mut reasons: Vec<LeftOut> = corpus.left_out.keys().copied().collect();
            (reasons.pop(), corpus.passages)
        };
        let of = |item: &str, verdict| answer(&one, item, verdict, "ana");
        let right = |item: &str| of(item, Verdict::Right);
        assert_eq!(reason(vec![right("e0")], &one), (Some(LeftOut::NotJudged), 0));
        assert_eq!(reason(vec![right("e0"), of("c0", Verdict::Skipped)], &one), (Some(LeftOut::Skipped), 0));
        assert_eq!(reason(vec![right("e0"), of("c0", Verdict::Partly)], &one), (Some(LeftOut::NotCorrected), 0));
        assert_eq!(reason(vec![right("e0"), of("c0", Verdict::Wrong)], &one), (Some(LeftOut::HeldByWrong), 0));
        assert_eq!(reason(vec![right("e0"), right("c0"), of("s1", Verdict::Wrong)], &one), (Some(LeftOut::Missing), 0));
        let ben = answer(&one, "e1", Verdict::Wrong, "ben");
        assert_eq!(reason(vec![right("e1"), ben], &one), (Some(LeftOut::Disagreement), 0));

        let mut away = record("d0");
        away.events[1].actors = vec!["m0".into()];
        assert_eq!(reason(vec![answer(&away, "e1", Verdict::Right, "ana")], &away), (Some(LeftOut::Outside), 0));
        let mut dateless = record("d0");
        dateless.published = None;
        assert_eq!(reason(all_right(&dateless, "ana"), &dateless), (Some(LeftOut::NoDate), 0));
        let mut odd = record("d0");
        odd.mentions[3].kind = MentionKind::Time;
        assert_eq!(reason(vec![answer(&odd, "e1", Verdict::Right, "ana")], &odd), (Some(LeftOut::Rules), 0));
    }

    #[test]
    fn words_that_stand_twice_and_white_space_are_no_trouble() {
        let text = "Kyiv\u{a0} said,\r\n\n\t“Kyiv  [sic]” Kyiv. ";
        let mut record = record("d0");
        record.text = Some(text.to_owned());
        record.sentences = vec![CodePoints(0, text.chars().count())];
        let chars: Vec<char> = text.chars().collect();
        let items = || Items { events: Vec::new(), claims: Vec::new() };
        let writer = Writer::new(&chars, record.sentences[0], items()).unwrap();
        assert_eq!(writer.text, "Kyiv said, “Kyiv [sic]” Kyiv.");
        let of = |words: &str, n: usize| {
            let start = text.match_indices(words).nth(n).unwrap().0;
            let start = text[..start].chars().count();
            writer.span(CodePoints(start, start + words.chars().count()))
        };
        assert_eq!(of("Kyiv", 1), Ok("[Kyiv]#2".to_owned()));
        assert_eq!(of("said,\r\n\n\t“Kyiv", 0), Ok("[said, “Kyiv]".to_owned()));
        assert_eq!(of("[sic]", 0), Err(LeftOut::Characters));
        assert_eq!(of("yiv", 0), Err(LeftOut::Rules));
        assert!(Writer::new(&['a', '\u{1b}'], CodePoints(0, 2), items()).is_err());
    }

    #[test]
    fn names_are_safe_and_apart() {
        let judged = Judged::default();
        let mut passages = Passages::new(&judged, "an audit");
        assert_eq!(passages.name("examples/Wire_Strait.txt", 3), "examples-wire-strait-txt-s3");
        passages.names.insert("a-b-s0".to_owned());
        let other = passages.name("a b", 0);
        assert!(other.starts_with("a-b-") && other != "a-b-s0", "{other}");
        for id in ["", "日本", &"x/".repeat(500), "-"] {
            let name = passages.name(id, 0);
            assert!(name.len() < 90 && name.starts_with(|c: char| c.is_ascii_alphanumeric()), "{name}");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
        }
    }
}
