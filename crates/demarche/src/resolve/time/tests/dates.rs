use super::{check, check_on};

#[test]
fn dates_with_a_year() {
    check(&[
        ("The truce was signed on May 3, 2014.", "May 3, 2014", "2014-05-03"),
        ("The truce was signed on 3 May 2014 in Vienna.", "3 May 2014", "2014-05-03"),
        ("Planes hit the towers on Sept. 11, 2001.", "Sept. 11, 2001", "2001-09-11"),
        ("The treaty of June 20 of 1992 lapsed.", "June 20 of 1992", "1992-06-20"),
        ("They voted on the 3rd of March 2020.", "the 3rd of March 2020", "2020-03-03"),
        ("Filed 2014-05-03 by the clerk.", "2014-05-03", "2014-05-03"),
        ("Filed 2014/05/03 by the clerk.", "2014/05/03", "2014-05-03"),
        ("See archive-2018-09-23-page.html for more.", "2018-09-23", "2018-09-23"),
        ("Filed on 22/04/2016 by the clerk.", "22/04/2016", "2016-04-22"),
        ("Filed on 04/22/2016 by the clerk.", "04/22/2016", "2016-04-22"),
        ("Filed on 22.04.2016 by the clerk.", "22.04.2016", "2016-04-22"),
        ("Filed on 5/5/2016 by the clerk.", "5/5/2016", "2016-05-05"),
        ("Dated 23-Sep-2020 at the top.", "23-Sep-2020", "2020-09-23"),
        ("On Saturday, June 24, 1950, the minister called.", "Saturday, June 24, 1950", "1950-06-24"),
        ("On Tue 9 May 2017 it rained.", "Tue 9 May 2017", "2017-05-09"),
        ("On the twenty-third day of September 2019 it rained.", "the twenty-third day of September 2019", "2019-09-23"),
        ("The law of May 2014 was repealed.", "May 2014", "2014-05-01..2014-05-31"),
        ("Talks began in February of 1940.", "February of 1940", "1940-02-01..1940-02-29"),
        ("Talks began in January, 1918.", "January, 1918", "1918-01-01..1918-01-31"),
        ("A base fell in 490 BC to the king.", "490 BC", "-000489-01-01..-000489-12-31"),
        ("Filed on 23.Sep.2020 by the clerk.", "23.Sep.2020", "2020-09-23"),
        ("Filed on 2020.Sep.23 by the clerk.", "2020.Sep.23", "2020-09-23"),
        ("Filed on 23Sep2020 by the clerk.", "23Sep2020", "2020-09-23"),
        ("Filed on 23 09 2020 by the clerk.", "23 09 2020", "2020-09-23"),
        ("Filed on 23 / 09 / 2020 by the clerk.", "23 / 09 / 2020", "2020-09-23"),
        ("Filed on 12-Oct-16 by the clerk.", "12-Oct-16", "2016-10-12"),
        ("Filed 2016-10-12T16:00 by the clerk.", "2016-10-12", "2016-10-12"),
        ("It ran May 13-14 in Rome.", "May 13-14", "2024-05-13..2024-05-14"),
        ("Filed on 9-18-15 by the clerk.", "9-18-15", "2015-09-18"),
        ("The side has won 9-18-15 so far.", "9-18-15", "none"),
        ("Filed in 09/2020 by the clerk.", "09/2020", "2020-09-01..2020-09-30"),
        ("Filed in 2020/09 by the clerk.", "2020/09", "2020-09-01..2020-09-30"),
        ("Under decree 09/2020 it was banned.", "09/2020", "none"),
        ("Filed 2020 May 3rd by the clerk.", "2020 May 3rd", "2020-05-03"),
        ("He was born on May twenty-one nineteen eighty-six.", "May twenty-one nineteen eighty-six", "1986-05-21"),
        ("In May twenty people were killed.", "May", "2024-05-01..2024-05-31"),
        ("There was no such day as Feb. 30, 2019.", "Feb. 30, 2019", "-"),
    ]);
}

