//! Mail, by `lettre`.

use std::path::Path;
use std::time::Duration;

use demarche_monitor::alert::channel::{Smtp, Tls};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as Encryption, TlsParameters};
use lettre::transport::smtp::{Error, SmtpTransport};
use lettre::{Message as Letter, Transport as _};

use super::{Channel, Failure, addresses, beginning, secret, unresolved};
use crate::message::Message;

/// A server that takes mail.
#[derive(Debug)]
pub(super) struct Mail {
    transport: SmtpTransport,
    host: String,
    from: Mailbox,
    to: Vec<Mailbox>,
    timeout: Duration,
}

/// Steps of a conversation, each of which may take as long as the timeout.
const STEPS: u32 = 10;

impl Mail {
    pub(super) fn new(smtp: &Smtp, base: &Path, timeout: Duration) -> Result<Self, Failure> {
        let mailbox = |text: &String| {
            text.parse::<Mailbox>().map_err(|e| {
                Failure::sure(format!("`{text}` is no address of mail: {e}")).hint("write desk@example.org, or Desk <desk@example.org>")
            })
        };
        let parameters = || {
            let made = TlsParameters::new(smtp.host.clone());
            made.map_err(|e| Failure::sure(format!("no encrypted connection to `{}` can be made: {}", smtp.host, told(&e))))
        };
        let tls = match smtp.tls {
            Tls::Starttls => Encryption::Required(parameters()?),
            Tls::Tls => Encryption::Wrapper(parameters()?),
            Tls::None => Encryption::None,
        };
        let mut builder = SmtpTransport::builder_dangerous(smtp.host.as_str()).port(smtp.port).tls(tls).timeout(Some(timeout));
        if let Some((user, password)) = &smtp.login {
            builder = builder.credentials(Credentials::new(user.clone(), secret(password, base)?));
        }
        Ok(Self {
            transport: builder.build(),
            host: format!("{}:{}", smtp.host, smtp.port),
            from: mailbox(&smtp.from)?,
            to: smtp.to.iter().map(mailbox).collect::<Result<_, _>>()?,
            timeout,
        })
    }

    /// What is found without a conversation. Servers of mail may have private addresses.
    pub(super) fn check(&self, host: &str, port: u16) -> Result<String, Failure> {
        let to = match self.to.len() {
            1 => "one address of mail".to_owned(),
            n => format!("{n} addresses of mail"),
        };
        let host = match addresses(host, port, self.timeout) {
            Ok(_) => format!("`{}` has an address", self.host),
            Err(why) => unresolved(&self.host, &why),
        };
        Ok(format!("to {to}; {host}"))
    }

    fn letter(&self, message: &Message) -> Result<Letter, Failure> {
        let domain = self.from.email.domain();
        let mut builder = Letter::builder()
            .from(self.from.clone())
            .subject(message.title())
            .date(std::time::SystemTime::from(message.at))
            // the same for each try: programs of mail know a repeat by it
            .message_id(Some(format!("<{}@{domain}>", message.id)));
        for to in &self.to {
            builder = builder.to(to.clone());
        }
        let mut header = |name: &'static str, value: String| {
            let made = HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
            let made = std::mem::replace(&mut builder, Letter::builder()).raw_header(made);
            builder = made;
        };
        // answers of absent people are not wanted
        header("Auto-Submitted", "auto-generated".to_owned());
        if message.repeat {
            header("X-Demarche-Repeat", "true".to_owned());
        }
        let json = Attachment::new(format!("{}.json", message.id))
            .body(message.json(), ContentType::parse("application/json").map_err(|e| Failure::sure(e.to_string()))?);
        let parts = MultiPart::mixed().singlepart(SinglePart::plain(message.text())).singlepart(json);
        builder.multipart(parts).map_err(|e| Failure::sure(format!("no letter can be made of it: {e}")))
    }
}

impl Channel for Mail {
    fn send(&self, message: &Message) -> Result<(), Failure> {
        let letter = self.letter(message)?;
        self.transport.send(&letter).map(drop).map_err(|error| {
            let why = format!("`{}`: {}", self.host, told(&error));
            // an answer with a code is a refusal; without a connection nothing was sent
            let is_refused = error.is_permanent() || error.is_transient() || error.is_client() || error.is_tls();
            if is_refused || error.to_string().starts_with("Connection error") { Failure::sure(why) } else { Failure::unsure(why) }
        })
    }

    fn longest(&self) -> Duration {
        longest(self.timeout)
    }
}

/// Longest time that a conversation takes whose steps take so long.
pub(super) fn longest(timeout: Duration) -> Duration {
    timeout * STEPS
}

