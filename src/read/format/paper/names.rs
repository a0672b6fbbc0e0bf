//! What bold text says about speakers.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::{PaperPart, Paragraph};
use crate::name::{fold, fold_spaces};
use crate::read::kit::header::{Shape, shape_of};

/// A name without a colon has at most so many words.
const MOST_WORDS: usize = 6;

/// How many paragraphs begin with bold words and a colon.
pub fn bold_headers(parts: &[PaperPart]) -> usize {
    parts.iter().filter(|part| matches!(part, PaperPart::Paragraph(p) if p.has_bold_header())).count()
}

/// How many paragraphs are questions in bold.
pub fn bold_questions(parts: &[PaperPart]) -> usize {
    parts.iter().filter(|part| matches!(part, PaperPart::Paragraph(p) if p.is_bold_question())).count()
}

/// The document with a colon behind each bold name, where names are set apart by nothing but bold: as a paragraph of
/// their own, or at the start of one. They are names where two of them or more come again, and none has a colon;
/// of full names one need come again.
pub fn with_colons(parts: &[PaperPart]) -> Option<Vec<PaperPart>> {
    if bold_headers(parts) > 0 {
        return None;
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let leading = |part: &PaperPart| match part {
        PaperPart::Paragraph(paragraph) => leading_name(paragraph),
        PaperPart::Table(_) => None,
    };
    for name in parts.iter().filter_map(leading) {
        *times.entry(fold(&name)).or_default() += 1;
    }
    let again: BTreeSet<&String> = times.iter().filter(|(_, times)| **times > 1).map(|(name, _)| name).collect();
    let is_shaped = |name: &str| shape_of(name).is_some_and(|shape| shape > Shape::Weak);
    // one that comes again is enough where all of them have the form of names
    let all_names = times.len() > 1 && parts.iter().filter_map(leading).all(|name| is_shaped(&name));
    if again.len() < if all_names { 1 } else { 2 } {
        return None;
    }
    let is_name = |name: &str| again.contains(&fold(name)) || is_shaped(name);
    let marked = parts.iter().map(|part| match part {
        PaperPart::Paragraph(paragraph) if leading(part).is_some_and(|name| is_name(&name)) => {
            PaperPart::Paragraph(marked(paragraph))
        }
        PaperPart::Paragraph(paragraph) => PaperPart::Paragraph(paragraph.clone()),
        PaperPart::Table(rows) => PaperPart::Table(rows.clone()),
    });
    Some(marked.collect())
}

/// The bold words at the start of a paragraph, if they can be a name: short, and not the beginning of a sentence.
fn leading_name(paragraph: &Paragraph) -> Option<String> {
    let mut runs = paragraph.runs.iter().skip_while(|(run, _)| run.trim().is_empty());
    let (first, bold) = runs.next()?;
    let rest = runs.next().map_or("", |(run, _)| run.as_str());
    let goes_on = rest.trim_start().starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | '.' | '(' | '['));
    let timed = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let name = fold_spaces(first);
    let short = name.split(' ').count() <= MOST_WORDS && !name.ends_with(['.', '!', '?', ',', ';']);
    (*bold && short && !goes_on && !timed && name.starts_with(char::is_uppercase)).then_some(name)
}

fn marked(paragraph: &Paragraph) -> Paragraph {
    let mut marked = Paragraph { rank: paragraph.rank, ..Paragraph::default() };
    let mut waiting = true;
    for (run, bold) in &paragraph.runs {
        if waiting && *bold && !run.trim().is_empty() {
            marked.push(run.trim_end(), true);
            marked.push(":", true);
            marked.push(" ", false);
            waiting = false;
        } else {
            marked.push(run, *bold);
        }
    }
    marked
}
