//! A coder's sheet as a table: what the coder sees, and empty cells for what is coded.

use crate::sample::context::ShownText;
use crate::table::{Cell, FilledColumn, Table, text};

/// Names of the columns that the coder fills.
pub const FILLED: [&str; 3] = ["code", "confidence", "comment"];

/// A row of a sheet. It holds no prediction, no document and no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLine {
    /// The item's id.
    pub item: String,
    /// Who speaks, where coders may see it.
    pub speaker: Option<String>,
    /// What is to be coded.
    pub shown: ShownText,
    /// Name of the column that says what the code is about, and what it says: topic, proposition or entity.
    pub about: Option<(&'static str, String)>,
}

impl SheetLine {
    /// What the coder reads, column by column, as the exchange formats name it.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = vec![("item", self.item.as_str())];
        fields.extend(self.speaker.as_deref().map(|speaker| ("speaker", speaker)));
        fields.extend([
            ("before", self.shown.before.as_str()),
            ("text", self.shown.text.as_str()),
            ("after", self.shown.after.as_str()),
        ]);
        fields.extend(self.about.as_ref().map(|(name, about)| (*name, about.as_str())));
        fields
    }
}

/// The table of a sheet that has these lines.
pub fn sheet_table(lines: &[SheetLine]) -> Table<SheetLine> {
    let read = lines.first().map(SheetLine::fields).unwrap_or_default();
    let shown = read.into_iter().enumerate().map(|(at, (name, _))| -> FilledColumn<SheetLine> {
        let value = move |line: &SheetLine| Cell::text_or_missing(line.fields().get(at).map(|(_, text)| *text));
        (text(name, "what the coder reads"), Box::new(value))
    });
    let filled = FILLED
        .map(|name| -> FilledColumn<SheetLine> { (text(name, "what the coder writes"), Box::new(|_| Cell::Missing)) });
    Table::new("sheet", "one row per item").with_all(shown).with_all(filled)
}
