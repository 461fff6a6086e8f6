//! What mentions of the annotated passages mean: the gold of resolution, in `meanings.tsv` beside the passages.
//!
//! One row a meaning: `passage mention aspect words means` (format: corpus/GUIDE.md). The file stands apart from the passages, so that
//! these keep their hashes.

use std::collections::HashMap;
use std::path::Path;

use jiff::civil::Date;

use crate::corpus::Passage;
use crate::error::EvalError;
use crate::passage::FormatError;

/// File beside the passages.
pub const FILE: &str = "meanings.tsv";
const HEADER: &str = "passage\tmention\taspect\twords\tmeans";

/// Country and sector of a party; none where no reader can know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoldParty {
    /// Country code.
    pub country: Option<String>,
    /// Sector.
    pub sector: Option<String>,
}

/// A gold number.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldNumber {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Counted noun or unit.
    pub noun: Option<String>,
    /// Qualifier.
    pub qualifier: String,
}

/// The meanings of the mentions of one passage, by position of the mention.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meanings {
    /// Parties of acting mentions; an empty list is no party.
    pub parties: HashMap<usize, Vec<GoldParty>>,
    /// Country of places; none where they lie in several or in none.
    pub places: HashMap<usize, Option<String>>,
    /// First and last day; none where the words resolve to nothing.
    pub days: HashMap<usize, Option<(Date, Date)>>,
    /// Numbers.
    pub numbers: HashMap<usize, GoldNumber>,
}

/// The meanings of passages, in their order; `None` without a file. Passages that the file does not name have none.
///
/// # Errors
/// A file that cannot be read, or a row that does not fit.
pub fn read(folder: &Path, passages: &[Passage]) -> Result<Option<Vec<Meanings>>, EvalError> {
    let path = folder.join(FILE);
    if !path.is_file() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&path).map_err(|cause| EvalError::Read { path: path.clone(), cause })?;
    let at: HashMap<&str, usize> = passages.iter().enumerate().map(|(n, p)| (p.id.as_str(), n)).collect();
    let mut out = vec![Meanings::default(); passages.len()];
    let mut lines = text.lines().enumerate();
    let error = |line: usize, detail: String| FormatError { path: path.clone(), line: line + 1, detail };
    if lines.next().is_none_or(|(_, first)| first != HEADER) {
        return Err(error(0, format!("the first line is not `{HEADER}`")).into());
    }
    for (n, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[passage, mention, aspect, words, means] = &cells[..] else {
            return Err(error(n, format!("{} cells where 5 should be", cells.len())).into());
        };
        let Some(&p) = at.get(passage) else { continue };
        add(&mut out[p], &passages[p], [mention, aspect, words, means]).map_err(|detail| error(n, detail))?;
    }
    Ok(Some(out))
}

fn add(out: &mut Meanings, passage: &Passage, [mention, aspect, words, means]: [&str; 4]) -> Result<(), String> {
    let m = passage.mentions.iter().position(|m| m.id == mention).ok_or_else(|| format!("`{mention}` is no mention of {}", passage.id))?;
    let span = passage.mentions[m].span;
    let stands: String = passage.text.chars().skip(span.0).take(span.1 - span.0).map(|c| if c == '\n' { ' ' } else { c }).collect();
    if stands != words {
        return Err(format!("`{mention}` of {} is `{stands}`, not `{words}`", passage.id));
    }
    let is_new = match aspect {
        "party" => out.parties.insert(m, parties(means)?).is_none(),
        "place" => out.places.insert(m, known(means, 3)?).is_none(),
        "time" => out.days.insert(m, days(means)?).is_none(),
        "quantity" => out.numbers.insert(m, number(means)?).is_none(),
        _ => return Err(format!("unknown aspect `{aspect}`; known: party place time quantity")),
    };
    if is_new { Ok(()) } else { Err(format!("a second {aspect} of `{mention}`")) }
}

fn known(code: &str, length: usize) -> Result<Option<String>, String> {
    match code {
        "-" | "?" => Ok(None),
        code if code.len() == length && code.bytes().all(|b| b.is_ascii_uppercase()) => Ok(Some(code.to_owned())),
        code => Err(format!("`{code}` is no code of {length} letters, nor `-` or `?`")),
    }
}

fn parties(means: &str) -> Result<Vec<GoldParty>, String> {
    let one = |id: &str| {
        let (country, sector) = id.split_once('/').ok_or_else(|| format!("`{id}` is not COUNTRY/SECTOR"))?;
        Ok(GoldParty { country: known(country, 3)?, sector: known(sector, 3)? })
    };
    if means == "-" { Ok(Vec::new()) } else { means.split(' ').map(one).collect() }
}

