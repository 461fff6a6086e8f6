//! What the methods of resolution mean: for `explain`, and for the documentation.

/// Methods of parties and places, each with what it is. Times and quantities name the rule of their grammar.
pub const METHODS: [(&str, &str); 33] = [
    ("acronym", "the acronym in brackets behind a name of the text, or its initials"),
    ("apposition", "the description that stands beside the name"),
    ("both-sides", "the parties that the text before names, exactly so many"),
    ("capital", "an acting capital stands for its government"),
    ("country", "an acting country stands for its government"),
    ("described-before", "a name of the text fits the description, and no other does"),
    ("division", "an acting province stands for its government"),
    ("family-name", "the family name of somebody who leads a country that the text names"),
    ("main-country", "the country that the text is about by far most"),
    ("metonym", "the tables know the name as standing for this party"),
    ("name", "the tables know the name"),
    ("name-by-sound", "the tables know a name that is another romanisation of it"),
    ("name-office", "the office that the tables have the person in on that day"),
    ("name-part", "the tables know the place's own name inside the words"),
    ("name-place", "the place inside the name"),
    ("nationality", "the country of the nationality"),
    ("only-country", "the only country that the text names"),
    ("place-before", "the country or town that the text names before"),
    ("possessor", "the party that the possessive before it means"),
    ("pronoun", "the party that the pronoun can mean"),
    ("role", "the nationality or possessor before the role"),
    ("role-of", "the place behind the role"),
    ("role-of-party", "the organisation or group before or behind the role"),
    ("same-name", "the same name before"),
    ("set-there", "the sentence is set in the country that the text is about"),
    ("short-name", "part of a name of the text"),
    ("speaker", "who says the words in which it stands"),
    ("spot", "the place beside which the words describe it"),
    ("title", "the title before the name"),
    ("title-setting", "the title beside the name, and the country that the text is about"),
    // why times stay open
    ("no publication date", "the time needs a publication date to count from, and the document has none"),
    ("duration", "a length of time is no date"),
    ("words", "a number in words and figures"),
];

/// What a method is; the rule of a grammar explains itself.
#[must_use]
pub fn describe(method: &str) -> Option<&'static str> {
    METHODS.iter().find(|(name, _)| *name == method).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_in_order_and_documented() {
        let named: Vec<&str> = METHODS[..30].iter().map(|m| m.0).collect();
        assert!(named.is_sorted(), "{named:?}");
        assert_eq!(describe("capital"), Some("an acting capital stands for its government"));
        assert_eq!(describe("weekday"), None);
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/output.md")).unwrap();
        for (method, _) in &METHODS[..30] {
            assert!(page.contains(&format!("`{method}`")), "docs/output.md does not name the method `{method}`");
        }
    }
}
