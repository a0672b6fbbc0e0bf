//! A page as tags and text, by the tokenizer of html5ever: what a browser would see, in one pass and without a tree,
//! so that deep nesting costs nothing.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{self, BufferQueue, TagKind, TokenSink, TokenSinkResult, Tokenizer};

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Token {
    /// Text, character references decoded.
    Text(StrTendril),
    /// A start tag.
    Start(HtmlTag),
    /// An end tag's name, in lower case.
    End(String),
}

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub struct HtmlTag {
    /// Name in lower case.
    pub name: String,
    /// In order: name in lower case, value decoded.
    pub attributes: Vec<(String, StrTendril)>,
}

/// More attributes than a tag on any real page has; the tokenizer compares each with all before it.
const CROWDED: usize = 1000;

/// Whether a tag may have so many attributes that reading it would take longer than its length deserves.
pub fn is_crowded(page: &str) -> bool {
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        // only then is its end looked for: of many brackets each would look at all the rest
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let tag = rest.split('>').next().unwrap_or_default();
        if tag.get(..6).is_some_and(|name| name.eq_ignore_ascii_case("script")) {
            // comparisons in a script are no tags
            rest = rest.split_once("</").map_or("", |(_, after)| after);
            continue;
        }
        if tag.split(|c: char| c.is_ascii_whitespace() || c == '/').take(CROWDED + 1).count() > CROWDED {
            return true;
        }
        rest = &rest[tag.len()..];
    }
    false
}

/// The tokens of a page, without the content of scripts and styles.
pub fn tokens(page: &str) -> Vec<Token> {
    let sink = Sink::default();
    let tokenizer = Tokenizer::new(sink, tokenizer::TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(page));
    // a script is never run, so the tokenizer is simply sent on
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.tokens.into_inner()
}

#[derive(Default)]
struct Sink {
    tokens: RefCell<Vec<Token>>,
    /// The element whose content is not shown, while it is open.
    raw: RefCell<Option<String>>,
}

/// Elements whose content is no mark-up, and is not shown.
fn raw_kind(element: &str) -> Option<RawKind> {
    match element {
        "script" => Some(RawKind::ScriptData),
        "textarea" => Some(RawKind::Rcdata),
        "style" | "iframe" | "noembed" | "noframes" | "xmp" => Some(RawKind::Rawtext),
        _ => None,
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: tokenizer::Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            tokenizer::Token::CharacterTokens(text) if self.raw.borrow().is_none() => {
                self.tokens.borrow_mut().push(Token::Text(text));
            }
            tokenizer::Token::TagToken(tag) => {
                let name = tag.name.to_string();
                if tag.kind == TagKind::EndTag {
                    self.raw.borrow_mut().take();
                    self.tokens.borrow_mut().push(Token::End(name));
                    return TokenSinkResult::Continue;
                }
                let attributes = tag.attrs.into_iter().map(|a| (a.name.local.to_string(), a.value)).collect();
                let kind = raw_kind(&name);
                self.raw.replace(kind.is_some().then(|| name.clone()));
                self.tokens.borrow_mut().push(Token::Start(HtmlTag { name, attributes }));
                return kind.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_cut_at_tags() {
        let page = "<p Class=\"a > b\" hidden>1 < 2 &amp; 3<!-- <b> --></P ><script>if (a<b) {'</p>'}</script>&nbsp;x";
        let mut shown: Vec<String> = Vec::new();
        for token in tokens(page) {
            match token {
                Token::Text(text) => match shown.last_mut() {
                    Some(last) if last.starts_with('\'') => last.push_str(&text),
                    _ => shown.push(format!("'{text}")),
                },
                Token::Start(tag) => {
                    let all: Vec<String> = tag.attributes.iter().map(|(n, v)| format!("{n}={v}")).collect();
                    shown.push(format!("{}[{}]", tag.name, all.join(",")));
                }
                Token::End(name) => shown.push(format!("/{name}")),
            }
        }
        assert_eq!(shown, ["p[class=a > b,hidden=]", "'1 < 2 & 3", "/p", "script[]", "/script", "'\u{a0}x"]);
    }

    #[test]
    fn only_a_tag_full_of_attributes_is_crowded() {
        assert!(is_crowded(&format!("<p>x<a {}>", "b ".repeat(2000))));
        assert!(!is_crowded(&format!("<p>{}</p>", "b ".repeat(2000))));
        assert!(!is_crowded(&"<a b c>".repeat(2000)));
        assert!(!is_crowded(&format!("<script>if (a<b) {{ {} }}</script>", "c ".repeat(2000))));
    }
}
