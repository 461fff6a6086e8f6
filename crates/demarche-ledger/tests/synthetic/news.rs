//! A made-up stream of news: happenings that several articles tell, copies of some, statements about others; day after day, any number,
//! each article always the same. It is made to be like a news stream in what the ledger's work depends on: how often countries, towns
//! and kinds of acts come, how many articles tell one happening, how many are copies, how long texts are.

use base64::Engine as _;
use demarche::codebook::{EventType as T, Kind, QuantityRole, Status};
use demarche::record::{Claim, Event, Place, Quantity, Record, Time};
use jiff::civil::Date;

use super::{DIMENSIONS, Numbers, Page, digest, said, word};

/// Articles of a day.
pub const A_DAY: u64 = 2_740;
/// States that there are.
const STATES: u64 = 190;
/// New happenings of a day.
const HAPPENINGS: u64 = 4_000;
/// Of a hundred articles, copies of another of the days before.
const COPIES: u64 = 30;

/// Types with their modes and verbs, and how often of a thousand each comes.
const ACTS: [(T, Option<&str>, &str, u64); 22] = [
    (T::Consult, Some("visit"), "visited", 60),
    (T::Consult, Some("multilateral"), "met", 60),
    (T::Accuse, Some("disapprove"), "criticised", 110),
    (T::Accuse, Some("allege"), "accused", 60),
    (T::Request, None, "urged", 70),
    (T::Support, None, "backed", 80),
    (T::Agree, None, "agreed with", 60),
    (T::Cooperate, None, "worked with", 40),
    (T::Aid, None, "sent aid to", 40),
    (T::Reject, None, "refused", 30),
    (T::Threaten, Some("restrict"), "threatened", 40),
    (T::Sanction, None, "sanctioned", 30),
    (T::Coerce, Some("arrest"), "arrested", 80),
    (T::Coerce, Some("restrict"), "barred", 20),
    (T::Protest, Some("demo"), "marched against", 50),
    (T::Assault, Some("aerial"), "bombed", 40),
    (T::Assault, Some("heavy-weapons"), "shelled", 30),
    (T::Assault, Some("firearms"), "shot at", 40),
    (T::Assault, Some("drone"), "struck", 20),
    (T::Mobilize, Some("troops"), "massed troops near", 20),
    (T::Retreat, None, "withdrew from", 10),
    (T::Concede, None, "gave way to", 10),
];

/// One under `limit`, the first more often than the last.
fn often(numbers: &mut Numbers, limit: u64) -> u64 {
    let uniform = (numbers.next() >> 11) as f64 / (1u64 << 53) as f64;
    ((limit as f64).powf(uniform) as u64 - 1).min(limit - 1)
}

/// A direction of meaning.
fn direction(seed: u64) -> Vec<i32> {
    let numbers = &mut Numbers(seed);
    (0..DIMENSIONS / 8).flat_map(|_| numbers.next().to_le_bytes()).map(|byte| i32::from(byte.cast_signed())).collect()
}

