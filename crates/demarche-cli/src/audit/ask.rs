//! The questions: lines in, verdicts out. On a terminal a line that is not understood is asked again; in a script it ends the
//! session, for what follows may answer another question than its writer meant.

use std::io::{BufRead, Read as _, Write};

use anyhow::Context as _;
use demarche::codebook::{EventType, Stance, Status};
use demarche_eval::audit::{Coding, Fault, Field, Item, Kind, NONE, Verdict};

use super::show::{self, Style};
use crate::error::UserError;

/// What the annotator says to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A verdict, with what is wrong.
    Judged(Verdict, Vec<Fault>),
    /// The item before once more.
    Back,
    /// No more.
    Stop,
}

/// Bytes of a line that are looked at.
const LONGEST_LINE: u64 = 4096;

/// A conversation in lines.
pub struct Dialog<R, W> {
    input: R,
    out: W,
    style: Style,
    is_terminal: bool,
    line: usize,
}

/// A line, understood or not.
enum Heard<T> {
    Yes(T),
    /// The annotator asked for help, or for the question again.
    Again,
    No(String),
}

impl<R: BufRead, W: Write> Dialog<R, W> {
    /// Asks on `out` and reads from `input`.
    pub fn new(input: R, out: W, style: Style, is_terminal: bool) -> Self {
        Self { input, out, style, is_terminal, line: 0 }
    }

