//! The words that times are made of. Sorted by word, looked up by binary search.

/// What a word can mean in an expression of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// Nothing by itself.
    Other,
    /// A month, 1–12, in full.
    Month(i8),
    /// An abbreviated month.
    ShortMonth(i8),
    /// A weekday, Monday = 1.
    Weekday(i8),
    /// An abbreviated weekday.
    ShortWeekday(i8),
    /// A season.
    Season(Season),
    /// A unit of time.
    Unit(Unit),
    /// A cardinal number.
    Cardinal(u32),
    /// An ordinal number.
    Ordinal(u32),
    /// A plural of tens that names a decade: "nineties".
    Tens(i16),
    /// A part of the day.
    DayPart,
    /// "early", "mid", "late" and their kin.
    Edge(Edge),
    /// "last", "next", "this" and their kin.
    Relative(Relative),
    /// Days from today: "today", "tomorrow", "yesterday", "tonight".
    Deictic(i32),
    /// A word that may begin an expression and is told apart by the grammar.
    Opener,
    /// First word of a holiday's name.
    Holiday,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// Units, from short to long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    /// Second, minute, hour: shorter than the day, which is the finest grain of an interval.
    Clock,
    Night,
    Day,
    /// A day from Monday to Friday.
    Workday,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
    /// "time", "period", "moment", "era": no stated length.
    Vague,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Early,
    Mid,
    Late,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relative {
    Last,
    Next,
    This,
    /// "the" alone, as in "the end of the month": publication's, in a history the passage's.
    The,
    /// "following": counted from a date of the text, not from publication.
    Following,
    /// "preceding", "the previous".
    Preceding,
    /// "that", "the same".
    That,
}

/// The meaning of a lower-case word.
pub(super) fn term(word: &str) -> Term {
    WORDS.binary_search_by(|(w, _)| (*w).cmp(word)).map_or(Term::Other, |at| WORDS[at].1)
}

use Term::{Cardinal, Deictic, Holiday, Month, Opener, Ordinal, ShortMonth, ShortWeekday, Tens, Weekday};

const LAST: Term = Term::Relative(Relative::Last);
const NEXT: Term = Term::Relative(Relative::Next);
const EARLY: Term = Term::Edge(Edge::Early);
const MID: Term = Term::Edge(Edge::Mid);
const LATE: Term = Term::Edge(Edge::Late);
const CLOCK: Term = Term::Unit(Unit::Clock);
const VAGUE: Term = Term::Unit(Unit::Vague);

