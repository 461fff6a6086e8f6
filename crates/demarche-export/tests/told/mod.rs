//! Incidents built by hand: no model and no ledger is needed.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;

use demarche::codebook::{Context, EventType, QuantityRole, Stance, Status};
use demarche::record::CodePoints;
use demarche_ledger::dossier::{Dossier, Filed};
use demarche_ledger::incidents::Told;
use demarche_ledger::incidents::cluster::{Incident, Merge};
use demarche_ledger::report::{Article, Claim, Days, DocumentId, Named, Party, Report, ReportId, Spot, Value};
use jiff::civil::{Date, date};

/// A document with one event.
#[derive(Debug, Clone)]
pub struct Page {
    pub article: Article,
    pub background: bool,
}

impl Page {
    pub fn new(number: u64, publisher: &str, text: &str) -> Self {
        let day = date(2024, 10, i8::try_from(number).unwrap());
        let report = Report {
            id: ReportId { document: DocumentId(number), event: 0 },
            event_type: EventType::Assault,
            mode: None,
            context: Vec::new(),
            status: Status::Actual,
            trigger: String::new(),
            trigger_spans: Vec::new(),
            actors: Vec::new(),
            recipients: Vec::new(),
            place: None,
            days: None,
            values: Vec::new(),
            claim: None,
            confidence: 0.875,
            embedding: None,
        };
        let article = Article {
            id: DocumentId(number),
            key: format!("doc-{number}"),
            published: Some(day),
            publisher: Some(publisher.to_owned()).filter(|p| !p.is_empty()),
            url: Some(format!("https://news.example/{number}")),
            title: None,
            text: text.to_owned(),
            text_sha256: String::new(),
            embedding: None,
            claims: Vec::new(),
            reports: vec![report],
        };
        Self { article, background: false }
    }

    /// Where words stand, in code points.
    pub fn find(&self, words: &str) -> CodePoints {
        let at = self.article.text.find(words).unwrap_or_else(|| panic!("`{words}` is not in the text"));
        let start = self.article.text[..at].chars().count();
        CodePoints(start, start + words.chars().count())
    }

    fn report(&mut self) -> &mut Report {
        &mut self.article.reports[0]
    }

    pub fn typed(mut self, event_type: EventType, mode: &str, contexts: &[Context]) -> Self {
        let report = self.report();
        report.event_type = event_type;
        report.mode = Some(mode.to_owned()).filter(|m| !m.is_empty());
        report.context = contexts.to_vec();
        self
    }

    pub fn trigger(mut self, words: &str) -> Self {
        let span = self.find(words);
        self.report().trigger = words.to_owned();
        self.report().trigger_spans = vec![span];
        self
    }

    pub fn status(mut self, status: Status) -> Self {
        self.report().status = status;
        self
    }

    fn named(&self, words: &str, key: &str, name: &str) -> Named {
        let parties = if key.is_empty() { Vec::new() } else { vec![Party::of_key(key, name)] };
        Named { text: words.to_owned(), span: self.find(words), parties }
    }

    pub fn actor(mut self, words: &str, key: &str, name: &str) -> Self {
        let named = self.named(words, key, name);
        self.report().actors.push(named);
        self
    }

    pub fn recipient(mut self, words: &str, key: &str, name: &str) -> Self {
        let named = self.named(words, key, name);
        self.report().recipients.push(named);
        self
    }

    pub fn place(mut self, name: &str, country: &str, admin1: Option<&str>) -> Self {
        self.report().place = Some(Spot {
            name: name.to_owned(),
            country: Some(country.to_owned()),
            admin1: admin1.map(str::to_owned),
            lat: Some(37.759_94),
            lon: Some(126.780_25),
        });
        self
    }

    pub fn on(mut self, start: Date, end: Date) -> Self {
        self.report().days = Some(Days { start, end, approximate: false });
        self
    }

    pub fn killed(mut self, number: f64, words: &str) -> Self {
        let span = self.find(words);
        let value = Value {
            role: QuantityRole::Killed,
            low: number,
            high: number,
            unit: "soldier".to_owned(),
            qualifier: "exact".to_owned(),
            span,
        };
        self.report().values.push(value);
        self
    }

    /// The event is what that source says.
    pub fn says(mut self, source: &str, key: &str, stance: Stance) -> Self {
        let holder = Some(self.named(source, key, key));
        let (cue, content) = (self.find(source), self.find(source));
        self.article.claims.push(Claim { number: 0, source: source.to_owned(), holder, cue, content, stance, parent: None });
        self.report().claim = Some(0);
        self
    }

