//! A coder's sheet for Label Studio: tasks to import, and the interface of their project. The id stands inside `data`, for what
//! stands in `meta` does not come back; there are no predictions.

use quick_xml::escape::escape;
use serde_json::{Map, Value, json};

use crate::coding::{UNCLEAR, Variable};
use crate::sample::sheet::SheetLine;

/// The tasks.
pub fn tasks(lines: &[SheetLine]) -> String {
    let task = |line: &SheetLine| {
        let data: Map<String, Value> =
            line.fields().into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect();
        json!({ "data": data })
    };
    format!("{:#}\n", Value::Array(lines.iter().map(task).collect()))
}

/// The interface, for sheets of this kind.
pub fn interface(line: &SheetLine, variable: &Variable, question: &str) -> String {
    let mut xml = format!("<View>\n  <Header value=\"{}\"/>\n", escape(question));
    for (name, _) in line.fields().into_iter().filter(|(name, _)| *name != "item") {
        let heading = if name == "text" { "to code" } else { name };
        xml.push_str(&format!(
            "  <Header value=\"{heading}\" size=\"5\"/>\n  <Text name=\"{name}\" value=\"${name}\"/>\n"
        ));
    }
    xml.push_str("  <Choices name=\"code\" toName=\"text\" choice=\"single\" showInLine=\"true\">\n");
    for (label, key) in variable.labels().iter().chain([&UNCLEAR]).zip(1..) {
        xml.push_str(&format!("    <Choice value=\"{label}\" hotkey=\"{key}\"/>\n"));
    }
    xml.push_str("  </Choices>\n  <Header value=\"how sure, 1 to 3 (may stay empty)\" size=\"5\"/>\n");
    xml.push_str("  <Rating name=\"confidence\" toName=\"text\" maxRating=\"3\"/>\n");
    xml.push_str("  <TextArea name=\"comment\" toName=\"text\" placeholder=\"comment (may stay empty)\"/>\n</View>\n");
    xml
}
