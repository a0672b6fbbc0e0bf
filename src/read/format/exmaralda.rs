//! EXMARaLDA: events in tiers along one line of time. What is said stands in tiers of the type `t`; descriptions and
//! annotations are none of it. The table of speakers says whose a tier is.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use crate::error::Result;
use crate::read::kit::elements::{XmlPiece, value, walk};
use crate::read::kit::heard::{HeardSpeech, TimedSpeech, in_time, transcript};
use crate::read::kit::xml;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript};

/// The row of EXMARaLDA.
pub const FORMAT: Format = Format {
    name: "exmaralda",
    about: "EXMARaLDA (.exb)",
    signs: &[(Sign::Signature, |text| {
        xml::first_tag(text.start).is_some_and(|tag| xml::local_name(tag) == "basic-transcription")
    })],
    read,
    frame: [
        "<basic-transcription><basic-body><tier speaker=\"Lena Orsol\" type=\"t\"><event>",
        "</event></tier></basic-body></basic-transcription>",
    ],
};

/// Reads a file. Errors: those of the XML.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let mut file = ExbFile::default();
    walk(source.path, source.text, |piece| file.take(&piece))?;
    let mut transcript = transcript(&in_time(file.said), source.options.speaker.as_deref());
    transcript.set_aside(file.other, Reason::Furniture);
    Ok(vec![transcript])
}

/// What the text that comes is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Elsewhere,
    /// Of a speaker.
    Abbreviation,
    /// What somebody says.
    Said,
}

/// A file as far as it has been read.
#[derive(Default)]
struct ExbFile {
    /// The names of the speakers by their ids.
    speakers: BTreeMap<String, String>,
    speaker: String,
    /// The points of time, numbered.
    points: BTreeMap<String, f64>,
    /// Whose tier is open, where something is said in it.
    tier: Option<Option<String>>,
    place: Place,
    event: (f64, f64),
    text: String,
    said: Vec<TimedSpeech>,
    other: usize,
}

impl ExbFile {
    fn take(&mut self, piece: &XmlPiece) {
        match piece {
            XmlPiece::Start(name, element) => self.start(name, element),
            XmlPiece::End(name) => self.end(name),
            XmlPiece::Text(text) => match self.place {
                Place::Said => self.text.push_str(text),
                Place::Abbreviation => {
                    self.other += text.chars().count();
                    self.text.push_str(text);
                }
                Place::Elsewhere => self.other += text.chars().count(),
            },
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart) {
        let stated = |name: &str| value(element, name).unwrap_or_default();
        match name {
            "speaker" => self.speaker = stated("id"),
            "abbreviation" => self.place = Place::Abbreviation,
            "tli" => {
                let number = self.points.len() as f64;
                self.points.insert(stated("id"), number);
            }
            "tier" => {
                let id = stated("speaker");
                let named = self.speakers.get(&id).cloned().or_else(|| Some(id).filter(|id| !id.is_empty()));
                self.tier = (stated("type") == "t").then_some(named);
            }
            "event" if self.tier.is_some() => {
                let point = |name: &str| self.points.get(&stated(name)).copied().unwrap_or(0.0);
                self.event = (point("start"), point("end"));
                self.place = Place::Said;
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match (name, self.place) {
            ("abbreviation", Place::Abbreviation) => {
                let name = std::mem::take(&mut self.text).trim().to_owned();
                if !name.is_empty() {
                    self.speakers.insert(self.speaker.clone(), name);
                }
            }
            ("event", Place::Said) => {
                let said = HeardSpeech::new(self.tier.clone().flatten(), std::mem::take(&mut self.text));
                self.said.push(TimedSpeech { from: self.event.0, to: self.event.1, said });
            }
            ("tier", _) => {
                self.tier = None;
                return;
            }
            _ => return,
        }
        self.place = Place::Elsewhere;
    }
}
