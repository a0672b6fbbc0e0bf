//! Named entities: BIO tags of words to mentions, whose text is always a slice of the sentence.

use ndarray::Array1;

use crate::error::{Error, Result};
use crate::label::{EntityType, Probability};
use crate::model::tokenizer::Tokens;
use crate::span::Span;

/// A tag of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// No entity.
    Outside,
    /// First word of an entity.
    Begin(EntityType),
    /// A further word of it.
    Inside(EntityType),
}

/// Reads the model's tag names ("O", "B-PER", …) in order of its outputs.
///
/// # Errors
/// [`Error::Model`] naming a tag that is not known.
pub fn tags(names: &[String]) -> Result<Vec<Tag>> {
    let read = |name: &String| match name.split_at_checked(2) {
        _ if name == "O" => Some(Tag::Outside),
        Some((prefix, kind)) => {
            let kind = EntityType::ALL.into_iter().find(|t| t.name() == kind)?;
            match prefix {
                "B-" => Some(Tag::Begin(kind)),
                "I-" => Some(Tag::Inside(kind)),
                _ => None,
            }
        }
        None => None,
    };
    let fault =
        |name: &String| Error::Model { name: "model.json".into(), reason: format!("unknown entity tag {name:?}") };
    names.iter().map(|n| read(n).ok_or_else(|| fault(n))).collect()
}

/// How tags follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// An inside tag follows a tag of its own type: the built-in model.
    Strict,
    /// An inside tag may begin an entity, as in many other models.
    Free,
}

/// A named entity in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    /// Bytes of the sentence.
    pub span: Span,
    /// Its tokens, half-open.
    tokens: (usize, usize),
    /// What it is.
    pub kind: EntityType,
    /// Mean over its words of the probability of the tag.
    pub confidence: Probability,
}

/// Finds the entities of a sentence: the most probable sequence of tags over its words, a word's tag being read
/// from its first token, whose logits `logits` gives.
///
/// # Errors
/// [`Error::Model`] for a tag that is not known, and those of `logits`.
pub fn find(
    (tags, scheme): (&[Tag], Scheme),
    text: &str,
    tokens: &Tokens,
    (logits, temperature): (&dyn Fn(usize) -> Result<Array1<f32>>, f32),
) -> Result<Vec<Tagged>> {
    let words = words(tokens);
    let log = words.iter().map(|&(first, _)| Ok(log_probabilities(&logits(first)?, temperature)));
    let log: Vec<Vec<f64>> = log.collect::<Result<_>>()?;
    let mut out: Vec<Tagged> = Vec::new();
    let mut sure: Vec<f64> = Vec::new();
    let mut before = None;
    for (w, (&tag, &(first, end))) in decode(tags, scheme, &log).iter().zip(&words).enumerate() {
        let kind = match tags[tag] {
            Tag::Outside => None,
            Tag::Begin(kind) | Tag::Inside(kind) => Some(kind),
        };
        if let Some(kind) = kind {
            if matches!(tags[tag], Tag::Begin(_)) || before != Some(kind) {
                sure.clear();
                let confidence = Probability::default();
                out.push(Tagged { span: tokens.spans[first], tokens: (first, first), kind, confidence });
            }
            sure.push(log[w][tag].exp());
            if let Some(found) = out.last_mut() {
                found.tokens.1 = end;
                found.span.end = tokens.spans[end - 1].end;
                found.confidence = Probability::new(sure.iter().sum::<f64>() / sure.len() as f64);
            }
        }
        before = kind;
    }
    let caseless = !text.chars().any(char::is_lowercase) || !text.chars().any(char::is_uppercase);
    let tidied = out.into_iter().filter_map(|f| tidy(f, text, tokens));
    Ok(tidied.filter(|f| caseless || is_named(f.span.slice(text))).collect())
}

/// First and one past the last token of each word.
fn words(tokens: &Tokens) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for i in 0..tokens.len() {
        match out.last_mut() {
            Some(word) if !tokens.starts_word[i] => word.1 = i + 1,
            _ => out.push((i, i + 1)),
        }
    }
    out
}

fn log_probabilities(logits: &Array1<f32>, temperature: f32) -> Vec<f64> {
    let scaled: Vec<f64> = logits.iter().map(|&l| f64::from(l) / f64::from(temperature)).collect();
    let highest = scaled.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total = scaled.iter().map(|s| (s - highest).exp()).sum::<f64>().ln() + highest;
    scaled.into_iter().map(|s| s - total).collect()
}

