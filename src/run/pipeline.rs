//! The second pass: one thread reads ahead, the workers score and count document by document, one thread adds up and writes. Queues between them hold one
//! chunk of documents each, so memory does not grow with the corpus, and everything is written in the order of the inputs.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::ScopedJoinHandle;

use crate::aggregate::keyness::{TermCounts, Vocabulary};
use crate::annotate::{AnnotatedTranscript, join as with_scores};
use crate::config::Topic;
use crate::day::DocumentDate;
use crate::entity::Resolver;
use crate::error::Result;
use crate::hash::Hashed;
use crate::run::corpus::{self, Cast, Corpus, Files};
use crate::run::scoring::RunScoring;
use crate::scores::ScoredDocument;
use crate::tally::Tally;

use crate::run::output::Output;
use crate::run::progress::{Progress, Watcher};
use crate::run::summary::Summary;
use crate::speaker::{AttributedTranscript, Medians, SeenHeader};
use crate::tables::{DocumentView, FailedInput, RowSource};
use crate::transcript::Transcript;

/// Characters of speech that are annotated together: some thousands of sentences, enough to fill batches of like
/// length from short documents.
const CHUNK: usize = 400_000;

/// Characters of the first chunk; each is twice as large as the one before, so that scoring begins at once.
const FIRST: usize = 25_000;

/// What goes through a queue: documents, read or annotated, and the files that end with them.
struct Chunk<D> {
    documents: Vec<D>,
    /// The headers of each document.
    headers: Vec<Vec<SeenHeader>>,
    /// A file behind the documents that could not be read.
    failed: Option<FailedInput>,
    files: u64,
}

impl<D> Default for Chunk<D> {
    fn default() -> Self {
        Chunk { documents: Vec::new(), headers: Vec::new(), failed: None, files: 0 }
    }
}

/// A document with what it adds to the sums.
struct CountedDocument {
    document: AnnotatedTranscript,
    tally: Tally,
    compared: Option<Tally>,
    terms: TermCounts,
}

/// What a run adds up while it writes.
pub struct Totals<'a> {
    /// What it did.
    pub summary: Summary,
    /// The speakers' sums.
    pub tally: Tally,
    /// Those of what is compared, where that is not everything.
    pub compared: Option<Tally>,
    /// The roles in which nothing is compared.
    pub without: &'a [String],
    /// Who says which term.
    pub counts: TermCounts,
    /// The documents, in order.
    pub inputs: Vec<Hashed>,
    /// The terms to count.
    pub vocabulary: &'a Vocabulary,
    /// The topics that were looked for.
    pub topics: &'a [Topic],
    /// Whether what is not accounted for is a failure.
    pub strict: bool,
}

/// Annotates and writes the corpus.
///
/// # Errors
/// An output that cannot be written, an engine that fails.
pub fn run<'a>(
    corpus: Corpus,
    (scoring, resolver, threads): (&mut RunScoring, &Resolver, usize),
    (output, totals): (&mut Output, Totals<'a>),
    watch: Watcher,
) -> Result<Totals<'a>> {
    let Corpus { files, cast } = corpus;
    std::thread::scope(|scope| {
        let cast = &cast;
        let (read, to_score) = sync_channel(1);
        let (scored, to_write) = sync_channel(1);
        let reader = scope.spawn(move || read_ahead(files, cast, &read));
        let counter = Counter { resolver, vocabulary: totals.vocabulary, without: totals.without, threads };
        let writer = scope.spawn(move || totals.write(output, watch, &to_write));
        let scoring = score(scoring, &counter, watch, (to_score, scored));
        // where one thread fails the queues close and the others stop: the writer's reason first, a full disk, say
        let totals = join(writer)?;
        scoring?;
        join(reader);
        Ok(totals)
    })
}

/// Waits for a thread; its panic, if ever there is one, goes on here.
fn join<T>(thread: ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The chunk that is being filled.
struct Filling<'a> {
    queue: &'a SyncSender<Chunk<AttributedTranscript>>,
    chunk: Chunk<AttributedTranscript>,
    filled: usize,
    size: usize,
}

