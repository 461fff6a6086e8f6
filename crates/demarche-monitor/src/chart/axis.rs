//! Where axes have their ticks.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::svg::Svg;
use super::{Shape, drawable};

/// The days of a chart from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    /// The first day.
    pub(super) first: Date,
    /// How many, at least 1.
    pub(super) days: usize,
    /// Left edge.
    pub(super) left: f64,
    /// Right edge.
    pub(super) right: f64,
}

impl Time {
    /// The left edge of a day.
    pub(super) fn edge(&self, at: usize) -> f64 {
        self.left + (self.right - self.left) * at.min(self.days) as f64 / self.days.max(1) as f64
    }

    /// The middle of a day.
    pub(super) fn middle(&self, at: usize) -> f64 {
        (self.edge(at) + self.edge(at + 1)) / 2.0
    }

    /// The number of a day, where it is shown.
    pub(super) fn at(&self, day: Date) -> Option<usize> {
        usize::try_from((day - self.first).get_days()).ok().filter(|at| *at < self.days)
    }

    /// Days that are drawn as one: one each as long as that is at least a unit wide.
    pub(super) fn columns(&self) -> Vec<Range<usize>> {
        let size = self.days_a_column();
        (0..self.days).step_by(size).map(|from| from..(from + size).min(self.days)).collect()
    }

    /// How many days are drawn as one.
    pub(super) fn days_a_column(&self) -> usize {
        self.days.div_ceil(((self.right - self.left) as usize).max(1)).max(1)
    }

    /// The middle of days that are drawn as one.
    pub(super) fn centre(&self, column: &Range<usize>) -> f64 {
        (self.edge(column.start) + self.edge(column.end)) / 2.0
    }

    /// Draws the axis, and fine lines upward from its ticks to `top`.
    pub(super) fn draw(&self, svg: &mut Svg, shape: Shape, top: f64, y: f64) {
        let room = match shape {
            Shape::Large => 64.0,
            Shape::Small => 54.0,
        };
        svg.open("g", &[("class", &"axis")]);
        if self.days <= 62 {
            for at in 0..self.days {
                svg.line("tick", (self.middle(at), y), (self.middle(at), y + 3.0));
            }
        }
        let count = ((self.right - self.left) / room) as usize;
        for tick in dates(self.first, self.days, count) {
            let x = self.middle(tick.at);
            svg.line("grid", (x, top), (x, y));
            svg.line("tick", (x, y), (x, y + 6.0));
            let anchor = if x > self.right - 16.0 && self.days > 1 { "end" } else { "middle" };
            let x = if anchor == "end" { (x + 16.0).min(self.right + 10.0) } else { x };
            svg.words("text", &[("x", &x), ("y", &(y + 18.0)), ("text-anchor", &anchor)], &tick.label);
            if let Some(year) = tick.year {
                svg.words("text", &[("class", &"year"), ("x", &x), ("y", &(y + 31.0)), ("text-anchor", &anchor)], &year);
            }
        }
        svg.line("base", (self.left, y), (self.right, y));
        svg.close("g");
        svg.newline();
    }
}

/// Ticks above 0 at even steps of 1, 2 or 5 times a power of ten: at most `count`, none above `most`. None where nothing is above 0.
pub(super) fn values(most: f64, count: usize) -> Vec<f64> {
    let most = drawable(most);
    let count = count.max(1) as f64;
    if most <= 0.0 {
        return Vec::new();
    }
    let mut power = 0.001;
    while power < 1e13 {
        for factor in [1.0, 2.0, 5.0] {
            let step: f64 = power * factor;
            if most / step < count + 1.0 {
                let n = (most / step + 1e-9).floor() as usize;
                return (1..=n.max(1)).map(|i| i as f64 * step).filter(|v| *v <= most * (1.0 + 1e-9)).collect();
            }
        }
        power *= 10.0;
    }
    Vec::new()
}

/// A tick of an axis of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tick {
    /// Days from the first.
    pub(super) at: usize,
    /// `7 Oct`, `Oct` or `2024`.
    pub(super) label: String,
    /// The year, where it is another than that of the tick before and the label does not say it.
    pub(super) year: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Days(usize),
    Weeks(usize),
    Months(i16),
    Years(i16),
}

const STEPS: [Step; 16] = [
    Step::Days(1),
    Step::Days(2),
    Step::Weeks(1),
    Step::Weeks(2),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(500),
    Step::Years(2000),
];

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The finest even ticks for so many days of which there are at most `count`; days, Mondays, months or years.
pub(super) fn dates(first: Date, days: usize, count: usize) -> Vec<Tick> {
    let count = count.max(1);
    let ticks = STEPS.iter().map(|step| (*step, places(first, days, *step, count))).find(|(_, ticks)| ticks.len() <= count);
    let Some((step, places)) = ticks else { return Vec::new() };
    let mut last = None;
    places
        .into_iter()
        .map(|(at, day)| {
            let year = (last != Some(day.year()) && !matches!(step, Step::Years(_))).then(|| day.year().to_string());
            last = Some(day.year());
            Tick { at, label: label(step, day), year }
        })
        .collect()
}