#[test]
fn numbers_that_could_be_either_are_refused() {
    check(&[
        ("Filed on 03/05/2016 by the clerk.", "03/05/2016", "-"),
        ("The hearing is on 6/7.", "6/7", "-"),
        // another date of the text shows the order
        ("Filed on 03/05/2016 and answered on 22/06/2016.", "03/05/2016", "2016-05-03"),
        ("Filed on 03/05/2016 and answered on 06/22/2016.", "03/05/2016", "2016-03-05"),
        // so does the weekday
        ("The call was on Friday 7/6/2018.", "Friday 7/6/2018", "2018-07-06"),
        ("Three of 3/4 of the members voted.", "3/4", "none"),
        // only one of the two can be the month
        ("The hearing is on Friday, 14/6.", "Friday, 14/6", "2024-06-14"),
        ("The court sat from 10/13 to 11/17.", "from 10/13 to 11/17", "2023-10-13..2023-11-17"),
        ("He was rated 11/20.", "11/20", "none"),
        ("The shop is open 24/7.", "24/7", "none"),
        ("The odds were as short as 1/14.", "1/14", "none"),
    ]);
}

#[test]
fn dates_without_a_year_are_the_latest_not_after_publication() {
    check(&[
        ("The bridge was blown up on March 3.", "March 3", "2024-03-03"),
        ("The bridge was blown up on 3 October.", "3 October", "2023-10-03"),
        ("The bridge was blown up on May 15.", "May 15", "2024-05-15"),
        ("The bridge was blown up on the 3rd of March.", "the 3rd of March", "2024-03-03"),
        ("The bridge was blown up on the 3rd.", "the 3rd", "2024-05-03"),
        ("The bridge was blown up on the 22 nd of March.", "the 22 nd of March", "2024-03-22"),
        ("The bridge was blown up on 3rd.", "3rd", "2024-05-03"),
        ("The bridge on 5th Avenue was blown up.", "5th", "none"),
        ("It was blown up in the week of the 6th.", "the week of the 6th", "2024-05-06..2024-05-12"),
        ("The bridge was blown up on the 20th.", "the 20th", "2024-04-20"),
        ("The court will rule on the 20th.", "the 20th", "2024-05-20"),
        ("Parliament will vote on March 3.", "March 3", "2025-03-03"),
        ("The summit is scheduled for 3 October.", "3 October", "2024-10-03"),
        ("The bridge was blown up in March.", "March", "2024-03-01..2024-03-31"),
        ("The bridge was blown up in November.", "November", "2023-11-01..2023-11-30"),
        ("The bridge was blown up in May.", "May", "2024-05-01..2024-05-31"),
        ("Parliament will vote in November.", "November", "2024-11-01..2024-11-30"),
        ("The prisoner was freed on Feb. 29.", "Feb. 29", "2024-02-29"),
        ("Mon 13th was a holiday.", "Mon 13th", "2024-05-13"),
        ("The raid of Tuesday, May 7, killed two.", "Tuesday, May 7", "2024-05-07"),
        // the weekday tells the year
        ("The raid of Sunday, May 7, killed two.", "Sunday, May 7", "2023-05-07"),
    ]);
}

