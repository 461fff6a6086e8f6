//! The report: sections of figures, for machines (serde) and for reading ([`Report::table`]).

use std::fmt::Write as _;
use std::path::PathBuf;

use demarche::record::Versions;
use serde::{Serialize, Serializer};

use crate::error::EvalError;
use crate::measure::{Draws, Measure};
use crate::options::{EvalOptions, Set};

/// Name and version of the report's JSON.
pub const SCHEMA: &str = "demarche-eval/1";

/// Everything that was scored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: &'static str,
    /// What made the records.
    pub versions: Versions,
    /// Bootstrap draws behind each interval.
    pub draws: u32,
    /// Seed of the draws.
    pub seed: u64,
    /// One section per set or file.
    pub sections: Vec<Section>,
}

/// The figures of one set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// The set.
    pub set: Set,
    /// Its name, or the source within it (`wikigold`).
    pub name: String,
    /// Part of the set that was scored.
    pub part: String,
    /// File or folder.
    pub path: Option<PathBuf>,
    /// Texts scored.
    pub documents: usize,
    /// Whether the model learned from these texts.
    pub seen_in_training: Seen,
    /// What to know when reading the figures.
    pub notes: Vec<String>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// Why there are none.
    pub failure: Option<Failure>,
}

/// A set that could not be scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// What failed, on what.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// Whether the model learned from the texts of a section, by its file's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Seen {
    /// It did not.
    No,
    /// It did: the figures say nothing about new text.
    Yes,
    /// From some of them.
    Partly,
    /// The header does not tell.
    Unknown,
}

impl Seen {
    /// The words of the warning column; empty where no warning is due.
    #[must_use]
    pub fn warning(self) -> &'static str {
        match self {
            Self::No => "",
            Self::Yes => "seen in training",
            Self::Partly => "partly seen in training",
            Self::Unknown => "training sets not known",
        }
    }
}

/// Why a figure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Missing {
    /// The set is not annotated for it.
    #[serde(rename = "no gold")]
    NoGold,
    /// There is gold, but no item to judge (no pair, no prediction).
    #[serde(rename = "nothing to score")]
    Nothing,
}

impl Missing {
    /// The words in the table.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NoGold => "no gold",
            Self::Nothing => "nothing to score",
        }
    }
}

/// What kind of number a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// F1, 0 … 1.
    F1,
    /// Mean F1 over labels, 0 … 1.
    MacroF1,
    /// Share of items that are right, 0 … 1.
    Accuracy,
    /// A count per text.
    PerText,
    /// Calibration error, 0 … 1, lower is better.
    CalibrationError,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What is measured.
    pub what: String,
    /// Kind of number; `None` where there is none.
    pub unit: Option<Unit>,
    /// The number.
    #[serde(serialize_with = "decimals4")]
    pub value: Option<f64>,
    /// Lower end of the 95 % interval.
    #[serde(serialize_with = "decimals4")]
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    #[serde(serialize_with = "decimals4")]
    pub high: Option<f64>,
    /// Precision, for F1.
    #[serde(serialize_with = "decimals4")]
    pub precision: Option<f64>,
    /// Recall, for F1.
    #[serde(serialize_with = "decimals4")]
    pub recall: Option<f64>,
    /// Texts it rests on.
    pub documents: usize,
    /// Items it rests on: gold items for F1, items judged else.
    pub items: usize,
    /// Why there is no value.
    pub missing: Option<Missing>,
}

fn decimals4<S: Serializer>(x: &Option<f64>, s: S) -> Result<S::Ok, S::Error> {
    match x {
        Some(x) => s.serialize_f64((x * 1e4).round() / 1e4),
        None => s.serialize_none(),
    }
}

