//! Events: pairing predicted and gold ones, and the figures over the pairs (docs/evaluation.md, "Events").

use demarche::codebook::{Context, EventType, Status};
use demarche::record::Record;
use demarche::span::CodePoints;

use crate::corpus::Passage;
use crate::measure::{Counts, Draws, Measure, Share};
use crate::report::Figure;
use crate::spans::{CharSet, pair_best};

/// An event as characters of its text, from the gold or from a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Coded {
    /// What happened.
    pub event_type: EventType,
    /// How.
    pub mode: Option<String>,
    /// Whether it took place.
    pub status: Status,
    /// What it is about.
    pub context: Vec<Context>,
    /// The words that name it.
    pub trigger: CharSet,
    /// Who acts, one set per party.
    pub actors: Vec<CharSet>,
    /// Who is acted upon.
    pub recipients: Vec<CharSet>,
    /// Where.
    pub place: Option<CharSet>,
    /// When.
    pub time: Option<CharSet>,
    /// The reader's confidence; 1 for gold.
    pub confidence: f32,
}

impl Coded {
    /// Events of a record.
    #[must_use]
    pub fn of_record(record: &Record) -> Vec<Self> {
        let span = |id: &String| record.mentions.iter().find(|m| m.id == *id).map(|m| CharSet::from(m.span));
        let coded = |e: &demarche::record::Event| Self {
            event_type: e.event_type,
            mode: e.mode.clone(),
            status: e.status,
            context: e.context.clone(),
            trigger: CharSet::new(e.trigger.iter().copied()),
            actors: e.actors.iter().filter_map(span).collect(),
            recipients: e.recipients.iter().filter_map(span).collect(),
            place: e.place.as_ref().and_then(span),
            time: e.time.as_ref().and_then(span),
            confidence: e.confidence,
        };
        record.events.iter().map(coded).collect()
    }

    /// Events of an annotated passage.
    #[must_use]
    pub fn of_passage(passage: &Passage) -> Vec<Self> {
        let span = |&m: &usize| -> CharSet { CodePoints::into(passage.mentions[m].span) };
        let coded = |e: &crate::corpus::GoldEvent| Self {
            event_type: e.event_type,
            mode: e.mode.clone(),
            status: e.status,
            context: e.context.clone(),
            trigger: CharSet::new(e.trigger.iter().copied()),
            actors: e.actors.iter().map(span).collect(),
            recipients: e.recipients.iter().map(span).collect(),
            place: e.place.as_ref().map(span),
            time: e.time.as_ref().map(span),
            confidence: 1.0,
        };
        passage.events.iter().map(coded).collect()
    }

    fn parties(&self) -> CharSet {
        CharSet::union(self.actors.iter().chain(&self.recipients))
    }
}

/// True where some predicted party overlaps a gold one; none may be predicted where the gold has none.
fn side_agrees(gold: &[CharSet], predicted: &[CharSet]) -> bool {
    if gold.is_empty() {
        return predicted.is_empty();
    }
    gold.iter().any(|g| predicted.iter().any(|p| g.overlaps(p)))
}

/// The events of one text, paired one to one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matched {
    /// Gold events.
    pub gold: Vec<Coded>,
    /// Predicted events.
    pub predicted: Vec<Coded>,
    /// Pairs of positions.
    pub pairs: Vec<(usize, usize)>,
}

impl Matched {
    /// Pairs events where triggers overlap, or types agree and a party overlaps; overlapping triggers go first, then equal
    /// types, then the most shared characters of parties.
    #[must_use]
    pub fn new(gold: Vec<Coded>, predicted: Vec<Coded>) -> Self {
        let mut candidates = Vec::new();
        for (i, g) in gold.iter().enumerate() {
            for (j, p) in predicted.iter().enumerate() {
                let trigger = g.trigger.overlaps(&p.trigger);
                let same_type = g.event_type == p.event_type;
                let parties = g.parties().common(&p.parties());
                if trigger || (same_type && parties > 0) {
                    candidates.push(((trigger, same_type, parties), i, j));
                }
            }
        }
        let pairs = pair_best(candidates);
        Self { gold, predicted, pairs }
    }

