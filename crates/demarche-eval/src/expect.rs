//! What a coding case expects, line by line (docs/evaluation.md, "Coding cases").

use std::str::FromStr;

use demarche::codebook::{Context, EventType, Kind, Stance, Status};
use demarche::span::CodePoints;

use crate::corpus::parse_type;
use crate::passage::{Item, Line, Words, parse_items};

/// One line of an `expect` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Line in the file, from 1.
    pub line: usize,
    /// The line as written.
    pub written: String,
    /// Spans must be the same (edges trimmed), not only overlap.
    pub is_exact: bool,
    /// What must hold.
    pub what: What,
}

/// What must hold in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// There is such a claim.
    Claim(ClaimShape),
    /// There is such an event.
    Event(Box<EventShape>),
    /// There is such a mention.
    Mention(Kind, Vec<CodePoints>),
    /// A mention overlapping the words stands for the party `COUNTRY/SECTOR`; with none, no such mention stands for any.
    Party(Option<String>, Vec<CodePoints>),
    /// A mention overlapping the words is put into the country `COUNTRY`, or at the place `COUNTRY/Name-of-it`; with none, no such mention is anywhere.
    At(Option<String>, Vec<CodePoints>),
    /// There is exactly this sentence.
    Sentence(Vec<CodePoints>),
    /// There is no claim.
    NoClaim,
    /// There is no event, or none of the type (and mode).
    NoEvent(Option<(EventType, Option<String>)>),
    /// There is no mention of that kind overlapping the words.
    NoMention(Kind, Vec<CodePoints>),
    /// The text was not coded, for this reason.
    Skipped(String),
}

/// What is expected of one part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Wanted {
    /// Anything.
    #[default]
    Any,
    /// That it is empty (`-`).
    Nothing,
    /// These words.
    Words(Vec<CodePoints>),
}

/// A claim; what is not stated may be anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimShape {
    /// Stance, unless `any`.
    pub stance: Option<Stance>,
    /// Who holds it.
    pub source: Wanted,
    /// The attributing words.
    pub cue: Wanted,
    /// What is attributed.
    pub content: Wanted,
    /// Cue of the claim it stands in.
    pub within: Wanted,
}

/// An event; what is not stated may be anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventShape {
    /// Type, unless `any`.
    pub event_type: Option<EventType>,
    /// Mode, where stated.
    pub mode: Option<String>,
    /// Status, unless `any`.
    pub status: Option<Status>,
    /// The words that name it.
    pub trigger: Wanted,
    /// Who acts: each must be found.
    pub actors: Vec<Wanted>,
    /// Who is acted upon: each must be found.
    pub recipients: Vec<Wanted>,
    /// Where.
    pub place: Wanted,
    /// When.
    pub time: Wanted,
    /// Contexts that must be among the event's.
    pub context: Vec<Context>,
    /// Cue of the claim that holds it.
    pub claim: Wanted,
}

/// Reads one line.
///
/// # Errors
/// A line that does not fit; the message names the remedy.
pub fn parse_expectation(line: &Line, words: &Words) -> Result<Expectation, String> {
    let mut items = parse_items(&line.text)?.into_iter().peekable();
    let is_exact = items.next_if(|i| i.word() == Some("exact")).is_some();
    let mut fields = Fields { items: items.collect::<Vec<_>>().into_iter(), words };
    let what = fields.what()?;
    match fields.items.next() {
        None => Ok(Expectation { line: line.number, written: line.text.clone(), is_exact, what }),
        Some(rest) => Err(format!("`{}` is not understood here", rest.word().unwrap_or("[..]"))),
    }
}

struct Fields<'a> {
    items: std::vec::IntoIter<Item>,
    words: &'a Words,
}

