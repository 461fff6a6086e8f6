//! Lengths of time: in several units, between two numbers, in halves, in days of work.

use super::check;

#[test]
fn lengths_in_several_units() {
    check(&[
        ("They fled 2 years, 3 months and 4 days ago.", "2 years, 3 months and 4 days ago", "2022-02-11"),
        ("They will flee 2 weeks and 3 days from now.", "2 weeks and 3 days from now", "2024-06-01"),
        ("They will flee in 2 weeks and 3 days.", "in 2 weeks and 3 days", "2024-06-01"),
        ("They fought for the last 3 months and 2 weeks.", "the last 3 months and 2 weeks", "2024-02-01..2024-05-15"),
        ("They fought for the last 3 months and 2 days ago they fled.", "2 days ago", "2024-05-13"),
        ("They fought for two years, eight months.", "two years, eight months", "-"),
        ("Shells fell on May 3. A year and two months later they fled.", "A year and two months later", "2025-07-01..2025-07-31"),
    ]);
}

#[test]
fn lengths_between_two_numbers() {
    check(&[
        ("They fled two or three weeks ago.", "two or three weeks ago", "~2024-04-24..2024-05-01"),
        ("They will flee in two to three weeks.", "in two to three weeks", "~2024-05-29..2024-06-05"),
        ("They will flee 2-3 weeks from now.", "2-3 weeks from now", "~2024-05-29..2024-06-05"),
        ("They will flee in a week or two.", "in a week or two", "~2024-05-22..2024-05-29"),
        ("They fled over the past two or three weeks.", "the past two or three weeks", "~2024-04-24..2024-05-15"),
        ("They will flee in the next day or two.", "the next day or two", "~2024-05-16..2024-05-17"),
        ("They will flee within two to three weeks.", "within two to three weeks", "~2024-05-15..2024-06-05"),
        ("It took two to three weeks.", "two to three weeks", "-"),
        ("Pupils 16 to 18 years old fled.", "16 to 18 years", "none"),
        ("The 16 to 18-year-olds fled.", "16 to 18-year", "none"),
    ]);
}

#[test]
fn lengths_with_a_half() {
    check(&[
        ("They fled a year and a half ago.", "a year and a half ago", "~2022-11-01..2022-11-30"),
        ("They fled two and a half years ago.", "two and a half years ago", "~2021-11-01..2021-11-30"),
        ("They fled 2.5 years ago.", "2.5 years ago", "~2021-11-01..2021-11-30"),
        ("They have fled over the past decade and a half.", "the past decade and a half", "2009-05-15..2024-05-15"),
        ("They fled in the previous year and a half.", "the previous year and a half", "-"),
        ("They have fled over the past seven-and-a-half years.", "the past seven-and-a-half years", "2016-11-15..2024-05-15"),
        ("They fled 2.4 years ago.", "2.4 years ago", "-"),
        ("They fled two and a half weeks ago.", "two and a half weeks ago", "-"),
    ]);
}

#[test]
fn hours_that_are_whole_days() {
    check(&[
        ("Twelve died in the past 24 hours.", "the past 24 hours", "2024-05-14..2024-05-15"),
        ("They will leave in two days time.", "in two days time", "2024-05-17"),
        ("They must leave within 48 hours.", "within 48 hours", "2024-05-15..2024-05-17"),
        ("They fled 72 hours ago.", "72 hours ago", "2024-05-12"),
        ("They fled in the past 36 hours.", "the past 36 hours", "-"),
        ("A 48-hour truce held.", "48-hour", "-"),
    ]);
}

#[test]
fn days_of_work() {
    check(&[
        ("They will vote on the next working day.", "the next working day", "2024-05-16"),
        ("They voted on the last business day of April.", "the last business day of April", "2024-04-30"),
        ("They voted on the first trading day of 2022.", "the first trading day of 2022", "2022-01-03"),
        ("They vote on the last two working days of June 2024.", "the last two working days of June 2024", "2024-06-27..2024-06-28"),
    ]);
}

#[test]
fn parts_of_a_period_that_owns_them() {
    check(&[
        ("Output fell in last year's third quarter.", "last year's third quarter", "2023-07-01..2023-09-30"),
        ("They will vote in next month's first week.", "next month's first week", "2024-06-03..2024-06-09"),
        ("They will vote in the first week next month.", "the first week next month", "2024-06-03..2024-06-09"),
        ("They recalled last year's April 3 raid.", "last year's April 3", "2023-04-03"),
        ("They recalled last year's October raid.", "last year's October", "2023-10-01..2023-10-31"),
        ("They recalled last year's third raid.", "last year", "2023-01-01..2023-12-31"),
        ("They sleep this whole week.", "this whole week", "2024-05-13..2024-05-19"),
        ("Output fell from the prior month.", "the prior month", "-"),
        ("Output fell in April. It had risen in the prior month.", "the prior month", "2024-03-01..2024-03-31"),
        ("Output had risen prior to May 3.", "prior to May 3", "-"),
    ]);
}
