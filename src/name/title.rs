//! Where the title ends and the name begins in a printed header.

use crate::name::fold::{fold, without_notes};
use crate::name::glued::unglued;
use crate::name::kind::{HeaderKind, kind};
use crate::name::token::{
    is_connector, is_generation, is_initial, is_name_token, is_ordinary, is_particle, is_patronymic, is_roman,
    is_suffix, is_title_word,
};
use crate::name::words;

/// A header cut into title and name, both as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Split {
    /// The whole header is a name.
    Bare(String),
    /// The name, its title stripped.
    Titled(String),
    /// An office without a name ("President of Kazakhstan").
    Office,
    /// No rule found a name.
    Unclear,
}

/// Splits a header by rule alone. The name is what follows the last title word; straight after "of", "for" or "in" a
/// known country is passed over, else the last two capitalised words are taken (three with an initial, a particle or a
/// patronymic). "Name, office" is read too.
pub fn split_title(printed: &str) -> Split {
    let header = &unglued(without_notes(printed));
    if kind(header) != HeaderKind::Person {
        return Split::Office;
    }
    if let Some(name) = surname_first(header) {
        return Split::Bare(name);
    }
    let segments: Vec<Vec<&str>> = segments(header);
    let Some(last) = segments.last() else { return Split::Unclear };
    if let Some(name) = titled_first(&segments) {
        return Split::Titled(name);
    }
    if let Some(name) = leading_name(&segments) {
        return Split::Titled(name);
    }
    match name_in(last, segments.len() > 1) {
        Split::Bare(name) if segments.len() > 1 => Split::Titled(name),
        Split::Bare(name) => Split::Bare(name),
        Split::Titled(name) => Split::Titled(name),
        other => match segments.first().filter(|_| segments.len() > 1).map(|first| name_in(first, true)) {
            Some(Split::Bare(name) | Split::Titled(name)) => Split::Titled(name),
            _ => other,
        },
    }
}

/// "Lena Orsol" of "Orsol, Lena": a surname and given names, neither of which is a title or a place.
pub fn surname_first(printed: &str) -> Option<String> {
    // "Orsol, Lena, MP"
    let printed = match printed.rsplit_once(", ") {
        Some((name, letters)) if name.contains(", ") && is_honour(letters) => name,
        _ => printed,
    };
    let (surname, given) = printed.split_once(", ")?;
    let (surname, given) = (surname.trim(), given.trim());
    let place = |text: &str| words::PLACES.binary_search(&fold(text).as_str()).is_ok();
    let plain = |token: &str| {
        let key = fold(token);
        let part = is_name_token(token) || is_particle(&key);
        part && !is_title_word(&key) && !is_ordinary(&key) && !is_organisation(token) && !is_roman(token)
    };
    let surnames: Vec<&str> = surname.split(' ').collect();
    let given_names: Vec<&str> = given.split(' ').collect();
    let single = surnames.iter().filter(|token| !is_particle(&fold(token))).count() == 1;
    let short = given_names.len() <= 2 && !matches!(fold(given).as_str(), "jr" | "sr");
    let names = surnames.iter().chain(&given_names).all(|token| plain(token));
    (single && short && names && !place(given) && !place(surname)).then(|| format!("{given} {surname}"))
}

/// Letters behind a name: "MP", "PhD", "QC MdB".
fn is_honour(letters: &str) -> bool {
    let capitals = |token: &str| token.chars().filter(|c| c.is_uppercase()).count();
    letters.split(' ').all(|token| token.chars().count() <= 5 && capitals(token) >= 2)
}

/// The name in "Sergei Agafonov, Editor in Chief of Ogonyok" and in "Dmitry, Moscow".
fn leading_name(segments: &[Vec<&str>]) -> Option<String> {
    let (first, rest) = segments.split_first()?;
    let next = rest.first()?;
    let place = next.iter().map(|t| fold(t)).collect::<Vec<String>>().join(" ");
    let enough = first.len() >= 2 || words::PLACES.binary_search(&place.as_str()).is_ok();
    let ordinary = |t: &&str| is_title_word(&fold(t)) || is_organisation(t) || is_ordinary(&fold(t));
    let name = first.len() <= 3 && first.iter().all(|t| is_name_token(t) || is_particle(&fold(t)));
    (enough && name && !first.iter().any(ordinary)).then(|| first.join(" "))
}

/// "Jane Roe" of "Senator Jane Roe, D-NY": a title and two names, where no title stands behind them.
fn titled_first(segments: &[Vec<&str>]) -> Option<String> {
    let (first, rest) = segments.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let titles = first.iter().take_while(|token| is_title_word(&fold(token))).count();
    let name = &first[titles..];
    let part = |token: &&str| {
        let folded = fold(token);
        (is_name_token(token) && !is_title_word(&folded) && !is_ordinary(&folded) && !is_organisation(token))
            || is_particle(&folded)
    };
    let office = rest.iter().flatten().any(|token| is_title_word(&fold(token)));
    let named = titles > 0 && (2..=4).contains(&name.len()) && name.iter().all(part) && !office;
    named.then(|| name.join(" "))
}

