//! Days with names. Those that a country fixes are known only with that country's name; those of other calendars resolve to
//! nothing.

use super::calendar::{Interval, date, easter, orthodox_easter, shift};
use super::lexicon::Unit;
use super::phrase::Holiday;
use jiff::civil::Weekday;

use Holiday::{Easter, Fixed, Nth, OrthodoxEaster};

/// Names, word by word (`'` is a word), and their days. Of several that fit the longest holds.
#[rustfmt::skip]
const NAMES: &[(&[&str], Holiday)] = &[
    (&["christmas"], Fixed(12, 25)), (&["christmas", "day"], Fixed(12, 25)), (&["christmas", "eve"], Fixed(12, 24)),
    (&["orthodox", "christmas"], Fixed(1, 7)), (&["orthodox", "new", "year"], Fixed(1, 14)), (&["boxing", "day"], Fixed(12, 26)),
    (&["new", "year", "'", "s", "day"], Fixed(1, 1)), (&["new", "year", "'", "s", "eve"], Fixed(12, 31)),
    (&["new", "year", "'", "s"], Fixed(1, 1)), (&["new", "year"], Fixed(1, 1)), (&["new", "year", "day"], Fixed(1, 1)),
    (&["new", "years", "eve"], Fixed(12, 31)), (&["new", "years", "day"], Fixed(1, 1)), (&["new", "year", "eve"], Fixed(12, 31)),
    (&["epiphany"], Fixed(1, 6)), (&["groundhog", "day"], Fixed(2, 2)),
    (&["bastille", "day"], Fixed(7, 14)), (&["may", "day"], Fixed(5, 1)),
    (&["international", "workers", "'", "day"], Fixed(5, 1)), (&["international", "workers", "day"], Fixed(5, 1)),
    (&["international", "women", "'", "s", "day"], Fixed(3, 8)), (&["international", "labor", "day"], Fixed(5, 1)),
    (&["halloween"], Fixed(10, 31)), (&["valentine", "'", "s", "day"], Fixed(2, 14)), (&["valentines", "day"], Fixed(2, 14)),
    (&["st", "valentine", "'", "s", "day"], Fixed(2, 14)),
    (&["st", "patrick", "'", "s", "day"], Fixed(3, 17)), (&["st", ".", "patrick", "'", "s", "day"], Fixed(3, 17)),
    (&["saint", "patrick", "'", "s", "day"], Fixed(3, 17)), (&["saint", "patrick"], Fixed(3, 17)),
    (&["veterans", "day"], Fixed(11, 11)), (&["armistice", "day"], Fixed(11, 11)), (&["remembrance", "day"], Fixed(11, 11)),
    (&["anzac", "day"], Fixed(4, 25)), (&["canada", "day"], Fixed(7, 1)), (&["australia", "day"], Fixed(1, 26)),
    (&["earth", "day"], Fixed(4, 22)), (&["juneteenth"], Fixed(6, 19)), (&["april", "fools", "'", "day"], Fixed(4, 1)),
    (&["april", "fool", "'", "s", "day"], Fixed(4, 1)), (&["all", "saints", "'", "day"], Fixed(11, 1)),
    (&["all", "souls", "'", "day"], Fixed(11, 2)), (&["d", "-", "day"], Fixed(6, 6)),
    (&["easter"], Easter(0)), (&["easter", "sunday"], Easter(0)), (&["easter", "monday"], Easter(1)),
    (&["easter", "saturday"], Easter(-1)), (&["holy", "saturday"], Easter(-1)), (&["good", "friday"], Easter(-2)),
    (&["maundy", "thursday"], Easter(-3)), (&["palm", "sunday"], Easter(-7)), (&["ash", "wednesday"], Easter(-46)),
    (&["ascension", "day"], Easter(39)), (&["pentecost"], Easter(49)), (&["whit", "sunday"], Easter(49)), (&["whit", "monday"], Easter(50)),
    (&["orthodox", "easter"], OrthodoxEaster(0)), (&["orthodox", "good", "friday"], OrthodoxEaster(-2)),
    (&["martin", "luther", "king", "day"], Nth { n: 3, weekday: 1, month: 1, plus: 0 }),
    (&["mlk", "day"], Nth { n: 3, weekday: 1, month: 1, plus: 0 }),
    (&["presidents", "'", "day"], Nth { n: 3, weekday: 1, month: 2, plus: 0 }),
    (&["memorial", "day"], Nth { n: -1, weekday: 1, month: 5, plus: 0 }), (&["labor", "day"], Nth { n: 1, weekday: 1, month: 9, plus: 0 }),
    (&["columbus", "day"], Nth { n: 2, weekday: 1, month: 10, plus: 0 }),
    (&["thanksgiving"], Nth { n: 4, weekday: 4, month: 11, plus: 0 }), (&["thanksgiving", "day"], Nth { n: 4, weekday: 4, month: 11, plus: 0 }),
    (&["black", "friday"], Nth { n: 4, weekday: 4, month: 11, plus: 1 }),
    (&["u", ".", "s", ".", "independence", "day"], Fixed(7, 4)), (&["us", "independence", "day"], Fixed(7, 4)),
    (&["xmas"], Fixed(12, 25)), (&["xmas", "day"], Fixed(12, 25)), (&["xmas", "eve"], Fixed(12, 24)),
    (&["st", "stephen", "'", "s", "day"], Fixed(12, 26)), (&["st", ".", "stephen", "'", "s", "day"], Fixed(12, 26)),
    (&["st", "george", "'", "s", "day"], Fixed(4, 23)), (&["st", ".", "george", "'", "s", "day"], Fixed(4, 23)),
    (&["saint", "george", "'", "s", "day"], Fixed(4, 23)), (&["st", "andrew", "'", "s", "day"], Fixed(11, 30)),
    (&["st", ".", "andrew", "'", "s", "day"], Fixed(11, 30)), (&["st", "david", "'", "s", "day"], Fixed(3, 1)),
    (&["st", "patrick"], Fixed(3, 17)), (&["st", "patricks", "day"], Fixed(3, 17)), (&["saint", "patricks", "day"], Fixed(3, 17)),
    (&["st", "valentines", "day"], Fixed(2, 14)), (&["valentine", "day"], Fixed(2, 14)), (&["saint", "valentine", "'", "s", "day"], Fixed(2, 14)),
    (&["women", "'", "s", "day"], Fixed(3, 8)), (&["womens", "day"], Fixed(3, 8)), (&["international", "womens", "day"], Fixed(3, 8)),
    (&["international", "labour", "day"], Fixed(5, 1)), (&["international", "holocaust", "remembrance", "day"], Fixed(1, 27)),
    (&["international", "human", "rights", "day"], Fixed(12, 10)), (&["human", "rights", "day"], Fixed(12, 10)), (&["holocaust", "memorial", "day"], Fixed(1, 27)),
    (&["world", "aids", "day"], Fixed(12, 1)), (&["world", "press", "freedom", "day"], Fixed(5, 3)), (&["world", "refugee", "day"], Fixed(6, 20)),
    (&["world", "health", "day"], Fixed(4, 7)), (&["world", "environment", "day"], Fixed(6, 5)), (&["world", "water", "day"], Fixed(3, 22)),
    (&["united", "nations", "day"], Fixed(10, 24)), (&["africa", "day"], Fixed(5, 25)), (&["europe", "day"], Fixed(5, 9)),
    (&["ve", "day"], Fixed(5, 8)), (&["v", "-", "e", "day"], Fixed(5, 8)), (&["veterans", "'", "day"], Fixed(11, 11)),
    (&["cinco", "de", "mayo"], Fixed(5, 5)), (&["guy", "fawkes", "night"], Fixed(11, 5)), (&["guy", "fawkes", "day"], Fixed(11, 5)),
    (&["bonfire", "night"], Fixed(11, 5)), (&["candlemas"], Fixed(2, 2)), (&["assumption", "day"], Fixed(8, 15)),
    (&["april", "fools", "day"], Fixed(4, 1)), (&["april", "fool", "day"], Fixed(4, 1)), (&["april", "fools", "'"], Fixed(4, 1)),
    (&["all", "saints", "day"], Fixed(11, 1)), (&["all", "hallows", "'", "eve"], Fixed(10, 31)), (&["all", "hallows", "eve"], Fixed(10, 31)),
    (&["all", "souls", "day"], Fixed(11, 2)), (&["easter", "day"], Easter(0)), (&["easter", "friday"], Easter(-2)), (&["easter", "eve"], Easter(-1)),
    (&["mardi", "gras"], Easter(-47)), (&["shrove", "tuesday"], Easter(-47)), (&["fat", "tuesday"], Easter(-47)),
    (&["shrove", "monday"], Easter(-48)), (&["holy", "thursday"], Easter(-3)), (&["holy", "wednesday"], Easter(-4)),
    (&["trinity", "sunday"], Easter(56)), (&["mothering", "sunday"], Easter(-21)), (&["orthodox", "easter", "sunday"], OrthodoxEaster(0)),
    (&["mother", "'", "s", "day"], Nth { n: 2, weekday: 7, month: 5, plus: 0 }),
    (&["mothers", "'", "day"], Nth { n: 2, weekday: 7, month: 5, plus: 0 }), (&["mothers", "day"], Nth { n: 2, weekday: 7, month: 5, plus: 0 }),
    (&["father", "'", "s", "day"], Nth { n: 3, weekday: 7, month: 6, plus: 0 }),
    (&["fathers", "'", "day"], Nth { n: 3, weekday: 7, month: 6, plus: 0 }), (&["fathers", "day"], Nth { n: 3, weekday: 7, month: 6, plus: 0 }),
    (&["martin", "luther", "king", "jr", "day"], Nth { n: 3, weekday: 1, month: 1, plus: 0 }),
    (&["martin", "luther", "king", "jr", ".", "day"], Nth { n: 3, weekday: 1, month: 1, plus: 0 }),
    (&["martin", "luther", "king", ",", "jr", ".", "day"], Nth { n: 3, weekday: 1, month: 1, plus: 0 }),
    (&["presidents", "day"], Nth { n: 3, weekday: 1, month: 2, plus: 0 }),
    (&["st", ".", "valentine", "'", "s", "day"], Fixed(2, 14)), (&["april", "fool", "'", "s"], Fixed(4, 1)), (&["april", "fools"], Fixed(4, 1)),
    (&["veteran", "'", "s", "day"], Fixed(11, 11)), (&["singles", "day"], Fixed(11, 11)), (&["singles", "'", "day"], Fixed(11, 11)),
    (&["pearl", "harbor", "day"], Fixed(12, 7)), (&["pearl", "harbor", "remembrance", "day"], Fixed(12, 7)),
    (&["world", "food", "day"], Fixed(10, 16)), (&["world", "humanitarian", "day"], Fixed(8, 19)), (&["international", "migrants", "day"], Fixed(12, 18)),
    (&["ascension", "thursday"], Easter(39)), (&["whitsun"], Easter(49)), (&["corpus", "christi"], Easter(60)),
    (&["president", "'", "s", "day"], Nth { n: 3, weekday: 1, month: 2, plus: 0 }),
    (&["indigenous", "peoples", "'", "day"], Nth { n: 2, weekday: 1, month: 10, plus: 0 }),
    (&["indigenous", "peoples", "day"], Nth { n: 2, weekday: 1, month: 10, plus: 0 }),
    (&["cyber", "monday"], Nth { n: 4, weekday: 4, month: 11, plus: 4 }), (&["thanksgiving", "eve"], Nth { n: 4, weekday: 4, month: 11, plus: -1 }),
];

