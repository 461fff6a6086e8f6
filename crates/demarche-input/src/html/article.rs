//! Settles an article's text between what the extractor took and the page's own blocks.
//!
//! On ordinary pages the extractor knows best what the article is; only its paragraphs are put right, which it joins on some of
//! its paths. On short pages, and where text stands in no paragraphs, it falls back to taking all text of all elements, each
//! within the others: there the page's own blocks are better.

use super::align::{Alignment, Part, align};
use super::blocks::{Break, Piece, Writer, render, select_own};

/// Longest text of a page's own blocks that counts as short, in bytes without space.
const SHORT: usize = 3_000;
/// Longest of a page of a few sentences.
const TINY: usize = 500;
/// The extractor's text that is no longer than this comes from where it falls back to.
const FALLBACK: usize = 400;

/// The article's text: paragraphs, one blank line between them; empty where there is none.
///
/// `titles` are what the page states as its title.
pub(super) fn settle_text(extracted: &str, pieces: &[Piece<'_>], titles: &[&str]) -> String {
    let alignment = align(extracted, pieces);
    let own = select_own(pieces, titles);
    if is_own_better(&alignment, pieces, &own) { render(pieces, &own) } else { follow(extracted, &alignment, pieces) }
}

/// True where the extractor's text repeats itself, joins the blocks of a short page, or may lack some of a very short one.
fn is_own_better(alignment: &Alignment, pieces: &[Piece<'_>], own: &[bool]) -> bool {
    let length = |piece: usize| pieces[piece].text.split_whitespace().map(str::len).sum::<usize>();
    let all: usize = (0..pieces.len()).filter(|&piece| own[piece]).map(length).sum();
    let chosen = alignment.parts.iter().filter_map(|part| match part {
        Part::Piece(piece) if own[*piece] => Some(length(*piece)),
        _ => None,
    });
    let shared: usize = chosen.sum();
    let once = alignment.length - alignment.repeated;
    if all == 0 || once == 0 {
        return all > 0;
    }
    if once <= FALLBACK && all <= 3 * FALLBACK || all <= TINY {
        return true;
    }
    let repeats = alignment.repeated * 5 > alignment.length || all <= SHORT && alignment.repeated > 0;
    let is_joined = all <= SHORT && alignment.glued * 4 > alignment.blocks;
    // where the two have little in common, something hides the article from us
    (repeats || is_joined) && shared * 5 >= once
}

/// What the extractor took, its blocks as the page has them.
fn follow(extracted: &str, alignment: &Alignment, pieces: &[Piece<'_>]) -> String {
    let mut writer = Writer::default();
    let mut after = None;
    for part in &alignment.parts {
        match part {
            Part::Piece(piece) => {
                // where this piece follows text that the page does not have, the extractor's space holds
                match after.take() {
                    Some(end) => writer.push_after(break_after(extracted, end), pieces, *piece),
                    None => writer.push_piece(pieces, *piece),
                }
            }
            Part::Foreign(range) => {
                writer.push_foreign(break_before(extracted, range.start), pieces, &extracted[range.clone()]);
                after = Some(range.end);
            }
        }
    }
    writer.text
}

fn break_before(text: &str, at: usize) -> Break {
    let before = &text[..at];
    break_of(&before[before.trim_end().len()..])
}

fn break_after(text: &str, at: usize) -> Break {
    let after = &text[at..];
    break_of(&after[..after.len() - after.trim_start().len()])
}

fn break_of(space: &str) -> Break {
    match space.bytes().filter(|&b| b == b'\n').count() {
        0 if space.is_empty() => Break::None,
        0 => Break::Space,
        1 => Break::Line,
        _ => Break::Block,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse_page;
    use super::*;

    const A: &str = "Officials said on Monday that talks went on in Geneva.";
    const B: &str = "The minister denied that any exchange of prisoners had been agreed.";
    const C: &str = "Rebels shelled the town at dawn, killing three people.";
    const NAV: &str = "<nav><ul><li><a href=/>Home</a></li><li><a href=/w>World</a></li></ul></nav>";
    const FOOTER: &str = "<footer><p>Copyright The Paper. All rights reserved.</p></footer>";

    /// Replaces letters by the sentences above.
    fn fill(page: &str) -> String {
        page.replace("{A}", A).replace("{B}", B).replace("{C}", C).replace("{NAV}", NAV).replace("{FOOTER}", FOOTER)
    }

    #[test]
    fn short_pages_give_each_block_once() {
        for (name, page, text) in [
            ("divs", "<div>{A}</div><div>{B}</div><div>{C}</div>", "{A}\n\n{B}\n\n{C}"),
            ("one div", "<div>{A} {B}</div>", "{A} {B}"),
            ("one short div", "<div>{A}</div>", "{A}"),
            ("bare text", "<body>{A}\n{B}</body>", "{A} {B}"),
            ("no tags at all", "{A}", "{A}"),
            ("two paragraphs", "<p>{A}</p><p>{B}</p>", "{A}\n\n{B}"),
            ("paragraphs without space or end", "<p>{A}<p>{B}<p>{C}", "{A}\n\n{B}\n\n{C}"),
            ("headline", "<h1>Talks resume</h1><p>{A}</p><p>{B}</p>", "Talks resume\n\n{A}\n\n{B}"),
            ("headline that is the title", "<title>Talks  resume - The Paper</title><h1>Talks resume</h1><p>{A}</p>", "{A}"),
            ("nothing but a title", "<title>Talks resume</title><h1>Talks resume</h1>", "Talks resume"),
            ("sections", "<h2>Geneva</h2><div>{A}</div><h2>Goma</h2><div>{C}</div>", "Geneva\n\n{A}\n\nGoma\n\n{C}"),
            ("list", "<ul><li>{A}</li><li>{B}</li></ul>", "{A}\n\n{B}"),
            ("list in a list", "<ol><li>{A}<ul><li>{B}<li>{C}</ul></ol>", "{A}\n\n{B}\n\n{C}"),
            ("list of terms", "<dl><dt>Geneva<dd>{A}<dt>Goma<dd>{C}</dl>", "Geneva\n\n{A}\n\nGoma\n\n{C}"),
            ("rows of one cell", "<table><tr><td>{A}</td></tr><tr><td>{B}</td></tr></table>", "{A}\n\n{B}"),
            ("short cells", "<table><tr><td>Mon<td>3 dead<tr><td>Tue<td>{A}</table>", "Mon | 3 dead\n\nTue | {A}"),
            ("cells of sentences", "<table><tr><td>{A}<td>{B}</table>", "{A}\n\n{B}"),
            ("cell of two columns", "<table><tr><td colspan=2>{A}<tr><td>{B}<td>{C}</table>", "{A}\n\n{B}\n\n{C}"),
            ("table in a table", "<table><tr><td><table><tr><td>{A}<tr><td>{B}</table><tr><td>{C}</table>", "{A}\n\n{B}\n\n{C}"),
            ("menu in a cell", "<table><tr><td><a href=/>Home</a> | <a href=/w>World</a><td>{A}<br><br>{B}</table>", "{A}\n\n{B}"),
            ("text put before its table", "<table>{A}<tr><td>{B}</table>", "{A}\n\n{B}"),
            ("preformatted", "<pre>{A}\n\n{B}\n  {C}</pre>", "{A}\n\n{B}\n{C}"),
            ("two breaks", "<div>{A}<br><br>{B}<br />\n<br>{C}</div>", "{A}\n\n{B}\n\n{C}"),
            ("one break", "<p>{A}<br>{B}</p>", "{A}\n{B}"),
            ("rule", "{A}<hr>{B}", "{A}\n\n{B}"),
            ("quotation", "<blockquote><p>{A}</p></blockquote><p>{B}</p>", "{A}\n\n{B}"),
            ("menu and footer", "{NAV}<div>{A}</div><div>{B}</div>{FOOTER}", "{A}\n\n{B}"),
            ("header of the page", "<header>The Paper</header><div>{A}</div>", "{A}"),
            ("header of the article", "<article><header><h2>Talks</h2></header><div>{A}</div></article>", "Talks\n\n{A}"),
            ("aside", "<div>{A}</div><aside>Most read: the weather</aside><div>{B}</div>", "{A}\n\n{B}"),
            ("by class", "<div>{A}</div><div class='share-buttons'>Send this</div><div id=cookie-notice>We use some.</div>", "{A}"),
            ("class around all", "<div class=widget><div>{A}</div><div>{B}</div></div>", "{A}\n\n{B}"),
            ("form around all", "<form><div>{A}</div><div>{B}</div><button>Go</button></form>", "{A}\n\n{B}"),
            ("search form", "<form>Search <input></form><div>{A}</div>", "{A}"),
            ("links below", "<div>{A}</div><ul><li><a href=a>Other talks</a><li><a href=b>More</a></ul>", "{A}"),
            ("linked sentence", "<div><a href=a>{A}</a></div><div>{B}</div>", "{A}\n\n{B}"),
            ("nothing but links", "<ul><li><a href=a>One</a><li><a href=b>Two</a></ul>", "One\n\nTwo"),
            ("script and style", "<style>p{}</style><div>{A}</div><script>'<p>x</p>'</script><div>{B}</div>", "{A}\n\n{B}"),
            ("hidden", "<div style='display: none'>Not here.</div><div>{A}</div><p hidden>Nor here.</p>", "{A}"),
            ("comment never closed", "<div>{A}</div><!-- <div>{B}</div>", "{A}"),
            ("style never closed", "<div>{A}</div><style> <div>{B}</div>", "{A}"),
            ("paragraph and div", "<p>{A}</p><div>{B}</div>", "{A}\n\n{B}"),
            ("bare text around a paragraph", "<div>{A}<p>{B}</p>{C}</div>", "{A}\n\n{B}\n\n{C}"),
            ("said twice", "<p>{A}</p><p>{B}</p><p>{A}</p>", "{A}\n\n{B}\n\n{A}"),
            ("parts of words", "<div><b>S</b>eoul <i>said</i> , again : no&shy;.</div>", "Seoul said, again: no\u{ad}."),
            ("neighbouring spans", "<div><span>Ann Lee</span><span>Geneva</span></div><div>{A}</div>", "Ann Lee Geneva\n\n{A}"),
            ("caption", "<p>{A}</p><figure><img src=a><figcaption>Geneva by night</figcaption></figure><p>{B}</p>", "{A}\n\n{B}"),
            (
                "entities",
                "<div>R&amp;D &lt;b&gt; said so.</div><div>5 &gt; 3, officials said.</div>",
                "R&D <b> said so.\n\n5 > 3, officials said.",
            ),
        ] {
            let found = parse_page(&fill(page)).map(|page| page.text).map_err(|e| e.to_string());
            assert_eq!(found, Ok(fill(text)), "{name}");
        }
    }

    #[test]
    fn pages_without_an_article_hold_no_text() {
        for page in ["", "<html><body></body></html>", NAV, "<!-- {A}", "<p> &nbsp; </p>"] {
            assert!(parse_page(page).is_err(), "{page}");
        }
    }

    #[test]
    fn longer_pages_keep_the_extractors_choice() {
        let sentences: Vec<String> = (0..80).map(|i| format!("Report {i} said that the talks in Geneva went on until day {i}.")).collect();
        for (open, close) in
            [("<p>", "</p>"), ("<div>", "</div>"), ("<li>", "</li>"), ("<tr><td>", "</td></tr>"), ("", "<br><br>"), ("<p>", "")]
        {
            let body: String = sentences.iter().map(|s| format!("{open}{s}{close}")).collect();
            let body = match open {
                "<tr><td>" => format!("<table>{body}</table>"),
                "<li>" => format!("<ul>{body}</ul>"),
                _ => body,
            };
            let page = parse_page(&format!("<body>{NAV}<article>{body}</article>{FOOTER}</body>")).unwrap();
            assert_eq!(page.text, sentences.join("\n\n"), "{open}");
        }
    }

    #[test]
    fn text_that_the_page_does_not_show_is_kept_as_it_is() {
        let pieces = &[];
        for text in ["A said so.\n\nB did.", "A said so.\nB did.", "A | B"] {
            let follows = text.replace(" | ", " ");
            assert_eq!(settle_text(text, pieces, &[]), follows);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_sentence_stands_once_in_a_block_of_its_own(tags in proptest::collection::vec(0..8_usize, 1..40), nested in any::<bool>()) {
            let sentences: Vec<String> = (0..tags.len()).map(|i| format!("Witness {i} said that unit {i} had left the town.")).collect();
            let mut page = String::new();
            for (sentence, &tag) in sentences.iter().zip(&tags) {
                page += &match tag {
                    0 => format!("<p>{sentence}</p>"),
                    1 => format!("<div>{sentence}</div>"),
                    2 => format!("<ul><li>{sentence}</li></ul>"),
                    3 => format!("<table><tr><td>{sentence}</td></tr></table>"),
                    4 => format!("<pre>{sentence}</pre>"),
                    5 => format!("<br><br>{sentence}<br><br>"),
                    6 => format!("<section><div>{sentence}</div></section>"),
                    _ => format!("<blockquote><p>{sentence}</p></blockquote>"),
                };
            }
            if nested {
                page = format!("<div><div>{page}</div></div>");
            }
            prop_assert_eq!(parse_page(&page).unwrap().text, sentences.join("\n\n"));
        }

        #[test]
        fn any_text_is_followed_on_any_page(text in "([ab|. \n]|é|<p>|said so ){0,60}", page in "(<p>|<td>|<br>|[ab|. \n]|é|said so ){0,60}") {
            let (_, tree) = super::super::tree::measure(&page).unwrap();
            let pieces = super::super::blocks::collect_pieces(&tree);
            let alignment = align(&text, &pieces);
            prop_assert!(alignment.repeated <= alignment.length);
            let followed = follow(&text, &alignment, &pieces);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '|').count();
            prop_assert!(letters(&followed) <= letters(&text));
        }
    }
}