/// An error with its causes, in one line.
fn told(error: &Error) -> String {
    let mut line = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !line.contains(&inner_text) {
            line = format!("{line}: {inner_text}");
        }
        cause = inner.source();
    }
    beginning(&line)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use demarche_monitor::alert::channel::Secret;

    use super::*;
    use crate::message::tests::message;

    /// A server of mail for one letter, which answers RCPT so and, where it is to, hangs up before it says that it has the letter. Returns
    /// its port and what it was told.
    fn server(rcpt: &'static str, hangs_up: bool) -> (u16, thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let handle = thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut stream = stream;
            let mut said = Vec::new();
            stream.write_all(b"220 mail.test ESMTP\r\n").unwrap();
            let mut is_data = false;
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    return said;
                }
                let line = line.trim_end_matches("\r\n").to_owned();
                said.push(line.clone());
                let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                    _ if is_data && line != "." => continue,
                    "." => {
                        is_data = false;
                        if hangs_up {
                            return said;
                        }
                        "250 2.0.0 taken\r\n"
                    }
                    "EHLO" => "250-mail.test\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n",
                    "AUTH" => "235 2.7.0 welcome\r\n",
                    "MAIL" => "250 2.1.0 ok\r\n",
                    "RCPT" => rcpt,
                    "DATA" => {
                        is_data = true;
                        "354 go on\r\n"
                    }
                    "QUIT" => "221 2.0.0 bye\r\n",
                    _ => "500 what?\r\n",
                };
                if stream.write_all(answer.as_bytes()).is_err() {
                    return said;
                }
            }
        });
        (port, handle)
    }

    fn mail(port: u16) -> Smtp {
        Smtp {
            host: "127.0.0.1".into(),
            port,
            tls: Tls::None,
            from: "Démarche <demarche@example.org>".into(),
            to: vec!["desk@example.org".into(), "Night desk <night@example.org>".into()],
            login: None,
        }
    }

    fn opened(smtp: &Smtp, base: &Path) -> Mail {
        Mail::new(smtp, base, Duration::from_secs(20)).unwrap()
    }

    #[test]
    fn a_letter_arrives() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("password"), "secret\n").unwrap();
        let (port, server) = server("250 2.1.5 ok\r\n", false);
        let smtp = Smtp { login: Some(("desk".into(), Secret::File("password".into()))), ..mail(port) };
        opened(&smtp, folder.path()).send(&message(true)).unwrap();
        let said = server.join().unwrap();
        // \0desk\0secret
        for line in [
            "AUTH PLAIN AGRlc2sAc2VjcmV0",
            "MAIL FROM:<demarche@example.org>",
            "RCPT TO:<desk@example.org>",
            "RCPT TO:<night@example.org>",
            "Subject: [repeat] Test of channel desk",
            "Message-ID: <msg_1f@example.org>",
            "X-Demarche-Repeat: true",
            "Auto-Submitted: auto-generated",
            "Sent again: it is not known whether it arrived before.",
            "Content-Type: application/json",
        ] {
            assert!(said.iter().any(|told| told == line), "{line} is not in {said:#?}");
        }
        assert!(said.iter().any(|line| line.contains("demarche-alert/1")), "{said:#?}");
    }

    #[test]
    fn refusals_are_sure_and_silence_is_not() {
        let (port, handle) = server("550 5.1.1 nobody here\r\n", false);
        let failure = opened(&mail(port), ".".as_ref()).send(&message(false)).unwrap_err();
        assert!(!failure.is_unsure && failure.why.contains("nobody here"), "{failure:?}");
        handle.join().unwrap();
        let (port, handle) = server("250 2.1.5 ok\r\n", true);
        assert!(opened(&mail(port), ".".as_ref()).send(&message(false)).unwrap_err().is_unsure);
        handle.join().unwrap();
        // nobody listens
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let failure = opened(&mail(free), ".".as_ref()).send(&message(false)).unwrap_err();
        assert!(!failure.is_unsure, "{failure:?}");
    }

    #[test]
    fn a_check_has_no_conversation() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let smtp = mail(listener.local_addr().unwrap().port());
        let found = opened(&smtp, ".".as_ref()).check(&smtp.host, smtp.port).unwrap();
        assert_eq!(found, format!("to 2 addresses of mail; `127.0.0.1:{}` has an address", smtp.port));
        assert!(listener.accept().is_err(), "somebody connected");
    }

    #[test]
    fn what_cannot_be_opened_is_told_without_the_secret() {
        let smtp = Smtp { to: vec!["a@b@c".into()], ..mail(25) };
        assert!(Mail::new(&smtp, ".".as_ref(), Duration::from_secs(1)).unwrap_err().why.contains("a@b@c"));
        let smtp = Smtp { login: Some(("desk".into(), Secret::File("/nowhere".into()))), ..mail(25) };
        let failure = Mail::new(&smtp, ".".as_ref(), Duration::from_secs(1)).unwrap_err();
        assert!(failure.why.contains("/nowhere") && failure.hint.is_some());
    }
}
