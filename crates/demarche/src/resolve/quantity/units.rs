//! Units: currencies, percent, measures. Names in results: ISO 4217 codes for money where the text tells which (`$` alone is
//! `USD`), else the currency's noun ("peso"); `percent`, `percentage point`; metric abbreviations `km`, `m`, `cm`, `mm`, `kg`;
//! every other measure in full and singular ("tonne", "square km").

use super::lexicon;
use super::token::{Kind, Tokens};

/// Money written before its number ("$", "US$", "Rs", "EUR"): the unit and where the number begins.
pub(super) fn currency_before(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, usize)> {
    let token = tokens.get(at)?;
    if token.kind == Kind::Mark {
        return Some((sign(token.text)?, at + 1));
    }
    if token.kind != Kind::Word {
        return None;
    }
    if tokens.is_mark(at + 1, "$") && tokens.is_glued(at + 1) {
        return Some((dollar(&token.lower)?, at + 2));
    }
    let code = match token.text {
        "Rs" | "INR" => "INR",
        "USD" | "EUR" | "GBP" | "JPY" | "CNY" | "RMB" | "CHF" | "AUD" | "CAD" | "NZD" | "HKD" | "SEK" | "NOK" | "DKK" | "PKR" | "BDT"
        | "KES" | "UGX" | "NGN" | "ZAR" | "RUB" | "UAH" | "TRY" | "ILS" | "KRW" | "IDR" | "MYR" | "PHP" | "THB" | "VND" | "BRL" | "MXN"
        | "EGP" | "IQD" | "IRR" | "SAR" | "AED" | "QAR" | "KWD" | "PLN" | "CZK" | "HUF" | "RON" => known_code(token.text)?,
        "Rp" => "IDR",
        "RM" => "MYR",
        "KSh" | "Ksh" => "KES",
        "Tk" => "BDT",
        _ => return None,
    };
    let next = if tokens.is_mark(at + 1, ".") { at + 2 } else { at + 1 };
    tokens.is_digits(next).then_some((code, next))
}

const CODES: [&str; 45] = [
    "USD", "EUR", "GBP", "JPY", "CNY", "CHF", "AUD", "CAD", "NZD", "HKD", "SEK", "NOK", "DKK", "PKR", "BDT", "KES", "UGX", "NGN", "ZAR",
    "RUB", "UAH", "TRY", "ILS", "KRW", "IDR", "MYR", "PHP", "THB", "VND", "BRL", "MXN", "EGP", "IQD", "IRR", "SAR", "AED", "QAR", "KWD",
    "PLN", "CZK", "HUF", "RON", "INR", "SGD", "TWD",
];

fn known_code(text: &str) -> Option<&'static str> {
    if text == "RMB" { Some("CNY") } else { CODES.iter().copied().find(|c| *c == text) }
}

fn sign(text: &str) -> Option<&'static str> {
    Some(match text {
        "$" | "＄" => "USD",
        "€" => "EUR",
        "£" => "GBP",
        "¥" | "￥" => "JPY",
        "₹" => "INR",
        "₽" => "RUB",
        "₩" => "KRW",
        "₪" => "ILS",
        "₺" => "TRY",
        "₴" => "UAH",
        "₦" => "NGN",
        "₱" => "PHP",
        "฿" => "THB",
        "₫" => "VND",
        "₸" => "KZT",
        "₵" => "GHS",
        "₡" => "CRC",
        "₾" => "GEL",
        _ => return None,
    })
}

/// The dollar of letters before `$`.
fn dollar(letters: &str) -> Option<&'static str> {
    Some(match letters {
        "us" | "u.s." => "USD",
        "a" | "au" => "AUD",
        "c" | "ca" | "can" => "CAD",
        "nz" => "NZD",
        "hk" => "HKD",
        "s" | "sg" => "SGD",
        "r" => "BRL",
        "nt" => "TWD",
        _ => return None,
    })
}

