use jiff::civil::date;

use super::{check, check_on};

#[test]
fn weekdays() {
    check(&[
        ("Police fired on the crowd on Monday.", "Monday", "2024-05-13"),
        ("Police fired on the crowd on Wednesday.", "Wednesday", "2024-05-15"),
        ("Police fired on the crowd on Friday.", "Friday", "2024-05-10"),
        ("POLICE FIRE ON CROWD ON MONDAY", "MONDAY", "2024-05-13"),
        ("The council will meet on Friday.", "Friday", "2024-05-17"),
        ("The council will meet on Wednesday.", "Wednesday", "2024-05-15"),
        ("The council is to meet on Monday.", "Monday", "2024-05-20"),
        ("The council agreed to meet on Monday.", "Monday", "2024-05-20"),
        ("A vote is due on Friday.", "Friday", "2024-05-17"),
        ("A vote is scheduled for Friday.", "Friday", "2024-05-17"),
        ("The verdict is expected Thursday.", "Thursday", "2024-05-16"),
        ("On Friday the court will rule.", "Friday", "2024-05-17"),
        ("He said on Monday that he will send troops.", "Monday", "2024-05-13"),
        ("He said it will meet on Friday.", "Friday", "2024-05-17"),
        ("He will be sentenced on Friday.", "Friday", "2024-05-17"),
        ("The minister met the rebels to discuss a truce on Sunday.", "Sunday", "2024-05-12"),
        ("Officials who are due to testify said on Monday they were afraid.", "Monday", "2024-05-13"),
        ("Minister to visit Cairo on Friday", "Friday", "2024-05-17"),
        ("They met last Friday.", "last Friday", "2024-05-10"),
        ("They met last Wednesday.", "last Wednesday", "2024-05-08"),
        ("They meet next Friday.", "next Friday", "2024-05-17"),
        ("They meet next Wednesday.", "next Wednesday", "2024-05-22"),
        ("They met this past Monday.", "this past Monday", "2024-05-13"),
        ("They meet this Friday.", "this Friday", "2024-05-17"),
        ("They met on Friday last week.", "Friday last week", "2024-05-10"),
        ("They met on Tuesday of last week.", "Tuesday of last week", "2024-05-07"),
        ("They meet on Monday next week.", "Monday next week", "2024-05-20"),
        ("He sat on the bench, the sun rose.", "sun", "none"),
        ("The Sun said so.", "Sun", "none"),
        ("They meet the coming Monday.", "the coming Monday", "2024-05-20"),
        ("They met the past Friday.", "the past Friday", "2024-05-10"),
        ("The shop was shut Mon-Fri.", "Mon-Fri", "2024-05-06..2024-05-10"),
        ("They met on Friday (May 10) in Cairo.", "Friday (May 10)", "2024-05-10"),
        ("They met on Friday (and left).", "Friday", "2024-05-10"),
    ]);
}

