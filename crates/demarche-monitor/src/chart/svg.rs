//! Writing SVG: elements with attributes, numbers with one decimal, all text escaped.

use demarche_output::page::escape_into;

/// Markup in the making.
#[derive(Debug, Default)]
pub(super) struct Svg {
    out: String,
}

/// What an attribute can hold.
pub(super) trait Part {
    fn put(&self, out: &mut String);
}

impl Part for f64 {
    fn put(&self, out: &mut String) {
        out.push_str(&number(*self));
    }
}

impl Part for &str {
    fn put(&self, out: &mut String) {
        escape_into(self, out);
    }
}

impl Part for String {
    fn put(&self, out: &mut String) {
        escape_into(self, out);
    }
}

impl Part for Path {
    fn put(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

/// Attributes of an element.
pub(super) type Attributes<'a> = [(&'a str, &'a dyn Part)];

impl Svg {
    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.begin(name, attributes);
        self.out.push('>');
    }

    /// Closes it.
    pub(super) fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element that holds nothing.
    pub(super) fn leaf(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.begin(name, attributes);
        self.out.push_str("/>");
    }

    /// An element that holds text.
    pub(super) fn words(&mut self, name: &str, attributes: &Attributes<'_>, words: &str) {
        self.open(name, attributes);
        escape_into(words, &mut self.out);
        self.close(name);
    }

    /// A line.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.leaf("line", &[("class", &class), ("x1", &from.0), ("y1", &from.1), ("x2", &to.0), ("y2", &to.1)]);
    }

    /// Breaks the line of the markup.
    pub(super) fn newline(&mut self) {
        self.out.push('\n');
    }

    /// The markup.
    pub(super) fn finish(self) -> String {
        self.out
    }

    fn begin(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            value.put(&mut self.out);
            self.out.push('"');
        }
    }
}

/// The way of a pen.
#[derive(Debug, Clone, Default)]
pub(super) struct Path(String);

impl Path {
    /// Goes there without drawing.
    pub(super) fn jump(&mut self, x: f64, y: f64) {
        self.step('M', x, y);
    }

    /// Draws a line to there.
    pub(super) fn to(&mut self, x: f64, y: f64) {
        self.step('L', x, y);
    }

    /// Closes the shape.
    pub(super) fn close(&mut self) {
        self.0.push('Z');
    }

    /// A closed shape with these corners.
    pub(super) fn shape(corners: &[(f64, f64)]) -> Self {
        let mut path = Self::default();
        for (i, (x, y)) in corners.iter().enumerate() {
            path.step(if i == 0 { 'M' } else { 'L' }, *x, *y);
        }
        path.close();
        path
    }

    fn step(&mut self, how: char, x: f64, y: f64) {
        self.0.push(how);
        self.0.push_str(&number(x));
        self.0.push(' ');
        self.0.push_str(&number(y));
    }
}

/// A coordinate with at most one decimal.
pub(super) fn number(value: f64) -> String {
    let value = if value.is_finite() { value.clamp(-1e6, 1e6) } else { 0.0 };
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_odd() {
        let cases = [(0.0, "0"), (-0.04, "0"), (1.25, "1.2"), (-3.0, "-3"), (f64::NAN, "0"), (f64::INFINITY, "0"), (1e300, "1000000")];
        for (value, text) in cases {
            assert_eq!(number(value), text, "{value}");
        }
    }

    #[test]
    fn text_is_escaped() {
        let mut svg = Svg::default();
        svg.words("text", &[("class", &"a\"b<"), ("x", &1.5)], "<&>");
        assert_eq!(svg.finish(), "<text class=\"a&quot;b&lt;\" x=\"1.5\">&lt;&amp;&gt;</text>");
    }
}
