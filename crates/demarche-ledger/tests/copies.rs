//! How well copies are told from other articles of one topic and day, who is found to have written them, and how well stories
//! are told apart: planted sets in `tests/copies`.
#![expect(clippy::print_stderr, reason = "figures are printed")]

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use demarche::document::Document;
use demarche::reader::{ReadOptions, Reader, Scratch};
use demarche::record::Record;
use demarche_knowledge::folder::compile_folder;
use demarche_knowledge::{Knowledge, Pack};
use demarche_ledger::copies::byline::Provenance;
use demarche_ledger::copies::family::{Finder, InMemory};
use demarche_ledger::copies::kind::{CopyKind, Verdict, judge};
use demarche_ledger::copies::minhash::{Centre, Planes};
use demarche_ledger::copies::overlap::Sheet;
use demarche_ledger::copies::words::hash;
use demarche_ledger::report::DocumentId;
use demarche_ledger::stories::clusters;
use demarche_ledger::stories::decisions::Decision;
use demarche_ledger::stories::story::Subject;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An article of a planted set.
struct Planted {
    name: String,
    copy_of: Option<String>,
    kind: Option<String>,
    doc: Document,
    embedding: Option<Vec<i8>>,
    record: Option<Record>,
}

fn parse(markdown: &str) -> Vec<Planted> {
    let mut out: Vec<Planted> = Vec::new();
    for line in markdown.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            let name = name.trim().to_owned();
            let doc = Document { id: name.clone(), ..Document::default() };
            out.push(Planted { name, copy_of: None, kind: None, doc, embedding: None, record: None });
        } else if let Some(planted) = out.last_mut() {
            if let Some(words) = line.strip_prefix('>') {
                let words = words.trim();
                let text = &mut planted.doc.text;
                if words.is_empty() {
                    text.push_str("\n\n");
                } else {
                    if !text.is_empty() && !text.ends_with('\n') {
                        text.push(' ');
                    }
                    text.push_str(words);
                }
            } else if let Some((key, value)) = line.split_once(": ") {
                let value = value.trim().to_owned();
                match key {
                    "published" => planted.doc.published = Some(value.parse().unwrap_or_else(|e| panic!("{}: {e}", planted.name))),
                    "publisher" => planted.doc.publisher = Some(value),
                    "title" => planted.doc.title = Some(value),
                    "copy-of" => planted.copy_of = Some(value),
                    "kind" => planted.kind = Some(value),
                    _ => {}
                }
            }
        }
    }
    out
}

fn knowledge() -> Knowledge<'static> {
    let pack: &'static [u8] = compile_folder(&root().join("knowledge")).unwrap_or_else(|e| panic!("{e}")).pack.leak();
    Knowledge::new(vec![Pack::open(pack).unwrap_or_else(|e| panic!("{e}"))])
}

fn read(set: &mut [Planted], known: Option<Knowledge<'static>>) {
    let file = |name: &str| std::fs::read(root().join("model").join(name)).unwrap_or_else(|e| panic!("model/{name}: {e}"));
    let mut reader = Reader::new(&file("reader.safetensors"), &file("tokenizer.json"), None).unwrap_or_else(|e| panic!("{e}"));
    if let Some(known) = known {
        reader = reader.with_knowledge(known);
    }
    let options = ReadOptions { embeddings: true, ..ReadOptions::default() };
    let docs: Vec<Document> = set.iter().map(|p| p.doc.clone()).collect();
    for (planted, record) in set.iter_mut().zip(reader.read(&docs, options, &mut Scratch::default())) {
        planted.embedding = record.embedding.as_ref().map(|e| STANDARD.decode(e).unwrap().into_iter().map(u8::cast_signed).collect());
        planted.record = Some(record);
    }
}

/// The number of the original that an article goes back to.
fn first_of(set: &[Planted], mut i: usize) -> usize {
    for _ in 0..set.len() {
        let Some(of) = &set[i].copy_of else { break };
        i = set.iter().position(|p| p.name == *of).unwrap_or_else(|| panic!("{}: there is no `{of}`", set[i].name));
    }
    i
}

fn sheets(set: &[Planted]) -> Vec<Sheet> {
    set.iter().map(|p| Sheet::new(&p.doc.text, p.doc.title.as_deref(), p.embedding.clone())).collect()
}

/// Order of intake: by day; within one, an original comes before its copies.
fn intake(set: &[Planted]) -> Vec<usize> {
    let depth = |mut i: usize| {
        let mut depth = 0;
        while let Some(of) = set[i].copy_of.as_ref().filter(|_| depth < set.len()) {
            i = set.iter().position(|p| p.name == *of).unwrap_or(i);
            depth += 1;
        }
        depth
    };
    let mut order: Vec<usize> = (0..set.len()).collect();
    order.sort_by_key(|&i| (set[i].doc.published, depth(i)));
    order
}

