//! From tags to blocks: stretches of text that a browser shows as a paragraph of their own, each with what is bold in it
//! and the part of the page it stands in.

use std::collections::BTreeMap;
use std::ops::Range;

use super::markup::{HtmlTag, Token, tokens};
use super::zones::{Enclosure, Zone, is_block, is_void, place};
use crate::name::fold_spaces;

/// How a stretch of a block is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Nothing special.
    Plain,
    /// Bold.
    Bold,
    /// A link, not bold.
    Link,
}

/// A paragraph, heading, list item, cell, …
#[derive(Debug, Default)]
pub struct Block {
    /// Its text, character references decoded, white space as in the source.
    pub text: String,
    /// The styles of the text, in order, without gaps.
    pub styles: Vec<(Range<usize>, Style)>,
    /// The part of the page.
    pub zone: Zone,
    /// How closely the page encloses it as its subject.
    pub enclosure: Enclosure,
    /// The name on a person's card inside this block: where the card stands, and the name.
    pub card: Option<(usize, String)>,
    /// Characters of hidden cards.
    pub hidden: usize,
}

impl Block {
    /// Characters of the block, its hidden cards and its end.
    pub fn characters(&self) -> usize {
        self.text.chars().count() + self.hidden + 1
    }

    /// The style at a byte.
    pub fn style_at(&self, byte: usize) -> Style {
        let at = self.styles.partition_point(|(range, _)| range.end <= byte);
        self.styles.get(at).map_or(Style::Plain, |(_, style)| *style)
    }
}

/// A page in blocks, with what its head says.
#[derive(Debug, Default)]
pub struct Page {
    /// In order; none without visible characters.
    pub blocks: Vec<Block>,
    /// Text of the title element.
    pub title: Option<String>,
    /// `lang` of the page.
    pub language: Option<String>,
    /// The first stated date, as written in an attribute.
    pub date: Option<String>,
}

/// What an open element does to the text in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Visibility {
    #[default]
    Shown,
    /// Of the page's head.
    Title,
    /// Inside a card.
    Card,
    /// The name on a person's card.
    CardName,
    /// Not shown: the head, templates.
    Dropped,
}

struct OpenElement {
    name: String,
    style: Style,
    zone: Zone,
    enclosure: Enclosure,
    visibility: Visibility,
}

#[derive(Default)]
struct Builder {
    page: Page,
    block: Block,
    stack: Vec<OpenElement>,
    open: BTreeMap<String, usize>,
    card_name: String,
}

/// Cuts a page into blocks.
pub fn blocks(page: &str) -> Page {
    let mut builder = Builder::default();
    for token in tokens(page) {
        match token {
            Token::Text(text) => builder.text(&text),
            Token::Start(tag) => builder.start(&tag),
            Token::End(name) => builder.end(&name),
        }
    }
    builder.flush();
    builder.page
}

/// An inline end tag closes nothing further out than this many elements.
const REACH: usize = 32;

impl Builder {
    fn text(&mut self, text: &str) {
        let (style, zone, enclosure, visibility) = match self.stack.last() {
            Some(top) => (top.style, top.zone, top.enclosure, top.visibility),
            None => (Style::Plain, Zone::default(), Enclosure::default(), Visibility::default()),
        };
        match visibility {
            Visibility::Shown => {
                if self.block.text.trim().is_empty() {
                    self.block.zone = zone;
                    self.block.enclosure = enclosure;
                }
                let start = self.block.text.len();
                self.block.text.push_str(text);
                self.block.styles.push((start..self.block.text.len(), style));
            }
            Visibility::Title => self.page.title = self.page.title.take().or_else(|| Some(fold_spaces(text))),
            Visibility::Card | Visibility::CardName => {
                self.block.hidden += text.chars().count();
                if visibility == Visibility::CardName {
                    self.card_name.push_str(text);
                }
            }
            Visibility::Dropped => {}
        }
    }

    fn start(&mut self, tag: &HtmlTag) {
        let name = tag.name.as_str();
        let placing = place(tag);
        if name == "html" {
            self.page.language = self.page.language.take().or(placing.language);
        }
        if placing.zone != Some(Zone::Furniture) && !self.in_furniture() {
            self.page.date = self.page.date.take().or(placing.date);
        }
        if is_block(name) || name == "br" {
            self.close_paragraph();
            self.flush();
        }
        if is_void(name) {
            return;
        }
        let parent = self.stack.last();
        let outer = parent.map_or(Zone::default(), |p| p.zone);
        let visibility = parent.map_or(Visibility::default(), |p| p.visibility);
        let style = match (name, parent.map_or(Style::Plain, |p| p.style)) {
            ("b" | "strong" | "th", _) => Style::Bold,
            (_, outer) if placing.bold == Some(true) || outer == Style::Bold => Style::Bold,
            ("a", _) | (_, Style::Link) => Style::Link,
            _ => Style::Plain,
        };
        let open = OpenElement {
            style,
            zone: if outer == Zone::Furniture { outer } else { placing.zone.unwrap_or(outer) },
            enclosure: parent.map_or(Enclosure::default(), |p| p.enclosure).max(placing.enclosure),
            visibility: inner_visibility(name, visibility, placing.card),
            name: name.to_owned(),
        };
        *self.open.entry(open.name.clone()).or_default() += 1;
        self.stack.push(open);
    }

    fn in_furniture(&self) -> bool {
        self.stack.last().is_some_and(|top| top.zone == Zone::Furniture)
    }

    /// A block ends an open paragraph, as in HTML.
    fn close_paragraph(&mut self) {
        if self.open.get("p").is_some_and(|count| *count > 0) && self.stack.last().is_some_and(|top| top.name == "p") {
            self.pop();
        }
    }

    fn end(&mut self, name: &str) {
        let block = is_block(name);
        if block {
            self.flush();
        }
        if self.open.get(name).is_none_or(|count| *count == 0) {
            return;
        }
        if !block {
            let reachable = self.stack.iter().rev().take(REACH).take_while(|open| !is_block(&open.name));
            if !reachable.into_iter().any(|open| open.name == name) {
                return;
            }
        }
        while self.pop().is_some_and(|popped| popped != name) {}
    }

    fn pop(&mut self) -> Option<String> {
        let top = self.stack.pop()?;
        if let Some(count) = self.open.get_mut(&top.name) {
            *count = count.saturating_sub(1);
        }
        if top.visibility == Visibility::CardName {
            let name = fold_spaces(&std::mem::take(&mut self.card_name));
            if !name.is_empty() && self.block.card.is_none() {
                self.block.card = Some((self.block.text.len(), name));
            }
        }
        Some(top.name)
    }

    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        if !block.text.trim().is_empty() || block.hidden > 0 {
            self.page.blocks.push(block);
        }
    }
}

fn inner_visibility(name: &str, outer: Visibility, card: Option<super::zones::Card>) -> Visibility {
    use super::zones::Card;
    match (name, outer, card) {
        (_, Visibility::Dropped, _) if name == "title" => Visibility::Title,
        ("head" | "template" | "svg" | "noscript", _, _) => Visibility::Dropped,
        ("title", Visibility::Shown, _) => Visibility::Title,
        (_, Visibility::Card, Some(Card::Name)) => Visibility::CardName,
        (_, Visibility::Shown, Some(Card::Person | Card::Other)) => Visibility::Card,
        (_, outer, _) => outer,
    }
}