    fn typed(&self) -> impl Iterator<Item = (&Coded, &Coded)> {
        let pairs = self.pairs.iter().map(|&(i, j)| (&self.gold[i], &self.predicted[j]));
        pairs.filter(|(g, p)| g.event_type == p.event_type)
    }

    fn counts(&self, right: usize) -> Counts {
        Counts::new(right, self.predicted.len(), self.gold.len())
    }

    /// Over pairs with the right type: how many agree, of those that are judged.
    fn share(&self, is_judged: impl Fn(&Coded) -> bool, agrees: impl Fn(&Coded, &Coded) -> bool) -> Share {
        let judged: Vec<_> = self.typed().filter(|(g, _)| is_judged(g)).collect();
        Share { some: judged.iter().filter(|(g, p)| agrees(g, p)).count(), of: judged.len() }
    }

    fn contexts(&self) -> Counts {
        let mut sum = Counts::default();
        for (g, p) in self.typed() {
            let right = g.context.iter().filter(|c| p.context.contains(c)).count();
            sum += Counts::new(right, p.context.len(), g.context.len());
        }
        sum
    }

    fn role(&self, part: impl Fn(&Coded) -> Option<&CharSet>) -> Counts {
        let mut sum = Counts::default();
        for (g, p) in self.typed() {
            let (g, p) = (part(g), part(p));
            let is_right = g.zip(p).is_some_and(|(g, p)| g.overlaps(p));
            sum += Counts::new(is_right.into(), p.is_some().into(), g.is_some().into());
        }
        sum
    }

    /// For each predicted event: its confidence, and whether it is paired with one of its type.
    #[must_use]
    pub fn judged(&self) -> Vec<(f32, bool)> {
        let mut out: Vec<(f32, bool)> = self.predicted.iter().map(|p| (p.confidence, false)).collect();
        self.pairs.iter().for_each(|&(i, j)| out[j].1 = self.gold[i].event_type == self.predicted[j].event_type);
        out
    }
}

