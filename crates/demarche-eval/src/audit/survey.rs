//! One pass over the records: how many there are of each stratum, what the draw takes, which answers still fit.

use std::collections::{BTreeMap, HashMap};

use demarche::record::{CodePoints, Record};
use jiff::civil::Date;

use super::coding::{Lookup, sentence_number, sentence_of};
use super::excerpt::{Excerpt, Part};
use super::sample::{Draw, Lowest, Unit, priority};
use super::{Answer, Book, Coding, Key, Kind, Stratum};

/// Something to judge.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its name.
    pub key: Key,
    /// What it is drawn from.
    pub stratum: Stratum,
    /// What was coded.
    pub coding: Coding,
    /// The words.
    pub excerpt: Excerpt,
    /// SHA-256 of the document's text.
    pub text_sha256: String,
    /// The model that coded.
    pub model: String,
    /// The outlet.
    pub publisher: Option<String>,
    /// The article's date.
    pub published: Option<Date>,
}

/// How an answer stands to the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// What was judged is what is coded.
    Current(Stratum),
    /// The document has another text.
    OtherText,
    /// The item is coded otherwise, or no longer there.
    OtherCoding,
    /// There is no such document.
    NoDocument,
}

/// The survey, as records are added.
#[derive(Debug)]
pub struct Survey {
    draw: Draw,
    book: Book,
    by_document: HashMap<String, Vec<usize>>,
    standings: Vec<Standing>,
    sizes: BTreeMap<Stratum, usize>,
    drawn: BTreeMap<Stratum, Lowest<Vec<Item>>>,
    documents: usize,
}

impl Survey {
    /// Begins a survey for a draw and the answers so far.
    #[must_use]
    pub fn new(draw: Draw, book: Book) -> Self {
        let mut by_document: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, answer) in book.answers.iter().enumerate() {
            by_document.entry(answer.document.clone()).or_default().push(n);
        }
        Self {
            draw,
            by_document,
            standings: vec![Standing::NoDocument; book.answers.len()],
            book,
            sizes: BTreeMap::new(),
            drawn: BTreeMap::new(),
            documents: 0,
        }
    }

    /// Adds a record; no two may have one id. Records without a text are counted and not drawn from.
    pub fn add(&mut self, record: &Record) {
        self.documents += 1;
        let view = View::new(record);
        for stratum in view.strata() {
            *self.sizes.entry(stratum).or_default() += 1;
        }
        match self.draw.unit {
            Unit::Items(kind) => self.draw_items(&view, kind),
            Unit::Sentences => self.draw_sentences(&view),
        }
        for &n in self.by_document.get(record.id.as_str()).into_iter().flatten() {
            self.standings[n] = view.standing(&self.book.answers[n]);
        }
    }

    fn draw_items(&mut self, view: &View<'_>, kind: Kind) {
        let record = view.lookup.record;
        let events = record.events.iter().map(|e| (Stratum::Event(e.event_type), e.id.as_str()));
        let claims = record.claims.iter().map(|c| (Stratum::Claim(c.stance), c.id.as_str()));
        for (stratum, id) in events.chain(claims) {
            if stratum.kind() == kind && self.draw.takes(stratum) {
                self.offer(stratum, view.key(kind, id), |key| Some(vec![view.item(key)?]));
            }
        }
    }

    fn draw_sentences(&mut self, view: &View<'_>) {
        for (at, inside) in &view.sentences() {
            let is_wanted =
                self.draw.strata.is_empty() || inside.iter().any(|key| view.stratum(key).is_some_and(|s| self.draw.strata.contains(&s)));
            if is_wanted {
                let key = view.key(Kind::Sentence, &format!("s{at}"));
                self.offer(Stratum::Sentence, key, |key| inside.iter().chain([key]).map(|key| view.item(key)).collect());
            }
        }
    }

    fn offer(&mut self, stratum: Stratum, key: Key, make: impl FnOnce(&Key) -> Option<Vec<Item>>) {
        let most = self.draw.most();
        let lowest = self.drawn.entry(stratum).or_insert_with(|| Lowest::new(most));
        lowest.offer(priority(self.draw.seed, &key), key.clone(), || make(&key));
    }

    /// What was found, and the sample: strata in turn, so that whoever stops early has judged some of each.
    #[must_use]
    pub fn finish(self) -> Surveyed {
        let sizes: Vec<usize> = self.drawn.keys().map(|stratum| self.sizes.get(stratum).copied().unwrap_or_default()).collect();
        let shares = self.draw.shares(&sizes);
        let mut ranked: Vec<(usize, u64, Vec<Item>)> = Vec::new();
        for (lowest, share) in self.drawn.into_values().zip(shares) {
            ranked.extend(lowest.take(share).enumerate().map(|(rank, (priority, items))| (rank, priority, items)));
        }
        ranked.sort_by_key(|(rank, priority, _)| (*rank, *priority));
        Surveyed {
            sample: ranked.into_iter().flat_map(|(_, _, items)| items).collect(),
            judged: Judged::new(self.book, &self.standings),
            draw: self.draw,
            sizes: self.sizes,
            documents: self.documents,
        }
    }
}

