//! Figures of an audit: precision by stratum and over all, by field, agreement. docs/audit.md defines each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Serialize, Serializer};

use super::{Answer, Field, Kind, Standing, Stratum, Surveyed, Verdict};

/// Name and version of the report's JSON.
const REPORT_SCHEMA: &str = "demarche-audit-report/1";

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Everything an audit found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Name and version of this format.
    pub schema: &'static str,
    /// Records surveyed.
    pub documents: usize,
    /// Events, claims, sentences: those with an answer, or what was drawn where there is none.
    pub kinds: Vec<KindReport>,
    /// Answers that are not counted.
    pub not_counted: Uncounted,
}

/// What was found of events, of claims or of sentences.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindReport {
    /// What was judged.
    pub kind: Kind,
    /// Each type or stance that the records hold.
    pub strata: Vec<StratumFigure>,
    /// Items judged.
    pub answered: usize,
    /// Items that nobody who saw them could judge.
    pub skipped: usize,
    /// Share of items that the judged strata hold of those in the records.
    #[serde(serialize_with = "decimals4")]
    pub covered: f64,
    /// Share that is there and wholly right, weighted by the strata's sizes.
    pub right: Option<Share>,
    /// Share that is there, weighted likewise.
    pub there: Option<Share>,
    /// Each field among what is there.
    pub fields: Vec<FieldFigure>,
    /// Each two annotators who judged the same items.
    pub agreement: Vec<Agreement>,
}

/// Precision of one type or stance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StratumFigure {
    /// The code; `sentence` for sentences.
    pub stratum: &'static str,
    /// Items in the records.
    pub in_records: usize,
    /// Items judged.
    pub answered: usize,
    /// Items that nobody who saw them could judge.
    pub skipped: usize,
    /// Judged items that are there and wholly right. Where annotators differ, an item counts in part.
    #[serde(serialize_with = "decimals4")]
    pub right: f64,
    /// Judged items that are there.
    #[serde(serialize_with = "decimals4")]
    pub there: f64,
    /// `right` of `answered`.
    pub precision: Option<Share>,
    /// `there` of `answered`.
    pub precision_there: Option<Share>,
}

/// How often a field is right where the item is there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldFigure {
    /// The field.
    pub field: Field,
    /// Items that are there.
    pub there: usize,
    /// Of these, items whose field is right.
    #[serde(serialize_with = "decimals4")]
    pub right: f64,
    /// The share, weighted by how many such items each stratum is likely to hold.
    pub precision: Option<Share>,
}

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// From 0 to 1.
    #[serde(serialize_with = "decimals4")]
    pub value: f64,
    /// Lower end.
    #[serde(serialize_with = "decimals4")]
    pub low: f64,
    /// Upper end.
    #[serde(serialize_with = "decimals4")]
    pub high: f64,
}

/// How far two annotators agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The two, in the order of their names.
    pub by: [String; 2],
    /// Items that both judged.
    pub items: usize,
    /// Share with the same verdict.
    pub same: Option<Share>,
    /// Cohen's kappa of the verdicts (right, partly, wrong); `None` where both gave but one verdict.
    #[serde(serialize_with = "optional4")]
    pub kappa: Option<f64>,
}

/// Answers that are not counted, by what has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Uncounted {
    /// The document has another text.
    pub text_changed: usize,
    /// The item is coded otherwise, or gone.
    pub coding_changed: usize,
    /// The document is not among the records.
    pub no_document: usize,
}

impl Uncounted {
    /// All of them.
    #[must_use]
    pub fn total(self) -> usize {
        self.text_changed + self.coding_changed + self.no_document
    }
}

fn round4(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}

fn decimals4<S: Serializer>(x: &f64, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_f64(round4(*x))
}

fn optional4<S: Serializer>(x: &Option<f64>, s: S) -> Result<S::Ok, S::Error> {
    x.map(round4).serialize(s)
}

