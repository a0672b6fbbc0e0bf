//! How far the run is, on standard error: documents, sentences per second, time left. Silent without a terminal, unless
//! events are asked for.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

/// Whether the user wants to see how far the run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// A progress bar on standard error, if that is a terminal.
    Bar,
    /// A JSON object on standard error every second.
    Events,
    /// Nothing.
    Quiet,
}

/// The progress of a run.
pub struct Progress {
    bar: ProgressBar,
    sentences: Arc<AtomicU64>,
    /// Events end where this is dropped.
    events: Option<Sender<()>>,
}

impl Progress {
    /// Progress over so many files.
    pub fn new(watch: Watch, files: usize) -> Self {
        let target = match watch {
            Watch::Bar => ProgressDrawTarget::stderr(),
            Watch::Events | Watch::Quiet => ProgressDrawTarget::hidden(),
        };
        let sentences = Arc::new(AtomicU64::new(0));
        let bar = ProgressBar::with_draw_target(Some(files as u64), target);
        let (counted, started) = (Arc::clone(&sentences), Instant::now());
        let rate = move |_: &indicatif::ProgressState, out: &mut dyn std::fmt::Write| {
            let n = counted.load(Ordering::Relaxed);
            let per_second = n as f64 / started.elapsed().as_secs_f64().max(0.1);
            // a terminal that went away is no reason to stop
            let _ = write!(out, "{n} sentences, {per_second:.0}/s");
        };
        let template = "{msg:8} {bar:30} {pos}/{len} files, {sentences}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("sentences", rate));
        }
        bar.set_message("reading");
        bar.enable_steady_tick(Duration::from_millis(200));
        let events = (watch == Watch::Events).then(|| events(bar.clone(), Arc::clone(&sentences), started));
        Progress { bar, sentences, events }
    }

    /// A file was read for its names.
    pub fn learned(&self) {
        self.bar.inc(1);
        if Some(self.bar.position()) == self.bar.length() {
            self.bar.reset();
            self.bar.set_message("scoring");
        }
    }

    /// So many files more are annotated and written.
    pub fn documents(&self, files: u64) {
        self.bar.inc(files);
    }

    /// Counts sentences as they are scored.
    pub fn sentences(&self) -> &AtomicU64 {
        &self.sentences
    }

    /// Takes the bar off the screen.
    pub fn finish(&mut self) {
        self.events = None;
        self.bar.finish_and_clear();
    }
}

/// Writes how far the run is every second, until the sender is dropped.
fn events(bar: ProgressBar, sentences: Arc<AtomicU64>, started: Instant) -> Sender<()> {
    let (sender, end) = channel();
    std::thread::spawn(move || {
        while end.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
            let event = json!({
                "event": "progress",
                "stage": bar.message(),
                "files": bar.position(),
                "of": bar.length(),
                "sentences": sentences.load(Ordering::Relaxed),
                "seconds": started.elapsed().as_secs_f64(),
                "seconds_left": bar.eta().as_secs(),
            });
            // whoever closed standard error does not want to know
            let _ = writeln!(std::io::stderr(), "{event}");
        }
    });
    sender
}
