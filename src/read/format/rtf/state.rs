//! A Rich Text document as far as it has been read.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::codes::Code;
use crate::read::format::paper::{Paper, Rank, Writer};

/// What becomes of the text of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Destination {
    /// It is the document's.
    #[default]
    Body,
    /// It is counted.
    Aside,
    /// It is no text.
    Dropped,
    /// It names fonts.
    Fonts,
    /// It names styles.
    Stylesheet,
}

/// What a group inherits and what ends with it.
#[derive(Debug, Clone, Copy)]
struct Group {
    destination: Destination,
    bold: bool,
    /// Hidden, or deleted.
    hidden: bool,
    font: i32,
    /// How many characters stand after the number of a Unicode character for programs that do not know it.
    fallback: usize,
}

/// A document as far as it has been read.
#[derive(Debug)]
pub struct RtfState {
    writer: Writer,
    group: Group,
    outer: Vec<Group>,
    code_page: &'static Encoding,
    fonts: BTreeMap<i32, &'static Encoding>,
    headings: BTreeMap<i32, Rank>,
    style: i32,
    /// Bytes that are not decoded yet, for a character may have two.
    bytes: Vec<u8>,
    /// The first half of a character beyond the basic plane.
    high: Option<u16>,
    /// Characters still to be passed over.
    passed: usize,
    /// The next control word names a destination that may be left out.
    optional: bool,
    in_row: bool,
}

impl Default for RtfState {
    fn default() -> Self {
        RtfState {
            writer: Writer::default(),
            group: Group { destination: Destination::Body, bold: false, hidden: false, font: 0, fallback: 1 },
            outer: Vec::new(),
            code_page: WINDOWS_1252,
            fonts: BTreeMap::new(),
            headings: BTreeMap::new(),
            style: 0,
            bytes: Vec::new(),
            high: None,
            passed: 0,
            optional: false,
            in_row: false,
        }
    }
}

impl RtfState {
    /// Takes the next piece.
    pub fn take(&mut self, code: Code) {
        if !matches!(code, Code::Hex(_) | Code::Bytes(_)) {
            self.decode();
        }
        match code {
            Code::Open => {
                self.passed = 0;
                self.outer.push(self.group);
            }
            Code::Close => {
                self.passed = 0;
                self.optional = false;
                self.group = self.outer.pop().unwrap_or(self.group);
            }
            Code::Word(word, number) => {
                let optional = std::mem::take(&mut self.optional);
                self.word(word, number, optional);
            }
            Code::Symbol(symbol) => self.symbol(symbol),
            Code::Hex(_) if self.passed > 0 => self.passed -= 1,
            Code::Hex(byte) => self.bytes.push(byte),
            Code::Bytes(bytes) => {
                let passed = self.passed.min(bytes.len());
                self.passed -= passed;
                self.bytes.extend_from_slice(&bytes[passed..]);
            }
            Code::TooDeep => {}
        }
    }

    /// The document.
    pub fn finish(mut self) -> Paper {
        self.decode();
        self.writer.finish()
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.optional = true,
            b'~' => self.text("\u{a0}"),
            b'_' => self.text("-"),
            b'\\' | b'{' | b'}' => self.text(char::from(symbol).encode_utf8(&mut [0; 4])),
            b'\n' | b'\r' => self.paragraph(),
            b'\t' => self.text("\t"),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>, optional: bool) {
        let on = number != Some(0);
        match word {
            "fonttbl" => self.group.destination = Destination::Fonts,
            "stylesheet" => self.group.destination = Destination::Stylesheet,
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf"
            | "footnote" | "shptxt" => self.enter(Destination::Aside),
            "colortbl" | "info" | "pict" | "object" | "fldinst" | "xe" | "tc" | "nonshppict" | "revtbl" | "atnid"
            | "annotation" | "atnauthor" | "bkmkstart" | "bkmkend" | "listtext" | "pntext" | "themedata" => {
                self.enter(Destination::Dropped);
            }
            "shpinst" | "shprslt" | "fldrslt" | "ud" | "upr" => {}
            _ if optional => self.enter(Destination::Dropped),
            "par" | "sect" | "page" => self.paragraph(),
            "line" => self.text("\n"),
            "tab" => self.text("\t"),
            "b" => self.group.bold = on,
            "v" | "deleted" => self.group.hidden = on,
            "plain" => self.plain(),
            "pard" => self.paragraph_properties(),
            "s" => self.styled(number.unwrap_or(0)),
            "f" => self.group.font = number.unwrap_or(0),
            "uc" => self.group.fallback = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(8),
            "u" => self.unicode(number.unwrap_or(0)),
            "ansicpg" => self.code_page = code_page(number.unwrap_or(0)).unwrap_or(self.code_page),
            "mac" => self.code_page = encoding_rs::MACINTOSH,
            "fcharset" if self.group.destination == Destination::Fonts => self.charset(number.unwrap_or(0)),
            "intbl" => self.in_row = true,
            "trowd" | "cell" | "nestcell" | "row" | "nestrow" => self.table(word),
            _ => self.named(word),
        }
    }

