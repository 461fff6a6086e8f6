//! What outlets put around an article: bylines, datelines, credits, legal notices, invitations to subscribe. It is kept apart from
//! the words of the article, and read for who wrote it ([`byline`](super::byline)).

use demarche::segment::Layers;
use demarche::span::Span;

/// What a piece of boilerplate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// A line before the article that names its writer: `By Ana Prado, Associated Press`, `AFP/Kano`.
    Byline,
    /// Where the first sentence was written and by which agency: `KYIV, May 3 (Reuters) -`.
    Dateline,
    /// A line or piece at the end that names who wrote or helped: `(Reporting by …)`, `— AFP`, `With inputs from PTI`.
    Credit,
    /// Copyright, disclaimers, invitations.
    Notice,
}

/// A piece of boilerplate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// What it is.
    pub kind: NoticeKind,
    /// Where it stands, in bytes of the text.
    pub span: Span,
}

/// Starts of sentences that credit somebody, lower case.
const CREDITS: [&str; 21] = [
    "reporting by",
    "additional reporting",
    "writing by",
    "editing by",
    "edited by",
    "compiled by",
    "with reporting",
    "with additional reporting",
    "with files from",
    "with inputs from",
    "with input from",
    "with agencies",
    "with agency",
    "with information from",
    "source:",
    "sources:",
    "credit:",
    "with ap",
    "with afp",
    "with reuters",
    "agencies",
];

/// Starts of notices, lower case.
const NOTICES: [&str; 34] = [
    "©",
    "(c)",
    "copyright",
    "all rights reserved",
    "this material may not be",
    "this story has been published",
    "this story has not been edited",
    "this article has been published",
    "this story is published from",
    "the story has not been edited",
    "(this story has not been edited",
    "(this story has been published",
    "(this is an unedited",
    "(except for the headline",
    "except for the headline",
    "(only the headline",
    "only the headline",
    "disclaimer:",
    "read more",
    "read also",
    "also read",
    "related:",
    "see also",
    "sign up",
    "subscribe",
    "follow us",
    "click here",
    "share this",
    "advertisement",
    "download our app",
    "download the app",
    "our standards:",
    "last updated",
    "photo:",
];

/// Phrases that make a short sentence at the end a credit.
const CREDIT_PHRASES: [&str; 9] = [
    "contributed to this report",
    "contributed reporting",
    "contributed to this story",
    "contributed to this article",
    "was first published",
    "first appeared in",
    "first appeared on",
    "was originally published",
    "was produced by",
];

/// Paragraphs at the start where a byline is looked for.
const HEAD: usize = 3;
/// Sentences at the end where loose credits are looked for.
const TAIL: usize = 6;

/// Finds the boilerplate of a text: disjoint, in text order.
#[must_use]
pub fn notices(text: &str, layers: &Layers) -> Vec<Notice> {
    let mut out: Vec<Notice> = Vec::new();
    let mut body = None;
    for paragraph in layers.paragraphs.iter().take(HEAD) {
        if is_byline(paragraph.of(text)) {
            out.push(Notice { kind: NoticeKind::Byline, span: *paragraph });
        } else {
            body = Some(*paragraph);
            break;
        }
    }
    if let Some(paragraph) = body
        && let Some(length) = dateline(paragraph.of(text))
    {
        out.push(Notice { kind: NoticeKind::Dateline, span: Span::new(paragraph.start(), paragraph.start() + length) });
    }
    let body_from = out.last().map_or(0, |n| n.span.end());
    let count = layers.sentences.len();
    let mut is_legal = false;
    for (i, &sentence) in layers.sentences.iter().enumerate() {
        if sentence.end() <= body_from {
            continue;
        }
        let at_end = count - i <= TAIL && i > 0;
        let words = sentence.of(text);
        let low = lower_start(words);
        let bare = low.trim_start_matches(['(', '[', '*', '-', '–', '—', ' ']);
        let short = demarche::segment::count_words(words) <= 30;
        let kind = if NOTICES.iter().any(|n| starts(&low, n)) || (is_legal && at_end && short) {
            // the sentences after a notice belong to it: "All rights reserved. This material may not …"
            is_legal = true;
            Some(NoticeKind::Notice)
        } else {
            let credits = short && CREDITS.iter().any(|c| starts(bare, c)) && (at_end || low.starts_with('('));
            let phrase = || short && CREDIT_PHRASES.iter().any(|p| words.to_lowercase().contains(p));
            (credits || at_end && (is_loose_credit(words) || phrase())).then_some(NoticeKind::Credit)
        };
        match kind {
            Some(kind) => out.push(Notice { kind, span: Span::new(sentence.start().max(body_from), sentence.end()) }),
            None if i + 1 == count || at_end => {
                if let Some(length) = tail_credit(words)
                    && sentence.end() - length >= body_from
                {
                    out.push(Notice { kind: NoticeKind::Credit, span: Span::new(sentence.end() - length, sentence.end()) });
                }
            }
            None => {}
        }
    }
    out
}

