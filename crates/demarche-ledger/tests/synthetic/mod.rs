//! Made-up records that hold together as coded ones do, any number of them, each always the same.

#[allow(dead_code, reason = "speed is measured with it")]
pub mod news;

use base64::Engine as _;
use demarche::codebook::{EventType, Kind, QuantityRole, Stance, Status};
use demarche::record::{Actor, Claim, CodePoints, Event, Mention, Place, Quantity, Record, SCHEMA, Time, Versions};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

/// Length of an embedding of the shipped model.
pub const DIMENSIONS: usize = 384;
/// Words that there are.
const VOCABULARY: u64 = 50_000;
/// What a clause of a record begins with; `PLACE` and the like are its mentions.
const PARTIES: [(&str, &str, &str); 6] = [
    ("Ostrava’s army", "OST/MIL", "Army of Ostrava"),
    ("Velmark", "VEL/GOV", "Government of Velmark"),
    ("Minister Ilva Korr", "VEL/GOV/ilva-korr", "Ilva Korr"),
    ("the Red Dune Front", "OST/REB/red-dune-front", "Red Dune Front"),
    ("River Relief", "NGO/SOC/river-relief", "River Relief"),
    ("residents", "OST/CVL", "Residents of Ostrava"),
];

/// Codes of states, in no order that means anything.
const CODES: &str = "USA RUS CHN UKR ISR IRN PRK KOR GBR FRA DEU JPN IND PAK TUR SYR IRQ SAU EGY SDN ETH ERI SOM KEN NGA MLI NER BFA TCD LBY TUN DZA \
    MAR ZAF COD RWA UGA TZA BDI SSD CAF CMR GAB COG AGO MOZ ZWE ZMB MWI BWA NAM LSO SWZ MDG MUS SYC COM DJI YEM OMN ARE QAT BHR KWT \
    JOR LBN PSE CYP GRC BGR ROU MDA HUN SVK CZE POL BLR LTU LVA EST FIN SWE NOR DNK ISL IRL NLD BEL LUX CHE AUT ITA ESP PRT MLT ALB \
    MKD MNE SRB BIH HRV SVN GEO ARM AZE KAZ UZB TKM KGZ TJK AFG NPL BTN BGD LKA MDV MMR THA LAO KHM VNM MYS SGP BRN IDN PHL TLS PNG \
    AUS NZL FJI SLB VUT WSM TON KIR TUV NRU PLW FSM MHL MNG TWN CAN MEX GTM BLZ SLV HND NIC CRI PAN COL VEN GUY SUR ECU PER BOL PRY \
    BRA ARG URY CHL CUB HTI DOM JAM TTO BHS BRB GRD LCA VCT DMA ATG KNA SEN GMB GNB GIN SLE LBR CIV GHA TGO BEN MRT CPV STP GNQ";

/// The code of a state; after the last they begin anew.
fn code(state: u64) -> &'static str {
    CODES.get(4 * (state as usize % CODES.len().div_ceil(4))..).and_then(|from| from.get(..3)).unwrap_or("USA")
}

/// A sequence of numbers that only its seed decides: SplitMix64.
pub struct Numbers(pub u64);