/// Money written after its number ("million euros", "US dollars", "trillion yen"): the unit and where it ends. `is_large`
/// admits words that are something else after a small number ("two won").
pub(super) fn currency_after(tokens: &Tokens<'_>, at: usize, is_large: bool) -> Option<(&'static str, usize)> {
    let (first, second, third) = (tokens.word(at), tokens.word(at + 1), tokens.word(at + 2));
    let by_state = match (first, second, third) {
        ("hong", "kong", "dollar" | "dollars") => return Some(("HKD", at + 3)),
        ("new", "zealand", "dollar" | "dollars") => return Some(("NZD", at + 3)),
        ("us" | "u.s." | "american", "dollar" | "dollars", _) => "USD",
        ("canadian", "dollar" | "dollars", _) => "CAD",
        ("australian", "dollar" | "dollars", _) => "AUD",
        ("singapore", "dollar" | "dollars", _) => "SGD",
        ("taiwan", "dollar" | "dollars", _) => "TWD",
        ("swiss", "franc" | "francs", _) => "CHF",
        ("cfa", "franc" | "francs", _) => "XOF",
        ("congolese", "franc" | "francs", _) => "CDF",
        ("indian", "rupee" | "rupees", _) => "INR",
        ("pakistani", "rupee" | "rupees", _) => "PKR",
        ("kenyan", "shilling" | "shillings", _) => "KES",
        ("ugandan", "shilling" | "shillings", _) => "UGX",
        ("tanzanian", "shilling" | "shillings", _) => "TZS",
        ("egyptian", "pound" | "pounds", _) => "EGP",
        ("syrian", "pound" | "pounds", _) => "SYP",
        ("lebanese", "pound" | "pounds", _) => "LBP",
        ("sudanese", "pound" | "pounds", _) => "SDG",
        ("iranian", "rial" | "rials", _) => "IRR",
        ("saudi", "riyal" | "riyals", _) => "SAR",
        ("iraqi", "dinar" | "dinars", _) => "IQD",
        ("mexican", "peso" | "pesos", _) => "MXN",
        ("argentine", "peso" | "pesos", _) => "ARS",
        ("philippine", "peso" | "pesos", _) => "PHP",
        ("turkish", "lira" | "liras", _) => "TRY",
        ("swedish", "krona" | "kronor", _) => "SEK",
        ("norwegian", "krone" | "kroner", _) => "NOK",
        ("danish", "krone" | "kroner", _) => "DKK",
        ("czech", "koruna" | "korunas" | "crowns", _) => "CZK",
        ("south", "korean", "won") => return Some(("KRW", at + 3)),
        ("pounds", "sterling", _) => "GBP",
        _ => return currency_noun(first, is_large).map(|c| (c, at + 1)).or_else(|| code_after(tokens, at)),
    };
    Some((by_state, at + 2))
}

fn code_after(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, usize)> {
    let token = tokens.get(at)?;
    if tokens.is_digits(at + 1) && tokens.is_glued(at + 1) {
        return None;
    }
    if token.kind == Kind::Mark { sign(token.text) } else { known_code(token.text) }.map(|c| (c, at + 1))
}

fn currency_noun(word: &str, is_large: bool) -> Option<&'static str> {
    Some(match word {
        "dollar" | "dollars" => "USD",
        "euro" | "euros" => "EUR",
        "yen" => "JPY",
        "yuan" | "renminbi" => "CNY",
        "ruble" | "rubles" | "rouble" | "roubles" => "RUB",
        "won" if is_large => "KRW",
        "zloty" | "zlotys" => "PLN",
        "forint" | "forints" => "HUF",
        "hryvnia" | "hryvnias" => "UAH",
        "reais" => "BRL",
        "rand" if is_large => "ZAR",
        "naira" => "NGN",
        "taka" => "BDT",
        "rupiah" => "IDR",
        "ringgit" => "MYR",
        "baht" => "THB",
        "dong" if is_large => "VND",
        "shekel" | "shekels" => "ILS",
        "tenge" => "KZT",
        "lari" => "GEL",
        "birr" => "ETB",
        "cedi" | "cedis" => "GHS",
        "soles" if is_large => "PEN",
        "kwacha" => "kwacha",
        "rupee" | "rupees" => "rupee",
        "peso" | "pesos" => "peso",
        "franc" | "francs" => "franc",
        "dinar" | "dinars" => "dinar",
        "dirham" | "dirhams" => "dirham",
        "rial" | "rials" => "rial",
        "riyal" | "riyals" => "riyal",
        "lira" | "liras" => "lira",
        "shilling" | "shillings" => "shilling",
        "krona" | "kronor" => "krona",
        "krone" | "kroner" => "krone",
        "bolivar" | "bolivars" => "bolivar",
        "quetzales" => "quetzal",
        "cent" | "cents" => "cent",
        "pence" => "pence",
        "kopecks" => "kopeck",
        _ => return None,
    })
}

/// "%", "percent", "per cent", "percentage points": the unit and where it ends.
pub(super) fn percent(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, usize)> {
    let is_point = |i: usize| matches!(tokens.word(i), "point" | "points");
    let end = match tokens.word(at) {
        "percent" | "pct" => at + 1,
        "per" if tokens.word(at + 1) == "cent" => at + 2,
        "percentage" if is_point(at + 1) => at,
        _ if tokens.is_mark(at, "%％") => at + 1,
        _ => return None,
    };
    if tokens.word(end) == "percentage" { Some(("percentage point", end + 2)) } else { Some(("percent", end)) }
}