/// What the records hold, what the draw took, what was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Surveyed {
    /// The draw.
    pub draw: Draw,
    /// Number of events of each type, claims of each stance, sentences with one of these.
    pub sizes: BTreeMap<Stratum, usize>,
    /// The sample, in the order of asking.
    pub sample: Vec<Item>,
    /// The answers that count.
    pub judged: Judged,
    /// Number of records.
    pub documents: usize,
}

impl Surveyed {
    /// What of the sample this annotator has yet to answer.
    #[must_use]
    pub fn questions(&self, by: &str) -> Vec<&Item> {
        self.sample.iter().filter(|item| !self.judged.has_answered(&item.key, by)).collect()
    }
}

/// The answers that count: of each annotator the last on each item as it is coded now.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judged {
    /// By item; of each annotator, in the order of their names, one.
    pub items: BTreeMap<Key, (Stratum, BTreeMap<String, Answer>)>,
    /// Items with an annotator whose answers on them no longer count, and why the last does not.
    pub stale: BTreeMap<(Key, String), Standing>,
}

impl Judged {
    fn new(book: Book, standings: &[Standing]) -> Self {
        let mut judged = Self::default();
        for (answer, &standing) in book.answers.into_iter().zip(standings) {
            match standing {
                Standing::Current(stratum) => judged.add(stratum, answer),
                _ => {
                    judged.stale.insert((answer.key(), answer.by), standing);
                }
            }
        }
        let items = &judged.items;
        judged.stale.retain(|(key, by), _| items.get(key).is_none_or(|(_, answers)| !answers.contains_key(by)));
        judged
    }

    /// Adds an answer on an item as it is coded now; it takes the place of the annotator's former one.
    pub fn add(&mut self, stratum: Stratum, answer: Answer) {
        self.stale.remove(&(answer.key(), answer.by.clone()));
        let (_, answers) = self.items.entry(answer.key()).or_insert_with(|| (stratum, BTreeMap::new()));
        answers.insert(answer.by.clone(), answer);
    }

    fn has_answered(&self, key: &Key, by: &str) -> bool {
        self.items.get(key).is_some_and(|(_, answers)| answers.contains_key(by))
    }
}

/// A record as the survey looks at it.
struct View<'r> {
    lookup: Lookup<'r>,
}

impl<'r> View<'r> {
    fn new(record: &'r Record) -> Self {
        Self { lookup: Lookup::new(record) }
    }

    fn key(&self, kind: Kind, item: &str) -> Key {
        Key { document: self.lookup.record.id.clone(), kind, item: item.to_owned() }
    }

    /// The stratum of each event, claim and sentence that may be asked about.
    fn strata(&self) -> Vec<Stratum> {
        let record = self.lookup.record;
        let events = record.events.iter().map(|e| Stratum::Event(e.event_type));
        let claims = record.claims.iter().map(|c| Stratum::Claim(c.stance));
        events.chain(claims).chain(self.sentences().keys().map(|_| Stratum::Sentence)).collect()
    }

    /// Sentences with an event or a claim, and what begins in them.
    fn sentences(&self) -> BTreeMap<usize, Vec<Key>> {
        let record = self.lookup.record;
        let mut sentences: BTreeMap<usize, Vec<Key>> = BTreeMap::new();
        let events = record.events.iter().map(|e| (Kind::Event, &e.id, &e.trigger));
        let claims = record.claims.iter().map(|c| (Kind::Claim, &c.id, &c.cue));
        for (kind, id, part) in events.chain(claims) {
            if let Some(at) = sentence_of(record, part) {
                sentences.entry(at).or_default().push(self.key(kind, id));
            }
        }
        sentences
    }

