//! TTML captions (also DFXP and EBU-TT), and the XML in which YouTube hands out captions: each paragraph is a caption, read
//! as those of other formats are. Agents whom the head names speak as voice tags would say.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use crate::error::Result;
use crate::name::fold_spaces;
use crate::read::kit::cues::{Cue, CueFile, CuePart, transcript};
use crate::read::kit::elements::{XmlPiece, value, walk};
use crate::read::kit::{stage, xml};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript};

/// The row of TTML.
pub const FORMAT: Format = Format {
    name: "ttml",
    about: "TTML and YouTube's XML",
    signs: &[(Sign::Signature, |text| xml::first_tag(text.start).is_some_and(|tag| is_captions(tag, text.start)))],
    read,
    frame: ["<tt><body><div><p begin=\"1s\">", "</p></div></body></tt>"],
};

/// Of so many captions that all begin with "name:", whatever stands there is who speaks.
const LEAST_NAMED: usize = 3;

/// How far into a file a caption is looked for, in bytes.
const LOOK: usize = 1 << 12;

fn is_captions(tag: &str, start: &str) -> bool {
    match xml::local_name(tag) {
        "tt" | "timedtext" => true,
        "transcript" => stage::prefix(start, LOOK).contains("<text start="),
        _ => false,
    }
}

/// Reads captions. Errors: those of the XML.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let is_youtubes = xml::first_tag(source.start).is_some_and(|tag| xml::local_name(tag) == "transcript");
    let mut file = TtmlFile { escapes: !is_youtubes, ..TtmlFile::default() };
    walk(source.path, source.text, |piece| file.take(&piece))?;
    let TtmlFile { cues, title, language, other, .. } = file;
    let parts = cues.iter().map(|(time, lines)| {
        CuePart::Cue(Cue { time: *time, lines: lines.iter().map(String::as_str).collect(), voice: None })
    });
    let characters = cues.iter().flat_map(|(_, lines)| lines).map(|line| line.chars().count()).sum();
    let found = CueFile {
        parts: parts.collect(),
        title: Some(fold_spaces(&title)).filter(|title| !title.is_empty()),
        language,
        notes: Vec::new(),
        least_named: LEAST_NAMED,
    };
    let mut transcript = transcript(found, characters, source.options.speaker.as_deref());
    transcript.set_aside(other, Reason::Furniture);
    Ok(vec![transcript])
}

/// A file as far as it has been read.
#[derive(Default)]
struct TtmlFile {
    agents: BTreeMap<String, String>,
    agent: String,
    /// Whose name or what title the text is.
    in_name: bool,
    in_title: bool,
    title: String,
    language: Option<String>,
    /// Of each open element of the body, the agent.
    voices: Vec<Option<String>>,
    in_body: bool,
    /// Whether text is set as it stands; YouTube's has its references escaped.
    escapes: bool,
    cues: Vec<((u64, u64), Vec<String>)>,
    /// The lines of the caption that is open.
    lines: Option<Vec<String>>,
    other: usize,
}

impl TtmlFile {
    fn take(&mut self, piece: &XmlPiece) {
        match piece {
            XmlPiece::Start(name, element) => self.start(name, element),
            XmlPiece::End(name) => self.end(name),
            XmlPiece::Text(text) => self.text(text),
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart) {
        match name {
            "tt" => self.language = value(element, "lang").filter(|language| !language.is_empty()),
            "body" | "transcript" | "timedtext" => self.in_body = true,
            "agent" => self.agent = value(element, "id").unwrap_or_default(),
            "name" => self.in_name = true,
            "title" => self.in_title = true,
            _ => {}
        }
        if !self.in_body {
            return;
        }
        let stated = value(element, "agent").map(|ids| {
            let mut names = ids.split_whitespace().map(|id| self.agents.get(id).map_or(id, String::as_str));
            names.next().filter(|_| names.next().is_none()).unwrap_or_default().to_owned()
        });
        let outer = self.voices.last().cloned().flatten();
        self.voices.push(stated.or_else(|| outer.clone()));
        match name {
            "p" | "text" if self.lines.is_none() => {
                self.cues.push((times(element), Vec::new()));
                self.lines = Some(vec![self.tagged()]);
            }
            "br" => self.break_line(),
            _ if self.voices.last() != Some(&outer) => self.break_line(),
            _ => {}
        }
    }

    /// The beginning of a line by whoever speaks.
    fn tagged(&self) -> String {
        match self.voices.last().cloned().flatten() {
            Some(name) => format!("<v {}>", name.replace(['<', '>', '{', '}', '&', '\n'], " ")),
            None if self.lines.iter().flatten().any(|line| line.starts_with("<v ")) => "</v>".to_owned(),
            None => String::new(),
        }
    }

    fn break_line(&mut self) {
        let tagged = self.tagged();
        if let Some(lines) = &mut self.lines {
            lines.push(tagged);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "name" => self.in_name = false,
            "title" => self.in_title = false,
            "p" | "text" => {
                if let (Some(lines), Some((_, cue))) = (self.lines.take(), self.cues.last_mut()) {
                    *cue = lines;
                }
            }
            _ => {}
        }
        let inner = self.voices.pop();
        if inner.is_some() && inner.as_ref() != self.voices.last() {
            self.break_line();
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(line) = self.lines.as_mut().and_then(|lines| lines.last_mut()) {
            // what is broken in the file is one line on the screen
            let text = text.replace(['\n', '\r', '\t'], " ");
            line.push_str(&if self.escapes { text.replace('&', "&amp;").replace('<', "&lt;") } else { text });
            return;
        }
        self.other += text.chars().count();
        if self.in_title {
            self.title.push_str(text);
        } else if self.in_name && !self.in_body {
            self.agents.entry(self.agent.clone()).or_default().push_str(text);
        }
    }
}

/// When a caption is shown, in milliseconds.
fn times(element: &BytesStart) -> (u64, u64) {
    let stated = |names: [&str; 3]| names.iter().find_map(|name| value(element, name)).and_then(|time| clock(&time));
    let from = stated(["begin", "start", "t"]).unwrap_or(0);
    let to = stated(["end", "end", "end"]);
    (from, to.unwrap_or_else(|| from.saturating_add(stated(["dur", "d", "dur"]).unwrap_or(0))))
}

/// "00:00:01.500", "1.5s", "1500ms", "12" and clocks with frames, of which the frames are left out.
fn clock(text: &str) -> Option<u64> {
    let text = text.trim();
    let seconds = if text.contains(':') {
        let parts = text.split(':').take(3).map(|part| part.parse::<f64>().ok());
        parts.collect::<Option<Vec<f64>>>()?.into_iter().fold(0.0, |sum, part| sum * 60.0 + part)
    } else if let Some(milliseconds) = text.strip_suffix("ms") {
        milliseconds.parse::<f64>().ok()? / 1000.0
    } else {
        text.trim_end_matches(char::is_alphabetic).parse::<f64>().ok()?
    };
    (0.0..1e9).contains(&seconds).then_some((seconds * 1000.0) as u64)
}
