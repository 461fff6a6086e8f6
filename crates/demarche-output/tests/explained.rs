//! Explanations: the page tells all that the text tells, and no article breaks it.

mod sample;

use std::collections::{HashMap, HashSet};

use demarche_output::html::explanation_page;
use demarche_output::text::{TextStyle, render_explanation};
use sample::explained::{explained, explained_with};

/// What a reader of the page sees: tags gone, entities read.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(tag) = rest.find('<') {
        text.push_str(&rest[..tag]);
        text.push(' ');
        rest = &rest[tag + rest[tag..].find('>').expect("every tag ends") + 1..];
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || "%🙂→".contains(c))).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// `97 %`, each as often as it stands there.
fn shares(text: &str) -> Vec<String> {
    let words = words(text);
    words.windows(2).filter(|pair| pair[1] == "%").map(|pair| pair[0].clone()).collect()
}

/// The card, mention or sentence of a page that starts so.
fn part<'p>(page: &'p str, start: &str) -> &'p str {
    let from = page.find(start).unwrap_or_else(|| panic!("no `{start}` in the page"));
    let rest = &page[from..];
    let end = rest.find("</details>").into_iter().chain(rest.find("</section>")).min().expect("parts end");
    &rest[..end]
}

/// The things that the text tells of, each with its lines: what stands two columns in begins one.
fn things(text: &str) -> Vec<Vec<&str>> {
    let mut things: Vec<Vec<&str>> = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("  ")) {
        if line.starts_with("   ") {
            things.last_mut().expect("a field belongs to a thing").push(line);
        } else {
            things.push(vec![line]);
        }
    }
    things
}

#[test]
fn the_page_tells_all_that_the_text_tells() {
    let told = explained("a");
    let text = render_explanation(&told, TextStyle { width: 10_000, color: false });
    let page = explanation_page(&told);
    let anchors = [
        (" m0 mention", "<li id=\"m0\""),
        (" m1 mention", "<li id=\"m1\""),
        (" m2 mention", "<li id=\"m2\""),
        (" m3 mention", "<li id=\"m3\""),
        (" c0 claim", "<li class=\"card claim\" id=\"c0\""),
        (" no claim by", "<li class=\"card none\"><details open><summary class=\"top\"><b>no claim</b>"),
        (" e0 event", "<li class=\"card q1\" id=\"e0\""),
        (" no event by", "<li class=\"card none\"><details open><summary class=\"top\"><b>no event</b>"),
        (" no cue", "<section class=\"sentence\" id=\"s1\""),
        (" no trigger", "<section class=\"sentence\" id=\"s1\""),
    ];
    let things = things(&text);
    assert_eq!(things.len(), anchors.len(), "{text}");
    for (lines, (begins, anchor)) in things.iter().zip(anchors) {
        assert!(lines[0].contains(begins), "{} is not `{begins}`", lines[0]);
        let html = part(&page, anchor);
        let seen = visible(html);
        let known: HashSet<String> = words(&seen).into_iter().collect();
        // `so` and the mention's name for itself join words of the text only
        let missing: Vec<String> =
            lines.iter().flat_map(|line| words(line)).filter(|w| !known.contains(w) && w != "so" && w != "mention").collect();
        assert!(missing.is_empty(), "{missing:?} of\n{}\nis not in\n{seen}", lines.join("\n"));
        let mut left = shares(&seen);
        for share in lines.iter().flat_map(|line| shares(line)) {
            let at = left.iter().position(|s| *s == share);
            assert!(at.is_some(), "{share} % of\n{}\nis not in\n{seen}", lines.join("\n"));
            left.swap_remove(at.unwrap());
        }
        bars_stand_beside_what_they_weigh(lines, html);
    }
    let head = words(&visible(&page));
    for line in text.lines().filter(|line| !line.starts_with(' ') && !line.starts_with("read by")) {
        assert!(words(line).iter().all(|w| head.contains(w)), "{line}");
    }
}

