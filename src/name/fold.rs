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
    loop {
        let open = match rest.chars().next_back() {
            Some(')') => '(',
            Some(']') => '[',
            _ => return rest,
        };
        match rest.rfind(open) {
            Some(at) if at > 0 => rest = rest[..at].trim_end(),
            _ => return rest,
        }
    }
}