/// The name of a month, `Oct`.
pub(super) fn month(day: Date) -> &'static str {
    MONTHS.get(usize::from(day.month().unsigned_abs()).wrapping_sub(1)).copied().unwrap_or_default()
}

fn label(step: Step, day: Date) -> String {
    match step {
        Step::Days(_) | Step::Weeks(_) => format!("{} {}", day.day(), month(day)),
        Step::Months(_) => month(day).to_owned(),
        Step::Years(_) => day.year().to_string(),
    }
}

/// The days that a step hits; stops after one more than `count`.
fn places(first: Date, days: usize, step: Step, count: usize) -> Vec<(usize, Date)> {
    let day_at = |at: usize| first.saturating_add(i64::try_from(at).unwrap_or(i64::MAX).min(7_000_000).days());
    let at_of = |day: Date| usize::try_from((day - first).get_days()).ok();
    let mut out = Vec::new();
    match step {
        Step::Days(n) | Step::Weeks(n) => {
            let is_week = matches!(step, Step::Weeks(_));
            let stride = if is_week { n * 7 } else { n };
            let start = if is_week { (7 - first.weekday().to_monday_zero_offset().unsigned_abs() as usize) % 7 } else { 0 };
            let mut at = start;
            while at < days && out.len() <= count {
                out.push((at, day_at(at)));
                at += stride;
            }
        }
        Step::Months(n) => {
            let mut day = first.first_of_month();
            while out.len() <= count {
                let fits = i16::from(day.month() - 1) % n == 0;
                match at_of(day).filter(|_| day >= first) {
                    Some(at) if at >= days => break,
                    Some(at) if fits => out.push((at, day)),
                    _ => {}
                }
                let Ok(next) = day.checked_add(1.month()) else { break };
                day = next;
            }
        }
        Step::Years(n) => {
            let mut day = first.first_of_year();
            while out.len() <= count {
                let fits = day.year().rem_euclid(n) == 0;
                match at_of(day).filter(|_| day >= first) {
                    Some(at) if at >= days => break,
                    Some(at) if fits => out.push((at, day)),
                    _ => {}
                }
                let Ok(next) = day.checked_add(1.year()) else { break };
                day = next;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn labels(first: Date, days: usize, count: usize) -> String {
        let words = |tick: Tick| format!("{}{}", tick.label, tick.year.map(|y| format!(" {y}")).unwrap_or_default());
        dates(first, days, count).into_iter().map(words).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn ticks_suit_the_length() {
        assert_eq!(labels(date(2024, 10, 3), 1, 10), "3 Oct 2024");
        assert_eq!(labels(date(2024, 12, 30), 4, 10), "30 Dec 2024, 31 Dec, 1 Jan 2025, 2 Jan");
        assert_eq!(labels(date(2024, 10, 1), 31, 10), "7 Oct 2024, 14 Oct, 21 Oct, 28 Oct");
        assert_eq!(labels(date(2024, 10, 1), 120, 10), "7 Oct 2024, 21 Oct, 4 Nov, 18 Nov, 2 Dec, 16 Dec, 30 Dec, 13 Jan 2025, 27 Jan");
        assert_eq!(labels(date(2023, 11, 15), 366, 12), "Dec 2023, Jan 2024, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov");
        assert_eq!(labels(date(2014, 6, 1), 3650, 10), "2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024");
        assert_eq!(labels(date(1800, 1, 1), 80_000, 5), "1800, 1850, 1900, 1950, 2000");
    }

    #[test]
    fn values_are_even() {
        assert_eq!(values(0.0, 4), Vec::<f64>::new());
        assert_eq!(values(f64::NAN, 4), Vec::<f64>::new());
        assert_eq!(values(23.0, 4), vec![5.0, 10.0, 15.0, 20.0]);
        assert_eq!(values(1.0, 4), vec![0.5, 1.0]);
    }

    proptest::proptest! {
        #[test]
        fn no_axis_is_crowded(days in 1_usize..200_000, start in -9000_i16..9000, count in 1_usize..20) {
            let ticks = dates(date(start, 5, 17), days, count);
            proptest::prop_assert!(ticks.len() <= count);
            proptest::prop_assert!(ticks.iter().all(|t| t.at < days) && ticks.windows(2).all(|t| t[0].at < t[1].at));
        }

        #[test]
        fn no_scale_is_crowded(most in 0.0_f64..1e12, count in 1_usize..9) {
            let ticks = values(most, count);
            proptest::prop_assert!(ticks.len() <= count && ticks.iter().all(|v| *v <= most * 1.000_001));
        }
    }
}
