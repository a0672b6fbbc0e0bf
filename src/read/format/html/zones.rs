//! What elements, classes and attributes say about the part of the page they enclose.

use super::markup::HtmlTag;
use crate::read::kit::date;

/// A part of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Zone {
    /// The text itself.
    #[default]
    Body,
    /// The headline.
    Headline,
    /// A heading inside the text.
    Heading,
    /// The paragraph under the headline.
    Lead,
    /// Date, time and place.
    Dateline,
    /// Everything a page has besides its subject.
    Furniture,
}

/// How closely the page encloses a block as its subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Enclosure {
    /// Somewhere on the page.
    #[default]
    Page,
    /// In the main element.
    Main,
    /// In an article.
    Article,
    /// In the article's body.
    Body,
}

/// A hidden card that explains a word of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    /// About a person.
    Person,
    /// About something else.
    Other,
    /// The line with the name on it.
    Name,
}

/// Whether the class of an element says that it holds who speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    /// It does not.
    #[default]
    Nobody,
    /// It is about a speaker.
    Speaker,
    /// It holds a speaker's name.
    Name,
}

/// What a start tag says.
#[derive(Debug, Default)]
pub struct Placing {
    /// The part of the page that begins here, if another one does.
    pub zone: Option<Zone>,
    /// The least enclosure of what is inside.
    pub enclosure: Enclosure,
    /// Whether it is a card.
    pub card: Option<Card>,
    /// Whether a style attribute sets bold.
    pub bold: Option<bool>,
    /// Whether a style attribute sets italics.
    pub italic: bool,
    /// Whether its class says that it holds who speaks.
    pub naming: Naming,
    /// Its classes, the first of them.
    pub classes: Vec<String>,
    /// Rows of a cell.
    pub rows: usize,
    /// Columns of a cell.
    pub columns: usize,
    /// The stated language.
    pub language: Option<String>,
    /// The stated date.
    pub date: Option<String>,
}

/// Elements that hold no speech.
const FURNITURE: [&str; 15] = [
    "nav",
    "footer",
    "aside",
    "form",
    "button",
    "select",
    "figure",
    "figcaption",
    "dialog",
    "menu",
    "video",
    "audio",
    "label",
    "object",
    "canvas",
];

/// Words that begin a class of what holds no speech: `slider_caption`, `footer__col`.
const FURNITURE_CLASSES: [&str; 20] = [
    "slider",
    "slide",
    "caption",
    "nav",
    "navbar",
    "footer",
    "sidebar",
    "share",
    "sharing",
    "social",
    "breadcrumb",
    "breadcrumbs",
    "menu",
    "cookie",
    "cookies",
    "related",
    "comments",
    "pagination",
    "topline",
    "masha-ignore",
];

/// Reads the attributes of a tag.
pub fn place(tag: &HtmlTag) -> Placing {
    let mut placing = Placing { zone: zone_of(&tag.name), enclosure: enclosure_of(&tag.name), ..Placing::default() };
    for (name, value) in tag.attributes.iter().take(64) {
        match name.as_str() {
            "class" if !matches!(tag.name.as_str(), "html" | "body" | "main" | "article") => {
                classes(&mut placing, value)
            }
            "rowspan" => placing.rows = value.trim().parse().unwrap_or(1),
            "colspan" => placing.columns = value.trim().parse().unwrap_or(1),
            "itemprop" if &**value == "articleBody" => placing.enclosure = Enclosure::Body,
            "itemprop" if &**value == "description" => placing.zone = placing.zone.or(Some(Zone::Lead)),
            "hidden" => placing.zone = Some(Zone::Furniture),
            "style" => style(&mut placing, &value.to_ascii_lowercase()),
            "role" if matches!(&**value, "navigation" | "banner" | "contentinfo" | "search") => {
                placing.zone = Some(Zone::Furniture)
            }
            "lang" => placing.language = Some(value.to_string()),
            "datetime" if tag.name == "time" => placing.date = date::cell(value),
            "content" if tag.name == "meta" => placing.date = placing.date.or_else(|| date::cell(value)),
            _ => {}
        }
    }
    if tag.name == "meta"
        && !tag.attributes.iter().take(64).any(|(_, v)| matches!(&**v, "datePublished" | "article:published_time"))
    {
        placing.date = None;
    }
    placing
}

fn zone_of(element: &str) -> Option<Zone> {
    match element {
        "h1" => Some(Zone::Headline),
        "h2" | "h3" | "h4" | "h5" | "h6" => Some(Zone::Heading),
        _ => FURNITURE.contains(&element).then_some(Zone::Furniture),
    }
}

fn enclosure_of(element: &str) -> Enclosure {
    match element {
        "main" => Enclosure::Main,
        "article" => Enclosure::Article,
        _ => Enclosure::Page,
    }
}

fn classes(placing: &mut Placing, value: &str) {
    for class in value.split_ascii_whitespace() {
        let first = class.split(['_', '-']).next().unwrap_or_default();
        if placing.classes.len() < 16 {
            placing.classes.push(class.to_owned());
        }
        placing.naming = placing.naming.max(naming(class));
        match class {
            "tooltip_person" => placing.card = Some(Card::Person),
            "tooltip_title" => placing.card = Some(Card::Name),
            "read__tooltip" | "tooltip_term" => placing.card = placing.card.or(Some(Card::Other)),
            "read__lead" => placing.zone = Some(Zone::Lead),
            "read__meta" => placing.zone = Some(Zone::Dateline),
            "hidden-copy" | "hidden" | "visually-hidden" => placing.zone = Some(Zone::Furniture),
            _ if FURNITURE_CLASSES.contains(&class) || FURNITURE_CLASSES.contains(&first) => {
                placing.zone = Some(Zone::Furniture);
            }
            _ => {}
        }
    }
    if placing.card.is_some() {
        placing.zone = None;
    }
}

/// "speaker", "speech__speaker", "SpeakerName", "ts-name", "attributed-to".
fn naming(class: &str) -> Naming {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in class.chars().take(80) {
        if !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let speaker = has(&["speaker", "talker", "interlocutor", "attributed", "memberlink", "orator", "participant"]);
    let name = has(&["name"]) && words.len() <= 8;
    match (speaker, name) {
        _ if has(&["speakername"]) => Naming::Name,
        (true, true) => Naming::Name,
        (true, false) => Naming::Speaker,
        (false, true) if words.iter().filter(|word| !word.is_empty()).count() <= 2 => Naming::Name,
        _ => Naming::Nobody,
    }
}

fn style(placing: &mut Placing, value: &str) {
    let value: String = value.split_ascii_whitespace().collect();
    if value.contains("display:none") {
        placing.zone = Some(Zone::Furniture);
    }
    placing.italic = value.contains("font-style:italic");
    if ["font-weight:bold", "font-weight:600", "font-weight:700", "font-weight:800"].iter().any(|w| value.contains(w)) {
        placing.bold = Some(true);
    }
}

/// Elements that a browser shows apart from what is around them.
pub fn is_block(element: &str) -> bool {
    const BLOCKS: [&str; 43] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    BLOCKS.binary_search(&element).is_ok()
}

/// Elements without content.
pub fn is_void(element: &str) -> bool {
    matches!(
        element,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}