    /// Says what can be answered.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn greet(&mut self, questions: &[Item]) -> anyhow::Result<()> {
        let mut text = "y all of it is right · n there is no such event or claim · w something of it is wrong · s cannot tell\n\
            b back · q stop and keep the answers · ? what the codes mean"
            .to_owned();
        if questions.iter().any(|q| q.key.kind == Kind::Sentence) {
            text.push_str("\nof a sentence: y nothing is missing · n an event or claim is missing");
        }
        self.say(&text)
    }

    /// Says a line.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn say(&mut self, words: &str) -> anyhow::Result<()> {
        writeln!(self.out, "{words}").context("cannot write the question")
    }

    /// Shows an item and takes what is said to it. The end of the input stops.
    ///
    /// # Errors
    /// A line of a script that is no answer; where the question cannot be written or the answer read.
    pub fn ask(&mut self, item: &Item, number: usize, total: usize) -> anyhow::Result<Reply> {
        write!(self.out, "{}", show::item(item, number, total, self.style)).context("cannot write the question")?;
        let question = if item.key.kind == Kind::Sentence { "is all there? y n s b q" } else { "right? y n w s b q" };
        loop {
            let Some(line) = self.hear(question)? else { return Ok(Reply::Stop) };
            let is_sentence = item.key.kind == Kind::Sentence;
            match line.to_ascii_lowercase().as_str() {
                "y" | "yes" | "right" => return Ok(Reply::Judged(Verdict::Right, Vec::new())),
                "n" | "no" | "wrong" => return Ok(Reply::Judged(Verdict::Wrong, Vec::new())),
                "s" | "skip" => return Ok(Reply::Judged(Verdict::Skipped, Vec::new())),
                "b" | "back" => return Ok(Reply::Back),
                "q" | "quit" => return Ok(Reply::Stop),
                "w" if !is_sentence => {
                    if let Some(reply) = self.faults(item)? {
                        return Ok(reply);
                    }
                }
                "?" => {
                    let text = show::meanings(&item.coding, self.style);
                    write!(self.out, "{text}").context("cannot write the answer")?;
                }
                _ => {
                    let known = if is_sentence { "y, n, s, b or q" } else { "y, n, w, s, b or q" };
                    self.misheard(&line, &format!("write {known}"))?;
                }
            }
        }
    }

    /// What is wrong; `None` to go back to the question.
    fn faults(&mut self, item: &Item) -> anyhow::Result<Option<Reply>> {
        let fields = item.key.kind.fields();
        let menu: Vec<String> = fields.iter().enumerate().map(|(n, field)| format!("{} {field}", n + 1)).collect();
        let question = format!("which? {} (several with spaces; empty: back to the question)", menu.join(" · "));
        let Some(wrong) = self.until(&question, |line| chosen(line, fields))? else { return Ok(Some(Reply::Stop)) };
        if wrong.is_empty() {
            return Ok(None);
        }
        let mut faults = Vec::new();
        let mut event_type = coded_type(&item.coding);
        let mut asks_mode = wrong.contains(&Field::Mode);
        for &field in fields.iter().filter(|f| wrong.contains(f) || **f == Field::Mode) {
            match field {
                Field::Type => {
                    let Some(right) = self.code("type", EventType::ALL, coded_type(&item.coding))? else { return Ok(Some(Reply::Stop)) };
                    event_type = right;
                    // a mode belongs to its type: another type asks for it anew
                    asks_mode |= right.is_some();
                    faults.push(Fault { field, right: right.map(|t| t.code().to_owned()) });
                }
                Field::Mode if asks_mode => {
                    let Some(fault) = self.mode(item, event_type)? else { return Ok(Some(Reply::Stop)) };
                    faults.extend(fault);
                }
                Field::Mode => {}
                Field::Status => {
                    let coded = if let Coding::Event(ev) = &item.coding { Some(ev.status) } else { None };
                    let Some(right) = self.code("status", Status::ALL, coded)? else { return Ok(Some(Reply::Stop)) };
                    faults.push(Fault { field, right: right.map(|s| s.code().to_owned()) });
                }
                Field::Stance => {
                    let coded = if let Coding::Claim(claim) = &item.coding { Some(claim.stance) } else { None };
                    let Some(right) = self.code("stance", Stance::ALL, coded)? else { return Ok(Some(Reply::Stop)) };
                    faults.push(Fault { field, right: right.map(|s| s.code().to_owned()) });
                }
                _ => faults.push(Fault { field, right: None }),
            }
        }
        if faults.is_empty() {
            return Ok(None);
        }
        Ok(Some(Reply::Judged(Verdict::Partly, faults)))
    }

    /// The right code; the inner `None` where it is not known, the outer at the end of the input.
    fn code<C: Copy + PartialEq + ToString>(&mut self, set: &str, all: &[C], coded: Option<C>) -> anyhow::Result<Option<Option<C>>> {
        let codes: Vec<String> = all.iter().map(C::to_string).collect();
        let wanted = Wanted { set, codes: &codes, coded: coded.map(|c| c.to_string()), prefix: set };
        let Some(chosen) = self.one_of(&wanted)? else { return Ok(None) };
        Ok(Some(chosen.and_then(|n| all.get(n).copied())))
    }

    /// What is wrong with the mode of an event of this type, if anything; the outer `None` at the end of the input.
    fn mode(&mut self, item: &Item, event_type: Option<EventType>) -> anyhow::Result<Option<Option<Fault>>> {
        let fault = |right: Option<String>| Some(Some(Fault { field: Field::Mode, right }));
        let Some(event_type) = event_type else { return Ok(fault(None)) };
        let coded = if let Coding::Event(ev) = &item.coding { ev.mode.clone() } else { None };
        let coded = coded.unwrap_or_else(|| NONE.to_owned());
        let is_same_type = coded_type(&item.coding) == Some(event_type);
        let mut codes: Vec<String> = event_type.modes().map(|m| m.code().to_owned()).collect();
        if codes.is_empty() {
            if coded == NONE {
                self.say(&format!("{event_type} has no modes"))?;
                return Ok(Some(None));
            }
            return Ok(fault(Some(NONE.to_owned())));
        }
        codes.push(NONE.to_owned());
        let wanted = Wanted { set: "mode", codes: &codes, coded: Some(coded.clone()).filter(|_| is_same_type), prefix: event_type.code() };
        let Some(chosen) = self.one_of(&wanted)? else { return Ok(None) };
        let right = chosen.and_then(|n| codes.get(n).cloned());
        // of another type the same word is another mode, but "none" is none
        Ok(if right.as_deref() == Some(NONE) && coded == NONE { Some(None) } else { fault(right) })
    }

    fn one_of(&mut self, wanted: &Wanted<'_>) -> anyhow::Result<Option<Option<usize>>> {
        let question = format!("right {}? {} (? explains; empty: not known)", wanted.set, wanted.codes.join(" "));
        loop {
            let Some(line) = self.hear(&question)? else { return Ok(None) };
            match wanted.understand(&line) {
                Heard::Yes(chosen) => return Ok(Some(chosen)),
                Heard::Again => {
                    let codes: Vec<String> = wanted.codes.iter().map(|code| format!("{}:{code}", wanted.prefix)).collect();
                    let codes = if wanted.set == "type" { wanted.codes } else { &codes };
                    let text = show::definitions(codes.iter().map(String::as_str), self.style);
                    write!(self.out, "{text}").context("cannot write the answer")?;
                }
                Heard::No(why) => self.misheard(&line, &why)?,
            }
        }
    }

    fn until<T>(&mut self, question: &str, understand: impl Fn(&str) -> Result<T, String>) -> anyhow::Result<Option<T>> {
        loop {
            let Some(line) = self.hear(question)? else { return Ok(None) };
            match understand(&line) {
                Ok(understood) => return Ok(Some(understood)),
                Err(why) => self.misheard(&line, &why)?,
            }
        }
    }

    /// A line that fits nothing: asked again on a terminal, the end of a script.
    fn misheard(&mut self, line: &str, why: &str) -> anyhow::Result<()> {
        if self.is_terminal {
            return self.say(why);
        }
        let shown: String = line.chars().take(40).collect();
        Err(UserError::usage(format!("line {} of the answers on standard input is none: `{shown}`", self.line))
            .hint(format!("{why}; what was answered before is kept"))
            .into())
    }

    /// The next line, trimmed; `None` at the end.
    fn hear(&mut self, question: &str) -> anyhow::Result<Option<String>> {
        write!(self.out, "{} ", self.style.strong(question)).context("cannot write the question")?;
        self.out.flush().context("cannot write the question")?;
        let mut line = Vec::new();
        self.input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).context("cannot read the answer")?;
        // what stands on the input does not show where it is no terminal
        if !self.is_terminal || line.is_empty() {
            writeln!(self.out).context("cannot write the question")?;
        }
        if line.is_empty() {
            return Ok(None);
        }
        self.line += 1;
        Ok(Some(String::from_utf8_lossy(&line).trim().to_owned()))
    }
}