fn days(means: &str) -> Result<Option<(Date, Date)>, String> {
    let means = means.trim_end_matches(" ~");
    if means == "-" {
        return Ok(None);
    }
    let date = |d: &str| d.parse::<Date>().map_err(|_| format!("`{d}` is no date like 2024-10-29"));
    let (start, end) = means.split_once("..").unwrap_or((means, means));
    Ok(Some((date(start)?, date(end)?)))
}

fn number(means: &str) -> Result<GoldNumber, String> {
    let words: Vec<&str> = means.split(' ').collect();
    let &[value, noun, qualifier] = &words[..] else { return Err(format!("`{means}` is not VALUE NOUN QUALIFIER")) };
    let parse = |n: &str| n.parse::<f64>().map_err(|_| format!("`{n}` is no number"));
    let (low, high) = value.split_once("..").unwrap_or((value, value));
    let known = ["exact", "about", "at_least", "at_most", "more_than", "less_than"];
    if !known.contains(&qualifier) {
        return Err(format!("`{qualifier}` is no qualifier; known: {}", known.join(" ")));
    }
    let noun = (noun != "-").then(|| noun.replace('_', " "));
    Ok(GoldNumber { low: parse(low)?, high: parse(high)?, noun, qualifier: qualifier.replace('_', " ") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::parse_passage;
    use crate::passage::parse_drafts;

    fn passage() -> Passage {
        let markdown = "## a\npublished: 2024-10-29\n\n> Seoul said on Monday that it sent 10 troops to Russia.\n\n```annotation\n\
            m1 place [Seoul]\nm2 time [Monday]\nm3 quantity [10 troops]\nm4 place [Russia]\n```\n";
        parse_passage(&parse_drafts(Path::new("a.md"), markdown, "annotation").unwrap()[0]).unwrap()
    }

    fn read_rows(rows: &str) -> Result<Option<Vec<Meanings>>, EvalError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), format!("{HEADER}\n{rows}")).unwrap();
        read(folder.path(), &[passage()])
    }

    #[test]
    fn rows_are_read() {
        let rows = "a\tm1\tparty\tSeoul\tKOR/GOV ?/UAF\na\tm2\ttime\tMonday\t2024-10-28 ~\na\tm3\tquantity\t10 troops\t10..12 troop at_least\n\
            a\tm4\tplace\tRussia\tRUS\nb\tm9\tplace\tx\tRUS\n";
        let m = &read_rows(rows).unwrap().unwrap()[0];
        assert_eq!(m.parties[&0].len(), 2);
        assert_eq!(m.parties[&0][1], GoldParty { country: None, sector: Some("UAF".into()) });
        assert_eq!(m.days[&1].unwrap().0.to_string(), "2024-10-28");
        assert_eq!((m.numbers[&2].high, m.numbers[&2].qualifier.as_str()), (12.0, "at least"));
        assert_eq!(m.places[&3].as_deref(), Some("RUS"));
        assert_eq!(read(Path::new("nowhere"), &[]).unwrap(), None);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (row, detail) in [
            ("a\tm1\tparty\tSeoul", "line 2: 4 cells where 5 should be"),
            ("a\tm7\tparty\tSeoul\tKOR/GOV", "`m7` is no mention of a"),
            ("a\tm1\tparty\tSeoul's\tKOR/GOV", "`m1` of a is `Seoul`, not `Seoul's`"),
            ("a\tm1\tparty\tSeoul\tKOR", "`KOR` is not COUNTRY/SECTOR"),
            ("a\tm1\tplace\tSeoul\tKorea", "`Korea` is no code of 3 letters"),
            ("a\tm2\ttime\tMonday\tMonday", "`Monday` is no date"),
            ("a\tm3\tquantity\t10 troops\t10 troop", "is not VALUE NOUN QUALIFIER"),
            ("a\tm3\tquantity\t10 troops\t10 troop some", "`some` is no qualifier"),
            ("a\tm1\tname\tSeoul\tx", "unknown aspect `name`"),
            ("a\tm1\tplace\tSeoul\tKOR\na\tm1\tplace\tSeoul\tKOR", "a second place of `m1`"),
        ] {
            let error = read_rows(row).unwrap_err().to_string();
            assert!(error.contains(detail), "{error}");
        }
    }
}
