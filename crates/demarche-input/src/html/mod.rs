//! stub
use jiff::civil::Date;
/// .
pub const MAX_ELEMENTS: usize = 1;
/// .
pub struct Page { pub text: String, pub title: Option<String>, pub url: Option<String>, pub publisher: Option<String>, pub published: Option<Date>, pub language: Option<String> }
/// .
pub fn parse_page(_html: &str) -> Result<Page, crate::ErrorKind> { Err(crate::ErrorKind::NoText) }