/// Countries by adjective and name, with the day that "Independence Day" is there.
#[rustfmt::skip]
const INDEPENDENCE: &[(&[&str], i8, i8)] = &[
    (&["american", "america"], 7, 4), (&["indian", "india"], 8, 15), (&["pakistani", "pakistan"], 8, 14), (&["ukrainian", "ukraine"], 8, 24),
    (&["mexican", "mexico"], 9, 16), (&["brazilian", "brazil"], 9, 7), (&["ghanaian", "ghana"], 3, 6), (&["nigerian", "nigeria"], 10, 1),
    (&["bangladeshi", "bangladesh"], 3, 26), (&["indonesian", "indonesia"], 8, 17), (&["philippine", "philippines"], 6, 12),
    (&["finnish", "finland"], 12, 6), (&["georgian", "georgia"], 5, 26), (&["greek", "greece"], 3, 25), (&["polish", "poland"], 11, 11),
    (&["malaysian", "malaysia"], 8, 31),
];

/// Names of days whose date the name does not give, and why.
#[rustfmt::skip]
const UNKNOWN: &[(&[&str], &str)] = &[
    (&["holocaust", "remembrance", "day"], "holiday of another calendar"), (&["independence", "day"], "holiday of no stated country"), (&["republic", "day"], "holiday of no stated country"),
    (&["labour", "day"], "holiday of no stated country"), (&["victory", "day"], "holiday of no stated country"),
    (&["ramadan"], "holiday of another calendar"), (&["eid"], "holiday of another calendar"), (&["eid", "al", "-", "fitr"], "holiday of another calendar"),
    (&["eid", "al", "-", "adha"], "holiday of another calendar"), (&["diwali"], "holiday of another calendar"),
    (&["passover"], "holiday of another calendar"), (&["hanukkah"], "holiday of another calendar"), (&["nowruz"], "holiday of another calendar"),
    (&["lunar", "new", "year"], "holiday of another calendar"),
];

