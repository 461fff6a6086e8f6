//! Pages, usual and hostile.

use demarche_input::html::parse_page;
use demarche_input::{ErrorKind, Inputs, Options};
use proptest::prelude::*;

const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Talks resume - The Paper</title>
<meta property="og:site_name" content="The Paper"><link rel="canonical" href="https://paper.example/talks">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Talks resume","datePublished":"2024-10-29T23:30:00-05:00"}</script>
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Talks resume</h1>
<p>Delegations from both countries met in Geneva on Monday for the first time since the ceasefire collapsed in the spring, officials said.</p>
<p>&ldquo;We are ready to listen,&rdquo; the foreign minister told reporters outside the venue, adding that a prisoner exchange could follow within weeks if the talks went well.</p>
<p>The other side denied that any exchange had been agreed and accused the minister of raising false hopes among the families of the detained.</p>
</article><footer><p>Copyright The Paper. All rights reserved. Terms of use. Privacy policy.</p></footer></body></html>"#;

#[test]
fn an_article_is_taken_from_its_page() {
    let page = parse_page(PAGE).unwrap();
    let paragraphs: Vec<&str> = page.text.split("\n\n").collect();
    assert!(paragraphs.iter().any(|p| p.starts_with("“We are ready to listen,” the foreign minister")), "{}", page.text);
    assert!(!page.text.contains("Privacy") && !page.text.contains("World"), "{}", page.text);
    assert_eq!(page.title.as_deref(), Some("Talks resume"));
    assert_eq!(page.publisher.as_deref(), Some("The Paper"));
    assert_eq!(page.published, Some(jiff::civil::date(2024, 10, 29)));
    assert_eq!(page.language.as_deref(), Some("en"));
    assert_eq!(page.url.as_deref(), Some("https://paper.example/talks"));
    assert_eq!(parse_page(PAGE).unwrap(), page);
}

#[test]
fn what_a_row_states_goes_before_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let row = serde_json::json!({ "html": PAGE, "title": "Other", "published": "2020-01-01", "language": "fr" });
    std::fs::write(folder.path().join("a.jsonl"), row.to_string()).unwrap();
    std::fs::write(folder.path().join("b.html"), PAGE).unwrap();
    let docs: Vec<_> = Inputs::open(&[folder.path().to_owned()], &Options::default()).map(Result::unwrap).collect();
    assert_eq!((docs[0].title.as_deref(), docs[0].language.as_deref()), (Some("Other"), Some("fr")));
    assert_eq!(docs[0].published, Some(jiff::civil::date(2020, 1, 1)));
    assert_eq!(docs[0].publisher.as_deref(), Some("The Paper"));
    assert_eq!(docs[1].text, docs[0].text);
    assert!(docs[1].id.ends_with("b.html"));
}

#[test]
fn bombs_end_in_a_page_or_an_error() {
    for (name, bomb) in [
        ("nested", "<div>".repeat(100_000)),
        ("nested, just allowed", format!("{}<p>{}", "<div>".repeat(500), "word ".repeat(1_000))),
        ("formatting", (0..50_000).map(|i| format!("<font size={i}><p>x")).collect()),
        ("flat", format!("<article>{}</article>", "<p>Officials said on Monday that talks went on.</p>".repeat(60_000))),
        ("links", "<a href=x>y</a> ".repeat(60_000)),
        ("lists", "<ul><li>a<li>b</ul>".repeat(40_000)),
        ("divs", "<div><div>Officials said so, and others too, on Monday.</div></div>".repeat(60_000)),
        ("tables", format!("<table>{}</table>", "<tr><td>a<td>b".repeat(40_000))),
        ("one tag", format!("<p {}>", (0..500_000).map(|i| format!("a{i} ")).collect::<String>())),
        ("one word", format!("<p>{}</p>", "x".repeat(5_000_000))),
        ("breaks", "a<br>".repeat(150_000)),
        ("json", format!("<script type='application/ld+json'>{}</script>", "[".repeat(1_000_000))),
        ("entities", "&amp;".repeat(1_000_000)),
        ("comments never closed", "<!--".repeat(1_000_000)),
        ("styles never closed", "<p>Officials said so.</p><style>".repeat(300_000)),
        ("scripts never closed", "<script></".repeat(500_000)),
        ("quotations never closed", "<a b='".repeat(500_000)),
        ("brackets", "<".repeat(1_000_000)),
        ("text put before its table", format!("<table>{}", "a<td>b</td>".repeat(60_000))),
        ("space in tables", format!("<table>{}", "a</x> </x>".repeat(300_000))),
        ("same words", "<p>said so</p>".repeat(60_000)),
        ("letters", "<b>a</b>".repeat(90_000)),
        ("lines", format!("<pre>{}</pre>", "a\n\n".repeat(1_000_000))),
    ] {
        if let Err(kind) = parse_page(&bomb) {
            assert!(matches!(kind, ErrorKind::Html { .. } | ErrorKind::NoText), "{name}: {kind}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn mutated_pages_do_not_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), "(<|>|\"|/p|div|\\PC){0,3}"), 0..20),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut page: Vec<char> = PAGE.chars().collect();
        for (at, new) in changes {
            let at = at.index(page.len());
            page.splice(at..at + 1, new.chars());
        }
        if let Some(cut) = cut {
            page.truncate(cut.index(page.len()));
        }
        let _ = parse_page(&page.into_iter().collect::<String>());
    }
}
