//! Answers: one JSON object a line, only ever appended. docs/audit.md specifies the format.

use demarche::codebook::{EventType, Stance, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Field, Key, Kind, SCHEMA};

/// What stands for "no mode" where a right mode is given.
pub const NONE: &str = "none";

/// How an item was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is there, and all its values are right. Of a sentence: nothing is missing.
    Right,
    /// There is no such event or claim. Of a sentence: something is missing.
    Wrong,
    /// It is there, and some of its values are wrong.
    Partly,
    /// The annotator cannot tell.
    Skipped,
}

/// A wrong value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What is wrong.
    pub field: Field,
    /// The right code, where it was given; [`NONE`] for no mode. Parties, places, times and parts have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub right: Option<String>,
}

/// What one annotator says of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The document's id.
    pub document: String,
    /// Id of the event or claim, `s` and the position for a sentence.
    pub item: String,
    /// What it is.
    pub kind: Kind,
    /// SHA-256 of the document's text.
    pub text_sha256: String,
    /// What was judged: a [`Coding`](super::Coding) as JSON.
    pub coded: Value,
    /// How it was judged.
    pub verdict: Verdict,
    /// What is wrong with it; not empty where the verdict is [`Verdict::Partly`], else empty.
    pub wrong: Vec<Fault>,
    /// Who judged.
    pub by: String,
    /// The model that coded.
    pub model: String,
    /// When, as the annotator gave it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Date>,
}

impl Answer {
    /// The item it is about.
    #[must_use]
    pub fn key(&self) -> Key {
        Key { document: self.document.clone(), kind: self.kind, item: self.item.clone() }
    }

    /// The answer as a line, its line feed included.
    #[must_use]
    pub fn line(&self) -> String {
        // every value is a string, or JSON already
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// True where nothing can be said against counting it.
    fn check(&self) -> Result<(), String> {
        if self.schema != SCHEMA {
            return Err(format!("its schema is `{}`, not `{SCHEMA}`", shown(&self.schema)));
        }
        match (self.verdict, self.wrong.is_empty()) {
            (Verdict::Partly, true) => return Err("`partly` needs at least one field in `wrong`".to_owned()),
            (Verdict::Partly, false) | (_, true) => {}
            (_, false) => return Err("only `partly` names fields in `wrong`".to_owned()),
        }
        for (n, fault) in self.wrong.iter().enumerate() {
            let field = fault.field;
            if !self.kind.fields().contains(&field) {
                let known: Vec<&str> = self.kind.fields().iter().map(|f| f.name()).collect();
                return Err(format!("`{field}` is no field of this kind; its fields: {}", known.join(" ")));
            }
            if self.wrong[..n].iter().any(|before| before.field == field) {
                return Err(format!("`{field}` is named twice"));
            }
            match &fault.right {
                Some(_) if !field.is_code() => return Err(format!("`{field}` takes no right code")),
                Some(code) => check_code(field, code, self.right_type())?,
                None => {}
            }
        }
        Ok(())
    }

    /// An event's type after correction; `None` where that is not known.
    #[must_use]
    pub fn right_type(&self) -> Option<EventType> {
        match self.fault(Field::Type) {
            Some(fault) => fault.right.as_deref()?.parse().ok(),
            None => self.coded.get("type")?.as_str()?.parse().ok(),
        }
    }

    /// What it says against a field.
    #[must_use]
    pub fn fault(&self, field: Field) -> Option<&Fault> {
        self.wrong.iter().find(|f| f.field == field)
    }
}

/// Whether a code belongs to its field; a mode also to its type, where that is known.
fn check_code(field: Field, code: &str, event_type: Option<EventType>) -> Result<(), String> {
    let unknown = |e: demarche::codebook::UnknownCode| e.to_string();
    match field {
        Field::Type => code.parse::<EventType>().map(drop).map_err(unknown),
        Field::Status => code.parse::<Status>().map(drop).map_err(unknown),
        Field::Stance => code.parse::<Stance>().map(drop).map_err(unknown),
        Field::Mode => match event_type {
            _ if code == NONE => Ok(()),
            Some(t) => crate::corpus::parse_type(&format!("{t}:{code}")).map(drop),
            None => Err("a right mode needs the right type".to_owned()),
        },
        _ => Err(format!("`{field}` takes no code")),
    }
}

/// A line that is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is no answer: {detail}")]
pub struct DamagedAnswer {
    /// Line, from 1.
    pub line: usize,
    /// What does not fit.
    pub detail: String,
}

/// All answers, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Book {
    pub(super) answers: Vec<Answer>,
}