/// Two capitals or more and nothing else: "OF" in a header that is all in capitals.
fn is_capitals(token: &str) -> bool {
    token.chars().all(char::is_uppercase)
}

fn is_organisation(token: &str) -> bool {
    let parts = || token.split('.').filter(|part| !part.is_empty());
    let acronyms = parts().count() > 1 && parts().all(|part| part.chars().count() > 1 && is_capitals(part));
    acronyms || words::ORGANISATIONS.binary_search(&fold(token).as_str()).is_ok()
}

/// The words between commas and free-standing dashes.
fn segments(header: &str) -> Vec<Vec<&str>> {
    let mut all = vec![Vec::new()];
    for token in header.split_whitespace() {
        let ends = token.ends_with([',', ';']);
        let word = token.trim_end_matches([',', ';']);
        let mark = matches!(word, "-" | "–" | "—" | "--" | "|" | "/");
        if !mark
            && !word.is_empty()
            && let Some(segment) = all.last_mut()
        {
            segment.push(word);
        }
        if ends || mark {
            all.push(Vec::new());
        }
    }
    // "Jr." belongs to the name before it, "MP" to nobody's
    let mut joined: Vec<Vec<&str>> = Vec::with_capacity(all.len());
    for segment in all.into_iter().filter(|segment| !segment.is_empty()) {
        match joined.last_mut() {
            Some(name) if segment.iter().all(|token| is_generation(&fold(token))) => name.extend(segment),
            Some(_) if segment.iter().all(|token| is_suffix(&fold(token))) => {}
            _ => joined.push(segment),
        }
    }
    joined
}

/// What stands before the run of capitalised words at a segment's end.
enum Before {
    Nothing,
    /// "of", "for", "in": the first words of the run still belong to the title.
    Connector,
    /// A lower-case word, a closing quote or bracket: the run is the name.
    Other,
}

fn name_in(tokens: &[&str], in_list: bool) -> Split {
    let run_at = run_start(tokens);
    let organisation = tokens[run_at..].iter().rposition(|t| is_organisation(t)).map_or(0, |at| at + 1);
    let start = run_at + organisation;
    let run = &tokens[start..];
    let before = match start.checked_sub(1).map(|at| fold(tokens[at])) {
        None => Before::Nothing,
        Some(word) if is_connector(&word) && organisation == 0 => Before::Connector,
        Some(_) => Before::Other,
    };
    let folded: Vec<String> = run.iter().map(|t| fold(t)).collect();
    let title_end = folded[..folded.len().saturating_sub(1)].iter().rposition(|t| is_title_word(t)).map(|at| at + 1);
    match (before, title_end) {
        _ if run.is_empty() => before_of(tokens),
        (Before::Nothing, None) if folded.iter().all(|t| is_title_word(t)) && in_list => Split::Office,
        (Before::Nothing, None) => Split::Bare(if run.len() <= 5 { run.join(" ") } else { tail_name(run) }),
        (Before::Connector, None) => match after_of(run, &folded) {
            Some(name) => Split::Titled(name),
            None => before_of(&tokens[..start]),
        },
        (Before::Other, None) if run.len() <= 4 => Split::Titled(run.join(" ")),
        (Before::Other, None) => Split::Titled(tail_name(run)),
        (_, Some(end)) if folded[end..].iter().all(|t| is_title_word(t)) && run.len() - end == 1 && end > 1 => {
            Split::Titled(tail_name(run))
        }
        (_, Some(end)) => Split::Titled(if run.len() - end <= 4 { run[end..].join(" ") } else { tail_name(run) }),
    }
}

/// The first token of the run of name-like tokens at the end.
fn run_start(tokens: &[&str]) -> usize {
    let mut start = tokens.len();
    while start > 0 {
        let token = tokens[start - 1];
        let inner_particle = start < tokens.len() && is_particle(&fold(token));
        let folded = fold(token);
        let joins = is_connector(&folded) && !is_particle(&folded) && token.len() > 1 && is_capitals(token);
        if joins || !(is_name_token(token) || inner_particle || is_roman(token)) {
            break;
        }
        start -= 1;
    }
    while start < tokens.len() && !is_name_token(tokens[start]) {
        start += 1;
    }
    start
}

/// The name in capitalised words that follow "of": the country is passed over.
fn after_of(run: &[&str], folded: &[String]) -> Option<String> {
    for length in (1..=4.min(run.len().saturating_sub(1))).rev() {
        if words::PLACES.binary_search(&folded[..length].join(" ").as_str()).is_ok() {
            return Some(run[length..].join(" "));
        }
    }
    let place = words::PLACES.binary_search(&folded.join(" ").as_str()).is_ok();
    (run.len() >= 3 && !place).then(|| tail_name(run))
}