/// A code that is asked for.
struct Wanted<'a> {
    set: &'a str,
    codes: &'a [String],
    coded: Option<String>,
    /// Before a code, to find its definition.
    prefix: &'a str,
}

impl Wanted<'_> {
    fn understand(&self, line: &str) -> Heard<Option<usize>> {
        match line {
            "" => return Heard::Yes(None),
            "?" => return Heard::Again,
            _ => {}
        }
        match self.codes.iter().position(|code| code.eq_ignore_ascii_case(line)) {
            None => Heard::No(format!("no such {}: known are {}", self.set, self.codes.join(" "))),
            Some(n) if self.coded.as_ref() == self.codes.get(n) => {
                Heard::No(format!("{} is what was coded; leave the line empty if the right one is not known", self.codes[n]))
            }
            Some(n) => Heard::Yes(Some(n)),
        }
    }
}

fn coded_type(coding: &Coding) -> Option<EventType> {
    if let Coding::Event(ev) = coding { Some(ev.event_type) } else { None }
}

/// Fields by number, name or the beginning of a name.
fn chosen(line: &str, fields: &[Field]) -> Result<Vec<Field>, String> {
    let mut wrong = Vec::new();
    for word in line.split([' ', ',', '\t']).filter(|word| !word.is_empty()) {
        let word = word.to_ascii_lowercase();
        let named: Vec<Field> = fields.iter().copied().filter(|f| f.name().starts_with(&word)).collect();
        let numbered = word.parse::<usize>().ok().and_then(|n| fields.get(n.checked_sub(1)?).copied());
        match (numbered, &named[..]) {
            (Some(field), _) | (None, &[field]) => wrong.push(field),
            (None, []) => return Err(format!("`{word}` is no field: give numbers from 1 to {}, or names", fields.len())),
            (None, many) => {
                let names: Vec<&str> = many.iter().map(|f| f.name()).collect();
                return Err(format!("`{word}` may be {}", names.join(" or ")));
            }
        }
    }
    Ok(wrong)
}

#[cfg(test)]
mod tests {
    use demarche::span::Span;
    use demarche_eval::audit::{EventCoding, Excerpt, Key, Phrase, Stratum};

    use super::*;

    fn item(event_type: EventType, mode: Option<&str>) -> Item {
        let phrase = |text: &str| Phrase { spans: Vec::new(), text: text.to_owned() };
        Item {
            key: Key { document: "d".into(), kind: Kind::Event, item: "e0".into() },
            stratum: Stratum::Event(event_type),
            coding: Coding::Event(Box::new(EventCoding {
                event_type,
                mode: mode.map(str::to_owned),
                status: Status::Actual,
                trigger: phrase("sent"),
                actors: Vec::new(),
                recipients: Vec::new(),
                place: None,
                time: None,
                claims: Vec::new(),
            })),
            excerpt: Excerpt { text: "It sent aid.".into(), focus: Span::new(0, 12), marks: Vec::new() },
            text_sha256: String::new(),
            model: String::new(),
            publisher: None,
            published: None,
        }
    }

