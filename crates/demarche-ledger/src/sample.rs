//! Articles built by hand for tests: no model is needed.

use demarche::codebook::{EventType, Stance, Status};
use demarche::record::CodePoints;
use jiff::civil::{Date, date};

use crate::account::{Account, Happening};
use crate::report::{Article, Claim, DocumentId, Named, Party, Report, ReportId};

/// A party from its key, `COUNTRY/SECTOR` or `COUNTRY/SECTOR/slug`.
pub fn party(key: &str) -> Party {
    let mut parts = key.splitn(3, '/').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    Party { country: next(), sector: next(), slug: next(), name: key.to_owned() }
}

/// No party: an unresolved source.
pub fn nobody() -> Party {
    party("")
}

/// A document under construction.
#[derive(Debug, Clone)]
pub struct Page {
    built: Built,
    text: Option<String>,
}

/// A document with what the copies room would know of it.
#[derive(Debug, Clone)]
pub struct Built {
    pub article: Article,
    pub family: DocumentId,
    pub publisher: Option<String>,
    pub wire: Option<String>,
    pub background: bool,
}

impl Built {
    pub fn accounts(&self) -> impl Iterator<Item = Account<'_>> {
        self.article.reports.iter().map(|report| Account {
            article: &self.article,
            report,
            family: self.family,
            publisher: self.publisher.as_deref(),
            wire: self.wire.as_deref(),
            background: self.background,
        })
    }
}

/// PRK's act upon KOR, as those pages tell it.
pub fn happening(pages: &[Built]) -> Happening<'_> {
    between(&["PRK/GOV"], &["KOR/GOV"], pages)
}

/// An act of those upon these.
pub fn between<'a>(actors: &[&str], recipients: &[&str], pages: &'a [Built]) -> Happening<'a> {
    Happening {
        actors: actors.iter().map(|k| party(k)).collect(),
        recipients: recipients.iter().map(|k| party(k)).collect(),
        accounts: pages.iter().flat_map(Built::accounts).collect(),
    }
}

impl Page {
    /// A document of that number and publisher (empty: none), published that many days after 2024-10-01.
    pub fn new(number: u64, publisher: &str) -> Self {
        let day = date(2024, 10, 1).checked_add(jiff::Span::new().days(i64::try_from(number).unwrap_or(0) - 1)).ok();
        let article = Article {
            id: DocumentId(number),
            key: format!("doc-{number}"),
            published: day,
            publisher: Some(publisher.to_owned()).filter(|p| !p.is_empty()),
            url: None,
            title: None,
            text: String::new(),
            text_sha256: String::new(),
            embedding: None,
            claims: Vec::new(),
            reports: Vec::new(),
        };
        let publisher = article.publisher.clone();
        Self { built: Built { article, family: DocumentId(number), publisher, wire: None, background: false }, text: None }
    }

    pub fn published(mut self, day: Option<Date>) -> Self {
        self.built.article.published = day;
        self
    }

    pub fn copy_of(mut self, first: u64) -> Self {
        self.built.family = DocumentId(first);
        self
    }

    pub fn wire(mut self, wire: &str) -> Self {
        self.built.wire = Some(wire.to_owned());
        self
    }

    pub fn background(mut self) -> Self {
        self.built.background = true;
        self
    }

    /// A text of its own; cues and contents given as words are then looked up in it.
    pub fn text(mut self, text: &str) -> Self {
        self.text = Some(text.to_owned());
        self
    }

    /// A claim outside every other.
    pub fn claim(self, source: &str, holder: Party, stance: Stance) -> Self {
        self.attributed(source, holder, stance, None, "said", "it")
    }

    /// A claim inside the one before it.
    pub fn inside(self, source: &str, holder: Party, stance: Stance) -> Self {
        let parent = self.built.article.claims.last().map(|c| c.number);
        self.attributed(source, holder, stance, parent, "said", "it")
    }

    /// A claim with the words of its cue and content.
    pub fn worded(self, source: &str, holder: Party, stance: Stance, cue: &str, content: &str) -> Self {
        self.attributed(source, holder, stance, None, cue, content)
    }

    fn find(&mut self, words: &str) -> CodePoints {
        let text = self.text.get_or_insert_with(String::new);
        let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        let whole = |at: usize| is_edge(text[..at].chars().next_back()) && is_edge(text[at + words.len()..].chars().next());
        let at = text.match_indices(words).map(|(at, _)| at).find(|&at| whole(at));
        let at = at.unwrap_or_else(|| {
            text.push_str(words);
            text.push(' ');
            text.len() - words.len() - 1
        });
        let start = text[..at].chars().count();
        CodePoints(start, start + words.chars().count())
    }

    fn attributed(mut self, source: &str, holder: Party, stance: Stance, parent: Option<u32>, cue: &str, content: &str) -> Self {
        let span = self.find(source);
        let (cue, content) = (self.find(cue), self.find(content));
        let parties = if holder.country.is_empty() { Vec::new() } else { vec![holder] };
        let number = u32::try_from(self.built.article.claims.len()).unwrap_or(u32::MAX);
        let holder = (!source.is_empty()).then(|| Named { text: source.to_owned(), span, parties });
        self.built.article.claims.push(Claim { number, source: source.to_owned(), holder, cue, content, stance, parent });
        self
    }

    /// An event held by the claim before it.
    pub fn event(self, status: Status) -> Self {
        let claim = self.built.article.claims.last().map(|c| c.number);
        self.told(status, claim, "raid")
    }

    /// An event in the publisher's own voice.
    pub fn own(self, status: Status) -> Self {
        self.told(status, None, "raid")
    }

    /// An event with its trigger, in that claim or in the publisher's own voice.
    pub fn told(mut self, status: Status, claim: Option<u32>, trigger: &str) -> Self {
        let span = self.find(trigger);
        let event = u32::try_from(self.built.article.reports.len()).unwrap_or(u32::MAX);
        self.built.article.reports.push(Report {
            id: ReportId { document: self.built.article.id, event },
            event_type: EventType::Assault,
            mode: None,
            context: Vec::new(),
            status,
            trigger: trigger.to_owned(),
            trigger_spans: vec![span],
            actors: Vec::new(),
            recipients: Vec::new(),
            place: None,
            days: None,
            values: Vec::new(),
            claim,
            confidence: 0.9,
            embedding: None,
        });
        self
    }

    /// The type of all its events.
    pub fn typed(mut self, event_type: EventType) -> Self {
        for report in &mut self.built.article.reports {
            report.event_type = event_type;
        }
        self
    }

    pub fn build(mut self) -> Built {
        self.built.article.text = self.text.unwrap_or_default();
        self.built
    }
}