/// A holiday's name as the words from a place on spell it: its day, or why it has none, and the number of words.
pub(super) fn named<'a>(word: impl Fn(usize) -> &'a str) -> Option<(Result<Holiday, &'static str>, usize)> {
    let first = word(0);
    let fits = |name: &[&str]| name[0] == first && name.iter().enumerate().skip(1).all(|(k, part)| word(k) == *part);
    let mut best: Option<(Result<Holiday, &'static str>, usize)> = None;
    let mut offer = |found, length| {
        if best.as_ref().is_none_or(|(_, l)| length > *l) {
            best = Some((found, length));
        }
    };
    for (name, holiday) in NAMES {
        if fits(name) {
            offer(Ok(*holiday), name.len());
        }
    }
    for (name, why) in UNKNOWN {
        if fits(name) {
            offer(Err(*why), name.len());
        }
    }
    for (names, month, day) in INDEPENDENCE {
        if names.contains(&first) {
            let after = if word(1) == "'" { if word(2) == "s" { 3 } else { 2 } } else { 1 };
            if word(after) == "independence" && word(after + 1) == "day" {
                offer(Ok(Fixed(*month, *day)), after + 2);
            }
        }
    }
    if ["russian", "soviet", "russia"].contains(&first) {
        let after = if word(1) == "'" { 3 } else { 1 };
        if word(after) == "victory" && word(after + 1) == "day" {
            offer(Ok(Fixed(5, 9)), after + 2);
        }
    }
    if ["india", "indian"].contains(&first) {
        let after = if word(1) == "'" { 3 } else { 1 };
        if word(after) == "republic" && word(after + 1) == "day" {
            offer(Ok(Fixed(1, 26)), after + 2);
        }
    }
    best
}

/// The date of a holiday in a year.
pub(super) fn on(holiday: Holiday, year: i32) -> Option<Interval> {
    let day = match holiday {
        Fixed(month, day) => date(year, month, day)?,
        Easter(days) => shift(easter(year)?, Unit::Day, days)?,
        OrthodoxEaster(days) => shift(orthodox_easter(year)?, Unit::Day, days)?,
        Nth { n, weekday, month, plus } => {
            let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
            shift(date(year, month, 1)?.nth_weekday_of_month(n, weekday).ok()?, Unit::Day, plus)?
        }
    };
    Some(Interval::day(day))
}
