//! What mentions mean: parties, places, days and numbers against the gold of `meanings.tsv`, and coreference.
//!
//! A gold mention is compared with the predicted one that shares most characters with it (of several the shortest), of those that
//! can have such a meaning. What no mention covers, or none resolves, is wrong where the gold has a meaning.

use std::collections::BTreeSet;

use demarche::codebook::Kind;
use demarche::record::{Mention, Record};
use demarche::span::CodePoints;

use crate::coreference::{Score, of_passage, of_record};
use crate::corpus::Passage;
use crate::events;
use crate::meanings::{GoldNumber, Meanings};
use crate::measure::{Draws, Measure, Share};
use crate::report::{Figure, Missing};
use crate::spans::CharSet;

/// The predicted mention that a gold one is compared with.
fn counterpart(record: &Record, gold: CodePoints, fits: impl Fn(&Mention) -> bool) -> Option<&Mention> {
    let chars = CharSet::from(gold);
    let shared = |m: &Mention| CharSet::from(m.span).common(&chars);
    let candidates = record.mentions.iter().filter(|m| fits(m) && shared(m) > 0);
    candidates.max_by_key(|m| (shared(m), std::cmp::Reverse(m.span.1 - m.span.0), std::cmp::Reverse(m.span.0)))
}

fn is_party(mention: &Mention) -> bool {
    !matches!(mention.kind, Kind::Time | Kind::Quantity | Kind::Materiel)
}

/// One text with its gold and its record.
struct Text<'a> {
    passage: &'a Passage,
    meanings: &'a Meanings,
    record: &'a Record,
}

impl Text<'_> {
    /// Over gold actors and recipients: the sets of countries (or sectors) are equal. Judged where the gold knows all of them.
    /// With `resolved`, only where some party was found: how far what is said can be trusted.
    fn parties(&self, part: Part, resolved: bool) -> Share {
        let mut share = Share::default();
        for (&m, gold) in &self.meanings.parties {
            let wanted: Option<BTreeSet<String>> = gold.iter().map(|p| part.of_gold(p.country.as_deref(), p.sector.as_deref())).collect();
            let Some(wanted) = wanted.filter(|w| !w.is_empty() || resolved) else { continue };
            let found = counterpart(self.record, self.passage.mentions[m].span, is_party);
            let read: BTreeSet<String> =
                found.into_iter().flat_map(|f| &f.actors).filter_map(|a| part.of_gold(Some(&a.country), Some(&a.sector))).collect();
            if resolved && read.is_empty() {
                continue;
            }
            share.of += 1;
            share.some += usize::from(read == wanted);
        }
        share
    }

    fn places(&self, resolved: bool) -> Share {
        let mut share = Share::default();
        for (&m, gold) in &self.meanings.places {
            let found = counterpart(self.record, self.passage.mentions[m].span, |f| matches!(f.kind, Kind::Place | Kind::Group));
            let place = found.and_then(|f| f.place.as_ref());
            if if resolved { place.is_none() } else { gold.is_none() } {
                continue;
            }
            share.of += 1;
            share.some += usize::from(place.is_some_and(|p| p.country == *gold));
        }
        share
    }

    fn days(&self, resolved: bool) -> Share {
        let mut share = Share::default();
        for (&m, gold) in &self.meanings.days {
            let found = counterpart(self.record, self.passage.mentions[m].span, |f| f.kind == Kind::Time);
            let read = found.and_then(|f| f.time.as_ref()).map(|t| (t.start, t.end));
            if resolved && read.is_none() {
                continue;
            }
            share.of += 1;
            share.some += usize::from(read == *gold);
        }
        share
    }

    /// Numbers with a part in a gold event: value and qualifier, with the part too where `role` says so.
    fn numbers(&self, role: bool) -> Share {
        let mut share = Share::default();
        let counted = self.passage.events.iter().flat_map(|e| &e.quantities);
        for &(m, part) in counted {
            let Some(gold) = self.meanings.numbers.get(&m) else { continue };
            let found = counterpart(self.record, self.passage.mentions[m].span, |f| f.kind == Kind::Quantity);
            let read = found.and_then(|f| f.quantity.as_ref());
            share.of += 1;
            share.some += usize::from(read.is_some_and(|q| is_number(q, gold) && (!role || q.role == Some(part))));
        }
        share
    }

    fn units(&self) -> Share {
        let mut share = Share::default();
        for (&m, gold) in &self.meanings.numbers {
            let found = counterpart(self.record, self.passage.mentions[m].span, |f| f.kind == Kind::Quantity);
            let Some(read) = found.and_then(|f| f.quantity.as_ref()) else { continue };
            share.of += 1;
            share.some += usize::from(read.unit == gold.noun);
        }
        share
    }

    /// Of paired events with the right type, those whose time has the gold's days.
    fn event_days(&self, matched: &events::Matched) -> Share {
        self.over_events(matched, |gold, read| {
            let wanted = self.meanings.days.get(&gold.time?)?.as_ref();
            let time = self.mention(read.time.as_deref());
            Some(time.and_then(|m| m.time.as_ref()).map(|t| (t.start, t.end)).as_ref() == wanted)
        })
    }

    /// Of paired events with the right type, those whose place lies in the gold's country.
    fn event_places(&self, matched: &events::Matched) -> Share {
        self.over_events(matched, |gold, read| {
            let wanted = self.meanings.places.get(&gold.place?)?.as_ref()?;
            let place = self.mention(read.place.as_deref());
            Some(place.and_then(|m| m.place.as_ref()).and_then(|p| p.country.as_ref()) == Some(wanted))
        })
    }

    fn mention(&self, id: Option<&str>) -> Option<&Mention> {
        self.record.mentions.iter().find(|m| Some(m.id.as_str()) == id)
    }

    fn over_events(
        &self,
        matched: &events::Matched,
        is_right: impl Fn(&crate::corpus::GoldEvent, &demarche::record::Event) -> Option<bool>,
    ) -> Share {
        let mut share = Share::default();
        for &(i, j) in &matched.pairs {
            let (gold, read) = (&self.passage.events[i], &self.record.events[j]);
            if let Some(right) = is_right(gold, read).filter(|_| gold.event_type == read.event_type) {
                share.of += 1;
                share.some += usize::from(right);
            }
        }
        share
    }

    /// Events with the same type and the same countries on both sides; nothing of a passage whose parties nobody gave meanings.
    fn coded(&self, matched: &events::Matched) -> crate::measure::Counts {
        let has_parties = self.passage.events.iter().any(|e| !e.actors.is_empty() || !e.recipients.is_empty());
        if has_parties && self.meanings.parties.is_empty() {
            return crate::measure::Counts::default();
        }
        let gold_side = |list: &[usize]| -> BTreeSet<Option<String>> {
            list.iter()
                .flat_map(|m| self.meanings.parties.get(m).into_iter().flatten().filter_map(|p| p.country.clone()))
                .map(Some)
                .collect()
        };
        let side = |ids: &[String]| -> BTreeSet<Option<String>> {
            ids.iter().filter_map(|id| self.mention(Some(id))).flat_map(|m| m.actors.iter().map(|a| Some(a.country.clone()))).collect()
        };
        let is_right = |&&(i, j): &&(usize, usize)| {
            let (gold, read) = (&self.passage.events[i], &self.record.events[j]);
            gold.event_type == read.event_type
                && gold_side(&gold.actors) == side(&read.actors)
                && gold_side(&gold.recipients) == side(&read.recipients)
        };
        crate::measure::Counts::new(matched.pairs.iter().filter(is_right).count(), matched.predicted.len(), matched.gold.len())
    }
}