#[rustfmt::skip]
const WORDS: [(&str, Term); 378] = [
    ("a", Opener), ("about", Opener), ("ad", Opener), ("africa", Holiday), ("after", Opener), ("afternoon", Term::DayPart),
    ("afternoons", Term::DayPart), ("all", Opener), ("almost", Opener), ("america", Holiday), ("american", Holiday), ("an", Opener),
    ("annually", Opener), ("another", Opener), ("anzac", Holiday), ("apr", ShortMonth(4)), ("april", Month(4)),
    ("armistice", Holiday), ("around", Opener), ("as", Opener), ("ascension", Holiday), ("ash", Holiday), ("assumption", Holiday),
    ("at", Opener), ("aug", ShortMonth(8)), ("august", Month(8)), ("australia", Holiday), ("autumn", Term::Season(Season::Autumn)),
    ("bangladesh", Holiday), ("bangladeshi", Holiday), ("bastille", Holiday), ("before", Opener), ("beginning", EARLY),
    ("between", Opener), ("black", Holiday), ("bonfire", Holiday), ("boxing", Holiday), ("brazil", Holiday), ("brazilian", Holiday),
    ("by", Opener), ("calendar", Opener), ("canada", Holiday), ("candlemas", Holiday), ("centuries", Term::Unit(Unit::Century)),
    ("century", Term::Unit(Unit::Century)), ("christmas", Holiday), ("cinco", Holiday), ("circa", Opener), ("closing", Opener),
    ("columbus", Holiday), ("coming", NEXT), ("corpus", Holiday), ("couple", Opener), ("current", Term::Relative(Relative::This)),
    ("currently", Opener), ("cyber", Holiday), ("d", Holiday), ("daily", Opener), ("date", VAGUE), ("dawn", Term::DayPart),
    ("day", Term::Unit(Unit::Day)), ("daybreak", Term::DayPart), ("days", Term::Unit(Unit::Day)), ("dec", ShortMonth(12)),
    ("decade", Term::Unit(Unit::Decade)), ("decades", Term::Unit(Unit::Decade)), ("december", Month(12)), ("diwali", Holiday),
    ("dozen", Opener), ("dusk", Term::DayPart), ("dying", Opener), ("each", Opener), ("earlier", Opener), ("early", EARLY),
    ("earth", Holiday), ("easter", Holiday), ("eid", Holiday), ("eight", Cardinal(8)), ("eighteen", Cardinal(18)),
    ("eighteenth", Ordinal(18)), ("eighth", Ordinal(8)), ("eighties", Tens(80)), ("eighty", Cardinal(80)), ("eleven", Cardinal(11)),
    ("eleventh", Ordinal(11)), ("end", LATE), ("epiphany", Holiday), ("era", VAGUE), ("europe", Holiday), ("eve", Opener),
    ("evening", Term::DayPart), ("evenings", Term::DayPart), ("every", Opener), ("fall", Term::Season(Season::Autumn)),
    ("fat", Holiday), ("father", Holiday), ("fathers", Holiday), ("feb", ShortMonth(2)), ("february", Month(2)), ("few", Opener),
    ("fewer", Opener), ("fifteen", Cardinal(15)), ("fifteenth", Ordinal(15)), ("fifth", Ordinal(5)), ("fifties", Tens(50)),
    ("fifty", Cardinal(50)), ("final", Opener), ("finland", Holiday), ("finnish", Holiday), ("first", Ordinal(1)),
    ("fiscal", Opener), ("five", Cardinal(5)), ("following", Term::Relative(Relative::Following)), ("forties", Tens(40)),
    ("fortnight", Term::Unit(Unit::Fortnight)), ("fortnights", Term::Unit(Unit::Fortnight)), ("forty", Cardinal(40)),
    ("four", Cardinal(4)), ("fourteen", Cardinal(14)), ("fourteenth", Ordinal(14)), ("fourth", Ordinal(4)),
    ("fri", ShortWeekday(5)), ("friday", Weekday(5)), ("from", Opener), ("fy", Opener), ("georgia", Holiday), ("georgian", Holiday),
    ("ghana", Holiday), ("ghanaian", Holiday), ("good", Holiday), ("greece", Holiday), ("greek", Holiday), ("groundhog", Holiday),
    ("guy", Holiday), ("h", Opener), ("half", Term::Unit(Unit::Half)), ("halloween", Holiday), ("halves", Term::Unit(Unit::Half)),
    ("hanukkah", Holiday), ("holocaust", Holiday), ("holy", Holiday), ("hour", CLOCK), ("hours", CLOCK), ("human", Holiday),
    ("hundred", Cardinal(100)), ("in", Opener), ("independence", Holiday), ("india", Holiday), ("indian", Holiday),
    ("indigenous", Holiday), ("indonesia", Holiday), ("indonesian", Holiday), ("international", Holiday), ("jan", ShortMonth(1)),
    ("january", Month(1)), ("jul", ShortMonth(7)), ("july", Month(7)), ("jun", ShortMonth(6)), ("june", Month(6)),
    ("juneteenth", Holiday), ("just", Opener), ("labor", Holiday), ("labour", Holiday), ("last", LAST), ("late", LATE),
    ("later", Opener), ("latter", Opener), ("less", Opener), ("lunar", Holiday), ("lunchtime", Term::DayPart),
    ("malaysia", Holiday), ("malaysian", Holiday), ("many", Opener), ("mar", ShortMonth(3)), ("march", Month(3)),
    ("mardi", Holiday), ("martin", Holiday), ("maundy", Holiday), ("may", Month(5)), ("memorial", Holiday), ("mexican", Holiday),
    ("mexico", Holiday), ("mid", MID), ("midday", Term::DayPart), ("middle", MID), ("midnight", Term::DayPart), ("minute", CLOCK),
    ("minutes", CLOCK), ("mlk", Holiday), ("moment", VAGUE), ("mon", ShortWeekday(1)), ("monday", Weekday(1)),
    ("month", Term::Unit(Unit::Month)), ("monthly", Opener), ("months", Term::Unit(Unit::Month)), ("more", Opener),
    ("morning", Term::DayPart), ("mornings", Term::DayPart), ("mother", Holiday), ("mothering", Holiday), ("mothers", Holiday),
    ("nearly", Opener), ("new", Holiday), ("next", NEXT), ("nigeria", Holiday), ("nigerian", Holiday),
    ("night", Term::Unit(Unit::Night)), ("nightfall", Term::DayPart), ("nights", Term::Unit(Unit::Night)), ("nine", Cardinal(9)),
    ("nineteen", Cardinal(19)), ("nineteenth", Ordinal(19)), ("nineties", Tens(90)), ("ninety", Cardinal(90)),
    ("ninth", Ordinal(9)), ("no", Opener), ("noon", Term::DayPart), ("noughties", Tens(0)), ("nov", ShortMonth(11)),
    ("november", Month(11)), ("now", Opener), ("nowadays", Opener), ("nowruz", Holiday), ("oct", ShortMonth(10)),
    ("october", Month(10)), ("on", Opener), ("one", Cardinal(1)), ("only", Opener), ("opening", Opener), ("orthodox", Holiday),
    ("other", Opener), ("over", Opener), ("overnight", Opener), ("pakistan", Holiday), ("pakistani", Holiday), ("palm", Holiday),
    ("passover", Holiday), ("past", LAST), ("pearl", Holiday), ("pentecost", Holiday), ("period", VAGUE), ("periods", VAGUE),
    ("philippine", Holiday), ("philippines", Holiday), ("poland", Holiday), ("polish", Holiday),
    ("preceding", Term::Relative(Relative::Preceding)), ("president", Holiday), ("presidents", Holiday), ("previous", LAST),
    ("prior", LAST), ("q", Opener), ("quarter", Term::Unit(Unit::Quarter)), ("quarters", Term::Unit(Unit::Quarter)),
    ("ramadan", Holiday), ("recent", Opener), ("recently", Opener), ("remainder", Opener), ("remembrance", Holiday),
    ("republic", Holiday), ("rest", Opener), ("roughly", Opener), ("russia", Holiday), ("russian", Holiday), ("saint", Holiday),
    ("same", Term::Relative(Relative::That)), ("sat", ShortWeekday(6)), ("saturday", Weekday(6)), ("second", Ordinal(2)),
    ("seconds", CLOCK), ("sep", ShortMonth(9)), ("sept", ShortMonth(9)), ("september", Month(9)), ("seven", Cardinal(7)),
    ("seventeen", Cardinal(17)), ("seventeenth", Ordinal(17)), ("seventh", Ordinal(7)), ("seventies", Tens(70)),
    ("seventy", Cardinal(70)), ("several", Opener), ("shrove", Holiday), ("since", Opener), ("singles", Holiday),
    ("six", Cardinal(6)), ("sixteen", Cardinal(16)), ("sixteenth", Ordinal(16)), ("sixth", Ordinal(6)), ("sixties", Tens(60)),
    ("sixty", Cardinal(60)), ("so", Opener), ("some", Opener), ("soviet", Holiday), ("spring", Term::Season(Season::Spring)),
    ("st", Holiday), ("start", EARLY), ("summer", Term::Season(Season::Summer)), ("sun", ShortWeekday(7)), ("sunday", Weekday(7)),
    ("sunrise", Term::DayPart), ("sunset", Term::DayPart), ("ten", Cardinal(10)), ("tenth", Ordinal(10)), ("thanksgiving", Holiday),
    ("that", Term::Relative(Relative::That)), ("the", Opener), ("these", Opener), ("third", Ordinal(3)), ("thirteen", Cardinal(13)),
    ("thirteenth", Ordinal(13)), ("thirties", Tens(30)), ("thirtieth", Ordinal(30)), ("thirty", Cardinal(30)),
    ("this", Term::Relative(Relative::This)), ("thousand", Cardinal(1000)), ("three", Cardinal(3)), ("through", Opener),
    ("thu", ShortWeekday(4)), ("thur", ShortWeekday(4)), ("thurs", ShortWeekday(4)), ("thursday", Weekday(4)), ("till", Opener),
    ("time", VAGUE), ("times", VAGUE), ("tmr", Deictic(1)), ("tmrw", Deictic(1)), ("today", Deictic(0)), ("tomorrow", Deictic(1)),
    ("tonight", Deictic(0)), ("trinity", Holiday), ("tue", ShortWeekday(2)), ("tues", ShortWeekday(2)), ("tuesday", Weekday(2)),
    ("twelfth", Ordinal(12)), ("twelve", Cardinal(12)), ("twenties", Tens(20)), ("twentieth", Ordinal(20)),
    ("twenty", Cardinal(20)), ("two", Cardinal(2)), ("u", Holiday), ("ukraine", Holiday), ("ukrainian", Holiday), ("under", Opener),
    ("united", Holiday), ("until", Opener), ("up", Opener), ("upcoming", NEXT), ("us", Holiday), ("v", Holiday),
    ("valentine", Holiday), ("valentines", Holiday), ("ve", Holiday), ("veteran", Holiday), ("veterans", Holiday),
    ("victory", Holiday), ("vj", Holiday), ("w", Opener), ("waning", Opener), ("wed", ShortWeekday(3)), ("wednesday", Weekday(3)),
    ("weds", ShortWeekday(3)), ("week", Term::Unit(Unit::Week)), ("weekend", Term::Unit(Unit::Weekend)),
    ("weekends", Term::Unit(Unit::Weekend)), ("weekly", Opener), ("weeks", Term::Unit(Unit::Week)), ("whit", Holiday),
    ("whitsun", Holiday), ("winter", Term::Season(Season::Winter)), ("within", Opener), ("women", Holiday), ("womens", Holiday),
    ("world", Holiday), ("xmas", Holiday), ("year", Term::Unit(Unit::Year)), ("yearly", Opener), ("years", Term::Unit(Unit::Year)),
    ("yesterday", Deictic(-1)), ("ytd", Opener),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(term("may"), Month(5));
        assert_eq!(term("mayor"), Term::Other);
    }
}
