//! What the styles of a Word document say of the text set in them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Result;
use crate::read::format::paper::Rank;
use crate::read::kit::elements::{XmlPiece, value, walk};

/// A style is based on at most so many others.
const MOST_BASES: usize = 20;

#[derive(Debug, Default)]
struct WordStyle {
    rank: Rank,
    bold: Option<bool>,
    hidden: bool,
    base: Option<String>,
}

/// The styles by their ids.
#[derive(Debug, Default)]
pub struct WordStyles(BTreeMap<String, WordStyle>);

impl WordStyles {
    /// From `styles.xml`.
    ///
    /// # Errors
    /// `Malformed` for XML that is not well-formed.
    pub fn of(path: &Path, xml: &str) -> Result<Self> {
        let mut styles = BTreeMap::new();
        let mut open: Option<(String, WordStyle)> = None;
        walk(path, xml, |piece| match (piece, &mut open) {
            (XmlPiece::Start("style", element), _) => {
                open = Some((value(element, "styleId").unwrap_or_default(), WordStyle::default()));
            }
            (XmlPiece::Start("name", element), Some((_, style))) => {
                style.rank = rank(&value(element, "val").unwrap_or_default());
            }
            (XmlPiece::Start("basedOn", element), Some((_, style))) => style.base = value(element, "val"),
            (XmlPiece::Start("b", element), Some((_, style))) => style.bold = Some(is_on(value(element, "val"))),
            (XmlPiece::Start("vanish", element), Some((_, style))) => style.hidden = is_on(value(element, "val")),
            (XmlPiece::End("style"), _) => styles.extend(open.take()),
            _ => {}
        })?;
        Ok(WordStyles(styles))
    }

    /// What a paragraph of this style is.
    pub fn rank(&self, id: &str) -> Rank {
        self.chain(id).map(|style| style.rank).find(|rank| *rank != Rank::Text).unwrap_or_default()
    }

    /// Whether text of this style is bold.
    pub fn is_bold(&self, id: &str) -> Option<bool> {
        self.chain(id).find_map(|style| style.bold)
    }

    /// Whether text of this style is hidden.
    pub fn is_hidden(&self, id: &str) -> bool {
        self.chain(id).any(|style| style.hidden)
    }

    fn chain(&self, id: &str) -> impl Iterator<Item = &WordStyle> {
        let base = |style: &&WordStyle| style.base.as_ref().and_then(|base| self.0.get(base));
        std::iter::successors(self.0.get(id), base).take(MOST_BASES)
    }
}

/// By the style's name, which is English in every language of the program.
fn rank(name: &str) -> Rank {
    let name = name.to_lowercase();
    match name.as_str() {
        "title" => Rank::Title,
        _ if name.starts_with("heading ") => Rank::Heading,
        _ if name.starts_with("toc ") => Rank::Contents,
        _ => Rank::Text,
    }
}

/// Whether a switch is on: it is unless it says otherwise.
pub fn is_on(value: Option<String>) -> bool {
    !value.is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off" | "none"))
}
