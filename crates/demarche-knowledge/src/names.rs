//! Persons' names: which part is the family name, and by which part alone news names somebody.

use crate::fold::{Word, words};
use crate::sound::{Class, part_key};

/// By which part of a person's name alone somebody is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Alone {
    /// The family name, as news does nearly everywhere.
    Family,
    /// A given name, as news does for some countries (Abiy, Prabowo, Aung San Suu Kyi's).
    Given,
}

/// Countries whose names stand family name first.
const FAMILY_FIRST: &str = "CHN TWN PRK KOR MAC HKG SGP VNM KHM";
/// Countries where news names somebody by the first word of the name.
const BY_FIRST: &str = "ETH ERI MYS IDN BRN MMR BGD PAK AFG BRA TLS MNG LKA DJI SOM BTN IND";
/// Countries where news names somebody by a last word that is no family name, beside the family name.
const BY_LAST: &str = "VNM MMR KHM";
/// Countries with two family names.
const TWO_FAMILIES: &str =
    "ESP MEX COL VEN PER CHL ARG BOL ECU URY PRY CUB DOM GTM HND SLV NIC CRI PAN PRI GNQ PHL PRT BRA AGO MOZ CPV GNB STP TLS AND";

/// Romanised family names of Chinese and Korean, which tell `Wang Yi` from `Joseph Wu`.
const EAST_ASIAN_FAMILIES: &str = "ahn an ao bae bai baek ban bang bo cai cao cha chan chang chao che chen cheng cheong cheung chi chiang chien chin chiu cho \
    choe choi chon chong chou chow chu chua chuang chun chung cui dai deng ding dong du fan fang feng fong fu gao geng goh gong gu guan guo ha han hao he ho \
    hon hong hou hsiao hsieh hsu hu hua huang hui hung hwang hyon hyun im ip jang jeon jeong ji jia jiang jin jo jon jong jung kang kao ke kil kim ko koh koo ku \
    kung kuo kwak kwon lai lam lau law lee lei leong leung li liang liao lien lim lin ling liu lo loh loong lou low lu lui luo lyu ma mao mei meng miao min mo \
    moon mun na nam ng nie ning noh o oh ong ou pae paek pak pan pang park peng poon qi qian qiao qin qiu qu ra rang ren rhee ri rim ro roh ryang ryom ryu sa seo \
    shao she shen sheng shi shin shum siew sim sin so soh sohn son song su suh sun sung tam tan tang tao teo thae tian tong tsai tsang tseng tso tsui tu tung u \
    wan wang wei wen weng wi wong woo wu xi xia xiang xiao xie xing xiong xu xue yan yang yao yau ye yeo yeoh yeom yep yeung yi yim yin ying yip yon yong yoo \
    yoon you yu yuan yue yuen yun zeng zhan zhang zhao zheng zhong zhou zhu zhuang zou";

/// Words that stand before a family name and belong to it.
const PARTICLES: &str =
    "von van vom zu zum zur der den de del della di da das do dos du des la le las los el al ul bin bint ben ibn abu abou ould bou ter ten";

/// Words after a name that are no part of it.
const SUFFIXES: &str = "jr sr ii iii iv junior senior";

fn among(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|w| w == word)
}

fn is_particle(word: &Word) -> bool {
    word.first().is_some_and(|w| among(PARTICLES, w))
}

/// The words of a name without generational suffixes.
fn bare(name: &str) -> Vec<Word> {
    let mut words = words(name);
    while words.len() > 1 && words.last().is_some_and(|w| w.len() == 1 && among(SUFFIXES, &w[0])) {
        words.pop();
    }
    words
}

/// Where the family name begins in a name that ends with it: its last word with the particles before it, and a word more
/// where two family names are usual.
fn family_starts(words: &[Word], country: &str) -> Vec<usize> {
    let last = words.len() - 1;
    let with_particles = |from: usize| (1..from).rev().take_while(|&i| is_particle(&words[i])).last().unwrap_or(from);
    let mut starts = vec![with_particles(last)];
    if words.len() > 2 && starts[0] > 1 && among(TWO_FAMILIES, country) {
        starts.push(with_particles(starts[0] - 1));
    }
    starts
}

fn is_family_first(words: &[Word], country: &str) -> bool {
    if words.len() < 2 || !among(FAMILY_FIRST, country) {
        return false;
    }
    let is_family = |w: &Word| w.len() == 1 && among(EAST_ASIAN_FAMILIES, &w[0]);
    country == "VNM" || country == "KHM" || is_family(&words[0]) || !is_family(&words[words.len() - 1])
}

