//! A page's tree in two vectors: nodes that name their neighbours, and all text in one string.

use std::ops::Range;

use html5ever::{QualName, local_name, ns};

use super::marks::Marks;

/// Index of a node.
pub(super) type NodeId = usize;

/// The root.
pub(super) const DOCUMENT: NodeId = 0;
/// No node.
const NONE: u32 = u32::MAX;

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// The document, an element, or (without a name) a comment.
    Element(QualName, Marks),
    /// Bytes of [`Tree::text`].
    Text(Range<usize>),
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    depth: u32,
    parent: u32,
    first: u32,
    last: u32,
    previous: u32,
    next: u32,
}

/// A tree; every change takes a fixed time, but for moving children, which takes a step each.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    text: String,
    unnamed: QualName,
}

impl Default for Tree {
    fn default() -> Self {
        Self { nodes: Vec::new(), text: String::new(), unnamed: Self::unnamed() }
    }
}

impl Tree {
    /// The name of what has none.
    pub(super) fn unnamed() -> QualName {
        QualName::new(None, ns!(), local_name!(""))
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn name(&self, node: NodeId) -> &QualName {
        match &self.nodes[node].kind {
            Kind::Element(name, _) => name,
            Kind::Text(_) => &self.unnamed,
        }
    }

    pub(super) fn kind(&self, node: NodeId) -> &Kind {
        &self.nodes[node].kind
    }

    /// How deep a node stood when it was placed; a moved subtree keeps its depths: moves lift by a few levels or put one
    /// element between.
    pub(super) fn depth(&self, node: NodeId) -> u32 {
        self.nodes[node].depth
    }

    pub(super) fn parent(&self, node: NodeId) -> Option<NodeId> {
        some(self.nodes[node].parent)
    }

    /// Children, the last one first.
    pub(super) fn children_backwards(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(some(self.nodes[node].last), |&child| some(self.nodes[child].previous))
    }

    /// Adds a node that stands nowhere yet.
    pub(super) fn add(&mut self, kind: Kind) -> NodeId {
        self.nodes.push(Node { kind, depth: 0, parent: NONE, first: NONE, last: NONE, previous: NONE, next: NONE });
        self.nodes.len() - 1
    }

    /// Puts text before a child of `parent`, or last; goes on with the text node there where that one was the last to grow.
    pub(super) fn place_text(&mut self, parent: NodeId, before: Option<NodeId>, text: &str) {
        let neighbour = match before {
            Some(before) => self.nodes[before].previous,
            None => self.nodes[parent].last,
        };
        let start = self.text.len();
        self.text.push_str(text);
        let end = self.text.len();
        if let Some(Node { kind: Kind::Text(range), .. }) = some(neighbour).map(|n| &mut self.nodes[n])
            && range.end == start
        {
            range.end = end;
            return;
        }
        let node = self.add(Kind::Text(start..end));
        self.place(parent, before, node);
    }

    /// Puts a node before a child of `parent`, or last, taking it away from where it stood.
    pub(super) fn place(&mut self, parent: NodeId, before: Option<NodeId>, node: NodeId) {
        self.detach(node);
        let next = before.map_or(NONE, |before| before as u32);
        let previous = match before {
            Some(before) => std::mem::replace(&mut self.nodes[before].previous, node as u32),
            None => std::mem::replace(&mut self.nodes[parent].last, node as u32),
        };
        match some(previous) {
            Some(previous) => self.nodes[previous].next = node as u32,
            None => self.nodes[parent].first = node as u32,
        }
        let depth = self.nodes[parent].depth + 1;
        let placed = &mut self.nodes[node];
        (placed.parent, placed.previous, placed.next, placed.depth) = (parent as u32, previous, next, depth);
    }

    /// Takes a node away from where it stands.
    pub(super) fn detach(&mut self, node: NodeId) {
        let Node { parent, previous, next, .. } = self.nodes[node];
        let Some(parent) = some(parent) else { return };
        match some(previous) {
            Some(previous) => self.nodes[previous].next = next,
            None => self.nodes[parent].first = next,
        }
        match some(next) {
            Some(next) => self.nodes[next].previous = previous,
            None => self.nodes[parent].last = previous,
        }
        let node = &mut self.nodes[node];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Moves all children to the end of another node; returns how many.
    pub(super) fn move_children(&mut self, from: NodeId, to: NodeId) -> usize {
        let mut count = 0;
        while let Some(child) = some(self.nodes[from].first) {
            self.place(to, None, child);
            count += 1;
        }
        count
    }
}

fn some(node: u32) -> Option<NodeId> {
    (node != NONE).then_some(node as NodeId)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn children(tree: &Tree, node: NodeId) -> Vec<&str> {
        let mut texts: Vec<&str> = tree
            .children_backwards(node)
            .map(|child| match tree.kind(child) {
                Kind::Text(range) => &tree.text()[range.clone()],
                Kind::Element(..) => "*",
            })
            .collect();
        texts.reverse();
        texts
    }

    #[test]
    fn nodes_are_placed_moved_and_joined() {
        let element = || Kind::Element(Tree::unnamed(), Marks::default());
        let mut tree = Tree::default();
        let (root, a, b) = (tree.add(element()), tree.add(element()), tree.add(element()));
        tree.place(root, None, a);
        tree.place_text(root, Some(a), "x");
        tree.place_text(root, Some(a), "y");
        tree.place_text(root, None, "z");
        tree.place(root, Some(a), b);
        assert_eq!(children(&tree, root), ["xy", "*", "*", "z"]);
        tree.detach(b);
        assert_eq!(tree.move_children(root, b), 3);
        tree.place(root, None, b);
        assert_eq!(children(&tree, root), ["*"]);
        assert_eq!(children(&tree, b), ["xy", "*", "z"]);
        tree.detach(a);
        tree.detach(a);
        assert_eq!(children(&tree, b), ["xy", "z"]);
        assert_eq!((tree.parent(a), tree.parent(b), tree.depth(b)), (None, Some(root), 1));
    }
}