#[test]
fn days_weeks_months_years() {
    check(&[
        ("They fled today.", "today", "2024-05-15"),
        ("They fled yesterday.", "yesterday", "2024-05-14"),
        ("They leave tomorrow.", "tomorrow", "2024-05-16"),
        ("They fled the day before yesterday.", "the day before yesterday", "2024-05-13"),
        ("They leave the day after tomorrow.", "the day after tomorrow", "2024-05-17"),
        ("They fled last night.", "last night", "2024-05-14"),
        ("They fled overnight.", "overnight", "2024-05-14..2024-05-15"),
        ("They fled this morning.", "this morning", "2024-05-15"),
        ("They fled last week.", "last week", "2024-05-06..2024-05-12"),
        ("They flee this week.", "this week", "2024-05-13..2024-05-19"),
        ("They leave next week.", "next week", "2024-05-20..2024-05-26"),
        ("They fled last month.", "last month", "2024-04-01..2024-04-30"),
        ("They leave next month.", "next month", "2024-06-01..2024-06-30"),
        ("They fled last year.", "last year", "2023-01-01..2023-12-31"),
        ("They vote next year.", "next year", "2025-01-01..2025-12-31"),
        ("They fled last May.", "last May", "2023-05-01..2023-05-31"),
        ("They fled last August.", "last August", "2023-08-01..2023-08-31"),
        ("A plan is due by March of next year.", "by March of next year", "2024-05-15..2025-03-31"),
        ("They fled in March of last year.", "March of last year", "2023-03-01..2023-03-31"),
        ("They fled over the weekend.", "the weekend", "2024-05-11..2024-05-12"),
        ("They fled last weekend.", "last weekend", "2024-05-11..2024-05-12"),
        ("They will leave at the weekend.", "the weekend", "2024-05-18..2024-05-19"),
        ("They fled earlier this week.", "earlier this week", "2024-05-13..2024-05-15"),
        ("They fled earlier this month.", "earlier this month", "2024-05-01..2024-05-15"),
        ("They fled earlier this year.", "earlier this year", "2024-01-01..2024-05-15"),
        ("They leave later this week.", "later this week", "2024-05-15..2024-05-19"),
        ("They leave later this year.", "later this year", "2024-05-15..2024-12-31"),
        ("They fled earlier on Tuesday.", "earlier on Tuesday", "2024-05-14"),
        ("They will stay for the rest of the week.", "the rest of the week", "2024-05-15..2024-05-19"),
        ("They will stay for the rest of our week.", "the rest of our week", "2024-05-15..2024-05-19"),
        ("Shares are up year-to-date.", "year-to-date", "2024-01-01..2024-05-15"),
        ("Shares are up in the month to date.", "the month to date", "2024-05-01..2024-05-15"),
        ("They fled the past summer.", "the past summer", "~2023-06-01..2023-08-31"),
        ("They fled in past week.", "past week", "2024-05-08..2024-05-15"),
        ("They leave next month on the 5th.", "next month on the 5th", "2024-06-05"),
        ("They leave on the 5th next month.", "the 5th next month", "2024-06-05"),
        ("They leave at the end of the month.", "the end of the month", "2024-05-21..2024-05-31"),
    ]);
    check_on(
        Some(date(2024, 5, 18)),
        &[
            ("They fled over the weekend.", "the weekend", "2024-05-18"),
            ("They fled last weekend.", "last weekend", "2024-05-11..2024-05-12"),
        ],
    );
    check_on(Some(date(2024, 5, 20)), &[("They said this weekend that they had fled.", "this weekend", "2024-05-18..2024-05-19")]);
    check_on(Some(date(2024, 5, 19)), &[("They fled over the weekend.", "the weekend", "2024-05-18..2024-05-19")]);
}

#[test]
fn lengths_from_publication() {
    check(&[
        ("They fled three days ago.", "three days ago", "2024-05-12"),
        ("They fled two weeks ago.", "two weeks ago", "2024-05-01"),
        ("They fled two months ago.", "two months ago", "2024-03-01..2024-03-31"),
        ("They fled ten years ago.", "ten years ago", "2014-01-01..2014-12-31"),
        ("They fled a year ago.", "a year ago", "2023-01-01..2023-12-31"),
        ("They fled a couple of weeks ago.", "a couple of weeks ago", "2024-05-01"),
        ("They fled about two weeks ago.", "about two weeks ago", "~2024-05-01"),
        ("They fled some weeks ago.", "some weeks ago", "-"),
        ("They fled a few days ago.", "a few days ago", "-"),
        ("They fled twenty-five years ago.", "twenty-five years ago", "1999-01-01..1999-12-31"),
        ("Six were killed in the past three days.", "the past three days", "2024-05-12..2024-05-15"),
        ("Six were killed in the last two months.", "the last two months", "2024-03-15..2024-05-15"),
        ("Six were killed in the past year.", "the past year", "2023-05-15..2024-05-15"),
        ("Rain will fall in the next two days.", "the next two days", "2024-05-16..2024-05-17"),
        ("The court will decide within weeks.", "within weeks", "~2024-05-15..2024-06-26"),
        ("The court will decide within two weeks.", "within two weeks", "2024-05-15..2024-05-29"),
        ("The court will decide within 30 days.", "within 30 days", "2024-05-15..2024-06-14"),
        ("The court will decide in two weeks.", "in two weeks", "2024-05-29"),
        ("The court will decide in three days.", "in three days", "2024-05-18"),
        ("The court will decide six weeks from now.", "six weeks from now", "2024-06-26"),
        ("The town fell in three days.", "three days", "-"),
        ("It will be the first vote in ten years.", "ten years", "-"),
        ("The town fell within days.", "within days", "-"),
        ("The court will decide in less than three weeks.", "in less than three weeks", "2024-05-15..2024-06-05"),
        ("The town fell in less than three weeks.", "less than three weeks", "-"),
        ("They fled less than two weeks ago.", "less than two weeks ago", "2024-05-01..2024-05-15"),
        ("They fled three weeks back.", "three weeks back", "2024-04-24"),
        ("The court will decide in two weeks from Friday.", "in two weeks from Friday", "2024-05-31"),
    ]);
}

