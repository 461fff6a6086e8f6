//! The many ways to write one date.

use super::check;

#[test]
fn days_in_the_notations_of_files_and_forms() {
    check(&[
        ("The ledger was closed on 5 / March / 2019.", "5 / March / 2019", "2019-03-05"),
        ("The ledger was closed on 2019-25-03.", "2019-25-03", "2019-03-25"),
        ("The ledger was closed on 2019, March 5.", "2019, March 5", "2019-03-05"),
        ("The ledger was closed on 2019 5th of March.", "2019 5th of March", "2019-03-05"),
        ("In 2019, March 5 protesters fell silent.", "2019", "2019-01-01..2019-12-31"),
        ("The ledger was closed on 3 25 2019.", "3 25 2019", "2019-03-25"),
        ("The ledger was closed on 25.03 in Bern.", "25.03", "2024-03-25"),
        ("The ledger was closed on Monday 25.3.", "Monday 25.3", "2024-03-25"),
        ("The index closed on 25.03 points.", "25.03", "none"),
        ("The index gained on 25.03%.", "25.03", "none"),
        ("The rate stood at 25.03.", "25.03", "none"),
        ("The ledger was closed on 12.03.", "12.03", "none"),
        ("20190325", "20190325", "2019-03-25"),
        ("may 29", "may 29", "2023-05-29"),
        ("29 may", "29 may", "2023-05-29"),
        ("the film will open on 19 may.", "19 may", "2024-05-19"),
        ("the bill must pass by 14 march.", "by 14 march", "2024-05-15..2025-03-14"),
        ("some 29 may have died.", "29 may", "none"),
        ("The ledger was closed on 30Nov by the clerk.", "30Nov", "2023-11-30"),
        ("The ledger was closed in Jan-90.", "Jan-90", "1990-01-01..1990-01-31"),
        ("The 30mar unit was shut.", "30mar", "none"),
        ("it rained in january, february and march 2018.", "march 2018", "2018-03-01..2018-03-31"),
        ("They will meet Monday next.", "Monday next", "2024-05-20"),
        ("they will meet next fri morning.", "next fri morning", "2024-05-17"),
        ("the man who last sat there left.", "last sat", "none"),
        ("It was shut as early as May.", "May", "2024-05-01..2024-05-31"),
    ]);
}

/// In lower case "may" and "march" are words; what stands before them shows where they are months.
#[test]
fn may_and_march_in_lower_case() {
    check(&[
        ("they left in the last ten days of may.", "the last ten days of may", "2024-05-22..2024-05-31"),
        ("they left by the end of march.", "by the end of march", "~2024-03-21..2024-03-31"),
        ("they left in early march.", "early march", "2024-03-01..2024-03-10"),
        ("profits for the year to march 2005 fell.", "the year to march 2005", "2004-04-01..2005-03-31"),
        ("they left on the 20th march.", "the 20th march", "2024-03-20"),
        ("they led the 20th march on the palace.", "20th march", "none"),
        ("the early march on the palace failed.", "early march", "none"),
        ("the end of march madness came.", "march", "none"),
        ("they left mar7 by train.", "mar7", "2024-03-07"),
        ("they may march 2016 miles.", "march 2016", "none"),
        ("it may 2,000 times over fail.", "may", "none"),
    ]);
}

#[test]
fn weeks_by_number() {
    check(&[
        ("They met in 2018-W31.", "2018-W31", "2018-07-30..2018-08-05"),
        ("They met in 2018 week 31.", "2018 week 31", "2018-07-30..2018-08-05"),
        ("They met in week 31, 2018.", "week 31, 2018", "2018-07-30..2018-08-05"),
        ("They lost in week 31 of the season.", "week 31", "none"),
    ]);
}

#[test]
fn days_of_a_month_that_is_not_named() {
    check(&[
        ("The envoy was there from the 4th till the 22nd.", "from the 4th till the 22nd", "2024-04-04..2024-04-22"),
        ("The envoy was there between the 4th and the 12th.", "between the 4th and the 12th", "2024-05-04..2024-05-12"),
        ("The envoy will stay from tomorrow till the 20th.", "from tomorrow till the 20th", "2024-05-16..2024-05-20"),
        ("Rent is due the 20th.", "the 20th", "2024-05-20"),
        ("The side rose from 22nd to 4th.", "22nd", "none"),
        ("They moved from the 4th to the 22nd place.", "the 4th", "none"),
        ("They met between the 1st and the 2nd round.", "the 1st", "none"),
        ("Clubs ranked between the 30th and 95th lost.", "the 30th", "none"),
    ]);
}