/// The first characters of a sentence, lower case: enough for every pattern here.
fn lower_start(words: &str) -> String {
    words.chars().take(48).flat_map(char::to_lowercase).collect()
}

/// True where `pattern` starts `text` and ends at a word's edge.
fn starts(text: &str, pattern: &str) -> bool {
    text.strip_prefix(pattern).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || !pattern.ends_with(char::is_alphanumeric))
}

/// A line before the article: `By …`, or a few capitalised words without an end.
fn is_byline(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(16).collect();
    if words.len() > 14 || line.ends_with(['.', '!', '?', '"', '”', ':']) {
        return false;
    }
    let low = lower_start(line);
    starts(&low, "by") || starts(&low, "from") || (words.len() <= 6 && words.iter().all(|w| !w.starts_with(char::is_lowercase)))
}

/// Bytes of a dateline at the start of a paragraph: up to and with its dash.
fn dateline(paragraph: &str) -> Option<usize> {
    let end = paragraph.char_indices().map(|(i, _)| i).take(101).last().unwrap_or(0);
    let start = &paragraph[..end];
    if !start.starts_with(|c: char| c.is_uppercase() || c == '(') {
        return None;
    }
    // `MOSCOW, April 12. /TASS/.`
    if let Some(open) = start.find('/')
        && let Some(close) = start[open + 1..].find("/.").map(|c| open + 1 + c)
        && is_capital_head(&start[..open])
    {
        return Some(close + 2);
    }
    let dashes = ["--", "—", "–", "-"];
    let (at, dash) = dashes
        .iter()
        .filter_map(|d| {
            // a dash that joins words is none
            let at = start.match_indices(*d).find(|(i, _)| {
                let before = &start[..*i];
                let after = &start[i + d.len()..];
                (before.ends_with([' ', ')']) || *d == "—")
                    && after.starts_with(|c: char| c.is_whitespace() || (*d == "—" && c.is_uppercase()))
            })?;
            Some((at.0, *d))
        })
        .min_by_key(|(at, d)| (*at, usize::MAX - d.len()))?;
    let before = start[..at].trim_end();
    let is_agency = before.strip_suffix(')').and_then(|b| b.rsplit_once('(')).is_some_and(|(place, agency)| {
        let capital = |words: &str| words.split_whitespace().all(|w| !w.starts_with(char::is_lowercase));
        agency.len() <= 40 && !agency.is_empty() && capital(agency) && capital(place) && place.split_whitespace().count() <= 8
    });
    (is_agency || is_capital_head(before)).then(|| at + dash.len())
}

/// A place in capitals, perhaps with a country and a day: `YEREVAN`, `BRASILIA, Brazil`, `DUBAI/VIENNA, June 8`.
fn is_capital_head(words: &str) -> bool {
    let mut all = words.split(|c: char| c.is_whitespace() || c == '/').filter(|w| !w.is_empty());
    let Some(first) = all.next() else { return false };
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && !first.chars().any(char::is_lowercase) && all.clone().count() <= 7 && all.all(|w| !w.starts_with(char::is_lowercase))
}

