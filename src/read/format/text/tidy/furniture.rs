//! Whole lines that nobody says: where a recording begins and ends, who made the transcript, numbers of pages, marks of a
//! record's own.

use crate::name::{fold, is_document_label};
use crate::read::kit::clock;

/// Such a line is at most this long, in bytes.
const LONGEST: usize = 200;

/// What a line as a whole is, folded.
#[rustfmt::skip]
const WHOLE: &[&str] = &[
    "(end)", "- end -", "--- end ---", "[end of audio]", "[end of recording]", "[end of transcript]", "[end]",
    "adjourned", "end", "end of audio", "end of interview", "end of meeting", "end of recording", "end of transcript",
    "end of transcription", "end transcript", "prepared remarks", "question and answer session",
    "question-and-answer session", "questions & answers", "questions and answers", "recording started",
    "recording stopped", "share", "start of transcript", "transcript ends", "transcription ended",
    "transcription started", "transcription stopped",
];

/// How a line begins, folded.
#[rustfmt::skip]
const STARTS: &[&str] = &[
    "[[page", "audio source", "copyright (c)", "copyright ©", "meeting ended", "recording ended", "the meeting rose",
    "the meeting was adjourned", "the meeting was called to order", "the sitting rose", "the sitting was closed",
    "the sitting was suspended", "this editable transcript was", "this transcript was", "transcribed by",
    "transcribed with", "transcript by ", "transcript provided by", "transcription by ", "transcription ended",
];

/// How a line begins that stands beside what is said, folded.
#[rustfmt::skip]
const CAPTIONS: &[&str] = &[
    "caption:", "editor's note:", "editors' note:", "image:", "photo by ", "photo credit:", "photo:", "transcriber's note:",
];

/// How a line ends, folded: "Lena Orsol stopped transcription".
#[rustfmt::skip]
const ENDS: &[&str] = &[
    "started recording", "started transcription", "stopped recording", "stopped transcription", "joined the meeting",
    "left the meeting", "reporting company", "reporting corporation",
];

/// What of a text is furniture.
#[derive(Debug, Default)]
pub struct Furniture {
    examined: bool,
}

impl Furniture {
    /// Looks whether it is an examination: "BY MR. TULL:" is a line of one.
    pub fn learn(lines: &[&str]) -> Self {
        let start = |line: &&str| ["Q.", "Q ", "Q:", "Q\t", "QUESTION"].iter().any(|mark| line.starts_with(mark));
        Furniture { examined: lines.iter().filter(|line| start(line)).count() >= 2 }
    }

    /// Whether a line is nothing that anybody says.
    pub fn is_aside(&self, line: &str) -> bool {
        if line.is_empty() || line.len() > LONGEST {
            return false;
        }
        let key = fold(line.trim_end_matches([':', '.']));
        let capital = !line.starts_with(char::is_lowercase);
        capital && WHOLE.binary_search(&key.as_str()).is_ok() && key != "adjourned"
            || capital && begins(STARTS, &key) && !line.contains(": ") | key.contains("source")
            || capital && ENDS.iter().any(|end| key.ends_with(end)) && line.split_whitespace().count() <= 6
            || is_end(line)
            || is_page(line)
            || is_contents(line)
            || is_cut(line)
            || capital && begins(CAPTIONS, &key)
            || line.len() >= 4 && line.chars().all(|c| "-=_*~.·─—".contains(c))
            || line.contains(':') && line.contains(" - WATCH: http")
            || rose(&key)
            || self.examined && is_examination(line)
            || line.ends_with(':') && is_document_label(&key)
    }
}

/// Whether a line begins as one of a sorted list does, in which none begins as another.
fn begins(list: &[&str], key: &str) -> bool {
    list[..list.partition_point(|start| *start <= key)].last().is_some_and(|start| key.starts_with(start))
}

/// "END    1:33 P.M. EST".
fn is_end(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("END") else { return false };
    let time = rest.trim_start();
    time.len() < rest.len() && clock::bare(time).is_some_and(|end| time[end..].split_whitespace().count() <= 2)
}