/// A measure: the unit and where it ends. "square", "cubic" and "nautical" belong to it, and "an hour" or "a second" to a length.
pub(super) fn measure(tokens: &Tokens<'_>, at: usize) -> Option<(String, usize)> {
    let kind = tokens.word(at);
    if matches!(kind, "square" | "sq" | "cubic" | "nautical" | "metric") {
        let next = if tokens.is_mark(at + 1, ".") { at + 2 } else { at + 1 };
        let (name, end) = plain_measure(tokens, next)?;
        let kind = if kind == "sq" { "square" } else { kind };
        return Some(if kind == "metric" { (name.to_owned(), end) } else { (format!("{kind} {name}"), end) });
    }
    if tokens.is_mark(at, "°") {
        let is_scale = matches!(tokens.word(at + 1), "c" | "f") && tokens.is_glued(at + 1);
        // "33°30′N", "44.5°E": a point on the map
        if tokens.is_digits(at + 1) || matches!(tokens.word(at + 1), "n" | "s" | "e" | "w") {
            return None;
        }
        return Some(("degree".to_owned(), if is_scale { at + 2 } else { at + 1 }));
    }
    if let Some((unit, end)) = speed(tokens, at) {
        return Some((unit.to_owned(), end));
    }
    let (name, end) = plain_measure(tokens, at)?;
    if tokens.is_mark(end, "²³") {
        let kind = if tokens.is_mark(end, "²") { "square" } else { "cubic" };
        return Some((format!("{kind} {name}"), end + 1));
    }
    if matches!(name, "km" | "m" | "mile" | "foot") && matches!(tokens.word(end), "a" | "an" | "per") {
        let per = match tokens.word(end + 1) {
            "hour" => "h",
            "second" => "s",
            _ => return Some((name.to_owned(), end)),
        };
        return Some((format!("{name}/{per}"), end + 2));
    }
    let end = if name == "degree" && matches!(tokens.word(end), "celsius" | "fahrenheit" | "centigrade") { end + 1 } else { end };
    Some((name.to_owned(), end))
}

fn speed(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, usize)> {
    let is_per_hour = tokens.is_mark(at + 1, "/") && tokens.word(at + 2) == "h";
    match tokens.word(at) {
        "kph" | "kmh" => Some(("km/h", at + 1)),
        "mph" => Some(("mile/h", at + 1)),
        "km" if is_per_hour => Some(("km/h", at + 3)),
        "knots" => Some(("knot", at + 1)),
        _ => None,
    }
}

fn plain_measure(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, usize)> {
    // "5G" is no weight, "5M" no length
    let glued = tokens.get(at).is_some_and(|t| !t.spaced && !t.is_capital());
    let name = match tokens.word(at) {
        "km" | "kms" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => "km",
        "metre" | "metres" | "meter" | "meters" => "m",
        "m" if glued => "m",
        "cm" | "centimetre" | "centimetres" | "centimeter" | "centimeters" => "cm",
        "mm" | "millimetre" | "millimetres" | "millimeter" | "millimeters" => "mm",
        "mile" | "miles" => "mile",
        "ft" | "foot" | "feet" => "foot",
        "inch" | "inches" => "inch",
        "yard" | "yards" => "yard",
        "kg" | "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" | "kilogramme" | "kilogrammes" => "kg",
        "gram" | "grams" | "gramme" | "grammes" => "gram",
        "g" if glued => "gram",
        "tonne" | "tonnes" => "tonne",
        "ton" | "tons" => "ton",
        "kiloton" | "kilotons" => "kiloton",
        "megaton" | "megatons" => "megaton",
        "pound" | "pounds" | "lb" | "lbs" => "pound",
        "ounce" | "ounces" => "ounce",
        "hectare" | "hectares" => "hectare",
        "acre" | "acres" => "acre",
        "litre" | "litres" | "liter" | "liters" => "litre",
        "gallon" | "gallons" => "gallon",
        "barrel" | "barrels" => "barrel",
        "bpd" => "barrel",
        "mw" | "megawatt" | "megawatts" => "megawatt",
        "gw" | "gigawatt" | "gigawatts" => "gigawatt",
        "kw" | "kilowatt" | "kilowatts" => "kilowatt",
        "degree" | "degrees" => "degree",
        "terabyte" | "terabytes" => "terabyte",
        "gigabyte" | "gigabytes" => "gigabyte",
        _ => return None,
    };
    Some((name, at + 1))
}

/// True for spans of time: a duration is a time, not a quantity (codebook, section 4).
pub(super) fn is_time(word: &str) -> bool {
    lexicon::SPANS_OF_TIME.has(word)
}

/// True where no noun can begin: a mark, the end, a function word.
pub(super) fn is_stop(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.get(at).is_none_or(|t| t.kind == Kind::Mark || super::nouns::is_function_word(&t.lower))
}