#[test]
fn years_decades_centuries() {
    check(&[
        ("War broke out in 2014.", "2014", "2014-01-01..2014-12-31"),
        ("In 2014 troops entered the province.", "2014", "2014-01-01..2014-12-31"),
        ("The 2014 troops never came back.", "2014", "none"),
        ("The ministry sent 2014 troops.", "2014", "none"),
        ("The ministry sent 1,200 troops.", "1,200", "none"),
        ("Some 2000 people fled.", "2000", "none"),
        ("The aid cost $2014 a head.", "2014", "none"),
        ("Flight KL2014 landed.", "2014", "none"),
        ("The 2012 election was contested.", "2012", "2012-01-01..2012-12-31"),
        ("They recalled the landmark 1973 ruling.", "1973", "1973-01-01..1973-12-31"),
        ("They sent a further 1950 troops.", "1950", "none"),
        ("The fleet sailed in 1782 and 1783.", "1783", "1783-01-01..1783-12-31"),
        ("They had 1612 and 1750 men.", "1750", "none"),
        ("They laid plans for 1777, and lost.", "1777", "1777-01-01..1777-12-31"),
        ("He won in 2004, 2008 and 2012.", "2008", "2008-01-01..2008-12-31"),
        ("The constitution of 1958 stands.", "1958", "1958-01-01..1958-12-31"),
        ("They left in nineteen ninety-six.", "nineteen ninety-six", "1996-01-01..1996-12-31"),
        ("They left in two thousand and fifteen.", "two thousand and fifteen", "2015-01-01..2015-12-31"),
        ("The party ruled in the 1990s.", "the 1990s", "1990-01-01..1999-12-31"),
        ("The party ruled in the early 2000s.", "the early 2000s", "~2000-01-01..2003-12-31"),
        ("The party ruled in the late 1960s.", "the late 1960s", "~1967-01-01..1969-12-31"),
        ("The party ruled in the '80s.", "the '80s", "1980-01-01..1989-12-31"),
        ("The party ruled in the nineties.", "the nineties", "1990-01-01..1999-12-31"),
        ("He is in his eighties.", "eighties", "none"),
        ("The party ruled in the mid-90s.", "the mid-90s", "~1994-01-01..1996-12-31"),
        ("Temperatures reached the 90s.", "the 90s", "none"),
        ("He is in his mid-60s.", "mid-60s", "none"),
        ("The party ruled in the nineteen-eighties.", "the nineteen-eighties", "1980-01-01..1989-12-31"),
        ("The party ruled in the first decade of the 21st century.", "the first decade of the 21st century", "2000-01-01..2009-12-31"),
        ("The party ruled into the 21 century.", "the 21 century", "2000-01-01..2099-12-31"),
        ("Borders of the 19th century hold.", "the 19th century", "1800-01-01..1899-12-31"),
        ("The first years of the 21st century were calm.", "the 21st century", "2000-01-01..2099-12-31"),
        ("The budget of FY2023 was cut.", "FY2023", "-"),
        ("The fiscal year 2023 was poor.", "fiscal year 2023", "-"),
        ("About 1910 a railway was built.", "About 1910", "~1910-01-01..1910-12-31"),
    ]);
}