#[test]
fn years_in_words() {
    check(&[
        ("They left in nineteen oh five.", "nineteen oh five", "1905-01-01..1905-12-31"),
        ("They left in nineteen hundred and five.", "nineteen hundred and five", "1905-01-01..1905-12-31"),
        ("They left in nineteen hundred.", "nineteen hundred", "1900-01-01..1900-12-31"),
        ("They left in twenty-twenty.", "twenty-twenty", "2020-01-01..2020-12-31"),
        ("They ruled in the noughties.", "the noughties", "2000-01-01..2009-12-31"),
        ("They ruled in the 90 s.", "the 90 s", "1990-01-01..1999-12-31"),
        ("They ruled in the 2nd century B.C. from Rome.", "the 2nd century B.C.", "-000199-01-01..-000100-12-31"),
    ]);
}

#[test]
fn parts_of_a_year_beside_it() {
    check(&[
        ("Output fell in 2019Q3.", "2019Q3", "2019-07-01..2019-09-30"),
        ("Output fell in quarter 3 of 2016.", "quarter 3 of 2016", "2016-07-01..2016-09-30"),
        ("Each quarter 3 of 20 failed.", "quarter 3", "none"),
        ("Output fell at the end of the first week of May.", "the end of the first week of May", "2024-05-03..2024-05-05"),
        ("Output fell in 2019H2.", "2019H2", "2019-07-01..2019-12-31"),
        ("output fell in 3q2019.", "3q2019", "2019-07-01..2019-09-30"),
        ("Output fell in the 2019 summer.", "2019 summer", "~2019-06-01..2019-08-31"),
        ("Output fell in 2019's spring.", "2019's spring", "~2019-03-01..2019-05-31"),
        ("In 2016 fall in prices slowed.", "2016 fall", "none"),
        ("They skied at the 2014 winter games.", "2014 winter", "none"),
        ("They marked the 2014 fall of the city.", "2014", "2014-01-01..2014-12-31"),
        ("Output fell in Q4 FY2019.", "Q4 FY2019", "-"),
        ("Output fell in the first quarter of fiscal 2016.", "the first quarter of fiscal 2016", "-"),
        ("Output fell at year end.", "year end", "2024-09-01..2024-12-31"),
        ("Output fell at year-end 2014.", "year-end 2014", "2014-09-01..2014-12-31"),
        ("Rates may fall by mid-year.", "by mid-year", "2024-05-15..2024-08-31"),
        ("The mid-year review was bleak.", "mid-year", "none"),
        ("Output fell in the first few months of 2019.", "the first few months of 2019", "2019-01-01..2019-04-30"),
        ("Output fell in the dying days of 2019.", "the dying days of 2019", "2019-09-01..2019-12-31"),
        ("They met at the winter solstice.", "the winter", "none"),
    ]);
}

#[test]
fn weekdays_that_belong_to_a_name() {
    check(&[
        ("They voted on Super Tuesday.", "Tuesday", "none"),
        ("They marked Bloody Sunday.", "Sunday", "none"),
        ("They prayed on Ascension Thursday.", "Ascension Thursday", "2024-05-09"),
        ("They prayed on Ash Wednesday.", "Ash Wednesday", "2024-02-14"),
    ]);
}

#[test]
fn holidays_in_other_spellings_and_their_weekends() {
    check(&[
        ("They fled on april fools.", "april fools", "2024-04-01"),
        ("They fled on Veteran's Day.", "Veteran's Day", "2023-11-11"),
        ("They fled on President's Day.", "President's Day", "2024-02-19"),
        ("They fled on Indigenous Peoples' Day.", "Indigenous Peoples' Day", "2023-10-09"),
        ("They fled on St. Valentine's Day.", "St. Valentine's Day", "2024-02-14"),
        ("They fled on Corpus Christi 2019.", "Corpus Christi 2019", "2019-06-20"),
        ("They fled in Christmas week 2019.", "Christmas week 2019", "2019-12-23..2019-12-29"),
        ("They fled over the July 4 weekend.", "July 4 weekend", "2023-07-01..2023-07-02"),
        ("They fled on the weekend of April 20-21.", "the weekend of April 20-21", "2024-04-20..2024-04-21"),
        ("They fled in the second week after Easter.", "the second week after Easter", "2024-04-08..2024-04-14"),
    ]);
}
