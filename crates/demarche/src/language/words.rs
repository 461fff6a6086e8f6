//! Function words of languages in Latin script, for texts too short for trigrams.
//!
//! The lists are our own, of words that make up much of any text of the language. Words that English has as well (German `war`
//! and `die`, Dutch `met`) speak neither for the language nor against it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// ISO 639-1 code, function words.
const LISTS: &[(&str, &str)] = &[
    (
        "de",
        "der die das des dem den ein eine einen einem einer eines und oder aber dass daß ist sind wird werden wurde wurden hat haben hatte nicht \
         kein keine mit nach bei von vom zum zur auf aus für über unter durch gegen ohne um wegen seit bis vor sich er es wir ihr sie sein \
         seine ihre auch nur noch schon wie als wenn weil zu im am ins sagte sagt erklärte soll will kann muss mehr neue neuen an in war wieder",
    ),
    (
        "fr",
        "le la les un une des du de d l et ou mais que qu qui dont est sont été être a ont avait avoir ne n pas plus dans sur sous par pour avec \
         sans chez vers entre après avant contre depuis se s ce c cette ces son sa ses leur leurs il elle ils elles nous vous je j on au aux y \
         en dit déclaré selon aussi comme où",
    ),
    (
        "es",
        "el la los las un una unos unas de del al y o pero que quien cuyo es son fue fueron ser está están ha han había haber habrá no ni más en con \
         sin por para sobre bajo entre hasta desde contra tras ante se su sus este esta ese esa lo le les nos él ella ellos yo vamos dijo según \
         también como cuando donde ya a cerca",
    ),
    (
        "it",
        "il lo la i gli le un uno una di del della dei degli delle dello dell al alla allo agli alle all da dal dalla dai per e o ma che chi cui è \
         sono stato stati stata ha hanno aveva non più in nel nella nei nelle nell con su sul sulla per tra fra si suo sua suoi questo questa \
         ci ne lui lei loro noi ha detto secondo anche come quando dove contro dopo vicino",
    ),
    (
        "pt",
        "o a os as um uma uns umas de do da dos das ao aos à às e ou mas que quem é são foi foram ser está estão tem têm tinha haver não nem mais \
         em no na nos nas num numa com sem por pelo pela pelos pelas para sobre sob entre até desde contra após se seu sua seus suas este esta \
         isso ele ela eles nós disse segundo também como quando onde já vai vão perto",
    ),
    (
        "nl",
        "de het een en of maar dat die dit deze is zijn was waren wordt worden werd heeft hebben had niet geen meer in op aan bij van voor naar uit \
         over onder door tegen zonder om sinds tot met te ten ter zich hij zij ze wij we ik jullie hun haar hem ook nog wel als want omdat zal \
         zullen wil kan moet zei zegt aldus volgens doen mee niets",
    ),
    (
        "sv",
        "en ett den det de och eller men att som är var blir blev har hade inte ingen mer i på av för till från med om vid över under genom mot utan \
         efter före mellan sig sin sina sitt han hon vi ni jag man också bara än när där ska skall vill kan måste kommer sade säger enligt nya",
    ),
    (
        "da",
        "en et den det de og eller men at som er var bliver blev har havde ikke ingen mere i på af for til fra med om ved over under gennem mod uden \
         efter før mellem sig sin sine sit han hun vi jeg man også kun end når der skal vil kan må sagde siger ifølge nye flere",
    ),
    (
        "no",
        "en et ei den det de og eller men at som er var blir ble har hadde ikke ingen mer i på av for til fra med om ved over under gjennom mot uten \
         etter før mellom seg sin sine sitt han hun vi jeg man også bare enn når der skal vil kan må sa sier ifølge nye flere",
    ),
    (
        "fi",
        "ja tai mutta että joka jotka on ovat oli olivat ole ollut ei eivät myös vain vielä kuin kun jos sekä hän he me te se ne tämä nämä sen hänen \
         mukaan kanssa jälkeen ennen ilman sanoi kertoi lähellä uusi",
    ),
    (
        "pl",
        "i w we z ze na do od po za przed przy przez dla o u nad pod między bez się nie jest są był była było były będzie będą będziemy ma mają że \
         żeby aby jak jako który która które których oraz lub ale czy to ten ta te tego tym jego jej ich już tylko także po podczas według mówi \
         powiedział przeciw",
    ),
    (
        "cs",
        "a i v ve z ze s se si na do od po za před při přes pro o u nad pod mezi bez ne není je jsou byl byla bylo byli bude budou že aby jak jako \
         který která které oraz nebo ale to ten ta tato jeho její jejich už jen také podle řekl uvedl proti k ke",
    ),
    (
        "hr",
        "i u na s sa za od do iz po o kod pri kroz prema protiv između bez se je su bio bila bilo bili biti će nije nisu da kao koji koja koje ali \
         ili što ovo taj ta to njegov njezin njihov već samo također rekao rekla izjavio nakon prije",
    ),
    (
        "hu",
        "a az egy és vagy de hogy nem sem is van vannak volt voltak lesz lett meg el ki be fel le majd már még csak mint ha aki ami amely ezt azt ez \
         ők ő mi szerint után előtt között ellen nélkül mondta közölte vett vesz három részt",
    ),
    (
        "ro",
        "un o unei unui și sau dar că care ce cu de la din în pe pentru prin după înainte între fără sub spre către este sunt era erau fost fi va vor \
         nu mai să se s a au am ai al ale lui ei lor său sa acest această doar și spus declarat potrivit împotriva lângă",
    ),
    (
        "tr",
        "ve veya ile bir bu şu o da de ki için gibi kadar göre sonra önce karşı olarak olan oldu olduğu değil çok daha en her ne ama ancak dedi söyledi \
         eden etti edildi var yok konuda araya",
    ),
    (
        "id",
        "yang dan di ke dari dengan untuk pada oleh dalam atas akan telah sudah tidak bukan adalah ini itu juga atau tetapi bahwa karena saat setelah \
         sebelum kata mengatakan para kami kita mereka ia dia oleh lebih tewas menolak ikut",
    ),
    (
        "ca",
        "el la els les un una uns unes de del dels al als i o però que qui és són va van ser ha han no més en amb sense per sobre entre fins des contra \
         després se s seu seva aquest aquesta l d ja també com quan on segons dir",
    ),
    ("vi", "và của là các những cho với trong không được có một này đã sẽ người tại về từ theo ông bà đến ra cũng khi vào nói rằng"),
    ("tl", "ang ng sa na mga ay at si ni kay hindi na para ito iyon siya sila kami tayo ayon nang may wala"),
    ("sw", "ya wa na kwa katika ni la za cha vya kuwa alisema amesema kwamba hii huo baada kabla pia lakini"),
    ("et", "ja ning või aga et on oli ei ka kui see need ta nad oma mis kes järel enne koos ilma kohta ütles teatas"),
    ("lt", "ir ar bet kad yra buvo ne nei su be per po prie iš į už dėl apie tai jis ji jie savo kaip kurie pasak sakė"),
    ("lv", "un vai bet ka ir bija nav ar bez par no uz pie pēc pirms tas viņš viņa viņi savu kā kas teica paziņoja"),
    (
        "sk",
        "a i v vo z zo s so sa si na do od po za pred pri cez pre o u nad pod medzi bez nie je sú bol bola bolo boli bude budú že aby ako ktorý \
             ktorá ktoré alebo ale to ten tá jeho jej ich už len tiež podľa povedal uviedol proti k",
    ),
    (
        "sl",
        "in v z s na do od po za pred pri čez o ob med brez se je so bil bila bilo bili bo bodo ni niso da kot ki ali ter pa to ta njegov že le \
             tudi dejal po proti",
    ),
    ("sq", "dhe ose por që është janë ishte ka kanë nuk në me nga për mbi ndaj pas para të së i e një ky kjo tha sipas"),
    (
        "af",
        "die het en of maar dat is was word sal nie geen meer in op aan by van vir na uit oor onder deur teen sonder om met te hy sy hulle ons ook nog \
             wat volgens gesê",
    ),
];

