//! Measures a page with the parser that the extractor uses, before the extractor sees it, and notes what metadata rests on.
//!
//! The extractor walks the tree recursively and asks each element for all text below it. A page of 100,000 nested elements
//! would overflow its stack, and one that is deep and large would keep it busy for hours. Measuring costs a second parse,
//! about a tenth of the extraction.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns, parse_document};

/// Elements and comments that a page may hold.
pub const MAX_ELEMENTS: usize = 200_000;
/// Elements inside one another.
pub(super) const MAX_DEPTH: u32 = 512;
/// Attributes of one tag; the parser compares each with all before.
const MAX_ATTRIBUTES: usize = 2_000;
/// Sum over elements of how deep they are: what "each element asks all below it" costs.
const MAX_STEPS: u64 = 8_000_000;
/// Sum over characters of how deep they are.
const MAX_TEXT_STEPS: u64 = 400_000_000;
/// The parser is fed by pieces of this size, between which the measure is looked at.
const PIECE: usize = 1024;

/// What a page states about itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// `lang` of the root element.
    pub(super) lang: Option<String>,
    /// Content of the first `title` element.
    pub(super) title: String,
    /// `meta` elements in order: name (or property, itemprop, http-equiv) in lower case, and content.
    pub(super) meta: Vec<(String, String)>,
    /// Address of the first canonical link.
    pub(super) canonical: Option<String>,
    /// Scripts of type `application/ld+json`.
    pub(super) json_ld: Vec<String>,
}

/// Measures a page; the error says what it has too much of.
pub(super) fn measure(html: &str) -> Result<Facts, &'static str> {
    if has_giant_tag(html.as_bytes()) {
        return Err("has a tag of more than 2,000 attributes");
    }
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let mut parser = parse_document(Measure::default(), ParseOpts { tree_builder, ..ParseOpts::default() });
    let mut rest = html;
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        parser.process(StrTendril::from_slice(&rest[..end]));
        rest = &rest[end..];
        if let Some(excess) = parser.tokenizer.sink.sink.excess.get() {
            return Err(excess);
        }
    }
    let measure = parser.finish();
    match measure.excess.get() {
        Some(excess) => Err(excess),
        None => Ok(measure.facts.into_inner()),
    }
}

/// True where a tag may have too many attributes; counts as the tokenizer does, and passes over scripts and comments.
fn has_giant_tag(html: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &html[at..]) {
        at += found + 1;
        let tag = &html[at..];
        if tag.starts_with(b"!--") {
            at += memchr::memmem::find(tag, b"-->").unwrap_or(0);
            continue;
        }
        let name = tag.strip_prefix(b"/").unwrap_or(tag);
        if !name.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let raw = [&b"script"[..], b"style"].into_iter().find(|raw| starts_with_ignoring_case(tag, raw));
        match skip_tag(tag) {
            Some(length) => at += length,
            None => return true,
        }
        if let Some(raw) = raw {
            while let Some(found) = memchr::memmem::find(&html[at..], b"</") {
                at += found + 2;
                if starts_with_ignoring_case(&html[at..], raw) {
                    break;
                }
            }
        }
    }
    false
}

