//! What is printed on every page and is none of the text: running heads, page numbers, the address of a printed web page.

use std::collections::BTreeMap;

use super::lines::TextLine;

/// So many lines at the top and at the bottom of a page can be furniture.
const MOST: usize = 3;

/// Takes the furniture out of all pages; how many characters that was.
pub fn take_out(pages: &mut [Vec<TextLine>]) -> usize {
    let mut taken = 0;
    for end in [End::Top, End::Bottom] {
        for _ in 0..MOST {
            let mut heads: BTreeMap<String, usize> = BTreeMap::new();
            for line in pages.iter().filter_map(|page| end.line(page)) {
                *heads.entry(shape(&line.text)).or_default() += 1;
            }
            let often = (pages.len() / 5).max(2);
            let mut some = false;
            for page in pages.iter_mut() {
                let Some(line) = end.line(page) else { continue };
                let repeated = heads.get(&shape(&line.text)).is_some_and(|times| *times >= often);
                if repeated && !is_speech(&line.text) || is_of_a_page(&line.text) {
                    taken += line.text.chars().count();
                    end.remove(page);
                    some = true;
                }
            }
            if !some {
                break;
            }
        }
    }
    taken
}

/// An end of a page.
#[derive(Clone, Copy)]
enum End {
    Top,
    Bottom,
}

impl End {
    /// The line at this end of the page, which is not always the first or the last to be read.
    fn place(self, page: &[TextLine]) -> Option<usize> {
        let by_base = |a: &(usize, &TextLine), b: &(usize, &TextLine)| a.1.base.total_cmp(&b.1.base);
        let lines = page.iter().enumerate();
        let found = match self {
            End::Top => lines.max_by(by_base),
            End::Bottom => lines.min_by(by_base),
        };
        found.map(|(at, _)| at)
    }

    fn line(self, page: &[TextLine]) -> Option<&TextLine> {
        self.place(page).map(|at| &page[at])
    }

    fn remove(self, page: &mut Vec<TextLine>) {
        if let Some(at) = self.place(page) {
            page.remove(at);
        }
    }
}

/// A line with its numbers and spaces alike.
fn shape(line: &str) -> String {
    let mut shape = String::with_capacity(line.len());
    for c in line.trim().chars() {
        match c {
            '0'..='9' if shape.ends_with('#') => {}
            '0'..='9' => shape.push('#'),
            c if c.is_whitespace() => {}
            c => shape.extend(c.to_lowercase()),
        }
    }
    shape
}

/// A short line with a colon may be said on more than one page.
fn is_speech(line: &str) -> bool {
    let after = line.split_once(':').map(|(_, after)| after.trim());
    after.is_some_and(|after| after.starts_with(char::is_alphabetic) && after.ends_with(['.', '!', '?']))
}

/// A page number, alone or of so many, or the address of a printed web page.
fn is_of_a_page(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    if ["http://", "https://", "file://"].iter().any(|start| line.starts_with(start)) {
        return true;
    }
    let words: Vec<&str> =
        line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "page").collect();
    let is_number = |word: &str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_roman = |word: &str| word.len() <= 6 && word.bytes().all(|byte| b"ivxl".contains(&byte));
    match words[..] {
        [one] => (is_number(one) || is_roman(one)) && !line.contains(['?', '!', ':']),
        [one, "of", all] | [one, all] => is_number(one) && is_number(all) && !line.contains(['.', ':', '?']),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_no_speech() {
        for line in ["3", "- 3 -", "Page 3", "Page 3 of 12", "3 / 12", "xii", "https://brenn.example/talk"] {
            assert!(is_of_a_page(line), "{line}");
        }
        for line in ["3 ships came.", "I?", "10:30", "1998.5", "Yes", "Page after page", "In 1998"] {
            assert!(!is_of_a_page(line), "{line}");
        }
    }
}
