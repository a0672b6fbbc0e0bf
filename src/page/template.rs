//! What all templates share.

use askama::Template;

use crate::error::{Error, Result};
use crate::report::package::PAGE;

/// Speakers in the page at a time.
pub const SPEAKERS_SHOWN: usize = 50;
/// TableRows of any other table in the page at a time.
pub const ROWS_SHOWN: usize = 200;

/// A template with its values in place.
///
/// # Errors
/// [`Error::Write`], which a text in memory never gives.
pub fn render(template: &impl Template) -> Result<String> {
    template
        .render()
        .map_err(|error| Error::Write { path: PAGE.into(), source: std::io::Error::other(error.to_string()) })
}
