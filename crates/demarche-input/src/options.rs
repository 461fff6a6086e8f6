//! What a caller may choose, and the formats there are.

use std::path::Path;

use jiff::civil::Date;

/// Choices for one run of reading. `Options::default()` reads the columns that DESIGN names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Format of standard input and of named files whose extension says nothing; by default it is looked at.
    pub format: Option<Format>,
    /// A file of one document, or one row, of more bytes is refused; by default 20,000,000.
    pub max_document_bytes: usize,
    /// Date of documents that state none.
    pub default_published: Option<Date>,
    /// Column with the text, `text`.
    pub text_column: String,
    /// Column with a page's HTML, `html`; read where the text column is blank.
    pub html_column: String,
    /// Column with the document's id, `id`.
    pub id_column: String,
    /// Column with the headline, `title`.
    pub title_column: String,
    /// Column with the address, `url`.
    pub url_column: String,
    /// Column with the outlet, `publisher`.
    pub publisher_column: String,
    /// Column with the article's date, `published`.
    pub date_column: String,
    /// Column with the language, `language`.
    pub language_column: String,
    /// Column with pairs of parties, `pairs`.
    pub pairs_column: String,
}

impl Default for Options {
    fn default() -> Self {
        let name = |column: Column| column.default_name().to_owned();
        Self {
            format: None,
            max_document_bytes: 20_000_000,
            default_published: None,
            text_column: name(Column::Text),
            html_column: name(Column::Html),
            id_column: name(Column::Id),
            title_column: name(Column::Title),
            url_column: name(Column::Url),
            publisher_column: name(Column::Publisher),
            date_column: name(Column::Published),
            language_column: name(Column::Language),
            pairs_column: name(Column::Pairs),
        }
    }
}

impl Options {
    /// Name of a column in the input.
    pub(crate) fn name(&self, column: Column) -> &str {
        match column {
            Column::Text => &self.text_column,
            Column::Html => &self.html_column,
            Column::Id => &self.id_column,
            Column::Title => &self.title_column,
            Column::Url => &self.url_column,
            Column::Publisher => &self.publisher_column,
            Column::Published => &self.date_column,
            Column::Language => &self.language_column,
            Column::Pairs => &self.pairs_column,
        }
    }

    /// True where the caller asked for the column under a name of its own, so that it must be there.
    pub(crate) fn is_asked_for(&self, column: Column) -> bool {
        self.name(column) != column.default_name()
    }
}

/// A column of an input row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Text,
    Html,
    Id,
    Title,
    Url,
    Publisher,
    Published,
    Language,
    Pairs,
}

impl Column {
    pub(crate) const ALL: [Self; 9] =
        [Self::Text, Self::Html, Self::Id, Self::Title, Self::Url, Self::Publisher, Self::Published, Self::Language, Self::Pairs];

    fn default_name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Id => "id",
            Self::Title => "title",
            Self::Url => "url",
            Self::Publisher => "publisher",
            Self::Published => "published",
            Self::Language => "language",
            Self::Pairs => "pairs",
        }
    }
}

/// A format of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One document, coded as it stands.
    Text,
    /// One document; its characters are kept as they stand.
    Markdown,
    /// One page, from which the article is extracted.
    Html,
    /// One JSON object per line.
    Jsonl,
    /// One JSON object, an array of objects, or objects one after the other.
    Json,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header, quoted as in CSV.
    Tsv,
    /// Pages that a crawler fetched: WARC.
    Warc,
    /// Apache Parquet.
    Parquet,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, of one member or several.
    Gzip,
    /// Zstandard, of one frame or several, with a window of at most 128 MiB.
    Zstd,
}

impl Format {
    /// Format and compression that a file's name tells, in any case; `None` where it tells none.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<(Self, Compression)> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let (name, compression) = match name.strip_suffix(".gz") {
            Some(stem) => (stem, Compression::Gzip),
            None => match name.strip_suffix(".zst") {
                Some(stem) => (stem, Compression::Zstd),
                None => (name.as_str(), Compression::None),
            },
        };
        let format = match name.rsplit_once('.')?.1 {
            "txt" => Self::Text,
            "md" => Self::Markdown,
            "html" | "htm" => Self::Html,
            "jsonl" | "ndjson" => Self::Jsonl,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "warc" => Self::Warc,
            "parquet" if compression == Compression::None => Self::Parquet,
            _ => return None,
        };
        Some((format, compression))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_format_and_compression() {
        for (name, expected) in [
            ("a.txt", Some((Format::Text, Compression::None))),
            ("a.b.MD", Some((Format::Markdown, Compression::None))),
            ("x/news.jsonl.gz", Some((Format::Jsonl, Compression::Gzip))),
            ("news.csv.zst", Some((Format::Csv, Compression::Zstd))),
            ("crawl.WARC.gz", Some((Format::Warc, Compression::Gzip))),
            ("news.parquet", Some((Format::Parquet, Compression::None))),
            ("news.parquet.gz", None),
            ("news.gz", None),
            ("txt", None),
            ("a.pdf", None),
            ("..", None),
        ] {
            assert_eq!(Format::of_path(Path::new(name)), expected, "{name}");
        }
    }
}
