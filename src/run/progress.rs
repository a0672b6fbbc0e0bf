//! How far the run is, on standard error: documents, sentences per second, time left. Silent without a terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Whether the user wants to see how far the run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// A progress bar on standard error, if that is a terminal.
    Bar,
    /// Nothing.
    Quiet,
}

/// The progress of a run.
pub struct Progress {
    bar: ProgressBar,
    sentences: Arc<AtomicU64>,
}

impl Progress {
    /// Progress over so many files.
    pub fn new(watch: Watch, files: usize) -> Self {
        let target = match watch {
            Watch::Bar => ProgressDrawTarget::stderr(),
            Watch::Quiet => ProgressDrawTarget::hidden(),
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
        Progress { bar, sentences }
    }

    /// A file was read for its names.
    pub fn learned(&self) {
        self.bar.inc(1);
        if Some(self.bar.position()) == self.bar.length() {
            self.bar.reset();
            self.bar.set_message("scoring");
        }
    }

    /// A file was read to be annotated.
    pub fn document(&self) {
        self.bar.inc(1);
    }

    /// Counts sentences as they are scored.
    pub fn sentences(&self) -> &AtomicU64 {
        &self.sentences
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
