//! E-books: the chapters in their order, read as one web page.

use crate::error::{Error, Result};
use crate::read::format::html;
use crate::read::kit::elements::{XmlPiece, value, walk};
use crate::read::kit::package::{Package, has_mimetype};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;
use std::collections::BTreeMap;

/// The row of e-books.
pub const FORMAT: Format = Format {
    name: "epub",
    about: "EPUB",
    signs: &[(Sign::Signature, |file| has_mimetype(file.bytes, "application/epub+zip"))],
    read,
    frame: ["PK\u{3}\u{4}mimetypeapplication/epub+zip ", ""],
};

fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let mut package = Package::open(source)?;
    let (mut page, mut read_any) = (String::new(), false);
    let BookParts { chapters, styles } = BookParts::of(source, &mut package)?;
    for sheet in styles {
        if let Some(rules) = package.text(&sheet)? {
            page.push_str(&format!("<style>{}</style>\n", rules.replace('<', " ")));
        }
    }
    for chapter in chapters {
        let Some(text) = package.text(&chapter)? else { continue };
        read_any |= !inner(&text).trim().is_empty();
        page.push_str(inner(&text));
        page.push('\n');
    }
    if !read_any {
        let reason = "an e-book without readable chapters".to_owned();
        return Err(Error::Malformed { path: source.path.to_path_buf(), line: None, reason });
    }
    (html::FORMAT.read)(&source.holding(&format!("<html><body>{page}</body></html>")))
}

/// What stands in the body of a page.
fn inner(page: &str) -> &str {
    let start = page.find("<body").and_then(|at| page[at..].find('>').map(|end| at + end + 1)).unwrap_or(0);
    let end = page.rfind("</body").filter(|end| *end >= start).unwrap_or(page.len());
    &page[start..end]
}

/// The names of a book's parts.
#[derive(Default)]
struct BookParts {
    /// The chapters, in the order of reading.
    chapters: Vec<String>,
    /// The style sheets.
    styles: Vec<String>,
}

impl BookParts {
    fn of(source: &SourceText, package: &mut Package) -> Result<Self> {
        let mut list = None;
        if let Some(xml) = package.text("META-INF/container.xml")? {
            walk(source.path, &xml, |piece| {
                if let XmlPiece::Start("rootfile", element) = piece {
                    list = list.take().or_else(|| value(element, "full-path"));
                }
            })?;
        }
        let Some(list) = list else { return Ok(BookParts::default()) };
        let folder = list.rfind('/').map_or("", |at| &list[..=at]);
        let mut items: BTreeMap<String, String> = BTreeMap::new();
        let (mut order, mut styles) = (Vec::new(), Vec::new());
        let xml = package.text(&list)?.unwrap_or_default();
        walk(source.path, &xml, |piece| match piece {
            XmlPiece::Start("item", element) if value(element, "properties").is_none_or(|p| !p.contains("nav")) => {
                let href = value(element, "href").unwrap_or_default().replace("%20", " ");
                if value(element, "media-type").as_deref() == Some("text/css") {
                    styles.push(format!("{folder}{href}"));
                }
                items.insert(value(element, "id").unwrap_or_default(), format!("{folder}{href}"));
            }
            XmlPiece::Start("itemref", element) if value(element, "linear").is_none_or(|linear| linear != "no") => {
                order.extend(value(element, "idref"));
            }
            _ => {}
        })?;
        // a chapter is read once, however often a hostile list names it
        let chapters: Vec<String> = order.into_iter().filter_map(|id| items.remove(&id)).collect();
        Ok(BookParts { chapters, styles })
    }
}
