//! `[[channel]]`

use std::net::IpAddr;

use serde::Deserialize;
use url::{Host, Url};

use super::{OneOrMore, Wrong, name_of, wrong};
use crate::alert::channel::{Channel, Kind, Secret, Smtp, Tls, Webhook};
use crate::config::alert::seconds;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChannel {
    name: String,
    file: Option<String>,
    command: Option<Vec<String>>,
    smtp: Option<RawSmtp>,
    webhook: Option<RawWebhook>,
    timeout: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSmtp {
    host: String,
    port: Option<u16>,
    tls: Option<String>,
    from: String,
    to: OneOrMore,
    user: Option<String>,
    password_env: Option<String>,
    password_file: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWebhook {
    url: String,
    secret_env: Option<String>,
    secret_file: Option<String>,
    #[serde(default)]
    allow_private: bool,
}

/// Longest time for one try, in seconds.
const LONGEST_TIMEOUT: u64 = 120;

pub(super) fn channel(raw: RawChannel) -> Result<Channel, Wrong> {
    let name = name_of("channel", &raw.name)?;
    let at = |wrong: Wrong| (format!("channel `{name}`: {}", wrong.0), wrong.1);
    let timeout = seconds("timeout", raw.timeout.as_deref().unwrap_or("30s"), 1, LONGEST_TIMEOUT).map_err(at)?;
    let kind = match (raw.file, raw.command, raw.smtp, raw.webhook) {
        (Some(file), None, None, None) if !file.trim().is_empty() => Ok(Kind::File(file.into())),
        (Some(_), None, None, None) => wrong("`file` names no file", "write file = \"alerts.jsonl\""),
        (None, Some(command), None, None) => self::command(command),
        (None, None, Some(raw), None) => smtp(raw).map(Kind::Smtp),
        (None, None, None, Some(raw)) => webhook(raw).map(Kind::Webhook),
        _ => wrong("it has not one of `file`, `command`, `smtp` and `webhook`", "give it exactly one of the four"),
    };
    Ok(Channel { kind: kind.map_err(at)?, timeout, name })
}

fn command(command: Vec<String>) -> Result<Kind, Wrong> {
    match command.split_first() {
        Some((program, arguments)) if !program.trim().is_empty() => {
            Ok(Kind::Command { program: program.clone(), arguments: arguments.to_vec() })
        }
        _ => wrong("`command` names no program", "write command = [\"program\", \"argument\"]"),
    }
}

fn smtp(raw: RawSmtp) -> Result<Smtp, Wrong> {
    let tls = match raw.tls.as_deref().unwrap_or("starttls") {
        "starttls" => Tls::Starttls,
        "tls" => Tls::Tls,
        "none" => Tls::None,
        other => return wrong(format!("`tls = \"{other}\"` is none"), "write starttls, tls or none"),
    };
    let host = raw.host.trim().to_owned();
    if !is_host(&host) {
        return wrong(format!("`{host}` is no host of mail"), "write the name of the server that takes mail, as mail.example.org");
    }
    let to: Vec<String> = raw.to.list().into_iter().map(|to| to.trim().to_owned()).collect();
    let is_address = |text: &String| text.contains('@') && !text.chars().any(char::is_control);
    if to.is_empty() {
        return wrong("`to` names nobody", "write to = [\"desk@example.org\"]");
    }
    if let Some(address) = std::iter::once(&raw.from).chain(&to).find(|address| !is_address(address)) {
        return wrong(format!("`{address}` is no address of mail"), "write desk@example.org, or Desk <desk@example.org>");
    }
    let password = secret("password", raw.password_env, raw.password_file)?;
    let login = match (raw.user, password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        _ => return wrong("`user` and a password go together", "write `user` with `password_env` or `password_file`, or leave all out"),
    };
    if login.is_some() && tls == Tls::None && !matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1") {
        return wrong("a password would be sent in the clear", "write tls = \"starttls\" or tls = \"tls\"");
    }
    let port = raw.port.unwrap_or(match tls {
        Tls::Starttls => 587,
        Tls::Tls => 465,
        Tls::None => 25,
    });
    Ok(Smtp { host, port, tls, from: raw.from, to, login })
}

/// True for an address, and for what can be a name: labels of letters, digits and hyphens (RFC 1123), the last of them no number.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        let is_inside = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_inside && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_number = |label: &str| label.bytes().all(|b| b.is_ascii_digit());
    let is_name = host.len() <= 253 && host.split('.').all(is_label) && host.rsplit('.').next().is_some_and(|last| !is_number(last));
    host.parse::<IpAddr>().is_ok() || is_name
}

fn webhook(raw: RawWebhook) -> Result<Webhook, Wrong> {
    let hint = "write the whole address, as https://example.org/hook";
    let parsed = Url::parse(raw.url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    let Some(url) = parsed else { return wrong(format!("`{}` is no address of the web", raw.url), hint) };
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("its address holds a password", "take it out: what is sent is signed by the secret");
    }
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "http" && !(raw.allow_private && is_local) {
        return wrong("its address is not https", "write https; http is for tests on this machine, with `allow_private = true`");
    }
    let Some(secret) = secret("secret", raw.secret_env, raw.secret_file)? else {
        return wrong("it has no secret", "write `secret_env` or `secret_file`: a name, for the secret itself does not stand here");
    };
    Ok(Webhook { url: url.into(), secret, allow_private: raw.allow_private })
}