#[test]
fn ranges() {
    check(&[
        ("Talks ran from March 3 to 7.", "from March 3 to 7", "2024-03-03..2024-03-07"),
        ("Talks ran March 3-7.", "March 3-7", "2024-03-03..2024-03-07"),
        ("Talks ran March 3–7, 2014.", "March 3–7, 2014", "2014-03-03..2014-03-07"),
        ("Talks ran on 3-7 March 2014.", "3-7 March 2014", "2014-03-03..2014-03-07"),
        ("Talks ran between the 3rd and the 7th of March.", "between the 3rd and the 7th of March", "2024-03-03..2024-03-07"),
        ("Talks ran from April 27 to the 3rd.", "from April 27 to the 3rd", "2024-04-27..2024-05-03"),
        ("Fighting raged between 2014 and 2016.", "between 2014 and 2016", "2014-01-01..2016-12-31"),
        ("Fighting raged from 2014 to 2016.", "from 2014 to 2016", "2014-01-01..2016-12-31"),
        ("The war (1939–1945) ended.", "1939–1945", "1939-01-01..1945-12-31"),
        ("The budget for 2019/20 passed.", "2019/20", "2019-01-01..2020-12-31"),
        ("The siege of 2007-08 failed.", "2007-08", "2007-01-01..2008-12-31"),
        ("Rain fell from March to May.", "from March to May", "2024-03-01..2024-05-31"),
        ("Rain fell from November to March.", "from November to March", "2023-11-01..2024-03-31"),
        ("Rain fell from March to May 2016.", "from March to May 2016", "2016-03-01..2016-05-31"),
        ("Rain fell in June-July 2017.", "June-July 2017", "2017-06-01..2017-07-31"),
        ("He served from 3 March 2014 until 7 May 2015.", "from 3 March 2014 until 7 May 2015", "2014-03-03..2015-05-07"),
        ("Schools were shut from Monday to Tuesday.", "from Monday to Tuesday", "2024-05-13..2024-05-14"),
        ("Schools were shut from Thursday to Tuesday.", "from Thursday to Tuesday", "2024-05-09..2024-05-14"),
        ("Schools will be shut from Thursday to Saturday.", "from Thursday to Saturday", "2024-05-16..2024-05-18"),
        ("The army shelled the town on May 4 and 5.", "May 4 and 5", "2024-05-04..2024-05-05"),
        ("It rained on the 28 and 29 August.", "the 28 and 29 August", "2023-08-28..2023-08-29"),
        ("In April and June 1955 he ruled alone.", "April", "1955-04-01..1955-04-30"),
        ("A curfew from 8 p.m. to 4 a.m. holds.", "from 8 p.m. to 4 a.m.", "-"),
        ("The side won 3-2 and the vote was 12-14.", "3-2", "none"),
        ("It rained from 4 to 22 of this month.", "from 4 to 22 of this month", "2024-05-04..2024-05-22"),
        ("It rose from 4 to 22 this month.", "from 4 to 22 this month", "none"),
        ("It rained in Jan-March 2018.", "Jan-March 2018", "2018-01-01..2018-03-31"),
        ("It rained in January/February 2018.", "January/February 2018", "2018-01-01..2018-02-28"),
        ("It has rained between now and Monday.", "between now and Monday", "2024-05-15..2024-05-20"),
        ("It will rain now until Friday.", "now until Friday", "2024-05-15..2024-05-17"),
        ("It rained from May 3, 2014, through June 5, 2015.", "from May 3, 2014, through June 5, 2015", "2014-05-03..2015-06-05"),
        ("It rained in the years 2010 to 2012.", "the years 2010 to 2012", "2010-01-01..2012-12-31"),
        ("It rained in the years between 2010 and 2012.", "the years between 2010 and 2012", "2010-01-01..2012-12-31"),
        ("It rained from this Monday to next Monday.", "from this Monday to next Monday", "2024-05-13..2024-05-20"),
        ("It rained from 2010 to the present.", "from 2010 to the present", "2010-01-01..2024-05-15"),
        ("The 2019/2020 season was cut short.", "2019/2020", "2019-01-01..2020-12-31"),
        ("It will be shown from 1130 to 1215 GMT on Friday.", "1215 GMT on Friday", "2024-05-17"),
        ("They were there from 2014 onwards.", "from 2014 onwards", "2014-01-01..2024-05-15"),
    ]);
}

