//! Pages at http and https addresses.

use std::io::Read;
use std::time::Duration;

use crate::error::{Error, Result};

/// A whole page, redirects included, may take this many times as long as the first byte of an answer.
#[cfg(feature = "web")]
const WHOLE: u32 = 4;

/// Whether an input is an address rather than a path.
pub fn is_address(input: &str) -> bool {
    let start = input.get(..8).unwrap_or(input).to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://")
}

/// The id of a page: host and path, without query.
pub fn id_of(address: &str) -> String {
    let after = address.split_once("://").map_or(address, |(_, rest)| rest);
    after.split(['?', '#']).next().unwrap_or(after).trim_end_matches('/').to_owned()
}

/// Fetches a page that begins to answer within `patience`; `read` takes what comes and sets the limits.
///
/// # Errors
/// `Fetch` naming the address and why, and those of `read`.
#[cfg(feature = "web")]
pub fn fetch<T>(address: &str, patience: Duration, read: impl FnOnce(&mut dyn Read) -> Result<T>) -> Result<T> {
    let config = ureq::Agent::config_builder()
        .timeout_connect(Some(patience))
        .timeout_recv_response(Some(patience))
        .timeout_global(Some(patience.saturating_mul(WHOLE)))
        .max_redirects(5)
        .user_agent(concat!("rostrum/", env!("CARGO_PKG_VERSION")))
        .build();
    let failed = |error: ureq::Error| Error::Fetch { address: address.to_owned(), reason: reason(&error) };
    let mut answer = ureq::Agent::new_with_config(config).get(address).call().map_err(failed)?;
    read(&mut answer.body_mut().with_config().limit(u64::MAX).reader()).map_err(|error| match error {
        // the system's error of a page is one of the network
        Error::Read { source, .. } => {
            Error::Fetch { address: address.to_owned(), reason: reason(&ureq::Error::from(source)) }
        }
        other => other,
    })
}

/// The same of a program that cannot fetch.
///
/// # Errors
/// Always `Fetch`.
#[cfg(not(feature = "web"))]
pub fn fetch<T>(address: &str, _: Duration, _: impl FnOnce(&mut dyn Read) -> Result<T>) -> Result<T> {
    Err(Error::Fetch { address: address.to_owned(), reason: "this program was built without the web".to_owned() })
}

#[cfg(feature = "web")]
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(404) => "there is no such page (404)".to_owned(),
        ureq::Error::StatusCode(code) => format!("the server refused ({code})"),
        ureq::Error::Timeout(_) => "no answer in time (see --timeout)".to_owned(),
        ureq::Error::HostNotFound => "there is no such host, or no network".to_owned(),
        ureq::Error::ConnectionFailed => "no connection".to_owned(),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => "no connection".to_owned(),
        other => other.to_string(),
    }
}