    fn said(item: &Item, lines: &str, is_terminal: bool) -> (anyhow::Result<Reply>, String) {
        let mut out = Vec::new();
        let reply = Dialog::new(lines.as_bytes(), &mut out, Style { width: 80, is_colored: false }, is_terminal).ask(item, 1, 2);
        (reply, String::from_utf8(out).unwrap())
    }

    #[track_caller]
    fn partly(item: &Item, lines: &str, faults: &[(Field, Option<&str>)]) {
        let wrong = faults.iter().map(|(field, right)| Fault { field: *field, right: right.map(str::to_owned) }).collect();
        assert_eq!(said(item, lines, false).0.unwrap(), Reply::Judged(Verdict::Partly, wrong), "{lines:?}");
    }

    #[test]
    fn single_letters_are_verdicts() {
        let aid = item(EventType::Aid, None);
        for (line, reply) in [
            ("y\n", Reply::Judged(Verdict::Right, vec![])),
            (" N", Reply::Judged(Verdict::Wrong, vec![])),
            ("skip\r\n", Reply::Judged(Verdict::Skipped, vec![])),
            ("b\n", Reply::Back),
            ("q\n", Reply::Stop),
            ("", Reply::Stop),
            ("w\n", Reply::Stop),
            ("w\n\ny\n", Reply::Judged(Verdict::Right, vec![])),
        ] {
            assert_eq!(said(&aid, line, false).0.unwrap(), reply, "{line:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_asked_for_with_the_right_code() {
        let aid = item(EventType::Aid, None);
        partly(&aid, "w\n4 recipient pl\n", &[(Field::Actor, None), (Field::Recipient, None), (Field::Place, None)]);
        partly(&aid, "w\nstatus\nFuture\n", &[(Field::Status, Some("future"))]);
        partly(&aid, "w\n3\n\n", &[(Field::Status, None)]);
        // another type has its own modes
        partly(&aid, "w\n1\ncoerce\narrest\n", &[(Field::Type, Some("COERCE")), (Field::Mode, Some("arrest"))]);
        partly(&aid, "w\n1\nCOERCE\nnone\n", &[(Field::Type, Some("COERCE"))]);
        partly(&aid, "w\n1\nAGREE\n", &[(Field::Type, Some("AGREE"))]);
        let arrest = item(EventType::Coerce, Some("arrest"));
        partly(&arrest, "w\n1\nAGREE\n", &[(Field::Type, Some("AGREE")), (Field::Mode, Some("none"))]);
        partly(&arrest, "w\n1\n\n", &[(Field::Type, None)]);
        partly(&arrest, "w\n2\nnone\n", &[(Field::Mode, Some("none"))]);
        partly(&arrest, "w\nmode\n?\ndeport\n", &[(Field::Mode, Some("deport"))]);
    }

    #[test]
    fn a_script_ends_where_it_is_not_understood() {
        let arrest = item(EventType::Coerce, Some("arrest"));
        for (lines, words) in [
            ("x\n", "line 1 of the answers on standard input is none: `x`"),
            ("w\n9\n", "line 2"),
            ("w\nt\n", "line 2"),
            ("w\n2\nbeat\n", "line 3"),
            ("w\n2\narrest\n", "line 3"),
        ] {
            let error = said(&arrest, lines, false).0.unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        let (reply, out) = said(&arrest, "x\nw\nt\n2\nbeat\ndeport\n", true);
        assert_eq!(reply.unwrap(), Reply::Judged(Verdict::Partly, vec![Fault { field: Field::Mode, right: Some("deport".into()) }]));
        for words in ["write y, n, w, s, b or q", "`t` may be type or time", "no such mode: known are seize", "1 of 2"] {
            assert!(out.contains(words), "`{words}` is not in:\n{out}");
        }
    }

    #[test]
    fn any_bytes_are_no_trouble() {
        let aid = item(EventType::Aid, None);
        let (reply, _) = said(&aid, &format!("{}\ny\n", "\u{1b}[2J é".repeat(3000)), true);
        assert!(reply.is_ok());
        assert!(Dialog::new(&b"\xff\xfe\n"[..], Vec::new(), Style { width: 80, is_colored: false }, false).ask(&aid, 1, 1).is_err());
    }
}
