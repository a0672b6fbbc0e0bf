//! Display names: meeting programs begin every cue with what the account calls itself, which may be a device, a telephone
//! number or a name in small letters. Where nearly all cues begin so, that is who speaks.

use crate::name::fold_spaces;
use crate::read::kit::stage;

/// Characters of the longest display name.
const LONGEST: usize = 80;
/// Words of the longest display name.
const MOST_WORDS: usize = 9;

/// A display name and where it ends, one past the colon, in bytes.
pub fn display_name(text: &str) -> Option<(String, usize)> {
    let from = text.len() - text.trim_start().len();
    let window = stage::prefix(&text[from..], LONGEST * 4);
    let colon = window.match_indices([':', '：']).find_map(|(at, colon)| {
        let rest = &window[at + colon.len()..];
        (rest.is_empty() || colon == "：" || rest.starts_with(char::is_whitespace)).then_some((at, colon.len()))
    });
    let (at, length) = colon?;
    let name = fold_spaces(&window[..at]);
    let plain =
        !name.starts_with(['>', '-', '–', '—', '[', '♪', '"', '“', '<']) && !name.contains(['?', '!', '…', '"']);
    let short = name.chars().count() <= LONGEST && name.split(' ').count() <= MOST_WORDS;
    (plain && short && name.contains(char::is_alphanumeric)).then_some((name, from + at + length))
}

/// Whether so many cues of all begin with a display name that the others are nobody's.
pub fn are_display_names(named: usize, spoken: usize, least: usize) -> bool {
    named >= least && named * 10 >= spoken * 9
}