/// What lies between directions, the first the most.
fn mixed(parts: &[(&[i32], i32)]) -> String {
    let bytes: Vec<u8> = (0..DIMENSIONS)
        .map(|n| parts.iter().map(|(part, share)| part[n] * share).sum::<i32>() / 100)
        .map(|x| i8::try_from(x.clamp(-127, 127)).unwrap_or(0).cast_unsigned())
        .collect();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A happening of a day.
struct Happening {
    seed: u64,
    day: u64,
    act: usize,
    actor: u64,
    recipient: u64,
    town: u64,
    killed: u64,
}

impl Happening {
    fn new(day: u64, number: u64) -> Self {
        let seed = day.wrapping_mul(0x9e37_79b9).wrapping_add(number) ^ 0x5bd1_e995;
        let numbers = &mut Numbers(seed);
        let mut left = numbers.under(1000);
        let mut act = 0;
        while left >= ACTS[act].3 {
            left -= ACTS[act].3;
            act = (act + 1) % ACTS.len();
        }
        let actor = 2 * often(numbers, STATES) + numbers.under(2);
        let recipient = 2 * often(numbers, STATES) + numbers.under(2);
        Self { seed, day, act, actor, recipient, town: often(numbers, 60), killed: 1 + often(numbers, 200) }
    }
}

fn date(day: u64) -> Date {
    Date::constant(2015, 1, 1).saturating_add(jiff::Span::new().days(day.cast_signed()))
}

/// How long articles are.
#[derive(Clone, Copy)]
pub struct Length {
    /// Sentences, at least and at most; each is a claim.
    sentences: (u64, u64),
    /// Of these, at most how many tell an event.
    told: u64,
}

/// As news articles are.
pub const ARTICLES: Length = Length { sentences: (7, 14), told: 7 };
/// As the first reports of a wire are, two to four sentences of some 28 words.
pub const BRIEFS: Length = Length { sentences: (2, 4), told: 2 };

/// The `n`th article; its key is `news-n`.
pub fn article(n: u64, length: Length) -> Record {
    let numbers = &mut Numbers(n.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ 0xa5a5);
    let publisher = often(numbers, 400);
    if n > 200 && numbers.under(100) < COPIES {
        // another of the last two days or so
        let other = n - 1 - often(numbers, n.min(2 * A_DAY) - 1);
        let mut copy = written(other, length);
        let text = copy.text.take().unwrap_or_default();
        // printed with a line of its own at the end
        let text = if numbers.under(2) == 0 { format!("{text}\nPrinted in edition {n} of this paper.") } else { text };
        copy.id = format!("news-{n}");
        copy.text_sha256 = digest(&text);
        copy.text = Some(text);
        copy.publisher = Some(format!("The Courier {publisher}"));
        copy.published = Some(date(n / A_DAY));
        return copy;
    }
    let mut record = written(n, length);
    record.publisher = Some(format!("The Courier {publisher}"));
    record
}

/// What is written of its own.
fn written(n: u64, length: Length) -> Record {
    let numbers = &mut Numbers(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678);
    let today = n / A_DAY;
    let published = date(today);
    let mut page = Page { states: STATES, ..Page::default() };
    let (mut claims, mut events): (Vec<Claim>, Vec<Event>) = (Vec::new(), Vec::new());
    let of = |numbers: &mut Numbers| {
        let back = often(numbers, 20).min(today);
        // some are in all papers, most in one or two
        let number = if numbers.under(3) == 0 { often(numbers, HAPPENINGS) } else { numbers.under(HAPPENINGS) };
        Happening::new(today - back, number)
    };
    let main = of(numbers);
    let topic = direction(main.seed);
    let (least, most) = length.sentences;
    let sentences = least + numbers.under(most - least + 1);
    let few = length.told.min(2);
    let told = few + numbers.under(length.told - few + 1).min(sentences - few);
    let own = direction(n ^ 0x77);
    for sentence in 0..sentences {
        // the main happening, what belongs to it, and others
        let happening = match numbers.under(4) {
            _ if sentence == 0 => Happening { ..main },
            0 | 1 => Happening::new(main.day, (main.seed ^ sentence) % HAPPENINGS),
            _ => of(numbers),
        };
        let is_event = sentence < told;
        let speaker = page.party(2 * often(numbers, STATES) + 1);
        let source = page.mentions[page.mentions.len() - 1].span;
        page.push(" ");
        let cue = page.push(["said", "told reporters", "announced", "denied"][numbers.under(4) as usize]);
        page.push(" that ");
        let begin = page.length;
        let (event_type, mode, verb, _) = ACTS[happening.act];
        let actor = page.party(happening.actor);
        page.push(" ");
        let trigger = page.push(verb);
        page.push(" ");
        let recipient = page.party(happening.recipient);
        let mut place = None;
        if numbers.under(2) == 0 {
            page.push(" in ");
            let state = happening.actor / 2;
            let name = format!("Bełża {state} {}", happening.town);
            let mention = page.mention(&name, Kind::Place);
            mention.place = Some(Box::new(Place {
                name,
                country: Some(super::code(state).to_owned()),
                admin1: Some(format!("Division {}", happening.town % 8)),
                lat: (state % 140) as f64 - 60.0 + happening.town as f64 / 20.0,
                lon: (state / 2 % 340) as f64 - 170.0,
                geonames: None,
                direction: None,
            }));
            place = Some(mention.id.clone());
        }
        let mut time = None;
        if numbers.under(3) > 0 {
            page.push(" on ");
            let mention = page.mention("Monday", Kind::Time);
            let day = date(happening.day);
            mention.time = Some(Box::new(Time { start: day, end: day, approximate: false }));
            time = Some(mention.id.clone());
        }
        let mut quantities = Vec::new();
        if event_type == T::Assault {
            page.push(", killing ");
            let killed = happening.killed + numbers.under(3);
            let mention = page.mention(&format!("{killed} people"), Kind::Quantity);
            mention.quantity = Some(Box::new(Quantity {
                low: killed as f64,
                high: killed as f64,
                unit: Some("person".to_owned()),
                qualifier: "exact".to_owned(),
                role: Some(QuantityRole::Killed),
            }));
            quantities.push(mention.id.clone());
        }
        let content = super::CodePoints(begin, page.length);
        // words of the happening, and others
        let words = &mut Numbers(happening.seed);
        for _ in 0..6 {
            page.push(" ");
            let next = word(words);
            page.push(&next);
        }
        for _ in 0..12 {
            page.push(" ");
            let next = word(numbers);
            page.push(&next);
        }
        page.push(if sentence % 3 == 2 { ".\n" } else { ". " });
        let number = claims.len();
        claims.push(said(number, source, cue, content, speaker));
        if is_event {
            let (meaning, noise) = (direction(happening.seed), direction(numbers.next()));
            events.push(Event {
                id: format!("e{}", events.len()),
                event_type,
                mode: mode.map(str::to_owned),
                quad: event_type.quad(),
                score: 0.0,
                cameo: "01".to_owned(),
                context: vec![demarche::codebook::Context::Military],
                status: Status::Actual,
                trigger: vec![trigger],
                actors: vec![actor],
                recipients: vec![recipient],
                place_from: place.as_ref().map(|_| "role".to_owned()),
                place,
                time_from: time.as_ref().map(|_| "role".to_owned()),
                time,
                quantities,
                claims: vec![format!("c{number}")],
                confidence: 0.9,
                embedding: Some(mixed(&[(&meaning, 45), (&noise, 30)])),
            });
        }
    }
    Record {
        id: format!("news-{n}"),
        title: Some(format!("{} {}", ACTS[main.act].2, main.seed % 100_000)),
        url: Some(format!("https://courier.example/{n}")),
        published: Some(published),
        embedding: Some(mixed(&[(&topic, 45), (&own, 30)])),
        ..page.coded(claims, events)
    }
}
