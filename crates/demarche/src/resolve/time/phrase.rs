//! What an expression says, before it is held against a calendar.

use super::lexicon::{Edge, Relative, Season, Unit};

/// A reading of words as a time.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Phrase {
    /// A day of a month: "3 May 2014", "March 3", "Monday, March 3".
    Day { year: Option<i32>, month: i8, day: i8, weekday: Option<i8> },
    /// A day without a month: "the 3rd", "Monday 21st".
    DayOfMonth { day: i8, weekday: Option<i8> },
    /// Two numbers of which either can be the month.
    Undecided { first: i8, second: i8, year: Option<i32>, weekday: Option<i8> },
    /// A month: "May", "May 2014", "last May".
    Month { year: Option<i32>, month: i8, relative: Option<Relative> },
    /// Years, both included; decades and centuries are vague in their thirds only.
    Years { first: i32, last: i32 },
    /// A season: "the summer of 2014", "last summer".
    Season { season: Season, year: Option<i32>, relative: Option<Relative> },
    /// The nth of so many parts of a year: quarters, halves.
    Part { n: i8, of: i8, year: Option<i32> },
    /// A day with a name.
    Holiday { holiday: Holiday, year: Option<i32>, relative: Option<Relative> },
    /// A weekday: bare, "last Friday", "Friday of last week".
    Weekday { weekday: i8, relative: Option<Relative>, week: Option<Box<Phrase>> },
    /// So many days from publication: "today", "yesterday".
    FromToday(i32),
    /// The calendar unit next to publication's or to a date's of the text: "last week", "this month", "that year".
    Unit { relative: Relative, unit: Unit },
    /// The weekend just past, or to come: "the weekend".
    Weekend,
    /// "the past three weeks", "the next two days".
    Stretch { relative: Relative, count: u32, unit: Unit },
    /// "early", "mid", "late" in a period.
    Third { edge: Edge, period: Box<Phrase> },
    /// "earlier this week", "later this year".
    SoFar { is_later: bool, period: Box<Phrase> },
    /// "three days ago"
    Ago { count: u32, unit: Unit },
    /// "in three days"
    Ahead { count: u32, unit: Unit },
    /// "within three days", "within weeks"
    Within { count: Option<u32>, unit: Unit },
    /// "a week before March 10", "two days after the 12 May attack"
    Offset { count: i64, unit: Unit, base: Box<Phrase> },
    /// "two days later", "a year earlier"
    Later { count: i64, unit: Unit },
    /// The calendar unit beside a date, or so many from publication's: "the weekend before Christmas", "the week after next".
    Beside { n: i64, unit: Unit, base: Option<Box<Phrase>> },
    /// The weekday beside a date, or so many from publication: "the Friday after Easter", "two Sundays ago".
    WeekdayBeside { n: i64, weekday: i8, base: Option<Box<Phrase>> },
    /// "for three days from Monday", "two weeks starting May 3"
    Lasting { count: u32, unit: Unit, start: Box<Phrase> },
    /// "the week ending May 3", "the three months to June"
    Ending { count: u32, unit: Unit, end: Box<Phrase> },
    /// Monday to Friday of a week: "this working week".
    WorkingWeek(Box<Phrase>),
    /// "the first week of May", "the last ten days of 2015": from the `n`th on, from the end where negative.
    Nth { n: i64, count: u32, unit: Unit, period: Box<Phrase> },
    /// "the first Friday of July": from the end where negative.
    NthWeekday { n: i8, weekday: i8, period: Box<Phrase> },
    /// "the week of 3 May"
    WeekOf(Box<Phrase>),
    /// "Labor Day weekend"
    WeekendOf(Box<Phrase>),
    /// "week 31"
    WeekNumber { n: u8, period: Option<Box<Phrase>> },
    /// From the start of one to the end of the other.
    Range(Box<Phrase>, Box<Phrase>),
    /// "since X"
    Since(Box<Phrase>),
    /// "by X"
    By(Box<Phrase>),
    /// "until X"
    Until(Box<Phrase>),
    /// "through X": as far as it; in the past X itself.
    Through(Box<Phrase>),
    /// "before X"
    Before(Box<Phrase>),
    /// "after X"
    After(Box<Phrase>),
    /// A date in a year told by another: "March of next year", "July 25 of that year".
    OfYear { date: Box<Phrase>, year: Box<Phrase> },
    /// A part of a day, or an hour on it; the night after where `is_night`.
    DayPart(Box<Phrase>),
    /// "about 1910", "around May 3"
    About(Box<Phrase>),
    /// A date set before an article to say where and when it was written.
    Dateline(Box<Phrase>),
    /// A time that resolves to nothing, and why.
    Nothing(&'static str),
}

