//! Whether a document is English. The models read nothing else, so a document in another language is marked and left
//! unscored; in doubt it is taken for English.

use isolang::Language;
use whatlang::Lang;

use crate::transcript::Turn;

/// With fewer letters there is no verdict.
const LEAST_LETTERS: usize = 200;
/// Characters of the sample that is looked at.
const SAMPLE: usize = 4_000;

/// The language of the turns, as a code of ISO 639 (two letters where there are any), where it is confidently not
/// English.
pub fn foreign(turns: &[Turn]) -> Option<String> {
    let sample = sample(turns);
    if sample.chars().filter(|c| c.is_alphabetic()).count() < LEAST_LETTERS {
        return None;
    }
    let verdict = whatlang::detect(&sample).filter(|verdict| verdict.is_reliable() && verdict.lang() != Lang::Eng)?;
    let code = verdict.lang().code();
    let short = Language::from_639_3(code).and_then(|language| language.to_639_1());
    Some(short.unwrap_or(code).to_owned())
}

/// The beginnings of paragraphs from all over the document, so that a greeting in another language decides nothing.
fn sample(turns: &[Turn]) -> String {
    let paragraphs: Vec<&str> = turns.iter().flat_map(|turn| turn.text.split('\n')).collect();
    let step = paragraphs.len().div_ceil(40).max(1);
    let kept: Vec<&str> = paragraphs.into_iter().step_by(step).collect();
    let each = SAMPLE / kept.len().max(1);
    let mut sample = String::with_capacity(2 * SAMPLE);
    for paragraph in kept {
        sample.extend(paragraph.chars().take(each));
        sample.push(' ');
    }
    sample
}