impl Share {
    /// A share of `n` items with Wilson's score interval (E. B. Wilson, 1927); `None` without an item.
    #[must_use]
    pub fn wilson(some: f64, n: usize) -> Option<Self> {
        if n == 0 {
            return None;
        }
        let n = n as f64;
        let value = some / n;
        let spread = Z / (1.0 + Z * Z / n) * (value * (1.0 - value) / n + Z * Z / (4.0 * n * n)).max(0.0).sqrt();
        let middle = centre(some, n);
        // where all or none are so, that end is exact
        let low = if some <= 0.0 { 0.0 } else { (middle - spread).max(0.0) };
        let high = if some >= n { 1.0 } else { (middle + spread).min(1.0) };
        Some(Self { value, low, high })
    }

    /// The mean of strata's shares by weight, with a stratified normal interval. A stratum's variance is taken at the middle
    /// of its Wilson interval: a few items that are all right do not make it certain.
    fn stratified(strata: &[Weighed]) -> Option<Self> {
        let judged: Vec<&Weighed> = strata.iter().filter(|s| s.n > 0 && s.weight > 0.0).collect();
        let total: f64 = judged.iter().map(|s| s.weight).sum();
        if judged.is_empty() {
            return None;
        }
        let (mut value, mut variance) = (0.0, 0.0);
        for stratum in judged {
            let (weight, n) = (stratum.weight / total, stratum.n as f64);
            value += weight * stratum.some / n;
            let middle = centre(stratum.some, n);
            variance += weight * weight * middle * (1.0 - middle) / (n + Z * Z);
        }
        let spread = Z * variance.sqrt();
        Some(Self { value, low: (value - spread).max(0.0), high: (value + spread).min(1.0) })
    }
}

/// The middle of Wilson's interval.
fn centre(some: f64, n: f64) -> f64 {
    (some + Z * Z / 2.0) / (n + Z * Z)
}

/// Items of one stratum that are so.
struct Weighed {
    weight: f64,
    some: f64,
    n: usize,
}

/// What the annotators say of one item, skips aside.
struct Item<'a> {
    stratum: Stratum,
    verdicts: Vec<&'a Answer>,
}

impl Item<'_> {
    /// Share of the verdicts that are so.
    fn share(&self, is_so: impl Fn(&Answer) -> bool) -> f64 {
        self.verdicts.iter().filter(|a| is_so(a)).count() as f64 / self.verdicts.len() as f64
    }

    fn right(&self) -> f64 {
        self.share(|a| a.verdict == Verdict::Right)
    }

    fn there(&self) -> f64 {
        self.share(|a| a.verdict != Verdict::Wrong)
    }

    /// Among those who say that the item is there; `None` where nobody does.
    fn field(&self, field: Field) -> Option<f64> {
        let there = self.verdicts.iter().filter(|a| a.verdict != Verdict::Wrong);
        let n = there.clone().count();
        (n > 0).then(|| there.filter(|a| a.fault(field).is_none()).count() as f64 / n as f64)
    }
}

/// The figures of a survey and its answers.
#[must_use]
pub fn report(surveyed: &Surveyed) -> Report {
    let mut kinds: BTreeSet<Kind> = surveyed.judged.items.keys().map(|key| key.kind).collect();
    if kinds.is_empty() {
        kinds.extend(surveyed.sample.iter().map(|item| item.key.kind));
    }
    let mut not_counted = Uncounted::default();
    for standing in surveyed.judged.stale.values() {
        match standing {
            Standing::OtherText => not_counted.text_changed += 1,
            Standing::NoDocument => not_counted.no_document += 1,
            Standing::OtherCoding | Standing::Current(_) => not_counted.coding_changed += 1,
        }
    }
    Report {
        schema: REPORT_SCHEMA,
        documents: surveyed.documents,
        kinds: kinds.into_iter().map(|kind| of_kind(surveyed, kind)).collect(),
        not_counted,
    }
}