impl Numbers {
    /// The next one.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One under `limit`.
    pub fn under(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// A word of the vocabulary; the first are the most frequent, as in any language.
fn word(numbers: &mut Numbers) -> String {
    // 1/x is spread evenly over magnitudes, which is Zipf's law
    let uniform = (numbers.next() >> 11) as f64 / (1u64 << 53) as f64;
    let mut rank = (VOCABULARY as f64).powf(uniform) as u64;
    let mut letters = String::new();
    loop {
        letters.push_str(["ka", "re", "mi", "so", "tu", "ven", "lor", "dis", "pa", "ne"][(rank % 10) as usize]);
        rank /= 10;
        if rank == 0 {
            return letters;
        }
    }
}

/// The base64 of an embedding.
pub fn embedding(numbers: &mut Numbers) -> String {
    let bytes: Vec<u8> = (0..DIMENSIONS / 8).flat_map(|_| numbers.next().to_le_bytes()).collect();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A text that grows with its mentions.
#[derive(Default)]
struct Page {
    /// States that there are, with an army and a government each; 0 for the six parties of [`PARTIES`].
    states: u64,
    text: String,
    length: usize,
    mentions: Vec<Mention>,
}

impl Page {
    fn push(&mut self, words: &str) -> CodePoints {
        let start = self.length;
        self.text.push_str(words);
        self.length += words.chars().count();
        CodePoints(start, self.length)
    }

    fn mention(&mut self, words: &str, kind: Kind) -> &mut Mention {
        let span = self.push(words);
        let id = format!("m{}", self.mentions.len());
        let text = words.to_owned();
        self.mentions.push(Mention {
            id,
            span,
            text,
            kind,
            actors: Vec::new(),
            place: None,
            time: None,
            quantity: None,
            coref: None,
            confidence: 0.9,
            how: None,
        });
        let last = self.mentions.len() - 1;
        &mut self.mentions[last]
    }

    /// A record of it without a name, a date and an embedding.
    fn coded(self, claims: Vec<Claim>, events: Vec<Event>) -> Record {
        Record {
            schema: SCHEMA.to_owned(),
            id: String::new(),
            title: None,
            publisher: None,
            url: None,
            published: None,
            language: Some("en".to_owned()),
            skipped: None,
            text_sha256: digest(&self.text),
            text: Some(self.text),
            sentences: Vec::new(),
            mentions: self.mentions,
            claims,
            events,
            pairs: Vec::new(),
            embedding: None,
            versions: versions("0.1.0"),
        }
    }

    fn party(&mut self, which: u64) -> String {
        if self.states > 0 {
            let (state, sector) = (which / 2 % self.states, if which.is_multiple_of(2) { "MIL" } else { "GOV" });

            let country = code(state).to_owned();
            let mention = self.mention(&format!("{sector} of {country}"), Kind::Organization);
            let id = format!("{country}/{sector}");
            mention.actors.push(Actor { name: id.clone(), id, country, sector: sector.to_owned() });
            return mention.id.clone();
        }
        let (words, id, name) = PARTIES[(which % PARTIES.len() as u64) as usize];
        let mention = self.mention(words, Kind::Organization);
        let mut parts = id.split('/');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        mention.actors.push(Actor { id: id.to_owned(), name: name.to_owned(), country: part(), sector: part() });
        mention.id.clone()
    }
}

/// The `n`th record, of about `words` words, an event for each 40 of them; its key is `doc-n`.
pub fn record(n: u64, words: usize) -> Record {
    record_of(n, words, 0)
}

/// The same in a world of so many states (0: of six parties and one town), with ten towns in each.
pub fn record_of(n: u64, words: usize, states: u64) -> Record {
    let numbers = &mut Numbers(n.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ 0xd1b5);
    let published = Date::new(2024, 1 + (n / 28 % 12) as i8, 1 + (n % 28) as i8).expect("every month has 28 days");
    let mut page = Page { states, ..Page::default() };
    let (mut claims, mut events) = (Vec::new(), Vec::new());
    for number in 0..words.div_ceil(40) {
        let speaker = page.party(numbers.next());
        let source = page.mentions[page.mentions.len() - 1].span;
        page.push(" ");
        let cue = page.push("said");
        page.push(" that ");
        let begin = page.length;
        let actor = page.party(numbers.next());
        page.push(" ");
        let trigger = page.push("attacked");
        page.push(" ");
        let acted_on = numbers.next();
        let recipient = page.party(acted_on);
        page.push(" in ");
        let town = if states == 0 { 0 } else { numbers.under(10 * states) };
        let name = if states == 0 { "Bełża".to_owned() } else { format!("Bełża {town}") };
        let place = page.mention(&name, Kind::Place);
        place.place = Some(Box::new(Place {
            name,
            country: Some(if states == 0 { "OST".to_owned() } else { format!("S{:02}", town / 10 % 100) }),
            admin1: None,
            lat: if states == 0 { 50.25 } else { (town % 140) as f64 - 60.0 },
            lon: if states == 0 { 24.0 } else { (town / 140 % 340) as f64 - 170.0 },
            geonames: None,
            direction: None,
        }));
        let place = place.id.clone();
        page.push(" on ");
        let time = page.mention("Monday", Kind::Time);
        time.time = Some(Box::new(Time { start: published, end: published, approximate: false }));
        let time = time.id.clone();
        page.push(", killing ");
        let killed = 1 + numbers.under(40);
        let quantity = page.mention(&format!("{killed} people"), Kind::Quantity);
        quantity.quantity = Some(Box::new(Quantity {
            low: killed as f64,
            high: killed as f64,
            unit: Some("person".to_owned()),
            qualifier: "exact".to_owned(),
            role: Some(QuantityRole::Killed),
        }));
        let quantity = quantity.id.clone();
        let content = CodePoints(begin, page.length);
        page.push(". ");
        claims.push(said(number, source, cue, content, speaker));
        events.push(Event {
            id: format!("e{number}"),
            event_type: EventType::Assault,
            mode: Some("heavy-weapons".to_owned()),
            quad: 4,
            score: -9.5,
            cameo: "194".to_owned(),
            context: vec![demarche::codebook::Context::Military],
            status: Status::Actual,
            trigger: vec![trigger],
            actors: vec![actor],
            recipients: vec![recipient],
            place: Some(place),
            place_from: Some("role".to_owned()),
            time: Some(time),
            time_from: Some("role".to_owned()),
            quantities: vec![quantity],
            claims: vec![format!("c{number}")],
            confidence: 0.9,
            // in a small world what is done to one means the same each time
            embedding: Some(embedding(&mut Numbers(if states == 0 { acted_on % 6 } else { numbers.next() }))),
        });
        for _ in 0..25 {
            let word = word(numbers);
            page.push(&word);
            page.push(" ");
        }
        page.push("\n");
    }
    Record {
        id: format!("doc-{n}"),
        title: Some(format!("Attack near Bełża, report {n}")),
        publisher: Some(format!("The Courier {}", n % 40)),
        url: Some(format!("https://courier.example/{n}")),
        published: Some(published),
        embedding: Some(embedding(numbers)),
        ..page.coded(claims, events)
    }
}

/// A claim that somebody states as a fact.
fn said(number: usize, source: CodePoints, cue: CodePoints, content: CodePoints, speaker: String) -> Claim {
    Claim {
        id: format!("c{number}"),
        source: vec![source],
        cue: vec![cue],
        content: vec![content],
        speaker: Some(speaker),
        stance: Stance::Assert,
        quoted: false,
        parent: None,
        confidence: 0.9,
    }
}

/// Versions of a program of this number.
pub fn versions(program: &str) -> Versions {
    Versions {
        demarche: program.to_owned(),
        model: "reader-1-000000000000".to_owned(),
        knowledge: "0000".to_owned(),
        codebook: "plover-2024/1".to_owned(),
    }
}

/// SHA-256, as records write it.
pub fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
