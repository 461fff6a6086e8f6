use super::{Anchor, check, find, wednesday};

#[test]
fn times_counted_from_a_date_of_the_text() {
    check(&[
        ("Shells fell on Monday. The following day a truce began.", "The following day", "2024-05-14"),
        ("Shells fell on May 3. Two days later a truce began.", "Two days later", "2024-05-05"),
        ("Shells fell on May 3. A week earlier a truce had begun.", "A week earlier", "2024-04-26"),
        ("Shells fell on May 3, and the next day a truce began.", "the next day", "2024-05-04"),
        ("Shells fell on Sunday. He had fled the day before.", "the day before", "2024-05-11"),
        ("Shells fell on May 3, 2014. The next morning they fled.", "The next morning", "2014-05-04"),
        ("Shells fell on May 3, 2014. That day they fled.", "That day", "2014-05-03"),
        ("Shells fell on May 3, 2014. On the same day they fled.", "the same day", "2014-05-03"),
        ("Shells fell in March 2014. They fled later that year.", "later that year", "2014-03-31..2014-12-31"),
        ("Shells fell in March 2014. They fled the previous year.", "the previous year", "2013-01-01..2013-12-31"),
        ("Shells fell in March 2014. They fled in October of that year.", "October of that year", "2014-10-01..2014-10-31"),
        ("Shells fell in 2010. Two years later they fled.", "Two years later", "2012-01-01..2012-12-31"),
        ("Shells fell in June 2010. Five months later they fled.", "Five months later", "2010-11-01..2010-11-30"),
        // a month is too coarse for days
        ("Shells fell in June 2010. Two days later they fled.", "Two days later", "-"),
        // nothing to count from
        ("They fled the following day.", "the following day", "-"),
        ("They fled that day.", "that day", "-"),
        ("They fled two days later.", "two days later", "-"),
        // too far back
        ("Shells fell on May 3. People hid. Nobody slept. Two days later a truce began.", "Two days later", "-"),
    ]);
}

#[test]
fn a_passage_about_an_earlier_year() {
    check(&[
        ("Rebels took the town in March 2014. In May they lost it.", "May", "2014-05-01..2014-05-31"),
        ("On March 3, 2014, rebels took the town. They lost it on May 7.", "May 7", "2014-05-07"),
        ("In 2011, protests began. On March 15 the army fired.", "March 15", "2011-03-15"),
        // publication's year again
        ("Rebels took the town in March 2014. The court will rule on June 3.", "June 3", "2024-06-03"),
        ("Rebels took the town in March 2014.\n\nIn April they lost another.", "April", "2024-04-01..2024-04-30"),
        ("The law of 2014 was struck down on March 3.", "March 3", "2024-03-03"),
    ]);
}

/// A text whose dates nearly all state a year is a history: its year goes on from sentence to sentence.
#[test]
fn a_history_carries_its_year_on() {
    let start = "In March 1940 the war reached the coast. In June 1940 the port fell. On September 3, 1940, the king fled. ";
    let read = |rest: &str, words: &str| {
        let text = format!("{start}{rest}");
        let found = find(&text, Some(wednesday()));
        let hit = found.iter().find(|e| e.span.of(&text) == words).and_then(|e| e.interval);
        hit.map(|i| (i.start.to_string(), i.end.to_string()))
    };
    let days = |start: &str, end: &str| Some((start.to_string(), end.to_string()));
    assert_eq!(read("People hid.\n\nIn October it rained.", "October"), days("1940-10-01", "1940-10-31"));
    assert_eq!(read("In November it rained. In January it froze.", "January"), days("1941-01-01", "1941-01-31"));
    assert_eq!(read("They starved at the end of the year.", "the end of the year"), days("1940-09-01", "1940-12-31"));
    assert_eq!(read("A film about it opened this year.", "this year"), days("2024-01-01", "2024-12-31"));
}

#[test]
fn datelines_anchor_nothing_but_themselves() {
    let text = "GAZA, May 3 (Agency) - Two people were killed. Two days later a truce began.";
    let found = find(text, Some(wednesday()));
    assert_eq!(found[0].span.of(text), "May 3");
    assert_eq!(found[0].rule, "dateline");
    assert_eq!(found[1].interval, None);
    check(&[
        ("FLINT, Mich., May 4 (UPI) — A man was held.", "May 4", "2024-05-04"),
        ("On May 3 - a Friday - a man was held.", "May 3", "2024-05-03"),
    ]);
}

#[test]
fn the_anchor_is_told() {
    let anchor = |text: &str, at: usize| find(text, Some(wednesday()))[at].anchor;
    assert_eq!(anchor("They met on Monday.", 0), Anchor::Published);
    assert_eq!(anchor("They met in 2014.", 0), Anchor::None);
    assert_eq!(anchor("They met that day.", 0), Anchor::None);
    let text = "They met on May 3, 2014. Two days later they parted.";
    let found = find(text, Some(wednesday()));
    assert_eq!(found[1].anchor, Anchor::Text(found[0].span));
}
