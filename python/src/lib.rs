//! rostrum for Python: the command, and its parts over anything that speaks the Arrow PyCapsule interface. What is computed is
//! computed by the library; here are conversions, the release of the lock of the interpreter, and Ctrl-C.

mod arrow;
mod stated;
mod stop;

use pyo3::prelude::*;

pyo3::create_exception!(pyrostrum, Error, pyo3::exceptions::PyException, "What rostrum says went wrong, in one line.");

fn failed(error: rostrum::Error) -> PyErr {
    Error::new_err(error.chain())
}

#[pymodule]
mod _native {
    use std::ffi::OsString;
    use std::sync::Arc;

    use pyo3::prelude::*;
    use pyo3_arrow::input::AnyRecordBatch;
    use rostrum::internals::embedded;
    use rostrum::internals::read::Source;
    use rostrum::internals::scoring::{
        Cell, MemoryTable, RecordMaker, ValueKind, annotate, score_sources, score_texts,
    };
    use rostrum::{Config, Tone, documents, score};

    #[pymodule_export]
    use super::Error;
    #[pymodule_export]
    use super::arrow::Table;
    use super::arrow::{files, rows_table, table};
    use super::stated::csv;
    use super::stop::{Stop, detached};

    /// Runs the command line; the exit status.
    #[pyfunction]
    fn main(py: Python<'_>, args: Vec<OsString>) -> u8 {
        py.detach(|| rostrum::internals::command_line_from(args))
    }

    /// Runs `analyze`; its summary as JSON.
    #[pyfunction(name = "analyze")]
    fn analyze_files(py: Python<'_>, args: Vec<OsString>) -> PyResult<String> {
        detached(py, move |stop| Ok(embedded::analyze(args, &|_| stop.check())?.to_string()))
    }

    /// Runs `score`; its summary as JSON.
    #[pyfunction(name = "score")]
    fn score_files(py: Python<'_>, args: Vec<OsString>) -> PyResult<String> {
        detached(py, move |stop| {
            let request = embedded::score_request(args)?;
            let summary = score(&request, &|_| stop.check())?;
            Ok(embedded::score_facts(&summary, &request).to_string())
        })
    }

    /// Runs `validate`; what it prints, and why nothing is corrected where that is so.
    #[pyfunction]
    fn validate(py: Python<'_>, args: Vec<OsString>) -> PyResult<(String, Option<String>)> {
        detached(py, move |_| embedded::validation(args))
    }

    /// The turns of transcripts, and why files could not be read.
    #[pyfunction]
    fn read(py: Python<'_>, args: Vec<OsString>) -> PyResult<(Table, Vec<String>)> {
        const COLUMNS: [(&str, ValueKind); 7] = [
            ("document", ValueKind::String),
            ("date", ValueKind::String),
            ("turn", ValueKind::Integer),
            ("speaker", ValueKind::String),
            ("role", ValueKind::String),
            ("group", ValueKind::String),
            ("text", ValueKind::String),
        ];
        let (rows, failures) = detached(py, move |stop| {
            let config = embedded::analyze_config(args)?;
            let (mut rows, mut failures) = (Vec::new(), Vec::new());
            for document in documents(&config.reading)? {
                stop.check();
                match document {
                    Err(error) => failures.push(error.chain()),
                    Ok(document) => {
                        let t = &document.transcript;
                        for (at, (turn, speaker)) in t.turns.iter().zip(&document.speakers).enumerate() {
                            rows.push(vec![
                                Cell::text(&t.id),
                                Cell::text_or_missing(t.date.as_deref()),
                                Cell::count(at + 1),
                                Cell::text(&speaker.speaker),
                                Cell::text_or_missing(speaker.role.as_deref()),
                                Cell::text_or_missing(speaker.group.as_deref()),
                                Cell::text(&turn.text),
                            ]);
                        }
                    }
                }
            }
            Ok((rows, failures))
        })?;
        Ok((table(&COLUMNS, rows)?, failures))
    }

    /// Models that are loaded once, with what is to be found and how.
    #[pyclass(frozen)]
    struct Annotator {
        config: Config,
        maker: Arc<RecordMaker>,
    }

    #[pymethods]
    impl Annotator {
        /// Loads the models.
        #[new]
        fn new(py: Python<'_>, args: Vec<OsString>) -> PyResult<Self> {
            let (config, maker) = detached(py, move |_| {
                let config = embedded::analyze_config(args)?;
                if !config.scores.is_empty() {
                    let reason = "an annotator makes its own; analyze(..., scores=...) finishes from others".to_owned();
                    return Err(rostrum::Error::Option { option: "scores".to_owned(), reason });
                }
                let maker = RecordMaker::load(&config.models, &config.topics.content, config.threads)?;
                Ok((config, Arc::new(maker)))
            })?;
            Ok(Annotator { config, maker })
        }

