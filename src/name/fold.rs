//! How printed forms of names are compared: folded to one spelling, without notes.

use crate::name::words;

/// Folds a printed form for comparison: lower case, no diacritics, no full stops, one space between words, one
/// shape of apostrophe and hyphen. `V.V. Putin` becomes `v v putin`.
pub fn fold(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    for c in printed.chars() {
        if c.is_ascii() {
            fold_letter(c.to_ascii_lowercase(), &mut out);
        } else {
            c.to_lowercase().for_each(|c| fold_letter(c, &mut out));
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[inline]
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

/// Folds white space, non-breaking spaces included, to single spaces.
pub fn fold_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The printed header without notes in brackets at its end: "(retranslated)", "\[by video link\]".
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
    let open = match printed.chars().next_back()? {
        ')' => '(',
        ']' => '[',
        _ => return None,
    };
    let at = printed.rfind(open).filter(|at| *at > 0)?;
    Some((printed[..at].trim_end(), printed[at + 1..printed.len() - 1].trim()))
}