/// "King Abdullah II of Jordan": a form of address and a name before the first "of".
fn before_of(tokens: &[&str]) -> Split {
    let end = tokens.iter().position(|t| is_connector(&fold(t))).unwrap_or(tokens.len());
    let head = &tokens[..end];
    let name = head.iter().rposition(|t| is_title_word(&fold(t))).map_or(0, |at| at + 1);
    let rest = &head[name.min(head.len())..];
    let address = head.iter().any(|t| words::ADDRESSES.binary_search(&fold(t).as_str()).is_ok());
    match rest {
        [] => Split::Office,
        _ if address && rest.iter().all(|t| is_name_token(t) || is_particle(&fold(t))) => Split::Titled(rest.join(" ")),
        _ => Split::Unclear,
    }
}

/// The last two capitalised words, with the particles, initials and patronymics that belong to them.
fn tail_name(run: &[&str]) -> String {
    let mut start = run.len().saturating_sub(1);
    if is_roman(run[start]) && start > 0 && run.len() > 1 {
        start -= 1;
        return run[start..].join(" ");
    }
    loop {
        while start > 0 && is_particle(&fold(run[start - 1])) {
            start -= 1;
        }
        start = start.saturating_sub(1);
        if start == 0 || !is_particle(&fold(run[start - 1])) {
            break;
        }
    }
    let given = |at: usize| is_patronymic(&fold(run[at])) || is_initial(run[at]);
    if start > 0 && given(start) && is_name_token(run[start - 1]) {
        start -= 1;
    }
    run[start..].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(printed: &str) -> String {
        match split_title(printed) {
            Split::Bare(name) | Split::Titled(name) => name,
            Split::Office => "office".to_owned(),
            Split::Unclear => "unclear".to_owned(),
        }
    }

    #[test]
    fn letters_behind_a_name_are_no_name() {
        assert_eq!(name("Orsol, Lena, MP"), "Lena Orsol");
        assert_eq!(name("Orsol, Lena, PhD MdB"), "Lena Orsol");
        assert_eq!(name("Orsol, Lena"), "Lena Orsol");
        assert_eq!(surname_first("MP, Lena, Orsol"), None);
    }

    #[test]
    fn titles_are_stripped() {
        for (printed, expected) in [
            ("President of the Republic of Azerbaijan Ilham Aliyev", "Ilham Aliyev"),
            ("President of Russia Vladimir Putin", "Vladimir Putin"),
            ("Deputy Prime Minister Olga Golodets", "Olga Golodets"),
            ("chairman of the Board of Directors and President of Transneft Nikolai Tokarev", "Nikolai Tokarev"),
            ("President of South Ossetia Anatoly Bibilov", "Anatoly Bibilov"),
            ("President of Turkey Recep Tayyip Erdogan (retranslated)", "Recep Tayyip Erdogan"),
            ("Emir of Qatar Sheikh Tamim bin Hamad Al Thani", "Tamim bin Hamad Al Thani"),
            ("King Abdullah II of Jordan", "Abdullah II"),
            ("Federal President of Austria Alexander Van der Bellen", "Alexander Van der Bellen"),
            ("Ruling Prince of Monaco Albert II", "Albert II"),
            ("Sergei Agafonov, Editor in Chief of Ogonyok magazine", "Sergei Agafonov"),
            ("Chairman of the Board of Nergis Holding (Turkey) Cavit Caglar", "Cavit Caglar"),
            ("President of Egypt Abdel Fattah el-Sisi", "Abdel Fattah el-Sisi"),
            ("Director of the Institute of Caspian History Professor Ilyas Morvan", "Ilyas Morvan"),
            ("Rector of Moscow State University Viktor Sadovnichy", "Viktor Sadovnichy"),
            ("Chief of Staff of the Presidential Executive Office Sergei Ivanov", "Sergei Ivanov"),
            ("Deputy Director General of the Technical Secretariat (OPCW) Hamid Ali Rao", "Hamid Ali Rao"),
            ("Ada Holm, welding engineer at a branch of JSC AEM-technology ATOMMASH", "Ada Holm"),
            ("Chair of the session, Trade Commissioner Dario Feltin", "Dario Feltin"),
            ("Yury Kulinkov, ship fitter, mechanical adjustment shop", "Yury Kulinkov"),
            ("Dmitry, Moscow", "Dmitry"),
            ("Senator Jane Roe, D-NY", "Jane Roe"),
            ("Lena Orsol - Harbour Works", "Lena Orsol"),
            ("Sabine Korvath | Brenn Radio", "Sabine Korvath"),
            ("Bob Ray, Jr.", "Bob Ray Jr."),
            ("Ruta Selmin, MP", "Ruta Selmin"),
            ("Professor, Tomas Vell", "Tomas Vell"),
            ("DIRECTOR OF THE INSTITUTE OF SCIENCES ADA HOLM", "ADA HOLM"),
            ("Ambassador A. Holm", "A. Holm"),
            ("Dmitry de Koshko", "Dmitry de Koshko"),
            ("Chairman of the World Economic Forum", "office"),
            ("Presenter of Ardel Television Anneke Brusk", "Anneke Brusk"),
            ("President Putin", "Putin"),
            ("Larry King", "Larry King"),
            ("President of Kazakhstan", "office"),
            ("Prime Minister", "office"),
        ] {
            assert_eq!(name(printed), expected, "{printed}");
        }
    }
}
