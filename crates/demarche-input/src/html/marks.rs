//! What an element is to a reader of its page, by its name and its attributes.

use html5ever::{Attribute, QualName, ns};

/// What an element's attributes say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Not shown.
    pub(super) is_hidden: bool,
    /// By its role, class or id beside the article: menus, notices, what to share or read next.
    pub(super) is_aside: bool,
    /// Shown as a block whatever its name.
    pub(super) is_block: bool,
}

/// How an element stands in the flow of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Holds no text for readers.
    Skipped,
    /// Stands apart from what comes before and after.
    Block,
    /// A cell of a table's row.
    Cell,
    /// `br`.
    Break,
    /// Something to click or fill in.
    Control,
    /// A run of words of its own within a line: neighbours have space between them.
    Run,
    /// Part of a line, perhaps of a word.
    Inline,
}

/// Words of classes and ids that mark what stands beside an article.
const ASIDE_WORDS: [&str; 40] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "caption",
    "comment",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "copyright",
    "disclaimer",
    "footer",
    "gdpr",
    "login",
    "masthead",
    "menu",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "popup",
    "promo",
    "recommended",
    "related",
    "share",
    "sharing",
    "sidebar",
    "signup",
    "skip",
    "social",
    "sponsored",
    "subscribe",
    "trending",
    "widget",
];
/// Roles of what stands beside an article.
const ASIDE_ROLES: [&str; 10] =
    ["alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar", "navigation", "search"];

impl Marks {
    /// Reads attributes.
    pub(super) fn of(name: &QualName, attributes: &[Attribute]) -> Self {
        let mut marks = Self::default();
        for attribute in attributes {
            let value: &str = &attribute.value;
            match &*attribute.name.local {
                "hidden" => marks.is_hidden = true,
                "aria-hidden" => marks.is_hidden |= value.eq_ignore_ascii_case("true"),
                "style" => {
                    marks.is_hidden |= has_style(value, "display", "none") || has_style(value, "visibility", "hidden");
                    marks.is_block |= has_style(value, "display", "block");
                }
                "role" => marks.is_aside |= ASIDE_ROLES.iter().any(|role| value.eq_ignore_ascii_case(role)),
                // the classes of these tell about the whole page
                "class" | "id" if !matches!(&*name.local, "html" | "body" | "main" | "article") => marks.is_aside |= has_aside_word(value),
                _ => {}
            }
        }
        marks
    }
}

fn has_style(style: &str, property: &str, value: &str) -> bool {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(p, v)| {
        let v = v.trim();
        p.trim().eq_ignore_ascii_case(property) && v.get(..value.len()).is_some_and(|start| start.eq_ignore_ascii_case(value))
    })
}

/// True where the first or last word of a class marks it, as in `share-buttons` and `site-footer`, not `no-sidebar-left`.
fn has_aside_word(classes: &str) -> bool {
    classes.split_ascii_whitespace().any(|class| {
        let mut words = class.split(['-', '_']).filter(|word| !word.is_empty());
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).any(|word| ASIDE_WORDS.iter().any(|aside| word.eq_ignore_ascii_case(aside)))
    })
}

/// The shape of an element.
pub(super) fn shape(name: &QualName, marks: Marks) -> Shape {
    if name.ns != ns!(html) {
        return Shape::Skipped;
    }
    match &*name.local {
        "script" | "style" | "template" | "head" | "title" | "iframe" | "object" | "audio" | "video" | "canvas" | "noembed"
        | "noframes" | "noscript" | "map" | "datalist" => Shape::Skipped,
        "br" => Shape::Break,
        "td" | "th" => Shape::Cell,
        "button" | "input" | "label" | "legend" | "meter" | "optgroup" | "option" | "output" | "progress" | "select" | "textarea" => {
            Shape::Control
        }
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "colgroup" | "dd" | "details" | "dialog"
        | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "frameset" | "h1" | "h2" | "h3"
        | "h4" | "h5" | "h6" | "header" | "hgroup" | "hr" | "html" | "li" | "listing" | "main" | "menu" | "nav" | "ol" | "p"
        | "plaintext" | "pre" | "search" | "section" | "summary" | "table" | "tbody" | "tfoot" | "thead" | "tr" | "ul" | "xmp" => {
            Shape::Block
        }
        _ if marks.is_block => Shape::Block,
        "a" | "cite" | "code" | "q" | "span" | "time" => Shape::Run,
        local if local.contains('-') => Shape::Run,
        _ => Shape::Inline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_mark_by_their_first_and_last_words() {
        for (classes, is_aside) in [
            ("share-buttons", true),
            ("x site_footer", true),
            ("Menu", true),
            ("with-sidebar-left", false),
            ("shared navigable", false),
            ("article-header story", false),
            ("- _", false),
        ] {
            assert_eq!(has_aside_word(classes), is_aside, "{classes}");
        }
    }

    #[test]
    fn styles_are_read() {
        assert!(has_style("color:red; DISPLAY : None !important", "display", "none"));
        assert!(!has_style("display:inline;x:none", "display", "none"));
        assert!(!has_style("display:é", "display", "none"));
    }
}