#[derive(Debug, Clone, Copy)]
enum Part {
    Country,
    Sector,
    Both,
}

impl Part {
    /// What is compared; none where it is not known.
    fn of_gold(self, country: Option<&str>, sector: Option<&str>) -> Option<String> {
        match self {
            Self::Country => country.map(str::to_owned),
            Self::Sector => sector.map(str::to_owned),
            Self::Both => Some(format!("{}/{}", country?, sector?)),
        }
    }
}

fn is_number(read: &demarche::record::Quantity, gold: &GoldNumber) -> bool {
    // the gold writes thirds to four places
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-4 * b.abs().max(1.0);
    near(read.low, gold.low) && near(read.high, gold.high) && read.qualifier == gold.qualifier
}

/// Figures of resolution; "no gold" where `meanings` is none. Coreference needs no more than the passages.
pub(crate) fn figures(
    passages: &[Passage],
    meanings: Option<&[Meanings]>,
    records: &[Record],
    matched: &[events::Matched],
    draws: Draws,
) -> Vec<Figure> {
    let mut out = Vec::new();
    let none = vec![Meanings::default(); passages.len()];
    let texts: Vec<Text<'_>> = passages
        .iter()
        .zip(meanings.unwrap_or(&none))
        .zip(records)
        .map(|((passage, meanings), record)| Text { passage, meanings, record })
        .collect();
    let accuracy = |f: &dyn Fn(&Text<'_>) -> Share| Measure::Accuracy(texts.iter().map(f).collect());
    let over_events =
        |f: &dyn Fn(&Text<'_>, &events::Matched) -> Share| Measure::Accuracy(texts.iter().zip(matched).map(|(t, m)| f(t, m)).collect());
    let coded = Measure::F1(texts.iter().zip(matched).map(|(t, m)| t.coded(m)).collect());
    let measures = [
        ("events, coded (type and countries of both sides)", coded),
        ("party, country, of gold actors and recipients", accuracy(&|t| t.parties(Part::Country, false))),
        ("party, sector, of gold actors and recipients", accuracy(&|t| t.parties(Part::Sector, false))),
        ("party, country and sector, of those resolved", accuracy(&|t| t.parties(Part::Both, true))),
        ("country of places, of gold", accuracy(&|t| t.places(false))),
        ("country of places, of those resolved", accuracy(&|t| t.places(true))),
        ("country of the event's place", over_events(&|t, m| t.event_places(m))),
        ("time interval, of gold times", accuracy(&|t| t.days(false))),
        ("time interval, of those resolved", accuracy(&|t| t.days(true))),
        ("time interval of the event", over_events(&|t, m| t.event_days(m))),
        ("quantity of an event: value and qualifier", accuracy(&|t| t.numbers(false))),
        ("quantity of an event: value, qualifier and role", accuracy(&|t| t.numbers(true))),
        ("counted noun or unit, of quantities found", accuracy(&|t| t.units())),
    ];
    for (what, measure) in measures {
        out.push(if meanings.is_some() { Figure::scored(what, &measure, draws) } else { Figure::missing(what, Missing::NoGold) });
    }
    let scores = passages.iter().zip(records).map(|(p, r)| Score::new(&of_passage(p), &of_record(r))).collect();
    out.push(Figure::scored("coreference (CoNLL F1, no singletons)", &Measure::Coreference(scores), draws));
    out
}
