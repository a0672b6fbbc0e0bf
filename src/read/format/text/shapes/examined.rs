//! Questions and answers without a colon: "Q    And the roads?", "Q. And the roads?", "A. They are open." An answer is
//! told only where questions are.

use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::{Shape, candidate};

/// Looks at the lines that begin with Q or A.
pub fn look(text: &Tidied, _: &LineMarks) -> LineMarks {
    let mut questions = LineMarks::new();
    let mut answers = LineMarks::new();
    let mut people = LineMarks::new();
    let (mut headers, mut single) = (0, 0);
    for at in (0..text.lines.len()).filter(|at| !text.line(*at).is_empty()) {
        let words = text.line(at);
        if let Some(mark) = named(words) {
            people.insert(at, mark);
        } else if let Some((letter, end, sure)) = letter_of(words) {
            let marks = if letter == 'Q' { &mut questions } else { &mut answers };
            single += usize::from(!sure && letter == 'Q');
            if sure || text.is_first(at) && letter == 'Q' {
                marks.insert(at, LineMark::speaker(&words[..1], end));
            }
        } else {
            headers += usize::from(text.candidate(at).is_some_and(|found| found.shape > Shape::Weak));
        }
    }
    if people.len() >= 2 && people.len() * 2 >= questions.len() + answers.len() {
        return people;
    }
    if questions.is_empty() || questions.len() < 2 && headers + answers.len() == 0 || single > 0 && headers < 2 {
        return LineMarks::new();
    }
    questions.extend(answers);
    questions
}

/// "Q12 Lena Orsol: Good", "Q. Lena Orsol, Halmar Daily: Good": who asks or answers is named behind the letter.
fn named(words: &str) -> Option<LineMark> {
    let rest = words.strip_prefix(['Q', 'A'])?.trim_start_matches(|c: char| c.is_ascii_digit());
    let name = rest.trim_start_matches(['.', ':', ' ', '\t']);
    let at = words.len() - name.len();
    if at < 2 || name.len() == rest.len() {
        return None;
    }
    let header = candidate(name).filter(|header| header.shape > Shape::Weak || header.printed.contains(", "))?;
    Some(LineMark::speaker(&header.printed, at + header.end))
}

/// The letter, where the words begin, and whether what stands between says that it is a header.
fn letter_of(words: &str) -> Option<(char, usize, bool)> {
    let letter = words.chars().next().filter(|c| matches!(c, 'Q' | 'A'))?;
    let rest = words[1..].trim_start_matches(|c: char| c.is_ascii_digit());
    let after = rest.trim_start_matches(['.', ')', '-', '–', '—', ':']);
    let marks = rest.len() - after.len();
    let space = after.len() - after.trim_start().len();
    let end = words.len() - after.trim_start().len();
    let wide = space >= 2 || after.starts_with('\t');
    let next = after.trim_start().chars().next();
    // "A.B." is a name, "A plan" a sentence
    // "Q: can we do it?" may be a question to oneself
    let goes_on = after.len() < rest.len() && rest.starts_with(':') && next.is_some_and(char::is_lowercase);
    let sure = !goes_on && marks == 1 && (space > 0 || after.is_empty()) || marks == 0 && wide;
    let single = marks == 0 && space == 1 && letter == 'Q' && next.is_some_and(|c| c.is_uppercase() || c == '(');
    let note = words[end..].starts_with("(By ") || words[end..].starts_with("(BY ");
    let end = words[end..].find(')').filter(|_| note).map_or(end, |close| end + close + 1);
    (sure || single).then_some((letter, end, sure))
}
