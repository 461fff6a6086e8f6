//! Names that are spelt almost alike, for whoever asks for a name that no table has. Resolving never uses it.

use fst::{IntoStreamer as _, Streamer as _};

use crate::fold::{LONGEST_NAME, fold};
use crate::pack::{Pack, space};

/// Fewest letters of a name that others are near to.
const SHORTEST: usize = 4;
/// A name of so many letters may differ in two of them, a shorter one in one.
const LONG: usize = 8;

impl Pack<'_> {
    /// At most `limit` names of this pack that differ from `name` in a letter or two, the nearest first. It looks at every
    /// name: for commands that are asked once.
    #[must_use]
    pub fn near(&self, name: &str, limit: usize) -> Vec<String> {
        let key = fold(name);
        let wanted: Vec<char> = key.chars().collect();
        if name.len() > LONGEST_NAME || wanted.len() < SHORTEST {
            return Vec::new();
        }
        let most = if wanted.len() >= LONG { 2 } else { 1 };
        let mut out: Vec<(usize, String)> = Vec::new();
        for space in [space::NAME, space::ALONE, space::PLACE] {
            let mut keys = self.keys().range().ge([space]).lt([space + 1]).into_stream();
            while let Some((found, first)) = keys.next() {
                let Ok(known) = std::str::from_utf8(&found[1..]) else { continue };
                if known.len().abs_diff(key.len()) > 4 * most {
                    continue;
                }
                let known: Vec<char> = known.chars().collect();
                let Some(far) = distance(&wanted, &known, most).filter(|far| *far > 0) else { continue };
                if let Some(written) = self.written(space, first).filter(|w| !out.iter().any(|(_, known)| known == w)) {
                    out.push((far, written.to_owned()));
                }
            }
        }
        out.sort();
        out.truncate(limit);
        out.into_iter().map(|(_, written)| written).collect()
    }
}

/// Letters to replace, insert, remove or swap with the next to make one of the other, where they are at most `most`.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let (mut before, mut last) = (vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<usize>>());
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            row[j] = (last[j - 1] + usize::from(a[i - 1] != b[j - 1])).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|far| *far > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[b.len()]).filter(|far| *far <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, compile};

    #[test]
    fn distances_count_letters_and_swaps() {
        let far = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 2);
        assert_eq!((far("kiev", "kiev"), far("kyiv", "kiev"), far("lavorv", "lavrov")), (Some(0), Some(2), Some(1)));
        assert_eq!((far("kyiv", "kharkiv"), far("", "abc"), far("", "")), (None, None, Some(0)));
    }

    #[test]
    fn near_names_are_written_as_the_tables_write_them() {
        let table = "id\tname\tcountry\tdivision\tlat\tlon\tpopulation\taliases\tas_of\torigin\n\
                     1\tExampleton\tNOR\t\t1\t2\t9\tExampelstad\t\ta\n2\tOther\tNOR\t\t1\t2\t9\t\t\ta\n";
        let bytes = compile(&[Source { file: "places.tsv".into(), text: table.into() }]).unwrap().pack;
        let pack = Pack::open(&bytes).unwrap();
        assert_eq!(pack.near("Exampelton", 5), ["Exampleton"]);
        assert_eq!(pack.near("Othre", 5), ["Other"]);
        assert!(pack.near("Exampleton", 5).is_empty() && pack.near("Oth", 5).is_empty() && pack.near("", 5).is_empty());
    }
}
