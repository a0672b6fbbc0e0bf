//! Who speaks, by the path of a file: collections of speeches name the speaker in the file's name and nowhere else
//! (`KEL_52_1997.txt`). The user says how to read it: `COUNTRY_*_YEAR`.

use std::collections::BTreeSet;
use std::path::Path;

use super::kit::assembly::Assembly;
use super::kit::{date, stage};
use crate::config::SpeakerFrom;
use crate::error::{Error, Result};
use crate::input::Source;
use crate::name::{fold, fold_spaces};
use crate::transcript::{Header, Reason, Transcript, Unit};

/// Characters of a path that are looked at.
const LONGEST: usize = 300;
/// Parts of the longest pattern.
const MOST_PARTS: usize = 24;

/// Characters of narration above the first header of a dialogue; with more the headers may be headings in a speech.
const MOST_BEFORE: usize = 200;

/// What a part of a path says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PathField {
    Speaker,
    Group,
    Role,
    /// Year, month and day.
    Date,
    Year,
    /// What several files are parts of.
    Event,
}

/// The words for them.
const FIELDS: [(&str, PathField); 9] = [
    ("SPEAKER", PathField::Speaker),
    ("NAME", PathField::Speaker),
    ("GROUP", PathField::Group),
    ("COUNTRY", PathField::Group),
    ("PARTY", PathField::Group),
    ("ROLE", PathField::Role),
    ("DATE", PathField::Date),
    ("YEAR", PathField::Year),
    ("EVENT", PathField::Event),
];

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PathPart {
    Letter(char),
    Field(PathField),
    /// Anything but a slash.
    Any,
}

/// A pattern over paths that names the speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    typed: String,
    parts: Vec<PathPart>,
    folders: usize,
    ignores_headers: bool,
}

/// What a path says.
#[derive(Debug, Default)]
struct PathFacts {
    header: Header,
    date: Option<String>,
    event: Option<String>,
}

impl PathPattern {
    /// From words in capitals for what stands in their place, `*` for anything, and the characters between.
    ///
    /// # Errors
    /// `Option` for a pattern that names neither a speaker nor a group.
    pub fn parse(given: &SpeakerFrom) -> Result<Self> {
        let mut parts = Vec::new();
        let mut rest = given.pattern.as_str();
        while let Some(c) = rest.chars().next() {
            let braced = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let word = braced.map_or_else(|| word(rest), |(word, _)| word);
            let field =
                FIELDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word) && (braced.is_some() || *name == word));
            let length = match field {
                Some((_, field)) => {
                    parts.push(PathPart::Field(*field));
                    braced.map_or(word.len(), |(word, _)| word.len() + 2)
                }
                None => {
                    parts.push(if c == '*' { PathPart::Any } else { PathPart::Letter(c) });
                    c.len_utf8()
                }
            };
            rest = &rest[length..];
        }
        let names = |part: &PathPart| matches!(part, PathPart::Field(PathField::Speaker | PathField::Group));
        let open = parts.iter().filter(|part| !matches!(part, PathPart::Letter(_))).count();
        if !parts.iter().any(names) || open > MOST_PARTS {
            return Err(Error::Option {
                option: format!("--speaker-from {}", given.pattern),
                reason: format!(
                    "write where in a file's name the speaker stands, as in COUNTRY_*_YEAR; known are {}",
                    FIELDS.map(|(name, _)| name).join(", ")
                ),
            });
        }
        let folders = given.pattern.matches('/').count();
        Ok(PathPattern { typed: given.pattern.clone(), parts, folders, ignores_headers: given.ignores_headers() })
    }

    /// The documents of a file with the speaker that its path names.
    ///
    /// # Errors
    /// `Malformed` for a path that the pattern does not fit, and for a text that names its speakers itself.
    pub fn attribute(&self, source: &Source, text: &str, mut read: Vec<Transcript>) -> Result<Vec<Transcript>> {
        let fault = |reason: String| Error::Malformed { path: source.path.clone(), line: None, reason };
        let Some(facts) = self.facts(&source.path) else {
            return Err(fault(format!("its name is not of the form {} (--speaker-from)", self.typed)));
        };
        for transcript in &mut read {
            if !self.ignores_headers && is_dialogue(transcript) {
                let names: BTreeSet<&str> = transcript.turns.iter().map(|turn| turn.header.printed.as_str()).collect();
                let some: Vec<&str> = names.into_iter().take(3).collect();
                return Err(fault(format!(
                    "it says itself who speaks ({}): read it without --speaker-from, or with --no-headers",
                    some.join(", ")
                )));
            }
            if transcript.format != "text" && transcript.turns.is_empty() {
                continue;
            }
            // of what is no plain text, only what is said is at hand
            let marked = || transcript.turns.first().filter(|_| transcript.format != "text");
            let headed = || opening_header(transcript).filter(|_| !self.ignores_headers);
            let printed = marked().map(|turn| turn.header.printed.clone()).or_else(headed);
            *transcript = match printed {
                Some(printed) => under(transcript.clone(), &facts.header, &printed),
                None => whole(text, &facts.header, transcript),
            };
            transcript.date = transcript.date.take().or_else(|| facts.date.clone());
            transcript.event.clone_from(&facts.event);
        }
        Ok(read)
    }

    fn facts(&self, path: &Path) -> Option<PathFacts> {
        let path = path.to_string_lossy().replace('\\', "/");
        let from = path.rmatch_indices('/').nth(self.folders).map_or(0, |(at, _)| at + 1);
        let name = stem(&path[from..]);
        let letters: Vec<char> = name.chars().take(LONGEST).collect();
        let mut refused = vec![false; (self.parts.len() + 1) * (letters.len() + 1)];
        let mut taken = Vec::new();
        if !fits(&self.parts, &letters, (0, &mut refused), &mut taken) {
            return None;
        }
        let mut facts = PathFacts::default();
        for (field, value) in taken.into_iter().rev() {
            let value = fold_spaces(&value.replace('_', " "));
            match field {
                PathField::Speaker => facts.header.printed = value,
                PathField::Group => facts.header.group = Some(value),
                PathField::Event => facts.event = Some(value),
                PathField::Role => facts.header.role = Some(value),
                PathField::Date => facts.date = day(&value),
                PathField::Year => facts.date = facts.date.take().or(Some(value)),
            }
        }
        if facts.header.printed.is_empty() {
            facts.header.printed = facts.header.group.clone()?;
        }
        Some(facts)
    }
}