impl Filling<'_> {
    fn add(&mut self, document: AttributedTranscript, medians: &Medians) -> ControlFlow<()> {
        let AttributedTranscript { transcript, speakers } = &document;
        self.filled += transcript.characters;
        self.chunk.headers.push(SeenHeader::all(transcript, speakers, medians));
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
fn read_ahead(files: Files, cast: &Cast, queue: &SyncSender<Chunk<AttributedTranscript>>) {
    let mut filling = Filling { queue, chunk: Chunk::default(), filled: 0, size: FIRST };
    for (source, documents) in files.read(&cast.registry) {
        let flow = match documents {
            Ok(documents) => documents.into_iter().try_for_each(|document| filling.add(document, &cast.medians)),
            Err(error) => {
                let (id, path) = (source.id.clone(), source.path.display().to_string());
                filling.chunk.failed = Some(FailedInput { id, path, reason: error.chain() });
                // rows stand in the order of the inputs, so no document may follow in this chunk
                filling.send()
            }
        };
        filling.chunk.files += 1;
        if flow.is_break() {
            return;
        }
    }
    // nobody takes it where writing has failed
    let _ = filling.send();
}

fn score(
    scoring: &mut RunScoring,
    counter: &Counter,
    watch: Watcher,
    (chunks, queue): (Receiver<Chunk<AttributedTranscript>>, SyncSender<Chunk<CountedDocument>>),
) -> Result<()> {
    for Chunk { documents, headers, failed, files } in chunks {
        let transcripts: Vec<&Transcript> = documents.iter().map(|document| &document.transcript).collect();
        let speech = transcripts.iter().copied().map(corpus::speech).sum();
        watch(Progress::Scoring(speech));
        let scores = scoring.scores(&transcripts, &|done| watch(Progress::Heard(done)))?;
        let documents = counter.count(documents.into_iter().zip(scores).collect());
        watch(Progress::Scored(speech));
        if queue.send(Chunk { documents, headers, failed, files }).is_err() {
            break;
        }
    }
    Ok(())
}

/// What is done with each document once it has its scores, by all threads.
struct Counter<'a> {
    resolver: &'a Resolver,
    vocabulary: &'a Vocabulary,
    without: &'a [String],
    threads: usize,
}

impl Counter<'_> {
    /// Resolves and counts documents, in order.
    fn count(&self, mut documents: Vec<(AttributedTranscript, ScoredDocument)>) -> Vec<CountedDocument> {
        let share = documents.len().div_ceil(self.threads.max(1)).max(1);
        let one = |(document, scores)| {
            let document = with_scores(document, scores, self.resolver);
            let (tally, terms) = (Tally::of(&document), TermCounts::of(&document, self.vocabulary));
            let compared = (!self.without.is_empty()).then(|| Tally::without(self.without, &document));
            CountedDocument { document, tally, compared, terms }
        };
        std::thread::scope(|scope| {
            let mut workers = Vec::new();
            while !documents.is_empty() {
                let rest = documents.split_off(share.min(documents.len()));
                let part = std::mem::replace(&mut documents, rest);
                workers.push(scope.spawn(move || part.into_iter().map(one).collect::<Vec<CountedDocument>>()));
            }
            workers.into_iter().flat_map(join).collect()
        })
    }
}

impl Totals<'_> {
    fn write(mut self, output: &mut Output, watch: Watcher, chunks: &Receiver<Chunk<CountedDocument>>) -> Result<Self> {
        for chunk in chunks {
            for (counted, headers) in chunk.documents.into_iter().zip(&chunk.headers) {
                let CountedDocument { document, tally, compared, terms } = counted;
                let document = &document;
                output.write(RowSource::Document(&DocumentView { document, headers, topics: self.topics }))?;
                self.summary.doubtful += headers.iter().filter(|header| header.is_doubtful()).count();
                self.tally += tally;
                if let Some(compared) = compared {
                    *self.compared.get_or_insert_default() += compared;
                }
                self.counts += terms;
                self.add(document);
            }
            if let Some(failed) = chunk.failed {
                output.write(RowSource::Failure(&failed))?;
                self.summary.failures.push(failed.reason);
            }
            watch(Progress::Written(chunk.files));
        }
        Ok(self)
    }

    fn add(&mut self, document: &AnnotatedTranscript) {
        let transcript = &document.transcript;
        self.summary.documents += 1;
        self.summary.turns += transcript.turns.len();
        let dated = transcript.date.as_deref().and_then(DocumentDate::stated).is_some();
        self.summary.undated += usize::from(!dated && !transcript.turns.is_empty());
        self.summary.sentences += document.sentences.iter().map(Vec::len).sum::<usize>();
        self.inputs.push(Hashed { name: transcript.id.clone(), sha256: transcript.sha256.clone() });
        corpus::remark(transcript, self.strict, &mut self.summary);
    }
}
