//! Starts that look like a header and are none: a rhetorical "Question: at what expense?", a name in the middle of a
//! sentence that was broken before it, a headline with a colon.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::name::{HeaderKind, fold, is_connector, kind};
use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::{Candidate, HeaderEvidence, Shape, candidate};

/// Looks at role words with small letters behind them, and at the first line.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let lines = (0..text.lines.len()).filter(|at| !text.line(*at).is_empty() && !before.contains_key(at));
    let headers: BTreeMap<usize, &Candidate> = lines.filter_map(|at| Some((at, text.candidate(at)?))).collect();
    // that most lines begin with a header says nothing of one line
    let evidence = HeaderEvidence::new(headers.values().copied(), usize::MAX);
    let once = |header: &Candidate| header.shape == Shape::Weak && !evidence.repeats(&header.key);
    let roles = RoleWords::of(&headers);
    let doubtful = |header: &Candidate| roles.get(header).is_some() || once(header);
    let small =
        |at: usize, header: &Candidate| text.line(at)[header.end..].trim_start().starts_with(char::is_lowercase);
    let mut found = LineMarks::new();
    let sure: Vec<bool> = headers.iter().filter(|(_, header)| !doubtful(header)).map(|(at, h)| small(*at, h)).collect();
    // where others begin with a capital, "Our hope: we must not rest" goes on after its colon
    if sure.iter().filter(|small| **small).count() * 2 < sure.len() {
        let said = headers.iter().filter(|(at, header)| doubtful(header) && small(**at, header));
        found.extend(said.map(|(at, _)| (*at, LineMark::Said)));
    }
    let rest = |at: usize, header: &Candidate| text.line(at)[header.end..].trim_start();
    // "Bread: 3 crowns" is a list, "The clerk: “No.”" a tale
    let listed = headers
        .iter()
        .filter(|(at, header)| once(header) && rest(**at, header).starts_with(|c: char| c.is_ascii_digit()));
    found.extend(listed.map(|(at, header)| (*at, LineMark::Nobody(header.printed.clone()))));
    let quoted = |at: usize, header: &Candidate| rest(at, header).starts_with(['"', '“', '«', '‘']);
    let named = |header: &Candidate| {
        header.shape == Shape::Name || kind(&header.printed) == HeaderKind::Person && !once(header)
    };
    if !headers.iter().any(|(at, header)| quoted(*at, header) && named(header)) {
        let told = headers.iter().filter(|(at, header)| quoted(**at, header) && !named(header));
        found.extend(told.map(|(at, _)| (*at, LineMark::Said)));
    }
    // whoever has headers elsewhere was interrupted above
    let alone = |header: &Candidate| !evidence.repeats(&header.key) && !evidence.is_suffix(&header.key);
    let broken = headers.iter().filter(|(at, h)| h.shape < Shape::Certain && alone(h) && is_broken(text, **at));
    found.extend(broken.map(|(at, _)| (*at, LineMark::Said)));
    found.extend(rhetorical(&headers, &roles).map(|at| (at, LineMark::Said)));
    found.extend(headline(text, &headers, &evidence).map(|at| (at, LineMark::Said)));
    found
}

/// "Question: What did it cost? Answer: Much." in one mouth: answers that are fewer than those who are named.
fn rhetorical(headers: &BTreeMap<usize, &Candidate>, roles: &RoleWords) -> impl Iterator<Item = usize> {
    let answers = headers.values().filter(|header| roles.get(header) == Some("answer")).count();
    let named = headers.values().filter(|header| roles.get(header).is_none() && header.shape > Shape::Weak).count();
    let all: Vec<(&usize, &&Candidate)> = headers.iter().collect();
    let pairs: Vec<usize> = all
        .windows(2)
        .filter(|pair| roles.get(pair[0].1) == Some("question") && roles.get(pair[1].1) == Some("answer"))
        .flat_map(|pair| [*pair[0].0, *pair[1].0])
        .collect();
    pairs.into_iter().filter(move |_| named >= 2 && answers < named)
}

/// Whether the line above breaks off before the header's words: "in the words of the poet", "Lena Orsol: it rains". A
/// header may itself be broken, and is one with the words above.
fn is_broken(text: &Tidied, at: usize) -> bool {
    let Some(above) = at.checked_sub(1).map(|above| text.line(above)).filter(|above| !above.is_empty()) else {
        return false;
    };
    let last = above.rsplit(' ').next().map(fold).unwrap_or_default();
    let open = above.contains(' ')
        && (is_connector(&last) || ["our", "his", "her", "their", "my", "its"].contains(&last.as_str()));
    open && candidate(&format!("{above} {}", text.line(at))).is_none()
}

/// The roles of headers that are words for a kind of turn. They come again and again, and are looked at once.
struct RoleWords<'a>(HashMap<&'a str, &'static str>);

impl<'a> RoleWords<'a> {
    fn of(headers: &BTreeMap<usize, &'a Candidate>) -> Self {
        let printed: HashSet<&str> = headers.values().map(|header| header.printed.as_str()).collect();
        let role = |printed: &'a str| match kind(printed) {
            HeaderKind::Role(role) => Some((printed, role)),
            _ => None,
        };
        RoleWords(printed.into_iter().filter_map(role).collect())
    }

    fn get(&self, header: &Candidate) -> Option<&'static str> {
        self.0.get(header.printed.as_str()).copied()
    }
}

/// The first line, where it is a paragraph of its own that no sentence ends, and its first words head nothing else.
fn headline(text: &Tidied, headers: &BTreeMap<usize, &Candidate>, evidence: &HeaderEvidence) -> Option<usize> {
    let ends = |at: usize| text.line(at).ends_with(['.', '!', '?', '…', '"', '”', ')', ']']);
    let (first, header) = headers.first_key_value()?;
    let opens = (0..*first).all(|at| text.line(at).is_empty());
    let alone = text.lines.get(first + 1).is_some_and(|next| next.range.is_empty());
    let once = !evidence.repeats(&header.key) && !evidence.is_suffix(&header.key);
    let others = headers.keys().skip(1).filter(|at| ends(**at)).count();
    let usual = headers.len() >= 3 && others * 10 >= (headers.len() - 1) * 9;
    let weak = header.shape == Shape::Weak && header.end < text.line(*first).len();
    (opens && alone && once && usual && weak && !ends(*first)).then_some(*first)
}
