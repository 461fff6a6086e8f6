//! The network itself: HTTP by `ureq`, TLS by `rustls`, and no connection to an address that is not public.
//!
//! The addresses of a name are looked at where they are resolved, and the connection goes to one of those that were looked at: a name
//! that leads elsewhere the second time gains nothing. Proxies of the environment are not used, for they would resolve names themselves.

use std::io::Read as _;
use std::net::SocketAddr;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::header::{self, HeaderMap, HeaderName};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use crate::address::is_public;
use crate::config::Limits;
use crate::error::FetchError;
use crate::fetch::{Answer, Http, Request};

/// Longest value of a field that is kept.
const LONGEST_FIELD: usize = 4_000;

/// A client of the web.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
}

impl Client {
    /// A client within these limits.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // followed by hand, for each step is looked at
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(limits.user_agent.as_str())
            .timeout_connect(Some(limits.connect_timeout))
            .timeout_resolve(Some(limits.connect_timeout))
            .timeout_global(Some(limits.timeout))
            .build();
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), Guard::new(limits.allow_private)) }
    }
}

impl Http for Client {
    fn get(&self, request: &Request<'_>) -> Result<Answer, FetchError> {
        let host = || request.url.host_str().unwrap_or_default().to_owned();
        let mut call = self.agent.get(request.url.as_str()).header(header::ACCEPT, request.accept);
        if let Some(etag) = request.etag {
            call = call.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(time) = request.last_modified {
            call = call.header(header::IF_MODIFIED_SINCE, time);
        }
        let mut response = call.call().map_err(|error| told(error, &host()))?;
        let status = response.status().as_u16();
        let fields = response.headers();
        let mut answer = Answer {
            status,
            etag: field(fields, &header::ETAG),
            last_modified: field(fields, &header::LAST_MODIFIED),
            location: field(fields, &header::LOCATION),
            content_type: field(fields, &header::CONTENT_TYPE),
            retry_after: field(fields, &header::RETRY_AFTER),
            body: Vec::new(),
        };
        if status == 200 {
            // of what has been decompressed: a small answer may hold a large one
            let mut body = response.body_mut().as_reader().take(request.limit as u64 + 1);
            body.read_to_end(&mut answer.body).map_err(|error| told(error.into(), &host()))?;
            if answer.body.len() > request.limit {
                return Err(FetchError::TooLarge { limit: request.limit });
            }
        }
        Ok(answer)
    }
}

/// A field in plain characters, so that it can be sent back.
fn field(fields: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = fields.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= LONGEST_FIELD).then(|| value.to_owned())
}

/// Resolves names for a client of HTTP, and lets through what is public. A name that leads to private addresses only is
/// [`FetchError::Private`] inside of [`Error::Other`].
#[derive(Debug)]
pub struct Guard {
    inner: DefaultResolver,
    allow_private: bool,
}

impl Guard {
    /// A guard; one that allows private addresses lets everything through.
    #[must_use]
    pub fn new(allow_private: bool) -> Self {
        Self { inner: DefaultResolver::default(), allow_private }
    }

    /// Those of a host's addresses that may be connected to.
    ///
    /// # Errors
    /// [`FetchError::Private`] where there are some, and none of them may.
    pub fn admitted(&self, host: &str, found: &[SocketAddr]) -> Result<Vec<SocketAddr>, FetchError> {
        let admitted: Vec<SocketAddr> = found.iter().copied().filter(|a| self.allow_private || is_public(a.ip())).collect();
        match found.first() {
            Some(address) if admitted.is_empty() => Err(FetchError::Private { host: host.to_owned(), address: address.ip() }),
            _ => Ok(admitted),
        }
    }
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout).map_err(|error| match error {
            Error::Io(_) => Error::HostNotFound,
            error => error,
        })?;
        let admitted = self.admitted(uri.host().unwrap_or_default(), &found).map_err(|refused| Error::Other(Box::new(refused)))?;
        let mut out = self.empty();
        for address in admitted {
            out.push(address);
        }
        Ok(out)
    }
}

/// An error of the client in our words.
fn told(error: Error, host: &str) -> FetchError {
    match error {
        Error::Other(other) => match other.downcast::<FetchError>() {
            Ok(own) => *own,
            Err(other) => FetchError::Connection { why: other.to_string() },
        },
        Error::Timeout(what) => FetchError::Timeout { what: what.to_string() },
        Error::HostNotFound => FetchError::Unknown { host: host.to_owned() },
        Error::BadUri(url) => FetchError::Address { url },
        Error::Io(error) => FetchError::Connection { why: error.to_string() },
        error => FetchError::Connection { why: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::config::Config as Configuration;

    #[test]
    fn private_addresses_are_refused_before_a_connection() {
        let limits = Configuration::parse("[fetch]\ncontact = \"desk@example.org\"", ".".as_ref()).unwrap().fetch;
        let client = Client::new(&limits);
        // nobody listens there: a connection would fail otherwise
        for url in [
            "http://127.0.0.1:9/",
            "http://localhost:9/",
            "http://[::1]:9/",
            "http://0x7f.1:9/",
            "http://2130706433:9/",
            "http://[::ffff:127.0.0.1]:9/",
        ] {
            let url = Url::parse(url).unwrap();
            let request = Request { url: &url, etag: None, last_modified: None, accept: "*/*", limit: 100 };
            let error = client.get(&request).unwrap_err();
            assert!(matches!(error, FetchError::Private { .. }), "{url}: {error}");
            assert!(error.hint().is_some_and(|hint| hint.contains("allow_private")));
        }
    }
}