impl Fields<'_> {
    fn word(&mut self, what: &str) -> Result<String, String> {
        match self.items.next() {
            Some(Item::Word(w)) => Ok(w),
            _ => Err(format!("{what} is missing")),
        }
    }

    fn code<C: FromStr<Err: ToString>>(&mut self, what: &str) -> Result<C, String> {
        self.word(what)?.parse().map_err(|e: C::Err| e.to_string())
    }

    /// A code, or `any`.
    fn code_or_any<C: FromStr<Err: ToString>>(&mut self, what: &str) -> Result<Option<C>, String> {
        match self.word(what)?.as_str() {
            "any" => Ok(None),
            word => word.parse().map(Some).map_err(|e: C::Err| e.to_string()),
        }
    }

    fn spans(&mut self, what: &str) -> Result<Vec<CodePoints>, String> {
        match self.items.next() {
            Some(Item::Spans(pieces)) => self.words.spans(&pieces),
            _ => Err(format!("`{what}` needs words in [brackets]")),
        }
    }

    /// Words in brackets, or `-` for none.
    fn wanted(&mut self, what: &str) -> Result<Wanted, String> {
        match self.items.next() {
            Some(Item::Spans(pieces)) => self.words.spans(&pieces).map(Wanted::Words),
            Some(Item::Word(w)) if w == "-" => Ok(Wanted::Nothing),
            _ => Err(format!("`{what}` needs words in [brackets], or `-` for none")),
        }
    }

    /// `COUNTRY/SECTOR`, or `-` for no party.
    fn party(&mut self) -> Result<Option<String>, String> {
        let word = self.word("the party")?;
        match word.split_once('/') {
            Some((country, sector)) if country.len() == 3 && sector.len() == 3 => Ok(Some(word)),
            _ if word == "-" => Ok(None),
            _ => Err(format!("`{word}` is no party: write `COUNTRY/SECTOR`, or `-` for none")),
        }
    }

    /// `COUNTRY`, `COUNTRY/Name-of-the-place`, or `-` for nowhere.
    fn place(&mut self) -> Result<Option<String>, String> {
        let word = self.word("the place")?;
        let country = word.split('/').next().unwrap_or_default();
        match country.len() == 3 && country.bytes().all(|b| b.is_ascii_uppercase()) {
            true => Ok(Some(word)),
            false if word == "-" => Ok(None),
            false => Err(format!("`{word}` is no place: write `COUNTRY`, `COUNTRY/Name-of-it`, or `-` for none")),
        }
    }

    fn what(&mut self) -> Result<What, String> {
        let known = "known: at, claim, event, mention, party, sentence, no claim, no event, no mention, skipped";
        match self.word("the expectation")?.as_str() {
            "claim" => self.claim().map(What::Claim),
            "event" => self.event().map(|e| What::Event(Box::new(e))),
            "mention" => Ok(What::Mention(self.code("the kind")?, self.spans("mention")?)),
            "party" => Ok(What::Party(self.party()?, self.spans("party")?)),
            "at" => Ok(What::At(self.place()?, self.spans("at")?)),
            "sentence" => Ok(What::Sentence(self.spans("sentence")?)),
            "skipped" => Ok(What::Skipped(self.word("the reason")?)),
            "no" => match self.word("`claim`, `event` or `mention`")?.as_str() {
                "claim" => Ok(What::NoClaim),
                "mention" => Ok(What::NoMention(self.code("the kind")?, self.spans("no mention")?)),
                "event" => match self.items.next() {
                    None => Ok(What::NoEvent(None)),
                    Some(Item::Word(code)) => parse_type(&code).map(|t| What::NoEvent(Some(t))),
                    Some(Item::Spans(_)) => Err("`no event` takes a type, no words".to_owned()),
                },
                other => Err(format!("`no {other}` is not understood; {known}")),
            },
            other => Err(format!("`{other}` is not understood; {known}")),
        }
    }

    fn claim(&mut self) -> Result<ClaimShape, String> {
        let mut shape = ClaimShape { stance: self.code_or_any("the stance")?, ..ClaimShape::default() };
        while let Some(key) = self.items.next() {
            let key = key.word().unwrap_or("[..]").to_owned();
            let wanted = match key.as_str() {
                "source" => &mut shape.source,
                "cue" => &mut shape.cue,
                "content" => &mut shape.content,
                "in" => &mut shape.within,
                _ => return Err(format!("unknown `{key}` in a claim; known: source, cue, content, in")),
            };
            *wanted = self.wanted(&key)?;
        }
        Ok(shape)
    }

    fn event(&mut self) -> Result<EventShape, String> {
        let mut shape = EventShape::default();
        match self.word("the type")?.as_str() {
            "any" => {}
            code => {
                let (event_type, mode) = parse_type(code)?;
                (shape.event_type, shape.mode) = (Some(event_type), mode);
            }
        }
        shape.status = self.code_or_any("the status")?;
        while let Some(key) = self.items.next() {
            let key = key.word().unwrap_or("[..]").to_owned();
            match key.as_str() {
                "trigger" => shape.trigger = self.wanted(&key)?,
                "actor" => shape.actors.push(self.wanted(&key)?),
                "recipient" => shape.recipients.push(self.wanted(&key)?),
                "place" => shape.place = self.wanted(&key)?,
                "time" => shape.time = self.wanted(&key)?,
                "claim" => shape.claim = self.wanted(&key)?,
                "context" => shape.context.push(self.code("the context")?),
                _ => return Err(format!("unknown `{key}` in an event; known: trigger actor recipient place time context claim")),
            }
        }
        Ok(shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Expectation, String> {
        let words = Words::new("Seoul said it sent troops to Russia.");
        parse_expectation(&Line { number: 3, text: line.to_owned() }, &words)
    }

    #[test]
    fn lines_are_read() {
        let e = parse("exact claim any source [Seoul] content [it … Russia] in -").unwrap();
        assert!(e.is_exact);
        let What::Claim(shape) = e.what else { panic!() };
        assert_eq!(shape.source, Wanted::Words(vec![CodePoints(0, 5)]));
        assert_eq!((shape.stance, shape.cue, shape.within), (None, Wanted::Any, Wanted::Nothing));
        let What::Event(shape) = parse("event ASSAULT:aerial negated actor [Seoul] actor [it] recipient - context military").unwrap().what
        else {
            panic!()
        };
        assert_eq!(shape.mode.as_deref(), Some("aerial"));
        assert_eq!((shape.actors.len(), &shape.recipients[..]), (2, &[Wanted::Nothing][..]));
        assert_eq!(parse("no event").unwrap().what, What::NoEvent(None));
        assert_eq!(parse("no event AID").unwrap().what, What::NoEvent(Some((EventType::Aid, None))));
        assert_eq!(parse("skipped language").unwrap().what, What::Skipped("language".to_owned()));
        assert_eq!(parse("party KOR/GOV [Seoul]").unwrap().what, What::Party(Some("KOR/GOV".to_owned()), vec![CodePoints(0, 5)]));
        assert_eq!(parse("party - [it]").unwrap().what, What::Party(None, vec![CodePoints(11, 13)]));
        assert_eq!(parse("at KOR/Seoul [Seoul]").unwrap().what, What::At(Some("KOR/Seoul".to_owned()), vec![CodePoints(0, 5)]));
        assert_eq!(parse("at - [it]").unwrap().what, What::At(None, vec![CodePoints(11, 13)]));
        assert_eq!(parse("mention place [Seoul]").unwrap().what, What::Mention(Kind::Place, vec![CodePoints(0, 5)]));
    }

    #[test]
    fn wrong_lines_say_what_is_wrong() {
        for (line, message) in [
            ("claims assert", "`claims` is not understood"),
            ("claim say", "`say` is no stance"),
            ("claim assert source Seoul", "`source` needs words in [brackets], or `-`"),
            ("claim assert speaker [Seoul]", "unknown `speaker` in a claim"),
            ("claim assert [Seoul]", "unknown `[..]` in a claim"),
            ("event AID", "the status is missing"),
            ("event AID:troops actual", "`troops` is no mode of AID"),
            ("no thing", "`no thing` is not understood"),
            ("no claim assert", "`assert` is not understood here"),
            ("party KOR [Seoul]", "`KOR` is no party"),
            ("at Seoul [Seoul]", "`Seoul` is no place"),
            ("mention place [Busan]", "`Busan` is not in the text"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
