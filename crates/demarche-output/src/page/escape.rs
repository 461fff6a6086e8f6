//! Text into HTML: nothing of a document becomes markup, and no character of it vanishes.

/// Appends `text` escaped for element content and for attribute values in double quotes.
///
/// HTML cannot hold some control characters: they become their pictures (`␀`, `␛`). Line ends of all kinds become one
/// line feed, as browsers would make them.
pub fn escape_into(text: &str, out: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => out.push('\n'),
            '\t' | '\n' => out.push(c),
            // U+2400 … U+241F picture U+0000 … U+001F
            '\0'..='\u{1f}' => out.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => out.push('\u{2421}'),
            // the second block of controls has no pictures, and noncharacters have no meaning
            '\u{80}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => out.push('\u{fffd}'),
            c if u32::from(c) & 0xfffe == 0xfffe => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// `text` escaped, see [`escape_into`].
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    escape_into(text, &mut out);
    out
}

/// The address, where it is one that a link may lead to: anything but http and https could run code.
#[must_use]
pub fn web_address(url: &str) -> Option<&str> {
    let scheme = url.split_once("://")?.0;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(escaped("<a href='x' b=\"y\">&amp;"), "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;amp;");
        assert_eq!(escaped("a\r\nb\rc\0\u{1b}\u{7f}\u{85}\u{fffe}"), "a\nb\nc␀␛␡\u{fffd}\u{fffd}");
        assert_eq!(web_address("HTTPS://a.example"), Some("HTTPS://a.example"));
        assert_eq!(web_address("javascript://a.example/%0aalert(1)"), None);
        assert_eq!(web_address("data:text/html,x"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_its_visible_characters(text in "\\PC*") {
            let html = escaped(&text);
            proptest::prop_assert!(!html.contains(['<', '>', '"', '\'']));
            let back = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
            proptest::prop_assert_eq!(back, text);
        }
    }
}
