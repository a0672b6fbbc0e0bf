//! A coder's sheet for doccano: one object a line. doccano shows only the text, so what stands around the sentence is part of it.

use serde_json::json;

use crate::sample::sheet::SheetLine;

/// The lines to import. The list of labels is empty, and doccano refuses a file without it.
pub fn lines(lines: &[SheetLine]) -> String {
    lines.iter().map(|line| format!("{}\n", json!({ "text": text(line), "label": [], "item": line.item }))).collect()
}

/// What doccano shows: what the code is about, and the sentence to code between its neighbours.
fn text(line: &SheetLine) -> String {
    let mut parts = Vec::new();
    for (name, text) in line.fields() {
        match name {
            "speaker" | "topic" | "proposition" | "entity" => parts.insert(0, format!("[{name}: {text}]")),
            "text" => parts.push(format!("▶ {text} ◀")),
            "before" | "after" if !text.is_empty() => parts.push(text.to_owned()),
            _ => {}
        }
    }
    parts.join("\n\n")
}
