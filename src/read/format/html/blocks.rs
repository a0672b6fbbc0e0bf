//! From tags to blocks: stretches of text that a browser shows as a paragraph of their own, each with what is bold in it
//! and the part of the page it stands in.

use std::collections::BTreeMap;
use std::ops::Range;

use super::markup::{HtmlTag, Token, tokens};
use super::sheet::StyleSheet;
use super::zones::{Enclosure, Naming, Zone, is_block, is_void, place};
use crate::name::fold_spaces;

/// How a stretch of a block is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    /// Nothing special.
    #[default]
    Plain,
    /// Bold.
    Bold,
    /// A link, not bold.
    Link,
}

/// Which part of a list of terms a block is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListPart {
    /// None.
    #[default]
    None,
    /// The term (`dt`).
    Term,
    /// What is said of it (`dd`).
    Said,
}

/// Where in a table a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellPlace {
    /// Which table of the page.
    pub table: usize,
    /// Which row, from 1.
    pub row: usize,
    /// Which column, from 0; a cell that spans rows or columns takes theirs.
    pub column: usize,
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
    /// Letters and digits in italics.
    pub italics: usize,
    /// What stands in an element whose class says that it holds the speaker, or the name of one.
    pub named: Option<Range<usize>>,
    naming: Naming,
    /// The cell of a table.
    pub cell: Option<CellPlace>,
    /// The part of a list of terms.
    pub part: ListPart,
}

impl Block {
    fn push(&mut self, text: &str, top: &OpenElement) {
        if self.text.trim().is_empty() {
            (self.zone, self.enclosure, self.cell, self.part) = (top.zone, top.enclosure, top.cell, top.part);
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.styles.push((start..self.text.len(), top.style));
        if top.italic {
            self.italics += text.chars().filter(|c| c.is_alphanumeric()).count();
        }
        // the name of a speaker goes before the element around it
        if top.naming > self.naming && !text.trim().is_empty() {
            self.naming = top.naming;
            self.named = Some(start..self.text.len());
        } else if top.naming == self.naming
            && let Some(named) = self.named.as_mut().filter(|_| !text.trim().is_empty())
        {
            named.end = self.text.len();
        }
    }

    /// Characters of the block, its hidden cards and its end.
    pub fn characters(&self) -> usize {
        self.text.chars().count() + self.hidden + 1
    }

    /// Whether all of it is bold.
    pub fn is_bold(&self) -> bool {
        let letters = |range: &Range<usize>| self.text[range.clone()].chars().any(char::is_alphanumeric);
        self.styles.iter().all(|(range, style)| *style == Style::Bold || !letters(range))
    }

    /// Whether all of it is bold, and it is short.
    pub fn is_heading(&self) -> bool {
        self.is_bold() && self.text.split_whitespace().count() <= HEADING_WORDS
    }

    /// Whether all of it is in italics.
    pub fn is_italic(&self) -> bool {
        self.italics > 0 && self.italics == self.text.chars().filter(|c| c.is_alphanumeric()).count()
    }

    /// The style at a byte.
    pub fn style_at(&self, byte: usize) -> Style {
        let at = self.styles.partition_point(|(range, _)| range.end <= byte);
        self.styles.get(at).map_or(Style::Plain, |(_, style)| *style)
    }

    /// The text of an element at a byte, up to where the next one begins.
    pub fn run_at(&self, byte: usize) -> &str {
        let at = self.styles.partition_point(|(range, _)| range.end <= byte);
        let end = self.styles.get(at).map_or(byte, |(range, _)| range.end);
        self.text.get(byte..end).unwrap_or_default()
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

#[derive(Default)]
struct OpenElement {
    name: String,
    style: Style,
    italic: bool,
    naming: Naming,
    cell: Option<CellPlace>,
    part: ListPart,
    zone: Zone,
    enclosure: Enclosure,
    visibility: Visibility,
}

/// A table that is open.
#[derive(Default)]
struct OpenTable {
    number: usize,
    row: usize,
    column: usize,
    /// For the first columns, how many more rows a cell above reaches into.
    spans: Vec<usize>,
}

/// A bold paragraph of at most this many words is a heading.
const HEADING_WORDS: usize = 30;

/// Columns of a table whose spans are kept.
const WIDEST: usize = 64;

impl OpenTable {
    fn row(&mut self) {
        (self.row, self.column) = (self.row + 1, 0);
    }

    fn cell(&mut self, rows: usize, columns: usize) -> CellPlace {
        while let Some(span) = self.spans.get_mut(self.column).filter(|span| **span > 0) {
            *span -= 1;
            self.column += 1;
        }
        let place = CellPlace { table: self.number, row: self.row, column: self.column };
        if rows > 1 && self.column < WIDEST {
            self.spans.resize(self.spans.len().max(self.column + 1), 0);
            self.spans[self.column] = rows - 1;
        }
        self.column += columns.clamp(1, WIDEST);
        place
    }
}

#[derive(Default)]
struct Builder {
    page: Page,
    block: Block,
    stack: Vec<OpenElement>,
    open: BTreeMap<String, usize>,
    card_name: String,
    sheet: StyleSheet,
    tables: Vec<OpenTable>,
    tables_seen: usize,
}

/// Cuts a page into blocks.
pub fn blocks(page: &str) -> Page {
    let mut builder = Builder { sheet: StyleSheet::of(page), ..Builder::default() };
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
        let outside = OpenElement::default();
        let top = self.stack.last().unwrap_or(&outside);
        let visibility = top.visibility;
        match visibility {
            Visibility::Shown => self.block.push(text, top),
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
        let inside = OpenElement::default();
        let outside = parent.unwrap_or(&inside);
        let set = |classes: &std::collections::BTreeSet<String>| placing.classes.iter().any(|c| classes.contains(c));
        let style = if set(&self.sheet.bold) { Style::Bold } else { style };
        let open = OpenElement {
            style,
            italic: outside.italic || placing.italic || matches!(name, "i" | "em" | "cite") || set(&self.sheet.italic),
            naming: outside.naming.max(placing.naming),
            cell: outside.cell,
            part: match name {
                "dt" => ListPart::Term,
                "dd" => ListPart::Said,
                _ => outside.part,
            },
            zone: if outer == Zone::Furniture { outer } else { placing.zone.unwrap_or(outer) },
            enclosure: parent.map_or(Enclosure::default(), |p| p.enclosure).max(placing.enclosure),
            visibility: inner_visibility(name, visibility, placing.card),
            name: name.to_owned(),
        };
        *self.open.entry(open.name.clone()).or_default() += 1;
        let cell = self.cell(name, (placing.rows, placing.columns)).or(open.cell);
        self.stack.push(OpenElement { cell, ..open });
    }

    /// The place of a cell that begins.
    fn cell(&mut self, name: &str, (rows, columns): (usize, usize)) -> Option<CellPlace> {
        match name {
            "table" => {
                self.tables_seen += 1;
                self.tables.push(OpenTable { number: self.tables_seen, ..OpenTable::default() });
                None
            }
            "tr" => {
                self.tables.last_mut()?.row();
                None
            }
            "td" | "th" => Some(self.tables.last_mut()?.cell(rows, columns)),
            _ => None,
        }
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
        if top.name == "table" {
            self.tables.pop();
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
