//! Ranges whose ends share words, and ranges told from one end.

use super::check;

#[test]
fn ends_that_share_a_word() {
    check(&[
        ("Trade grew between the 18th and 20th centuries.", "between the 18th and 20th centuries", "1700-01-01..1999-12-31"),
        ("Trade grew in the 18th and 19th centuries.", "the 18th and 19th centuries", "1700-01-01..1899-12-31"),
        (
            "Trade grew from the first to the third quarter of 2019.",
            "from the first to the third quarter of 2019",
            "2019-01-01..2019-09-30",
        ),
        (
            "Trade grew in the first and second quarters of last year.",
            "the first and second quarters of last year",
            "2023-01-01..2023-06-30",
        ),
        // not the time between them
        ("Trade grew in the first and third quarters of 2019.", "the first and third quarters of 2019", "none"),
        ("Trade grew in mid to late April.", "mid to late April", "2024-04-11..2024-04-30"),
        ("Trade grew in early-to-mid 2015.", "early-to-mid 2015", "2015-01-01..2015-08-31"),
        ("Trade grew from Mon 6 - Fri 10 May.", "from Mon 6 - Fri 10 May", "2024-05-06..2024-05-10"),
        ("Trade grew on May 3, 4 and 5.", "May 3, 4 and 5", "2024-05-03..2024-05-05"),
        ("Trade grew on 3, 4 and 5 May.", "3, 4 and 5 May", "2024-05-03..2024-05-05"),
        ("On May 3, 4 and 6 trade grew.", "May 3, 4 and 6", "none"),
        ("On May 3 and 4 ships sank.", "May 3 and 4", "none"),
        ("trade grew between jan and mar 2018.", "between jan and mar 2018", "2018-01-01..2018-03-31"),
        ("Trade grew in the late 19th and early 20th centuries.", "the late 19th and early 20th centuries", "~1867-01-01..1932-12-31"),
        ("Trade grew in the second and third weeks of April.", "the second and third weeks of April", "2024-04-08..2024-04-21"),
        ("Trade grew from June to August last year.", "from June to August last year", "2023-06-01..2023-08-31"),
        ("Trade grew from 2025-06 - 2025-08.", "from 2025-06 - 2025-08", "2025-06-01..2025-08-31"),
        ("In April, May and June 1955 trade grew.", "April", "1955-04-01..1955-04-30"),
        ("In May 2014, June and July 2015 trade grew.", "June", "2015-06-01..2015-06-30"),
        ("Trade grew in the 1970s and 80s.", "80s", "1980-01-01..1989-12-31"),
        ("Highs were in the 70s and 80s.", "80s", "none"),
        ("trade grew from may to march.", "from may to march", "2023-05-01..2024-03-31"),
    ]);
}

#[test]
fn ends_in_words_around_the_range() {
    check(&[
        ("Trade grew in the period from March 3 to March 9.", "the period from March 3 to March 9", "2024-03-03..2024-03-09"),
        ("Trade grew in the period 2014 to 2016.", "the period 2014 to 2016", "2014-01-01..2016-12-31"),
        ("Trade grew in the period of calm.", "the period", "none"),
        ("Trade grew 2014—2016.", "2014—2016", "2014-01-01..2016-12-31"),
        ("Trade grew in the week of May 3-9.", "the week of May 3-9", "2024-04-29..2024-05-05"),
        ("He will be away from 4 to 22 next month.", "from 4 to 22 next month", "2024-06-04..2024-06-22"),
        ("He was away from last Tuesday to last Thursday.", "from last Tuesday to last Thursday", "2024-05-07..2024-05-09"),
        ("He will be away from Tuesday until Thursday this week.", "from Tuesday until Thursday this week", "2024-05-14..2024-05-16"),
        ("It will rise from 4 to 22 next month.", "from 4 to 22 next month", "none"),
        ("He will be away from June 3 to the end of the month.", "from June 3 to the end of the month", "2024-06-03..2024-06-30"),
        ("He will be away from next June to September.", "from next June to September", "2024-06-01..2024-09-30"),
    ]);
}

#[test]
fn one_end_and_how_far() {
    check(&[
        ("It has rained since at least 2014.", "since at least 2014", "2014-01-01..2024-05-15"),
        ("It has rained since as early as March.", "since as early as March", "2024-03-01..2024-05-15"),
        ("It rained from March on.", "from March on", "2024-03-01..2024-05-15"),
        ("It rained from 2014 forward.", "from 2014 forward", "2014-01-01..2024-05-15"),
        ("It rained much, 2014 onwards.", "2014 onwards", "2014-01-01..2024-05-15"),
        ("They must leave not later than June 3.", "later than June 3", "2024-05-15..2024-06-03"),
        ("They will leave no sooner than Friday.", "no sooner than Friday", "-"),
        // what the words fix and is past bounds the past, whatever the clause is about
        ("Those born after 2016 will pay less.", "after 2016", "~2017-01-01..2024-05-15"),
        ("They will leave after Friday.", "after Friday", "-"),
        ("They will rest later in 2024.", "later in 2024", "2024-05-15..2024-12-31"),
        ("They rested as recently as last week.", "recently", "none"),
    ]);
}
