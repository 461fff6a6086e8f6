//! Records made by hand, as there is no model in these tests: spans are given by their words.

#![allow(dead_code, missing_docs)]

pub mod explained;

use demarche::codebook::{Context, EventType, Kind, MODES, QuantityRole, Stance, Status};
use demarche::record::{Actor, Claim, CodePoints, Event, Mention, Record, SCHEMA, Versions};

/// A record under construction.
pub struct Article {
    pub record: Record,
    text: String,
}

impl Article {
    pub fn new(id: &str, text: &str) -> Self {
        let record = Record {
            schema: SCHEMA.to_owned(),
            id: id.to_owned(),
            title: None,
            publisher: None,
            url: None,
            published: None,
            language: Some("en".to_owned()),
            skipped: None,
            text_sha256: "5c1d0e9f".repeat(8),
            text: Some(text.to_owned()),
            sentences: Vec::new(),
            mentions: Vec::new(),
            claims: Vec::new(),
            events: Vec::new(),
            pairs: Vec::new(),
            embedding: None,
            versions: Versions {
                demarche: "0.1.0".to_owned(),
                model: "demarche-small 3f9a1c02bd77".to_owned(),
                knowledge: "none".to_owned(),
                codebook: demarche::codebook::CODEBOOK_VERSION.to_owned(),
            },
        };
        Self { record, text: text.to_owned() }
    }

    /// Code points of the `nth` occurrence of `words`, from 1.
    pub fn span(&self, words: &str, nth: usize) -> CodePoints {
        let (byte, _) = self.text.match_indices(words).nth(nth - 1).unwrap_or_else(|| panic!("no {nth}th `{words}`"));
        let start = self.text[..byte].chars().count();
        CodePoints(start, start + words.chars().count())
    }

    /// The first occurrence.
    pub fn first(&self, words: &str) -> CodePoints {
        self.span(words, 1)
    }

    /// Adds a mention of the `nth` occurrence; `party` is `COUNTRY/SECTOR Name`, or nothing.
    pub fn mention(&mut self, words: &str, nth: usize, kind: Kind, party: &str) -> &mut Mention {
        let span = self.span(words, nth);
        let actors = party.split_once(' ').map(|(id, name)| {
            let mut codes = id.split('/');
            Actor {
                id: id.to_owned(),
                name: name.to_owned(),
                country: codes.next().unwrap_or_default().to_owned(),
                sector: codes.next().unwrap_or_default().to_owned(),
            }
        });
        self.record.mentions.push(Mention {
            id: format!("m{}", self.record.mentions.len()),
            span,
            text: words.to_owned(),
            kind,
            actors: actors.into_iter().collect(),
            place: None,
            time: None,
            quantity: None,
            coref: None,
            confidence: 0.91 + 0.01 * (self.record.mentions.len() % 8) as f32,
            how: None,
        });
        self.record.mentions.last_mut().unwrap()
    }

    /// Adds a claim.
    pub fn claim(&mut self, source: &[CodePoints], cue: &[CodePoints], content: &[CodePoints], stance: Stance) -> &mut Claim {
        let inside = |m: &&Mention| source.iter().any(|s| s.0 <= m.span.0 && m.span.1 <= s.1);
        let speaker = self.record.mentions.iter().filter(inside).max_by_key(|m| m.span.1 - m.span.0).map(|m| m.id.clone());
        self.record.claims.push(Claim {
            id: format!("c{}", self.record.claims.len()),
            source: source.to_vec(),
            cue: cue.to_vec(),
            content: content.to_vec(),
            speaker,
            stance,
            quoted: false,
            parent: None,
            confidence: 0.88,
        });
        self.record.claims.last_mut().unwrap()
    }