/// The word in capitals at the start of a pattern.
fn word(rest: &str) -> &str {
    let end = rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len());
    &rest[..end]
}

/// A path without the endings of formats and packing.
fn stem(path: &str) -> &str {
    let cut =
        |path: &'_ str| path.rfind('.').filter(|at| *at > path.rfind('/').map_or(0, |at| at + 1)).unwrap_or(path.len());
    let packed = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".zst")).unwrap_or(path);
    &packed[..cut(packed)]
}

/// Whether the letters from a place on are those of the parts; the fields' values are gathered, the last one first. What
/// was tried and did not fit is not tried again.
fn fits(
    parts: &[PathPart],
    letters: &[char],
    (at, refused): (usize, &mut Vec<bool>),
    taken: &mut Vec<(PathField, String)>,
) -> bool {
    let Some((part, rest)) = parts.split_first() else { return at == letters.len() };
    let place = parts.len() * (letters.len() + 1) + at;
    if refused[place] {
        return false;
    }
    let found = match part {
        PathPart::Letter(c) => letters.get(at) == Some(c) && fits(rest, letters, (at + 1, refused), taken),
        PathPart::Any => (at..=letters.len())
            .take_while(|end| !letters[at..*end].contains(&'/'))
            .any(|end| fits(rest, letters, (end, refused), taken)),
        PathPart::Field(field) => (at + 1..=letters.len()).take_while(|end| letters[end - 1] != '/').any(|end| {
            let value: String = letters[at..end].iter().collect();
            let holds = is_value(*field, &value) && fits(rest, letters, (end, refused), taken);
            if holds {
                taken.push((*field, value));
            }
            holds
        }),
    };
    refused[place] |= !found;
    found
}

fn is_value(field: PathField, value: &str) -> bool {
    match field {
        PathField::Year => {
            value.len() == 4 && value.starts_with(['1', '2']) && value.bytes().all(|b| b.is_ascii_digit())
        }
        PathField::Date => day(value).is_some(),
        PathField::Speaker | PathField::Group | PathField::Role | PathField::Event => {
            value.chars().any(char::is_alphanumeric)
        }
    }
}

/// "2024-05-01", "2024 05 01", "20240501".
fn day(value: &str) -> Option<String> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let plain = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' '));
    (plain && digits.len() == 8)
        .then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
        .and_then(|iso| date::cell(&iso))
}

/// Whether the headers of a text are more than headings in one speech: one comes again, or all of the text stands
/// under several.
fn is_dialogue(transcript: &Transcript) -> bool {
    let keys: Vec<String> = transcript.turns.iter().map(|turn| fold(&turn.header.printed)).collect();
    let distinct: BTreeSet<&String> = keys.iter().collect();
    distinct.len() > 1 && (distinct.len() < keys.len() || before(transcript) <= MOST_BEFORE)
}

/// Characters that stand above the first header as narration.
fn before(transcript: &Transcript) -> usize {
    transcript.set_aside_for(Reason::Lead) + transcript.set_aside_for(Reason::Unattributed)
}

/// The one header of a text, where nothing stands above it: it could have been said.
fn opening_header(transcript: &Transcript) -> Option<String> {
    let first = transcript.turns.first()?.header.printed.clone();
    let single = transcript.turns.iter().all(|turn| turn.header.printed == first);
    (single && before(transcript) + transcript.set_aside_for(Reason::Headline) == 0).then_some(first)
}

