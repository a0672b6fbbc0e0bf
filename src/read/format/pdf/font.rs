//! Fonts of a PDF, as far as they say which letters the codes of its strings are, and how wide.

use std::collections::BTreeMap;

use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::encoding::{Base, glyph};

/// A code of a string in one font.
#[derive(Debug, PartialEq)]
pub struct Shown {
    /// What it stands for, where the font says so.
    pub text: Option<String>,
    /// How far it moves on, in parts of the font's size.
    pub width: f64,
    /// Whether it is the one byte that word spacing applies to.
    pub is_space: bool,
}

/// A font.
pub struct PdfFont {
    /// Two bytes a code.
    wide: bool,
    /// The codes are Unicode's own.
    unicode: bool,
    to_unicode: Option<CMap>,
    codes: Vec<Option<String>>,
    widths: BTreeMap<u32, f64>,
    missing: Option<f64>,
    /// Its name says that it is bold.
    pub bold: bool,
}

/// Words in the names of bold fonts.
const BOLD: [&str; 4] = ["bold", "black", "heavy", "-demi"];

impl PdfFont {
    /// From its dictionary.
    pub fn of(font: &Dict) -> Self {
        let to_unicode = font.get::<Stream>("ToUnicode").and_then(|stream| stream.decoded_data().ok().map(Vec::from));
        let to_unicode = to_unicode.and_then(|data| CMap::parse(&data, |_| None::<&[u8]>));
        let subtype = font.get::<Name>("Subtype").map(|name| name.as_str().to_owned()).unwrap_or_default();
        let face = if subtype == "Type0" {
            Self::composite(font, to_unicode)
        } else {
            Self::simple(font, &subtype, to_unicode)
        };
        let name = font.get::<Name>("BaseFont").map(|name| name.as_str().to_lowercase()).unwrap_or_default();
        PdfFont { bold: BOLD.iter().any(|word| name.contains(word)), ..face }
    }

    fn composite(font: &Dict, to_unicode: Option<CMap>) -> Self {
        let encoding = font.get::<Name>("Encoding").map(|name| name.as_str().to_owned()).unwrap_or_default();
        let unicode = encoding.contains("UCS2") || encoding.contains("UTF16");
        let descendant = font.get::<Array>("DescendantFonts").and_then(|all| all.iter::<Dict>().next());
        let descendant = descendant.unwrap_or_default();
        let missing = descendant.get::<f64>("DW").unwrap_or(1000.0) / 1000.0;
        let mut widths = BTreeMap::new();
        let mut waiting: Vec<f64> = Vec::new();
        let all = descendant.get::<Array>("W");
        for object in all.iter().flat_map(|all| all.iter::<Object>()) {
            match object {
                Object::Array(each) => {
                    let first = waiting.pop().map_or(0, |first| first as u32);
                    waiting.clear();
                    let each = each.iter::<f64>().zip(first..);
                    widths.extend(each.map(|(width, code)| (code, width / 1000.0)));
                }
                Object::Number(number) => waiting.push(number.as_f64()),
                _ => {}
            }
            if let [first, last, width] = waiting[..] {
                let codes = (first as u32)..=(last as u32).min(0xffff);
                widths.extend(codes.map(|code| (code, width / 1000.0)));
                waiting.clear();
            }
        }
        PdfFont { wide: true, unicode, to_unicode, codes: Vec::new(), widths, missing: Some(missing), bold: false }
    }

    fn simple(font: &Dict, subtype: &str, to_unicode: Option<CMap>) -> Self {
        let scale = match subtype {
            "Type3" => font.get::<Array>("FontMatrix").and_then(|m| m.iter::<f64>().next()).map_or(0.001, f64::abs),
            _ => 0.001,
        };
        let first = font.get::<i32>("FirstChar").and_then(|first| u32::try_from(first).ok()).unwrap_or(0);
        let widths = font.get::<Array>("Widths");
        let widths = widths.iter().flat_map(|all| all.iter::<f64>().take(256)).zip(first..);
        let widths: BTreeMap<u32, f64> = widths.map(|(width, code)| (code, width * scale)).collect();
        let missing = font.get::<Dict>("FontDescriptor").and_then(|d| d.get::<f64>("MissingWidth"));
        let missing = missing.filter(|_| !widths.is_empty()).map(|width| width * scale);
        PdfFont { wide: false, unicode: false, to_unicode, codes: codes(font, subtype), widths, missing, bold: false }
    }

    /// The codes of a string.
    pub fn shown(&self, string: &[u8]) -> Vec<Shown> {
        if self.wide {
            let pairs = string.chunks(2).map(|pair| pair.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)));
            pairs.map(|code| self.one(code)).collect()
        } else {
            string.iter().map(|byte| self.one(u32::from(*byte))).collect()
        }
    }

    fn one(&self, code: u32) -> Shown {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code)).map(|text| match text {
            BfString::Char(c) => c.to_string(),
            BfString::String(text) => text,
        });
        let stated = || match self.unicode {
            true => char::from_u32(code).map(|c| c.to_string()),
            false => self.codes.get(code as usize).cloned().flatten(),
        };
        // a font that maps a letter to nothing, or to a control character, does not name it
        let text = mapped.filter(|text| !text.chars().all(char::is_control)).or_else(stated);
        let width = self.widths.get(&code).copied().or(self.missing).unwrap_or_else(|| usual(text.as_deref()));
        Shown { text, width, is_space: !self.wide && code == 32 }
    }
}

/// What the codes of a simple font stand for.
fn codes(font: &Dict, subtype: &str) -> Vec<Option<String>> {
    let named = |name: Option<Name>| name.and_then(|name| Base::named(name.as_str()));
    let encoding = font.get::<Dict>("Encoding");
    let base = named(font.get::<Name>("Encoding"))
        .or_else(|| named(encoding.as_ref().and_then(|encoding| encoding.get::<Name>("BaseEncoding"))))
        .unwrap_or(if subtype == "Type1" { Base::Standard } else { Base::Windows });
    // codes of a Type 3 font mean nothing but what is said of each
    let start = |code: u8| if subtype == "Type3" { None } else { base.text(code) };
    let mut codes: Vec<Option<String>> = (0..=255).map(start).collect();
    let differences = encoding.and_then(|encoding| encoding.get::<Array>("Differences"));
    let mut at = 0;
    for object in differences.iter().flat_map(|all| all.iter::<Object>()) {
        match object {
            Object::Number(number) => at = usize::try_from(number.as_i64()).unwrap_or(0),
            Object::Name(name) => {
                if let Some(code) = codes.get_mut(at) {
                    *code = glyph(name.as_str());
                }
                at = at.saturating_add(1);
            }
            _ => {}
        }
    }
    codes
}

/// How wide a letter usually is, for fonts that every program has and that say nothing of it.
fn usual(text: Option<&str>) -> f64 {
    match text.and_then(|text| text.chars().next()) {
        Some('i' | 'j' | 'l' | 't' | 'f' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | 'I' | '’' | '‘') => {
            0.27
        }
        Some('m' | 'w' | 'M' | 'W' | '—' | '@') => 0.86,
        Some(c) if c.is_uppercase() => 0.68,
        _ => 0.53,
    }
}
