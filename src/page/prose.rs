//! Sentences with numbers in them: words are escaped, numbers carry their cells.

use std::fmt::{Display, Formatter};

use askama::filters::{Html, HtmlSafe, escape, urlencode_strict};

use crate::page::figure::PageFigure;

/// A sentence or more, as HTML.
#[derive(Debug, Clone, Default)]
pub struct Prose(String);

impl Prose {
    /// Adds words.
    pub fn words(mut self, words: impl AsRef<str>) -> Self {
        self.0 += &escaped(words.as_ref());
        self
    }

    /// Adds somebody's name, which may be written from right to left.
    pub fn name(mut self, name: &str) -> Self {
        self.0 += "<bdi>";
        self = self.words(name);
        self.0 += "</bdi>";
        self
    }

    /// Adds a number.
    pub fn number(mut self, figure: &PageFigure) -> Self {
        self.0 += &figure.to_string();
        self
    }

    /// Adds a number where there is one, else nothing.
    pub fn number_if(self, figure: Option<&PageFigure>) -> Self {
        match figure {
            Some(figure) => self.number(figure),
            None => self,
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Prose {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Prose {}

/// A text that may stand in an element or an attribute.
pub fn escaped(text: &str) -> String {
    // the escaper of the templates never fails
    escape(text, Html).map(|safe| safe.to_string()).unwrap_or_default()
}

/// A text as it stands behind `=` in a link.
pub fn in_link(text: &str) -> String {
    // nor does the one of addresses
    urlencode_strict(text).map(|safe| safe.to_string()).unwrap_or_default()
}