/// Where a secret is found; it never stands in the configuration.
fn secret(key: &str, env: Option<String>, file: Option<String>) -> Result<Option<Secret>, Wrong> {
    match (env, file) {
        (None, None) => Ok(None),
        (Some(name), None) if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
            Ok(Some(Secret::Env(name)))
        }
        (Some(_), None) => wrong(format!("`{key}_env` is no name of an environment variable"), "names have letters, digits and _"),
        (None, Some(path)) if !path.trim().is_empty() => Ok(Some(Secret::File(path.into()))),
        _ => wrong(format!("it has not one of `{key}_env` and `{key}_file`"), "give it one of the two"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn parse(rest: &str) -> Result<Channel, String> {
        let text = format!("[[channel]]\nname = \"c\"\n{rest}\n");
        Config::parse(&text).map(|config| config.channels[0].clone()).map_err(|error| {
            assert!(error.line.is_some() && !error.hint.is_empty(), "{error:?}");
            error.message
        })
    }

    #[test]
    fn channels_have_defaults() {
        assert_eq!(parse("file = \"a.jsonl\"").unwrap(), Channel { name: "c".into(), kind: Kind::File("a.jsonl".into()), timeout: 30 });
        let Kind::Smtp(mail) =
            parse("smtp = { host = \"mail.example.org\", from = \"a@example.org\", to = [\"b@example.org\"] }").unwrap().kind
        else {
            panic!()
        };
        assert_eq!((mail.port, mail.tls, mail.login), (587, Tls::Starttls, None));
        let Kind::Webhook(hook) =
            parse("webhook = { url = \"https://example.org/h\", secret_env = \"HOOK\" }\ntimeout = \"2m\"").unwrap().kind
        else {
            panic!()
        };
        assert_eq!((hook.url.as_str(), hook.secret, hook.allow_private), ("https://example.org/h", Secret::Env("HOOK".into()), false));
        let command = parse("command = [\"./tell\", \"desk\"]").unwrap().kind;
        assert_eq!(command, Kind::Command { program: "./tell".into(), arguments: vec!["desk".into()] });
        assert!(parse("webhook = { url = \"http://127.0.0.1:9/\", secret_file = \"s\", allow_private = true }").is_ok());
    }

    #[test]
    fn hosts_of_mail_are_addresses_or_names() {
        for host in ["mail.example.org", "localhost", "mx-1.example.org", "10.0.0.1", "::1", "2001:db8::25", "1and1.example"] {
            assert!(is_host(host), "{host}");
        }
        for host in
            ["", ".", "mail..example.org", ".example.org", "example.org.", "-a.org", "a-.org", "300.1.1.1", "1.2.3", "::g", "a:25", "a b"]
        {
            assert!(!is_host(host), "{host}");
        }
        assert!(!is_host(&"a".repeat(64)) && !is_host(&"a.".repeat(127)));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let smtp = "host = \"mail.example.org\", from = \"a@example.org\"";
        for (text, part) in [
            (String::new(), "not one of"),
            ("file = \"a\"\ncommand = [\"b\"]".into(), "not one of"),
            ("command = []".into(), "no program"),
            ("file = \" \"".into(), "names no file"),
            ("file = \"a\"\ntimeout = \"3m\"".into(), "timeout"),
            ("smtp = { host = \"mail..example.org\", from = \"a@b.org\", to = \"b@b.org\" }".into(), "no host of mail"),
            (format!("smtp = {{ {smtp}, to = [] }}"), "nobody"),
            (format!("smtp = {{ {smtp}, to = \"desk\" }}"), "no address of mail"),
            (format!("smtp = {{ {smtp}, to = \"b@example.org\", user = \"u\" }}"), "go together"),
            (format!("smtp = {{ {smtp}, to = \"b@example.org\", tls = \"none\", user = \"u\", password_env = \"P\" }}"), "in the clear"),
            (format!("smtp = {{ {smtp}, to = \"b@example.org\", password = \"x\" }}"), "password"),
            ("webhook = { url = \"http://example.org/h\", secret_env = \"S\", allow_private = true }".into(), "not https"),
            ("webhook = { url = \"http://127.0.0.1/h\", secret_env = \"S\" }".into(), "not https"),
            ("webhook = { url = \"https://a:b@example.org/h\", secret_env = \"S\" }".into(), "password"),
            ("webhook = { url = \"https://example.org/h\" }".into(), "no secret"),
            ("webhook = { url = \"https://example.org/h\", secret_env = \"whsec_+/\" }".into(), "no name of an environment"),
            ("webhook = { url = \"https://example.org/h\", secret = \"whsec_x\" }".into(), "secret"),
        ] {
            let error = parse(&text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
