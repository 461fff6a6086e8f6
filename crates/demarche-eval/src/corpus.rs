//! The project's own annotated passages (format: corpus/GUIDE.md; training/corpus.py checks them more strictly).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use demarche::codebook::{Context, EventType, Kind, QuantityRole, Stance, Status};
use demarche::span::CodePoints;
use jiff::civil::Date;

use crate::error::EvalError;
use crate::paragraphs::Paragraphs;
use crate::passage::{Draft, FormatError, Item, Words, parse_items, read_drafts};
use crate::rows::Parts;

/// An annotated passage. Links are positions in its lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Name.
    pub id: String,
    /// File it stands in.
    pub path: PathBuf,
    /// The passage's date.
    pub published: Date,
    /// Its text.
    pub text: String,
    /// Mentions.
    pub mentions: Vec<GoldMention>,
    /// Claims.
    pub claims: Vec<GoldClaim>,
    /// Events.
    pub events: Vec<GoldEvent>,
}

/// A gold mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldMention {
    /// `m1` …
    pub id: String,
    /// What it names.
    pub kind: Kind,
    /// Where it stands.
    pub span: CodePoints,
    /// The naming mention of the same party.
    pub coref: Option<usize>,
}

/// A gold claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldClaim {
    /// `c1` …
    pub id: String,
    /// Position of the source.
    pub stance: Stance,
    /// Source, cue and content.
    pub parts: Parts,
    /// The claim in whose content it stands.
    pub parent: Option<usize>,
}

/// A gold event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldEvent {
    /// `e1` …
    pub id: String,
    /// What happened.
    pub event_type: EventType,
    /// How.
    pub mode: Option<String>,
    /// Whether it took place.
    pub status: Status,
    /// The words that name it.
    pub trigger: Vec<CodePoints>,
    /// Mentions of those who act.
    pub actors: Vec<usize>,
    /// Mentions of those acted upon.
    pub recipients: Vec<usize>,
    /// Mention of the place.
    pub place: Option<usize>,
    /// Mention of the time.
    pub time: Option<usize>,
    /// Mentions of numbers, with their parts.
    pub quantities: Vec<(usize, QuantityRole)>,
    /// What it is about.
    pub context: Vec<Context>,
    /// The innermost claim that holds it.
    pub claims: Vec<usize>,
}

/// All passages of a file or a folder. Those of real news have their texts from the sets in `data`.
///
/// # Errors
/// A file that cannot be read, or a passage that does not fit the format.
pub fn read_passages(path: &Path, data: &Path) -> Result<Vec<Passage>, EvalError> {
    let drafts = read_drafts(path, "annotation")?;
    let mut paragraphs = Paragraphs::new(data);
    let passages = drafts.iter().map(|draft| {
        if draft.text.is_empty() {
            let text = paragraphs.text(draft)?;
            return Ok(parse_annotation(draft, &text, &Words::by_offset(&text))?);
        }
        Ok(parse_passage(draft)?)
    });
    passages.collect()
}

/// Names given so far, to refer to. Mentions and claims may be named before their own line.
#[derive(Debug, Default)]
struct Names {
    mentions: HashMap<String, usize>,
    claims: HashMap<String, usize>,
}

impl Names {
    fn mention(&self, id: &str) -> Result<usize, String> {
        self.mentions.get(id).copied().ok_or_else(|| format!("`{id}` is no mention of this passage"))
    }

    fn claim(&self, id: &str) -> Result<usize, String> {
        self.claims.get(id).copied().ok_or_else(|| format!("`{id}` is no claim of this passage"))
    }
}

/// Reads a passage that holds its own text.
///
/// # Errors
/// A line that does not fit.
pub fn parse_passage(draft: &Draft) -> Result<Passage, FormatError> {
    parse_annotation(draft, &draft.text, &Words::new(&draft.text))
}