/// The turns as they were read, under the name of the path.
fn under(mut transcript: Transcript, header: &Header, printed: &str) -> Transcript {
    transcript.turns.iter_mut().for_each(|turn| turn.header = header.clone());
    transcript.notes.push(format!("it begins with the header {printed:?}; by its path {} speaks", header.printed));
    transcript
}

/// All of a text as one speech.
fn whole(text: &str, header: &Header, read: &Transcript) -> Transcript {
    let mut assembly = Assembly::new(Unit::Turn);
    assembly.header(header.clone(), "");
    let mut at = 0;
    for range in stage::paragraphs(text) {
        assembly.set_aside(&text[at..range.start], Reason::Markup);
        let raw = &text[range.clone()];
        at = range.end;
        match date::dateline(raw) {
            Some(day) => {
                assembly.date = assembly.date.take().or(Some(day));
                assembly.set_aside(raw, Reason::Dateline);
            }
            None => match stage::paragraph_reason(raw) {
                Some(reason) => assembly.set_aside(raw, reason),
                None => assembly.paragraph(raw),
            },
        }
    }
    assembly.set_aside(&text[at..], Reason::Markup);
    Transcript { format: read.format, ..assembly.finish(&read.id, text.chars().count()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::HeaderUse;
    use crate::read::options::Options;

    fn pattern(typed: &str, headers: HeaderUse) -> PathPattern {
        PathPattern::parse(&SpeakerFrom { pattern: typed.to_owned(), headers }).unwrap()
    }

    fn facts(typed: &str, path: &str) -> Option<[Option<String>; 4]> {
        let PathFacts { header, date, .. } = pattern(typed, HeaderUse::Refuse).facts(Path::new(path))?;
        Some([Some(header.printed), header.group, header.role, date])
    }

    #[test]
    fn paths_name_speakers() {
        let some = |values: [&str; 4]| Some(values.map(|v| (!v.is_empty()).then(|| v.to_owned())));
        for (typed, path, expected) in [
            ("COUNTRY_*_YEAR", "un/KEL_52_1997.txt", some(["KEL", "KEL", "", "1997"])),
            ("COUNTRY_*_YEAR", "KEL_52_1997.txt.gz", some(["KEL", "KEL", "", "1997"])),
            ("{speaker}-{date}", "x/Lena_Orsol-2024-05-01.txt", some(["Lena Orsol", "", "", "2024-05-01"])),
            (
                "PARTY/SPEAKER/DATE*",
                "all/Red/Orsol, Lena/20240501_brenn.md",
                some(["Orsol, Lena", "Red", "", "2024-05-01"]),
            ),
            ("ROLE NAME", "mayor Tomas Vell.txt", some(["Tomas Vell", "", "mayor", ""])),
            ("COUNTRY_*_YEAR", "notes.txt", None),
            ("COUNTRY_YEAR", "KEL_52_1997.txt", some(["KEL 52", "KEL 52", "", "1997"])),
        ] {
            assert_eq!(facts(typed, path), expected, "{typed} {path}");
        }
        for typed in ["*_YEAR", "", "country"] {
            let given = SpeakerFrom { pattern: typed.to_owned(), headers: HeaderUse::Refuse };
            assert!(PathPattern::parse(&given).is_err(), "{typed}");
        }
    }

    fn read(text: &str, headers: HeaderUse) -> Result<Vec<Transcript>> {
        let options = Options { speaker_from: Some(pattern("COUNTRY_*_YEAR", headers)), ..Options::default() };
        crate::read::read_bytes(&Source::file("KEL_52_1997.txt", "KEL_52_1997.txt"), text.as_bytes(), &options)
    }

    #[test]
    fn a_speech_is_its_speakers_whatever_headings_it_has() {
        let speech = "We met in Brenn.\n\nIt rained all day, and nobody was surprised by it.\n\nMillennium Bridge: we crossed it.\n\nWe left.";
        let all = read(speech, HeaderUse::Refuse).unwrap();
        assert_eq!((all[0].turns.len(), all[0].turns[0].text.lines().count()), (1, 4));
        assert_eq!((all[0].date.as_deref(), all[0].unexplained_characters()), (Some("1997"), 0));
        let late = read(
            &format!("We met in Brenn.\n\n{}\n\nMillennium Bridge: we crossed it.", "It rained. ".repeat(20)),
            HeaderUse::Refuse,
        );
        assert_eq!(late.unwrap()[0].turns[0].text.lines().count(), 3);
        let headed = read("Mr. VELL (Keldova): We met.\n\nIn Brenn.", HeaderUse::Refuse).unwrap();
        assert_eq!(
            (headed[0].turns[0].header.printed.as_str(), headed[0].turns[0].text.as_str()),
            ("KEL", "We met.\nIn Brenn.")
        );
        let talk = "Lena Orsol: We met.\n\nTomas Vell: In Brenn.\n\nLena Orsol: Yes.";
        assert!(read(talk, HeaderUse::Refuse).unwrap_err().to_string().contains("--no-headers"));
        assert_eq!(read(talk, HeaderUse::Ignore).unwrap()[0].turns.len(), 1);
    }
}
