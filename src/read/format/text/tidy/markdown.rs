//! The marks of Markdown at the start of a line: headings, and bold names.

use crate::read::kit::{clock, stage};

/// Marks of bold text.
const BOLD: [&str; 5] = ["***", "**", "__", "*", "_"];

/// A bold name is at most this long, in bytes.
const LONGEST: usize = 160;

/// The bytes of "### " at the start of a line.
pub fn heading(line: &str) -> usize {
    let words = line.trim_start_matches('#');
    let marks = line.len() - words.len();
    let text = words.trim_start();
    if (1..=6).contains(&marks) && text.len() < words.len() && !text.is_empty() { line.len() - text.len() } else { 0 }
}

/// Links as their words, times in them in brackets, and marks that a backslash kept from being marks.
pub fn unlinked(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['[', '\\']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((words, after)) = link(rest) {
            let time = clock::bracketed(&rest[..words.len() + 2]).is_some();
            kept.push_str(if time { &rest[..words.len() + 2] } else { words });
            rest = after;
        } else if let Some(mark) =
            rest[1..].chars().next().filter(|c| rest.starts_with('\\') && "*_[]#>-`".contains(*c))
        {
            kept.push(mark);
            rest = &rest[2..];
        } else {
            kept.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    kept.push_str(rest);
    kept
}

/// The words of "[words](https://…)" at the start of a text, and what follows.
fn link(text: &str) -> Option<(&str, &str)> {
    let (words, _) = stage::prefix(text, LONGEST).strip_prefix('[')?.split_once("](http")?;
    let target = words.len() + "[](".len();
    let close = target + text[target..].find(')')?;
    (!words.contains(['[', ']'])).then(|| (words, &text[close + 1..]))
}

/// Takes the marks from "**Lena:** Good", "**Lena**: Good" and "- **Lena** Good", and gives the bytes at the start that
/// were bold. Bold words further on stay as they are.
pub fn unbold(line: &mut String) -> usize {
    let item = ["- ", "* ", "> ", "+ "].iter().find(|item| line.starts_with(**item)).map_or(0, |item| item.len());
    if !line[item..].starts_with(['*', '_']) {
        return 0;
    }
    // "**Q12** **Lena:**" is bold to its end
    let start = line[item..].replacen("** **", " ", 1);
    let Some(mark) = BOLD.iter().find(|mark| start.starts_with(**mark)) else { return 0 };
    let inner = &start[mark.len()..];
    let Some(end) = inner.find(mark).filter(|end| (1..=LONGEST).contains(end)) else { return 0 };
    let (bold, rest) = (&inner[..end], &inner[end + mark.len()..]);
    let named =
        bold.trim_end().ends_with([':', '：']) || rest.trim_start().starts_with([':', '：']) || rest.trim().is_empty();
    if !bold.contains(char::is_alphanumeric) {
        return 0;
    }
    let clean = !bold.starts_with(char::is_whitespace) && !bold.contains(['*', '.', '?', '!'])
        || bold.len() < LONGEST / 4 && named;
    // a word in italics at the start of a sentence is no name
    if mark.len() == 1 && !named || !(clean || named && !bold.contains('*')) {
        return 0;
    }
    let bytes = bold.len();
    *line = format!("{bold}{rest}");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_names_lose_their_marks() {
        for (raw, words, bold) in [
            ("**Lena Orsol:** Good *day*.", "Lena Orsol: Good *day*.", 11),
            ("**Lena Orsol**: Good.", "Lena Orsol: Good.", 10),
            ("- **Lena** Good.", "Lena Good.", 4),
            ("__Lena__", "Lena", 4),
            ("*Lena:* Good.", "Lena: Good.", 5),
            ("*Never* again.", "*Never* again.", 0),
            ("**Never again. Not now.** We go.", "**Never again. Not now.** We go.", 0),
            ("** Lena", "** Lena", 0),
        ] {
            let mut line = raw.to_owned();
            assert_eq!(unbold(&mut line), bold, "{raw}");
            assert_eq!(line, words);
        }
        assert_eq!(unlinked("[Lena](https://x.org): [00:05](https://x.org) [a] \\*b\\*"), "Lena: [00:05] [a] *b*");
        assert_eq!((heading("## Lena"), heading("#1 is"), heading("##")), (3, 0, 0));
    }
}
