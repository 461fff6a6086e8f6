//! Sending what is due, by channels that a test sets.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demarche_ledger::Ledger;
use demarche_ledger::clock::FixedClock;
use demarche_ledger::store::alerts::{AlertFilter, DeliveryState, MOST_TRIES, NewAlert, Route};
use demarche_monitor::alert::Alert;
use demarche_monitor::alert::channel::{Channel as Configured, Kind, Secret, Webhook};
use demarche_notify::{Channel, Channels, Event, Failure, Message, Tally, deliver};
use jiff::civil::date;

/// A channel that answers as it is told, and then well.
#[derive(Debug, Clone, Default)]
struct Fake {
    answers: Arc<Mutex<VecDeque<Failure>>>,
    got: Arc<Mutex<Vec<Message>>>,
}

impl Channel for Fake {
    fn send(&self, message: &Message) -> Result<(), Failure> {
        self.got.lock().unwrap().push(message.clone());
        self.answers.lock().unwrap().pop_front().map_or(Ok(()), Err)
    }

    fn longest(&self) -> Duration {
        Duration::from_secs(1)
    }
}

fn open() -> (tempfile::TempDir, Arc<FixedClock>, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at("2024-10-29T12:00:00Z".parse().unwrap()));
    let ledger = Ledger::open(folder.path().join("a.ledger"), Arc::clone(&clock)).unwrap();
    (folder, clock, ledger)
}

fn keep(ledger: &mut Ledger, names: &[&str], count: usize) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let alerts: Vec<NewAlert> = (0..count)
        .map(|n| {
            let alert = Alert::test("desk", date(2024, 10, 29));
            let body = serde_json::to_string(&alert).unwrap();
            NewAlert { key: n.to_string(), subject: alert.subject, day: alert.day, body, words_of: Vec::new() }
        })
        .collect();
    ledger.keep_alerts(Route { rule: "a", channels: &names, cool_down: Duration::ZERO }, &alerts, date(2024, 10, 29)).unwrap();
}

#[test]
fn a_channel_that_fails_holds_nobody_up() {
    let (_folder, clock, mut ledger) = open();
    let (good, bad) = (Fake::default(), Fake::default());
    bad.answers.lock().unwrap().extend([Failure::sure("down").hint("wait"), Failure::unsure("slow")]);
    let channels = Channels::default().with("good", good.clone()).with("bad", bad.clone());
    keep(&mut ledger, &["bad", "good"], 3);
    let mut told = Vec::new();
    let tally = deliver(&mut ledger, &channels, |event| told.push(event.to_string()), || false).unwrap();
    assert_eq!(tally, Tally { sent: 3, failed: 1, given_up: 0 });
    assert_eq!(bad.got.lock().unwrap().len(), 1, "it is left alone after a failure");
    assert!(
        told.iter().any(|line| line == "an alert could not be sent to channel `bad`: down; tried again after 2024-10-29T12:01:00Z"),
        "{told:?}"
    );
    // the others of the channel do not wait for the one that failed; it is told of as a repeat only where it may have arrived
    deliver(&mut ledger, &channels, |_| {}, || false).unwrap();
    clock.advance_seconds(60);
    while deliver(&mut ledger, &channels, |_| {}, || false).unwrap().sent > 0 {}
    clock.advance_seconds(60);
    deliver(&mut ledger, &channels, |_| {}, || false).unwrap();
    let got = bad.got.lock().unwrap();
    let mut seen: Vec<(&str, bool)> = got.iter().map(|message| (message.id.as_str(), message.repeat)).collect();
    assert_eq!(seen.len(), 5, "{seen:?}");
    let unsure = seen[1].0;
    seen.sort_unstable();
    assert_eq!(seen.iter().filter(|(_, repeat)| *repeat).map(|(id, _)| *id).collect::<Vec<_>>(), [unsure]);
    let rows = ledger.alerts(&AlertFilter::default()).unwrap();
    assert!(rows.iter().flat_map(|row| &row.deliveries).all(|delivery| delivery.state == DeliveryState::Sent));
}

