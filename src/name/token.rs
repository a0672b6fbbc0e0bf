//! What one word of a name or title can be.

use crate::name::fold::fold;
use crate::name::words;

/// Whether it is a number in figures.
pub fn is_number(token: &str) -> bool {
    !token.is_empty() && token.chars().all(|c| c.is_ascii_digit())
}

/// Whether a folded token names nobody ("speaker", "participant").
pub fn is_anonymous(token: &str) -> bool {
    words::ANONYMOUS.binary_search(&token).is_ok()
}

/// Whether a folded token is an office or a form of address ("president", "mr").
pub fn is_title_word(token: &str) -> bool {
    words::TITLES.binary_search(&token).is_ok()
}

/// Whether a folded token joins the words of a title ("of", "the", "and").
pub fn is_connector(token: &str) -> bool {
    words::CONNECTORS.binary_search(&token).is_ok()
}

/// Whether a folded token belongs inside a surname ("van", "bin", "al").
pub fn is_particle(token: &str) -> bool {
    words::PARTICLES.binary_search(&token).is_ok()
}

/// Whether a folded token is the end of a name that says which of a family or how honoured ("jr", "mp").
pub fn is_suffix(token: &str) -> bool {
    is_generation(token) || words::HONOURS.binary_search(&token.replace(' ', "").as_str()).is_ok()
}

/// Whether a folded token tells father and son apart.
pub fn is_generation(token: &str) -> bool {
    ["jr", "sr", "ii", "iii", "iv"].contains(&token)
}

/// Whether a folded word is too ordinary to be a name ("this", "note", "monday").
pub fn is_ordinary(token: &str) -> bool {
    words::ORDINARY.binary_search(&token).is_ok()
}

/// Whether a folded phrase is a label of documents and letters ("note", "agenda", "photo"), never a speaker.
pub fn is_document_label(key: &str) -> bool {
    words::DOCUMENT_LABELS.binary_search(&key).is_ok()
}

/// An initial: one letter, or letters with full stops ("V.", "J.R.").
pub fn is_initial(token: &str) -> bool {
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    let stops = token.chars().filter(|c| *c == '.').count();
    (1..=3).contains(&letters)
        && token.chars().all(|c| c == '.' || c == '-' || c.is_uppercase())
        && (stops >= letters || letters == 1)
}

/// Whether a token can be part of a name: a capital first (or after a particle and a hyphen: "el-Sisi"), then letters.
pub fn is_name_token(token: &str) -> bool {
    let is_joint = |c: char| matches!(c, '\'' | '’' | '‘' | 'ʼ' | '-' | '\u{2010}' | '\u{2011}' | '.');
    if !token.chars().all(|c| c.is_alphabetic() || is_joint(c) || is_combining(c)) {
        return false;
    }
    if is_initial(token) {
        return true;
    }
    if token.ends_with('.') {
        return words::ABBREVIATIONS.binary_search(&fold(token).as_str()).is_ok();
    }
    let mut parts = token.split(is_joint).filter(|p| !p.is_empty());
    let capital = |p: &str| p.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    match (parts.next(), parts.next()) {
        (Some(first), _) if capital(first) => true,
        (Some(first), Some(second)) => is_particle(&fold(first)) && capital(second),
        _ => false,
    }
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Roman numerals after a monarch's name.
pub fn is_roman(token: &str) -> bool {
    !token.is_empty() && token.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// Patronymics by their endings: -ovich, -evich, -ovna, -evna, -oglu, -ogly, -kyzy.
pub fn is_patronymic(folded: &str) -> bool {
    const ENDINGS: [&str; 9] = ["ovich", "evich", "yevich", "ovna", "evna", "ichna", "oglu", "ogly", "kyzy"];
    ENDINGS.iter().any(|e| folded.len() > e.len() + 1 && folded.ends_with(e))
        || ["oglu", "ogly", "kyzy"].contains(&folded)
}
