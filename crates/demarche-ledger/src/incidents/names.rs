//! Names in the words of a mention that resolution left open.

/// Words that stand with a capital without naming anybody.
const TITLES: [&str; 26] = [
    "the",
    "a",
    "an",
    "its",
    "his",
    "her",
    "their",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "president",
    "minister",
    "mayor",
    "general",
    "colonel",
    "police",
    "army",
    "government",
    "people",
];

/// Name words of a mention, lower case, in text order: those that begin with a capital, but for titles and numbers. A description
/// ("the mayor", "gunmen") has none. The first word of a sentence looks like a name; as it rarely stands in two
/// mentions of one kind it neither joins nor parts anything.
pub(super) fn name_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).filter(|w| w.chars().count() > 1);
    let capital = words.filter(|w| w.chars().next().is_some_and(char::is_uppercase));
    capital.map(|w| w.trim_end_matches("'s").trim_end_matches("’s").to_lowercase()).filter(|w| !TITLES.contains(&w.as_str())).collect()
}

/// Two or more name words, as a person's name or a body's has.
pub(super) fn full_name(text: &str) -> Option<Vec<String>> {
    Some(name_words(text)).filter(|w| w.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_has_capitals_and_is_no_title() {
        assert_eq!(name_words("journalist Alena Kupryna"), ["alena", "kupryna"]);
        assert_eq!(name_words("The Balochistan Liberation Army"), ["balochistan", "liberation"]);
        assert!(name_words("the mayor").is_empty() && name_words("Two officers").is_empty() && name_words("").is_empty());
        assert_eq!(full_name("Kupryna"), None);
    }
}
