//! Saved web pages: paragraphs whose leading bold text ends with a colon open a turn. The part of the page that is its
//! subject is chosen by its own mark-up; a page without bold headers is read by the rules for plain text.

mod blocks;
mod header;
mod markup;
mod zones;

use super::assembly::Assembly;
use super::{date, stage};
use crate::error::{Error, Result};
use crate::name::fold_spaces;
use crate::transcript::{Format, Reason, Transcript, Unit};
use blocks::{Block, Page, blocks};
use header::{Found, Headers};
use zones::{Scope, Zone};

/// Reads a page; `path` names it in errors.
///
/// # Errors
/// `Malformed` for a tag with so many attributes that the page is no page.
pub fn read(path: &str, page: &str) -> Result<Transcript> {
    if markup::is_crowded(page) {
        let reason = "a tag that is never closed, or with over 1,000 attributes".to_owned();
        return Err(Error::Malformed { path: path.to_owned(), line: None, reason });
    }
    let page = blocks(page);
    let scope = subject(&page);
    let headline = headline(&page, scope);
    let body: Vec<bool> = page.blocks.iter().map(|block| is_body(block, scope)).collect();
    let headers = Headers::learn(page.blocks.iter().zip(&body).filter(|(_, body)| **body).map(|(block, _)| block));
    let mut assembly = Assembly::new(Unit::Turn);
    assembly.date.clone_from(&page.date);
    assembly.language.clone_from(&page.language);
    for (at, block) in page.blocks.iter().enumerate() {
        if body[at] {
            speech(&mut assembly, block, &headers);
        } else {
            let reason = if Some(at) == headline { Reason::Headline } else { aside(block, scope) };
            if reason == Reason::Dateline && assembly.date.is_none() {
                assembly.date = date::dateline(&block.text);
            }
            assembly.set_aside(&block.text, reason);
        }
        assembly.set_aside_hidden(block.hidden);
        // The line break that a browser shows after a block.
        assembly.set_aside("\n", Reason::Markup);
    }
    assembly.title = headline.map(|at| fold_spaces(&page.blocks[at].text)).or(page.title);
    Ok(assembly.finish("", Format::Html, page.blocks.iter().map(Block::characters).sum()))
}

/// The closest enclosure that holds text.
fn subject(page: &Page) -> Scope {
    page.blocks.iter().filter(|b| b.zone == Zone::Body).map(|b| b.scope).max().unwrap_or_default()
}

/// The first main heading inside the subject, else the first one on the page.
fn headline(page: &Page, scope: Scope) -> Option<usize> {
    let inside = scope.min(Scope::Article);
    let is_headline = |block: &Block, least: Scope| block.zone == Zone::Headline && block.scope >= least;
    let first = |least| page.blocks.iter().position(|block| is_headline(block, least));
    first(inside).or_else(|| first(Scope::Page))
}

fn is_body(block: &Block, scope: Scope) -> bool {
    block.scope >= scope && matches!(block.zone, Zone::Body | Zone::Heading)
}

/// Why a block outside the body is not speech.
fn aside(block: &Block, scope: Scope) -> Reason {
    let near = block.scope >= scope.min(Scope::Article);
    match block.zone {
        Zone::Lead if near => Reason::Lead,
        Zone::Dateline if near => Reason::Dateline,
        _ => Reason::Furniture,
    }
}

fn speech(assembly: &mut Assembly, block: &Block, headers: &Headers) {
    let text = block.text.as_str();
    if let Some(Found { header, end }) = headers.find(block) {
        assembly.header(header, &text[..end]);
        // A full stop after the header is a slip of the page.
        let rest = text[end..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':'));
        assembly.set_aside(&text[end..text.len() - rest.len()], Reason::Markup);
        if !rest.is_empty() {
            assembly.paragraph(rest);
        }
        return;
    }
    if let Some(printed) = headers.doubtful(block) {
        assembly.unmatched(printed);
    }
    let heading = block.zone == Zone::Heading || header::is_heading(block);
    match stage::paragraph_reason(text) {
        Some(reason) => assembly.set_aside(text, reason),
        None if date::dateline(text).is_some() => assembly.set_aside(text, Reason::Dateline),
        None if heading => assembly.set_aside(text, Reason::Lead),
        None => assembly.paragraph(text),
    }
}
