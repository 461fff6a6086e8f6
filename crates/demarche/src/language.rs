//! Is a text English? Only English is coded; of other texts the language is reported.
//!
//! Witnesses are heard, block by block. The first counts English function words among the words in lower case (names,
//! however foreign, are capitalised): running English has 25 to 60 percent of them, other languages under 20. The second,
//! asked only where the first is in doubt, is a trigram model of 69 languages (`whatlang`), whose word is taken where it
//! calls itself reliable. On short blocks function words of other languages are heard before it (module `words`). Where all
//! are in doubt a text counts as English: coding a stray foreign headline costs less than losing an English one.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use whatlang::Lang;

use words::{Evidence, evidence};

mod words;

/// What language a text is in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Language {
    /// ISO 639-1 code, where it can be told.
    pub code: Option<&'static str>,
    /// True for English, and where nothing speaks against it (too short, no letters). Only such texts are coded.
    pub is_english: bool,
    /// Share of the letters looked at that stand in blocks of this language, 0 … 1: 0 where nothing could be told, 1 where
    /// the language was given. Not calibrated.
    pub confidence: f32,
}

impl Language {
    /// The code as records write it for a skipped text: `und` where it is not English and cannot be told.
    #[must_use]
    pub fn detail(&self) -> &'static str {
        self.code.unwrap_or("und")
    }

    fn given(code: &'static str) -> Self {
        Self { code: Some(code), is_english: code == "en", confidence: 1.0 }
    }
}

/// The language as stated with the text (`en`, `en-US`, `eng`, `English`, also of other languages), else as detected; what
/// names no known language counts as not stated.
#[must_use]
pub fn resolve(given: Option<&str>, text: &str) -> Language {
    given.and_then(parse_language).map_or_else(|| detect_language(text), Language::given)
}

/// ISO 639-1 code of a language tag, ISO 639 code or English name.
#[must_use]
pub fn parse_language(given: &str) -> Option<&'static str> {
    let tag = given.trim().split(['-', '_', ' ', ';', ',']).next().unwrap_or("").to_lowercase();
    if let Some(code) = ISO_639_1.split(' ').find(|c| *c == tag) {
        return Some(code);
    }
    two_letters(&tag).or_else(|| Lang::all().iter().find(|l| l.eng_name().eq_ignore_ascii_case(&tag)).and_then(|&l| iso_639_1(l)))
}

/// Bytes looked at of a long text at each of its head, middle and tail; one up to thrice as long is read whole.
const SAMPLE: usize = 8 << 10;
/// Bytes of a block, roughly: enough to tell a language, few enough that quotations do not decide a text.
const BLOCK: usize = 1 << 10;
/// Words up to which a block is too short for trigrams alone.
const SHORT: usize = 40;
/// Letters under which no language is told, unless the script tells.
const FEWEST_LETTERS: usize = 20;

/// Detects the language of a text from blocks of its head, middle and tail; most of the letters decide. The work is
/// bounded whatever the text's length.
#[must_use]
pub fn detect_language(text: &str) -> Language {
    let mut tally = Tally::default();
    for sample in samples(text) {
        let mut rest = sample;
        while !rest.is_empty() {
            let (block, after) = rest.split_at(block_end(rest));
            tally.add(block);
            rest = after;
        }
    }
    tally.verdict()
}

/// Words of the parts of a text that are looked at, and how many of them are English function words: what the first
/// witness sees.
#[must_use]
pub fn count_function_words(text: &str) -> (usize, usize) {
    let counts = samples(text).into_iter().map(|sample| Signs::of(&without_addresses(sample)).words);
    counts.fold((0, 0), |all, (words, hits)| (all.0 + words, all.1 + hits))
}

/// The parts of the text that are looked at.
fn samples(text: &str) -> Vec<&str> {
    if text.len() <= 3 * SAMPLE {
        return vec![text];
    }
    let near = |at: usize| (at..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len());
    let middle = text.len() / 2 - SAMPLE / 2;
    [(0, SAMPLE), (middle, middle + SAMPLE), (text.len() - SAMPLE, text.len())].map(|(a, b)| &text[near(a)..near(b)]).to_vec()
}

/// End of the first block: a line end or else a space after [`BLOCK`] bytes, at the latest after twice as many.
fn block_end(text: &str) -> usize {
    let limit = |at: usize| (at..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len());
    let (from, to) = (limit(BLOCK), limit(2 * BLOCK));
    let near = &text[from..to];
    let end = near.find('\n').or_else(|| near.rfind(char::is_whitespace)).map_or(to, |at| from + at);
    // a few words left over tell nothing by themselves
    if text.len() - end < BLOCK / 4 { text.len() } else { end.min(text.len()) }
}