#[test]
fn bounds() {
    check(&[
        ("They have marched since Monday.", "since Monday", "2024-05-13..2024-05-15"),
        ("They have marched since March.", "since March", "2024-03-01..2024-05-15"),
        ("They have marched since 2009.", "since 2009", "2009-01-01..2024-05-15"),
        ("They have marched since last year.", "since last year", "2023-01-01..2024-05-15"),
        ("They have marched since early April.", "since early April", "2024-04-01..2024-05-15"),
        ("They must leave by Friday.", "by Friday", "2024-05-15..2024-05-17"),
        ("They must leave by the end of June.", "by the end of June", "2024-05-15..2024-06-30"),
        ("They must leave by 2030.", "by 2030", "2024-05-15..2030-12-31"),
        ("They must leave no later than 15 October.", "no later than 15 October", "2024-05-15..2024-10-15"),
        ("By Sunday they had fled.", "By Sunday", "~2024-05-12"),
        ("The border will stay shut until Friday.", "until Friday", "2024-05-15..2024-05-17"),
        ("The border was shut until 2012.", "until 2012", "-"),
        ("They will leave before March 10.", "before March 10", "2024-05-15..2025-03-09"),
        ("They left before 2012.", "before 2012", "-"),
        ("They left prior to 2012.", "prior to 2012", "-"),
        ("They left earlier than 2012.", "earlier than 2012", "-"),
        ("They left later than 2012.", "later than 2012", "~2013-01-01..2024-05-15"),
        ("They will leave on or before March 10.", "on or before March 10", "2024-05-15..2025-03-10"),
        ("They left on or after March 10.", "on or after March 10", "2024-03-10..2024-05-15"),
        ("They were born in 1980 or later.", "1980 or later", "1980-01-01..2024-05-15"),
        ("They were born in 1980 or earlier.", "1980 or earlier", "-"),
        ("They wrote of 2016 and beyond.", "2016", "2016-01-01..2016-12-31"),
        ("They must leave no later than 2030.", "no later than 2030", "2024-05-15..2030-12-31"),
        ("They must leave by end of year.", "by end of year", "2024-05-15..2024-12-31"),
        ("The border will stay shut up to and including Friday.", "up to and including Friday", "2024-05-15..2024-05-17"),
        ("The border will stay shut through Friday.", "through Friday", "2024-05-15..2024-05-17"),
        ("The border was shut through Friday.", "through Friday", "2024-05-10"),
        ("The deal fell through on Friday.", "Friday", "2024-05-10"),
        ("The deal fell through Friday.", "Friday", "2024-05-10"),
        ("They must leave within 30 days of June 3.", "within 30 days of June 3", "2024-06-03..2024-07-03"),
        ("They must leave within ten days of the vote.", "within ten days", "-"),
        ("They left after 31 January.", "after 31 January", "~2024-02-01..2024-05-15"),
        ("They left after Monday's attack.", "Monday", "2024-05-13"),
        ("They left before dawn on Tuesday.", "before dawn on Tuesday", "2024-05-14"),
        ("They left after midnight on Saturday.", "after midnight on Saturday", "2024-05-11"),
    ]);
}

#[test]
fn offsets_from_a_date() {
    check(&[
        ("They met a week before March 10.", "a week before March 10", "2024-03-03"),
        ("They met two days after May 3, 2014.", "two days after May 3, 2014", "2014-05-05"),
        ("They fled two days after the 12 May attack.", "two days after the 12 May", "2024-05-14"),
        ("They met the day before the May 3 vote.", "the day before the May 3", "2024-05-02"),
        ("They fought for four years from 2014 through 2017.", "from 2014 through 2017", "2014-01-01..2017-12-31"),
        ("They owed it for the years from 2014 onwards.", "from 2014 onwards", "2014-01-01..2024-05-15"),
        ("They met the day after Christmas.", "the day after Christmas", "2023-12-26"),
        ("They met the day after the vote.", "the day after", "-"),
        ("They fled two days after the coup.", "two days after", "-"),
    ]);
}

