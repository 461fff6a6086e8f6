//! A page's text as its tree has it: pieces in the order of the page, and what stands between them.

use super::arena::{DOCUMENT, Kind, NodeId, Tree};
use super::marks::{Shape, shape};

/// What stands between two pieces; the greater one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Break {
    /// Nothing: parts of one word.
    #[default]
    None,
    /// Space.
    Space,
    /// One `br`.
    Line,
    /// The edge of a table's cell.
    Cell,
    /// The edge of a block.
    Block,
}

/// Why a piece may be none of the article's; bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Margin(u8);

impl Margin {
    /// Marked by role, class or id.
    pub(super) const ASIDE: Self = Self(1);
    /// In an `aside`, a caption, or a header or footer of the page.
    pub(super) const ELEMENT: Self = Self(2);
    pub(super) const FORM: Self = Self(4);
    /// Something to click or fill in, or a block of links.
    pub(super) const LINKS: Self = Self(8);
    /// Navigation.
    pub(super) const NAVIGATION: Self = Self(16);
    pub(super) const HIDDEN: Self = Self(32);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl std::ops::BitOr for Margin {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The text of one node; never blank.
#[derive(Debug, Clone)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    /// What stands before it.
    pub(super) before: Break,
    pub(super) margin: Margin,
    /// Its line breaks count.
    is_preformatted: bool,
    is_link: bool,
    is_headline: bool,
}

/// What holds for all that an element contains.
#[derive(Debug, Clone, Copy, Default)]
struct Within {
    margin: Margin,
    is_preformatted: bool,
    is_link: bool,
    is_headline: bool,
    is_article: bool,
}

enum Step {
    Enter(NodeId, Within),
    Leave(Shape),
}

/// Takes the pieces of a page, in time that grows with its nodes.
pub(super) fn collect_pieces(tree: &Tree) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut before = Break::None;
    // an element of its own words was left, and nothing came since
    let mut has_left_run = false;
    let mut steps = vec![Step::Enter(DOCUMENT, Within::default())];
    while let Some(step) = steps.pop() {
        let (node, within) = match step {
            Step::Enter(node, within) => (node, within),
            Step::Leave(shape) => {
                before = before.max(around(shape));
                has_left_run = shape == Shape::Run;
                continue;
            }
        };
        let (name, marks) = match tree.kind(node) {
            Kind::Text(range) => {
                let text = &tree.text()[range.clone()];
                if text.starts_with(char::is_whitespace) {
                    before = before.max(Break::Space);
                }
                let trimmed = text.trim();
                if !trimmed.is_empty() {
                    let Within { margin, is_preformatted, is_link, is_headline, .. } = within;
                    pieces.push(Piece { text: trimmed, before, margin, is_preformatted, is_link, is_headline });
                    before = if text.ends_with(char::is_whitespace) { Break::Space } else { Break::None };
                    has_left_run = false;
                }
                continue;
            }
            Kind::Element(name, marks) => (name, *marks),
        };
        // the document, and comments, which hold nothing
        let shape = if name.local.is_empty() { Shape::Inline } else { shape(name, marks) };
        match shape {
            Shape::Skipped => continue,
            Shape::Break => before = if before >= Break::Line { Break::Block } else { Break::Line },
            Shape::Run if has_left_run => before = before.max(Break::Space),
            _ => before = before.max(around(shape)),
        }
        has_left_run &= matches!(shape, Shape::Run | Shape::Inline);
        let mut inner = within;
        if marks.is_hidden {
            inner.margin = inner.margin | Margin::HIDDEN;
        }
        if marks.is_aside {
            inner.margin = inner.margin | Margin::ASIDE;
        }
        if shape == Shape::Control {
            inner.margin = inner.margin | Margin::LINKS;
        }
        match &*name.local {
            "pre" | "listing" | "plaintext" | "xmp" => inner.is_preformatted = true,
            "a" => inner.is_link = true,
            "h1" => inner.is_headline = true,
            "article" | "main" => inner.is_article = true,
            "nav" | "menu" => inner.margin = inner.margin | Margin::NAVIGATION,
            "aside" | "figcaption" => inner.margin = inner.margin | Margin::ELEMENT,
            "header" | "footer" if !inner.is_article => inner.margin = inner.margin | Margin::ELEMENT,
            "form" => inner.margin = inner.margin | Margin::FORM,
            _ => {}
        }
        steps.push(Step::Leave(shape));
        steps.extend(tree.children_backwards(node).map(|child| Step::Enter(child, inner)));
    }
    mark_links(&mut pieces);
    unmark(&mut pieces, Margin::FORM, 1);
    unmark(&mut pieces, Margin::ASIDE, 4);
    pieces
}

