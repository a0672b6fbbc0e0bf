//! What the sections of the page share: the folder, the facts of the run, the speakers and the documents.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::page::people::{PagePeople, short};
use crate::page::row::{PageRow, rows};
use crate::report::RUN;
use crate::results::Results;

/// All that a section is made from.
pub struct PageSource {
    /// The tables.
    pub results: Results,
    /// The facts of the run.
    pub run: RunFacts,
    /// The speakers.
    pub people: PagePeople,
    /// The documents, in order.
    pub documents: Vec<PageDocument>,
    places: HashMap<String, usize>,
}

/// The facts of the run that do not change with the machine or the day.
#[derive(Debug, Deserialize)]
pub struct RunFacts {
    /// The program.
    pub program: ProgramFacts,
    /// The model.
    pub model: ModelFacts,
    /// What was asked for.
    pub config: ConfigFacts,
    /// The topics.
    pub topics: Vec<TopicFacts>,
}

/// Which program it was.
#[derive(Debug, Deserialize)]
pub struct ProgramFacts {
    /// Its version.
    pub version: String,
}

/// Which model it was.
#[derive(Debug, Deserialize)]
pub struct ModelFacts {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its licence.
    #[serde(default)]
    pub license: String,
    /// SHA-256 of its manifest.
    #[serde(default)]
    pub manifest_sha256: String,
    /// Its files.
    #[serde(default)]
    pub files: Vec<FileFacts>,
}

/// A file by its hash.
#[derive(Debug, Deserialize)]
pub struct FileFacts {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What was asked for.
#[derive(Debug, Deserialize)]
pub struct ConfigFacts {
    /// The seed.
    pub seed: u64,
    /// What is compared.
    pub contrasts: ContrastFacts,
}

/// What is compared.
#[derive(Debug, Deserialize)]
pub struct ContrastFacts {
    /// speaker or group.
    pub level: String,
    /// Sentences of one who is tested.
    pub min_sentences: u64,
}

/// A topic.
#[derive(Debug, Deserialize)]
pub struct TopicFacts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What one can be for or against.
    pub proposition: String,
    /// SHA-256 of its definition.
    pub definition_sha256: String,
}

/// A document.
pub struct PageDocument {
    /// Its id, as it stands in links.
    pub id: String,
    /// Its title, or its id.
    pub title: String,
    /// Its date; empty where it has none.
    pub date: String,
    /// The row of documents.csv.
    pub row: PageRow,
}

impl PageSource {
    /// Opens a folder of results.
    ///
    /// # Errors
    /// [`Error::Results`] where it is none, was changed, or another version wrote it.
    pub fn open(folder: &Path) -> Result<Self> {
        let results = Results::open(folder)?;
        let path = folder.join(RUN);
        let text = std::fs::read_to_string(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
        let run: RunFacts = serde_json::from_str(&text).map_err(|error| {
            let reason = format!("not what rostrum {} writes ({error})", env!("CARGO_PKG_VERSION"));
            Error::Results { path, reason }
        })?;
        let people = PagePeople::read(&results)?;
        let (mut documents, mut places) = (Vec::new(), HashMap::new());
        for row in rows(&results, "documents")? {
            let row = row?;
            places.insert(row.text("document")?.to_owned(), documents.len());
            let title = row.text_or_none("title")?.map_or_else(|| row.text("document"), Ok)?;
            let (title, date) = (short(title), row.text("date")?.to_owned());
            documents.push(PageDocument { id: short(row.text("document")?), title, date, row });
        }
        Ok(PageSource { results, run, people, documents, places })
    }

    /// The place of a document among all.
    pub fn place(&self, document: &str) -> Option<usize> {
        self.places.get(document).copied()
    }

    /// The title of a document.
    pub fn title(&self, document: &str) -> String {
        self.place(document).map_or_else(|| short(document), |at| self.documents[at].title.clone())
    }

    /// Whether groups are compared, and not speakers.
    pub fn by_group(&self) -> bool {
        self.run.config.contrasts.level == "group"
    }

    /// The name of a topic.
    pub fn topic(&self, id: &str) -> String {
        let topic = self.run.topics.iter().find(|topic| topic.id == id);
        let name = topic.map(|topic| topic.name.as_str()).filter(|name| !name.is_empty());
        short(name.unwrap_or(id))
    }

    /// The file of a table.
    pub fn file(&self, table: &str) -> String {
        self.results.file(table)
    }
}