#[derive(Debug, Default)]
struct Scores {
    right: usize,
    found: usize,
    gold: usize,
    kinds: usize,
    wrong: Vec<String>,
}

impl Scores {
    fn f1(&self) -> f64 {
        200.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }
}

/// Pairs (article, original of its family), found against planted.
fn score(set: &[Planted]) -> Scores {
    let finder = Finder::new(Centre::of_reader_1(), 384);
    let mut store = InMemory::default();
    let order = intake(set);
    let mut sheets: Vec<Option<Sheet>> = sheets(set).into_iter().map(Some).collect();
    let mut out = Scores::default();
    for (number, &i) in order.iter().enumerate() {
        let Some(sheet) = sheets[i].take() else { continue };
        let placed = store.take(&finder, DocumentId(number as u64), sheet);
        let first = placed.membership.copy_of().map(|d| order[d.0 as usize]);
        let gold = set[i].copy_of.as_ref().map(|_| first_of(set, i));
        out.gold += usize::from(gold.is_some());
        out.found += usize::from(first.is_some());
        if first == gold {
            out.right += usize::from(gold.is_some());
            let kind = placed.membership.copy_kind().map(CopyKind::name);
            // a copy of a copy is judged against the first
            let is_direct = set[i].copy_of.as_ref() == gold.map(|g| &set[g].name);
            out.kinds += usize::from(kind.is_some() && (kind == set[i].kind.as_deref() || !is_direct));
            if kind != set[i].kind.as_deref() {
                out.wrong.push(format!("{}: {} found as {}", set[i].name, set[i].kind.as_deref().unwrap_or("-"), kind.unwrap_or("-")));
            }
        } else {
            let name = |i: Option<usize>| i.map_or("none", |i| &set[i].name);
            out.wrong.push(format!("{}: family {}, planted {}", set[i].name, name(first), name(gold)));
        }
    }
    out
}

/// Planted sets: those in `tests/copies`, and one that `DEMARCHE_COPIES` names.
fn sets() -> Vec<PathBuf> {
    let folder = root().join("crates/demarche-ledger/tests/copies");
    let mut out: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    out.sort();
    out.extend(std::env::var_os("DEMARCHE_COPIES").map(PathBuf::from));
    out
}

#[test]
fn planted_copies_are_found() {
    for path in sets() {
        let mut set = parse(&std::fs::read_to_string(&path).unwrap());
        read(&mut set, None);
        let with = score(&set);
        for planted in &mut set {
            planted.embedding = None;
        }
        let without = score(&set);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for (scores, how) in [(&with, "with embeddings"), (&without, "without")] {
            let Scores { right, found, gold, kinds, .. } = scores;
            eprintln!("{name}, {how}: F1 {:.1} ({right} right of {found} found, {gold} planted), kinds right {kinds}", scores.f1());
        }
        if name == "dev.md" {
            with.wrong.iter().for_each(|w| eprintln!("  {w}"));
        }
        assert!(with.f1() >= 97.0, "{name}: F1 {:.1}", with.f1());
    }
}

fn development() -> Vec<Planted> {
    parse(&std::fs::read_to_string(root().join("crates/demarche-ledger/tests/copies/dev.md")).unwrap())
}

#[test]
fn who_wrote_is_read() {
    let (set, known) = (development(), knowledge());
    let wrote = |name: &str| {
        let planted = set.iter().find(|p| p.name == name).unwrap();
        Provenance::of(&planted.doc.text, planted.doc.publisher.as_deref(), &known).wrote().map(|o| o.name.clone())
    };
    for (name, who) in [
        ("tavush-shelling", Some("Reuters")),
        ("tavush-shelling-trimmed", Some("Reuters")),
        ("tavush-shelling-retitled", Some("Reuters")),
        ("tavush-shelling-reordered", None),
        ("tavush-moscow", Some("TASS")),
        ("tavush-moscow-trimmed", Some("TASS")),
        ("steel-tariffs-verbatim", Some("Associated Press")),
        ("kaduna-pupils-verbatim", Some("Agence France-Presse")),
        ("kaduna-pupils-trimmed", Some("Agence France-Presse")),
        ("lusaka-recount-verbatim", Some("Bloomberg News")),
        ("lusaka-observers-retitled", Some("Xinhua News Agency")),
        ("fordow-cameras-retitled", Some("Reuters")),
        ("fordow-cameras-reordered", None),
        ("kaduna-parents-verbatim", None),
    ] {
        assert_eq!(wrote(name).as_deref(), who, "{name}");
    }
}