    /// Adds an event; actors and recipients are the words of mentions.
    pub fn event(
        &mut self,
        event_type: EventType,
        mode: Option<&str>,
        status: Status,
        trigger: CodePoints,
        parties: (&[&str], &[&str]),
    ) -> &mut Event {
        let score = mode.map_or(event_type.score(), |mode| {
            MODES.iter().find(|m| m.event_type() == event_type && m.code() == mode).expect("a known mode").score()
        });
        let ids = |words: &[&str]| words.iter().map(|w| self.id_of(w, trigger)).collect::<Vec<_>>();
        let (actors, recipients) = (ids(parties.0), ids(parties.1));
        self.record.events.push(Event {
            id: format!("e{}", self.record.events.len()),
            event_type,
            mode: mode.map(str::to_owned),
            quad: event_type.quad(),
            score,
            cameo: "07".to_owned(),
            context: Vec::new(),
            status,
            trigger: vec![trigger],
            actors,
            recipients,
            place: None,
            place_from: None,
            time: None,
            time_from: None,
            quantities: Vec::new(),
            claims: Vec::new(),
            confidence: 0.835,
            embedding: None,
        });
        self.record.events.last_mut().unwrap()
    }

    /// The mention with these words that stands nearest to `near`.
    pub fn id_of(&self, words: &str, near: CodePoints) -> String {
        let named = self.record.mentions.iter().filter(|m| m.text == words);
        named.min_by_key(|m| m.span.0.abs_diff(near.0)).unwrap_or_else(|| panic!("no mention `{words}`")).id.clone()
    }
}

const SAMPLE: &str = "SEOUL — South Korea’s spy agency said on Monday that North Korea had sent an estimated 10,000 troops to Russia’s \
Kursk region, and that some of them had already clashed with Ukrainian forces.

“We are seeing units move toward the front,” a senior intelligence official told lawmakers, according to Lee Seong-kweun, a \
member of the parliamentary intelligence committee. Lee said the agency believed that Russia had given Pyongyang rice and satellite \
technology in return.

The Kremlin denied the reports. “This is another fabrication,” spokesman Dmitry Peskov said. On Thursday, however, President \
Vladimir Putin did not rule out that North Korean soldiers were in the country.

NATO Secretary General Mark Rutte condemned the deployment as a significant escalation and urged Pyongyang to withdraw the \
troops immediately. The United States warned that the soldiers would become “legitimate military targets” if they entered combat.

President Volodymyr Zelenskyy, who met EU foreign ministers in Kyiv on Saturday, promised that Ukraine would share \
intelligence with Seoul. South Korea’s foreign minister, Cho Tae-yul, summoned the Russian ambassador to demand an immediate \
withdrawal. In Madrid, José Manuel Albares said Spain would send €12 million in relief to Kherson next week.";

