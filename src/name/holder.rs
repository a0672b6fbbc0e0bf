//! Who holds an office that a header names: the name stands in brackets behind it.

use crate::name::fold::{fold, fold_spaces, without_notes};
use crate::name::kind::{HeaderKind, kind};
use crate::name::title::{Split, split_title};
use crate::name::token::{is_name_token, is_ordinary, is_particle, is_title_word};
use crate::name::words;

/// Who asks has the paper in brackets: "Reporter (Halmar Radio)".
const ASKS: [&str; 6] = ["reporter", "journalist", "correspondent", "press", "media", "questioner"];

/// "Lena Orsol" of "The Minister for Ports (Lena Orsol)"; nothing where a person stands before the brackets, or no full
/// name in them.
pub fn holder(printed: &str) -> Option<String> {
    let office = without_notes(printed);
    let note = printed.get(office.len()..)?.trim();
    let inner = note.strip_prefix('(')?.strip_suffix(')')?;
    let asks = office.split_whitespace().any(|word| ASKS.contains(&fold(word).as_str()));
    let inner = fold_spaces(without_notes(inner));
    if inner.contains(['(', ')']) || !is_office(office) || asks {
        return None;
    }
    let tokens: Vec<&str> = inner.split(' ').collect();
    let titled = tokens.first().is_some_and(|token| is_title_word(&fold(token)));
    let clean = tokens.iter().all(|token| is_name_token(token) || is_particle(&fold(token)));
    let place = words::PLACES.binary_search(&fold(&inner).as_str()).is_ok();
    if !clean || place || tokens.iter().any(|token| is_ordinary(&fold(token))) || !(2..=5).contains(&tokens.len()) {
        return None;
    }
    match split_title(&inner) {
        Split::Titled(name) if titled => Some(name),
        Split::Bare(name) => Some(name),
        _ => None,
    }
}

/// Whether words are an office without its holder.
fn is_office(words: &str) -> bool {
    let titled = words.split_whitespace().any(|word| fold(word).split('-').any(is_title_word));
    kind(words) == HeaderKind::Label
        || matches!(split_title(words), Split::Office | Split::Unclear) && titled
        || words.starts_with("The ") && titled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_behind_an_office_is_who_holds_it() {
        for (printed, name) in [
            ("The Minister for Ports (Lena Orsol)", Some("Lena Orsol")),
            ("The Parliamentary Under-Secretary of State for Ports (Tomas Vell)", Some("Tomas Vell")),
            ("Madam Deputy Speaker (Ms Lena Orsol)", Some("Lena Orsol")),
            ("The SPEAKER pro tempore (Mr. Vell)", Some("Vell")),
            ("Lena Orsol (Brenn East)", None),
            ("The President (spoke in French)", None),
            ("President of Varsia (South Korea)", None),
            ("President of Varsia Lena Orsol (Tomas Vell)", None),
            ("Reporter (Halmar Radio)", None),
            ("The Chair (Mr. Tomas Vell (Brenn East, Ind.))", Some("Tomas Vell")),
        ] {
            assert_eq!(holder(printed).as_deref(), name, "{printed}");
        }
    }
}
