//! The second pass: one thread reads ahead, the workers score, one thread adds up and writes. Queues between them hold one
//! chunk of documents each, so memory does not grow with the corpus, and everything is written in the order of the inputs.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::ScopedJoinHandle;

use crate::aggregate::Tally;
use crate::aggregate::keyness::{Counts, Vocabulary};
use crate::annotate::{AnnotatedTranscript, Annotator};
use crate::error::Result;
use crate::hash::Hashed;
use crate::run::corpus::{self, Attributed, Cast, Corpus, Files};
use crate::run::journal::Journal;

use crate::run::output::Output;
use crate::run::progress::{Progress, Watcher};
use crate::run::summary::Summary;
use crate::speaker::Medians;
use crate::tables::documents::{AttributionRow, DocumentRow};
use crate::task::Task;

/// Characters of speech that are annotated together: some thousands of sentences, enough to fill batches of like
/// length from short documents.
const CHUNK: usize = 400_000;

/// Characters of the first chunk; each is twice as large as the one before, so that scoring begins at once.
const FIRST: usize = 25_000;

/// What goes through a queue: documents, read or annotated, and the files that end with them.
struct Chunk<D> {
    documents: Vec<D>,
    attribution: Vec<AttributionRow>,
    /// A file behind the documents that could not be read, and why.
    failed: Option<(DocumentRow, String)>,
    files: u64,
}

impl<D> Default for Chunk<D> {
    fn default() -> Self {
        Chunk { documents: Vec::new(), attribution: Vec::new(), failed: None, files: 0 }
    }
}

/// What a run adds up while it writes.
pub struct Totals<'a> {
    /// What it did.
    pub summary: Summary,
    /// The speakers' sums.
    pub tally: Tally,
    /// Who says which term.
    pub counts: Counts,
    /// The documents, in order.
    pub inputs: Vec<Hashed>,
    /// The terms to count.
    pub vocabulary: &'a Vocabulary,
    /// Whether what is not accounted for is a failure.
    pub strict: bool,
}

/// Annotates and writes the corpus.
///
/// # Errors
/// An output that cannot be written, an engine that fails.
pub fn run<'a>(
    corpus: Corpus,
    (annotator, journal): (&Annotator, &mut Journal),
    (output, totals): (&mut Output, Totals<'a>),
    watch: Watcher,
) -> Result<Totals<'a>> {
    let Corpus { files, cast } = corpus;
    std::thread::scope(|scope| {
        let cast = &cast;
        let (read, to_score) = sync_channel(1);
        let (scored, to_write) = sync_channel(1);
        let reader = scope.spawn(move || read_ahead(files, cast, &read));
        let writer = scope.spawn(move || totals.write(output, annotator, watch, &to_write));
        let scoring = score(annotator, journal, watch, (to_score, scored));
        // where one thread fails the queues close and the others stop: the writer's reason first, a full disk, say
        let totals = join(writer)?;
        scoring?;
        join(reader)?;
        Ok(totals)
    })
}

/// Waits for a thread; its panic, if ever there is one, goes on here.
fn join<T>(thread: ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The chunk that is being filled.
struct Filling<'a> {
    queue: &'a SyncSender<Chunk<Attributed>>,
    chunk: Chunk<Attributed>,
    filled: usize,
    size: usize,
}

impl Filling<'_> {
    fn add(&mut self, document: Attributed, medians: &Medians) -> ControlFlow<()> {
        let (transcript, speakers) = &document;
        self.filled += transcript.characters;
        self.chunk.attribution.extend(AttributionRow::of(transcript, speakers, medians));
        self.chunk.documents.push(document);
        if self.filled < self.size { ControlFlow::Continue(()) } else { self.send() }
    }

    /// Breaks where nobody takes chunks any more.
    fn send(&mut self) -> ControlFlow<()> {
        self.filled = 0;
        self.size = CHUNK.min(2 * self.size);
        match self.queue.send(std::mem::take(&mut self.chunk)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

/// Reads the corpus into chunks until it ends or nobody takes them.
fn read_ahead(files: Files, cast: &Cast, queue: &SyncSender<Chunk<Attributed>>) -> Result<()> {
    let mut filling = Filling { queue, chunk: Chunk::default(), filled: 0, size: FIRST };
    files.read(&cast.registry, |source, documents| {
        let flow = match documents {
            Ok(documents) => documents.into_iter().try_for_each(|document| filling.add(document, &cast.medians)),
            Err(error) => {
                let (reason, path) = (error.chain(), source.path.display().to_string());
                filling.chunk.failed = Some((DocumentRow::failed(&source.id, &path, reason.clone()), reason));
                // rows stand in the order of the inputs, so no document may follow in this chunk
                filling.send()
            }
        };
        filling.chunk.files += 1;
        Ok(flow)
    })?;
    // nobody takes it where writing has failed
    let _ = filling.send();
    Ok(())
}

fn score(
    annotator: &Annotator,
    journal: &mut Journal,
    watch: Watcher,
    (chunks, queue): (Receiver<Chunk<Attributed>>, SyncSender<Chunk<AnnotatedTranscript>>),
) -> Result<()> {
    for Chunk { documents, attribution, failed, files } in chunks {
        let documents = annotator.annotate(documents, journal, &|n| watch(Progress::Sentences(n)))?;
        journal.sync()?;
        if queue.send(Chunk { documents, attribution, failed, files }).is_err() {
            break;
        }
    }
    Ok(())
}

impl Totals<'_> {
    fn write(
        mut self,
        output: &mut Output,
        annotator: &Annotator,
        watch: Watcher,
        chunks: &Receiver<Chunk<AnnotatedTranscript>>,
    ) -> Result<Self> {
        let tasks: Vec<&dyn Task> = annotator.scorer().tasks().map(|task| task as &dyn Task).collect();
        for chunk in chunks {
            output.attribution(&chunk.attribution)?;
            self.summary.doubtful += chunk.attribution.iter().filter(|row| row.is_doubtful()).count();
            for document in &chunk.documents {
                output.write(document, annotator.topics())?;
                self.add(document, &tasks);
            }
            if let Some((row, reason)) = chunk.failed {
                output.failed(row)?;
                self.summary.failures.push(reason);
            }
            watch(Progress::Written(chunk.files));
        }
        Ok(self)
    }

    fn add(&mut self, document: &AnnotatedTranscript, tasks: &[&dyn Task]) {
        let transcript = &document.transcript;
        self.summary.documents += 1;
        self.summary.turns += transcript.turns.len();
        self.summary.sentences += document.sentences.iter().map(Vec::len).sum::<usize>();
        self.inputs.push(Hashed { name: transcript.id.clone(), sha256: transcript.sha256.clone() });
        corpus::remark(transcript, self.strict, &mut self.summary);
        self.tally += Tally::of(document, tasks);
        self.counts += Counts::of(document, self.vocabulary);
    }
}
