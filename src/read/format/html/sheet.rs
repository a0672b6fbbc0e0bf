//! What a page's own style sheet sets in bold and in italics: editors export `.c0{font-weight:700}` and no `<b>`.

use std::collections::BTreeSet;

/// Classes by what they set.
#[derive(Debug, Default)]
pub struct StyleSheet {
    /// In bold.
    pub bold: BTreeSet<String>,
    /// In italics.
    pub italic: BTreeSet<String>,
}

impl StyleSheet {
    /// The rules for single classes in the style elements of a page.
    pub fn of(page: &str) -> Self {
        let mut sheet = StyleSheet::default();
        let mut rest = page;
        while let Some(at) = rest.find("<style") {
            let (style, after) = rest[at..].split_once("</").unwrap_or((&rest[at..], ""));
            sheet.rules(style);
            rest = after;
        }
        sheet
    }

    fn rules(&mut self, style: &str) {
        for rule in style.split('}') {
            let Some((selectors, set)) = rule.rsplit_once('{') else { continue };
            let set: String = set.split_ascii_whitespace().collect::<String>().to_ascii_lowercase();
            let weight = set.split(';').find_map(|line| line.strip_prefix("font-weight:"));
            let bold = weight.is_some_and(|weight| weight.starts_with(['6', '7', '8', '9', 'b']));
            let italic = set.split(';').any(|line| line.starts_with("font-style:italic"));
            for class in selectors.split([',', '>', '/']).filter_map(class) {
                if bold {
                    self.bold.insert(class.to_owned());
                }
                if italic {
                    self.italic.insert(class.to_owned());
                }
            }
        }
    }
}

/// The class in ".c0", "span.s1" and "p .c3".
fn class(selector: &str) -> Option<&str> {
    let (element, class) = selector.trim().rsplit_once('.')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (!class.is_empty() && class.chars().all(plain) && !element.contains(':')).then_some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_bold_by_their_rules() {
        let page = "<style type='text/css'>ol{margin:0}.c0{color:#000;font-weight:700}span.s1, .s2 {font-weight: bold }\
            .c3{font-style:italic}.c4{font-weight:400}</style><p class='c0'>";
        let sheet = StyleSheet::of(page);
        assert_eq!(sheet.bold.iter().map(String::as_str).collect::<Vec<_>>(), ["c0", "s1", "s2"]);
        assert!(sheet.italic.contains("c3"));
    }
}