fn of_kind(surveyed: &Surveyed, kind: Kind) -> KindReport {
    let (mut items, mut skipped) = (Vec::new(), BTreeMap::<Stratum, usize>::new());
    for (stratum, answers) in surveyed.judged.items.values().filter(|(s, _)| s.kind() == kind && is_asked_for(surveyed, *s)) {
        let verdicts: Vec<&Answer> = answers.values().filter(|a| a.verdict != Verdict::Skipped).collect();
        if verdicts.is_empty() {
            *skipped.entry(*stratum).or_default() += 1;
        } else {
            items.push(Item { stratum: *stratum, verdicts });
        }
    }
    let sizes = || surveyed.sizes.iter().filter(|(s, _)| s.kind() == kind && is_asked_for(surveyed, **s)).map(|(s, n)| (*s, *n));
    let of = |stratum: Stratum| items.iter().filter(move |i| i.stratum == stratum);
    let strata: Vec<StratumFigure> = sizes()
        .map(|(stratum, in_records)| {
            let answered = of(stratum).count();
            let (right, there) = (of(stratum).map(Item::right).sum::<f64>(), of(stratum).map(Item::there).sum::<f64>());
            StratumFigure {
                stratum: stratum.name(),
                in_records,
                answered,
                skipped: skipped.get(&stratum).copied().unwrap_or_default(),
                right,
                there,
                precision: Share::wilson(right, answered),
                precision_there: Share::wilson(there, answered),
            }
        })
        .collect();
    let weighed = |some: fn(&StratumFigure) -> f64| {
        Share::stratified(&strata.iter().map(|s| Weighed { weight: s.in_records as f64, some: some(s), n: s.answered }).collect::<Vec<_>>())
    };
    let in_records: usize = strata.iter().map(|s| s.in_records).sum();
    let in_judged: usize = strata.iter().filter(|s| s.answered > 0).map(|s| s.in_records).sum();
    let field = |&field: &Field| {
        let of_stratum = |((stratum, size), figure): ((Stratum, usize), &StratumFigure)| {
            let rights: Vec<f64> = of(stratum).filter_map(|i| i.field(field)).collect();
            let weight = if figure.answered == 0 { 0.0 } else { size as f64 * figure.there / figure.answered as f64 };
            Weighed { weight, some: rights.iter().sum(), n: rights.len() }
        };
        let weighed: Vec<Weighed> = sizes().zip(&strata).map(of_stratum).collect();
        FieldFigure {
            field,
            there: weighed.iter().map(|w| w.n).sum(),
            right: weighed.iter().map(|w| w.some).sum(),
            precision: Share::stratified(&weighed),
        }
    };
    KindReport {
        kind,
        answered: items.len(),
        skipped: skipped.values().sum(),
        covered: if in_records == 0 { 0.0 } else { in_judged as f64 / in_records as f64 },
        right: weighed(|s| s.right),
        there: weighed(|s| s.there),
        fields: kind.fields().iter().map(field).collect(),
        agreement: agreements(&items),
        strata,
    }
}

/// Strata of the draw's kind that it leaves out are left out of the figures; sentences are never.
fn is_asked_for(surveyed: &Surveyed, stratum: Stratum) -> bool {
    let of_kind = surveyed.draw.strata.iter().any(|s| s.kind() == stratum.kind());
    !of_kind || surveyed.draw.takes(stratum)
}

