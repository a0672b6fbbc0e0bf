//! Who speaks, by the rows of speakers.csv: the names as the page shows them, and whose a row of another table is.

use std::collections::HashMap;

use crate::error::Result;
use crate::page::figure::{NumberShape, PageFigure};
use crate::page::row::{PageRow, rows};
use crate::results::Results;

/// Characters of a name that are shown.
const NAME: usize = 80;
/// Characters of a title or of a name of a document that are shown.
const TITLE: usize = 160;

/// A speaker.
#[derive(Debug)]
pub struct PagePerson {
    /// The name as shown, which is also the one in links; of a label with its document.
    pub name: String,
    /// Sentences with scores.
    pub scored: PageFigure,
    /// The row.
    pub row: PageRow,
}

/// All speakers, in the order of speakers.csv.
#[derive(Debug, Default)]
pub struct PagePeople {
    /// The speakers.
    pub all: Vec<PagePerson>,
    places: HashMap<(String, Option<String>), usize>,
}

impl PagePeople {
    /// Reads them.
    ///
    /// # Errors
    /// [`crate::error::Error::Results`].
    pub fn read(results: &Results) -> Result<Self> {
        let mut people = PagePeople::default();
        for row in rows(results, "speakers")? {
            let row = row?;
            let (name, document) = (row.text("speaker")?.to_owned(), row.text_or_none("document")?.map(str::to_owned));
            let Some(scored) = row.figure("scored_sentences", NumberShape::Count)? else { continue };
            let shown = match &document {
                Some(document) => {
                    format!("{} ({})", clipped(&name, NAME, row.number), clipped(document, NAME, row.number))
                }
                None => clipped(&name, NAME, row.number),
            };
            people.places.insert((name, document), people.all.len());
            people.all.push(PagePerson { name: shown, scored, row });
        }
        Ok(people)
    }

    /// Whose a row is that names a speaker and the document in which it was said.
    pub fn speaking(&self, speaker: &str, document: &str) -> Option<usize> {
        let label = (speaker.to_owned(), Some(document.to_owned()));
        self.places.get(&label).copied().or_else(|| self.named(speaker))
    }

    /// Who has a name in every document.
    pub fn named(&self, speaker: &str) -> Option<usize> {
        self.places.get(&(speaker.to_owned(), None)).copied()
    }

    /// Whose a row of a speakers' table is.
    ///
    /// # Errors
    /// [`crate::error::Error::Results`] where it has no such columns.
    pub fn of(&self, row: &PageRow) -> Result<Option<usize>> {
        let key = (row.text("speaker")?.to_owned(), row.text_or_none("document")?.map(str::to_owned));
        Ok(self.places.get(&key).copied())
    }

    /// The name of a speaker as shown; one without a row of speakers.csv keeps the name that there is.
    pub fn shown(&self, speaker: &str) -> String {
        self.named(speaker).map_or_else(|| short(speaker), |at| self.all[at].name.clone())
    }

    /// Places of the speakers by the number of their sentences, the largest first.
    pub fn by_size(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by(|&a, &b| self.all[b].scored.value.total_cmp(&self.all[a].scored.value).then(a.cmp(&b)));
        order
    }
}

/// A name or title of a length that a page can bear.
pub fn short(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    match text.char_indices().nth(TITLE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The same, shorter; names that begin alike stay apart by the numbers of their rows.
fn clipped(text: &str, most: usize, row: usize) -> String {
    let text = text.replace(char::is_control, " ");
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}… [{row}]", &text[..end]),
        None => text,
    }
}
