use super::{check, find, wednesday};

#[test]
fn times_that_resolve_to_nothing() {
    check(&[
        ("Three days of clashes followed.", "Three days", "-"),
        ("A ten-day truce followed.", "ten-day", "-"),
        ("They fought for weeks.", "weeks", "-"),
        ("They fought for two years and eight months.", "two years and eight months", "-"),
        ("He served two years in jail.", "two years", "-"),
        ("He was a minister at the time.", "the time", "-"),
        ("Since then they have hidden.", "Since then", "-"),
        ("They are now in exile.", "now", "-"),
        ("They march every Friday.", "every Friday", "-"),
        ("They fled in recent weeks.", "recent weeks", "-"),
        ("Hours later they fled.", "Hours later", "-"),
        ("More than 40 days of fighting followed.", "More than 40 days", "-"),
    ]);
}

#[test]
fn what_is_no_time() {
    for text in [
        "They have hidden since the coup.",
        "A 34-year-old man was held.",
        "A man, 34 years old, was held.",
        "Members at least 25 years of age may vote.",
        "The talks may march on.",
        "Mrs May said so, and Theresa May left.",
        "Long may she reign.",
        "Protesters march on parliament.",
        "He sat in the sun.",
        "The ship cost 2,014 million.",
        "Flight AF447 and the A320 landed.",
        "The team won 3-2, then 12-14.",
        "Route 66 was shut.",
        "The second man hit the third.",
        "It rose by 20 percent to 2014 points.",
        "Some 1,200 of 1,945 members came.",
        "Mr. March met Ms. April Smith.",
        "He called 911 twice.",
        "Resolution 1701 was adopted.",
        "They spring from the trenches and fall.",
    ] {
        let found = find(text, Some(wednesday()));
        let read: Vec<&str> = found.iter().map(|e| e.span.of(text)).collect();
        assert!(read.is_empty(), "{text:?}: {read:?}");
    }
}

#[test]
fn a_number_after_a_month_may_count_what_follows() {
    check(&[
        ("In May 20 people were killed.", "May", "2024-05-01..2024-05-31"),
        ("On May 3 protesters gathered.", "May 3", "2024-05-03"),
        ("The Sept. 11 attacks changed much.", "Sept. 11", "2001-09-11"),
        ("By May the rains had come.", "By May", "~2024-05-01..2024-05-31"),
    ]);
}
