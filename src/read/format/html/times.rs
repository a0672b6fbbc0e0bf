//! Times beside the words, as transcribing programs print them: "00:05", "(0:05)", "[01:02:03.400]", "00:01 - 00:05".

/// A time with its marks is looked for in so many bytes at the end of a line.
const LONGEST: usize = 48;

/// Bytes of a time at the start of a text, with what sets it apart from the words: 0 where there is none.
pub fn leading(text: &str) -> usize {
    let rest = text.trim_start();
    match time(rest) {
        Some(end) => text.len() - rest[end..].trim_start_matches(is_apart).len(),
        None => 0,
    }
}

/// Where a time at the end of a text begins, with what sets it apart: the text's length where there is none.
pub fn trailing(text: &str) -> usize {
    let end = text.trim_end_matches(|c: char| c.is_whitespace() || c == ':').len();
    let mut from = end.saturating_sub(LONGEST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let found = text[from..end].char_indices().map(|(at, _)| from + at).find(|at| {
        let fresh = text[..*at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != ':')
            || text[*at..].starts_with(['(', '[']);
        fresh && time(&text[*at..end]) == Some(end - at)
    });
    found.map_or(text.len(), |at| text[..at].trim_end_matches(is_apart).len())
}

/// Whether a text is nothing but a time.
pub fn is_time(text: &str) -> bool {
    !text.trim().is_empty() && leading(text) == text.len()
}

fn is_apart(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '•' | '·' | ',')
}

/// Bytes of a time, its brackets and a second time included.
fn time(text: &str) -> Option<usize> {
    let close = match text.chars().next()? {
        '(' => ")",
        '[' => "]",
        _ => "",
    };
    let inner = if close.is_empty() { text } else { text[1..].trim_start() };
    let mut rest = &inner[clock(inner)?..];
    let apart = rest.trim_start().trim_start_matches(['-', '–', '—', '>']);
    if apart.len() < rest.trim_start().len()
        && let Some(end) = clock(apart.trim_start())
    {
        rest = &apart.trim_start()[end..];
    }
    if close.is_empty() {
        return (!rest.starts_with(char::is_alphanumeric)).then_some(text.len() - rest.len());
    }
    rest.trim_start().strip_prefix(close).map(|rest| text.len() - rest.len())
}

/// Bytes of "0:05", "01:02:03", "00:00:01.250" and "1:05 PM".
fn clock(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    if !(1..=3).contains(&end) {
        return None;
    }
    let mut parts = 0;
    while parts < 2 && text[end..].starts_with(':') && digits(&text[end + 1..]) == 2 {
        end += 3;
        parts += 1;
    }
    if parts == 0 {
        return None;
    }
    if text[end..].starts_with(['.', ',']) && (1..=3).contains(&digits(&text[end + 1..])) {
        end += 1 + digits(&text[end + 1..]);
    }
    let rest = &text[end..];
    let half = [" AM", " PM", " am", " pm", " a.m.", " p.m.", "\u{a0}AM", "\u{a0}PM"];
    let half = half.iter().find(|half| rest.starts_with(**half)).map_or(0, |half| half.len());
    (!text[end..].starts_with(|c: char| c.is_ascii_digit())).then_some(end + half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_words() {
        for (text, words) in [
            ("00:05 We met.", "We met."),
            (" [00:00:01.250] We met.", "We met."),
            ("(0:05) We met.", "We met."),
            ("00:01 - 00:05 We met.", "We met."),
            ("00:01 --> 00:05", ""),
            ("10:30 AM – We met.", "We met."),
        ] {
            assert_eq!(&text[leading(text)..], words, "{text}");
        }
        for text in ["1:2 goals", "We met.", "12345:00", "(00:05 We met.", "é00:05", "(see 00:05)"] {
            assert_eq!(leading(text), 0, "{text}");
        }
        for (text, name) in [
            ("Lena Orsol 00:05", "Lena Orsol"),
            ("Lena Orsol(00:00:05)", "Lena Orsol"),
            ("Lena Orsol • [0:05]:", "Lena Orsol"),
            ("Lena Orsol, 10:05 AM", "Lena Orsol"),
            ("Lena Orsol", "Lena Orsol"),
            ("Zoë (é00:05)", "Zoë (é00:05)"),
        ] {
            assert_eq!(&text[..trailing(text)], name, "{text}");
        }
    }
}
