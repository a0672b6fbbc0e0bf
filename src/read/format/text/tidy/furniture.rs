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
    "audio source", "meeting ended", "recording ended", "the meeting rose", "the meeting was adjourned",
    "the meeting was called to order", "the sitting rose", "the sitting was closed", "the sitting was suspended",
    "this editable transcript was", "this transcript was", "transcribed by", "transcribed with", "transcript by ",
    "transcript provided by", "transcription by ", "[[page",
];

/// How a line ends, folded: "Lena Orsol stopped transcription".
#[rustfmt::skip]
const ENDS: &[&str] = &[
    "started recording", "started transcription", "stopped recording", "stopped transcription", "joined the meeting",
    "left the meeting",
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
            || capital
                && STARTS.iter().any(|start| key.starts_with(start))
                && !line.contains(": ") | key.contains("source")
            || capital && ENDS.iter().any(|end| key.ends_with(end)) && line.split_whitespace().count() <= 6
            || is_end(line)
            || is_page(line)
            || is_contents(line)
            || rose(&key)
            || self.examined && is_examination(line)
            || line.ends_with(':') && is_document_label(&key)
    }
}

/// "END    1:33 P.M. EST".
fn is_end(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("END") else { return false };
    let time = rest.trim_start();
    time.len() < rest.len() && clock::bare(time).is_some_and(|end| time[end..].split_whitespace().count() <= 2)
}

/// "Page 3 of 12", "- 3 -", "24-27001  3/12".
fn is_page(line: &str) -> bool {
    if !line.contains(|c: char| c.is_ascii_digit()) {
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
    line.contains(". . . .") || line.contains("......")
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
        assert!(WHOLE.is_sorted());
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
