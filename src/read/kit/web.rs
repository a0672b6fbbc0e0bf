//! Which elements are those of web pages.

/// Elements that a page, or a part of one that was saved, can begin with; sorted.
const ELEMENTS: [&str; 60] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "base",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "code",
    "dd",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "img",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "table",
    "tbody",
    "td",
    "time",
    "title",
    "tr",
    "u",
    "ul",
];

/// Whether this is an element of web pages, by its name in lower case.
pub fn is_element(name: &str) -> bool {
    ELEMENTS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn elements_are_sorted() {
        assert!(super::ELEMENTS.is_sorted());
    }
}