impl Figure {
    /// Computes a figure with its interval. Without gold it is [`Missing::NoGold`], without an item
    /// [`Missing::Nothing`].
    #[must_use]
    pub fn scored(what: impl Into<String>, measure: &Measure, draws: Draws) -> Self {
        let (unit, absent) = match measure {
            Measure::F1(_) | Measure::Coreference(_) => (Unit::F1, Missing::NoGold),
            Measure::MacroF1(_) => (Unit::MacroF1, Missing::NoGold),
            Measure::Accuracy(_) => (Unit::Accuracy, Missing::Nothing),
            Measure::PerText(_) => (Unit::PerText, Missing::Nothing),
            Measure::Calibration(_) => (Unit::CalibrationError, Missing::Nothing),
        };
        let value = measure.value();
        let interval = value.and_then(|_| draws.interval(measure));
        let counts = measure.counts().filter(|_| value.is_some());
        let share = |some: usize, of: usize| if of == 0 { 0.0 } else { some as f64 / of as f64 };
        Self {
            what: what.into(),
            unit: Some(unit),
            value,
            low: interval.map(|i| i.0),
            high: interval.map(|i| i.1),
            precision: counts.map(|c| share(c.right, c.predicted)),
            recall: counts.map(|c| share(c.right, c.gold)),
            documents: measure.documents(),
            items: measure.items(),
            missing: value.is_none().then_some(absent),
        }
    }

    /// A figure that cannot be computed.
    #[must_use]
    pub fn missing(what: impl Into<String>, missing: Missing) -> Self {
        Self {
            what: what.into(),
            unit: None,
            value: None,
            low: None,
            high: None,
            precision: None,
            recall: None,
            documents: 0,
            items: 0,
            missing: Some(missing),
        }
    }

    fn number(&self, x: f64) -> String {
        match self.unit {
            Some(Unit::PerText) => format!("{x:.2}"),
            Some(Unit::CalibrationError) => format!("{x:.3}"),
            _ => format!("{:.1}", 100.0 * x),
        }
    }

    fn cells(&self) -> [String; 5] {
        if let Some(missing) = self.missing {
            return [self.what.clone(), missing.words().to_owned(), String::new(), String::new(), String::new()];
        }
        let value = self.value.map_or_else(String::new, |x| self.number(x));
        let interval = match (self.low, self.high) {
            (Some(low), Some(high)) => format!("{} … {}", self.number(low), self.number(high)),
            _ => "–".to_owned(),
        };
        [self.what.clone(), value, interval, self.documents.to_string(), self.items.to_string()]
    }
}

impl Section {
    /// A section that could not be scored.
    #[must_use]
    pub fn failed(set: Set, name: &str, error: &EvalError) -> Self {
        Self {
            set,
            name: name.to_owned(),
            part: String::new(),
            path: None,
            documents: 0,
            seen_in_training: Seen::No,
            notes: Vec::new(),
            figures: Vec::new(),
            failure: Some(Failure { message: error.to_string(), hint: error.hint().to_owned() }),
        }
    }

    /// The figure of that name.
    #[must_use]
    pub fn figure(&self, what: &str) -> Option<&Figure> {
        self.figures.iter().find(|f| f.what == what)
    }
}

impl Report {
    /// An empty report.
    pub(crate) fn new(versions: &Versions, options: &EvalOptions) -> Self {
        Self { schema: SCHEMA, versions: versions.clone(), draws: options.draws, seed: options.seed, sections: Vec::new() }
    }

    /// True where a set could not be scored: the command ends with exit code 1.
    #[must_use]
    pub fn has_failures(&self) -> bool {
        self.sections.iter().any(|s| s.failure.is_some())
    }

    /// The report as an aligned table: F1 and accuracy in percent, false alarms per text, calibration errors as fractions.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = format!("model {}, knowledge {}\n", self.versions.model, self.versions.knowledge);
        for section in &self.sections {
            out.push('\n');
            section.write(&mut out);
        }
        out
    }
}

