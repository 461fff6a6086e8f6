//! One row of input, whatever its format, and how it becomes a document.

use std::borrow::Cow;

use demarche::document::Document;
use demarche::span::CodePoints;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::date::parse_published;
use crate::error::{At, ErrorKind, InputError, Place};
use crate::html;
use crate::options::{Column, Options};
use crate::pairs::{self, PairPoints};

/// A row as read: cheap to make, in order. [`Row::into_document`] does the heavy part and may run on any thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands, for messages.
    pub place: Place,
    /// As given, else `path#row`, or the path of a file of one document.
    pub id: String,
    /// What to code.
    pub content: Content,
    /// Headline as given.
    pub title: Option<String>,
    /// Address as given.
    pub url: Option<String>,
    /// Outlet as given.
    pub publisher: Option<String>,
    /// Date as given, not yet the default.
    pub published: Option<Date>,
    /// Language as given: an ISO 639 code without region, lower case.
    pub language: Option<String>,
    /// Pairs of parties, in code points of the text.
    pub pairs: Vec<PairPoints>,
}

/// What a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The text to code.
    Text(String),
    /// A page to extract it from.
    Html(String),
}

/// Values of a row by column, as text; `pairs` as JSON. Missing and null are `None`.
pub(crate) type Values<'v> = [Option<Cow<'v, str>>; Column::ALL.len()];

/// Where a row comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'o> {
    pub(crate) file: &'o Place,
    pub(crate) at: At,
    /// Counted from 1.
    pub(crate) number: u64,
}

impl Row {
    pub(crate) fn from_values(values: Values<'_>, origin: Origin<'_>, options: &Options) -> Result<Self, InputError> {
        let place = origin.file.at(origin.at);
        let id = format!("{}#{}", origin.file.path, origin.number);
        Self::checked(values, id, options, &place).map_err(|kind| InputError::new(place, kind))
    }

    fn checked(values: Values<'_>, default_id: String, options: &Options, place: &Place) -> Result<Self, ErrorKind> {
        let [text, html, id, title, url, publisher, published, language, pairs] = values;
        let filled = |value: Option<Cow<'_, str>>| value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let is_blank = |value: &Option<Cow<'_, str>>| value.as_ref().is_none_or(|v| v.trim().is_empty());
        let content = if !is_blank(&text) {
            Content::Text(text.unwrap_or_default().into_owned())
        } else if !is_blank(&html) {
            Content::Html(html.unwrap_or_default().into_owned())
        } else {
            return Err(ErrorKind::NoText);
        };
        if content.len() > options.max_document_bytes {
            return Err(ErrorKind::TooLarge { limit: options.max_document_bytes });
        }
        let column = |column: Column| options.name(column).to_owned();
        let published = filled(published)
            .map(|value| parse_published(&value).ok_or(ErrorKind::Date { column: column(Column::Published), value }))
            .transpose()?;
        let language = filled(language)
            .map(|value| parse_language(&value).ok_or(ErrorKind::Language { column: column(Column::Language), value }))
            .transpose()?;
        let pairs = match filled(pairs) {
            Some(json) => pairs::parse_pairs(&json).map_err(|detail| ErrorKind::Pairs { column: column(Column::Pairs), detail })?,
            None => Vec::new(),
        };
        if !pairs.is_empty() && matches!(content, Content::Html(_)) {
            return Err(ErrorKind::PairsWithHtml);
        }
        let id = id.filter(|id| !id.trim().is_empty()).map_or(default_id, Cow::into_owned);
        Ok(Self {
            place: place.clone(),
            id,
            content,
            title: filled(title),
            url: filled(url),
            publisher: filled(publisher),
            published,
            language,
            pairs,
        })
    }

    /// A file that is one document.
    pub(crate) fn from_file(place: Place, content: Content, options: &Options) -> Result<Self, InputError> {
        let (Content::Text(text) | Content::Html(text)) = &content;
        let kind = if text.trim().is_empty() {
            Some(ErrorKind::NoText)
        } else if text.len() > options.max_document_bytes {
            Some(ErrorKind::TooLarge { limit: options.max_document_bytes })
        } else {
            None
        };
        if let Some(kind) = kind {
            return Err(InputError::new(place, kind));
        }
        Ok(Self {
            id: place.path.clone(),
            place,
            content,
            title: None,
            url: None,
            publisher: None,
            published: None,
            language: None,
            pairs: Vec::new(),
        })
    }

    /// Makes the document: extracts the article of a page, puts pairs onto the text, fills in the default date.
    /// What the row states goes before what its page states.
    ///
    /// # Errors
    /// Where a page holds no article or too much, or a pair does not fit the text.
    pub fn into_document(self, options: &Options) -> Result<Document, InputError> {
        let mut doc = Document {
            id: self.id,
            text: String::new(),
            title: self.title,
            url: self.url,
            publisher: self.publisher,
            published: self.published,
            language: self.language,
            pairs: Vec::new(),
        };
        match self.content {
            Content::Text(text) => {
                doc.pairs = pairs::place_pairs(&self.pairs, &text).map_err(|kind| InputError::new(self.place.clone(), kind))?;
                doc.text = text;
            }
            Content::Html(html) => {
                let page = html::parse_page(&html).map_err(|kind| InputError::new(self.place.clone(), kind))?;
                doc.text = page.text;
                doc.title = doc.title.or(page.title);
                doc.url = doc.url.or(page.url);
                doc.publisher = doc.publisher.or(page.publisher);
                doc.published = doc.published.or(page.published);
                // what a page states as its language is often its template's: the text itself tells
            }
        }
        doc.published = doc.published.or(options.default_published);
        Ok(doc)
    }
}

