//! What finding copies costs: time for an article of 400 words, and candidates among 100,000 simulated articles.
//!
//! `cargo run --release -p demarche-ledger --example copies_speed`, in the repository's root. Texts are runs of words in which two
//! words follow each other as in the corpus; embeddings lie around 4,000 random stories, those around the mean of the model's.
#![expect(clippy::print_stdout, reason = "figures are printed")]

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use demarche_ledger::copies::family::{Candidates, Finder, Membership};
use demarche_ledger::copies::minhash::{Centre, Key};
use demarche_ledger::copies::overlap::Sheet;
use demarche_ledger::copies::words::hash_all;
use demarche_ledger::report::DocumentId;

const ARTICLES: u64 = 100_000;
const MEASURED: u64 = 2_000;
const WORDS: usize = 400;
const STORIES: u64 = 4_000;

/// Words of the corpus in order.
struct Model {
    words: Vec<String>,
    /// Where each word stands, by its number.
    after: std::collections::HashMap<String, Vec<usize>>,
}

impl Model {
    fn read() -> std::io::Result<Self> {
        let mut words = Vec::new();
        let mut files: Vec<_> = std::fs::read_dir("corpus/train")?.filter_map(|e| e.ok().map(|e| e.path())).collect();
        files.sort();
        for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "md")) {
            let text = std::fs::read_to_string(file)?;
            words.extend(text.lines().filter_map(|l| l.strip_prefix("> ")).flat_map(str::split_whitespace).map(str::to_owned));
        }
        let mut after: std::collections::HashMap<String, Vec<usize>> = std::collections::HashMap::new();
        for (i, word) in words.iter().enumerate() {
            after.entry(word.clone()).or_default().push(i + 1);
        }
        Ok(Self { words, after })
    }

    /// The text of an article; every tenth is one of the hundred before it, without its last fifth.
    fn text(&self, number: u64) -> String {
        let copied = (number % 10 == 9).then(|| number - 1 - hash_all([3, number]) % 80).filter(|n| n % 10 != 9);
        let mut state = hash_all([1, copied.unwrap_or(number)]);
        let mut out = String::with_capacity(WORDS * 7);
        let mut at = 0;
        for _ in 0..(if copied.is_some() { WORDS * 4 / 5 } else { WORDS }) {
            state = hash_all([state]);
            let follows = self.words.get(at).and_then(|w| self.after.get(w)).filter(|_| state % 10 < 7);
            at = match follows {
                Some(places) => places[(state >> 8) as usize % places.len()],
                None => (state >> 8) as usize % self.words.len(),
            };
            out.push_str(self.words.get(at).map_or("end.", String::as_str));
            out.push(' ');
        }
        out
    }

    fn embedding(number: u64) -> Vec<i8> {
        let noise = |seed: u64, i: u64| (hash_all([seed, i]) % 201) as i64 - 100;
        let story = hash_all([9, number]) % STORIES;
        (0..384).map(|i| ((noise(8, i) * 7 + noise(1_000 + story, i) * 7 + noise(1 << 40 | number, i) * 6) / 20) as i8).collect()
    }
}

struct Store<'m> {
    model: &'m Model,
    keys: std::collections::HashMap<Key, Vec<DocumentId>>,
    spent: std::cell::Cell<Duration>,
}

impl Candidates for Store<'_> {
    type Error = Infallible;
    fn under(&self, key: Key, most: usize, found: &mut Vec<DocumentId>) -> Result<(), Infallible> {
        found.extend(self.keys.get(&key).into_iter().flat_map(|all| all.iter().rev().take(most)));
        Ok(())
    }
    fn embedding(&self, document: DocumentId) -> Result<Option<Vec<i8>>, Infallible> {
        let start = Instant::now();
        let out = Model::embedding(document.0);
        self.spent.set(self.spent.get() + start.elapsed());
        Ok(Some(out))
    }
    fn sheet(&self, document: DocumentId) -> Result<Option<Arc<Sheet>>, Infallible> {
        let start = Instant::now();
        let (text, embedding) = (self.model.text(document.0), Model::embedding(document.0));
        self.spent.set(self.spent.get() + start.elapsed());
        Ok(Some(Arc::new(Sheet::new(&text, None, Some(embedding)))))
    }
    fn membership(&self, document: DocumentId) -> Result<Option<Membership>, Infallible> {
        Ok(Some(Membership { document, family: document, copy: None }))
    }
}

fn main() -> std::io::Result<()> {
    let model = Model::read()?;
    let finder = Finder::new(Centre::new(vec![0; 384]), 384);
    let mut store = Store { model: &model, keys: std::collections::HashMap::new(), spent: std::cell::Cell::default() };
    let (mut sheets, mut keyed, mut placing) = (Vec::new(), Vec::new(), Vec::new());
    let (mut listed, mut compared, mut copies, mut found, mut wrong) = (Vec::new(), 0, 0, 0, 0);
    for number in 0..ARTICLES {
        let (text, embedding) = (model.text(number), Model::embedding(number));
        let start = Instant::now();
        let sheet = Sheet::new(&text, None, Some(embedding));
        sheets.push(start.elapsed());
        let start = Instant::now();
        let keys = finder.keys(&sheet);
        keyed.push(start.elapsed());
        if number >= ARTICLES - MEASURED {
            store.spent.set(Duration::ZERO);
            let start = Instant::now();
            let Ok(placed) = finder.place(DocumentId(number), &sheet, &store);
            placing.push(start.elapsed().saturating_sub(store.spent.get()));
            listed.push(placed.listed);
            compared += placed.compared;
            let is_copy = number % 10 == 9 && (number - 1 - hash_all([3, number]) % 80) % 10 != 9;
            copies += usize::from(is_copy);
            found += usize::from(is_copy && placed.membership.copy.is_some());
            wrong += usize::from(!is_copy && placed.membership.copy.is_some());
        }
        for key in keys.stored() {
            store.keys.entry(key).or_default().push(DocumentId(number));
        }
    }
    // medians: other work on the machine does not count
    let median = |mut spent: Vec<Duration>| {
        spent.sort_unstable();
        spent[spent.len() / 2].as_secs_f64() * 1e6
    };
    listed.sort_unstable();
    println!("words, shingles, sentences of an article: {:.0} µs", median(sheets));
    println!("its keys: {:.0} µs", median(keyed));
    println!("placing it among {ARTICLES} (keys, look-ups, words of those compared, comparison; not fetching): {:.0} µs", median(placing));
    println!(
        "documents brought up: median {}, 95th percentile {}, most {}",
        listed[listed.len() / 2],
        listed[listed.len() * 95 / 100],
        listed[listed.len() - 1]
    );
    println!("documents compared: {:.2} on average", compared as f64 / MEASURED as f64);
    println!("planted copies found: {found} of {copies}; others taken for copies: {wrong}");
    Ok(())
}
