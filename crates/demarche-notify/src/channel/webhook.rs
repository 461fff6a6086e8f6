//! Webhooks, signed as Standard Webhooks has it: <https://www.standardwebhooks.com>.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use demarche_monitor::alert::channel::Webhook;
use demarche_watch::FetchError;
use demarche_watch::client::Guard;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use ureq::http::Uri;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Error, Timeout};

use super::{Channel, Failure, addresses, beginning, secret, unresolved};
use crate::message::Message;

/// A receiver on the web.
pub(super) struct Hook {
    agent: Agent,
    url: String,
    key: Vec<u8>,
    timeout: Duration,
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // the key is not to be shown
        f.debug_struct("Hook").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Hook {
    pub(super) fn new(webhook: &Webhook, base: &Path, timeout: Duration) -> Result<Self, Failure> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(concat!("demarche/", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(timeout))
            .build();
        Ok(Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), Guard::new(webhook.allow_private)),
            url: webhook.url.clone(),
            key: key(&secret(&webhook.secret, base)?)?,
            timeout,
        })
    }
}

impl Hook {
    /// What is found without a request; an address that would be refused is refused here.
    pub(super) fn check(&self, allow_private: bool) -> Result<String, Failure> {
        let unusable = || Failure::sure(format!("`{}` is no address of the web", self.url));
        let uri: Uri = self.url.parse().map_err(|_| unusable())?;
        let host = uri.host().ok_or_else(unusable)?.trim_matches(['[', ']']);
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
        match addresses(host, port, self.timeout) {
            Ok(found) => {
                Guard::new(allow_private).admitted(host, &found).map_err(refused)?;
                Ok(format!("`{host}` has an address that may be connected to, and the secret can sign"))
            }
            Err(why) => Ok(format!("the secret can sign; {}", unresolved(host, &why))),
        }
    }
}

fn refused(error: FetchError) -> Failure {
    Failure::sure(error.to_string()).hint("`allow_private = true` in the webhook allows private addresses")
}

/// Secrets are written with padding or without.
const LENIENT: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// The bytes of a secret: `whsec_` and 24 to 64 bytes in base64.
fn key(secret: &str) -> Result<Vec<u8>, Failure> {
    let bytes = secret.strip_prefix("whsec_").and_then(|text| LENIENT.decode(text).ok()).filter(|bytes| (24..=64).contains(&bytes.len()));
    bytes.ok_or_else(|| {
        Failure::sure("the secret is not `whsec_` and 24 to 64 bytes in base64")
            .hint("make one with: echo \"whsec_$(head -c 32 /dev/urandom | base64)\"")
    })
}

/// The value of `webhook-signature`: `v1,` and the signature of id, time and body in base64.
fn signature(key: &[u8], id: &str, seconds: i64, body: &str) -> Result<String, Failure> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Failure::sure("the secret cannot sign"))?;
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

impl Channel for Hook {
    fn send(&self, message: &Message) -> Result<(), Failure> {
        let body = message.json();
        let seconds = message.at.as_second();
        let request = self
            .agent
            .post(&self.url)
            .header("content-type", "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signature(&self.key, &message.id, seconds, &body)?);
        let mut response = request.send(body.as_bytes()).map_err(failure)?;
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok(());
        }
        let retry_after =
            response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse().ok()).map(Duration::from_secs);
        let said = response.body_mut().with_config().limit(2_000).read_to_string().map(|text| beginning(&text)).unwrap_or_default();
        let said = if said.is_empty() { String::new() } else { format!(": {said}") };
        let told = Failure { retry_after, ..Failure::sure(format!("answered with status {status}{said}")) };
        Err(match status {
            300..=399 => told.hint("redirects are not followed; write the address that it leads to"),
            401 | 403 => told.hint("the receiver does not accept the signature; both sides need the same secret"),
            410 => told.hint("the receiver wants no more; take the channel out of the configuration"),
            // somebody between here and the receiver did not wait for its answer
            502 | 504 => Failure { is_unsure: true, ..told },
            _ => told,
        })
    }

    fn longest(&self) -> Duration {
        self.timeout
    }
}

