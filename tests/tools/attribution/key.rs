//! The answer key of a page: its paragraphs and who speaks, from the mark-up alone; and its text in several layouts.

use rostrum::internals::read::Header;
use rostrum::internals::read::fold_spaces;
use scraper::{ElementRef, Html, Node, Selector};

/// Where a stretch of text with marks of its own begins.
const NODE: char = '\u{2029}';
/// A line break that the page asks for.
const BREAK: char = '\u{2028}';

/// A paragraph of a page and what its mark-up says.
#[derive(Debug, Default)]
pub struct Paragraph {
    pub text: String,
    /// The header that its bold beginning is, without colon.
    pub header: Option<Header>,
    /// Bytes of `text` that belong to the header.
    pub header_end: usize,
}

/// A page as its mark-up presents it.
pub struct Key {
    pub title: String,
    pub date: String,
    pub paragraphs: Vec<Paragraph>,
}

fn select(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

fn text_of(page: &Html, css: &str) -> String {
    page.select(&select(css)).next().map(|e| fold_spaces(&e.text().collect::<String>())).unwrap_or_default()
}

pub fn key_of(html: &str) -> Key {
    let page = Html::parse_document(html);
    let mut builder = Builder::default();
    for body in page.select(&select("[itemprop=articleBody]")) {
        builder.walk(body, false);
        builder.flush();
    }
    Key { title: text_of(&page, "h1"), date: text_of(&page, "time.read__published"), paragraphs: builder.done }
}

#[derive(Default)]
struct Builder {
    /// Characters of the paragraph under way, and whether each is bold.
    run: Vec<(char, bool)>,
    /// Where a hidden card stood and the name on it.
    cards: Vec<(usize, String)>,
    done: Vec<Paragraph>,
}

impl Builder {
    fn walk(&mut self, element: ElementRef, bold: bool) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => {
                    self.run.push((NODE, bold));
                    self.run.extend(text.chars().map(|c| (c, bold)));
                }
                Node::Element(tag) => {
                    let Some(child) = ElementRef::wrap(child) else { continue };
                    let class = |name: &str| tag.classes().any(|c| c == name);
                    if class("tooltip_person") {
                        let name = child.select(&select(".tooltip_title")).next().map(|e| e.text().collect::<String>());
                        self.cards.extend(name.map(|name| (self.run.len(), fold_spaces(&name))));
                    }
                    let hidden = class("masha-ignore") || class("hidden") || class("read__bottommeta");
                    if hidden || matches!(tag.name(), "script" | "style" | "figure" | "figcaption" | "noscript") {
                        continue;
                    }
                    let block = matches!(
                        tag.name(),
                        "p" | "div"
                            | "li"
                            | "ul"
                            | "ol"
                            | "blockquote"
                            | "h1"
                            | "h2"
                            | "h3"
                            | "h4"
                            | "td"
                            | "tr"
                            | "table"
                    );
                    match tag.name() {
                        "br" => self.run.push((BREAK, bold)),
                        _ if block => self.flush(),
                        _ => {}
                    }
                    self.walk(child, bold || matches!(tag.name(), "b" | "strong"));
                    if block {
                        self.flush();
                    }
                }
                _ => {}
            }
        }
    }

    fn flush(&mut self) {
        let run = std::mem::take(&mut self.run);
        let cards = std::mem::take(&mut self.cards);
        if run.iter().all(|(c, _)| c.is_whitespace()) {
            return;
        }
        let text: String = run.iter().map(|(c, _)| *c).collect();
        let mut paragraph = Paragraph { text, ..Paragraph::default() };
        if let Some(colon) = header_colon(&run) {
            let printed: String = run[..colon].iter().map(|(c, _)| *c).collect();
            let full_name = cards.iter().rev().find(|(at, _)| *at <= colon).map(|(_, name)| name.clone());
            paragraph.header_end = run[..=colon].iter().map(|(c, _)| c.len_utf8()).sum();
            paragraph.header =
                Some(Header { printed: fold_spaces(&printed.replace(NODE, "")), full_name, ..Header::default() });
        }
        self.done.push(paragraph);
    }
}

/// The colon that ends a bold beginning, inside the bold, just outside it, or behind a note in brackets that is not bold.
fn header_colon(run: &[(char, bool)]) -> Option<usize> {
    let bold = run.iter().take_while(|(c, bold)| *bold || c.is_whitespace()).count();
    run[..bold].iter().any(|(c, _)| c.is_alphabetic()).then_some(())?;
    if let Some(colon) = run[..bold].iter().position(|(c, _)| *c == ':') {
        return Some(colon);
    }
    let mut at = bold;
    if run.get(at).is_some_and(|(c, _)| *c == '(') {
        at += run[at..].iter().position(|(c, _)| *c == ')')? + 1;
        at += run[at..].iter().take_while(|(c, _)| c.is_whitespace()).count();
    }
    run.get(at).filter(|(c, _)| *c == ':').map(|_| at)
}

/// The page's text as `layout` says.
pub fn plain(key: &Key, layout: &str) -> String {
    let between = if matches!(layout, "lines" | "source" | "nodes") { "\n" } else { "\n\n" };
    let mut parts: Vec<String> = Vec::new();
    if layout != "body" {
        parts.push(key.title.clone());
        parts.push(key.date.clone());
    }
    let fold_lines =
        |text: &str| text.lines().map(fold_spaces).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
    let shown = |p: &Paragraph| {
        let text = p.text.replace(NODE, if layout == "nodes" { "\u{2028}" } else { "" });
        match layout {
            "source" => fold_lines(&text),
            "wrapped" => wrap(&fold_spaces(&text)),
            // a line break of the source is a space on the screen
            _ => fold_lines(&text.replace('\n', " ").replace(BREAK, "\n")),
        }
    };
    parts.extend(key.paragraphs.iter().map(shown));
    parts.retain(|part| !part.is_empty());
    parts.join(between) + "\n"
}

/// Lines of at most 80 characters.
fn wrap(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("one at least");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > 80 {
            lines.push(word.to_owned());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n")
}