#[test]
fn parts_of_years() {
    check(&[
        ("Output fell in the first quarter of 2013.", "the first quarter of 2013", "2013-01-01..2013-03-31"),
        ("Output fell in Q3 2019.", "Q3 2019", "2019-07-01..2019-09-30"),
        ("Output fell in 2019-Q1.", "2019-Q1", "2019-01-01..2019-03-31"),
        ("Output fell in the first quarter.", "the first quarter", "2024-01-01..2024-03-31"),
        ("Output fell in the second half of 2008.", "the second half of 2008", "2008-07-01..2008-12-31"),
        ("Output fell in the first half of the year.", "the first half of the year", "2024-01-01..2024-06-30"),
        ("Output fell last quarter.", "last quarter", "2024-01-01..2024-03-31"),
        ("Output fell in 3Q 2019.", "3Q 2019", "2019-07-01..2019-09-30"),
        ("Output fell in 2019's third quarter.", "2019's third quarter", "2019-07-01..2019-09-30"),
        ("They fled in the last weeks of 2019.", "the last weeks of 2019", "2019-09-01..2019-12-31"),
        ("They fled in the final days of April.", "the final days of April", "2024-04-21..2024-04-30"),
        ("They met in week 2 of March.", "week 2 of March", "2024-03-11..2024-03-17"),
        ("They scored in the second half of the match.", "the second half", "none"),
        ("They held out in the summer of 2014.", "the summer of 2014", "~2014-06-01..2014-08-31"),
        ("They held out in the winter of 2014.", "the winter of 2014", "~2014-12-01..2015-02-28"),
        ("They fled in spring 1994.", "spring 1994", "~1994-03-01..1994-05-31"),
        ("They fled last summer.", "last summer", "~2023-06-01..2023-08-31"),
        ("They will vote this summer.", "this summer", "~2024-06-01..2024-08-31"),
        ("They fled after the fall of the city.", "fall", "none"),
        ("They left in the fall of 2007.", "the fall of 2007", "~2007-09-01..2007-11-30"),
        ("The Arab Spring began in Tunisia.", "Spring", "none"),
        ("Ties froze in the third week of January 2019.", "the third week of January 2019", "2019-01-14..2019-01-20"),
        ("Ties froze in the last week of 2019.", "the last week of 2019", "2019-12-23..2019-12-29"),
        ("Ties froze in the first ten days of 2015.", "the first ten days of 2015", "2015-01-01..2015-01-10"),
        ("Ties froze in the first ten months of 1915.", "the first ten months of 1915", "1915-01-01..1915-10-31"),
        ("They met on the first Friday of July 2021.", "the first Friday of July 2021", "2021-07-02"),
        ("They met on the last Monday of May 2021.", "the last Monday of May 2021", "2021-05-31"),
        ("They met in the week of April 10, 2018.", "the week of April 10, 2018", "2018-04-09..2018-04-15"),
        ("They met in week 27 of 2017.", "week 27 of 2017", "2017-07-03..2017-07-09"),
        ("They met in early May.", "early May", "2024-05-01..2024-05-10"),
        ("They met in mid-April.", "mid-April", "2024-04-11..2024-04-20"),
        ("They met in late February.", "late February", "2024-02-21..2024-02-29"),
        ("They met at the beginning of 2010.", "the beginning of 2010", "2010-01-01..2010-04-30"),
        ("They met in mid-2010.", "mid-2010", "2010-05-01..2010-08-31"),
        ("They met at the end of 2010.", "the end of 2010", "2010-09-01..2010-12-31"),
        ("They met in the middle of June 2010.", "the middle of June 2010", "2010-06-11..2010-06-20"),
        ("They met early in 1914.", "early in 1914", "1914-01-01..1914-04-30"),
        ("They met late last year.", "late last year", "2023-09-01..2023-12-31"),
    ]);
}

