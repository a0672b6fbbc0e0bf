//! The shape of people's names: how printed forms are compared, which words are titles, roles or labels, and
//! where in "President of the Republic of Azerbaijan Ilham Aliyev" the name begins. Plain text in, no state;
//! the readers use it to recognise headers, `speaker` to resolve them.

mod title;
mod words;

pub use title::{Split, split_title};

/// What a header is by its words alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A kind of turn ("Question", "Remark from the hall"), in lower case.
    Role(&'static str),
    /// Someone without a name: "Speaker 1", `SPEAKER_00`, "Moderator", "Prime Minister".
    Label,
    /// Anything else, presumably a person.
    Person,
}

/// Folds a printed form for comparison: lower case, no diacritics, no full stops, one space between words, one
/// shape of apostrophe and hyphen. `V.V. Putin` becomes `v v putin`.
pub fn fold(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    for c in printed.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{300}'..='\u{36f}' => {}
            '’' | '‘' | '`' | '´' | 'ʼ' => out.push('\''),
            '\u{2010}'..='\u{2012}' => out.push('-'),
            c if c.is_whitespace() || c == '.' => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => match words::plain_letters(c) {
                Some(plain) => out.push_str(plain),
                None => out.push(c),
            },
        }
    }
    out.truncate(out.trim_end().len());
    out
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

/// Words that lost the space between them, apart again: "LenaOrsol", "Presidentof Varsia". Names with a capital inside
/// ("MacDonald", "DeVito") stay whole.
pub fn unglued(printed: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for token in printed.split_whitespace() {
        let mut rest = token;
        while let Some(at) = joint(rest) {
            words.push(&rest[..at]);
            rest = &rest[at..];
        }
        words.push(rest);
    }
    let mut apart = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).filter(|next| next.starts_with(char::is_uppercase));
        let place = next.is_some_and(|next| words::PLACES.binary_search(&fold(next).as_str()).is_ok());
        let title = |word: &&str| place || is_title_word(&fold(word.rsplit('-').next().unwrap_or(word)));
        match word.strip_suffix("of").filter(|word| next.is_some() && !word.is_empty()).filter(title) {
            Some(title) => apart.extend([title, "of"]),
            None => apart.push(word),
        }
    }
    apart.join(" ")
}

/// Where a capital follows a small letter in a token, with a word's worth of letters on both sides, or initials.
fn joint(token: &str) -> Option<usize> {
    let mut before = ' ';
    token.char_indices().find_map(|(at, c)| {
        let (head, tail) = token.split_at(at);
        let glued = before.is_lowercase() && at > 2 && !matches!(head, "Mac" | "Fitz" | "Van" | "Von");
        let initials = before == '.' && at <= 6 && is_initial(head);
        before = c;
        let word = || tail.chars().take(3).filter(|c| c.is_alphabetic()).count() == 3;
        let small = || tail.chars().nth(1).is_some_and(char::is_lowercase);
        (c.is_uppercase() && (glued || initials && small()) && word()).then_some(at)
    })
}

/// What `printed` is by its words alone.
pub fn kind(printed: &str) -> Kind {
    let key = fold(without_notes(printed));
    if let Some(role) = role_word(&key) {
        return Kind::Role(role);
    }
    if is_label(&key) { Kind::Label } else { Kind::Person }
}

/// "question" for "question", "question from the audience", "question 3"; nothing for people.
fn role_word(key: &str) -> Option<&'static str> {
    let mut tokens = key.split(' ');
    let first = tokens.next()?;
    let role = words::ROLES.iter().find(|(word, _)| *word == first)?.1;
    let rest: Vec<&str> = tokens.collect();
    let plain = match rest.first() {
        None => true,
        Some(next) => rest.len() <= 6 && (["from", "in", "by", "off"].contains(next) || is_number(next)),
    };
    plain.then_some(role)
}

fn is_number(token: &str) -> bool {
    !token.is_empty() && token.chars().all(|c| c.is_ascii_digit())
}

/// Labels end in a number or a single letter ("speaker 1", "participant a"), or are a bare office ("moderator", "the chair").
fn is_label(key: &str) -> bool {
    let key = key.trim_start_matches('[').trim_end_matches(']').replace(['_', '-', '#'], " ");
    let mut tokens: Vec<&str> = key.split(' ').filter(|t| !t.is_empty()).collect();
    let labelled = tokens.len() > 1 && tokens.last().is_some_and(|t| is_number(t) || t.chars().count() == 1);
    if labelled {
        tokens.pop();
        return tokens.len() <= 3 && tokens.iter().all(|t| is_anonymous(t) || is_title_word(t));
    }
    match tokens.first() {
        Some(&"the" | &"unknown" | &"unidentified") if tokens.len() > 1 => tokens.remove(0),
        _ => "",
    };
    !tokens.is_empty() && tokens.iter().all(|t| is_anonymous(t) || is_title_word(t) || is_connector(t))
}

fn is_anonymous(token: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glued_words_come_apart() {
        for (printed, apart) in [
            ("LenaOrsol", "Lena Orsol"),
            ("Minister-PresidentofKeldovaTomas Vell", "Minister-President of Keldova Tomas Vell"),
            ("L.V.Orsol", "L.V. Orsol"),
            ("King Adel Tarnof Bahrain", "King Adel Tarn of Bahrain"),
            ("Ian MacDonald", "Ian MacDonald"),
            ("Ana DeVito of O'Neill", "Ana DeVito of O'Neill"),
            ("VEB.RF", "VEB.RF"),
        ] {
            assert_eq!(unglued(printed), apart);
        }
    }
}