impl Book {
    /// Reads lines; what is none is named and left out. Blank lines are passed over.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> (Self, Vec<DamagedAnswer>) {
        let (mut book, mut damaged) = (Self::default(), Vec::new());
        for (n, line) in bytes.split(|&b| b == b'\n').enumerate() {
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
            if line.is_empty() {
                continue;
            }
            let answer = serde_json::from_slice::<Answer>(line).map_err(|e| detail(&e));
            match answer.and_then(|a| a.check().map(|()| a)) {
                Ok(answer) => book.answers.push(answer),
                Err(detail) => damaged.push(DamagedAnswer { line: n + 1, detail }),
            }
        }
        (book, damaged)
    }

    /// Adds an answer.
    ///
    /// # Errors
    /// What does not fit the format.
    pub fn push(&mut self, answer: Answer) -> Result<(), String> {
        answer.check()?;
        self.answers.push(answer);
        Ok(())
    }

    /// Number of answers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// True without any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }
}

/// What the parser says; lines are counted by us.
fn detail(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rfind(" at line ").map_or(message.clone(), |at| format!("{} (column {})", &message[..at], error.column()))
}

/// A foreign value as messages show it.
fn shown(value: &str) -> String {
    value.chars().take(60).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn answer(verdict: &str, wrong: Value) -> Value {
        json!({"schema": SCHEMA, "document": "a", "item": "e0", "kind": "event", "text_sha256": "0", "coded": {"type": "COERCE", "mode": "arrest"},
            "verdict": verdict, "wrong": wrong, "by": "ana", "model": "m"})
    }

    fn parse(value: &Value) -> Result<Answer, String> {
        let (mut book, damaged) = Book::parse(value.to_string().as_bytes());
        book.answers.pop().ok_or_else(|| damaged[0].detail.clone())
    }

    #[test]
    fn answers_read_back_as_written() {
        for value in [
            answer("right", json!([])),
            answer("partly", json!([{"field": "type", "right": "ASSAULT"}, {"field": "mode", "right": "beat"}])),
        ] {
            let read = parse(&value).unwrap();
            assert_eq!(parse(&serde_json::from_str(&read.line()).unwrap()), Ok(read.clone()));
            assert_eq!(serde_json::to_value(&read).unwrap(), value);
        }
        assert_eq!(parse(&answer("partly", json!([{"field": "mode", "right": "none"}]))).unwrap().right_type(), Some(EventType::Coerce));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (value, words) in [
            (answer("partly", json!([])), "`partly` needs at least one field"),
            (answer("right", json!([{"field": "mode"}])), "only `partly` names fields"),
            (answer("partly", json!([{"field": "stance"}])), "`stance` is no field of this kind; its fields: type mode"),
            (answer("partly", json!([{"field": "actor", "right": "KOR/GOV"}])), "`actor` takes no right code"),
            (answer("partly", json!([{"field": "status", "right": "maybe"}])), "`maybe` is no status"),
            (answer("partly", json!([{"field": "mode", "right": "beat"}])), "`beat` is no mode of COERCE"),
            (answer("partly", json!([{"field": "type"}, {"field": "mode", "right": "beat"}])), "a right mode needs the right type"),
            (answer("partly", json!([{"field": "time"}, {"field": "time"}])), "`time` is named twice"),
            (answer("maybe", json!([])), "unknown variant `maybe`"),
            (json!({"schema": "demarche-audit/9"}), "missing field"),
        ] {
            let error = parse(&value).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
        let lines =
            format!("{}\n\nno JSON\n{}", answer("right", json!([])), answer("right", json!([])).to_string().replace("audit/1", "audit/9"));
        let (book, damaged) = Book::parse(lines.as_bytes());
        assert_eq!((book.len(), damaged.iter().map(|d| d.line).collect::<Vec<_>>()), (1, vec![3, 4]));
        assert!(damaged[1].to_string().starts_with("line 4 is no answer: its schema is `demarche-audit/9`"), "{}", damaged[1]);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(
            mut bytes in Just(answer("partly", json!([{"field": "type", "right": "AID"}])).to_string().into_bytes()),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            cut in any::<prop::sample::Index>(),
        ) {
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(cut.index(bytes.len() + 1));
            let (book, damaged) = Book::parse(&bytes);
            // whatever was read is written and read again
            for answer in &book.answers {
                let (again, none) = Book::parse(answer.line().as_bytes());
                prop_assert_eq!(&again.answers[0], answer);
                prop_assert!(none.is_empty());
            }
            prop_assert!(damaged.iter().all(|d| !d.detail.is_empty()));
        }

        #[test]
        fn foreign_bytes_are_damage(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (book, damaged) = Book::parse(&bytes);
            prop_assert!(book.is_empty());
            prop_assert!(damaged.len() <= bytes.split(|&b| b == b'\n').count());
        }
    }
}