/// A sentence of its own that is only a name: `REUTERS`, `(AFP)`, `— AFP`, `Xinhua`.
fn is_loose_credit(words: &str) -> bool {
    let name = words.trim_start_matches(['(', '[', '-', '–', '—', '/', ' ']).trim_end_matches([')', ']', '/', '.', ' ']);
    let marked = name.len() < words.trim_end_matches('.').len();
    let count = name.split_whitespace().count();
    let capitals = name.split_whitespace().all(|w| !w.starts_with(char::is_lowercase));
    capitals && (1..=4).contains(&count) && name.chars().any(char::is_alphabetic) && (marked || !words.ends_with(['.', '!', '?', '"', '”']))
}

/// Bytes of a credit at the very end of a sentence: `… districts. — AFP`, `… he said (ANI)`, `… he said./ANI`.
fn tail_credit(words: &str) -> Option<usize> {
    let marks = [
        ". — ",
        ". – ",
        ". - ",
        ".- ",
        ".—",
        ".–",
        "./",
        ". (",
        ".” — ",
        ".\" — ",
        ".\" - ",
        ".” – ",
        ".\" (",
        ".” (",
        "(Reporting by",
        "(Additional reporting",
    ];
    marks
        .iter()
        .filter_map(|m| {
            let at = words.rfind(m)?;
            // the article's own stop and quotation mark stay
            let from = at + m.len() - m.trim_start_matches(['.', '”', '"']).len();
            let rest = &words[from..];
            (m.starts_with("(") || is_loose_credit(rest)).then_some(rest.len())
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use demarche::segment::segment;

    fn found(text: &str) -> Vec<(NoticeKind, &str)> {
        notices(text, &segment(text)).into_iter().map(|n| (n.kind, n.span.of(text))).collect()
    }

    #[test]
    fn datelines() {
        for line in [
            "KYIV, May 3 (Reuters) -",
            "KYIV (AP) —",
            "LUSAKA, Aug. 20 (Xinhua) --",
            "YEREVAN -",
            "BRASILIA, Brazil (AP) —",
            "MOSCOW, April 12. /TASS/.",
            "Beirut (AFP) –",
        ] {
            let text = format!("{line} Rain fell on the old town on Monday. It was warm.");
            assert_eq!(found(&text), [(NoticeKind::Dateline, line)], "{line}");
        }
        for text in ["The army - once feared - fell.", "Well-known men left.", "NATO allies met - and parted.", "He (the envoy) - left."] {
            assert!(found(text).iter().all(|n| n.0 != NoticeKind::Dateline), "{text}");
        }
    }

    #[test]
    fn credits_and_notices() {
        let body = "Rain fell on the old town on Monday. Schools closed.";
        for (line, kind) in [
            ("(Reporting by Ana Prado in Kyiv; Editing by Tom Lee)", NoticeKind::Credit),
            ("REUTERS", NoticeKind::Credit),
            ("— AFP", NoticeKind::Credit),
            ("Additional reporting by Associated Press", NoticeKind::Credit),
            ("Reuters contributed to this report.", NoticeKind::Credit),
            ("With inputs from PTI", NoticeKind::Credit),
            ("© 2026 Bloomberg", NoticeKind::Notice),
            ("This story has been published from a wire agency feed without modifications to the text.", NoticeKind::Notice),
        ] {
            assert_eq!(found(&format!("{body}\n\n{line}")), [(kind, line)], "{line}");
            assert_eq!(found(&format!("{body} {line}")).iter().map(|n| n.0).collect::<Vec<_>>(), [kind], "{line}");
        }
        assert_eq!(found(&format!("By Ana Prado, Associated Press\n\n{body}")), [(NoticeKind::Byline, "By Ana Prado, Associated Press")]);
    }

    #[test]
    fn articles_are_no_boilerplate() {
        for text in [
            "Rain fell.\n\nThe ministry said no. \"We wait,\" said Ana Prado.",
            "By Monday the rain had stopped.\n\nPeople came out.",
            "The agencies did not answer. Sources said so.\n\nThe end came.",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
