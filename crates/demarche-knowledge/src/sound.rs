//! Transliteration classes: spellings that romanisations of one name are known to differ in become one key.
//!
//! This is a second, weaker key: rules that are right for Korean would merge Arabic names that differ, so each country's names
//! have the rules of their script, and a person's given and family parts are compared apart.

use crate::fold::Word;

/// Which rules a name's romanisation follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Names of Latin script and of scripts without rules of their own.
    General,
    /// Arabic, Persian, Urdu, Pashto and names taken from them.
    Arabic,
    /// McCune–Reischauer, the Revised Romanisation, and what families write.
    Korean,
    /// Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian; Caucasian and Central Asian names through them.
    Slavic,
}

impl Class {
    pub(crate) const ALL: [Self; 4] = [Self::General, Self::Arabic, Self::Korean, Self::Slavic];

    /// The letter that separates the classes' keys.
    pub(crate) const fn letter(self) -> char {
        match self {
            Self::General => 'g',
            Self::Arabic => 'a',
            Self::Korean => 'k',
            Self::Slavic => 's',
        }
    }
}

const ARABIC: &str = "AFG ARE BGD BHR COM DJI DZA EGY ERI ESH IRN IRQ JOR KWT LBN LBY MAR MDV MLI MRT NER NGA OMN PAK PSE QAT SAU SDN SEN SOM SYR \
    TCD TUN YEM GMB GIN IND ISR ETH KEN TZA MYS IDN BRN ISM IMG";
const SLAVIC: &str = "RUS UKR BLR BGR SRB MKD MNE SUN YUG SCG KAZ KGZ TJK TKM UZB ARM GEO AZE MNG";
/// Pinyin and Vietnamese differ in exactly the letters that classes merge (Jiang, Qiang): they have no second key.
const NONE: &str = "CHN TWN HKG MAC SGP VNM";

/// The classes of names of a country, the general one first; empty where a merged spelling is likelier another name.
pub(crate) fn classes(country: &str) -> Vec<Class> {
    let among = |list: &str| list.split_whitespace().any(|c| c == country);
    if among(NONE) {
        return Vec::new();
    }
    let mut out = vec![Class::General];
    if among(ARABIC) {
        out.push(Class::Arabic);
    }
    if among(SLAVIC) {
        out.push(Class::Slavic);
    }
    if matches!(country, "KOR" | "PRK") {
        out.push(Class::Korean);
    }
    out
}

type Rules = &'static [(&'static str, &'static str)];

