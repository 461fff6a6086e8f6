//! What makes two runs the same run.

use sha2::{Digest, Sha256};

/// Names and values of everything that decides which records a run writes: model, options, inputs. Two runs with equal
/// settings write the same output.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    pub(super) entries: Vec<(String, String)>,
}

impl Settings {
    /// No settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a setting. The name is shown to the user where the value differs.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.entries.push((name.into(), value.into()));
        self
    }

    /// Adds a setting of many values, such as a list of input files with their sizes, as their number and a hash.
    #[must_use]
    pub fn with_list<T: AsRef<[u8]>>(self, name: impl Into<String>, values: impl IntoIterator<Item = T>) -> Self {
        let mut hash = Sha256::new();
        let mut count = 0_u64;
        for value in values {
            let value = value.as_ref();
            // the length keeps ["ab", "c"] and ["a", "bc"] apart
            hash.update((value.len() as u64).to_le_bytes());
            hash.update(value);
            count += 1;
        }
        let hash: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        self.with(name, format!("{count} (hash {hash})"))
    }

    /// The first setting that differs: its name, the value here and the value there.
    pub(super) fn difference(&self, now: &Self) -> Option<(String, String, String)> {
        let value = |of: &Self, name: &str| {
            of.entries.iter().find(|(n, _)| n == name).map_or_else(|| "not set".to_owned(), |(_, v)| format!("`{v}`"))
        };
        let differing = |(name, _): &&(String, String)| value(self, name) != value(now, name);
        let name = &now.entries.iter().find(differing).or_else(|| self.entries.iter().find(differing))?.0;
        Some((name.clone(), value(self, name), value(now, name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_names_the_setting() {
        let a = Settings::new().with("model", "one").with_list("inputs", ["a", "b"]);
        assert_eq!(a.difference(&a.clone()), None);
        let b = Settings::new().with("model", "two").with_list("inputs", ["a", "b"]);
        assert_eq!(a.difference(&b), Some(("model".into(), "`one`".into(), "`two`".into())));
        let c = Settings::new().with("model", "one").with_list("inputs", ["ab"]);
        assert_eq!(a.difference(&c).unwrap().0, "inputs");
        let d = a.clone().with("types", "AID");
        assert_eq!(a.difference(&d), Some(("types".into(), "not set".into(), "`AID`".into())));
        assert_eq!(d.difference(&a).unwrap().0, "types");
    }
}