fn agreements(items: &[Item<'_>]) -> Vec<Agreement> {
    let mut pairs: BTreeMap<[&str; 2], Vec<[Verdict; 2]>> = BTreeMap::new();
    for item in items {
        for (n, one) in item.verdicts.iter().enumerate() {
            for other in &item.verdicts[n + 1..] {
                pairs.entry([&one.by, &other.by]).or_default().push([one.verdict, other.verdict]);
            }
        }
    }
    pairs
        .into_iter()
        .map(|(by, verdicts)| {
            let same = verdicts.iter().filter(|v| v[0] == v[1]).count();
            Agreement {
                by: by.map(str::to_owned),
                items: verdicts.len(),
                same: Share::wilson(same as f64, verdicts.len()),
                kappa: kappa(&verdicts),
            }
        })
        .collect()
}

/// Cohen's kappa (1960).
fn kappa(verdicts: &[[Verdict; 2]]) -> Option<f64> {
    let n = verdicts.len() as f64;
    let share = |is_so: &dyn Fn(&[Verdict; 2]) -> bool| verdicts.iter().filter(|v| is_so(v)).count() as f64 / n;
    let seen = share(&|v| v[0] == v[1]);
    let by_chance: f64 =
        [Verdict::Right, Verdict::Partly, Verdict::Wrong].iter().map(|&one| share(&|v| v[0] == one) * share(&|v| v[1] == one)).sum();
    (by_chance < 1.0).then(|| (seen - by_chance) / (1.0 - by_chance))
}

impl Report {
    /// The report as aligned tables, shares in percent.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = String::new();
        for kind in &self.kinds {
            if !out.is_empty() {
                out.push('\n');
            }
            kind.write(&mut out);
        }
        let Uncounted { text_changed, coding_changed, no_document } = self.not_counted;
        for (n, why) in [
            (text_changed, "the document's text has changed since"),
            (coding_changed, "the item is coded otherwise now, or gone"),
            (no_document, "the document is not among the records"),
        ] {
            if n > 0 {
                let _ = writeln!(out, "not counted: {} ({why})", counted(n, "answer"));
            }
        }
        if out.is_empty() { "nothing was drawn, and nothing is answered\n".to_owned() } else { out }
    }
}

impl KindReport {
    fn write(&self, out: &mut String) {
        let (stratum, what) = match self.kind {
            Kind::Event => ("type", "events"),
            Kind::Claim => ("stance", "claims"),
            Kind::Sentence => ("", "sentences"),
        };
        let _ = writeln!(out, "{what}: {} judged, {} skipped", self.answered, self.skipped);
        if self.kind == Kind::Sentence {
            if let Some(StratumFigure { precision: Some(share), right, answered, .. }) = self.strata.first() {
                let _ = writeln!(out, "  nothing missing in {} of {answered}: {}", number(*right), percent(share));
            }
            return self.write_agreement(out);
        }
        let mut rows = vec![
            [stratum, "in records", "judged", "skipped", "there", "precision", "95 %", "right", "precision", "95 %"].map(str::to_owned),
        ];
        for s in &self.strata {
            let [there, there_interval] = cells(s.precision_there);
            let [right, right_interval] = cells(s.precision);
            let count = |x: f64| if s.answered == 0 { "–".to_owned() } else { number(x) };
            rows.push([
                s.stratum.to_owned(),
                s.in_records.to_string(),
                s.answered.to_string(),
                s.skipped.to_string(),
                count(s.there),
                there,
                there_interval,
                count(s.right),
                right,
                right_interval,
            ]);
        }
        if let (Some(there), Some(right)) = (self.there, self.right) {
            let ([there, there_interval], [right, right_interval]) = (cells(Some(there)), cells(Some(right)));
            let blank = String::new;
            let size: usize = self.strata.iter().map(|s| s.in_records).sum();
            rows.push([
                "all, weighted".to_owned(),
                size.to_string(),
                self.answered.to_string(),
                self.skipped.to_string(),
                blank(),
                there,
                there_interval,
                blank(),
                right,
                right_interval,
            ]);
        }
        align(out, &rows);
        if self.answered > 0 && self.covered < 1.0 {
            let _ = writeln!(
                out,
                "  the weighted figures stand for {:.1} % of the {what}: nothing of the other strata was judged",
                100.0 * self.covered
            );
        }
        if self.fields.iter().any(|f| f.there > 0) {
            let _ = writeln!(out, "\n  right values among {what} that are there, weighted");
            let mut rows = vec![["field", "there", "right", "precision", "95 %"].map(str::to_owned)];
            for f in &self.fields {
                let [value, interval] = cells(f.precision);
                rows.push([f.field.name().to_owned(), f.there.to_string(), number(f.right), value, interval]);
            }
            align(out, &rows);
        }
        self.write_agreement(out);
    }

