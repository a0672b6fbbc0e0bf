//! The lines of a caption without their tags: stretches of words, each under one voice.

use std::rc::Rc;

use quick_xml::escape::resolve_html5_entity;

use crate::name::fold_spaces;
use crate::read::kit::speech::LONGEST_NAME;
use crate::read::kit::stage;

/// A character reference is at most this long, in bytes.
const LONGEST_REFERENCE: usize = 34;

/// A stretch of one line under one voice.
pub struct Stretch {
    /// Who is tagged.
    pub voice: VoiceTag,
    /// The words, references decoded.
    pub text: String,
    /// Characters that it takes in the file.
    pub raw: usize,
    /// Whether no words of the line stand before it.
    pub opens_line: bool,
}

/// What the tags say of who speaks.
#[derive(Clone, PartialEq, Eq)]
pub enum VoiceTag {
    /// Nothing.
    Untagged,
    /// A name.
    Named(Rc<str>),
    /// Somebody, without a name.
    Unnamed,
}

/// Takes tags out of the lines of a cue, decodes character references and notes who is tagged. Tags are what stands
/// between `<` and `>` and begins like one, and `{\an8}`; a lone `<` is a character.
///
/// `voice` is who speaks before any tag says otherwise.
pub fn stretches(lines: &[&str], voice: Option<&str>) -> Vec<Stretch> {
    let mut all = Vec::new();
    let mut voice = voice.map_or(VoiceTag::Untagged, |name| VoiceTag::Named(name.into()));
    for line in lines {
        let mut stretch = Stretch { voice: voice.clone(), text: String::new(), raw: 0, opens_line: true };
        let mut rest = *line;
        while let Some(at) = rest.find(['<', '{', '&']) {
            stretch.text.push_str(&rest[..at]);
            stretch.raw += rest[..at].chars().count();
            rest = &rest[at..];
            let (length, voiced) = if let Some(length) = tag(rest) {
                (length, voice_of(&rest[1..length - 1]))
            } else if let Some((length, decoded)) = reference(rest) {
                stretch.text.push_str(&decoded);
                (length, None)
            } else {
                stretch.text.push_str(&rest[..1]);
                (1, None)
            };
            if let Some(next) = voiced.filter(|next| *next != voice) {
                let opens_line = stretch.opens_line && stretch.text.trim().is_empty();
                voice = next;
                let next = Stretch { voice: voice.clone(), text: String::new(), raw: 0, opens_line };
                all.push(std::mem::replace(&mut stretch, next));
            }
            stretch.raw += rest[..length].chars().count();
            rest = &rest[length..];
        }
        stretch.text.push_str(rest);
        stretch.raw += rest.chars().count();
        all.push(stretch);
    }
    all
}

/// The length of the tag at the start of `text`.
fn tag(text: &str) -> Option<usize> {
    let (close, begins): (_, fn(char) -> bool) = match text.as_bytes().first()? {
        b'<' => ('>', |c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '>')),
        b'{' => ('}', |c| c == '\\'),
        _ => return None,
    };
    let inner = &text[1..];
    inner.starts_with(begins).then_some(())?;
    // A tag holds no other one: looking no further than the next keeps the search linear.
    let end = inner.find(['<', '>', '{', '}'])?;
    inner[end..].starts_with(close).then_some(end + 2)
}

/// The voice that a tag opens or closes.
fn voice_of(tag: &str) -> Option<VoiceTag> {
    if tag.trim_end() == "/v" {
        return Some(VoiceTag::Untagged);
    }
    let rest = tag.strip_prefix('v').filter(|rest| rest.is_empty() || rest.starts_with(['.', ' ', '\t']))?;
    let name = rest.split_once([' ', '\t']).map_or("", |(_, name)| name);
    let name = fold_spaces(&decode(stage::prefix(name, LONGEST_NAME + 1)));
    Some(if name.is_empty() || name.len() > LONGEST_NAME { VoiceTag::Unnamed } else { VoiceTag::Named(name.into()) })
}

fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, decoded) = reference(rest).unwrap_or((1, "&".to_owned()));
        out.push_str(&decoded);
        rest = &rest[length..];
    }
    out + rest
}

/// The character reference at the start of `text`: its length and what it stands for.
fn reference(text: &str) -> Option<(usize, String)> {
    let name = stage::prefix(text.strip_prefix('&')?, LONGEST_REFERENCE).split_once(';')?.0;
    let decoded = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?.to_string()
        }
        None => resolve_html5_entity(name)?.to_owned(),
    };
    Some((name.len() + 2, decoded))
}