fn starts_with_ignoring_case(bytes: &[u8], prefix: &[u8]) -> bool {
    bytes.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Length of a tag up to its end; `None` where it has too many attributes.
fn skip_tag(tag: &[u8]) -> Option<usize> {
    let (mut attributes, mut at, mut is_in_name) = (0, 0, true);
    while let Some(&byte) = tag.get(at) {
        at += 1;
        match byte {
            b'>' => break,
            b'/' => is_in_name = false,
            b'=' => {
                let space = tag[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
                at += space;
                match tag.get(at) {
                    Some(&quote @ (b'"' | b'\'')) => {
                        at += 1;
                        at += memchr::memchr(quote, &tag[at..]).map_or(tag.len() - at, |end| end + 1);
                    }
                    _ => at += tag[at..].iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'>').count(),
                }
                is_in_name = false;
            }
            b if b.is_ascii_whitespace() => is_in_name = false,
            _ if !is_in_name => {
                is_in_name = true;
                attributes += 1;
                if attributes > MAX_ATTRIBUTES {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some(at)
}

/// Which fact an element's text goes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    Nothing,
    Title,
    JsonLd(usize),
}

/// A node as the measure sees it.
#[derive(Clone)]
struct Node {
    name: QualName,
    depth: Cell<u32>,
    parent: Cell<usize>,
    keeps: Keeps,
}

const DOCUMENT: usize = 0;

/// A tree of names and depths.
struct Measure {
    nodes: RefCell<Vec<Node>>,
    facts: RefCell<Facts>,
    has_title: Cell<bool>,
    root_attributes: Cell<usize>,
    steps: Cell<u64>,
    text_steps: Cell<u64>,
    excess: Cell<Option<&'static str>>,
}

impl Default for Measure {
    fn default() -> Self {
        let measure = Self {
            nodes: RefCell::default(),
            facts: RefCell::default(),
            has_title: Cell::default(),
            root_attributes: Cell::default(),
            steps: Cell::default(),
            text_steps: Cell::default(),
            excess: Cell::default(),
        };
        measure.add(unnamed(), Keeps::Nothing);
        measure
    }
}

fn unnamed() -> QualName {
    QualName::new(None, ns!(), local_name!(""))
}

impl Measure {
    fn add(&self, name: QualName, keeps: Keeps) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        if nodes.len() > MAX_ELEMENTS {
            self.excess.set(Some("has more than 200,000 elements"));
        }
        nodes.push(Node { name, depth: Cell::new(0), parent: Cell::new(DOCUMENT), keeps });
        nodes.len() - 1
    }

    fn place(&self, parent: usize, child: &NodeOrText<usize>) {
        let nodes = self.nodes.borrow();
        let parent_depth = nodes.get(parent).map_or(0, |p| p.depth.get());
        match child {
            NodeOrText::AppendNode(child) => {
                if let Some(child) = nodes.get(*child) {
                    // a moved subtree keeps its depths: moves lift by a few levels or put one element between
                    child.depth.set(parent_depth + 1);
                    child.parent.set(parent);
                }
                if parent_depth >= MAX_DEPTH {
                    self.excess.set(Some("nests deeper than 512 elements"));
                }
                self.steps.set(self.steps.get() + u64::from(parent_depth));
            }
            NodeOrText::AppendText(text) => {
                self.text_steps.set(self.text_steps.get() + u64::from(parent_depth) * text.len() as u64);
                let mut facts = self.facts.borrow_mut();
                match nodes.get(parent).map_or(Keeps::Nothing, |p| p.keeps) {
                    Keeps::Nothing => {}
                    Keeps::Title => facts.title.push_str(text),
                    Keeps::JsonLd(i) => facts.json_ld[i].push_str(text),
                }
            }
        }
        if self.steps.get() > MAX_STEPS || self.text_steps.get() > MAX_TEXT_STEPS {
            self.excess.set(Some("is too deep for its size"));
        }
    }

    fn note(&self, name: &QualName, attributes: &[Attribute]) -> Keeps {
        let value = |wanted: &str| attributes.iter().find(|a| &*a.name.local == wanted).map(|a| a.value.trim().to_owned());
        let is = |attribute: &str, wanted: &str| value(attribute).is_some_and(|v| v.eq_ignore_ascii_case(wanted));
        let mut facts = self.facts.borrow_mut();
        match &*name.local {
            "html" if facts.lang.is_none() => facts.lang = value("lang").or_else(|| value("xml:lang")),
            "title" if name.ns == ns!(html) && !self.has_title.replace(true) => return Keeps::Title,
            "link" if facts.canonical.is_none() && is("rel", "canonical") => facts.canonical = value("href"),
            "script" if is("type", "application/ld+json") => {
                facts.json_ld.push(String::new());
                return Keeps::JsonLd(facts.json_ld.len() - 1);
            }
            "meta" => {
                let key = ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(value);
                if let (Some(key), Some(content)) = (key, value("content")) {
                    facts.meta.push((key.to_ascii_lowercase(), content));
                }
            }
            _ => {}
        }
        Keeps::Nothing
    }

    fn parent_of(&self, node: usize) -> usize {
        self.nodes.borrow().get(node).map_or(DOCUMENT, |n| n.parent.get())
    }
}

impl TreeSink for Measure {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = QualNameRef<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> QualNameRef<'a> {
        QualNameRef(std::cell::Ref::map(self.nodes.borrow(), |nodes| &nodes[*target].name))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> usize {
        let keeps = self.note(&name, &attributes);
        self.add(name, keeps)
    }

    fn create_comment(&self, _text: StrTendril) -> usize {
        self.add(unnamed(), Keeps::Nothing)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> usize {
        self.add(unnamed(), Keeps::Nothing)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.place(*parent, &child);
    }

    fn append_based_on_parent_node(&self, element: &usize, previous: &usize, child: NodeOrText<usize>) {
        let parent = self.parent_of(*element);
        self.place(if parent == DOCUMENT { *previous } else { parent }, &child);
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, x: &usize, y: &usize) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        self.place(self.parent_of(*sibling), &child);
    }

    fn add_attrs_if_missing(&self, target: &usize, attributes: Vec<Attribute>) {
        self.root_attributes.set(self.root_attributes.get() + attributes.len());
        if self.root_attributes.get() > MAX_ATTRIBUTES {
            self.excess.set(Some("has a tag of more than 2,000 attributes"));
        }
        let name = self.nodes.borrow().get(*target).map(|n| n.name.clone());
        if let Some(name) = name.filter(|n| &*n.local == "html") {
            self.note(&name, &attributes);
        }
    }

    fn remove_from_parent(&self, _target: &usize) {}

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let nodes = self.nodes.borrow();
        // a scan of all, so that no lists of children are kept; each costs a step per node
        self.steps.set(self.steps.get() + nodes.len() as u64 / 8);
        for child in nodes.iter().filter(|n| n.parent.get() == *node) {
            child.parent.set(*new_parent);
        }
    }
}

/// A borrowed name, as the parser compares it.
#[derive(Debug)]
pub(super) struct QualNameRef<'a>(std::cell::Ref<'a, QualName>);

impl html5ever::interface::ElemName for QualNameRef<'_> {
    fn ns(&self) -> &html5ever::Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &html5ever::LocalName {
        &self.0.local
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn facts_are_noted() {
        let facts = measure(
            "<html lang=en-GB><head><title>A &amp; B</title><meta property='og:Title' content=C><link rel=canonical href=/x>\
             <script type='application/ld+json'>{\"a\":1}</script></head><body><svg><title>no</title></svg><p>x",
        )
        .unwrap();
        assert_eq!(facts.lang.as_deref(), Some("en-GB"));
        assert_eq!(facts.title, "A & B");
        assert_eq!(facts.meta, [("og:title".to_owned(), "C".to_owned())]);
        assert_eq!(facts.canonical.as_deref(), Some("/x"));
        assert_eq!(facts.json_ld, ["{\"a\":1}"]);
    }

    #[test]
    fn bombs_are_seen() {
        for bomb in [
            "<div>".repeat(100_000),
            "<b><p>".repeat(100_000),
            (0..100_000).map(|i| format!("<font size={i}><p>x")).collect(),
            "<p>x</p>".repeat(300_000),
            "<table><tr><td>".repeat(100_000),
            "<!---->".repeat(300_000),
            format!("<p {}>", (0..300_000).map(|i| format!("a{i} ")).collect::<String>()),
            (0..300_000).map(|i| format!("<html a{i}>")).collect(),
            format!("{}{}", "<div>".repeat(400), "<p>x</p>".repeat(100_000)),
            format!("{}{}", "<div>".repeat(400), "x".repeat(2_000_000)),
            "<a><p>".repeat(100_000),
            "<svg><g>".repeat(100_000),
            "<template>".repeat(100_000),
            "<select><option>".repeat(200_000),
        ] {
            assert!(measure(&bomb).is_err(), "{}", &bomb[..40]);
        }
    }

    #[test]
    fn scripts_and_comments_are_no_tags() {
        let words = "a ".repeat(5_000);
        for page in [
            format!("<script>if (x<b {words}</SCRIPT><p title='{words}'>"),
            format!("<!-- <b {words} --><p>"),
            format!("<style>x<b {words}</style>"),
        ] {
            assert!(measure(&page).is_ok());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_string_panics(html in "(<|>|/|\"|'|=|!--|table|td|a|b|p|svg|template|select|html|frameset| |\\PC){0,60}") {
            let _ = measure(&html);
        }
    }
}