/// The most probable sequence of tags that the scheme allows (Viterbi). `log[w][t]` is the log-probability of tag t at
/// word w.
fn decode(tags: &[Tag], scheme: Scheme, log: &[Vec<f64>]) -> Vec<usize> {
    let follows = |before: Option<Tag>, tag: Tag| match (before, tag) {
        _ if scheme == Scheme::Free => true,
        (Some(Tag::Begin(a) | Tag::Inside(a)), Tag::Inside(b)) => a == b,
        (_, Tag::Inside(_)) => false,
        _ => true,
    };
    let Some(first) = log.first() else { return Vec::new() };
    let start = |t: usize| if follows(None, tags[t]) { first[t] } else { f64::NEG_INFINITY };
    let mut best: Vec<f64> = (0..tags.len()).map(start).collect();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(log.len());
    for row in &log[1..] {
        let before: Vec<usize> = (0..tags.len())
            .map(|t| highest((0..tags.len()).filter(|&b| follows(Some(tags[b]), tags[t])).map(|b| (b, best[b]))))
            .collect();
        best = (0..tags.len()).map(|t| best[before[t]] + row[t]).collect();
        back.push(before);
    }
    let mut path = vec![highest(best.iter().copied().enumerate())];
    for before in back.iter().rev() {
        path.push(before[path[path.len() - 1]]);
    }
    path.reverse();
    path
}

/// The index of the largest value; the first where it ties.
fn highest(values: impl Iterator<Item = (usize, f64)>) -> usize {
    values.fold((0, f64::NEG_INFINITY), |best, next| if next.1 > best.1 { next } else { best }).0
}

/// Cuts hyphens, quotes and the like off either end; nothing is left of a mention that is only that.
fn tidy(mut found: Tagged, text: &str, tokens: &Tokens) -> Option<Tagged> {
    let is_edge = |i: usize| {
        let token = tokens.spans[i].slice(text);
        token != "." && !token.chars().any(char::is_alphanumeric)
    };
    while found.tokens.0 < found.tokens.1 && is_edge(found.tokens.0) {
        found.tokens.0 += 1;
    }
    while found.tokens.0 < found.tokens.1 && is_edge(found.tokens.1 - 1) {
        found.tokens.1 -= 1;
    }
    let (first, end) = found.tokens;
    if first == end {
        return None;
    }
    found.span = Span::new(tokens.spans[first].start, tokens.spans[end - 1].end);
    Some(found)
}

/// English names have a capital or a figure; in a text without case there is nothing to go by.
fn is_named(mention: &str) -> bool {
    mention.chars().any(|c| c.is_uppercase() || c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some_tags() -> Vec<Tag> {
        let names = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"].map(str::to_owned);
        tags(&names).expect("known tags")
    }

    fn row(probabilities: [f64; 5]) -> Vec<f64> {
        probabilities.iter().map(|p| p.ln()).collect()
    }

    #[test]
    fn an_inside_tag_follows_its_own_type() {
        // word by word the best tags are B-PER, I-ORG: no entity reads like that
        let log = [row([0.1, 0.6, 0.1, 0.1, 0.1]), row([0.05, 0.05, 0.3, 0.1, 0.5])];
        assert_eq!(decode(&some_tags(), Scheme::Strict, &log), [1, 2]);
        assert_eq!(decode(&some_tags(), Scheme::Free, &log), [1, 4]);
        let log = [row([0.1, 0.3, 0.1, 0.4, 0.1]), row([0.05, 0.05, 0.3, 0.1, 0.5])];
        assert_eq!(decode(&some_tags(), Scheme::Strict, &log), [3, 4]);
        assert!(decode(&some_tags(), Scheme::Strict, &[]).is_empty());
    }

    #[test]
    fn entities_of_a_free_scheme_begin_at_any_tag_and_end_where_the_type_does() {
        let text = "Orsol Vell Brenn";
        let spans = vec![Span::new(0, 5), Span::new(6, 10), Span::new(11, 16)];
        let tokens = Tokens { ids: vec![7; 3], types: vec![0; 3], spans, starts_word: vec![true; 3] };
        let found = |rows: [[f32; 5]; 3]| {
            let logits = |i: usize| Ok(Array1::from_vec(rows[i].to_vec()));
            let found = find((&some_tags(), Scheme::Free), text, &tokens, (&logits, 1.0)).expect("finds");
            found.iter().map(|f| (f.span.slice(text), f.kind)).collect::<Vec<_>>()
        };
        let (outside, begin, inside, org) =
            ([9., 0., 0., 0., 0.], [0., 9., 0., 0., 0.], [0., 0., 9., 0., 0.], [0., 0., 0., 0., 9.]);
        assert_eq!(found([inside, inside, org]), [("Orsol Vell", EntityType::Per), ("Brenn", EntityType::Org)]);
        assert_eq!(found([inside, begin, inside]), [("Orsol", EntityType::Per), ("Vell Brenn", EntityType::Per)]);
        assert_eq!(found([inside, outside, inside]), [("Orsol", EntityType::Per), ("Brenn", EntityType::Per)]);
    }

    #[test]
    fn an_unknown_tag_is_refused_by_name() {
        let error = tags(&["O".to_owned(), "B-CITY".to_owned()]).expect_err("no such type").to_string();
        assert!(error.contains("B-CITY"));
    }
}