    fn write_agreement(&self, out: &mut String) {
        for a in &self.agreement {
            let same = a.same.map_or_else(String::new, |share| percent(&share));
            let kappa = a.kappa.map_or_else(|| "no kappa, for both gave but one verdict".to_owned(), |k| format!("kappa {k:.2}"));
            let _ = writeln!(out, "  {} and {} on {}: same verdict {same}, {kappa}", a.by[0], a.by[1], counted(a.items, "item"));
        }
    }
}

fn counted(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// Whole where it is.
fn number(x: f64) -> String {
    if (x - x.round()).abs() < 1e-9 { format!("{x:.0}") } else { format!("{x:.1}") }
}

fn percent(share: &Share) -> String {
    format!("{:.1} % ({:.1} … {:.1})", 100.0 * share.value, 100.0 * share.low, 100.0 * share.high)
}

fn cells(share: Option<Share>) -> [String; 2] {
    let percent = |x: f64| format!("{:.1}", 100.0 * x);
    match share {
        Some(s) => [percent(s.value), format!("{} … {}", percent(s.low), percent(s.high))],
        None => ["–".to_owned(), "–".to_owned()],
    }
}

/// Rows under their heads: words to the left, numbers to the right.
fn align<const N: usize>(out: &mut String, rows: &[[String; N]]) {
    let widths: [usize; N] = std::array::from_fn(|column| rows.iter().map(|r| r[column].chars().count()).max().unwrap_or(0));
    for row in rows {
        let mut line = String::from(" ");
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            let _ = if column == 0 { write!(line, " {cell:<width$}") } else { write!(line, "  {cell:>width$}") };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_records::{answer, record};
    use super::super::{Book, Draw, Fault, Survey};
    use super::*;

    fn close(share: Option<Share>, [value, low, high]: [f64; 3]) {
        let share = share.unwrap();
        for (found, wanted) in [(share.value, value), (share.low, low), (share.high, high)] {
            assert!((found - wanted).abs() < 5e-4, "{share:?}");
        }
    }

    #[test]
    fn wilsons_interval_is_the_known_one() {
        // R: prop.test(x, n, correct = FALSE)$conf.int
        close(Share::wilson(15.0, 20), [0.75, 0.5313, 0.8881]);
        close(Share::wilson(10.0, 10), [1.0, 0.7225, 1.0]);
        close(Share::wilson(0.0, 10), [0.0, 0.0, 0.2775]);
        close(Share::wilson(81.0, 263), [0.3080, 0.2553, 0.3662]);
        close(Share::wilson(1.0, 1), [1.0, 0.2065, 1.0]);
        assert_eq!(Share::wilson(0.0, 0), None);
    }

    #[test]
    fn strata_count_by_their_size() {
        let strata = |n| [Weighed { weight: 900.0, some: n as f64, n }, Weighed { weight: 100.0, some: 0.0, n }];
        let few = Share::stratified(&strata(10)).unwrap();
        assert!((few.value - 0.9).abs() < 1e-9 && few.low < 0.8 && few.high <= 1.0, "{few:?}");
        let many = Share::stratified(&strata(1000)).unwrap();
        assert!(many.low > 0.89 && many.high < 0.91, "{many:?}");
        // by hand: middle (8 + 1.92) / (10 + 3.84) = 0.7168, deviation sqrt(0.7168 * 0.2832 / 13.84) = 0.1211
        close(Share::stratified(&[Weighed { weight: 5.0, some: 8.0, n: 10 }]), [0.8, 0.8 - 0.2374, 1.0]);
        let unjudged = [Weighed { weight: 1.0, some: 1.0, n: 2 }, Weighed { weight: 9.0, some: 0.0, n: 0 }];
        assert!((Share::stratified(&unjudged).unwrap().value - 0.5).abs() < 1e-9);
        assert_eq!(Share::stratified(&[]), None);
    }

    #[test]
    fn kappa_is_cohens() {
        use Verdict::{Right as R, Wrong as W};
        // 20 both right, 15 both wrong, 5 and 10 apart: kappa 0.4
        let verdicts: Vec<[Verdict; 2]> =
            [([R, R], 20), ([R, W], 5), ([W, R], 10), ([W, W], 15)].into_iter().flat_map(|(v, n)| std::iter::repeat_n(v, n)).collect();
        assert!((kappa(&verdicts).unwrap() - 0.4).abs() < 1e-9);
        assert_eq!(kappa(&[[R, R]; 5]), None);
    }

    fn found(answers: impl IntoIterator<Item = Answer>, documents: usize) -> Report {
        let mut book = Book::default();
        answers.into_iter().for_each(|a| book.push(a).unwrap());
        let mut survey = Survey::new(Draw::default(), book);
        (0..documents).for_each(|n| survey.add(&record(&format!("d{n}"))));
        report(&survey.finish())
    }

    #[test]
    fn verdicts_become_figures() {
        let of = |n: usize, item: &str, verdict, by: &str| answer(&record(&format!("d{n}")), item, verdict, by);
        let partly = |mut a: Answer, field| {
            a.wrong = vec![Fault { field, right: None }];
            a
        };
        let report = found(
            [
                of(0, "e0", Verdict::Right, "ana"),
                partly(of(1, "e0", Verdict::Partly, "ana"), Field::Place),
                of(2, "e0", Verdict::Wrong, "ana"),
                of(3, "e0", Verdict::Skipped, "ana"),
                // a second mind on the first: half right
                of(0, "e0", Verdict::Wrong, "ben"),
                of(1, "e0", Verdict::Right, "ben"),
            ],
            5,
        );
        let [events] = &report.kinds[..] else { panic!("{report:?}") };
        let aid = events.strata.iter().find(|s| s.stratum == "AID").unwrap();
        assert_eq!((aid.in_records, aid.answered, aid.skipped, aid.right, aid.there), (5, 3, 1, 1.0, 1.5));
        let place = events.fields.iter().find(|f| f.field == Field::Place).unwrap();
        assert_eq!((place.there, place.right), (2, 1.5));
        assert!((events.covered - 0.5).abs() < 1e-9, "{events:?}");
        let [agreement] = &events.agreement[..] else { panic!("{events:?}") };
        assert_eq!((&agreement.by, agreement.items), (&["ana".to_owned(), "ben".to_owned()], 2));
        let table = report.table();
        for words in
            ["events: 3 judged, 1 skipped", "all, weighted", "stand for 50.0 % of the events", "ana and ben on 2 items: same verdict 0.0 %"]
        {
            assert!(table.contains(words), "`{words}` is not in:\n{table}");
        }
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["kinds"][0]["strata"][1]["precision"]["value"], serde_json::Value::Null);
        assert_eq!(json["kinds"][0]["strata"][0]["right"], 1.0);
    }

    #[test]
    fn what_has_changed_is_said() {
        let report = found([Answer { text_sha256: "0".into(), ..answer(&record("d0"), "e0", Verdict::Right, "ana") }], 1);
        assert_eq!((report.not_counted.total(), report.kinds[0].answered), (1, 0));
        assert!(report.table().contains("not counted: 1 answer (the document's text has changed since)"), "{}", report.table());
        assert!(found([], 0).table().starts_with("nothing was drawn"));
    }
}
