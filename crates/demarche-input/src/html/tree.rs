//! Measures a page with the parser that the extractor uses, before the extractor sees it, keeps its tree, and notes what metadata
//! rests on.
//!
//! The extractor walks the tree recursively and asks each element for all text below it. A page of 100,000 nested elements
//! would overflow its stack, and one that is deep and large would keep it busy for hours. Measuring costs a second parse,
//! about a tenth of the extraction.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, ns, parse_document};

use super::arena::{DOCUMENT, Kind, NodeId, Tree};
use super::marks::Marks;
use super::scan::{MAX_ATTRIBUTES, TOO_MANY_ATTRIBUTES};

/// Elements and comments that a page may hold.
pub const MAX_ELEMENTS: usize = 200_000;
/// Elements inside one another.
pub(super) const MAX_DEPTH: u32 = 512;
/// Nodes of any kind.
const MAX_NODES: usize = 3 * MAX_ELEMENTS;
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

/// Parses a page; the error says what it has too much of.
pub(super) fn measure(html: &str) -> Result<(Facts, Tree), &'static str> {
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
        None => Ok((measure.facts.into_inner(), measure.tree.into_inner())),
    }
}

/// Which fact an element's text goes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    Title,
    JsonLd(usize),
}

/// A tree that is measured while it grows.
struct Measure {
    tree: RefCell<Tree>,
    /// Elements whose text is a fact, by their nodes.
    keeps: RefCell<HashMap<NodeId, Keeps>>,
    facts: RefCell<Facts>,
    elements: Cell<usize>,
    has_title: Cell<bool>,
    root_attributes: Cell<usize>,
    steps: Cell<u64>,
    text_steps: Cell<u64>,
    excess: Cell<Option<&'static str>>,
}

impl Default for Measure {
    fn default() -> Self {
        let measure = Self {
            tree: RefCell::default(),
            keeps: RefCell::default(),
            facts: RefCell::default(),
            elements: Cell::default(),
            has_title: Cell::default(),
            root_attributes: Cell::default(),
            steps: Cell::default(),
            text_steps: Cell::default(),
            excess: Cell::default(),
        };
        measure.add(Tree::unnamed(), Marks::default(), None);
        measure
    }
}

impl Measure {
    fn add(&self, name: QualName, marks: Marks, keeps: Option<Keeps>) -> NodeId {
        self.elements.set(self.elements.get() + 1);
        let mut tree = self.tree.borrow_mut();
        let node = tree.add(Kind::Element(name, marks));
        if self.elements.get() > MAX_ELEMENTS + 1 || tree.len() > MAX_NODES {
            self.excess.set(Some("has more than 200,000 elements"));
        }
        if let Some(keeps) = keeps {
            self.keeps.borrow_mut().insert(node, keeps);
        }
        node
    }

    /// Puts a node or text into `parent`: before a child of it, or last.
    fn place(&self, parent: NodeId, before: Option<NodeId>, child: &NodeOrText<NodeId>) {
        let mut tree = self.tree.borrow_mut();
        let parent_depth = tree.depth(parent);
        match child {
            NodeOrText::AppendNode(child) => {
                tree.place(parent, before, *child);
                if parent_depth >= MAX_DEPTH {
                    self.excess.set(Some("nests deeper than 512 elements"));
                }
                self.steps.set(self.steps.get() + u64::from(parent_depth));
            }
            NodeOrText::AppendText(text) => {
                tree.place_text(parent, before, text);
                if tree.len() > MAX_NODES {
                    self.excess.set(Some("has more than 200,000 elements"));
                }
                self.text_steps.set(self.text_steps.get() + u64::from(parent_depth) * text.len() as u64);
                let mut facts = self.facts.borrow_mut();
                match self.keeps.borrow().get(&parent) {
                    None => {}
                    Some(Keeps::Title) => facts.title.push_str(text),
                    Some(&Keeps::JsonLd(i)) => facts.json_ld[i].push_str(text),
                }
            }
        }
        if self.steps.get() > MAX_STEPS || self.text_steps.get() > MAX_TEXT_STEPS {
            self.excess.set(Some("is too deep for its size"));
        }
    }

    fn note(&self, name: &QualName, attributes: &[Attribute]) -> Option<Keeps> {
        let value = |wanted: &str| attributes.iter().find(|a| &*a.name.local == wanted).map(|a| a.value.trim().to_owned());
        let is = |attribute: &str, wanted: &str| value(attribute).is_some_and(|v| v.eq_ignore_ascii_case(wanted));
        let mut facts = self.facts.borrow_mut();
        match &*name.local {
            "html" if facts.lang.is_none() => facts.lang = value("lang").or_else(|| value("xml:lang")),
            "title" if name.ns == ns!(html) && !self.has_title.replace(true) => return Some(Keeps::Title),
            "link" if facts.canonical.is_none() && is("rel", "canonical") => facts.canonical = value("href"),
            "script" if is("type", "application/ld+json") => {
                facts.json_ld.push(String::new());
                return Some(Keeps::JsonLd(facts.json_ld.len() - 1));
            }
            "meta" => {
                let key = ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(value);
                if let (Some(key), Some(content)) = (key, value("content")) {
                    facts.meta.push((key.to_ascii_lowercase(), content));
                }
            }
            _ => {}
        }
        None
    }
}

impl TreeSink for Measure {
    type Handle = NodeId;
    type Output = Self;
    type ElemName<'a> = QualNameRef<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> QualNameRef<'a> {
        QualNameRef(std::cell::Ref::map(self.tree.borrow(), |tree| tree.name(*target)))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> NodeId {
        let keeps = self.note(&name, &attributes);
        let marks = Marks::of(&name, &attributes);
        self.add(name, marks, keeps)
    }

    fn create_comment(&self, _text: StrTendril) -> NodeId {
        self.add(Tree::unnamed(), Marks::default(), None)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> NodeId {
        self.add(Tree::unnamed(), Marks::default(), None)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.place(*parent, None, &child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let parent = self.tree.borrow().parent(*element);
        match parent {
            Some(parent) => self.place(parent, Some(*element), &child),
            None => self.place(*previous, None, &child),
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        let parent = self.tree.borrow().parent(*sibling);
        match parent {
            Some(parent) => self.place(parent, Some(*sibling), &child),
            None => self.place(DOCUMENT, None, &child),
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.root_attributes.set(self.root_attributes.get() + attributes.len());
        if self.root_attributes.get() > MAX_ATTRIBUTES {
            self.excess.set(Some(TOO_MANY_ATTRIBUTES));
        }
        let name = self.tree.borrow().name(*target).clone();
        if &*name.local == "html" {
            self.note(&name, &attributes);
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let moved = self.tree.borrow_mut().move_children(*node, *new_parent);
        self.steps.set(self.steps.get() + moved as u64);
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
        let (facts, _) = measure(
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_string_panics(html in "(<|>|/|\"|'|=|!--|table|td|a|b|p|svg|template|select|html|frameset| |\\PC){0,60}") {
            let _ = measure(&html);
        }
    }
}