        /// What deserves a look.
        #[getter]
        fn warnings(&self) -> Vec<String> {
            self.maker.warnings()
        }

        /// The models, as a row of scores has them.
        #[getter]
        fn models(&self) -> String {
            self.maker.identity.by.line()
        }

        /// The topics, as a row of scores has them.
        #[getter]
        fn topics(&self) -> String {
            self.maker.identity.topics_line()
        }

        /// The kind of processor.
        #[getter]
        fn machine(&self) -> &str {
            &self.maker.machine
        }

        /// All tables of a table of turns, and the summary as JSON.
        fn annotate(&self, py: Python<'_>, data: AnyRecordBatch) -> PyResult<(Vec<(String, Table)>, String)> {
            let (mut config, maker) = (self.config.clone(), Arc::clone(&self.maker));
            // it is in memory already
            config.reading.max_size = u64::MAX;
            let csv = csv(data)?;
            let (tables, facts) = detached(py, move |stop| {
                let sources = csv.map(|csv| Source::memory("the table", "", csv.into_bytes()));
                let (summary, tables) = annotate(&config, &maker, sources.into_iter().collect(), &|_| stop.check())?;
                Ok((tables, embedded::run_facts(&summary).to_string()))
            })?;
            let arrow = |held: MemoryTable| {
                let columns: Vec<(&str, ValueKind)> =
                    held.schema.columns.iter().map(|column| (column.name.as_ref(), column.kind)).collect();
                Ok((held.schema.name.to_owned(), table(&columns, held.rows)?))
            };
            Ok((tables.into_iter().map(arrow).collect::<PyResult<_>>()?, facts))
        }

        /// The scores of sentences that stand alone.
        fn score(&self, py: Python<'_>, sentences: Vec<String>) -> PyResult<Table> {
            const COLUMNS: [(&str, ValueKind); 7] = [
                ("text", ValueKind::String),
                ("tone", ValueKind::String),
                ("valence", ValueKind::Number),
                ("negative", ValueKind::Number),
                ("neutral", ValueKind::Number),
                ("positive", ValueKind::Number),
                ("topics", ValueKind::String),
            ];
            let maker = Arc::clone(&self.maker);
            let rows = detached(py, move |_| {
                let texts: Vec<&str> = sentences.iter().map(String::as_str).collect();
                let scorer = maker.scorer.sentences();
                let scored = score_texts(scorer, &texts)?;
                let row = |(text, scores): (&&str, rostrum::Scores)| {
                    if !text.chars().any(char::is_alphabetic) {
                        // nothing is said, so nothing is scored
                        let rest = std::iter::repeat_n(Cell::Missing, COLUMNS.len() - 1);
                        return std::iter::once(Cell::text(*text)).chain(rest).collect();
                    }
                    let number = |x: f64| Cell::Number(x);
                    let [negative, neutral, positive] = scores.tone.probabilities().map(|p| number(p.value()));
                    let tone: Tone = scores.tone.tone();
                    let topics: Vec<&str> =
                        scores.topics.iter().map(|found| maker.identity.topics[found.topic].name.as_str()).collect();
                    let valence = number(scores.tone.valence() as f64 / 1e6);
                    let (tone, topics) = (Cell::text(tone.name()), Cell::joined(&topics, ";"));
                    vec![Cell::text(*text), tone, valence, negative, neutral, positive, topics]
                };
                Ok(texts.iter().zip(scored).map(row).collect::<Vec<_>>())
            })?;
            table(&COLUMNS, rows)
        }

        /// Rows of scores of files: columns path and content.
        fn score_files(&self, py: Python<'_>, data: AnyRecordBatch) -> PyResult<Table> {
            let sources = files(data)?;
            let read = move |(path, content): (String, Vec<u8>)| Source::memory(path.clone(), path, content);
            self.rows(py, sources.into_iter().map(read).collect(), self.config.reading.max_size)
        }

        /// Rows of scores of the documents in a table of turns.
        fn score_turns(&self, py: Python<'_>, data: AnyRecordBatch) -> PyResult<Table> {
            let sources = csv(data)?.map(|csv| Source::memory("the table", "", csv.into_bytes()));
            self.rows(py, sources.into_iter().collect(), u64::MAX)
        }
    }

    impl Annotator {
        fn rows(&self, py: Python<'_>, sources: Vec<Source>, max_size: u64) -> PyResult<Table> {
            let (mut config, maker) = (self.config.clone(), Arc::clone(&self.maker));
            config.reading.max_size = max_size;
            let rows =
                detached(py, move |stop: &Stop| score_sources(&maker, &config.reading, sources, &|_| stop.check()))?;
            rows_table(rows)
        }
    }

    /// What the module is called when it is loaded.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