/// A news article with nested claims, a denial, a hedge, a quotation and events of all four quad classes.
pub fn sample() -> Record {
    use Kind::*;
    let mut a = Article::new("courier-2024-10-29-0017", SAMPLE);
    a.record.title = Some("Seoul says North Korean troops have reached Kursk; Moscow denies it".to_owned());
    a.record.publisher = Some("The Example Courier".to_owned());
    a.record.url = Some("https://courier.example/2024/10/29/kursk-troops".to_owned());
    a.record.published = Some(jiff::civil::date(2024, 10, 29));
    a.record.sentences = sentences(SAMPLE);

    a.mention("SEOUL", 1, Place, "");
    a.mention("South Korea’s spy agency", 1, Organization, "KOR/SPY National Intelligence Service");
    a.mention("South Korea", 1, Place, "");
    let time = a.mention("Monday", 1, Kind::Time, "");
    let day = jiff::civil::date(2024, 10, 28);
    time.time = Some(Box::new(demarche::record::Time { start: day, end: day, approximate: false }));
    a.mention("North Korea", 1, Place, "PRK/GOV Government of North Korea");
    let troops = a.mention("an estimated 10,000 troops", 1, Quantity, "");
    troops.quantity = Some(Box::new(demarche::record::Quantity {
        low: 10000.0,
        high: 10000.0,
        unit: Some("troop".to_owned()),
        qualifier: "about".to_owned(),
        role: Some(QuantityRole::Sent),
    }));
    a.mention("Russia", 1, Place, "RUS/GOV Government of Russia");
    let kursk = a.mention("Russia’s Kursk region", 1, Place, "");
    kursk.place = Some(Box::new(demarche::record::Place {
        name: "Kursk Oblast".to_owned(),
        country: Some("RUS".to_owned()),
        admin1: Some("Kursk".to_owned()),
        lat: 51.75,
        lon: 36.0,
        geonames: Some(538_555),
        direction: None,
    }));
    a.mention("some of them", 1, Group, "PRK/MIL Armed forces of North Korea");
    a.mention("Ukrainian forces", 1, Group, "UKR/MIL Armed forces of Ukraine");
    a.mention("Ukrainian", 1, Group, "");
    a.mention("units", 1, Group, "PRK/MIL Armed forces of North Korea");
    a.mention("a senior intelligence official", 1, Office, "KOR/SPY National Intelligence Service");
    a.mention("lawmakers", 1, Group, "KOR/LEG Parliament of South Korea");
    a.mention("Lee Seong-kweun", 1, Person, "KOR/LEG/lee-seong-kweun Lee Seong-kweun");
    a.mention("Lee", 2, Person, "KOR/LEG/lee-seong-kweun Lee Seong-kweun").coref = Some("m14".to_owned());
    a.mention("the agency", 1, Organization, "KOR/SPY National Intelligence Service");
    a.mention("Russia", 2, Place, "RUS/GOV Government of Russia");
    a.mention("Pyongyang", 1, Place, "PRK/GOV Government of North Korea");
    a.mention("The Kremlin", 1, Organization, "RUS/GOV Government of Russia");
    a.mention("Dmitry Peskov", 1, Person, "RUS/GOV/dmitry-peskov Dmitry Peskov");
    a.mention("Thursday", 1, Kind::Time, "");
    a.mention("Vladimir Putin", 1, Person, "RUS/GOV/vladimir-putin Vladimir Putin");
    a.mention("North Korean soldiers", 1, Group, "PRK/MIL Armed forces of North Korea");
    a.mention("North Korean", 1, Group, "");
    a.mention("NATO", 1, Organization, "");
    a.mention("Mark Rutte", 1, Person, "IGO/GOV/mark-rutte Mark Rutte");
    a.mention("Pyongyang", 2, Place, "PRK/GOV Government of North Korea");
    a.mention("The United States", 1, Place, "USA/GOV Government of the United States");
    a.mention("the soldiers", 1, Group, "PRK/MIL Armed forces of North Korea");
    a.mention("Volodymyr Zelenskyy", 1, Person, "UKR/GOV/volodymyr-zelenskyy Volodymyr Zelenskyy");
    a.mention("EU foreign ministers", 1, Group, "EUR/GOV European Union");
    a.mention("EU", 1, Organization, "");
    a.mention("Kyiv", 1, Place, "");
    a.mention("Saturday", 1, Kind::Time, "");
    a.mention("Ukraine", 1, Place, "UKR/GOV Government of Ukraine");
    a.mention("Seoul", 1, Place, "KOR/GOV Government of South Korea");
    a.mention("Cho Tae-yul", 1, Person, "KOR/GOV/cho-tae-yul Cho Tae-yul");
    a.mention("the Russian ambassador", 1, Office, "RUS/GOV Government of Russia");
    a.mention("Russian", 1, Group, "");
    a.mention("Madrid", 1, Place, "");
    a.mention("José Manuel Albares", 1, Person, "ESP/GOV/jose-manuel-albares José Manuel Albares");
    a.mention("Spain", 1, Place, "ESP/GOV Government of Spain");
    let euros = a.mention("€12 million", 1, Quantity, "");
    euros.quantity = Some(Box::new(demarche::record::Quantity {
        low: 12e6,
        high: 12e6,
        unit: Some("EUR".to_owned()),
        qualifier: "exact".to_owned(),
        role: Some(QuantityRole::Paid),
    }));
    a.mention("Kherson", 1, Place, "");
    a.mention("next week", 1, Kind::Time, "");
    sample_claims(&mut a);
    sample_events(&mut a);
    a.record
}