    fn stratum(&self, key: &Key) -> Option<Stratum> {
        match key.kind {
            Kind::Event => self.lookup.event(&key.item).map(|e| Stratum::Event(e.event_type)),
            Kind::Claim => self.lookup.claim(&key.item).map(|c| Stratum::Claim(c.stance)),
            Kind::Sentence => Some(Stratum::Sentence),
        }
    }

    fn coding(&self, key: &Key) -> Option<Coding> {
        match key.kind {
            Kind::Event => self.lookup.event(&key.item).map(|e| self.lookup.event_coding(e)),
            Kind::Claim => self.lookup.claim(&key.item).map(|c| self.lookup.claim_coding(c)),
            Kind::Sentence => self.lookup.sentence(sentence_number(&key.item)?),
        }
    }

    fn standing(&self, answer: &Answer) -> Standing {
        if answer.text_sha256 != self.lookup.record.text_sha256 {
            return Standing::OtherText;
        }
        let key = answer.key();
        match (self.coding(&key), self.stratum(&key)) {
            (Some(coding), Some(stratum)) if coding.to_json() == answer.coded => Standing::Current(stratum),
            _ => Standing::OtherCoding,
        }
    }

    fn item(&self, key: &Key) -> Option<Item> {
        let record = self.lookup.record;
        let coding = self.coding(key)?;
        let (anchor, parts) = parts(&coding);
        Some(Item {
            excerpt: Excerpt::new(record, &self.lookup.index, &anchor, &parts)?,
            stratum: self.stratum(key)?,
            key: key.clone(),
            coding,
            text_sha256: record.text_sha256.clone(),
            model: record.versions.model.clone(),
            publisher: record.publisher.clone(),
            published: record.published,
        })
    }
}