impl Section {
    fn write(&self, out: &mut String) {
        let name = if self.name == self.set.name() { self.name.clone() } else { format!("{}: {}", self.set, self.name) };
        if let Some(failure) = &self.failure {
            let _ = write!(out, "{name}\n  not scored: {}\n  hint: {}\n", failure.message, failure.hint);
            return;
        }
        let path = self.path.as_ref().map_or_else(String::new, |p| format!(", `{}`", p.display()));
        let _ = writeln!(out, "{name} ({}{path})", self.part);
        self.notes.iter().for_each(|note| {
            let _ = writeln!(out, "  {note}");
        });
        let warning = self.seen_in_training.warning();
        let head = ["what", "value", "95 % interval", "texts", "items"].map(str::to_owned);
        let rows: Vec<[String; 5]> = std::iter::once(head).chain(self.figures.iter().map(Figure::cells)).collect();
        // words in place of a value may run into the columns beside it
        let is_number = |cells: &&[String; 5]| !cells[2].is_empty();
        let width = |column: usize| rows.iter().filter(is_number).map(|r| r[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; 5] = std::array::from_fn(width);
        let first = rows.iter().map(|r| r[0].chars().count()).max().unwrap_or(0);
        for (n, row) in rows.iter().enumerate() {
            let mut line = format!("  {:<first$}  ", row[0]);
            if row[2].is_empty() {
                line.push_str(&row[1]);
            } else {
                let _ = write!(
                    line,
                    "{:>v$}  {:^i$}  {:>t$}  {:>m$}",
                    row[1],
                    row[2],
                    row[3],
                    row[4],
                    v = widths[1],
                    i = widths[2],
                    t = widths[3],
                    m = widths[4]
                );
                if !warning.is_empty() {
                    let _ = write!(line, "  {}", if n == 0 { "warning" } else { warning });
                }
            }
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Counts, Share};

    fn versions() -> Versions {
        Versions { demarche: "0".into(), model: "m-1".into(), knowledge: "none".into(), codebook: "c".into() }
    }

    fn report() -> Report {
        let draws = Draws { count: 100, seed: 1 };
        let f1 = Measure::F1(vec![Counts::new(1, 2, 2); 4]);
        let alarms = Measure::PerText(vec![Share { some: 1, of: 1 }; 4]);
        let figures = vec![
            Figure::scored("events found", &f1, draws),
            Figure::scored("false alarms per text", &alarms, draws),
            Figure::missing("coreference", Missing::NoGold),
        ];
        let section = Section {
            set: Set::Corpus,
            name: "corpus".into(),
            part: "train-dev".into(),
            path: Some("corpus/train".into()),
            documents: 4,
            seen_in_training: Seen::Yes,
            notes: vec!["a note".into()],
            figures,
            failure: None,
        };
        let mut report = Report::new(&versions(), &EvalOptions::default());
        report.sections.push(section);
        report
    }

    #[test]
    fn the_table_is_aligned() {
        let expected = "model m-1, knowledge none\n\
            \ncorpus (train-dev, `corpus/train`)\n  a note\n\
            \x20 what                   value  95 % interval  texts  items  warning\n\
            \x20 events found            50.0   50.0 … 50.0       4      8  seen in training\n\
            \x20 false alarms per text   1.00   1.00 … 1.00       4      4  seen in training\n\
            \x20 coreference            no gold\n";
        assert_eq!(report().table(), expected);
        assert!(!report().has_failures());
    }

    #[test]
    fn a_set_that_failed_says_so() {
        let error = EvalError::Empty { path: "x/dev.jsonl".into() };
        let mut report = report();
        report.sections.push(Section::failed(Set::Entities, "wikigold", &error));
        assert!(report.has_failures());
        assert!(report.table().contains("entities: wikigold\n  not scored: `x/dev.jsonl` holds nothing to score\n  hint: "));
    }

    #[test]
    fn json_holds_fractions_and_reasons() {
        let json = serde_json::to_value(report()).unwrap();
        let figures = &json["sections"][0]["figures"];
        assert_eq!(figures[0]["value"], 0.5);
        assert_eq!(figures[0]["unit"], "f1");
        assert_eq!(figures[1]["unit"], "per-text");
        assert_eq!(figures[2]["missing"], "no gold");
        assert_eq!(json["sections"][0]["seen_in_training"], "yes");
    }
}