fn parse_annotation(draft: &Draft, text: &str, words: &Words) -> Result<Passage, FormatError> {
    let published = draft.meta.get("published").and_then(|d| d.parse().ok());
    let published = published.ok_or_else(|| draft.error(draft.line, "`published: YYYY-MM-DD` is missing"))?;
    let fence = draft.fence.as_ref().ok_or_else(|| draft.error(draft.line, "no ```annotation block"))?;
    let mut names = Names::default();
    let mut lines = Vec::new();
    for line in fence {
        let bad = |detail: String| draft.error(line.number, detail);
        let items = parse_items(&line.text).map_err(bad)?;
        let id = items[0].word().unwrap_or_default().to_owned();
        let (letter, digits) = id.split_at_checked(1).unwrap_or_default();
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let before = match letter {
            "m" if is_number => names.mentions.insert(id.clone(), names.mentions.len()),
            "c" if is_number => names.claims.insert(id.clone(), names.claims.len()),
            "e" if is_number => None,
            _ => return Err(bad(format!("a line starts with m1, c1 or e1, not `{id}`"))),
        };
        if before.is_some() {
            return Err(bad(format!("`{id}` is used twice")));
        }
        lines.push((line.number, id, items));
    }
    let (mut mentions, mut claims, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for (number, id, items) in lines {
        let mut fields = Fields { items: items.into_iter().skip(1), words, names: &names };
        let parsed = match &id[..1] {
            "m" => fields.mention(id).map(|m| mentions.push(m)),
            "c" => fields.claim(id).map(|c| claims.push(c)),
            _ => fields.event(id).map(|e| events.push(e)),
        };
        parsed.map_err(|detail| draft.error(number, detail))?;
    }
    Ok(Passage { id: draft.id.clone(), path: draft.path.clone(), published, text: text.to_owned(), mentions, claims, events })
}

/// The rest of an annotation line.
struct Fields<'a, I> {
    items: I,
    words: &'a Words,
    names: &'a Names,
}