impl Phrase {
    /// Short name of the rule that read it.
    pub(super) fn rule(&self) -> &'static str {
        match self {
            Self::Day { year: Some(_), .. } => "date",
            Self::Day { .. } => "date without a year",
            Self::DayOfMonth { .. } => "day of the month",
            Self::Undecided { .. } => "day or month first",
            Self::Month { relative: Some(_), .. } => "relative month",
            Self::Month { year: Some(_), .. } => "month",
            Self::Month { .. } => "month without a year",
            Self::Years { first, last } if first == last => "year",
            Self::Years { .. } => "years",
            Self::Season { .. } => "season",
            Self::Part { of: 2, .. } => "half of a year",
            Self::Part { .. } => "quarter",
            Self::Holiday { .. } => "holiday",
            Self::Weekday { relative: None, week: None, .. } => "weekday",
            Self::Weekday { .. } => "relative weekday",
            Self::FromToday(_) => "day from publication",
            Self::Unit { relative: Relative::That | Relative::Following | Relative::Preceding, .. } => "anaphora",
            Self::Unit { .. } => "calendar unit",
            Self::Weekend | Self::WeekendOf(_) => "weekend",
            Self::Stretch { .. } => "stretch",
            Self::Third { .. } => "early, mid or late",
            Self::SoFar { .. } => "earlier or later in",
            Self::Ago { .. } => "ago",
            Self::Ahead { .. } => "ahead",
            Self::Within { .. } => "within",
            Self::Offset { .. } => "offset from a date",
            Self::Later { .. } => "offset from the text's date",
            Self::Nth { .. } => "part of a period",
            Self::NthWeekday { .. } => "weekday of a period",
            Self::WeekOf(_) | Self::WeekNumber { .. } | Self::WorkingWeek(_) => "week",
            Self::Beside { .. } => "beside a date",
            Self::WeekdayBeside { .. } => "weekday beside a date",
            Self::Lasting { .. } | Self::Ending { .. } => "length from a date",
            Self::Range(..) => "range",
            Self::Since(_) => "since",
            Self::By(_) => "by",
            Self::Until(_) => "until",
            Self::Through(_) => "through",
            Self::Before(_) => "before",
            Self::After(_) => "after",
            Self::OfYear { .. } => "date in a relative year",
            Self::Dateline(_) => "dateline",
            Self::DayPart(inner) | Self::About(inner) => inner.rule(),
            Self::Nothing(why) => why,
        }
    }

    /// True where the words alone fix the dates.
    pub(super) fn is_absolute(&self) -> bool {
        match self {
            Self::Day { year, .. } | Self::Month { year, .. } | Self::Season { year, .. } | Self::Holiday { year, .. } => year.is_some(),
            Self::Part { year, .. } | Self::Undecided { year, .. } => year.is_some(),
            Self::Years { .. } => true,
            Self::Third { period, .. } | Self::Nth { period, .. } | Self::NthWeekday { period, .. } => period.is_absolute(),
            Self::Offset { base, .. } | Self::Beside { base: Some(base), .. } | Self::WeekdayBeside { base: Some(base), .. } => {
                base.is_absolute()
            }
            Self::Lasting { start: inner, .. } | Self::Ending { end: inner, .. } | Self::WorkingWeek(inner) => inner.is_absolute(),
            Self::WeekOf(inner) | Self::WeekendOf(inner) | Self::DayPart(inner) | Self::About(inner) => inner.is_absolute(),
            Self::Range(a, b) => a.is_absolute() && b.is_absolute(),
            _ => false,
        }
    }

    /// The year that the words state, if they state one.
    pub(super) fn stated_year(&self) -> Option<i32> {
        match self {
            Self::Day { year, .. } | Self::Month { year, .. } | Self::Season { year, .. } | Self::Holiday { year, .. } => *year,
            Self::Part { year, .. } | Self::Undecided { year, .. } => *year,
            Self::Years { first, last } if first == last => Some(*last),
            Self::Third { period, .. } | Self::Nth { period, .. } | Self::NthWeekday { period, .. } => period.stated_year(),
            Self::Since(inner) | Self::By(inner) | Self::Until(inner) | Self::Through(inner) => inner.stated_year(),
            Self::Before(inner) | Self::After(inner) => inner.stated_year(),
            Self::Beside { base: Some(base), .. } | Self::WeekdayBeside { base: Some(base), .. } => base.stated_year(),
            Self::Lasting { start: inner, .. } | Self::Ending { end: inner, .. } => inner.stated_year(),
            Self::WeekOf(inner) | Self::DayPart(inner) | Self::About(inner) | Self::Offset { base: inner, .. } => inner.stated_year(),
            Self::Range(_, b) => b.stated_year(),
            _ => None,
        }
    }

    /// The month that the words state, if they state one.
    pub(super) fn month(&self) -> Option<i8> {
        match self {
            Self::Day { month, .. } | Self::Month { month, .. } => Some(*month),
            Self::Third { period: inner, .. } | Self::DayPart(inner) => inner.month(),
            _ => None,
        }
    }

    /// The same words with the year of a neighbour ("from March to May 2016"), where they state none.
    pub(super) fn in_year(self, stated: i32) -> Self {
        match self {
            Self::Day { year: None, month, day, weekday } => Self::Day { year: Some(stated), month, day, weekday },
            Self::Month { year: None, month, relative: None } => Self::Month { year: Some(stated), month, relative: None },
            Self::Season { year: None, season, relative: None } => Self::Season { year: Some(stated), season, relative: None },
            Self::Part { year: None, n, of } => Self::Part { year: Some(stated), n, of },
            Self::Holiday { year: None, holiday, relative: None } => Self::Holiday { year: Some(stated), holiday, relative: None },
            Self::Undecided { year: None, first, second, weekday } => Self::Undecided { year: Some(stated), first, second, weekday },
            Self::Third { edge, period } => Self::Third { edge, period: Box::new(period.in_year(stated)) },
            Self::Nth { n, count, unit, period } => Self::Nth { n, count, unit, period: Box::new(period.in_year(stated)) },
            Self::NthWeekday { n, weekday, period } => Self::NthWeekday { n, weekday, period: Box::new(period.in_year(stated)) },
            Self::DayPart(inner) => Self::DayPart(Box::new(inner.in_year(stated))),
            other => other,
        }
    }
}

/// How the date of a holiday is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holiday {
    /// A day of a month.
    Fixed(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i64),
    /// So many days after Orthodox Easter Sunday.
    OrthodoxEaster(i64),
    /// The nth such weekday of a month (−1 the last), and so many days more.
    Nth { n: i8, weekday: i8, month: i8, plus: i64 },
}