/// Parts of names, where they stand between capitalised words: Ursula von der Leyen, Rio de Janeiro, Côte d'Ivoire.
const NAME_PARTS: &str = "de la le les el los las du des di da do dos das del della degli dei d l von vom van der den ter ten te zu al e y i ve en und et af av \
    a o";

/// English words that stand in the lists above, beside the English function words.
const SHARED: &str = "in men met die war per come ten sit bare care word want man plus son";

/// Foreign words that English writes in lower case, with their accents.
const LOANS: &str = "à café cafés cliché clichés coup état états émigré émigrés exposé façade fiancé fiancée grâce naïve protégé protégés résumé déjà \
    détente élite élites vis über señor ça chargé régime communiqué attaché tête";

/// For each word the languages that have it, as places in [`LISTS`].
static LANGUAGES_OF: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut languages: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (at, (_, words)) in LISTS.iter().enumerate() {
        for word in words.split_whitespace() {
            let places = languages.entry(word).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
    }
    languages
});

fn set(words: &'static str) -> HashSet<&'static str> {
    words.split_whitespace().collect()
}

static IN_NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(NAME_PARTS));
static ENGLISH_TOO: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(SHARED));
static BORROWED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(LOANS));

/// What the function words of a text say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// The language with most function words, and how many of them are not English.
    pub(super) best: Option<(&'static str, usize)>,
    /// English function words that this language does not have.
    pub(super) english: usize,
    /// Words in lower case with letters outside ASCII, loans aside.
    pub(super) accented: usize,
}