    pub fn undated(mut self) -> Self {
        self.article.published = None;
        self
    }
}

fn told(page: &Page) -> Told<'_> {
    let article = &page.article;
    Told::new(article, &article.reports[0], Some(article.id))
}

/// An incident told by those pages.
pub fn incident(pages: &[Page]) -> Dossier {
    let mut incident = Incident::open(&told(&pages[0]), pages[0].background);
    for page in &pages[1..] {
        incident.join(&told(page), page.background, Merge { score: 4.25, reasons: Vec::new() });
    }
    let documents: BTreeMap<DocumentId, Filed> = pages
        .iter()
        .map(|page| {
            let outlet = page.article.publisher.as_ref().map(|p| p.to_lowercase());
            let filed = Filed { article: page.article.clone(), family: page.article.id, outlet, wire: None, story: Some(1) };
            (page.article.id, filed)
        })
        .collect();
    Dossier { incident, documents, owners: BTreeMap::new() }
}

/// A drone attack that one outlet tells itself and another has from a ministry.
pub fn raid() -> Dossier {
    let first = Page::new(
        1,
        "Herald",
        "PAJU — “North Korean forces”, a drone unit, struck\tSouth Korean troops and villagers in Paju on Monday.\n\nThree soldiers were killed, \
         the Herald found.",
    )
    .typed(EventType::Assault, "drone", &[Context::Military])
    .trigger("struck")
    .actor("“North Korean forces”, a drone unit", "PRK/MIL", "Military of North Korea")
    .recipient("South Korean troops", "KOR/MIL", "Military of South Korea")
    .recipient("villagers", "KOR/CVL", "Civilians of South Korea")
    .place("Paju", "KOR", Some("Gyeonggi-do"))
    .on(date(2024, 9, 30), date(2024, 10, 1))
    .killed(3.0, "Three soldiers");
    let second = Page::new(2, "Courier", "The ministry said that North Korean drones hit troops near Paju.")
        .typed(EventType::Assault, "drone", &[Context::Military])
        .trigger("hit")
        .actor("North Korean drones", "PRK/MIL", "Military of North Korea")
        .recipient("troops", "KOR/MIL", "Military of South Korea")
        .says("The ministry", "KOR/MIL", Stance::Assert);
    incident(&[first, second])
}

/// An arrest that one side alleges and the other denies.
pub fn alleged() -> Dossier {
    let accused = Page::new(3, "Herald", "Seoul accused Pyongyang of seizing a fishing boat.")
        .typed(EventType::Coerce, "seize", &[])
        .trigger("seizing")
        .actor("Pyongyang", "PRK/GOV", "Government of North Korea")
        .recipient("boat", "KOR/BUS", "Business of South Korea")
        .says("Seoul", "KOR/GOV", Stance::Accuse);
    let denied = Page::new(4, "Courier", "Pyongyang denied that it had seized any boat.")
        .typed(EventType::Coerce, "seize", &[])
        .trigger("seized")
        .actor("it", "PRK/GOV", "Government of North Korea")
        .recipient("boat", "KOR/BUS", "Business of South Korea")
        .status(Status::Negated)
        .says("Pyongyang", "PRK/GOV", Stance::Deny);
    incident(&[accused, denied])
}

/// Talks of three parties without a day of their own.
pub fn talks() -> Dossier {
    let page = Page::new(5, "Herald", "Romania, the United Nations and officials met.")
        .typed(EventType::Consult, "", &[Context::Diplomatic])
        .trigger("met")
        .actor("Romania", "ROU/GOV", "Government of Romania")
        .actor("the United Nations", "UNO/GOV/united-nations", "United Nations");
    incident(&[page])
}

/// An attack that is expected.
pub fn expected() -> Dossier {
    let page = Page::new(6, "Herald", "Rebels will attack the capital.").trigger("attack").status(Status::Future).actor(
        "Rebels",
        "MLI/REB",
        "Rebels of Mali",
    );
    incident(&[page])
}

/// What its subject alone speaks of, and denies.
pub fn denied() -> Dossier {
    let page = Page::new(7, "Herald", "Ankara denied a raid.")
        .trigger("raid")
        .status(Status::Negated)
        .actor("Ankara", "TUR/GOV", "Government of Turkey")
        .says("Ankara", "TUR/GOV", Stance::Deny);
    incident(&[page])
}

/// All of them, in intake order.
pub fn all() -> Vec<Dossier> {
    vec![raid(), alleged(), talks(), expected(), denied()]
}
