//! The largest pages that are let through, and what they cost: `cargo run --release -p demarche-input --example largest_pages`.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use demarche_input::html::parse_page;

fn main() {
    let deep = |depth: usize, count: usize, leaf: &str| format!("{}{}", "<div>".repeat(depth), leaf.repeat(count));
    for (name, page) in [
        ("entities", "&amp;".repeat(4_000_000)),
        ("flat", "<p>Officials said on Monday that talks went on.</p>".repeat(190_000)),
        ("links", "<a href=x>y</a> ".repeat(190_000)),
        ("breaks", "a<br>".repeat(190_000)),
        ("breaks with words", "Officials said so on Monday.<br><br>".repeat(95_000)),
        ("deep 35", deep(35, 95_000, "<p>Officials <b>said</b></p>")),
        ("deep 400", deep(400, 18_000, "<p>Officials said so.</p>")),
        ("deep 400 with links", deep(400, 9_000, "<p>Officials <a href=x>said</a> so.</p>")),
        ("deep spans", format!("<p>{}{}", "<span>".repeat(400), "words and <i>words</i> ".repeat(15_000))),
        ("lists in lists", format!("{}{}", "<ul><li>a".repeat(240), "<li>b and c".repeat(14_000))),
        ("wide divs", "<div class=a><div class=b>Officials said so, and others too.</div></div>".repeat(95_000)),
        ("long text", format!("<article><p>{}</p></article>", "Officials said so. ".repeat(1_000_000))),
        ("comments", "<!-- x --><p>y</p>".repeat(95_000)),
        ("comments never closed", format!("<p>Officials said so.</p>{}", "<!--".repeat(2_000_000))),
        ("styles never closed", format!("<p>Officials said so.</p>{}", "<style>".repeat(1_000_000))),
        ("scripts never closed", format!("<p>Officials said so.</p>{}", "<script></".repeat(1_000_000))),
        ("quotations never closed", format!("<p>Officials said so.</p>{}", "<a b='".repeat(1_000_000))),
        ("a million attributes", format!("<p {}>", (0..1_000_000).map(|i| format!("a{i} ")).collect::<String>())),
        ("brackets", "<".repeat(4_000_000)),
        ("text put before its table", format!("<table>{}", "a<td>b</td>".repeat(95_000))),
        ("same words", "<p>said so</p>".repeat(190_000)),
        ("letters", "<b>a</b>".repeat(190_000)),
        ("lines", format!("<pre>{}</pre>", "a\n\n".repeat(5_000_000))),
    ] {
        let start = Instant::now();
        let result = parse_page(&page).map(|page| page.text.len()).map_err(|e| e.to_string());
        println!("{name}: {} bytes, {:.1?}: {result:?}", page.len(), start.elapsed());
    }
}
