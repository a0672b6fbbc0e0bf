//! The source texts of Europarl: a line `<SPEAKER ID=… NAME="…">` before each speech, `<CHAPTER ID=…>` before the title of
//! what is debated, `<P>` between paragraphs.

use crate::name::fold_spaces;
use crate::read::kit::assembly::Assembly;
use crate::read::kit::speech::SaidBy;
use crate::read::kit::stage;
use crate::read::row::{Format, Sign};
use crate::transcript::{Reason, Transcript, Unit};

/// The row of Europarl.
pub const FORMAT: Format = Format {
    name: "europarl",
    about: "Europarl's source texts",
    signs: &[(Sign::Signature, |text| {
        stage::prefix(text.start, LOOK).lines().any(|line| line.starts_with("<SPEAKER ID="))
    })],
    read: |source| Ok(vec![read(source.text)]),
    frame: ["<SPEAKER ID=1 NAME=\"Lena Orsol\">\n", "\n"],
};

/// How far into a file a speaker is looked for, in bytes.
const LOOK: usize = 1 << 14;

/// A line as long as this is no tag, in bytes.
const LONGEST_TAG: usize = 1000;

fn read(text: &str) -> Transcript {
    let mut assembly = Assembly::new(Unit::Turn);
    // before the first speaker, and between the title of a chapter and its first speaker
    let mut between = true;
    let mut begins = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        assembly.set_aside(&line[words.len()..], Reason::Markup);
        match tag(words) {
            Some(("SPEAKER", attributes)) => {
                between = false;
                begins = true;
                match SaidBy::named(&attribute(attributes, "NAME").unwrap_or_default()) {
                    SaidBy::Named(mut header) => {
                        header.group = attribute(attributes, "AFFILIATION").filter(|group| !group.is_empty());
                        assembly.header(header, words);
                    }
                    _ => {
                        assembly.nobody(words);
                        assembly.set_aside(words, Reason::Header);
                    }
                }
            }
            Some((name, _)) => {
                between |= name == "CHAPTER";
                assembly.set_aside(words, Reason::Markup);
            }
            None if words.trim().is_empty() => assembly.set_aside(words, Reason::Markup),
            None if between => assembly.set_aside(words, stage::paragraph_reason(words).unwrap_or(Reason::Lead)),
            None => {
                let said = if std::mem::take(&mut begins) { behind_marks(words) } else { words };
                assembly.set_aside(&words[..words.len() - said.len()], Reason::Markup);
                assembly.paragraph(said);
            }
        }
    }
    assembly.finish("", text.chars().count())
}

/// The name of a tag that is all of a line, and its attributes.
fn tag(line: &str) -> Option<(&str, &str)> {
    let inner = line.trim().strip_prefix('<')?.strip_suffix('>').filter(|inner| inner.len() < LONGEST_TAG)?;
    let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
    ["SPEAKER", "CHAPTER", "P", "BRK"].contains(&name).then_some((name, attributes))
}

/// The value of an attribute, with quotes or without.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let start = attributes.match_indices(name).find(|(at, _)| {
        attributes[..*at].chars().next_back().is_none_or(char::is_whitespace)
            && attributes[at + name.len()..].starts_with('=')
    })?;
    let rest = &attributes[start.0 + name.len() + 1..];
    let value = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next(),
    };
    value.map(|value| fold_spaces(&value.replace("&quot;", "\"").replace("&amp;", "&")))
}

/// Words behind the full stop, the dash and the sign of a language that the minutes put before them: ". – (DE) Mr President".
fn behind_marks(words: &str) -> &str {
    let bare = |words: &'_ str| words.trim_start_matches(|c: char| c.is_whitespace() || ".,:;-–—".contains(c)).len();
    let said = &words[words.len() - bare(words)..];
    let language = said.get(..4).is_some_and(|mark| {
        let inner = mark.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        inner.is_some_and(|code| code.chars().all(|c| c.is_ascii_uppercase()))
    });
    let said = if language { &said[4..] } else { said };
    &said[said.len() - bare(said)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(String, String)> {
        let read = read(text);
        assert_eq!(read.unexplained_characters(), 0, "{text}");
        read.turns.into_iter().map(|turn| (turn.header.printed, turn.text)).collect()
    }

    #[test]
    fn whoever_a_line_names_speaks_until_the_next() {
        let file = "<CHAPTER ID=2>\nThe ferry\n<SPEAKER ID=\"4\" NAME=\"Lena Orsol\" LANGUAGE=\"EN\">\n. – (DE) Mr President,\n<P>\nwe sail.\n\
                    <SPEAKER ID=5>\nWho is this?\n<CHAPTER ID=3>\nThe pier\n<SPEAKER ID=6 NAME=\"Vell (Red)\">\nWe stay.\n";
        let pair = |who: &str, text: &str| (who.to_owned(), text.to_owned());
        assert_eq!(said(file), [pair("Lena Orsol", "Mr President,\nwe sail."), pair("Vell (Red)", "We stay.")]);
    }

    #[test]
    fn what_is_no_tag_is_said() {
        let file = "<SPEAKER ID=1 NAME=\"Lena Orsol\">\n<P> is a tag.\n<SPEAKER\n";
        assert_eq!(said(file)[0].1, "<P> is a tag.\n<SPEAKER");
    }
}