/// Each `label 97 %` of a field has a line of a list that says so, under the name of the field, as wide as it says.
fn bars_stand_beside_what_they_weigh(lines: &[&str], html: &str) {
    for line in lines.iter().skip(1) {
        let (name, value) = (line[6..16].trim(), &line[17..]);
        let Some((_, field)) = html.split_once(&format!("<dt>{name}</dt><dd>")) else {
            assert!(!value.contains(" %") || name == "dropped", "no field `{name}` for {line}");
            continue;
        };
        let field = field.split("</dd>").next().unwrap();
        for weighed in value.split(" %").collect::<Vec<_>>().split_last().unwrap().1 {
            let weighed = weighed.rsplit(['·', ')']).next().unwrap().trim_start_matches([',', ' ']);
            let (label, share) = weighed.rsplit_once(' ').unwrap_or(("", weighed));
            let label = label.rsplit(" at ").next().unwrap().trim_start_matches("not ");
            let class = format!(" p{share}\">");
            let bar = field.split("<li class=\"w").find(|bar| {
                let head = &bar[..bar.find('>').unwrap_or(0) + 1];
                head.ends_with(&class) && words(label).iter().all(|w| words(&visible(bar.split("</li>").next().unwrap())).contains(w))
            });
            assert!(bar.is_some(), "no bar for `{label}` {share} % in\n{field}");
        }
    }
}

#[test]
fn links_lead_somewhere_and_names_are_given_once() {
    for told in [explained("a"), {
        let mut bare = explained("b");
        bare.record.text = None;
        bare
    }] {
        let page = explanation_page(&told);
        let mut ids: HashMap<&str, usize> = HashMap::new();
        for id in page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            *ids.entry(id).or_default() += 1;
        }
        assert!(ids.values().all(|&n| n == 1), "{ids:?}");
        for target in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(ids.contains_key(target), "nothing is called `{target}`");
        }
        let marked = told.record.text.is_some();
        for id in ["ts0", "ts1", "tm0", "tc0", "te0"] {
            assert_eq!(ids.contains_key(id), marked, "{id}");
        }
        for id in ["s0", "s1", "m0", "m3", "c0", "e0"] {
            assert!(ids.contains_key(id), "{id}");
        }
    }
}

#[test]
fn no_article_breaks_the_page() {
    let hostile = "</bdi></details><script>alert(1)</script>\" onload='x' <style>*{}</style>\u{202e}txet\u{2066}&amp;\u{0}\u{1b}[31m";
    let mut told = explained_with("\"><script>\u{202e}", hostile);
    told.record.title = Some(hostile.to_owned());
    told.record.publisher = Some(hostile.to_owned());
    told.record.url = Some("javascript:alert(1)".to_owned());
    for mention in told.sentences.iter_mut().flat_map(|s| &mut s.mentions) {
        let Some(meaning) = &mut mention.meaning else { continue };
        meaning.means = vec![hostile.to_owned()];
        meaning.known = vec![hostile.to_owned(); 2];
        (meaning.lost_to, meaning.method, meaning.coref) = (Some(hostile.to_owned()), Some(hostile.to_owned()), Some(hostile.to_owned()));
    }
    told.record.mentions[0].id = hostile.to_owned();
    told.sentences[0].events[0].rules[0].rule = hostile.to_owned();
    let page = explanation_page(&told);
    let tame = explanation_page(&explained("a"));
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("href=\"javascript") && !page.contains(" onload='") && !page.contains('\0') && !page.contains('\u{1b}'));
    assert!(!page.contains(" style=\""), "the page's policy allows no style attributes");
    for tag in ["details", "section", "li", "ul", "ol", "dl", "dd", "span", "a", "bdi", "p", "b"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    assert_eq!(page.matches("<style").count(), tame.matches("<style").count());
    // what turns the direction of writing around stays within what holds it
    let body = page.split_once("</header>").unwrap().1;
    let reasons = body.split_once("<div class=\"words\"").unwrap().1.split_once("</div>").unwrap().1;
    for (before, after) in reasons.match_indices('\u{202e}').map(|(at, _)| reasons.split_at(at)) {
        let in_tag = before.rfind('<') > before.rfind('>');
        let in_bdi = before.rfind("<bdi>") > before.rfind("</bdi>") && after.contains("</bdi>");
        assert!(in_tag || in_bdi, "{}", before.rsplit("<dt>").next().unwrap());
    }
}

#[test]
fn a_text_that_was_not_coded_says_why() {
    let mut told = explained("a");
    told.record = sample::skipped("a");
    (told.sentences, told.language.is_english) = (Vec::new(), false);
    told.language.code = Some("fr".to_owned());
    let seen = visible(&explanation_page(&told));
    assert!(seen.contains("This document was not coded: the text is in another language than English (fr)."), "{seen}");
    assert!(seen.contains("Language fr: 98 % of the letters") && seen.contains("Le jardin était vert."), "{seen}");
}
