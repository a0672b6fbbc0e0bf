//! Saved web pages: paragraphs whose leading bold text ends with a colon open a turn. The part of the page that is its
//! subject is chosen by its own mark-up; a page without bold headers is read by the rules for plain text.

mod blocks;
mod cells;
mod header;
mod lines;
mod markup;
mod plain;
mod roster;
mod sheet;
mod times;
mod zones;

use crate::error::{Error, Result};
use crate::name::fold_spaces;
use crate::read::kit::assembly::Assembly;
use crate::read::kit::{date, stage, web, xml};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Header, Reason, Transcript, Unit};
use blocks::{Block, Page, blocks};
use cells::{CellUse, SpeechTables};
use header::{BlockHeader, Headers, is_asked};
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
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<div",
        "<p>",
        "<p ",
        "<article",
        "<main",
        "<b>",
        "<strong",
        "<table",
        "<dl",
        "<section",
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
    let body: Vec<bool> = page.blocks.iter().map(|block| is_body(block, enclosure)).collect();
    let speakers = Speakers::learn(&page.blocks, &body, text.options.speaker.as_deref());
    let says = |speakers: &Speakers| gathered(&page, &body, speakers);
    let mut transcript = says(&speakers);
    if transcript.turns.is_empty() && speakers.answers.is_some() {
        transcript = says(&Speakers { sole: true, ..speakers });
    }
    Ok(vec![transcript])
}