/// Figures of events over texts.
#[must_use]
pub fn figures(texts: &[Matched], draws: Draws) -> Vec<Figure> {
    let f1 = |what: &str, count: &dyn Fn(&Matched) -> Counts| Figure::scored(what, &Measure::F1(texts.iter().map(count).collect()), draws);
    let accuracy =
        |what: &str, share: &dyn Fn(&Matched) -> Share| Figure::scored(what, &Measure::Accuracy(texts.iter().map(share).collect()), draws);
    let roles_agree = |(g, p): &(&Coded, &Coded)| side_agrees(&g.actors, &p.actors) && side_agrees(&g.recipients, &p.recipients);
    vec![
        f1("events, found", &|m| m.counts(m.pairs.len())),
        f1("events, with type", &|m| m.counts(m.typed().count())),
        f1("events, with type and roles", &|m| m.counts(m.typed().filter(roles_agree).count())),
        accuracy("mode", &|m| m.share(|_| true, |g, p| g.mode == p.mode)),
        accuracy("mode, where the gold has one", &|m| m.share(|g| g.mode.is_some(), |g, p| g.mode == p.mode)),
        accuracy("status", &|m| m.share(|_| true, |g, p| g.status == p.status)),
        accuracy("status, where it is not actual", &|m| m.share(|g| g.status != Status::Actual, |g, p| g.status == p.status)),
        f1("context", &Matched::contexts),
        f1("place of the event", &|m| m.role(|e| e.place.as_ref())),
        f1("time of the event", &|m| m.role(|e| e.time.as_ref())),
        Figure::scored(
            "false alarms per text without events",
            &Measure::PerText(
                texts.iter().map(|m| if m.gold.is_empty() { Share { some: m.predicted.len(), of: 1 } } else { Share::default() }).collect(),
            ),
            draws,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(event_type: EventType, trigger: (usize, usize), actors: &[(usize, usize)], recipients: &[(usize, usize)]) -> Coded {
        let sets = |s: &[(usize, usize)]| s.iter().map(|&(a, b)| CharSet::from(CodePoints(a, b))).collect();
        Coded {
            event_type,
            mode: None,
            status: Status::Actual,
            context: Vec::new(),
            trigger: CharSet::from(CodePoints(trigger.0, trigger.1)),
            actors: sets(actors),
            recipients: sets(recipients),
            place: None,
            time: None,
            confidence: 0.5,
        }
    }

    fn value(texts: &[Matched], what: &str) -> Option<f64> {
        figures(texts, Draws { count: 0, seed: 1 }).into_iter().find(|f| f.what == what).unwrap().value
    }

    use EventType as T;

    #[test]
    fn overlapping_triggers_go_before_types_and_types_before_parties() {
        let gold = vec![event(T::Aid, (10, 14), &[(0, 5)], &[])];
        // the same type and party with another trigger loses against the same trigger with another type
        let other_trigger = event(T::Aid, (30, 34), &[(0, 5)], &[]);
        let other_type = event(T::Agree, (12, 16), &[(40, 45)], &[]);
        let m = Matched::new(gold.clone(), vec![other_trigger.clone(), other_type.clone()]);
        assert_eq!(m.pairs, [(0, 1)]);
        // without it, type and party make a pair; without the party they do not
        assert_eq!(Matched::new(gold.clone(), vec![other_trigger]).pairs, [(0, 0)]);
        assert!(Matched::new(gold.clone(), vec![event(T::Aid, (30, 34), &[(6, 9)], &[])]).pairs.is_empty());
        // of two on the trigger the right type wins
        let m = Matched::new(gold, vec![other_type, event(T::Aid, (10, 14), &[], &[(0, 1)])]);
        assert_eq!(m.pairs, [(0, 1)]);
        assert_eq!(m.judged(), [(0.5, false), (0.5, true)]);
    }

    #[test]
    fn found_typed_and_with_roles() {
        let gold = vec![
            event(T::Assault, (0, 4), &[(10, 15)], &[(20, 25)]),
            event(T::Accuse, (30, 34), &[(40, 45)], &[]),
            event(T::Request, (50, 54), &[(60, 65)], &[]),
        ];
        let predicted = vec![
            event(T::Assault, (0, 4), &[(10, 12)], &[(24, 28)]),  // all right
            event(T::Accuse, (30, 34), &[(40, 45)], &[(70, 75)]), // a recipient where there is none
            event(T::Reject, (50, 54), &[(60, 65)], &[]),         // another type
            event(T::Aid, (80, 84), &[(85, 86)], &[]),            // false
        ];
        let texts = [Matched::new(gold, predicted)];
        assert_eq!(value(&texts, "events, found"), Some(6.0 / 7.0));
        assert_eq!(value(&texts, "events, with type"), Some(4.0 / 7.0));
        assert_eq!(value(&texts, "events, with type and roles"), Some(2.0 / 7.0));
        assert_eq!(value(&texts, "false alarms per text without events"), None);
    }

    #[test]
    fn fields_are_judged_over_pairs_of_the_right_type() {
        let place = |s| Some(CharSet::from(CodePoints(s, s + 3)));
        let gold = Coded {
            mode: Some("visit".into()),
            status: Status::Future,
            context: vec![Context::Military, Context::Legal],
            place: place(90),
            ..event(T::Consult, (0, 4), &[(10, 15)], &[])
        };
        let predicted = Coded {
            mode: None,
            status: Status::Future,
            context: vec![Context::Military],
            place: place(92),
            time: place(99),
            ..event(T::Consult, (0, 4), &[(10, 15)], &[])
        };
        let plain = event(T::Aid, (20, 24), &[(30, 33)], &[]);
        let wrong = Coded { event_type: T::Agree, status: Status::Future, ..plain.clone() };
        let texts = [Matched::new(vec![gold, plain], vec![predicted, wrong])];
        assert_eq!(value(&texts, "mode"), Some(0.0));
        assert_eq!(value(&texts, "status"), Some(1.0));
        assert_eq!(value(&texts, "status, where it is not actual"), Some(1.0));
        assert_eq!(value(&texts, "context"), Some(2.0 / 3.0));
        assert_eq!(value(&texts, "place of the event"), Some(1.0));
        assert_eq!(value(&texts, "time of the event"), None);
    }

    #[test]
    fn false_alarms_are_counted_where_there_is_nothing() {
        let one = || event(T::Aid, (0, 4), &[(10, 15)], &[]);
        let texts = [Matched::new(vec![], vec![one(), one(), one()]), Matched::new(vec![], vec![]), Matched::new(vec![one()], vec![])];
        assert_eq!(value(&texts, "false alarms per text without events"), Some(1.5));
    }
}
