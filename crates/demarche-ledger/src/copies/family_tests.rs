//! Laws of families.

use super::*;
use crate::copies::byline::Outlets;
use proptest::prelude::*;

/// Numbered texts of words that look like news: texts of one number are the same, of neighbouring numbers share sentences.
fn text(number: usize, sentences: std::ops::Range<usize>) -> String {
    let word = |n: usize| format!("w{}", hash_all([n as u64]) % 4_000);
    sentences
        .map(|s| {
            let words: Vec<String> = (0..11).map(|w| word(number * 1_000 + s * 20 + w)).collect();
            format!("The {}. ", words.join(" "))
        })
        .collect()
}

/// (which original, first sentence, sentences): a piece of an original.
fn articles() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    proptest::collection::vec((0..4usize, 0..3usize, 1..8usize), 1..14)
}

fn run(articles: &[(usize, usize, usize)], ids: impl Fn(usize) -> u64) -> Vec<(usize, usize, Option<CopyKind>)> {
    let finder = Finder::new(Centre::new(Vec::new()), 4);
    let mut store = InMemory::default();
    for (i, &(number, from, count)) in articles.iter().enumerate() {
        store.take(&finder, DocumentId(ids(i)), Sheet::new(&text(number, from..from + count), None, None));
    }
    let order: Vec<DocumentId> = store.documents.keys().copied().collect();
    let place = |d: DocumentId| order.iter().position(|o| *o == d).unwrap();
    store.memberships().map(|m| (place(m.document), place(m.family), m.copy_kind())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn families_depend_on_order_alone(articles in articles(), gap in 1..900u64) {
        let plain = run(&articles, |i| i as u64 + 1);
        prop_assert_eq!(&plain, &run(&articles, |i| i as u64 + 1));
        // other numbers in the same order: the same families
        prop_assert_eq!(&plain, &run(&articles, |i| 7 + i as u64 * gap));
    }

    #[test]
    fn a_document_is_in_one_family_and_its_first_is_an_original(articles in articles()) {
        let found = run(&articles, |i| i as u64 + 1);
        prop_assert_eq!(found.len(), articles.len());
        for (i, (document, family, kind)) in found.iter().enumerate() {
            prop_assert_eq!(i, *document);
            prop_assert!(family <= document && found[*family].1 == *family);
            prop_assert_eq!(kind.is_none(), family == document);
        }
    }

    #[test]
    fn a_verbatim_copy_makes_no_family(articles in articles(), which in any::<prop::sample::Index>()) {
        let before = run(&articles, |i| i as u64 + 1);
        let again = which.index(articles.len());
        let mut more = articles.clone();
        more.push(articles[again]);
        let after = run(&more, |i| i as u64 + 1);
        prop_assert_eq!(&after[..before.len()], &before[..]);
        prop_assert_eq!(after[before.len()].1, before[again].1);
    }

    #[test]
    fn nothing_panics(texts in proptest::collection::vec(".{0,200}", 0..6), embedding in proptest::collection::vec(any::<i8>(), 0..6)) {
        let finder = Finder::new(Centre::of_reader_1(), 4);
        let mut store = InMemory::default();
        for (i, text) in texts.iter().enumerate() {
            store.take(&finder, DocumentId(i as u64), Sheet::new(text, Some(text), Some(embedding.clone())));
        }
        prop_assert_eq!(store.memberships().count(), texts.len());
    }
}

#[test]
fn a_copy_of_a_copy_joins_the_family_of_the_first() {
    // the third shares nothing with the first that it could be known by
    let found = run(&[(1, 0, 8), (1, 4, 8), (1, 8, 4)], |i| i as u64 + 1);
    assert_eq!(found.iter().map(|f| f.1).collect::<Vec<_>>(), [0, 0, 0]);
    assert_eq!(found[2].2, Some(CopyKind::Rewritten));
}

#[test]
fn families_know_printers_and_writers() {
    struct Wire;
    impl Outlets for Wire {
        fn outlet(&self, name: &str) -> Option<Outlet> {
            (name == "AFP").then(|| Outlet {
                id: "FRA/JRN/afp".into(),
                name: name.into(),
                owner: String::new(),
                is_wire: true,
                is_state: false,
            })
        }
    }
    let mut family = Family::default();
    for (i, words) in ["Rain fell on Monday.", "Rain fell on Monday. — AFP", "Rain fell on Monday.\n\nAFP"].iter().enumerate() {
        family.add(DocumentId(i as u64 + 1), &Provenance::of(words, Some("Daily"), &Wire));
    }
    assert_eq!(family.printed.len(), 3);
    assert_eq!(family.wrote.iter().map(|w| (w.0.name.as_str(), w.1)).collect::<Vec<_>>(), [("AFP", DocumentId(2))]);
}