    /// Nothing in a group that is set aside is said again.
    fn enter(&mut self, destination: Destination) {
        if matches!(self.group.destination, Destination::Body | Destination::Aside) {
            self.group.destination = destination;
        }
    }

    fn plain(&mut self) {
        self.group.bold = false;
        self.group.hidden = false;
    }

    fn paragraph_properties(&mut self) {
        self.in_row = false;
        self.style = 0;
    }

    /// A style that is defined, or in which the paragraph is set.
    fn styled(&mut self, style: i32) {
        self.style = style;
        if self.group.destination == Destination::Body {
            self.writer.open.rank = self.headings.get(&style).copied().unwrap_or_default();
        }
    }

    /// Characters that have names.
    fn named(&mut self, word: &str) {
        let text = match word {
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            "endash" => "–",
            "emdash" => "—",
            "emspace" | "enspace" | "qmspace" => " ",
            _ => return,
        };
        if self.passed > 0 {
            self.passed -= 1;
        } else {
            self.text(text);
        }
    }

    /// A UTF-16 unit, which may be half a character.
    fn unicode(&mut self, number: i32) {
        self.passed = self.group.fallback;
        let unit = (number & 0xffff) as u16;
        let decoded = match self.high.take() {
            Some(high) => char::decode_utf16([high, unit]).next().and_then(|c| c.ok()),
            None if (0xd800..0xdc00).contains(&unit) => {
                self.high = Some(unit);
                return;
            }
            None => char::from_u32(u32::from(unit)),
        };
        // characters of symbol fonts have no meaning outside of them
        if let Some(c) = decoded.filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)) {
            self.text(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn charset(&mut self, charset: i32) {
        let encoding = match charset {
            77 => Some(encoding_rs::MACINTOSH),
            128 => code_page(932),
            129 => code_page(949),
            134 => code_page(936),
            136 => code_page(950),
            161 => code_page(1253),
            162 => code_page(1254),
            163 => code_page(1258),
            177 => code_page(1255),
            178 => code_page(1256),
            186 => code_page(1257),
            204 => code_page(1251),
            222 => code_page(874),
            238 => code_page(1250),
            _ => None,
        };
        if let Some(encoding) = encoding {
            self.fonts.insert(self.group.font, encoding);
        }
    }

    /// Decodes the bytes that wait: UTF-8 where they are, which some programs write, else by the font or the document.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = self.fonts.get(&self.group.font).copied().unwrap_or(self.code_page);
        let long = bytes.iter().filter(|byte| **byte >= 0x80).count() > 1;
        let encoding = if long && std::str::from_utf8(&bytes).is_ok() { UTF_8 } else { encoding };
        let text = encoding.decode_without_bom_handling(&bytes).0.into_owned();
        self.text(&text);
    }

    fn text(&mut self, text: &str) {
        match self.group.destination {
            Destination::Body if !self.group.hidden => self.writer.open.push(text, self.group.bold),
            Destination::Body | Destination::Aside => self.writer.aside(text),
            Destination::Stylesheet => {
                let name = text.trim().trim_end_matches(';').to_lowercase();
                if name.starts_with("heading") {
                    self.headings.insert(self.style, Rank::Heading);
                } else if name == "title" {
                    self.headings.insert(self.style, Rank::Title);
                }
            }
            Destination::Dropped | Destination::Fonts => {}
        }
    }

    fn paragraph(&mut self) {
        if self.group.destination != Destination::Body {
            return;
        }
        // a table ends where a paragraph does that is in none
        if self.writer.in_table() && !self.in_row {
            self.writer.end_table();
        }
        let rank = self.writer.open.rank;
        self.writer.end_paragraph();
        self.writer.open.rank = rank;
    }

    fn table(&mut self, word: &str) {
        if self.group.destination != Destination::Body {
            return;
        }
        match word {
            "trowd" if !self.writer.in_table() => self.writer.start_table(),
            "cell" => {
                if !self.writer.in_table() {
                    self.writer.start_table();
                }
                self.writer.end_paragraph();
                self.writer.end_cell(false);
            }
            "nestcell" => self.text("\t"),
            "nestrow" => self.text("\n"),
            "row" => self.writer.end_row(false),
            _ => {}
        }
    }
}

/// The encoding of a code page of Windows.
fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 => "windows-874".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes())
}