/// What stories go by, of a record.
fn subject(number: u64, planted: &Planted) -> Subject {
    let record = planted.record.as_ref().unwrap();
    let mention = |id: &String| record.mentions.iter().find(|m| m.id == *id);
    let named = |ids: &[String]| -> Vec<u64> {
        let actors = ids.iter().filter_map(mention).flat_map(|m| &m.actors).filter(|a| !a.country.is_empty());
        actors.map(|a| hash(a.id.as_bytes())).collect()
    };
    let places = record.events.iter().filter_map(|e| mention(e.place.as_ref()?)?.place.as_ref());
    Subject {
        document: DocumentId(number),
        // all on one day: what is about something else must be told apart without dates
        published: Some(jiff::civil::date(2024, 5, 1)),
        embedding: planted.embedding.clone(),
        parties: record.events.iter().flat_map(|e| [named(&e.actors), named(&e.recipients)].concat()).collect(),
        places: places.map(|p| hash(format!("{}{:?}", p.name, p.country).as_bytes())).collect(),
        pairs: record
            .events
            .iter()
            .flat_map(|e| {
                named(&e.actors)
                    .into_iter()
                    .flat_map(|a| named(&e.recipients).into_iter().map(move |r| a.min(r).wrapping_mul(31) ^ a.max(r)))
            })
            .collect(),
    }
}

/// The topics of the development set, moved to one day, are the stories to find.
#[test]
fn topics_of_one_day_are_told_apart() {
    let mut set = development();
    set.retain(|p| p.copy_of.is_none());
    read(&mut set, Some(knowledge()));
    let topic = |p: &Planted| p.name.split('-').next().unwrap_or_default().to_owned();
    let planes = Planes::new(Centre::of_reader_1(), 384);
    let mut shelf = clusters::InMemory::default();
    // topics in turn, not one after the other
    let mut order: Vec<usize> = (0..set.len()).collect();
    order.sort_by_key(|&i| (set.iter().take(i).filter(|p| topic(p) == topic(&set[i])).count(), i));
    for (number, &i) in order.iter().enumerate() {
        shelf.take(subject(number as u64, &set[i]), &planes);
    }
    let story = |n: usize| shelf.assignment.story(DocumentId(n as u64));
    let (mut precision, mut recall) = (0.0, 0.0);
    for a in 0..order.len() {
        let same_story = |b: &usize| story(*b) == story(a);
        let same_topic = |b: &usize| topic(&set[order[*b]]) == topic(&set[order[a]]);
        let all = 0..order.len();
        let both = all.clone().filter(|b| same_story(b) && same_topic(b)).count() as f64;
        precision += both / all.clone().filter(same_story).count() as f64 / order.len() as f64;
        recall += both / all.filter(same_topic).count() as f64 / order.len() as f64;
    }
    eprintln!("stories of one day, B-cubed: precision {:.1} recall {:.1} over {} articles", 100.0 * precision, 100.0 * recall, order.len());
    for decision in &shelf.log {
        if let Decision::Joined { story, document, likeness: l } = decision {
            eprintln!(
                "  {} joins {}: {:.2} (meaning {:.2} parties {:.2} places {:.2})",
                set[order[document.0 as usize]].name, story.0, l.score, l.meaning, l.parties, l.places
            );
        } else {
            eprintln!("  {decision:?}");
        }
    }
    assert!(precision > 0.95 && recall > 0.5);
}

/// Prints what all pairs of the development set have in common: what limits in `src/copies/kind.rs` were set on.
#[test]
#[ignore = "prints figures"]
fn overlaps_of_the_development_set() {
    let mut set = development();
    read(&mut set, None);
    let sheets = sheets(&set);
    let mut pairs: Vec<(bool, String, Verdict)> = Vec::new();
    for i in 0..set.len() {
        for j in 0..i {
            let (a, b) = (first_of(&set, j), first_of(&set, i));
            if a != b || a == j {
                pairs.push((a == b, format!("{} < {}", set[j].name, set[i].name), judge(&sheets[j], &sheets[i])));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(b.2.score.total_cmp(&a.2.score)));
    let copies = pairs.iter().filter(|p| p.0).count();
    for (is_copy, names, Verdict { score, overlap: o, .. }) in pairs.iter().take(copies + 30) {
        let (names_in, cosine) = (o.names.unwrap_or(-1.0), o.cosine.unwrap_or(-1.0));
        eprintln!(
            "{} {score:.3} told {:.2} found {:.2} kept {:.2} covered {:.2} order {:.2} names {names_in:.2} cosine {cosine:.3} {names}",
            u8::from(*is_copy),
            o.told,
            o.found,
            o.kept,
            o.covered,
            o.order
        );
    }
}