/// Keys under which a person is found by part of the name; the whole name is not among them.
pub(crate) fn alone(name: &str, country: &str) -> Vec<(String, Alone)> {
    let words = bare(name);
    let mut out: Vec<(String, Alone)> = Vec::new();
    let mut put = |part: &[Word], how: Alone| {
        let key: String = part.iter().flatten().map(String::as_str).collect();
        if key.chars().count() > 1 && !out.iter().any(|(k, _)| *k == key) {
            out.push((key, how));
        }
    };
    if words.len() < 2 || words.iter().flatten().any(|p| !p.is_ascii()) {
        return out;
    }
    let last = words.len() - 1;
    if is_family_first(&words, country) {
        if country != "VNM" {
            put(&words[..1], Alone::Family);
        }
    } else {
        for start in family_starts(&words, country) {
            put(&words[start..], Alone::Family);
            // `Assad` of `al-Assad`, `López` of `López Obrador`
            if start < last && !is_particle(&words[start]) {
                put(&words[start..=start], Alone::Family);
            }
        }
        put(&words[last..], Alone::Family);
        if words[last].len() > 1 && is_particle(&words[last]) {
            let bare_family: Word = words[last][1..].to_vec();
            put(&[bare_family], Alone::Family);
        }
    }
    if among(BY_LAST, country) {
        put(&words[last..], Alone::Given);
    }
    if among(BY_FIRST, country) {
        put(&words[..1], Alone::Given);
    }
    out
}

fn sound_of(family: &[Word], given: &[Word], class: Class) -> Option<String> {
    let (f, g) = (part_key(family, class, true), part_key(given, class, false));
    (!f.is_empty() && !g.is_empty()).then(|| format!("{}{f}|{g}", class.letter()))
}

/// The key by sound of a person of the tables, whose country tells the order of the parts.
pub(crate) fn sound_key(name: &str, country: &str, class: Class) -> Option<String> {
    let words = bare(name);
    if words.len() < 2 {
        return None;
    }
    if is_family_first(&words, country) {
        return sound_of(&words[..1], &words[1..], class);
    }
    let start = family_starts(&words, country)[0];
    sound_of(&words[start..], &words[..start], class)
}

/// The keys by sound of a name of unknown origin: its family name first or last, particles with it.
pub(crate) fn sound_keys(name: &str) -> Vec<String> {
    let words = bare(name);
    if words.len() < 2 {
        return Vec::new();
    }
    let mut out = Vec::new();
    for class in Class::ALL {
        let start = family_starts(&words, "")[0];
        out.extend(sound_of(&words[start..], &words[..start], class));
        out.extend(sound_of(&words[..1], &words[1..], class));
    }
    out.sort();
    out.dedup();
    out
}

/// The key by sound of a name without parts (places, groups).
pub(crate) fn plain_sound_key(name: &str, class: Class) -> Option<String> {
    let words = words(name);
    let article = usize::from(words.len() > 1 && words[0] == ["the"]);
    let key = part_key(&words[article..], class, false);
    (key.len() > 3).then(|| format!("{}{key}", class.letter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn families(name: &str, country: &str) -> Vec<String> {
        alone(name, country).into_iter().filter(|(_, how)| *how == Alone::Family).map(|(key, _)| key).collect()
    }

    #[test]
    fn the_family_name_stands_where_the_country_puts_it() {
        assert_eq!(families("Vladimir Putin", "RUS"), ["putin"]);
        assert_eq!(families("Xi Jinping", "CHN"), ["xi"]);
        assert_eq!(families("Joseph Wu", "TWN"), ["wu"]);
        assert_eq!(families("Tsai Ing-wen", "TWN"), ["tsai"]);
        assert_eq!(families("Syngman Rhee", "KOR"), ["rhee"]);
        assert_eq!(families("Ursula von der Leyen", "EUR"), ["vonderleyen", "leyen"]);
        assert_eq!(families("Bashar al-Assad", "SYR"), ["alassad", "assad"]);
        assert_eq!(families("Mohammed bin Salman", "SAU"), ["binsalman", "salman"]);
        assert_eq!(families("Enrique Peña Nieto", "MEX"), ["nieto", "penanieto", "pena"]);
        assert_eq!(families("Ferdinand Marcos Jr.", "PHL"), ["marcos"]);
        assert_eq!(alone("Abiy Ahmed", "ETH"), [("ahmed".to_owned(), Alone::Family), ("abiy".to_owned(), Alone::Given)]);
        assert_eq!(alone("Nguyen Phu Trong", "VNM"), [("trong".to_owned(), Alone::Given)]);
        assert!(alone("Lula", "BRA").is_empty() && alone("", "BRA").is_empty());
    }

    #[test]
    fn parts_are_compared_apart() {
        let known = sound_key("Choe Son Hui", "PRK", Class::Korean).unwrap();
        assert!(sound_keys("Choi Sun-hee").contains(&known));
        assert!(sound_keys("Son-hui Choe").contains(&known));
        assert!(!sound_keys("Sun Choi-hee").contains(&known));
        let known = sound_key("Muammar Gaddafi", "LBY", Class::Arabic).unwrap();
        assert!(sound_keys("Muammar al-Qadhafi").contains(&known));
        assert!(!sound_keys("Saif Qadhafi").contains(&known));
    }

    proptest::proptest! {
        #[test]
        fn any_name_has_keys(name in "\\PC{0,40}") {
            for country in ["CHN", "SAU", "ESP", "KOR", ""] {
                alone(&name, country);
                sound_key(&name, country, Class::Arabic);
            }
            sound_keys(&name);
            plain_sound_key(&name, Class::Slavic);
        }
    }
}