impl<I: Iterator<Item = Item>> Fields<'_, I> {
    fn word(&mut self, what: &str) -> Result<String, String> {
        match self.items.next() {
            Some(Item::Word(w)) => Ok(w),
            _ => Err(format!("{what} is missing")),
        }
    }

    fn code<C: FromStr<Err: ToString>>(&mut self, what: &str) -> Result<C, String> {
        self.word(what)?.parse().map_err(|e: C::Err| e.to_string())
    }

    fn spans(&mut self, what: &str) -> Result<Vec<CodePoints>, String> {
        match self.items.next() {
            Some(Item::Spans(pieces)) => self.words.spans(&pieces),
            _ => Err(format!("`{what}` needs words in [brackets]")),
        }
    }

    /// The next key, or `None` at the line's end.
    fn key(&mut self) -> Result<Option<String>, String> {
        match self.items.next() {
            Some(Item::Word(w)) => Ok(Some(w)),
            Some(Item::Spans(_)) => Err("words in brackets stand without a key before them".to_owned()),
            None => Ok(None),
        }
    }

    fn mention_id(&mut self) -> Result<usize, String> {
        let id = self.word("the mention's id")?;
        self.names.mention(&id)
    }

    fn mention(&mut self, id: String) -> Result<GoldMention, String> {
        let kind = self.code("the kind")?;
        let spans = self.spans("a mention")?;
        let &[span] = &spans[..] else { return Err("a mention is one piece".to_owned()) };
        let coref = match self.key()?.as_deref() {
            None => None,
            Some("=") => Some(self.mention_id()?),
            Some(other) => return Err(format!("unknown `{other}` in a mention; known: =")),
        };
        Ok(GoldMention { id, kind, span, coref })
    }

    fn claim(&mut self, id: String) -> Result<GoldClaim, String> {
        let stance = self.code("the stance")?;
        let (mut parts, mut parent) = (Parts::default(), None);
        while let Some(key) = self.key()? {
            match key.as_str() {
                "source" => parts.source = self.spans(&key)?,
                "cue" => parts.cue = self.spans(&key)?,
                "content" => parts.content = self.spans(&key)?,
                "in" => {
                    let id = self.word("the outer claim's id")?;
                    parent = Some(self.names.claim(&id)?);
                }
                _ => return Err(format!("unknown `{key}` in a claim; known: source, cue, content, in")),
            }
        }
        if parts.cue.is_empty() || parts.content.is_empty() {
            return Err("a claim has a cue and a content".to_owned());
        }
        Ok(GoldClaim { id, stance, parts, parent })
    }

    fn event(&mut self, id: String) -> Result<GoldEvent, String> {
        let (event_type, mode) = parse_type(&self.word("the type")?)?;
        let mut event = GoldEvent {
            id,
            event_type,
            mode,
            status: self.code("the status")?,
            trigger: Vec::new(),
            actors: Vec::new(),
            recipients: Vec::new(),
            place: None,
            time: None,
            quantities: Vec::new(),
            context: Vec::new(),
            claims: Vec::new(),
        };
        while let Some(key) = self.key()? {
            match key.as_str() {
                "trigger" => event.trigger = self.spans(&key)?,
                "actor" => event.actors.push(self.mention_id()?),
                "recipient" => event.recipients.push(self.mention_id()?),
                "place" => event.place = Some(self.mention_id()?),
                "time" => event.time = Some(self.mention_id()?),
                "quantity" => {
                    let value = self.word("the quantity's mention")?;
                    let (mention, role) = value.split_once('/').unwrap_or((&value, "other"));
                    let role = role.parse().map_err(|e: demarche::codebook::UnknownCode| e.to_string())?;
                    event.quantities.push((self.names.mention(mention)?, role));
                }
                "context" => event.context.push(self.code("the context")?),
                "claim" => {
                    let id = self.word("the claim's id")?;
                    event.claims.push(self.names.claim(&id)?);
                }
                _ => {
                    return Err(format!("unknown `{key}` in an event; known: trigger actor recipient place time quantity context claim"));
                }
            }
        }
        if event.trigger.is_empty() {
            return Err("an event has a trigger".to_owned());
        }
        Ok(event)
    }
}

