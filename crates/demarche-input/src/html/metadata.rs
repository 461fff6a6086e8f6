//! What a page states about its article: by JSON-LD, else by `meta` elements, else by the head.

use jiff::civil::Date;
use serde_json::Value;

use super::tree::Facts;
use crate::date::parse_published;
use crate::row::parse_language;

/// Longest value taken; more is no title or name.
const MAX_LENGTH: usize = 2_000;
/// Objects looked at in a page's JSON-LD.
const MAX_OBJECTS: usize = 10_000;

/// Metadata of a page, where stated and readable.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) published: Option<Date>,
    pub(super) language: Option<String>,
}

/// Reads metadata out of what was noted.
pub(super) fn read_metadata(facts: &Facts) -> Metadata {
    let blocks: Vec<Value> = facts.json_ld.iter().filter_map(|block| parse_block(block)).collect();
    let article = find_article(&blocks);
    let of_article = |key: &str| article.and_then(|a| string(a.get(key)?));
    let meta =
        |keys: &[&str]| keys.iter().find_map(|key| facts.meta.iter().filter(|(k, _)| k == key).find_map(|(_, content)| clean(content)));
    let address = |url: String| (url.starts_with("http://") || url.starts_with("https://")).then_some(url);
    Metadata {
        title: of_article("headline").or_else(|| meta(&["og:title", "twitter:title", "dc.title"])).or_else(|| clean(&facts.title)),
        url: facts
            .canonical
            .clone()
            .and_then(address)
            .or_else(|| meta(&["og:url"]).and_then(address))
            .or_else(|| of_article("url").and_then(address))
            .or_else(|| of_article("mainEntityOfPage").and_then(address)),
        publisher: article.and_then(|a| name(a.get("publisher")?)).or_else(|| meta(&["og:site_name", "dc.publisher", "application-name"])),
        published: of_article("datePublished")
            .and_then(|date| parse_published(&date))
            .or_else(|| DATE_KEYS.iter().find_map(|key| meta(&[key]).and_then(|date| parse_published(&date)))),
        language: of_article("inLanguage")
            .or_else(|| facts.lang.clone())
            .or_else(|| meta(&["og:locale", "content-language", "dc.language"]))
            .and_then(|language| parse_language(&language)),
    }
}

/// Names under which pages state when they were published; those for updates are left out.
const DATE_KEYS: [&str; 14] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
];

fn parse_block(block: &str) -> Option<Value> {
    let block = block.trim();
    let block = block.strip_prefix("//<![CDATA[").or_else(|| block.strip_prefix("<![CDATA[")).unwrap_or(block);
    let block = block.strip_suffix("//]]>").or_else(|| block.strip_suffix("]]>")).unwrap_or(block);
    serde_json::from_str(block).ok()
}

/// The first object of an article type, the outermost first.
fn find_article(blocks: &[Value]) -> Option<&Value> {
    let mut queue: std::collections::VecDeque<&Value> = blocks.iter().collect();
    for _ in 0..MAX_OBJECTS {
        match queue.pop_front()? {
            Value::Array(values) => queue.extend(values.iter().take(MAX_OBJECTS)),
            value @ Value::Object(object) => {
                if object.get("@type").is_some_and(is_article) {
                    return Some(value);
                }
                queue.extend(["@graph", "mainEntity", "mainEntityOfPage"].iter().filter_map(|key| object.get(*key)));
            }
            _ => {}
        }
    }
    None
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(kind) => ["Article", "BlogPosting", "Report"].iter().any(|suffix| kind.ends_with(suffix)),
        Value::Array(kinds) => kinds.iter().any(|k| k.is_string() && is_article(k)),
        _ => false,
    }
}

/// A string, or the first of a list, or an object's id.
fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(value) => clean(value),
        Value::Array(values) => values.iter().find_map(|v| v.as_str().and_then(clean)),
        Value::Object(object) => object.get("@id").and_then(Value::as_str).and_then(clean),
        _ => None,
    }
}

/// The name of an organisation, given as a string, an object or a list.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(value) => clean(value),
        Value::Object(object) => object.get("name").and_then(Value::as_str).and_then(clean),
        Value::Array(values) => values.iter().find_map(|v| match v {
            Value::Array(_) => None,
            v => name(v),
        }),
        _ => None,
    }
}

/// One line without the entities that JSON-LD often carries; `None` where blank.
fn clean(value: &str) -> Option<String> {
    if value.len() > MAX_LENGTH {
        return None;
    }
    let mut line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    // the ampersand last, so that nothing is decoded twice
    for (entity, character) in [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#039;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&#8217;", "’"),
        ("&rsquo;", "’"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        if line.contains('&') {
            line = line.replace(entity, character);
        }
    }
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn facts(json_ld: &str) -> Facts {
        Facts { json_ld: vec![json_ld.to_owned()], ..Facts::default() }
    }

    #[test]
    fn json_ld_is_read_in_its_many_shapes() {
        for json in [
            r#"{"@type":"NewsArticle","headline":"H &amp; I","datePublished":"2024-10-29T23:00:00-05:00","publisher":{"name":"P"},"inLanguage":"en-US","url":"https://x/1"}"#,
            r#"[{"@type":"WebSite","name":"no"},{"@type":["Article","X"],"headline":"H & I","datePublished":"2024-10-29","publisher":[{"name":"P"}],"inLanguage":["en"],"mainEntityOfPage":{"@id":"https://x/1"}}]"#,
            r#"{"@graph":[{"@type":"ReportageNewsArticle","headline":" H  & I ","datePublished":"2024-10-29","publisher":"P","inLanguage":"en","url":"https://x/1"}]}"#,
        ] {
            let metadata = read_metadata(&facts(json));
            assert_eq!(metadata.title.as_deref(), Some("H & I"));
            assert_eq!(metadata.published, Some(date(2024, 10, 29)));
            assert_eq!(metadata.publisher.as_deref(), Some("P"));
            assert_eq!(metadata.language.as_deref(), Some("en"));
            assert_eq!(metadata.url.as_deref(), Some("https://x/1"));
        }
    }

    #[test]
    fn meta_elements_fill_gaps_and_broken_values_are_passed_over() {
        let meta = |key: &str, content: &str| (key.to_owned(), content.to_owned());
        let facts = Facts {
            json_ld: vec![
                "{".into(),
                format!("{}1{}", "[".repeat(1000), "]".repeat(1000)),
                r#"{"@type":"Article","datePublished":"soon","url":"javascript:x"}"#.into(),
            ],
            meta: vec![
                meta("og:title", " T "),
                meta("article:published_time", "31.31.2020"),
                meta("date", "2020-01-31"),
                meta("og:site_name", "S"),
            ],
            title: "T - S".into(),
            lang: Some("EN_us".into()),
            canonical: Some("/relative".into()),
        };
        let metadata = read_metadata(&facts);
        assert_eq!(metadata.title.as_deref(), Some("T"));
        assert_eq!(metadata.published, Some(date(2020, 1, 31)));
        assert_eq!((metadata.publisher.as_deref(), metadata.url), (Some("S"), None));
        assert_eq!(metadata.language.as_deref(), Some("en"));
    }
}