/// 64 bits of a hash of all that a row holds, or of why there is none: the same for the same input, whenever it is read.
#[must_use]
pub fn fingerprint(row: &Result<Row, InputError>) -> u64 {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        // the length keeps ("ab", "c") and ("a", "bc") apart
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    };
    match row {
        Ok(row) => {
            let (kind, content) = match &row.content {
                Content::Text(text) => ("text", text),
                Content::Html(html) => ("html", html),
            };
            [kind, content, &row.id].into_iter().for_each(&mut add);
            let published = row.published.map(|date| date.to_string());
            for part in [&row.title, &row.url, &row.publisher, &published, &row.language] {
                // absent is not empty
                add(if part.is_some() { "1" } else { "0" });
                add(part.as_deref().unwrap_or_default());
            }
            for pair in &row.pairs {
                for side in [&pair.source, &pair.target] {
                    add(&side.len().to_string());
                    side.iter().for_each(|&CodePoints(start, end)| add(&format!("{start} {end}")));
                }
            }
        }
        Err(error) => ["error", &error.to_string()].into_iter().for_each(add),
    }
    hash.finalize().iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Self::Text(s) | Self::Html(s) => s.len(),
        }
    }
}

/// An ISO 639 code of two or three letters without region or script: `en` for `en-US` and for `eng`.
pub(crate) fn parse_language(value: &str) -> Option<String> {
    let code = value.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    match code.as_str() {
        "eng" | "english" => Some("en".to_owned()),
        _ => (matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<'v>(given: &[(Column, &'v str)]) -> Values<'v> {
        let mut values = Values::default();
        for &(column, value) in given {
            values[column as usize] = Some(Cow::Borrowed(value));
        }
        values
    }

    fn row(given: &[(Column, &str)]) -> Result<Row, InputError> {
        let file = Place::file("news.csv");
        Row::from_values(values(given), Origin { file: &file, at: At::Line(5), number: 4 }, &Options::default())
    }

    #[test]
    fn rows_become_documents() {
        let row = row(&[
            (Column::Text, " añb\r\n"),
            (Column::Title, " Headline "),
            (Column::Published, "2024-10-29T23:00:00-05:00"),
            (Column::Language, "en-GB"),
            (Column::Pairs, r#"[{"source":[[2,3]],"target":[]}]"#),
        ]);
        let doc = row.unwrap().into_document(&Options::default()).unwrap();
        assert_eq!((doc.id.as_str(), doc.text.as_str()), ("news.csv#4", " añb\r\n"));
        assert_eq!(doc.title.as_deref(), Some("Headline"));
        assert_eq!(doc.published, Some(jiff::civil::date(2024, 10, 29)));
        assert_eq!(doc.language.as_deref(), Some("en"));
        assert_eq!(doc.pairs[0].source[0].of(&doc.text), "ñ");
    }

    #[test]
    fn any_change_of_a_row_changes_its_fingerprint() {
        let given = [(Column::Text, "añ b"), (Column::Title, "T"), (Column::Pairs, r#"[{"source":[[0,1]],"target":[[2,3]]}]"#)];
        let mut seen = vec![fingerprint(&row(&given))];
        assert_eq!(seen[0], fingerprint(&row(&given)));
        for (column, value) in [
            (Column::Text, "añ c"),
            (Column::Title, "U"),
            (Column::Url, "T"),
            (Column::Id, "x"),
            (Column::Published, "2024-10-29"),
            (Column::Pairs, r#"[{"source":[[0,1],[2,3]],"target":[]}]"#),
            (Column::Language, "nonsense"),
            (Column::Text, " "),
        ] {
            let mut changed = given.to_vec();
            changed.push((column, value));
            let now = fingerprint(&row(&changed));
            assert!(!seen.contains(&now), "{value}");
            seen.push(now);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (given, message) in [
            (&[][..], "news.csv:5: holds no text"),
            (
                &[(Column::Text, "a"), (Column::Language, "Klingon")],
                "news.csv:5: column `language` holds `Klingon`, which is no language code",
            ),
            (
                &[(Column::Text, "a"), (Column::Published, "0000-01-01")],
                "news.csv:5: column `published` holds `0000-01-01`, which is no date",
            ),
            (
                &[(Column::Html, "<p>a"), (Column::Pairs, r#"[{"source":[],"target":[]}]"#)],
                "news.csv:5: pairs need a text, and this row has a page",
            ),
        ] {
            assert_eq!(row(given).unwrap_err().to_string(), message);
        }
        let outside = row(&[(Column::Text, "añ"), (Column::Pairs, r#"[{"source":[[0,3]],"target":[]}]"#)]).unwrap();
        assert_eq!(
            outside.into_document(&Options::default()).unwrap_err().to_string(),
            "news.csv:5: pair 1, `source`: `[0, 3]` is no span of a text of 2 characters"
        );
    }

    #[test]
    fn the_default_date_fills_gaps_only() {
        let options = Options { default_published: Some(jiff::civil::date(2020, 1, 2)), ..Options::default() };
        let doc = row(&[(Column::Text, "a")]).unwrap().into_document(&options).unwrap();
        assert_eq!(doc.published, options.default_published);
        let doc = row(&[(Column::Text, "a"), (Column::Published, "2021-01-01")]).unwrap().into_document(&options).unwrap();
        assert_eq!(doc.published, Some(jiff::civil::date(2021, 1, 1)));
    }
}
