//! Saved web pages: paragraphs whose leading bold text ends with a colon open a turn. The part of the page that is its
//! subject is chosen by its own mark-up; a page without bold headers is read by the rules for plain text.

mod blocks;
mod header;
mod markup;
mod zones;

use crate::error::{Error, Result};
use crate::name::fold_spaces;
use crate::read::kit::assembly::Assembly;
use crate::read::kit::{date, stage, web, xml};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript, Unit};
use blocks::{Block, Page, blocks};
use header::{BlockHeader, Headers};
use zones::{Enclosure, Zone};

/// The row of web pages.
pub const FORMAT: Format = Format {
    name: "html",
    about: "web pages",
    signs: &[(Sign::Marks, is_page), (Sign::Hint, has_ends)],
    read,
    frame: ["<!doctype html><p><b>Lena Orsol:</b> ", "</p>"],
};

/// How far into a file the marks of a web page are looked for, in bytes.
const LOOK: usize = 8192;

fn look(text: &SourceText) -> String {
    stage::prefix(text.start, LOOK).to_ascii_lowercase()
}

/// Begins with a tag of a page or behind a declaration of one, and has one of the tags that hold what is said.
fn is_page(text: &SourceText) -> bool {
    const TAGS: [&str; 14] = [
        "<!doctype html", "<html", "<head", "<body", "<div", "<p>", "<p ", "<article", "<main", "<b>", "<strong", "<table",
        "<dl", "<section",
    ];
    let begins = |tag: &str| web::is_element(&xml::local_name(tag).to_lowercase());
    text.start.starts_with('<') && xml::first_tag(text.start).is_none_or(begins) && {
        let look = look(text);
        TAGS.iter().any(|tag| look.contains(tag))
    }
}

/// Has the ends of paragraphs or of bold text, whatever it begins with.
fn has_ends(text: &SourceText) -> bool {
    let look = look(text);
    look.contains("</p>") || look.contains("</b>")
}

/// Reads a page. Errors: `Malformed` for a tag with so many attributes that the page is no page.
fn read(text: &SourceText) -> Result<Vec<Transcript>> {
    if markup::is_crowded(text.text) {
        let reason = "a tag that is never closed, or with over 1,000 attributes".to_owned();
        return Err(Error::Malformed { path: text.path.to_path_buf(), line: None, reason });
    }
    let page = blocks(text.text);
    let enclosure = subject(&page);
    let headline = headline(&page, enclosure);
    let body: Vec<bool> = page.blocks.iter().map(|block| is_body(block, enclosure)).collect();
    let headers = Headers::learn(page.blocks.iter().zip(&body).filter(|(_, body)| **body).map(|(block, _)| block));
    let mut assembly = Assembly::new(Unit::Turn);
    assembly.date.clone_from(&page.date);
    assembly.language.clone_from(&page.language);
    for (at, block) in page.blocks.iter().enumerate() {
        if body[at] {
            speech(&mut assembly, block, &headers);
        } else {
            let reason = if Some(at) == headline { Reason::Headline } else { aside(block, enclosure) };
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
    let characters = page.blocks.iter().map(Block::characters).sum();
    Ok(vec![assembly.finish("", characters)])
}

/// The closest enclosure that holds text.
fn subject(page: &Page) -> Enclosure {
    page.blocks.iter().filter(|b| b.zone == Zone::Body).map(|b| b.enclosure).max().unwrap_or_default()
}

/// The first main heading inside the subject, else the first one on the page.
fn headline(page: &Page, enclosure: Enclosure) -> Option<usize> {
    let inside = enclosure.min(Enclosure::Article);
    let is_headline = |block: &Block, least: Enclosure| block.zone == Zone::Headline && block.enclosure >= least;
    let first = |least| page.blocks.iter().position(|block| is_headline(block, least));
    first(inside).or_else(|| first(Enclosure::Page))
}

fn is_body(block: &Block, enclosure: Enclosure) -> bool {
    block.enclosure >= enclosure && matches!(block.zone, Zone::Body | Zone::Heading)
}

/// Why a block outside the body is not speech.
fn aside(block: &Block, enclosure: Enclosure) -> Reason {
    let near = block.enclosure >= enclosure.min(Enclosure::Article);
    match block.zone {
        Zone::Lead if near => Reason::Lead,
        Zone::Dateline if near => Reason::Dateline,
        _ => Reason::Furniture,
    }
}

fn speech(assembly: &mut Assembly, block: &Block, headers: &Headers) {
    let text = block.text.as_str();
    if let Some(BlockHeader { header, end }) = headers.find(block) {
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
