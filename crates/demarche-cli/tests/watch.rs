//! Watching feeds and folders: what is fetched, stored once, refused, and taken up again after a crash.

#[path = "../../demarche-watch/tests/support/mod.rs"]
mod server;
mod support;

use std::fs;
use std::time::Duration;

use server::{Page, Server, rss};
use support::{article, demarche, folder, has_model, ids, run, wait_until, write};
use tempfile::TempDir;

/// A time of publication that is not too old.
fn today() -> String {
    jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Articles of our own on as many things, so that none is a copy of another; after these, some that are alike.
fn text(n: usize) -> String {
    let first = [
        "Seoul accused Pyongyang on Monday of sending troops to the border, a ministry spokesman said.\r\n\r\nThe north denied the report and said \
         that its soldiers had held an exercise, which ended on Sunday evening without an incident.",
        "Farmers blocked the motorway to Lyon with tractors over the price of milk, police said on Tuesday.\r\n\r\nA union leader promised more \
         blockades unless the minister of agriculture agreed to talks before the end of the week.",
        "Brazil and Argentina signed an agreement on river shipping in Buenos Aires on Wednesday.\r\n\r\nBoth presidents praised the treaty, which \
         lowers fees for grain barges and sets up a common rescue service along the Paraná.",
        "A court in Nairobi ordered the release of four journalists arrested at a demonstration last month.\r\n\r\nTheir lawyer thanked the judges and \
         demanded that the officers who had beaten them be charged.",
    ];
    first.get(n).map_or_else(|| article(n), |text| (*text).to_owned())
}

/// Such articles as JSON Lines, with ids `a0`, `a1`, …
fn rows(count: usize) -> String {
    (0..count).map(|n| serde_json::json!({"id": format!("a{n}"), "text": text(n), "published": "2024-10-29"}).to_string() + "\n").collect()
}

fn page(n: usize) -> String {
    let paragraphs: String = text(n).split("\r\n\r\n").map(|p| format!("<p>{p}</p>")).collect();
    format!("<html><head><title>Headline {n}</title></head><body><article><h1>Headline {n}</h1>{paragraphs}</article></body></html>")
}

fn config(folder: &TempDir, feeds: &str) {
    let fetch = "[fetch]\ncontact = \"desk@example.org\"\nallow_private = true\nhost_delay = \"0s\"\n";
    write(folder, "watch.toml", format!("{fetch}{feeds}"));
}

/// A server with a feed of so many articles.
fn wire(count: usize) -> Server {
    let server = Server::start();
    add(&server, count);
    server
}

fn add(server: &Server, count: usize) {
    let names: Vec<(String, String)> = (0..count).map(|n| (format!("/{n}"), format!("Headline {n}"))).collect();
    let items: Vec<(&str, &str)> = names.iter().map(|(path, title)| (path.as_str(), title.as_str())).collect();
    let body = rss(server, &today(), &items).into_bytes();
    server.set("/rss", Page { status: 200, etag: Some(format!("\"{count}\"")), body, ..Page::default() });
    for n in 0..count {
        server.page(&format!("/{n}"), "text/html; charset=utf-8", page(n));
    }
}

fn feed(server: &Server) -> String {
    format!("[[feed]]\nname = \"wire\"\nurl = \"{}\"\npublisher = \"The Wire\"\n", server.url("/rss"))
}

const ONCE: [&str; 2] = ["watch", "--once"];

#[test]
fn new_articles_of_a_feed_are_stored_once() {
    if !has_model() {
        return;
    }
    let (folder, server) = (folder(), wire(2));
    config(&folder, &feed(&server));
    let ran = run(folder.path(), &ONCE).exits(0).says("polled 1 feed: 2 new").says("  wire  new     Headline 0 · ").says(&server.url("/1"));
    assert_eq!(ran.err.lines().filter(|line| line.contains("  new  ")).count(), 2, "{}", ran.err);
    let listed = run(folder.path(), &["documents"]).exits(0).records();
    assert_eq!(listed[0]["id"], server.url("/0"));
    assert_eq!((listed[1]["publisher"].as_str(), listed.len()), (Some("The Wire"), 2));
    server.asked();
    run(folder.path(), &ONCE).exits(0).says("polled 1 feed: 0 new");
    assert_eq!(server.asked(), ["/rss"]);
    add(&server, 3);
    run(folder.path(), &ONCE).exits(0).says("polled 1 feed: 1 new");
    assert_eq!(server.asked(), ["/rss", "/2"]);
    // the same article on another page
    add(&server, 4);
    server.page("/3", "text/html; charset=utf-8", page(0));
    let copied = run(folder.path(), &ONCE).exits(0).says("  wire  copy    Headline 0 · ").says("polled 1 feed: 0 new, 1 copy");
    copied.says(&format!("/3 · copy of {}\n", server.url("/0")));
    run(folder.path(), &["ledger", "check"]).exits(0);
    let quiet = run(folder.path(), &["watch", "--once", "--quiet"]).exits(0);
    assert_eq!(quiet.err, "");
}

#[test]
fn what_cannot_be_had_is_named_and_the_rest_is_stored() {
    if !has_model() {
        return;
    }
    let (folder, server) = (folder(), wire(3));
    server.set("/0", Page { status: 500, ..Page::default() });
    server.page("/1", "text/html", "<html><body></body></html>");
    server.set("/broken", Page { status: 200, body: b"no feed".to_vec(), ..Page::default() });
    config(&folder, &format!("{}[[feed]]\nname = \"broken\"\nurl = \"{}\"\n", feed(&server), server.url("/broken")));
    run(folder.path(), &ONCE)
        .exits(1)
        .says("answered with status 500 · again after ")
        .says("/1: ")
        .says("feed `broken`: is no feed")
        .says("hint: ")
        .says("polled 2 feeds: 1 new, 2 failed, 1 feed failed");
    // what failed waits for its time
    server.asked();
    run(folder.path(), &ONCE).exits(0).says("polled 1 feed: 0 new");
    assert_eq!(server.asked(), ["/rss"]);
}

#[test]
fn files_of_a_folder_are_read_once() {
    if !has_model() {
        return;
    }
    let folder = folder();
    config(&folder, "[[feed]]\nname = \"inbox\"\nfolder = \"inbox\"\n");
    write(&folder, "inbox/a.jsonl", rows(3));
    write(&folder, "inbox/notes.pdf", "x");
    run(folder.path(), &ONCE).exits(0).says("polled 1 feed: 3 new");
    run(folder.path(), &ONCE).exits(0).says("polled 1 feed: 0 new");
    write(&folder, "inbox/a.jsonl", rows(4));
    run(folder.path(), &ONCE).exits(0).says("polled 1 feed: 1 new, 3 known").says("3 documents of ");
    write(&folder, "inbox/bad.txt", "");
    run(folder.path(), &ONCE).exits(1).says("bad.txt: holds no text");
    assert_eq!(ids(&run(folder.path(), &["documents"]).exits(0).out), ["a0", "a1", "a2", "a3"]);
}

#[test]
fn a_killed_watch_goes_on() {
    if !has_model() {
        return;
    }
    let count = 40;
    for after in [1, 7, 20] {
        let (folder, server) = (folder(), wire(count));
        config(&folder, &feed(&server));
        let mut child = demarche(folder.path(), &["watch"]).spawn().unwrap();
        let stored = || ids(&run(folder.path(), &["documents"]).out).len();
        wait_until(&mut child, || folder.path().join("demarche.ledger").exists() && stored() >= after);
        child.kill().unwrap();
        let reported = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
        let reported = reported.lines().filter(|line| line.contains("  new  ")).count();
        let before = stored();
        assert!(reported <= before, "{reported} were reported, {before} stored");
        run(folder.path(), &ONCE).exits(0);
        let mut found = ids(&run(folder.path(), &["documents"]).exits(0).out);
        assert_eq!(found.len(), count);
        found.sort();
        found.dedup();
        assert_eq!(found.len(), count);
        run(folder.path(), &["ledger", "check"]).exits(0);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_cleanly() {
    if !has_model() {
        return;
    }
    let (folder, server) = (folder(), wire(2));
    config(&folder, &feed(&server));
    let mut child = demarche(folder.path(), &["watch"]).spawn().unwrap();
    let listed = || ids(&run(folder.path(), &["documents"]).out).len();
    wait_until(&mut child, || folder.path().join("demarche.ledger").exists() && listed() == 2);
    std::thread::sleep(Duration::from_millis(200));
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ran = support::Ran::from(child.wait_with_output().unwrap()).exits(0).says("watching 1 feed; Ctrl-C stops");
    ran.says("polled 1 feed: 2 new · next after ").says("stopped; all that was reported is stored");
}

#[test]
fn a_configuration_is_checked_and_told() {
    let folder = folder();
    let check = ["watch", "--check", "--ledger", "desk.ledger"];
    run(folder.path(), &check).exits(2).says("cannot read `watch.toml`").says("hint: --config names");
    write(
        &folder,
        "watch.toml",
        "[fetch]\ncontact = \"desk@example.org\"\n\n[[feed]]\nname = \"wire\"\nurl = \"https://example.org/rss\"\nevry = \"5m\"\n",
    );
    run(folder.path(), &check).exits(2).says("error: `watch.toml`: line 7: unknown field `evry`").says("hint: known here are `name`");
    write(&folder, "watch.toml", "[[question]]\nname = \"x\"\n");
    run(folder.path(), &check).exits(2).says("names nothing to watch");
    let text = "[fetch]\ncontact = \"desk@example.org\"\n[[feed]]\nname = \"wire\"\nurl = \"https://example.org/rss\"\nevery = \"90m\"\n[[feed]]\nname = \"inbox\"\nfolder = \"inbox\"\n[[question]]\nname = \"x\"\n[[channel]]\nname = \"desk\"\nfile = \"alerts.jsonl\"\n[[alert]]\nname = \"quiet\"\non = \"silence\"\nafter = \"2d\"\nto = \"desk\"\n";
    write(&folder, "watch.toml", text);
    run(folder.path(), &check).exits(2).says("feed `inbox`: `inbox` is no folder");
    fs::create_dir(folder.path().join("inbox")).unwrap();
    let told = String::from_utf8(run(folder.path(), &check).exits(0).out).unwrap();
    for line in [
        "ledger      desk.ledger\n",
        "(+desk@example.org)\naddresses   public only\nrequests    one in 2s to each host, 4 feeds at once\ntimes       10s to connect, 30s for an answer\nsizes       feeds to 20.00 MB, pages to 5.00 MB, 5 redirects\n",
        "feed        `wire` https://example.org/rss, every 1h 30m, 200 entries a round, not older than 7d, as robots.txt allows\n",
        "feed        `inbox` folder inbox, every 1m, 200 entries a round\n",
        "channel     `desk` file: `alerts.jsonl` can be made\nalert       `quiet` silence of all feeds, to desk\nsent        nothing; `demarche alerts test --channel NAME` sends a test\nnot read    1 [[question]]; `demarche correct question` asks one\n",
    ] {
        assert!(told.contains(line), "{line} is not in:\n{told}");
    }
    assert!(!folder.path().join("desk.ledger").exists() && !folder.path().join("alerts.jsonl").exists());
    // channels are looked at, each for itself, and nothing is sent
    let channels = "[[channel]]\nname = \"gone\"\ncommand = [\"./tell\"]\n[[channel]]\nname = \"log\"\nfile = \"no/such/alerts.jsonl\"\n[[channel]]\nname = \"hook\"\nwebhook = { url = \"https://10.0.0.1/\", secret_file = \"secret\" }\n[[channel]]\nname = \"mail\"\nsmtp = { host = \"127.0.0.1\", from = \"a@example.org\", to = \"b@example.org\", user = \"a\", password_env = \"NO_SUCH_PASSWORD\" }\n";
    write(&folder, "watch.toml", format!("{text}{channels}"));
    write(&folder, "secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    let ran = run(folder.path(), &check)
        .exits(2)
        .says("error: channel `gone`: cannot look at `")
        .says("error: channel `log`: cannot add to `no/such/alerts.jsonl`")
        .says("error: channel `hook`: `10.0.0.1` is the private address 10.0.0.1")
        .says("hint: `allow_private = true` in the webhook")
        .says("error: channel `mail`: cannot read the environment variable NO_SUCH_PASSWORD");
    let told = String::from_utf8(ran.out).unwrap();
    assert!(
        told.contains("channel     `gone` command: nothing can be sent, see below\n") && told.contains("channel     `desk` file: `"),
        "{told}"
    );
}

#[test]
fn private_addresses_are_refused() {
    if !has_model() {
        return;
    }
    let (folder, server) = (folder(), wire(1));
    write(&folder, "watch.toml", format!("[fetch]\ncontact = \"desk@example.org\"\n{}", feed(&server)));
    run(folder.path(), &ONCE).exits(1).says("`127.0.0.1` is the private address 127.0.0.1").says("hint: `allow_private = true`");
    assert!(server.asked().is_empty());
}

#[test]
fn archives_of_a_crawler_are_taken_in() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let record = |n: usize| {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", page(n));
        let head = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{n}\r\nContent-Type: application/http;msgtype=response\r\n"
        );
        format!("{head}Content-Length: {}\r\n\r\n{block}\r\n\r\n", block.len())
    };
    let gzip = |text: String| {
        use std::io::Write as _;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let whole = [gzip(record(0)), gzip(record(1)), gzip(record(1))].concat();
    write(&folder, "crawl.warc.gz", &whole);
    write(&folder, "cut.warc.gz", &whole[..whole.len() - 30]);
    run(folder.path(), &["ingest", "crawl.warc.gz"]).exits(0).says("stored 2 documents ·");
    run(folder.path(), &["ingest", "cut.warc.gz"]).exits(1).says("stored 0 documents, 2 known, 1 failed").says("gzip data ends early");
    assert_eq!(ids(&run(folder.path(), &["documents"]).exits(0).out), ["https://example.org/0", "https://example.org/1"]);
    let coded = run(folder.path(), &["code", "crawl.warc.gz"]).exits(0).records();
    assert_eq!((coded[0]["url"].as_str(), coded[0]["title"].as_str()), (Some("https://example.org/0"), Some("Headline 0")));
}
