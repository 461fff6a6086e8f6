//! What a channel is given.

use demarche_monitor::alert::Alert;
use jiff::Timestamp;
use serde::Serialize;

/// Name and version of the format.
pub const SCHEMA: &str = "demarche-alert/1";

/// What goes out as one: an alert, or several that a cool-down held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Message {
    /// Always [`SCHEMA`].
    pub schema: &'static str,
    /// What a receiver knows a repeat by: letters, digits and `_`.
    pub id: String,
    /// `alert.` and the kind of the rule, as `alert.move`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was made; the same for each try.
    pub timestamp: Timestamp,
    /// True where an earlier try may have arrived.
    pub repeat: bool,
    /// The alerts in the order in which they were made; never empty.
    pub alerts: Vec<Alert>,
    /// When this try is made.
    #[serde(skip)]
    pub at: Timestamp,
}

impl Message {
    /// A message of these alerts.
    #[must_use]
    pub fn new(id: String, timestamp: Timestamp, at: Timestamp, repeat: bool, alerts: Vec<Alert>) -> Self {
        let kind = format!("alert.{}", alerts.first().map_or("test", |alert| alert.on.as_str()));
        Self { schema: SCHEMA, id, kind, timestamp, repeat, alerts, at }
    }

    /// The message as JSON in one line, without the line's end.
    #[must_use]
    pub fn json(&self) -> String {
        // text keys and plain values: nothing in it can fail to be written
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The message in one line.
    #[must_use]
    pub fn title(&self) -> String {
        let repeat = if self.repeat { "[repeat] " } else { "" };
        match self.alerts.as_slice() {
            [alert] => format!("{repeat}{}", plain(&alert.title)),
            alerts => format!("{repeat}{} alerts of {}", alerts.len(), plain(alerts.first().map_or("", |alert| &alert.rule))),
        }
    }

    /// The message for reading.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        if self.repeat {
            out += "Sent again: it is not known whether it arrived before.\n\n";
        }
        for alert in &self.alerts {
            out += &format!("{}\n", plain(&alert.title));
            for line in &alert.lines {
                out += &format!("  {}\n", plain(line));
            }
            for step in &alert.due {
                let owner = step.owner.as_ref().map(|owner| format!(" – {}", plain(owner))).unwrap_or_default();
                let note = step.note.as_ref().map(|note| format!(" ({})", plain(note))).unwrap_or_default();
                out += &format!("  due: {}{owner}{note}\n", plain(&step.what));
            }
            if !alert.incidents.is_empty() {
                out += &format!("  incidents: {}\n", alert.incidents.join(", "));
            }
            out += &format!("  rule {}, {}\n\n", plain(&alert.rule), alert.day);
        }
        out + &format!("{}\n", self.id)
    }
}

/// Foreign text on a line of its own: nothing in it ends the line or turns its direction.
fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if c.is_control() || turns(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn message(repeat: bool) -> Message {
        let at: Timestamp = "2024-10-29T12:00:00Z".parse().unwrap();
        Message::new("msg_1f".into(), at, at, repeat, vec![Alert::test("desk", jiff::civil::date(2024, 10, 29))])
    }

    #[test]
    fn a_message_is_a_line_and_says_that_it_repeats() {
        let json = message(false).json();
        assert!(json.starts_with("{\"schema\":\"demarche-alert/1\",\"id\":\"msg_1f\",\"type\":\"alert.test\",\"timestamp\":\"2024-10-29T12:00:00Z\",\"repeat\":false,\"alerts\":[{"), "{json}");
        assert!(!json.contains('\n') && !json.contains("words_of") && !json.contains("\"at\""));
        assert_eq!(message(true).json(), json.replace("\"repeat\":false", "\"repeat\":true"));
        assert_eq!(message(true).title(), "[repeat] Test of channel desk");
        assert!(message(true).text().starts_with("Sent again") && !message(false).text().contains("Sent again"));
    }

    #[test]
    fn foreign_text_makes_no_lines() {
        let mut message = message(false);
        message.alerts[0].title = "a\r\nBcc: x\u{202e}".into();
        assert_eq!(message.title(), "a  Bcc: x ");
        assert!(message.text().starts_with("a  Bcc: x \n"));
        message.alerts.push(message.alerts[0].clone());
        assert_eq!(message.title(), "2 alerts of test");
    }
}