/// Words that are looked at; more than any text for which trigrams say nothing.
const MOST_WORDS: usize = 400;

/// The text without its `'s`, which is English and no word of its own, and how many there were.
fn without_possessives(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut count) = (text, 0);
    while let Some(at) = rest.find(['\'', '’']) {
        let apostrophe = if rest[at..].starts_with('’') { '’'.len_utf8() } else { 1 };
        let (before, after) = (&rest[..at], &rest[at + apostrophe..]);
        let is_possessive =
            before.ends_with(char::is_alphabetic) && after.starts_with(['s', 'S']) && !after[1..].starts_with(char::is_alphabetic);
        out.push_str(before);
        out.push(' ');
        rest = if is_possessive { &after[1..] } else { after };
        count += usize::from(is_possessive);
    }
    out.push_str(rest);
    (out, count)
}

/// How often a text has an English `'s` behind a word.
pub(super) fn possessives(text: &str) -> usize {
    without_possessives(text).1
}

/// Counts function words of each language. `likely`, the guess of the trigrams, wins among equals.
pub(super) fn evidence(text: &str, likely: Option<&'static str>, is_english: impl Fn(&str) -> bool) -> Evidence {
    let (text, possessives) = without_possessives(text);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).take(MOST_WORDS).collect();
    let is_capital = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|w| w.starts_with(char::is_uppercase));
    let is_all_capital = words.iter().all(|w| w.chars().all(char::is_uppercase));
    let mut counts = vec![0_usize; LISTS.len()];
    let mut english: Vec<&[usize]> = vec![&[]; possessives];
    let mut accented = 0;
    for (at, word) in words.iter().enumerate() {
        let small = word.to_lowercase();
        let is_lower = word.starts_with(char::is_lowercase);
        let places = LANGUAGES_OF.get(small.as_str()).map_or(&[][..], Vec::as_slice);
        if small.is_ascii() && (is_english(&small) || ENGLISH_TOO.contains(small.as_str())) {
            english.push(places);
            continue;
        }
        // a capitalised word may be a name's: The first of the text is not, nor is any among capitals
        let counts_here = if is_lower {
            let is_between = is_capital(at.checked_sub(1))
                && (at..words.len()).find(|&n| !IN_NAMES.contains(words[n])).is_some_and(|n| is_capital(Some(n)));
            !(is_between && IN_NAMES.contains(small.as_str()))
        } else {
            at == 0 || is_all_capital
        };
        if counts_here {
            places.iter().for_each(|&place| counts[place] += 1);
        }
        accented += usize::from(is_lower && !word.is_ascii() && !BORROWED.contains(small.as_str()));
    }
    let rank = |&place: &usize| (counts[place], Some(LISTS[place].0) == likely, std::cmp::Reverse(place));
    let best = (0..LISTS.len()).max_by_key(rank).filter(|&place| counts[place] > 0);
    let english = english.iter().filter(|places| best.is_none_or(|best| !places.contains(&best))).count();
    Evidence { best: best.map(|place| (LISTS[place].0, counts[place])), english, accented }
}