/// The block without web and mail addresses, which are written in no language.
fn without_addresses(block: &str) -> Cow<'_, str> {
    let is_address = |word: &str| word.contains("://") || word.contains("www.") || word.contains('@');
    if !is_address(block) {
        return Cow::Borrowed(block);
    }
    Cow::Owned(block.split_whitespace().filter(|w| !is_address(w)).collect::<Vec<_>>().join(" "))
}

/// What a block is found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    English,
    Unsure,
    Foreign(Option<&'static str>),
}

/// Letters by verdict.
#[derive(Default)]
struct Tally {
    english: usize,
    unsure: usize,
    foreign: Vec<(Option<&'static str>, usize)>,
}

impl Tally {
    fn add(&mut self, block: &str) {
        let prose = without_addresses(block);
        let signs = Signs::of(&prose);
        match signs.verdict(&prose) {
            Verdict::English => self.english += signs.letters,
            Verdict::Unsure => self.unsure += signs.letters,
            Verdict::Foreign(code) => match self.foreign.iter_mut().find(|(c, _)| *c == code) {
                Some((_, letters)) => *letters += signs.letters,
                None => self.foreign.push((code, signs.letters)),
            },
        }
    }

    fn verdict(&self) -> Language {
        let foreign: usize = self.foreign.iter().map(|(_, n)| n).sum();
        let total = self.english + self.unsure + foreign;
        let share = |part: usize| if total == 0 { 0.0 } else { part as f32 / total as f32 };
        if foreign > self.english + self.unsure {
            // of several foreign languages the one that leads, a named one first
            let lead = self.foreign.iter().max_by_key(|(code, n)| (code.is_some(), *n)).and_then(|(code, _)| *code);
            return Language { code: lead, is_english: false, confidence: share(foreign) };
        }
        let code = (self.english > 0).then_some("en");
        Language { code, is_english: true, confidence: share(self.english) }
    }
}

/// Counts of one block.
#[derive(Default)]
struct Signs {
    letters: usize,
    /// Letters of scripts other than Latin.
    not_latin: usize,
    /// Letters outside ASCII.
    accented: usize,
    upper: usize,
    /// Words, and the English function words among them.
    words: (usize, usize),
    /// The same of words that start in lower case.
    lower: (usize, usize),
}

impl Signs {
    fn of(block: &str) -> Self {
        let mut signs = Self::default();
        for word in block.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
            let mut ascii = true;
            for c in word.chars() {
                signs.letters += 1;
                signs.not_latin += usize::from(!is_latin(c));
                signs.accented += usize::from(!c.is_ascii());
                signs.upper += usize::from(c.is_uppercase());
                ascii &= c.is_ascii();
            }
            let hit = usize::from(ascii && word.len() <= 7 && FUNCTION_WORDS.contains(word.to_ascii_lowercase().as_str()));
            let lower = usize::from(word.starts_with(char::is_lowercase));
            signs.words = (signs.words.0 + 1, signs.words.1 + hit);
            signs.lower = (signs.lower.0 + lower, signs.lower.1 + hit * lower);
        }
        signs
    }

    fn verdict(&self, block: &str) -> Verdict {
        if self.not_latin * 2 > self.letters {
            let guess = whatlang::detect(block).filter(|guess| is_of_another_script(guess.lang()));
            return Verdict::Foreign(guess.and_then(|guess| iso_639_1(guess.lang())));
        }
        if self.letters < FEWEST_LETTERS {
            return Verdict::Unsure;
        }
        // In a headline all words are capitalised, so all are looked at.
        let (words, hits) = if self.lower.0 >= 8 { self.lower } else { self.words };
        if words >= 8 && (hits * 5 >= words * 2 || (words >= 30 && hits * 4 >= words)) {
            return Verdict::English;
        }
        let guess = whatlang::detect(block);
        if self.words.0 <= SHORT
            && let Some(verdict) = self.by_function_words(block, guess.as_ref())
        {
            return verdict;
        }
        let Some(guess) = guess else { return Verdict::Unsure };
        if guess.lang() == Lang::Eng {
            return Verdict::English;
        }
        // Lists of names look like any language: only running text, or a headline in capitals, tells one.
        if self.lower.0 < 3 && self.upper * 10 < self.letters * 7 {
            return Verdict::Unsure;
        }
        if guess.is_reliable() && hits * 3 < words {
            return Verdict::Foreign(iso_639_1(guess.lang()));
        }
        // Neither witness is sure: running text of hardly an English function word, or with many accents, is no English.
        let (lower, lower_hits) = self.lower;
        // ("Iran's army" is English however few its function words)
        let is_owned = words::possessives(block) > 0;
        let bare = !is_owned && ((lower >= 12 && lower_hits * 10 < lower) || (lower >= 18 && lower_hits * 6 < lower));
        let accented = lower >= 5 && lower_hits * 5 < lower && self.accented * 30 >= self.letters;
        if bare || accented { Verdict::Foreign(None) } else { Verdict::Unsure }
    }