/// At each place the first rule that fits; longer ones stand first.
#[rustfmt::skip]
const GENERAL: Rules = &[
    ("tch", "ch"), ("sch", "sh"), ("ph", "f"), ("ck", "k"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("bh", "b"), ("dj", "j"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("iy", "i"), ("yi", "i"), ("y", "i"), ("q", "k"), ("w", "v"), ("x", "ks"),
];

#[rustfmt::skip]
const ARABIC_RULES: Rules = &[
    ("abdoul", "abdl"), ("abdel", "abdl"), ("abdul", "abdl"), ("abdol", "abdl"), ("abdal", "abdl"), ("tch", "ch"), ("sch", "sh"),
    ("dj", "j"), ("kh", "h"), ("ph", "f"), ("gh", "k"), ("dh", "d"), ("th", "t"), ("sh", "sh"), ("ch", "sh"), ("ck", "k"), ("q", "k"),
    ("g", "k"), ("c", "k"), ("oua", "ua"), ("ou", "u"), ("oo", "u"), ("ow", "au"), ("aw", "au"), ("ei", "ai"), ("ey", "ai"), ("ay", "ai"),
    ("ai", "ai"), ("ae", "ai"), ("ee", "i"), ("ie", "i"), ("iy", "i"), ("y", "i"), ("e", "i"), ("o", "u"), ("w", "u"),
];

#[rustfmt::skip]
const KOREAN_RULES: Rules = &[
    ("yeo", "yu"), ("you", "yu"), ("yoo", "yu"), ("woo", "u"), ("wae", "we"), ("eui", "i"), ("yo", "yu"), ("yu", "yu"), ("ui", "i"),
    ("ee", "i"), ("eo", "u"), ("eu", "u"), ("oo", "u"), ("oe", "we"), ("oi", "we"), ("wu", "u"), ("ae", "e"), ("ai", "e"), ("ay", "e"),
    ("o", "u"), ("ng", "N"), ("sh", "s"), ("ch", "j"), ("g", "k"), ("d", "t"), ("b", "p"), ("r", "l"),
];

#[rustfmt::skip]
const SLAVIC_RULES: Rules = &[
    ("shch", "sh"), ("tsch", "ch"), ("sch", "sh"), ("tch", "ch"), ("iya", "a"), ("iia", "a"), ("kh", "h"), ("zh", "z"), ("dzh", "dz"),
    ("ts", "c"), ("tz", "c"), ("ph", "f"), ("ff", "v"), ("ks", "x"), ("ya", "a"), ("ia", "a"), ("ja", "a"), ("yu", "u"), ("iu", "u"),
    ("ju", "u"), ("yo", "o"), ("jo", "o"), ("ye", "e"), ("ie", "e"), ("je", "e"), ("ey", "ei"), ("ej", "ei"), ("ay", "ai"), ("aj", "ai"),
    ("iy", "i"), ("ij", "i"), ("yy", "i"), ("yi", "i"), ("y", "i"), ("j", "i"), ("w", "v"),
];

/// Names so common that their spellings are listed, not derived.
#[rustfmt::skip]
const ARABIC_NAMES: &[(&str, &[&str])] = &[
    ("mhmd", &["mohammed", "mohamed", "muhammad", "mohammad", "mohamad", "muhammed", "muhamad", "muhamed", "mohd", "mahomed"]),
    ("ahmd", &["ahmed", "ahmad", "ahmet", "achmed", "achmad"]),
    ("yusf", &["yusuf", "youssef", "yousef", "yusef", "yousuf", "yossef", "youssouf", "yussuf", "yousif"]),
    ("sulmn", &["suleiman", "sulaiman", "soleiman", "suleyman", "sulayman", "souleymane"]),
    ("abdlh", &["abdullah", "abdallah", "abdollah", "abdulla", "abdalla", "abdoulah", "abdoullah"]),
];

#[rustfmt::skip]
const KOREAN_FAMILIES: &[(&str, &[&str])] = &[
    ("li", &["lee", "ri", "rhee", "yi", "li", "rhie"]),
    ("lim", &["im", "lim", "rim", "yim"]),
    ("lu", &["noh", "roh", "no", "ro"]),
    ("yu", &["ryu", "yoo", "yu", "you", "lyu"]),
    ("u", &["oh", "o", "woo", "u"]),
    ("an", &["ahn", "an"]),
    ("su", &["suh", "seo", "so"]),
    ("sun", &["son", "sohn", "sun"]),
    ("ku", &["ko", "koh", "go", "koo", "ku", "goo"]),
    ("pak", &["park", "pak", "bak"]),
    ("pek", &["paek", "baek", "paik", "back", "baik"]),
    ("yang", &["yang", "ryang"]),
    ("yum", &["ryom", "yeom", "yom", "yum"]),
    ("yun", &["yoon", "yun", "youn"]),
    ("jwe", &["choi", "choe", "choy"]),
];

fn listed(table: &'static [(&'static str, &'static [&'static str])], piece: &str) -> Option<&'static str> {
    table.iter().find(|(_, spellings)| spellings.contains(&piece)).map(|(key, _)| *key)
}

/// Replaces by the first fitting rule at each place, then makes doubled letters one.
fn rewrite(text: &str, rules: Rules) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let rule = rules.iter().find(|(from, _)| rest.starts_with(from));
        let (taken, put) = rule.map_or((c.len_utf8(), &rest[..c.len_utf8()]), |(from, to)| (from.len(), *to));
        for p in put.chars() {
            if !out.ends_with(p) {
                out.push(p);
            }
        }
        rest = &rest[taken..];
    }
    out
}

/// The article before an Arabic name, with its assimilated forms.
fn is_article(piece: &str) -> bool {
    matches!(piece, "al" | "el" | "ul" | "ol" | "as" | "ad" | "ar" | "ash" | "az" | "ez" | "es" | "ed" | "er" | "esh" | "an" | "at")
}

