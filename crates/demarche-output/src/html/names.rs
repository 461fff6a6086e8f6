//! File names for pages, from document ids that may be anything.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

/// Letters of an id that a file name keeps; with a hash and `.html` the name stays well under the 255 bytes that file
/// systems allow.
const LONGEST: usize = 80;

/// Names that are taken, or that Windows keeps for devices.
#[derive(Debug)]
pub(super) struct Names {
    /// In lower case, as some file systems do not tell cases apart.
    taken: HashSet<String>,
}

const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

impl Names {
    pub(super) fn new() -> Self {
        Self { taken: HashSet::from(["index".to_owned()]) }
    }

    /// True where a page, or the index, has this file name.
    pub(super) fn is_taken(&self, file: &str) -> bool {
        self.taken.contains(&file.strip_suffix(".html").unwrap_or(file).to_ascii_lowercase())
    }

    /// The file name of the page for the next document. It depends on the ids so far only.
    pub(super) fn page(&mut self, id: &str) -> String {
        let mut safe: String =
            id.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).take(LONGEST).collect();
        // no hidden file, no `..`, nothing that looks like an option
        safe = safe.trim_matches(['.', '-']).to_owned();
        if is_device(&safe) {
            safe.insert_str(0, "doc-");
        }
        let is_kept = safe == id && !safe.is_empty();
        let hash: String = Sha256::digest(id.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let mut name = match (is_kept, safe.is_empty()) {
            (true, _) => safe.clone(),
            (false, true) => hash.clone(),
            (false, false) => format!("{safe}-{hash}"),
        };
        let mut copy = 1;
        while !self.taken.insert(name.to_ascii_lowercase()) {
            copy += 1;
            name = if copy == 2 && is_kept { format!("{safe}-{hash}") } else { format!("{safe}-{hash}-{copy}") };
        }
        name + ".html"
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = |prefix: &str| stem.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_unlike() {
        let mut names = Names::new();
        let ids = [
            "APW-1998.0001",
            "apw-1998.0001",
            "index",
            "INDEX",
            "news/2024.jsonl#1",
            "news 2024.jsonl#1",
            "..",
            "",
            "../../etc/passwd",
            "con",
            "COM1.txt",
            "日本",
            "日本語",
            "a\0b",
            &"x".repeat(500),
            &"x".repeat(501),
        ];
        let pages: Vec<String> = ids.iter().map(|id| names.page(id)).collect();
        assert_eq!(pages[0], "APW-1998.0001.html");
        for page in &pages {
            assert!(
                page.len() < 120 && !page.starts_with(['.', '-']) && !page.contains("..") && !page.contains(['/', '\\', '#']),
                "{page}"
            );
        }
        let unlike: HashSet<String> = pages.iter().map(|p| p.to_lowercase()).collect();
        assert_eq!(unlike.len(), ids.len(), "{pages:?}");
        let mut again = Names::new();
        assert_eq!(pages, ids.iter().map(|id| again.page(id)).collect::<Vec<_>>());
    }
}
