//! What somebody is on a day: the office held, or none any more.

use jiff::civil::Date;

use crate::date::Held;
use crate::sense::{Office, Person};
use crate::table::Certainty;
use crate::tables::STATELESS;

/// Sectors of a state's own: who held an office in one is of the elite later (codebook, section 2).
pub const STATE_SECTORS: [&str; 6] = ["GOV", "MIL", "LEG", "JUD", "SPY", "COP"];

/// Country and sector that somebody counts under on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'p> {
    /// Country, or UNO, IGO … .
    pub country: &'p str,
    /// Sector.
    pub sector: &'p str,
    /// Whether the office was held that day; none for who is out of office.
    pub held: Option<Held>,
}

impl<'p> Person<'p> {
    /// The slug of its id: the last part of an actor's id.
    #[must_use]
    pub fn slug(&self) -> &'p str {
        self.id.rsplit('/').next().unwrap_or_default()
    }

    /// Offices that were certainly or perhaps held on `day`, the certain ones first, then in order of start.
    #[must_use]
    pub fn offices_on(&self, day: Date) -> Vec<(Held, Office<'p>)> {
        let mut out: Vec<_> = self.offices.iter().map(|o| (o.when.held_on(day), *o)).filter(|(held, _)| *held != Held::No).collect();
        out.sort_by_key(|(held, _)| *held);
        out
    }

    /// The surest of its rows.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        self.offices.iter().map(|o| o.origin.certainty).min().unwrap_or(Certainty::Unsure)
    }

    /// What a person counts as on `day`: of several offices the surest held, a state's before a party's before the opposition's; a
    /// former holder of a state's office is of the elite (codebook, section 2). Offices that are unsure do not count.
    #[must_use]
    pub fn standing_on(&self, day: Date) -> Option<Standing<'p>> {
        let rank = |sector: &str| usize::from(matches!(sector, "PTY" | "OPP")) + usize::from(sector == "OPP");
        let offices = self.offices_on(day).into_iter().filter(|(_, o)| o.origin.certainty != Certainty::Unsure);
        if let Some((held, office)) = offices.min_by_key(|(held, o)| (*held, rank(o.sector))) {
            return Some(Standing { country: office.country, sector: office.sector, held: Some(held) });
        }
        let is_former = self.offices.iter().any(|o: &Office<'_>| o.when.ended_before(day) && STATE_SECTORS.contains(&o.sector));
        let is_of_a_state = !STATELESS.split(' ').any(|code| code == self.country);
        (is_former && is_of_a_state).then_some(Standing { country: self.country, sector: "ELI", held: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Meaning, Pack, Source, compile};

    #[test]
    fn the_state_goes_before_the_party_and_former_holders_are_elite() {
        let head = "country\tsector\toffice\tclass\tbody\tperson\taliases\tstart\tend\tcertainty\tas_of\torigin\tnote\n";
        let row = |sector: &str, office: &str, start: &str, end: &str, certainty: &str| {
            format!("NOR\t{sector}\t{office}\tother\t\tAnna Example\t\t{start}\t{end}\t{certainty}\t2025-01\thand\t\n")
        };
        let text = [
            head.to_owned(),
            row("PTY", "Leader", "1999-01", "2012-01", "sure"),
            row("GOV", "Minister", "2001-01-01", "2003-01-01", "sure"),
            row("MIL", "Chief", "2005", "2006", "unsure"),
        ]
        .concat();
        let bytes = compile(&[Source { file: "holders/a.tsv".to_owned(), text }]).unwrap().pack;
        let pack = Pack::open(&bytes).unwrap();
        let Meaning::Person(person) = &pack.named("Anna Example")[0].meaning else { panic!() };
        let on = |year: i16| person.standing_on(jiff::civil::date(year, 6, 1)).map(|s| (s.sector, s.held));
        assert_eq!(on(2002), Some(("GOV", Some(Held::Yes))));
        assert_eq!(on(2005), Some(("PTY", Some(Held::Yes))));
        assert_eq!(on(2015), Some(("ELI", None)));
        assert_eq!(on(1990), None);
    }
}