/// The key of one part (all given names, or the family name) under a class; empty where nothing of it is Latin.
pub(crate) fn part_key(part: &[Word], class: Class, is_family: bool) -> String {
    let pieces: Vec<&str> = part.iter().flatten().map(String::as_str).collect();
    if pieces.is_empty() || pieces.iter().any(|p| !p.is_ascii()) {
        return String::new();
    }
    match class {
        Class::General => trim_h(rewrite(&pieces.concat(), GENERAL)),
        Class::Slavic => rewrite(&pieces.concat(), SLAVIC_RULES),
        Class::Korean if is_family => {
            let joined = pieces.concat();
            listed(KOREAN_FAMILIES, &joined).map_or_else(|| rewrite(&joined, KOREAN_RULES), str::to_owned)
        }
        Class::Korean => rewrite(&pieces.concat(), KOREAN_RULES),
        Class::Arabic => {
            let mut out = String::new();
            let sounded = pieces.len() > 1;
            for (i, piece) in pieces.iter().enumerate() {
                if sounded && is_article(piece) && i + 1 < pieces.len() {
                    // `Abd al-Fattah` is `Abdel Fattah`
                    if i > 0 && pieces[i - 1] == "abd" {
                        out.push('l');
                    }
                } else {
                    out.push_str(&listed(ARABIC_NAMES, piece).map_or_else(|| trim_h(rewrite(piece, ARABIC_RULES)), str::to_owned));
                }
            }
            out
        }
    }
}

/// A silent last `h` (`Abdullah`, `Haniyeh`).
fn trim_h(mut key: String) -> String {
    if key.len() > 2 && key.ends_with('h') && !key.ends_with("ch") && !key.ends_with("sh") {
        key.pop();
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::words;

    fn key(name: &str, class: Class, is_family: bool) -> String {
        part_key(&words(name), class, is_family)
    }

    #[test]
    fn spellings_of_one_sound_have_one_key() {
        let given = [
            (Class::Korean, &["Son Hui", "Sun-hee", "Seonhui", "Son-hui"][..]),
            (Class::Korean, &["Suk Yeol", "Seok-yeol", "Sok-yol"]),
            (Class::Korean, &["Jong Un", "Jong-eun", "Jeong-eun", "Chong-un"]),
            (Class::Arabic, &["Mohammed", "Muhammad", "Mohamed"]),
            (Class::Arabic, &["Abdel Fattah", "Abdul Fatah", "Abd al-Fattah", "Abdelfattah"]),
            (Class::Arabic, &["Hussein", "Husain", "Hossein", "Husayn"]),
            (Class::Slavic, &["Sergei", "Sergey", "Sergej"]),
            (Class::Slavic, &["Dmitry", "Dmitri", "Dmitriy"]),
        ];
        for (class, names) in given {
            let keys: Vec<String> = names.iter().map(|n| key(n, class, false)).collect();
            assert!(keys.iter().all(|k| *k == keys[0]), "{names:?} {keys:?}");
        }
        let family = [
            (Class::Korean, &["Choe", "Choi"][..]),
            (Class::Korean, &["Lee", "Ri", "Rhee", "Yi"]),
            (Class::Arabic, &["Gaddafi", "al-Gaddafi", "Qadhafi", "Kadafi", "El Gaddafi"]),
            (Class::Arabic, &["Rouhani", "Ruhani", "Rohani"]),
            (Class::Slavic, &["Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyi", "Zelenski"]),
            (Class::General, &["Filippos", "Philippos"]),
        ];
        for (class, names) in family {
            let keys: Vec<String> = names.iter().map(|n| key(n, class, true)).collect();
            assert!(keys.iter().all(|k| *k == keys[0]), "{names:?} {keys:?}");
        }
    }

    #[test]
    fn names_that_differ_stay_apart() {
        assert_ne!(key("Mahmoud", Class::Arabic, false), key("Mohammed", Class::Arabic, false));
        assert_ne!(key("Hassan", Class::Arabic, false), key("Hussein", Class::Arabic, false));
        assert_ne!(key("Jong Il", Class::Korean, false), key("Jong Un", Class::Korean, false));
        assert!(classes("CHN").is_empty());
        assert_eq!(key("최선희", Class::Korean, false), "");
    }
}