/// `TYPE` or `TYPE:mode`.
///
/// # Errors
/// A type or mode the codebook does not have.
pub fn parse_type(code: &str) -> Result<(EventType, Option<String>), String> {
    let (name, mode) = code.split_once(':').map_or((code, None), |(n, m)| (n, Some(m)));
    let event_type: EventType = name.parse().map_err(|e: demarche::codebook::UnknownCode| e.to_string())?;
    match mode {
        Some(m) if !event_type.modes().any(|known| known.code() == m) => {
            let known: Vec<&str> = event_type.modes().map(|k| k.code()).collect();
            Err(format!(
                "`{m}` is no mode of {event_type}; its modes: {}",
                if known.is_empty() { "none".to_owned() } else { known.join(" ") }
            ))
        }
        mode => Ok((event_type, mode.map(str::to_owned))),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use serde_json::{Value, json};

    use super::*;
    use crate::passage::parse_drafts;

    fn parse(annotation: &str) -> Result<Passage, FormatError> {
        let text = "> Seoul said on Monday that it sent 10 troops to Russia.\n";
        let markdown = format!("## a\npublished: 2024-10-29\n\n{text}\n```annotation\n{annotation}\n```\n");
        parse_passage(&parse_drafts(Path::new("a.md"), &markdown, "annotation").unwrap()[0])
    }

    #[test]
    fn a_passage_is_read() {
        let p = parse(
            "m1 place [Seoul]\nm2 place [it] = m1\nm3 quantity [10 troops]\nc1 announce source [Seoul] cue [said] content [that … Russia]\n\
             e1 AID actual trigger [sent] actor m2 quantity m3/sent context military claim c1",
        )
        .unwrap();
        assert_eq!(p.mentions[1].coref, Some(0));
        assert_eq!(p.claims[0].parts.content, [CodePoints(21, 53)]);
        assert_eq!(p.events[0].quantities, [(2, QuantityRole::Sent)]);
        assert_eq!((p.events[0].actors.as_slice(), p.events[0].claims.as_slice()), (&[1][..], &[0][..]));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (line, detail) in [
            ("x1 place [Seoul]", "a line starts with m1, c1 or e1, not `x1`"),
            ("m1 town [Seoul]", "`town` is no mention kind"),
            ("m1 place [Seoul] = m9", "`m9` is no mention of this passage"),
            ("m1 place [Paris]", "`Paris` is not in the text"),
            ("m1 place [Seoul] + [Russia]", "a mention is one piece"),
            ("m1 place [Seoul]\nm1 place [Russia]", "`m1` is used twice"),
            ("c1 assert source [Seoul] content [it]", "a claim has a cue and a content"),
            ("e1 AID:visit actual trigger [sent]", "`visit` is no mode of AID; its modes: none"),
            ("e1 AID actual actor", "the mention's id is missing"),
            ("e1 AID actual [sent]", "words in brackets stand without a key"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.detail.starts_with(detail), "{error}");
        }
    }

    /// Both readers of the format give the same.
    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test says why")]
    fn the_python_reader_agrees() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = root.join("corpus");
        let run = Command::new("python3")
            .arg(root.join("training/corpus.py"))
            .arg("--json")
            .args([folder.join("train"), folder.join("test")])
            .output();
        let Some(out) = run.ok().filter(|o| o.status.success()) else {
            eprintln!("skipped: python3 or training/corpus.py did not run");
            return;
        };
        let theirs: HashMap<String, Value> = String::from_utf8(out.stdout)
            .unwrap()
            .lines()
            .map(|l| serde_json::from_str::<Value>(l).unwrap())
            .map(|p| (p["id"].as_str().unwrap().to_owned(), p))
            .collect();
        let passages: Vec<Passage> =
            ["train", "test"].iter().flat_map(|part| read_passages(&folder.join(part), Path::new("")).unwrap()).collect();
        assert!(!passages.is_empty());
        assert_eq!(passages.len(), theirs.len());
        for p in &passages {
            let mention = |&m: &usize| p.mentions[m].id.clone();
            let ours = json!({
                "text": p.text,
                "mentions": p.mentions.iter().map(|m| json!({"id": m.id, "kind": m.kind, "span": m.span, "coref": m.coref.as_ref().map(mention)})).collect::<Vec<_>>(),
                "claims": p.claims.iter().map(|c| json!({"id": c.id, "stance": c.stance, "source": c.parts.source, "cue": c.parts.cue,
                    "content": c.parts.content, "parent": c.parent.map(|i| p.claims[i].id.clone())})).collect::<Vec<_>>(),
                "events": p.events.iter().map(|e| json!({"id": e.id, "type": e.event_type, "mode": e.mode, "status": e.status,
                    "trigger": e.trigger, "actors": e.actors.iter().map(mention).collect::<Vec<_>>(),
                    "recipients": e.recipients.iter().map(mention).collect::<Vec<_>>(), "place": e.place.as_ref().map(mention),
                    "time": e.time.as_ref().map(mention), "context": e.context,
                    "quantities": e.quantities.iter().map(|(m, r)| json!({"mention": mention(m), "role": r})).collect::<Vec<_>>(),
                    "claims": e.claims.iter().map(|&c| p.claims[c].id.clone()).collect::<Vec<_>>()})).collect::<Vec<_>>(),
            });
            let mut theirs = theirs[&p.id].clone();
            theirs["claims"].as_array_mut().unwrap().iter_mut().for_each(|c| {
                c.as_object_mut().unwrap().remove("quoted");
            });
            for key in ["text", "mentions", "claims", "events"] {
                assert_eq!(ours[key], theirs[key], "{}: {key}", p.id);
            }
        }
    }
}
