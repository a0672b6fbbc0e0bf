//! Whether anybody put full stops into what was said. Some recognisers do not: then sentences are looked for among the
//! words. Decided for a document, and in one that has full stops for a long turn that has none, as where a recording was
//! pasted between typed answers.

use crate::transcript::{Transcript, Turn, Unit, words};

/// Whoever punctuates needs fewer words for a mark on average. Of 6,000 punctuated documents (speeches, meetings, podcasts)
/// none needs more than 57, most some 20; a recogniser that writes no marks writes none at all, or one for a whole turn.
const MOST_WORDS: usize = 100;
/// With fewer words in it there is no verdict on a document.
const LEAST_WORDS: usize = 50;
/// With fewer words in it a turn is what its document is. The longest sentence of those documents has 271 words.
const LONG_TURN: usize = 400;
/// In a document with marks, a turn without needs so many words for one: a list that a diplomat read out needs 165.
const MOST_WORDS_OF_A_TURN: usize = 200;
/// In a document without marks, a turn with a mark for so many words has been punctuated all the same.
const PUNCTUATED: usize = 40;

/// What ends a sentence, or a part of one that could stand alone: whoever writes these, writes full stops.
const MARKS: [char; 12] = ['.', '?', '!', '…', ';', ':', '。', '！', '？', '।', '؟', '۔'];

/// Words, and marks behind them.
#[derive(Clone, Copy)]
struct Punctuation {
    words: usize,
    marks: usize,
}

impl Punctuation {
    fn of(turn: &Turn) -> Self {
        Punctuation { words: words(&turn.text), marks: marks(&turn.text) }
    }

    fn is_missing(self, least: usize, most: usize) -> bool {
        self.words >= least && self.marks * most <= self.words
    }
}

/// Stretches without white space that end in a mark; quotes and brackets behind it end nothing.
fn marks(text: &str) -> usize {
    let (mut marks, mut marked) = (0, false);
    for c in text.chars() {
        if c.is_alphanumeric() {
            marked = false;
        } else if c.is_whitespace() {
            marks += usize::from(marked);
            marked = false;
        } else {
            marked |= MARKS.contains(&c);
        }
    }
    marks + usize::from(marked)
}

/// Marks the turns of a document whose sentences no full stop ends, and says so in a note. Rows that are sentences are
/// left alone.
pub fn mark(transcript: &mut Transcript) {
    let found: Vec<Punctuation> = transcript.turns.iter().map(Punctuation::of).collect();
    let sum = |part: fn(&Punctuation) -> usize| found.iter().map(part).sum();
    let missing = Punctuation { words: sum(|p| p.words), marks: sum(|p| p.marks) }.is_missing(LEAST_WORDS, MOST_WORDS);
    for (turn, punctuation) in transcript.turns.iter_mut().zip(found).filter(|(turn, _)| turn.unit == Unit::Turn) {
        let bare = if missing {
            punctuation.marks * PUNCTUATED <= punctuation.words
        } else {
            punctuation.is_missing(LONG_TURN, MOST_WORDS_OF_A_TURN)
        };
        if bare {
            turn.unit = Unit::Unpunctuated;
        }
    }
    let (bare, all) = (transcript.unpunctuated_turns(), transcript.turns.len());
    if bare > 0 {
        transcript.notes.push(format!(
            "{bare} of {all} turns have no punctuation: where their sentences end is told from the words{}",
            if transcript.turns.iter().any(|turn| !turn.pauses.is_empty()) { " and the pauses" } else { "" }
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Header;

    /// The units of turns with these texts.
    fn units(texts: &[String]) -> Vec<Unit> {
        let turn = |text: &String| Turn {
            header: Header::default(),
            text: text.clone(),
            unit: Unit::Turn,
            pauses: Vec::new(),
            mentions: None,
        };
        let mut transcript = crate::read::kit::assembly::Assembly::new(Unit::Turn).finish("", 0);
        transcript.turns = texts.iter().map(turn).collect();
        mark(&mut transcript);
        assert_eq!(transcript.notes.is_empty(), transcript.unpunctuated_turns() == 0);
        transcript.turns.iter().map(|turn| turn.unit).collect()
    }

    fn said(words: usize, end: &str) -> String {
        vec!["harbour"; words].join(" ") + end
    }

    #[test]
    fn a_text_without_marks_is_unpunctuated_and_long_sentences_are_not() {
        assert_eq!(units(&[said(60, "")]), [Unit::Unpunctuated]);
        assert_eq!(units(&[said(20, ""), said(30, "")]), [Unit::Unpunctuated; 2]);
        assert_eq!(units(&[said(30, "")]), [Unit::Turn], "too little to tell");
        assert_eq!(units(&[said(90, "."), said(90, "?”"), said(90, "。")]), [Unit::Turn; 3]);
        assert_eq!(units(&[format!("{} {}", said(60, ";"), said(80, "."))]), [Unit::Turn]);
    }

    #[test]
    fn a_full_stop_behind_a_turn_of_hundreds_of_words_is_no_punctuation() {
        assert_eq!(units(&[said(300, "."), said(250, ".")]), [Unit::Unpunctuated; 2]);
    }

    #[test]
    fn a_long_turn_is_told_apart_from_its_document() {
        let typed = said(10, ". ").repeat(30);
        assert_eq!(units(&[typed.clone(), said(400, ""), said(60, "")]), [Unit::Turn, Unit::Unpunctuated, Unit::Turn]);
        assert_eq!(units(&[said(9, "."), said(2000, "")]), [Unit::Turn, Unit::Unpunctuated]);
        assert_eq!(units(&[typed, said(271, ".")]), [Unit::Turn; 2]);
    }
}