/// What is said on a page by these speakers.
fn gathered(page: &Page, body: &[bool], speakers: &Speakers) -> Transcript {
    let enclosure = subject(page);
    let headline = headline(page, enclosure);
    let mut assembly = Assembly::new(Unit::Turn);
    assembly.date.clone_from(&page.date);
    assembly.language.clone_from(&page.language);
    for (at, block) in page.blocks.iter().enumerate() {
        if body[at] {
            speakers.say(&mut assembly, at, block);
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
    assembly.title = headline.map(|at| fold_spaces(&page.blocks[at].text)).or_else(|| page.title.clone());
    if speakers.headers.interview && speakers.answers.is_none() {
        let note = "questions are set apart and nobody is named, so the answers are nobody's; --speaker NAME says whose they are";
        assembly.notes.push(note.to_owned());
    }
    let characters = page.blocks.iter().map(Block::characters).sum();
    assembly.finish("", characters)
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

/// Who speaks in the body of a page.
struct Speakers {
    headers: Headers,
    tables: SpeechTables,
    /// Of each block, whether it belongs to a list of who takes part.
    listed: Vec<bool>,
    /// Whom the user names for what nobody is named for.
    answers: Option<Header>,
    /// Whether all is said by whom the user names.
    sole: bool,
}

impl Speakers {
    fn learn(blocks: &[Block], body: &[bool], answers: Option<&str>) -> Self {
        let inside = || blocks.iter().zip(body).filter(|(_, body)| **body).map(|(block, _)| block);
        let headers = Headers::learn(blocks, body);
        let listed = listed(blocks, body, &headers);
        let answers = answers.map(Header::stated);
        Speakers { headers, tables: SpeechTables::learn(inside()), listed, answers, sole: false }
    }

    /// A question for which nobody is named. So is nobody for its answer, unless the user says who answers.
    fn ask(&self, assembly: &mut Assembly, block: &Block) {
        assembly.header(Header { printed: "Question".to_owned(), ..Header::default() }, "");
        assembly.paragraph(&block.text);
        match &self.answers {
            Some(answers) => assembly.header(answers.clone(), ""),
            None => assembly.unnamed(),
        }
    }

    /// A block of the body.
    fn say(&self, assembly: &mut Assembly, at: usize, block: &Block) {
        let text = block.text.as_str();
        match self.tables.what(block) {
            Some(CellUse::Speaker) => return assembly.header(Header::stated(text), text),
            Some(CellUse::Words) => return assembly.paragraph(text),
            Some(CellUse::Other) => return assembly.set_aside(text, Reason::Furniture),
            None => {}
        }
        if self.listed[at] {
            return assembly.set_aside(text, Reason::Lead);
        }
        if self.headers.is_note(at) {
            return assembly.set_aside(text, Reason::Header);
        }
        if self.headers.interview && (is_asked(block) || block.is_bold() && !block.is_heading()) {
            return self.ask(assembly, block);
        }
        if let Some(sole) = self.answers.as_ref().filter(|_| self.sole && !assembly.is_open()) {
            assembly.header(sole.clone(), "");
        }
        if let Some(BlockHeader { header, end }) = self.headers.find(at, block) {
            assembly.header(header, &text[..end]);
            // A full stop after the header is a slip of the page.
            let stray = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':');
            let mut rest = text[end..].trim_start_matches(stray);
            // a time in an element of its own may have no space behind it
            let run = block.run_at(text.len() - rest.len());
            if times::is_time(run) {
                rest = rest[run.len()..].trim_start_matches(stray);
            } else if self.headers.timed || rest.starts_with(['(', '[']) {
                rest = rest[times::leading(rest)..].trim_start_matches(stray);
            }
            assembly.set_aside(&text[end..text.len() - rest.len()], Reason::Markup);
            if !rest.is_empty() {
                assembly.paragraph(rest);
            }
            return;
        }
        if let Some(printed) = self.headers.doubtful(block) {
            assembly.unmatched(printed);
        }
        let heading = block.zone == Zone::Heading || block.is_heading();
        match stage::paragraph_reason(text) {
            Some(reason) => assembly.set_aside(text, reason),
            None if date::dateline(text).is_some() => assembly.set_aside(text, Reason::Dateline),
            None if is_end(text) => assembly.set_aside(text, Reason::Furniture),
            None if heading => assembly.set_aside(text, Reason::Lead),
            None => {
                let words = self.headers.words(block);
                assembly.set_aside(&text[..words], Reason::Markup);
                match &text[words..] {
                    "" => {}
                    words => assembly.paragraph(words),
                }
            }
        }
    }
}

/// The blocks that belong to a list of who takes part: its title, and the lines until somebody speaks.
fn listed(blocks: &[Block], body: &[bool], headers: &Headers) -> Vec<bool> {
    let mut listed = vec![false; blocks.len()];
    let singles = blocks.iter().filter(|block| roster::is_single(block)).count();
    let mut open = false;
    for (at, block) in blocks.iter().enumerate().filter(|(at, _)| body[*at]) {
        if roster::is_title(block) {
            // a moderator who is named again and again speaks
            open = !roster::is_single(block) || singles == 1;
            listed[at] = open;
        } else if headers.find(at, block).is_some() {
            break;
        } else {
            open = open && roster::is_line(block);
            listed[at] = open;
        }
    }
    // a title without a line is a header like any other
    for at in 0..listed.len() {
        let title = listed[at] && roster::is_title(&blocks[at]);
        if title && !listed.get(at + 1).is_some_and(|next| *next && !roster::is_title(&blocks[at + 1])) {
            listed[at] = false;
        }
    }
    listed
}

/// The last line of a transcript, and what transcribing programs say of their own work.
fn is_end(text: &str) -> bool {
    let line = fold_spaces(text);
    let mark = line.trim_matches(|c: char| c.is_whitespace() || "#*-–—_.[]()".contains(c));
    let behind = mark.strip_prefix("END").map(str::trim_start);
    let small = mark.to_lowercase();
    behind.is_some_and(|rest| rest.is_empty() || ends_at(rest))
        || times::is_time(&line)
        || ["end of transcript", "end transcript", "end of recording"].contains(&small.as_str())
        || [
            "transcription ended after",
            "transcription started",
            "started transcription",
            "stopped transcription",
            "transcribed by http",
            "copyright ©",
            "copyright (c)",
            "©",
            "this editable transcript was",
        ]
        .iter()
        .any(|said| small.starts_with(said))
}

/// "1:33 P.M. EST".
fn ends_at(rest: &str) -> bool {
    let mut words = rest.split(' ');
    words.next().is_some_and(times::is_time) && words.all(|word| !word.chars().any(char::is_lowercase))
}
