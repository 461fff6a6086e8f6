//! What all pages share: nothing of a text becomes markup, nothing runs, nothing loads, and one style for screens and paper.
//!
//! ```
//! use demarche_output::page::{Page, escaped};
//! let mut page = Page::new("What A & B do", &["li{margin:0}"]);
//! page.push(&format!("<h1>{}</h1>\n", escaped("A & B")));
//! let html = page.finish(&["As known on 2026-10-31.".to_owned()]);
//! assert!(html.contains("<h1>A &amp; B</h1>") && html.ends_with("</html>\n"));
//! ```

mod escape;

use std::fmt::Write as _;

use base64::Engine as _;
use sha2::{Digest, Sha256};

pub use escape::{escape_into, escaped, web_address};

/// The style that all pages share: colours as variables (`--ink`, `--soft`, `--line`, `--card`, `--q1` to `--q4` for the quad classes), light and dark
/// and for print, headings, tables, figures, footers.
pub const STYLE: &str = include_str!("style.css");

/// First lines of every page.
pub(crate) const START: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";

/// Appends everything to `<body>`, after the first lines. The policy lets nothing run and nothing load but the page's own style and script.
pub(crate) fn write_head(first: &str, title: &str, styles: &[&str], script: Option<&str>, out: &mut String) {
    let style = format!("{STYLE}{}", styles.concat());
    let hash = |code: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(code.as_bytes()));
    let script = script.map_or_else(String::new, |script| format!("; script-src 'sha256-{}'", hash(script)));
    out.push_str(first);
    let _ = write!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; \
         style-src 'sha256-{}'{script}\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        hash(&style),
        escaped(title)
    );
}

/// A page without a script, in the making.
#[derive(Debug, Clone)]
pub struct Page {
    out: String,
}

impl Page {
    /// Opens a page: everything to `<body>`. The title is text; styles are CSS of the program's own, which follow the shared style. An attribute
    /// `style` has no effect on such a page, for its policy allows no other style.
    #[must_use]
    pub fn new(title: &str, styles: &[&str]) -> Self {
        let mut out = String::new();
        write_head(START, title, styles, None, &mut out);
        Self { out }
    }

    /// Appends markup as it is; what is text goes through [`escaped`] before.
    pub fn push(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Closes the page with a footer of one paragraph a text, and no footer where there is none.
    #[must_use]
    pub fn finish(mut self, footer: &[String]) -> String {
        if !footer.is_empty() {
            self.out.push_str("<footer>\n");
            for text in footer {
                let _ = writeln!(self.out, "<p>{}</p>", escaped(text));
            }
            self.out.push_str("</footer>\n");
        }
        self.out.push_str("</body>\n</html>\n");
        self.out
    }
}

/// Escaped words that keep their own direction of writing.
#[must_use]
pub fn bdi(words: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(words))
}