#[test]
fn parts_of_the_day() {
    check(&[
        ("They fled on Monday night.", "Monday night", "2024-05-13"),
        ("They fled late on Monday.", "late on Monday", "2024-05-13"),
        ("They fled early Monday.", "early Monday", "2024-05-13"),
        ("They fled on the evening of 3 May.", "the evening of 3 May", "2024-05-03"),
        ("They fled on the night of May 3, 2014.", "the night of May 3, 2014", "2014-05-03"),
        ("They fled in the early hours of Saturday.", "the early hours of Saturday", "2024-05-11"),
        ("They fled at dawn on Tuesday.", "dawn on Tuesday", "2024-05-14"),
        ("They fled at 6 p.m. on Tuesday.", "6 p.m. on Tuesday", "2024-05-14"),
        ("They fled at 0600 GMT on Tuesday.", "0600 GMT on Tuesday", "2024-05-14"),
        ("They fled at 11:30 a.m. on May 3.", "11:30 a.m. on May 3", "2024-05-03"),
        ("They fled on Tuesday at noon.", "Tuesday at noon", "2024-05-14"),
        ("They fled yesterday evening.", "yesterday evening", "2024-05-14"),
        ("They fled at 0600 GMT.", "0600 GMT", "-"),
        ("They fled at 6 p.m. and hid.", "6 p.m.", "-"),
        ("The deadline is midnight on Friday.", "midnight on Friday", "2024-05-17"),
    ]);
}

#[test]
fn a_day_or_month_picked_out_of_a_period() {
    check(&[
        ("The envoy returns next month 20th.", "next month 20th", "2024-06-20"),
        ("The envoy returns next month on the 20th.", "next month on the 20th", "2024-06-20"),
        ("The envoy left last month, on the 3rd, for Cairo.", "last month, on the 3rd", "2024-04-03"),
        ("The envoy met third parties next month third parties said.", "next month", "2024-06-01..2024-06-30"),
        ("It marks next month 20th-century art.", "next month", "2024-06-01..2024-06-30"),
        ("Shelling began on last week's Monday.", "last week's Monday", "2024-05-06"),
        ("The council sits on next week's Friday.", "next week's Friday", "2024-05-24"),
        ("Last week's strikes hit the port.", "Last week", "2024-05-06..2024-05-12"),
        ("The envoy left last year on May 3.", "last year on May 3", "2023-05-03"),
        ("The envoy left last year, on the 3rd of May.", "last year, on the 3rd of May", "2023-05-03"),
        ("The envoy left two years ago in April.", "two years ago in April", "2022-04-01..2022-04-30"),
        ("The envoy left two years ago on April 3.", "two years ago on April 3", "2022-04-03"),
        ("The envoy left on Monday two weeks ago.", "Monday two weeks ago", "2024-04-29"),
        ("The envoy left on Monday of two weeks ago.", "Monday of two weeks ago", "2024-04-29"),
        ("The envoy left on the 15th of the last month.", "the 15th of the last month", "2024-04-15"),
        ("The envoy leaves on Friday of the coming week.", "Friday of the coming week", "2024-05-24"),
        ("The envoy left on the morning of the 3rd.", "the morning of the 3rd", "2024-05-03"),
        ("Exports fell so far this month.", "so far this month", "2024-05-01..2024-05-15"),
        ("Exports fell this year so far.", "this year so far", "2024-01-01..2024-05-15"),
    ]);
}

#[test]
fn halves_and_quarters_of_a_unit() {
    check(&[
        ("The truce broke half a year ago.", "half a year ago", "~2023-11-01..2023-11-30"),
        ("The truce broke half a decade ago.", "half a decade ago", "~2019-01-01..2019-12-31"),
        ("The truce broke half a century ago.", "half a century ago", "~1974-01-01..1974-12-31"),
        ("The truce broke a half-century ago.", "a half-century ago", "~1974-01-01..1974-12-31"),
        ("The truce broke a quarter of a century ago.", "a quarter of a century ago", "~1999-01-01..1999-12-31"),
        ("They will vote in half a year.", "in half a year", "2024-11-01..2024-11-30"),
        ("They will vote in a fortnight.", "in a fortnight", "2024-05-29"),
        // no whole number of days
        ("The truce broke half a month ago.", "half a month ago", "-"),
        ("The truce broke half an hour ago.", "half an hour ago", "-"),
        ("The truce held for half a year.", "half a year", "-"),
    ]);
}

#[test]
fn units_next_to_a_date_are_all_of_them() {
    check(&[
        ("Talks stalled in the two weeks before Easter.", "the two weeks before Easter", "2024-03-17..2024-03-30"),
        ("Talks stalled in the ten days after 3 April.", "the ten days after 3 April", "2024-04-04..2024-04-13"),
        ("Talks stalled in the three years before 2014.", "the three years before 2014", "2011-01-01..2013-12-31"),
        ("Talks stalled two weeks before Easter.", "two weeks before Easter", "2024-03-17"),
        ("Talks resume a week from Friday.", "a week from Friday", "2024-05-24"),
    ]);
}