    /// The verdict on a short block by the function words of other languages, where these are sure. `guess` is what trigrams
    /// say, which is often wrong here, but seldom wrong together with a function word.
    fn by_function_words(&self, block: &str, guess: Option<&whatlang::Info>) -> Option<Verdict> {
        let is_reliable = guess.is_some_and(whatlang::Info::is_reliable);
        let guess = guess.and_then(|guess| iso_639_1(guess.lang()));
        let Evidence { best, english, accented } = evidence(block, guess, |word| FUNCTION_WORDS.contains(word));
        let (code, count) = best.map_or((None, 0), |(code, count)| (Some(code), count));
        let is_likely = code.is_some() && code == guess;
        let is_foreign = (count >= 3 && count > 2 * english)
            || (english == 0 && count >= 2 && (is_likely || accented > 0))
            || (english == 0 && count == 1 && is_likely && accented > 0)
            || (english == 0 && accented > usize::from(!is_reliable) && guess.is_some_and(|guess| guess != "en"));
        if is_foreign {
            return Some(Verdict::Foreign(if is_likely || count >= 2 { code } else { guess }));
        }
        // of English with few or no function words trigrams may be sure that it is Afrikaans or Italian
        let is_bare = self.words.0 < 8 && accented == 0 && !is_likely;
        ((is_bare || (english >= 3 && english > 2 * count)) && guess != Some("en")).then_some(Verdict::Unsure)
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{aa}'..='\u{24f}' | '\u{1d00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab6f}' | '\u{fb00}'..='\u{fb06}' | '\u{ff21}'..='\u{ff5a}')
}

fn is_of_another_script(lang: Lang) -> bool {
    !whatlang::Script::Latin.langs().contains(&lang)
}

/// English words that are seldom names and make up much of any running text.
static FUNCTION_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "a about after again all also an and any are as at be because been before being between both but by can could did do \
     does down during each even every for from get had has have he her here him his how if including into is it its just like may me \
     more most my new no not now of off on one only or other our out over said says she should since so some such than that \
     the their them then there these they this those through to told too two under until up us very was we were what when \
     where which while who why will with would you your against"
        .split_whitespace()
        .collect()
});

/// The ISO 639-1 codes.
const ISO_639_1: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv \
    ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn \
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te \
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Three-letter codes of ISO 639-2 and -3, each followed by the two-letter one; all of the trigram model are among them.
const THREE_LETTERS: &str = "afr af aka ak alb sq amh am ara ar arm hy aze az baq eu bel be ben bn bos bs bul bg bur my cat ca ces cs \
    chi zh cmn zh cym cy cze cs dan da deu de dut nl ell el eng en epo eo est et eus eu fas fa fin fi fra fr \
    fre fr geo ka ger de gle ga glg gl gre el guj gu hau ha heb he hin hi hrv hr hun hu hye hy ibo ig ice is \
    ind id isl is ita it jav jv jpn ja kan kn kat ka kaz kk khm km kir ky kor ko kur ku lao lo lat la lav lv \
    lit lt mac mk mal ml mar mr may ms mkd mk mlt mt mon mn msa ms mya my nep ne nld nl nno nn nob no nor no \
    ori or pan pa per fa pes fa pol pl por pt pus ps ron ro rum ro rus ru sin si slk sk slo sk slv sl sna sn \
    som so spa es sqi sq srp sr swa sw swe sv tam ta tat tt tel te tgk tg tgl tl tha th tuk tk tur tr uig ug \
    ukr uk urd ur uzb uz vie vi xho xh yid yi yor yo zho zh zul zu";

/// The two-letter code for a three-letter one.
fn two_letters(three: &str) -> Option<&'static str> {
    let codes = THREE_LETTERS.split(' ');
    codes.step_by(2).position(|code| code == three).and_then(|at| THREE_LETTERS.split(' ').nth(2 * at + 1))
}

/// The two-letter code of a language of the trigram model.
fn iso_639_1(lang: Lang) -> Option<&'static str> {
    two_letters(lang.code())
}

#[cfg(test)]
mod tests;