#[test]
fn what_is_given_up_is_told() {
    let (_folder, clock, mut ledger) = open();
    let bad = Fake::default();
    bad.answers.lock().unwrap().extend(vec![Failure::sure("down"); MOST_TRIES as usize]);
    let channels = Channels::default().with("bad", bad);
    keep(&mut ledger, &["bad"], 1);
    let mut told = Vec::new();
    for _ in 0..MOST_TRIES {
        deliver(&mut ledger, &channels, |event| told.push(event.clone()), || false).unwrap();
        clock.advance_seconds(6 * 3600);
    }
    assert_eq!(told.len(), MOST_TRIES as usize);
    assert!(matches!(told.last(), Some(Event::Failed { again: None, .. })));
    assert_eq!(told.last().unwrap().to_string(), "an alert was given up after 20 tries to channel `bad`: down");
    assert_eq!(deliver(&mut ledger, &channels, |_| {}, || false).unwrap(), Tally::default());
}

#[test]
fn a_channel_that_cannot_be_opened_keeps_its_messages() {
    let (folder, clock, mut ledger) = open();
    let hook = Webhook { url: "https://example.org/".into(), secret: Secret::File("secret".into()), allow_private: false };
    let configured = [
        Configured { name: "hook".into(), kind: Kind::Webhook(hook), timeout: 1 },
        Configured { name: "file".into(), kind: Kind::File("a.jsonl".into()), timeout: 1 },
    ];
    let mut shut = Vec::new();
    let channels = Channels::open(&configured, folder.path(), |name, failure| shut.push((name.to_owned(), failure.clone())));
    assert!(shut.len() == 1 && shut[0].0 == "hook" && shut[0].1.why.contains("secret"), "{shut:?}");
    assert_eq!(channels.names(), ["file", "hook"]);
    keep(&mut ledger, &["hook", "file"], 2);
    assert_eq!(deliver(&mut ledger, &channels, |_| {}, || false).unwrap(), Tally { sent: 2, failed: 1, given_up: 0 });
    clock.advance_seconds(3600);
    // it is there now
    let channels = channels.with("hook", Fake::default());
    assert_eq!(deliver(&mut ledger, &channels, |_| {}, || false).unwrap(), Tally { sent: 2, failed: 0, given_up: 0 });
}

#[test]
fn a_channel_is_opened_once_it_can_be() {
    use std::io::{Read as _, Write as _};
    let (folder, clock, mut ledger) = open();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let hook = Webhook { url, secret: Secret::File("secret".into()), allow_private: true };
    let configured = [Configured { name: "hook".into(), kind: Kind::Webhook(hook), timeout: 20 }];
    let channels = Channels::open(&configured, folder.path(), |_, _| {});
    keep(&mut ledger, &["hook"], 2);
    let mut send = || deliver(&mut ledger, &channels, |_| {}, || false).unwrap();
    // one message a call: the channel is left alone after a failure
    assert_eq!([send(), send(), send()].map(|tally| (tally.sent, tally.failed)), [(0, 1), (0, 1), (0, 0)]);
    std::fs::write(folder.path().join("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
    assert_eq!(send(), Tally::default(), "what failed waits for its time");
    let receiver = std::thread::spawn(move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            let mut got = Vec::new();
            let mut part = [0; 4096];
            // the body is one line of JSON, and its only line that ends so
            while !got.ends_with(b"]}") {
                let n = stream.read(&mut part).unwrap();
                assert!(n > 0, "{}", String::from_utf8_lossy(&got));
                got.extend_from_slice(&part[..n]);
            }
            stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
        }
    });
    clock.advance_seconds(60);
    assert_eq!(send(), Tally { sent: 2, failed: 0, given_up: 0 });
    receiver.join().unwrap();
}

#[test]
fn who_is_to_stop_begins_nothing() {
    let (_folder, _clock, mut ledger) = open();
    keep(&mut ledger, &["good"], 1);
    let channels = Channels::default().with("good", Fake::default());
    assert_eq!(deliver(&mut ledger, &channels, |_| {}, || true).unwrap(), Tally::default());
    assert_eq!(ledger.waiting_deliveries().unwrap(), [("good".to_owned(), 1)]);
}