fn sample_claims(a: &mut Article) {
    let at = |a: &Article, words: &[&str]| words.iter().map(|w| a.first(w)).collect::<Vec<_>>();
    let mut claim = |source: &str, cue: &[&str], content: &[&str], stance, parent: Option<&str>, quoted| {
        let source: Vec<_> = if source.is_empty() { vec![] } else { vec![a.first(source)] };
        let (cue, content) = (at(a, cue), at(a, content));
        let claim = a.claim(&source, &cue, &content, stance);
        claim.parent = parent.map(str::to_owned);
        claim.quoted = quoted;
    };
    use Stance::*;
    claim(
        "South Korea’s spy agency",
        &["said"],
        &[
            "that North Korea had sent an estimated 10,000 troops to Russia’s Kursk region, and that some of them had already clashed with Ukrainian forces",
        ],
        Assert,
        None,
        false,
    );
    claim("a senior intelligence official", &["told"], &["“We are seeing units move toward the front,”"], Assert, Some("c2"), true);
    claim(
        "Lee Seong-kweun, a member of the parliamentary intelligence committee",
        &["according to"],
        &["“We are seeing units move toward the front,” a senior intelligence official told lawmakers"],
        Assert,
        None,
        true,
    );
    claim(
        "Lee",
        &["said the"],
        &["the agency believed that Russia had given Pyongyang rice and satellite technology in return"],
        Assert,
        None,
        false,
    );
    claim(
        "the agency",
        &["believed"],
        &["that Russia had given Pyongyang rice and satellite technology in return"],
        Estimate,
        Some("c3"),
        false,
    );
    claim("The Kremlin", &["denied"], &["the reports"], Deny, None, false);
    claim("spokesman Dmitry Peskov", &["said. On"], &["“This is another fabrication,”"], Deny, None, true);
    claim("President Vladimir Putin", &["did not rule out"], &["that North Korean soldiers were in the country"], Decline, None, false);
    claim("NATO Secretary General Mark Rutte", &["condemned"], &["the deployment"], Condemn, None, false);
    claim("NATO Secretary General Mark Rutte", &["urged"], &["Pyongyang to withdraw the troops immediately"], Request, None, false);
    claim(
        "The United States",
        &["warned"],
        &["that the soldiers would become “legitimate military targets” if they entered combat"],
        Warn,
        None,
        true,
    );
    claim("President Volodymyr Zelenskyy", &["promised"], &["that Ukraine would share intelligence with Seoul"], Commit, None, false);
    claim("Cho Tae-yul", &["demand"], &["an immediate withdrawal"], Request, None, false);
    claim("José Manuel Albares", &["said Spain"], &["Spain would send €12 million in relief to Kherson next week"], Announce, None, false);
    // these cues were found with their neighbour
    for (id, cut) in [(3, 4), (6, 4), (13, 6)] {
        a.record.claims[id].cue[0].1 -= cut;
    }
    let lee = a.span("Lee", 2);
    a.record.claims[3].source = vec![lee];
    a.record.claims[3].speaker = Some("m15".to_owned());
    let rutte = a.id_of("Mark Rutte", lee);
    a.record.claims[8].speaker = Some(rutte.clone());
    a.record.claims[9].speaker = Some(rutte);
}

fn sample_events(a: &mut Article) {
    use EventType::*;
    use Status::*;
    let at = |a: &Article, words| a.first(words);
    let id = |a: &Article, words| a.id_of(words, a.first(words));

    let (kursk, troops, monday) = (id(a, "Russia’s Kursk region"), id(a, "an estimated 10,000 troops"), id(a, "Monday"));
    let e = a.event(Aid, None, Actual, at(a, "sent"), (&["North Korea"], &["Russia"]));
    e.context = vec![Context::Military];
    e.cameo = "072".to_owned();
    e.place = Some(kursk);
    e.place_from = Some("role".to_owned());
    e.quantities = vec![troops];
    e.claims = vec!["c0".to_owned()];
    let e = a.event(Assault, None, Actual, at(a, "clashed"), (&["some of them", "Ukrainian forces"], &[]));
    e.cameo = "19".to_owned();
    e.time = Some(monday);
    e.time_from = Some("sentence".to_owned());
    e.claims = vec!["c0".to_owned()];
    let e = a.event(Mobilize, Some("troops"), Actual, at(a, "move"), (&["units"], &[]));
    e.cameo = "154".to_owned();
    e.claims = vec!["c1".to_owned()];
    let e = a.event(Aid, None, Hypothetical, at(a, "given"), (&["Russia"], &["Pyongyang"]));
    e.claims = vec!["c4".to_owned()];
    e.context = vec![Context::Economic, Context::Technology];
    let e = a.event(Accuse, Some("disapprove"), Actual, at(a, "condemned"), (&["Mark Rutte"], &["Pyongyang"]));
    e.cameo = "111".to_owned();
    let e = a.event(Request, Some("yield"), Actual, at(a, "urged"), (&["Mark Rutte"], &["Pyongyang"]));
    e.cameo = "1056".to_owned();
    let (kyiv, saturday) = (id(a, "Kyiv"), id(a, "Saturday"));
    let e = a.event(Consult, Some("visit"), Actual, at(a, "met"), (&["EU foreign ministers"], &["Volodymyr Zelenskyy"]));
    e.cameo = "042".to_owned();
    e.context = vec![Context::Diplomatic];
    e.place = Some(kyiv);
    e.place_from = Some("role".to_owned());
    e.time = Some(saturday);
    e.time_from = Some("role".to_owned());
    let e = a.event(Agree, None, Actual, at(a, "promised"), (&["Volodymyr Zelenskyy"], &["Seoul"]));
    e.context = vec![Context::Intelligence];
    let e = a.event(Accuse, Some("disapprove"), Actual, at(a, "summoned"), (&["Cho Tae-yul"], &["the Russian ambassador"]));
    e.context = vec![Context::Diplomatic];
    let e = a.event(Request, Some("yield"), Actual, at(a, "demand"), (&["Cho Tae-yul"], &["the Russian ambassador"]));
    e.confidence = 0.4567;
    let (kherson, euros, week) = (id(a, "Kherson"), id(a, "€12 million"), id(a, "next week"));
    let e = a.event(Agree, None, Future, at(a, "send €"), (&["Spain"], &["Kherson"]));
    e.trigger[0].1 -= 2;
    e.claims = vec!["c13".to_owned()];
    e.place = Some(kherson);
    e.place_from = Some("role".to_owned());
    e.time = Some(week);
    e.time_from = Some("role".to_owned());
    e.quantities = vec![euros];
    e.context = vec![Context::Disasters];
}