/// What an item stands on, and all its parts.
fn parts(coding: &Coding) -> (Vec<CodePoints>, Vec<(Part, CodePoints)>) {
    let all = |part: Part, spans: &[CodePoints]| spans.iter().map(move |&s| (part, s)).collect::<Vec<_>>();
    match coding {
        Coding::Event(ev) => {
            let mut parts = all(Part::Trigger, &ev.trigger.spans);
            parts.extend(ev.actors.iter().map(|p| (Part::Actor, p.span)));
            parts.extend(ev.recipients.iter().map(|p| (Part::Recipient, p.span)));
            parts.extend(ev.place.iter().map(|p| (Part::Place, p.span)));
            parts.extend(ev.time.iter().map(|t| (Part::Time, t.span)));
            (ev.trigger.spans.clone(), parts)
        }
        Coding::Claim(claim) => {
            let parts = [(Part::Cue, &claim.cue.spans), (Part::Source, &claim.source.spans), (Part::Content, &claim.content.spans)];
            (parts.iter().flat_map(|(_, spans)| spans.iter().copied()).collect(), parts.into_iter().flat_map(|(p, s)| all(p, s)).collect())
        }
        Coding::Sentence(sentence) => {
            let triggers = sentence.triggers.iter().flat_map(|t| all(Part::Trigger, &t.spans));
            (vec![sentence.span], triggers.chain(sentence.cues.iter().flat_map(|c| all(Part::Cue, &c.spans))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::test_records::{answer, record};
    use super::super::{Allotment, Verdict};
    use super::*;

    fn surveyed(draw: Draw, book: &Book, records: Vec<Record>) -> Surveyed {
        let mut survey = Survey::new(draw, book.clone());
        records.iter().for_each(|r| survey.add(r));
        survey.finish()
    }

    fn names(items: &[Item]) -> Vec<String> {
        items.iter().map(|i| format!("{} {}", i.key.document, i.key.item)).collect()
    }

    fn records(n: usize) -> Vec<Record> {
        (0..n).map(|n| record(&format!("d{n}"))).collect()
    }

    #[test]
    fn a_sample_is_the_same_in_any_order_and_grows() {
        let book = Book::default();
        let draw = |n| Draw { allotment: Allotment::PerStratum(n), ..Draw::default() };
        let small = surveyed(draw(3), &book, records(20));
        let mut backwards = records(20);
        backwards.reverse();
        assert_eq!(small.sample, surveyed(draw(3), &book, backwards).sample);
        let large = names(&surveyed(draw(5), &book, records(20)).sample);
        assert!(names(&small.sample).iter().all(|name| large.contains(name)));
        // AID and ACCUSE, three each, in turn
        let strata: Vec<&str> = small.sample.iter().map(|i| i.stratum.name()).collect();
        assert_eq!(strata.iter().filter(|s| **s == "AID").count(), 3);
        assert!(strata.chunks(2).all(|two| two[0] != two[1]), "{strata:?}");
        assert_ne!(names(&small.sample), names(&surveyed(Draw { seed: 2, ..draw(3) }, &book, records(20)).sample));
        assert_eq!((small.sizes[&Stratum::Event(demarche::codebook::EventType::Aid)], small.documents), (20, 20));
        let only = Draw { strata: vec![Stratum::Event(demarche::codebook::EventType::Aid)], ..draw(3) };
        assert!(surveyed(only, &book, records(20)).sample.iter().all(|i| i.stratum.name() == "AID"));
    }

    #[test]
    fn words_and_parts_are_shown_with_their_neighbours() {
        let book = Book::default();
        let sample = surveyed(Draw::default(), &book, records(1)).sample;
        let item = sample.iter().find(|i| i.stratum.name() == "AID").unwrap();
        let excerpt = &item.excerpt;
        assert_eq!(excerpt.focus.of(&excerpt.text), "Séoul said it sent aid to Kyiv.");
        assert_eq!(excerpt.text, "Talks began. Séoul said it sent aid to Kyiv. Moscow accused Kyiv.");
        let marks: Vec<(&str, &str)> = excerpt.marks.iter().map(|m| (m.part.name(), m.span.of(&excerpt.text))).collect();
        assert_eq!(marks, [("actor", "it"), ("trigger", "sent"), ("recipient", "Kyiv")]);
    }

    #[test]
    fn sentences_are_asked_whole() {
        let book = Book::default();
        let draw = Draw { unit: Unit::Sentences, allotment: Allotment::Total(1), ..Draw::default() };
        for n in 1..6 {
            let sample = names(&surveyed(Draw { seed: n, ..draw.clone() }, &book, records(1)).sample);
            assert!(sample == ["d0 e0", "d0 c0", "d0 s1"] || sample == ["d0 e1", "d0 s2"], "{sample:?}");
        }
        assert_eq!(surveyed(Draw { allotment: Allotment::Total(9), ..draw }, &book, records(1)).sizes[&Stratum::Sentence], 2);
    }

    #[test]
    fn what_was_answered_is_not_asked_again() {
        let mut book = Book::default();
        book.push(answer(&record("d0"), "e0", Verdict::Skipped, "ana")).unwrap();
        let surveyed = surveyed(Draw::default(), &book, records(1));
        assert_eq!(names(&surveyed.questions("ana").into_iter().cloned().collect::<Vec<_>>()), ["d0 e1"]);
        assert_eq!(surveyed.questions("ben").len(), 2);
    }

    #[test]
    fn answers_on_what_has_changed_do_not_count() {
        let mut book = Book::default();
        let mut other = record("d0");
        other.events[0].status = demarche::codebook::Status::Future;
        book.push(answer(&other, "e0", Verdict::Right, "ana")).unwrap();
        book.push(Answer { text_sha256: "0".into(), ..answer(&record("d0"), "e1", Verdict::Right, "ana") }).unwrap();
        book.push(answer(&record("d9"), "e0", Verdict::Right, "ana")).unwrap();
        let found = surveyed(Draw::default(), &book, records(1));
        assert!(found.judged.items.is_empty());
        assert_eq!(
            found.judged.stale.values().copied().collect::<Vec<_>>(),
            [Standing::OtherCoding, Standing::OtherText, Standing::NoDocument]
        );
        assert_eq!(found.questions("ana").len(), 2);
        // judged anew, the old answer is past
        let mut book = book.clone();
        book.push(answer(&record("d0"), "e0", Verdict::Wrong, "ana")).unwrap();
        let found = surveyed(Draw::default(), &book, records(1));
        assert_eq!((found.judged.items.len(), found.judged.stale.len()), (1, 2));
    }

    #[test]
    fn a_coding_is_what_a_person_judges() {
        let coded = answer(&record("d0"), "e0", Verdict::Right, "ana").coded;
        assert_eq!(
            coded,
            json!({"type": "AID", "mode": null, "status": "actual", "trigger": {"spans": [[27, 31]], "text": "sent"},
                "actors": [{"span": [24, 26], "text": "it", "parties": ["KOR/GOV"]}],
                "recipients": [{"span": [39, 43], "text": "Kyiv", "parties": []}], "place": null, "time": null,
                "claims": [{"source": {"spans": [[13, 18]], "text": "Séoul"}, "cue": {"spans": [[19, 23]], "text": "said"}, "stance": "assert"}]})
        );
    }
}