/// An error before or instead of an answer.
fn failure(error: Error) -> Failure {
    match error {
        Error::Other(other) => match other.downcast::<FetchError>() {
            Ok(error) => refused(*error),
            Err(other) => Failure::unsure(other.to_string()),
        },
        Error::HostNotFound => Failure::sure("the host is not known"),
        error @ (Error::BadUri(_) | Error::ConnectionFailed | Error::Tls(_) | Error::Timeout(Timeout::Resolve | Timeout::Connect)) => {
            Failure::sure(error.to_string())
        }
        Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Failure::sure(format!("the connection failed: {error}"))
        }
        // it may have been read, though nothing was answered
        error => Failure::unsure(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use demarche_monitor::alert::channel::Secret;

    use super::*;
    use crate::message::tests::message;

    /// The secret of the examples of Standard Webhooks.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn the_signature_is_that_of_the_specification() {
        let key = key(SECRET).unwrap();
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}").unwrap();
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let (padded, bare) = ("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(super::key(padded), super::key(bare));
        for wrong in ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_AAAA", "whsec_???"] {
            assert!(
                super::key(wrong).is_err_and(|failure| failure.hint.is_some() && (wrong.len() < 10 || !failure.why.contains(wrong))),
                "{wrong}"
            );
        }
    }

    /// A receiver of one request that answers so. Returns its address and what it got.
    fn receiver(answer: &'static str) -> (String, thread::JoinHandle<(Vec<String>, String)>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let handle = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut fields = Vec::new();
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.trim_end().to_owned();
                if line.is_empty() {
                    break;
                }
                if let Some(n) = line.to_lowercase().strip_prefix("content-length: ") {
                    length = n.parse().unwrap();
                }
                fields.push(line);
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            (fields, String::from_utf8(body).unwrap())
        });
        (url, handle)
    }

    fn hook(url: &str, allow_private: bool) -> Hook {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), format!("{SECRET}\n")).unwrap();
        let webhook = Webhook { url: url.to_owned(), secret: Secret::File("secret".into()), allow_private };
        Hook::new(&webhook, folder.path(), Duration::from_secs(20)).unwrap()
    }

    #[test]
    fn a_message_arrives_signed() {
        let (url, handle) = receiver("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        hook(&url, true).send(&message(false)).unwrap();
        let (fields, body) = handle.join().unwrap();
        assert_eq!(body, message(false).json());
        let expected = signature(&key(SECRET).unwrap(), "msg_1f", 1_730_203_200, &body).unwrap();
        for field in [
            "POST /hook HTTP/1.1",
            "webhook-id: msg_1f",
            "webhook-timestamp: 1730203200",
            "content-type: application/json",
            &format!("webhook-signature: {expected}"),
        ] {
            assert!(fields.iter().any(|told| told.eq_ignore_ascii_case(field)), "{field}: {fields:?}");
        }
    }

    #[test]
    fn answers_are_told_apart() {
        for (answer, is_unsure, part) in [
            (
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                false,
                "redirects are not followed",
            ),
            ("HTTP/1.1 401 No\r\nContent-Length: 3\r\nConnection: close\r\n\r\nwho", false, "same secret"),
            ("HTTP/1.1 502 Bad\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true, "502"),
            ("HTTP/1.1 503 Busy\r\nRetry-After: 77\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", false, "503"),
            // hung up without an answer
            ("", true, ""),
        ] {
            let (url, handle) = receiver(answer);
            let failure = hook(&url, true).send(&message(false)).unwrap_err();
            handle.join().unwrap();
            let told = format!("{} {}", failure.why, failure.hint.clone().unwrap_or_default());
            assert!(failure.is_unsure == is_unsure && told.contains(part), "{answer:?}: {failure:?}");
            assert_eq!(failure.retry_after, answer.contains("77").then_some(Duration::from_secs(77)));
        }
    }

    #[test]
    fn a_check_sends_nothing_and_refuses_what_sending_would() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let found = hook(&url, true).check(true).unwrap();
        assert_eq!(found, "`127.0.0.1` has an address that may be connected to, and the secret can sign");
        assert!(listener.accept().is_err(), "somebody connected");
        for url in ["https://127.0.0.1:9/", "https://[::1]/", "https://10.0.0.1/"] {
            let failure = hook(url, false).check(false).unwrap_err();
            assert!(failure.why.contains("is the private address") && failure.hint.is_some(), "{url}: {failure:?}");
        }
        assert!(hook("https://[2606:4700:4700::1111]/", false).check(false).is_ok());
    }

    #[test]
    fn private_addresses_are_refused() {
        for url in ["https://127.0.0.1:9/", "https://localhost:9/", "https://[::1]:9/", "https://10.0.0.1/"] {
            let failure = hook(url, false).send(&message(false)).unwrap_err();
            assert!(!failure.is_unsure && failure.why.contains("private address"), "{url}: {failure:?}");
        }
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let failure = hook(&format!("http://{free}/"), true).send(&message(false)).unwrap_err();
        assert!(!failure.is_unsure && !failure.why.contains("private"), "{failure:?}");
    }
}