fn sentences(text: &str) -> Vec<CodePoints> {
    let chars: Vec<char> = text.chars().collect();
    let mut sentences = Vec::new();
    let mut start = 0;
    for end in 1..=chars.len() {
        let stop = end == chars.len() || (chars[end - 1] == '.' && chars[end].is_whitespace());
        if stop && end > start {
            sentences.push(CodePoints(start, end));
            start = end;
            while start < chars.len() && chars[start].is_whitespace() {
                start += 1;
            }
        }
    }
    sentences
}

/// A short article: one claim, one event, one pair.
pub fn small(id: &str) -> Record {
    let mut a = Article::new(id, "Café owner José Núñez 🙂 said\r\nParis met Berlin.");
    a.record.title = Some("A <small> \"title\"".to_owned());
    a.record.published = Some(jiff::civil::date(2025, 1, 2));
    a.record.sentences = vec![CodePoints(0, a.first("Berlin.").1)];
    a.mention("José Núñez", 1, Kind::Person, "");
    a.mention("Paris", 1, Kind::Place, "FRA/GOV Government of France");
    a.mention("Berlin", 1, Kind::Place, "DEU/GOV Government of Germany");
    let (source, cue, content) = (a.first("Café owner José Núñez"), a.first("said"), a.first("Paris met Berlin"));
    a.claim(&[source], &[cue], &[content], Stance::Assert).speaker = Some("m0".to_owned());
    let trigger = a.first("met");
    let event = a.event(EventType::Consult, None, Status::Actual, trigger, (&["Paris"], &["Berlin"]));
    event.claims = vec!["c0".to_owned()];
    event.embedding = Some("AP+AfwE=".to_owned());
    let (paris, berlin) = (a.first("Paris"), a.first("Berlin"));
    a.record.pairs.push(demarche::record::Pair {
        source: vec![paris],
        target: vec![berlin],
        event_type: EventType::Consult,
        confidence: 0.75,
        scores: EventType::ALL.iter().map(|&t| (t, if t == EventType::Consult { 0.75 } else { 1.0 / 60.0 })).collect(),
    });
    a.record
}

/// Nothing was found.
pub fn empty(id: &str) -> Record {
    Article::new(id, "The garden was green.").record
}

/// Not coded.
pub fn skipped(id: &str) -> Record {
    let mut record = Article::new(id, "Le jardin était vert.").record;
    record.language = Some("fr".to_owned());
    record.skipped = Some(demarche::record::Skipped { reason: "language".to_owned(), detail: "fr".to_owned() });
    record
}