#[test]
fn holidays() {
    check(&[
        ("Guns fell silent on Christmas Day.", "Christmas Day", "2023-12-25"),
        ("Guns fell silent on New Year's Eve.", "New Year's Eve", "2023-12-31"),
        ("Guns fell silent on New Year’s Day 2020.", "New Year’s Day 2020", "2020-01-01"),
        ("Troops paraded on Bastille Day.", "Bastille Day", "2023-07-14"),
        ("Unions marched on May Day.", "May Day", "2024-05-01"),
        ("Guns fell silent at Easter.", "Easter", "2024-03-31"),
        ("Guns fell silent on Good Friday.", "Good Friday", "2024-03-29"),
        ("Guns fell silent on Easter Monday 2018.", "Easter Monday 2018", "2018-04-02"),
        ("Guns fell silent on Orthodox Easter.", "Orthodox Easter", "2024-05-05"),
        ("Troops paraded on Ukrainian Independence Day.", "Ukrainian Independence Day", "2023-08-24"),
        ("Troops paraded on India's Independence Day.", "India's Independence Day", "2023-08-15"),
        ("Troops paraded on Independence Day.", "Independence Day", "-"),
        ("The attack came during Ramadan.", "Ramadan", "-"),
        ("The attack came on Black Friday 2010.", "Black Friday 2010", "2010-11-26"),
        ("They will leave before Christmas.", "before Christmas", "2024-05-15..2024-12-24"),
        ("The Good Friday Agreement holds.", "Good Friday", "none"),
        ("They fled last Christmas.", "last Christmas", "2023-12-25"),
        ("They fled on Mother's Day 2019.", "Mother's Day 2019", "2019-05-12"),
        ("They fled on Father’s Day 2019.", "Father’s Day 2019", "2019-06-16"),
        ("They fled on Mardi Gras 2018.", "Mardi Gras 2018", "2018-02-13"),
        ("They fled on Cyber Monday 2021.", "Cyber Monday 2021", "2021-11-29"),
        ("They fled on Human Rights Day.", "Human Rights Day", "2023-12-10"),
        ("They fled on good friday.", "good friday", "2024-03-29"),
        ("They fled over Labor Day 2021 weekend.", "Labor Day 2021 weekend", "2021-09-04..2021-09-06"),
        ("They fled in Easter week.", "Easter week", "2024-03-25..2024-03-31"),
        ("They will leave by new year.", "by new year", "2024-05-15..2025-01-01"),
        ("They wished her a new year of peace.", "new year", "none"),
        ("Troops paraded on the Independence Day of this year.", "the Independence Day of this year", "-"),
        ("They met on Genocide Memorial Day.", "Memorial Day", "none"),
        ("They prayed at St Patrick's Cathedral.", "St Patrick", "none"),
    ]);
}

#[test]
fn without_a_publication_date_only_the_words_count() {
    check_on(
        None,
        &[
            ("They met on May 3, 2014.", "May 3, 2014", "2014-05-03"),
            ("They met on Monday.", "Monday", "-"),
            ("They met on May 3.", "May 3", "-"),
            ("They met last year.", "last year", "-"),
            ("On May 3, 2014, they met. Two days later they parted.", "Two days later", "2014-05-05"),
            ("They have met since 2014.", "since 2014", "-"),
        ],
    );
}

#[test]
fn dates_in_short_forms() {
    check(&[
        ("The convoy left on 7 Nov 16.", "7 Nov 16", "2016-11-07"),
        ("The convoy (7 November 16) was hit.", "7 November 16", "2016-11-07"),
        ("The convoy left on Nov 7th 16.", "Nov 7th 16", "2016-11-07"),
        ("On 7 Nov 16 soldiers were killed.", "7 Nov", "2023-11-07"),
        ("On 7 Nov 16 were killed.", "7 Nov", "2023-11-07"),
        ("The convoy left on 7 Nov 16:30 GMT.", "7 Nov 16:30 GMT", "2023-11-07"),
        ("The convoy left on Nov 16.", "Nov 16", "2023-11-16"),
        ("The bridge was last repaired 05/2012.", "05/2012", "2012-05-01..2012-05-31"),
        ("The bridge (05/2012) was hit.", "05/2012", "2012-05-01..2012-05-31"),
        ("The bridge was repaired in 5-2012.", "5-2012", "2012-05-01..2012-05-31"),
        ("The court cited case 05/2012.", "05/2012", "none"),
        ("The court cited Decree 05/2012.", "05/2012", "none"),
        ("The court cited No. 05/2012.", "05/2012", "none"),
        ("The convoy left on 20160503.", "20160503", "2016-05-03"),
        ("The convoy left on 20161303.", "20161303", "none"),
        ("The serial number was 20160503.", "20160503", "none"),
        ("They marched on Chinese New Year.", "New Year", "-"),
    ]);
}
