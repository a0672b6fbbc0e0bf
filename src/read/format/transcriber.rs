//! Transcriber: turns of one speaker, or of several at once, among whom `Who` says by a number who says what follows.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use crate::error::Result;
use crate::read::kit::elements::{XmlPiece, value, walk};
use crate::read::kit::speech::{SaidBy, Speech};
use crate::read::kit::xml;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript};

/// The row of Transcriber.
pub const FORMAT: Format = Format {
    name: "transcriber",
    about: "Transcriber (.trs)",
    signs: &[(Sign::Signature, |text| xml::first_tag(text.start).is_some_and(|tag| xml::local_name(tag) == "Trans"))],
    read,
    frame: [
        "<Trans><Speakers><Speaker id=\"a\" name=\"Lena Orsol\"/></Speakers><Turn speaker=\"a\">",
        "</Turn></Trans>",
    ],
};

/// Reads a file. Errors: those of the XML.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let mut file = TrsFile {
        speech: Speech::new(source.options.speaker.as_deref()),
        names: BTreeMap::new(),
        turn: None,
        who: SaidBy::Nobody,
        characters: 0,
    };
    walk(source.path, source.text, |piece| file.take(&piece))?;
    Ok(vec![file.speech.finish(file.characters)])
}

/// A file as far as it has been read.
struct TrsFile {
    speech: Speech,
    names: BTreeMap<String, String>,
    /// The speakers of the open turn.
    turn: Option<Vec<SaidBy>>,
    /// Who says what follows.
    who: SaidBy,
    characters: usize,
}

impl TrsFile {
    fn take(&mut self, piece: &XmlPiece) {
        match piece {
            XmlPiece::Start("Speaker", element) => {
                let name = value(element, "name").unwrap_or_default();
                self.names.insert(value(element, "id").unwrap_or_default(), name);
            }
            XmlPiece::Start("Turn", element) => self.turn(element),
            XmlPiece::Start("Who", element) => {
                let number = value(element, "nb").and_then(|nb| nb.trim().parse::<usize>().ok()).unwrap_or(0);
                let speaker = self.turn.iter().flatten().nth(number.wrapping_sub(1));
                self.who = speaker.cloned().unwrap_or(SaidBy::Nobody);
            }
            XmlPiece::End("Turn") => self.turn = None,
            XmlPiece::Text(text) => self.text(text),
            XmlPiece::Start(..) | XmlPiece::End(_) => {}
        }
    }

    fn turn(&mut self, element: &BytesStart) {
        let ids = value(element, "speaker").unwrap_or_default();
        let by = |id: &str| SaidBy::stated(self.names.get(id).map_or(id, String::as_str));
        let speakers: Vec<SaidBy> = ids.split_whitespace().map(by).collect();
        // of several at once nothing says whose the first words are
        self.who = if let [sole] = speakers.as_slice() { sole.clone() } else { SaidBy::Nobody };
        self.turn = Some(speakers);
    }

    fn text(&mut self, text: &str) {
        let characters = text.chars().count();
        // the line break that a page would show after it
        self.characters += characters + 1;
        if self.turn.is_none() || text.trim().is_empty() {
            let reason =
                if self.turn.is_none() && !text.trim().is_empty() { Reason::Furniture } else { Reason::Markup };
            self.speech.assembly.count(characters + 1, reason);
            return;
        }
        self.speech.say(self.who.clone(), text, characters + 1);
    }
}
