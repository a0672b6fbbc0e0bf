//! How printed forms of names are compared: folded to one spelling, without notes.

use crate::name::words;

/// Folds a printed form for comparison: lower case, no diacritics, no full stops, one space between words, one
/// shape of apostrophe and hyphen. `V.V. Putin` becomes `v v putin`.
pub fn fold(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    let mut rest = printed;
    while !rest.is_empty() {
        // most of a text is words without diacritics, and copied as a whole
        let (word, behind) = rest.split_at(plain_end(rest));
        out.push_str(word);
        let mut others = behind.chars();
        match others.next() {
            Some(c) if c.is_ascii() => fold_letter(c, &mut out),
            Some(c) => c.to_lowercase().for_each(|c| fold_letter(c, &mut out)),
            None => {}
        }
        rest = others.as_str();
    }
    out.make_ascii_lowercase();
    out.truncate(out.trim_end().len());
    out
}

/// Where the letters and figures of ASCII at the start of a text end.
fn plain_end(text: &str) -> usize {
    text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len())
}

fn fold_letter(c: char, out: &mut String) {
    match c {
        '`' => out.push('\''),
        c if c.is_whitespace() || c == '.' => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        c if c.is_ascii() => out.push(c),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{300}'..='\u{36f}' => {}
        '’' | '‘' | '´' | 'ʼ' => out.push('\''),
        '\u{2010}'..='\u{2012}' => out.push('-'),
        c => match words::plain_letters(c) {
            Some(plain) => out.push_str(plain),
            None => out.push(c),
        },
    }
}

/// The proper endings of a folded header, cut at words, longest first.
pub fn suffixes(key: &str) -> impl Iterator<Item = &str> {
    key.match_indices(' ').map(|(at, _)| &key[at + 1..])
}

/// Folds white space, non-breaking spaces included, to single spaces.
pub fn fold_spaces(text: &str) -> String {
    if is_folded(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether all white space of a text is single spaces between words, as in most texts.
fn is_folded(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        if c.is_whitespace() && (c != ' ' || before == ' ') {
            return false;
        }
        before = c;
    }
    before != ' '
}

/// A name without the letters of honours, degrees and seats behind it: "Lena Orsol" of "Lena Orsol KC".
pub fn without_letters(printed: &str) -> &str {
    let mut rest = printed.trim_end();
    while let Some((name, word)) = rest.rsplit_once(' ') {
        let letters = word.chars().filter(|c| c.is_uppercase()).count() >= 2;
        // in a header all in capitals "MA" may be a surname
        let told = name.contains(char::is_lowercase) && name.split(' ').count() >= 2;
        if !letters || !told || words::HONOURS.binary_search(&fold(word).replace(' ', "").as_str()).is_err() {
            break;
        }
        rest = name.trim_end_matches([',', ' ']);
    }
    rest
}

/// "Tomas Vell" of "Tomas “Tom” Vell" and of "Tomas (Tom) Vell".
pub fn without_nickname(printed: &str) -> String {
    let words: Vec<&str> = printed.split(' ').collect();
    let quoted = |word: &str| {
        let short = words.len() <= 4 && word.starts_with('(') && word.ends_with(')');
        word.len() > 2 && (short || word.starts_with(['"', '“', '‘']) && word.ends_with(['"', '”', '’']))
    };
    let inside = |at: usize| at > 0 && at + 1 < words.len() && quoted(words[at]);
    let kept: Vec<&str> = (0..words.len()).filter(|at| !inside(*at)).map(|at| words[at]).collect();
    kept.join(" ")
}

/// The printed header without notes in brackets at its end: "(retranslated)", "\[by video link\]". A number in brackets
/// tells one from another: "iPad (2)".
pub fn without_notes(printed: &str) -> &str {
    let mut rest = printed.trim();
    while let Some((before, _)) = last_note(rest) {
        rest = before;
    }
    rest
}

/// The notes in brackets at the end of a printed header, in order, without the brackets.
pub fn notes(printed: &str) -> Vec<&str> {
    let mut rest = printed.trim();
    let mut notes = Vec::new();
    while let Some((before, note)) = last_note(rest) {
        notes.push(note);
        rest = before;
    }
    notes.reverse();
    notes
}

/// What stands before the last note, and the note.
fn last_note(printed: &str) -> Option<(&str, &str)> {
    let close = printed.chars().next_back()?;
    let open = match close {
        ')' => '(',
        ']' => '[',
        _ => return None,
    };
    let mut depth = 0usize;
    let (at, _) = printed.char_indices().rev().find(|(_, c)| {
        depth = (depth + usize::from(*c == close)).saturating_sub(usize::from(*c == open));
        depth == 0
    })?;
    let note = &printed[at + 1..printed.len() - 1];
    (at > 0 && (open == '[' || note.parse::<u8>().is_err())).then(|| (printed[..at].trim_end(), note.trim()))
}
