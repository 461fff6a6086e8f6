use jiff::civil::date;

use super::{check, check_on};

#[test]
fn units_and_weekdays_beside_a_date() {
    check(&[
        ("They leave the week after next.", "the week after next", "2024-05-27..2024-06-02"),
        ("They fled the week before last.", "the week before last", "2024-04-29..2024-05-05"),
        ("They leave the month after next.", "the month after next", "2024-07-01..2024-07-31"),
        ("They fled the year before last.", "the year before last", "2022-01-01..2022-12-31"),
        ("They fled the night before last.", "the night before last", "2024-05-13"),
        ("They leave the Friday after next.", "the Friday after next", "2024-05-24"),
        ("They fled the Friday before last.", "the Friday before last", "2024-05-03"),
        ("They fled the week before Christmas.", "the week before Christmas", "2023-12-18..2023-12-24"),
        ("They fled the weekend before Christmas.", "the weekend before Christmas", "2023-12-23..2023-12-24"),
        ("They fled the weekend after Easter.", "the weekend after Easter", "2024-04-06..2024-04-07"),
        ("They fled the month after the May 3, 2014 raid.", "the month after the May 3, 2014", "2014-06-01..2014-06-30"),
        ("They fled the Monday after Easter.", "the Monday after Easter", "2024-04-01"),
        ("They fled the Tuesday after Labor Day.", "the Tuesday after Labor Day", "2023-09-05"),
        ("They fled the first Monday after May 3.", "the first Monday after May 3", "2024-05-06"),
        ("They fled the last Friday before Christmas.", "the last Friday before Christmas", "2023-12-22"),
        ("They voted the Tuesday after the first Monday in November.", "the Tuesday after the first Monday in November", "2023-11-07"),
        ("They fled on Monday of the second week of May.", "Monday of the second week of May", "2024-05-06"),
        ("They fled two Sundays ago.", "two Sundays ago", "2024-05-05"),
        ("They leave two Fridays from now.", "two Fridays from now", "2024-05-24"),
        ("They fled two Mondays before Christmas.", "two Mondays before Christmas", "2023-12-11"),
        ("They will meet on Friday week.", "Friday week", "2024-05-24"),
        ("They fled on the eve of Christmas.", "the eve of Christmas", "2023-12-24"),
        ("They met the day before May 3.", "the day before May 3", "2024-05-02"),
        ("They will meet in two weeks on Friday.", "in two weeks on Friday", "2024-05-31"),
        ("They will meet on Monday in two weeks.", "Monday in two weeks", "2024-05-27"),
        ("They will meet Friday three weeks from now.", "Friday three weeks from now", "2024-06-07"),
        ("They will meet two months from today on Monday.", "two months from today on Monday", "2024-07-22"),
        ("They will meet a week from tomorrow.", "a week from tomorrow", "2024-05-23"),
        // what the date belongs to is not it
        ("They fled the week before the 2016 summit.", "the week before", "-"),
        ("They fled two days after the March summit.", "two days after", "-"),
        ("They fled a year after the March 2011 quake.", "a year after the March 2011", "2012-03-01..2012-03-31"),
        ("They fled on the eve of the vote.", "the eve", "none"),
        ("They left after next week's vote.", "next week", "2024-05-20..2024-05-26"),
    ]);
    // Christmas is ahead, the Friday before it is not
    check_on(Some(date(2024, 12, 23)), &[("They met the Friday before Christmas.", "the Friday before Christmas", "2024-12-20")]);
}

#[test]
fn lengths_that_begin_or_end_with_a_date() {
    check(&[
        ("They will strike for three days from Monday.", "three days from Monday", "2024-05-20..2024-05-22"),
        ("They will strike for two weeks starting on May 20.", "two weeks starting on May 20", "2024-05-20..2024-06-02"),
        ("He chairs it for two years, beginning in June 2015.", "two years, beginning in June 2015", "2015-06-01..2017-05-31"),
        ("It will happen three days from Monday.", "three days from Monday", "2024-05-23"),
        ("Profit fell in the three months to March.", "the three months to March", "2024-01-01..2024-03-31"),
        ("Profit fell in the six months ended March 31, 2018.", "the six months ended March 31, 2018", "2017-10-01..2018-03-31"),
        ("Profit fell in the year to March 2018.", "the year to March 2018", "2017-04-01..2018-03-31"),
        ("Sales fell in the week ending May 4.", "the week ending May 4", "2024-04-28..2024-05-04"),
        ("Rates fell in the 12 months through last month.", "the 12 months through last month", "2023-05-01..2024-04-30"),
        ("There are two months to Christmas.", "two months", "-"),
    ]);
}

#[test]
fn working_days_and_weekends_are_counted() {
    check(&[
        ("The court will decide in three working days.", "in three working days", "2024-05-20"),
        ("The court will decide within 10 business days.", "within 10 business days", "2024-05-15..2024-05-29"),
        ("The court will sit the next four business days.", "the next four business days", "2024-05-16..2024-05-21"),
        ("The court sits this working week.", "this working week", "2024-05-13..2024-05-17"),
        ("They marched the last two weekends.", "the last two weekends", "2024-05-04..2024-05-12"),
        ("They will march the next two weekends.", "the next two weekends", "2024-05-18..2024-05-26"),
        ("They will march this coming weekend.", "this coming weekend", "2024-05-18..2024-05-19"),
        ("They met the weekend of May 4.", "the weekend of May 4", "2024-05-04..2024-05-05"),
    ]);
}

#[test]
fn a_year_told_by_another_time() {
    check(&[
        ("They met in May last year.", "May last year", "2023-05-01..2023-05-31"),
        ("They met in March this year.", "March this year", "2024-03-01..2024-03-31"),
        ("They met on May 3 this year.", "May 3 this year", "2024-05-03"),
        ("They met last year in May.", "last year in May", "2023-05-01..2023-05-31"),
        ("They met in May two years ago.", "May two years ago", "2022-05-01..2022-05-31"),
        ("They met in the spring of last year.", "the spring of last year", "~2023-03-01..2023-05-31"),
        ("Output fell in the third quarter of last year.", "the third quarter of last year", "2023-07-01..2023-09-30"),
        ("Output fell in Q3 last year.", "Q3 last year", "2023-07-01..2023-09-30"),
        ("They met at the end of May last year.", "the end of May last year", "2023-05-21..2023-05-31"),
        ("They met in 2014. In May that year they parted.", "May that year", "2014-05-01..2014-05-31"),
        ("They met in October of the year 2016.", "October of the year 2016", "2016-10-01..2016-10-31"),
        ("On May 3 this year's budget passed.", "May 3", "2024-05-03"),
        ("Growth will slow this year and next.", "next", "2025-01-01..2025-12-31"),
        ("They will meet this week or next.", "next", "2024-05-20..2024-05-26"),
        ("He said so and next took the stage.", "next", "none"),
        ("They met two years and three months ago.", "two years and three months ago", "2022-02-01..2022-02-28"),
    ]);
}