/// What stands before and after an element.
fn around(shape: Shape) -> Break {
    match shape {
        Shape::Block => Break::Block,
        Shape::Cell => Break::Cell,
        Shape::Control => Break::Space,
        Shape::Break | Shape::Skipped | Shape::Run | Shape::Inline => Break::None,
    }
}

/// Characters that carry meaning, so that the bars between links do not count.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Marks blocks of links, but for sentences and headlines that are links.
fn mark_links(pieces: &mut [Piece<'_>]) {
    for block in pieces.chunk_by_mut(|_, next| next.before < Break::Cell) {
        let linked: usize = block.iter().filter(|p| p.is_link).map(|p| letters(p.text)).sum();
        let all: usize = block.iter().map(|p| letters(p.text)).sum();
        let words: usize = block.iter().map(|p| p.text.split_whitespace().count()).sum();
        let is_sentence = words >= 6 && block.last().is_some_and(|p| ends_sentence(p.text));
        if linked > 0 && linked * 5 >= all * 4 && !is_sentence && !block.iter().all(|p| p.is_headline) {
            block.iter_mut().for_each(|p| p.margin = p.margin | Margin::LINKS);
        }
    }
}

/// Takes a mark away where what has it outweighs the rest: a form around most of a page's text is its frame, and so is an element
/// of whatever class around nearly all.
fn unmark(pieces: &mut [Piece<'_>], mark: Margin, times: usize) {
    let apart = Margin::HIDDEN | Margin::NAVIGATION | Margin::ELEMENT | Margin::LINKS;
    let (mut inside, mut outside) = (0, 0);
    for piece in pieces.iter().filter(|p| !p.margin.has(apart)) {
        *(if piece.margin.has(mark) { &mut inside } else { &mut outside }) += piece.text.len();
    }
    if inside > outside * times {
        pieces.iter_mut().for_each(|p| p.margin = p.margin.without(mark));
    }
}

/// The pieces of a short page's article: what stands beside it left out, and a headline that repeats the page's title. Where
/// nothing is left, less is left out.
pub(super) fn select_own(pieces: &[Piece<'_>], titles: &[&str]) -> Vec<bool> {
    let always = Margin::HIDDEN | Margin::NAVIGATION;
    let mut selected = Vec::new();
    for left_out in [always | Margin::ELEMENT | Margin::ASIDE | Margin::FORM | Margin::LINKS, always | Margin::ELEMENT, always] {
        selected = pieces.iter().map(|piece| !piece.margin.has(left_out)).collect();
        if pieces.iter().zip(&selected).any(|(piece, &is_selected)| is_selected && letters(piece.text) > 0) {
            break;
        }
    }
    let mut without_title = selected.clone();
    let mut start = 0;
    for block in pieces.chunk_by(|_, next| next.before < Break::Cell) {
        let end = start + block.len();
        if block.iter().all(|p| p.is_headline) && block.iter().map(|p| p.text.len()).sum::<usize>() <= MAX_TITLE {
            let headline = words(block);
            if titles.iter().any(|title| is_title(&headline, title)) {
                without_title[start..end].fill(false);
            }
        }
        start = end;
    }
    if without_title.contains(&true) { without_title } else { selected }
}

/// Longest headline that is compared with a page's title, in bytes.
const MAX_TITLE: usize = 1_000;

fn words(block: &[Piece<'_>]) -> String {
    render(block, &vec![true; block.len()])
}

/// True where a headline is the title, or the title before the outlet's name.
fn is_title(headline: &str, title: &str) -> bool {
    let normal = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let (headline, title) = (normal(headline), normal(title));
    title
        .strip_prefix(&headline)
        .is_some_and(|rest| rest.is_empty() || [" - ", " | ", " – ", " — "].iter().any(|bar| rest.starts_with(bar)))
}

/// Writes the selected pieces in the order of the page.
pub(super) fn render(pieces: &[Piece<'_>], selected: &[bool]) -> String {
    let mut writer = Writer::default();
    for (i, _) in selected.iter().enumerate().filter(|(_, is_selected)| **is_selected) {
        writer.push_piece(pieces, i);
    }
    writer.text
}

/// Writes pieces: one blank line between blocks, bars between the short cells of a row.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) text: String,
    /// Where the last block or cell starts.
    block_start: usize,
    last: Option<usize>,
}

/// Pieces left out between two, over which breaks are looked for; more end a block.
const MAX_LEFT_OUT: usize = 256;

impl Writer {
    /// Writes a piece after the last one.
    pub(super) fn push_piece(&mut self, pieces: &[Piece<'_>], piece: usize) {
        let between = match self.last {
            Some(last) if last < piece && piece - last <= MAX_LEFT_OUT => {
                let least = if piece == last + 1 { Break::None } else { Break::Space };
                pieces[last + 1..=piece].iter().map(|p| p.before).fold(least, Break::max)
            }
            _ => Break::Block,
        };
        self.write_piece(between, pieces, piece);
    }

    /// Writes a piece after text that the page does not have.
    pub(super) fn push_after(&mut self, between: Break, pieces: &[Piece<'_>], piece: usize) {
        let is_block = pieces[piece].before >= Break::Cell;
        self.write_piece(if is_block { Break::Block } else { between }, pieces, piece);
    }

    /// Writes text that the page does not have.
    pub(super) fn push_foreign(&mut self, between: Break, pieces: &[Piece<'_>], text: &str) {
        let next = self.last.and_then(|last| pieces.get(last + 1));
        let is_block = between == Break::None && next.is_some_and(|next| next.before >= Break::Cell);
        self.separate(if is_block { Break::Block } else { between }, text);
        push_lines(&mut self.text, text);
        self.last = None;
    }

    fn write_piece(&mut self, between: Break, pieces: &[Piece<'_>], piece: usize) {
        self.last = Some(piece);
        let piece = &pieces[piece];
        self.separate(between, piece.text);
        if piece.is_preformatted {
            push_lines(&mut self.text, piece.text);
        } else {
            push_words(&mut self.text, piece.text);
        }
    }

    fn separate(&mut self, between: Break, next: &str) {
        if self.text.is_empty() {
            return;
        }
        let cell = &self.text[self.block_start..];
        match between {
            Break::None => {}
            Break::Space if starts_with_stop(next) => {}
            Break::Space => self.text.push(' '),
            Break::Line => self.text.push('\n'),
            Break::Cell if cell.len() <= MAX_CELL && !ends_sentence(cell) => self.text.push_str(" | "),
            Break::Cell | Break::Block => self.text.push_str("\n\n"),
        }
        if between >= Break::Cell {
            self.block_start = self.text.len();
        }
    }
}

/// Longest cell that shares its row's line, in bytes.
const MAX_CELL: usize = 80;

/// True where a text ends as a sentence does.
fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']).ends_with(['.', '!', '?', '…', ':', ';'])
}

/// True where a text begins with a stop that belongs to the word before.
fn starts_with_stop(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    first.starts_with([',', '.', ';', ':', '!', '?']) && !first.contains(char::is_alphanumeric) && !first.starts_with("..")
}

fn push_words(text: &mut String, words: &str) {
    for (i, word) in words.split_whitespace().enumerate() {
        if i > 0 && !starts_with_stop(word) {
            text.push(' ');
        }
        text.push_str(word);
    }
}

/// One line per line, space put in order, one blank line where there are any.
fn push_lines(text: &mut String, lines: &str) {
    let (mut is_first, mut is_new) = (true, false);
    for line in lines.lines() {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_none() {
            is_new = true;
            continue;
        }
        if !is_first {
            text.push_str(if is_new { "\n\n" } else { "\n" });
        }
        (is_first, is_new) = (false, false);
        for (i, word) in words.enumerate() {
            if i > 0 {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
}
