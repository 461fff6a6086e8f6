//! Laws of stories.

use super::super::story::WINDOW_DAYS;
use super::*;
use crate::copies::minhash::Centre;
use jiff::ToSpan as _;
use jiff::civil::date;
use proptest::prelude::*;

fn planes() -> Planes {
    Planes::new(Centre::new(Vec::new()), 8)
}

/// An article on a thing: what it is about, how far it strays from it, its day.
fn subject(number: u64, thing: usize, stray: i8, day: i32) -> Subject {
    let mut embedding = vec![4i8; 8];
    embedding[thing % 8] = 100;
    embedding[(thing + 1) % 8] = stray;
    let key = |n: usize| BTreeSet::from([n as u64, 100 + n as u64]);
    let published = date(2024, 3, 1).checked_add(day.days()).ok();
    Subject {
        document: DocumentId(number),
        published,
        embedding: Some(embedding),
        parties: key(thing),
        places: BTreeSet::from([thing as u64]),
        pairs: key(thing),
    }
}

fn run(articles: &[(usize, i8, i32)]) -> InMemory {
    let planes = planes();
    let mut shelf = InMemory::default();
    for (i, &(thing, stray, day)) in articles.iter().enumerate() {
        shelf.take(subject(i as u64 + 1, thing, stray, day), &planes);
    }
    shelf
}

fn stories(shelf: &InMemory, count: u64) -> Vec<u64> {
    (1..=count).map(|d| shelf.assignment.story(DocumentId(d)).map_or(0, |s| s.0)).collect()
}

#[test]
fn one_thing_is_one_story_while_it_lasts() {
    let shelf = run(&[(0, 0, 0), (3, 0, 0), (0, 9, 1), (3, 5, 1), (0, 0, 1 + WINDOW_DAYS)]);
    assert_eq!(stories(&shelf, 5), [1, 2, 1, 2, 3]);
}

#[test]
fn copies_follow_their_first() {
    let mut shelf = run(&[(0, 0, 0)]);
    shelf.keep(DocumentId(2), follow(DocumentId(2), DocumentId(1)));
    assert_eq!(stories(&shelf, 3), [1, 1, 0]);
    assert_eq!(shelf.stories[&StoryId(1)].count, 1);
}

#[test]
fn stories_that_become_one_are_merged() {
    // two openings of one thing without parties in common, and an article between them
    let planes = planes();
    let mut shelf = InMemory::default();
    for (number, stray) in [(1, -40), (2, 127), (3, 30), (4, 0), (5, 10)] {
        let mut one = subject(number, 0, stray, 0);
        one.parties.clear();
        one.places.clear();
        one.pairs = BTreeSet::from([7]);
        shelf.take(one, &planes);
    }
    assert!(shelf.log.iter().any(|d| matches!(d, Decision::Merged { into: StoryId(1), from: StoryId(2), .. })), "{:?}", shelf.log);
    assert_eq!(stories(&shelf, 5), [1; 5]);
}

#[test]
fn a_story_that_falls_apart_is_split() {
    let mut story = Story::open(StoryId(1), subject(1, 0, 0, 0));
    (2..4).for_each(|n| story.add(subject(n, 0, 3, 0)));
    (4..7).for_each(|n| story.add(subject(n, 4, 3, 0)));
    let (documents, likeness) = parts(&story).unwrap();
    assert_eq!(documents, [4, 5, 6].map(DocumentId));
    assert!(likeness.score < SPLIT);
    assert_eq!(story.remove(&documents).len(), 3);
    assert_eq!((story.count, story.parties.len(), story.recent.len()), (3, 2, 3));
}

#[test]
fn without_anything_known_each_is_alone() {
    let mut shelf = InMemory::default();
    for number in 1..4 {
        let (parties, places, pairs) = Default::default();
        shelf.take(Subject { document: DocumentId(number), published: None, embedding: None, parties, places, pairs }, &planes());
    }
    assert_eq!(stories(&shelf, 3), [1, 2, 3]);
}

fn articles() -> impl Strategy<Value = Vec<(usize, i8, i32)>> {
    proptest::collection::vec((0..8usize, any::<i8>(), 0..9i32), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_same_order_gives_the_same_stories(articles in articles()) {
        let (a, b) = (run(&articles), run(&articles));
        prop_assert_eq!(&a.log, &b.log);
        prop_assert_eq!(a.stories, b.stories);
    }

    #[test]
    fn the_log_alone_says_which_story_each_is_in(articles in articles()) {
        let shelf = run(&articles);
        prop_assert_eq!(&Assignment::replay(&shelf.log), &shelf.assignment);
        let found = stories(&shelf, articles.len() as u64);
        prop_assert!(found.iter().all(|s| *s > 0 && shelf.stories.contains_key(&StoryId(*s))));
        for story in shelf.stories.values() {
            prop_assert_eq!(story.count as usize, found.iter().filter(|s| **s == story.id.0).count());
        }
    }
}
