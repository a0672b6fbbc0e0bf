//! ELAN: annotations in tiers, one tier or more for each speaker, put into the order of time. What is said stands in tiers
//! that depend on no other, or directly under one that only numbers the utterances; translations, glosses, gestures and
//! comments are none of it.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use crate::error::Result;
use crate::read::kit::elements::{XmlPiece, value, walk};
use crate::read::kit::heard::{HeardSpeech, TimedSpeech, in_time, transcript};
use crate::read::kit::xml;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript};

/// The row of ELAN.
pub const FORMAT: Format = Format {
    name: "elan",
    about: "ELAN (.eaf)",
    signs: &[(Sign::Signature, |text| {
        xml::first_tag(text.start).is_some_and(|tag| xml::local_name(tag) == "ANNOTATION_DOCUMENT")
    })],
    read,
    frame: [
        "<ANNOTATION_DOCUMENT><TIER TIER_ID=\"a\" PARTICIPANT=\"Lena Orsol\"><ANNOTATION><ALIGNABLE_ANNOTATION>\
         <ANNOTATION_VALUE>",
        "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>",
    ],
};

/// Words in the names of tiers, and of their kinds, that hold no speech. Two letters may be somebody's initials.
const BESIDE: [&str; 12] = [
    "comment",
    "comments",
    "note",
    "notes",
    "gesture",
    "gestures",
    "gaze",
    "noise",
    "translation",
    "gloss",
    "glosses",
    "phonetic",
];

/// Words in the names of tiers of what is said under a number.
const SAID: [&str; 7] = ["utterance", "tx", "text", "orth", "transcription", "transcript", "trs"];

/// Reads a file. Errors: those of the XML.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let mut file = ElanFile::default();
    walk(source.path, source.text, |piece| file.take(&piece))?;
    let ElanFile { tiers, mut spans, other, .. } = file;
    tiers.iter().flat_map(|tier| &tier.annotations).for_each(|annotation| {
        let span = spans.get(&annotation.of).copied().unwrap_or(annotation.span);
        spans.insert(annotation.id.clone(), span);
    });
    let (said, beside): (Vec<&Tier>, Vec<&Tier>) = tiers.iter().partition(|tier| tier.is_said(&tiers));
    let timed = |tier: &Tier| {
        let speaker = tier.speaker();
        let one = |annotation: &Annotation| {
            let (from, to) = spans.get(&annotation.id).copied().unwrap_or(annotation.span);
            TimedSpeech { from, to, said: HeardSpeech::new(speaker.clone(), format!("{} ", annotation.text)) }
        };
        tier.annotations.iter().map(one).collect::<Vec<_>>()
    };
    let mut transcript =
        transcript(&in_time(said.into_iter().flat_map(timed).collect()), source.options.speaker.as_deref());
    let characters = |tier: &&Tier| tier.annotations.iter().map(|a| a.text.chars().count()).sum::<usize>();
    transcript.set_aside(beside.iter().map(characters).sum::<usize>() + other, Reason::Furniture);
    let names: Vec<&str> = beside
        .iter()
        .filter(|tier| tier.parent.is_empty() && characters(tier) > 0)
        .map(|tier| tier.id.as_str())
        .collect();
    if !names.is_empty() {
        transcript.notes.push(format!("tiers in which nobody speaks, set aside: {}", names.join(", ")));
    }
    Ok(vec![transcript])
}

#[derive(Debug, Default)]
struct Tier {
    id: String,
    participant: String,
    kind: String,
    parent: String,
    annotations: Vec<Annotation>,
}

#[derive(Debug, Default)]
struct Annotation {
    id: String,
    /// The annotation that this one belongs to.
    of: String,
    span: (f64, f64),
    text: String,
}

impl Tier {
    /// Who speaks in it: the participant, else the tier's name, which ends in the speaker's where it holds a sign for that.
    fn speaker(&self) -> Option<String> {
        let named = if self.participant.trim().is_empty() {
            self.id.rsplit('@').next().unwrap_or_default()
        } else {
            self.participant.as_str()
        };
        Some(named.trim().to_owned()).filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("default"))
    }

    fn is_named(&self, words: &[&str]) -> bool {
        let names = [self.id.split('@').next().unwrap_or_default(), &self.kind].map(str::to_lowercase);
        names.iter().any(|name| name.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word)))
    }

    /// Whether its annotations number the utterances: none has a space, each has a digit.
    fn is_numbers(&self) -> bool {
        let number = |a: &Annotation| !a.text.trim().contains(' ') && a.text.contains(|c: char| c.is_ascii_digit());
        self.annotations.len() > 1 && self.annotations.iter().all(number)
    }

    fn is_said(&self, all: &[Tier]) -> bool {
        if self.is_named(&BESIDE) {
            return false;
        }
        match all.iter().find(|tier| tier.id == self.parent) {
            Some(parent) => parent.parent.is_empty() && parent.is_numbers() && self.is_named(&SAID),
            None => !self.is_numbers(),
        }
    }
}

/// A file as far as it has been read.
#[derive(Debug, Default)]
struct ElanFile {
    /// When the slots of time are; one without a time is when the one before it is.
    slots: BTreeMap<String, f64>,
    last: f64,
    tiers: Vec<Tier>,
    /// Of annotations by their ids.
    spans: BTreeMap<String, (f64, f64)>,
    /// The annotation that is open.
    open: Option<Annotation>,
    in_value: bool,
    other: usize,
}

impl ElanFile {
    fn take(&mut self, piece: &XmlPiece) {
        match piece {
            XmlPiece::Start(name, element) => self.start(name, element),
            XmlPiece::End("ANNOTATION_VALUE") => self.in_value = false,
            XmlPiece::End("ALIGNABLE_ANNOTATION" | "REF_ANNOTATION") => {
                if let (Some(tier), Some(annotation)) = (self.tiers.last_mut(), self.open.take()) {
                    tier.annotations.push(annotation);
                }
            }
            XmlPiece::End(_) => {}
            XmlPiece::Text(text) => match &mut self.open {
                Some(annotation) if self.in_value => annotation.text.push_str(text),
                _ => self.other += text.chars().count(),
            },
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart) {
        let stated = |name: &str| value(element, name).unwrap_or_default();
        match name {
            "TIME_SLOT" => {
                self.last = stated("TIME_VALUE").parse().unwrap_or(self.last);
                self.slots.insert(stated("TIME_SLOT_ID"), self.last);
            }
            "TIER" => self.tiers.push(Tier {
                id: stated("TIER_ID"),
                participant: stated("PARTICIPANT"),
                kind: stated("LINGUISTIC_TYPE_REF"),
                parent: stated("PARENT_REF"),
                annotations: Vec::new(),
            }),
            "ALIGNABLE_ANNOTATION" | "REF_ANNOTATION" => {
                let slot = |name: &str| self.slots.get(&stated(name)).copied().unwrap_or(self.last);
                let span = (slot("TIME_SLOT_REF1"), slot("TIME_SLOT_REF2"));
                let (id, of) = (stated("ANNOTATION_ID"), stated("ANNOTATION_REF"));
                if of.is_empty() {
                    self.spans.insert(id.clone(), span);
                }
                self.open = Some(Annotation { id, of, span, text: String::new() });
            }
            "ANNOTATION_VALUE" => self.in_value = true,
            _ => {}
        }
    }
}