/// "Page 3 of 12", "- 3 -", "24-27001  3/12".
fn is_page(line: &str) -> bool {
    let letters = || line.chars().filter(|c| c.is_alphabetic());
    if !clock::has_figure(line) || letters().nth("pageof".len()).is_some() {
        return false;
    }
    let key = fold(line);
    let figures = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    let words: Vec<&str> = key.split(' ').collect();
    match words.as_slice() {
        ["page", number] => figures(number),
        ["page", number, "of", all] => figures(number) && figures(all),
        ["-" | "–", number, "-" | "–"] => figures(number),
        [id, pages] | [pages, id] if pages.contains('/') => {
            let slash = pages.split('/').all(figures) && pages.matches('/').count() == 1;
            slash && id.contains('-') && id.split('-').all(figures)
        }
        _ => false,
    }
}

/// A line of a table of contents or a list of officers: dots lead to its end.
fn is_contents(line: &str) -> bool {
    let stops = line.bytes().filter(|byte| *byte == b'.').count();
    stops >= 4 && (line.contains(". . . .") || line.contains("......"))
}

/// "CUT TO:", "FADE OUT.", "INT. MILL - NIGHT": how a script goes from scene to scene.
fn is_cut(line: &str) -> bool {
    let capitals = !line.contains(char::is_lowercase);
    let inside = ["INT. ", "EXT. ", "INT./EXT. ", "I/E. "].iter().any(|start| line.starts_with(start));
    let scene = inside
        && ([" - ", " – ", " — "].iter().any(|dash| line.contains(dash))
            || line.ends_with(" DAY")
            || line.ends_with(" NIGHT"));
    let cut = ["CUT TO:", "FADE TO BLACK.", "DISSOLVE TO:"].iter().any(|end| line.ends_with(end))
        || ["FADE IN", "FADE OUT"].contains(&line.trim_end_matches(['.', ':']));
    capitals && (scene || cut)
}

/// "Several hon. Members rose—", "Opposition members interjecting—".
fn rose(key: &str) -> bool {
    let words = key.trim_end_matches(['—', '-', '–', ' ']);
    if words.ends_with(" interjecting") || words.ends_with("members interrupting") {
        return key.split(' ').count() <= 6;
    }
    let rest = key.strip_prefix("several ").or_else(|| key.strip_prefix("some "));
    rest.is_some_and(|rest| {
        rest.starts_with("hon members ") && rest.trim_end_matches(['—', '-', '–']).ends_with("rose")
    })
}

/// "BY MR. TULL:", "CROSS-EXAMINATION".
fn is_examination(line: &str) -> bool {
    let capitals = !line.contains(char::is_lowercase);
    let by = line.strip_prefix("BY ").or_else(|| line.strip_prefix("By "));
    by.is_some_and(|by| by.ends_with(':') && by.split_whitespace().count() <= 5)
        || capitals && line.contains("EXAMINATION") && line.split_whitespace().count() <= 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_nobody_says() {
        assert!([WHOLE, STARTS, CAPTIONS].iter().all(|list| list.is_sorted()));
        let examined = Furniture { examined: true };
        for line in [
            "END    1:33 P.M. EST",
            "END",
            "Transcribed by https://transcripts.example",
            "Lena Orsol stopped transcription",
            "Meeting ended after 00:05:12",
            "24-27001  3/12",
            "3/12  24-27001",
            "Page 3 of 12",
            "- 3 -",
            "Questions & Answers:",
            "The meeting rose at 1 p.m.",
            "President: Mr. Vell . . . . . . (Keldova)",
            "Several hon. Members rose—",
            "BY MR. VELL:",
            "CROSS-EXAMINATION",
            "DIRECT EXAMINATION",
            "CUT TO:",
            "SMASH CUT TO:",
            "FADE OUT.",
            "INT. MILL - NIGHT",
            "Share",
        ] {
            assert!(examined.is_aside(line), "{line}");
        }
        for line in [
            "In the end we won.",
            "Share it with us.",
            "By the way:",
            "3/12",
            "The meeting was good.",
            "I stopped.",
            "end",
        ] {
            assert!(!Furniture::default().is_aside(line), "{line}");
        }
    }
}
