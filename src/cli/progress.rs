//! How far a run is, on standard error: files, sentences per second, time left. Silent without a terminal, unless events
//! are asked for.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressDrawTarget, ProgressState, ProgressStyle};
use serde_json::json;

use crate::cli::say::say;
use crate::run::Progress;

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

/// What a run does with the files, one stage after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// They are read for their names.
    Reading,
    /// They are annotated and written.
    Scoring,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Stage::Reading => "reading",
            Stage::Scoring => "scoring",
        }
    }
}

/// What shows the progress of a run: it appears with the number of files, and goes with the last stage's last file or
/// when it is dropped.
pub struct ProgressBar {
    watch: Watch,
    last: Stage,
    bar: indicatif::ProgressBar,
    sentences: Arc<AtomicU64>,
    /// Events end where this is dropped.
    events: Mutex<Option<Sender<()>>>,
}

impl ProgressBar {
    /// Shows nothing yet; `last` is the last stage of the run.
    pub fn new(watch: Watch, last: Stage) -> Self {
        let bar = indicatif::ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        ProgressBar { watch, last, bar, sentences: Arc::default(), events: Mutex::new(None) }
    }

    /// Takes note of what the run tells.
    pub fn tell(&self, progress: Progress) {
        match progress {
            Progress::Files(files) => self.begin(files as u64),
            Progress::Read => {
                self.bar.inc(1);
                if self.is_full() && self.last != Stage::Reading {
                    self.bar.reset();
                    self.bar.set_message(Stage::Scoring.name());
                } else if self.is_full() {
                    self.finish();
                }
            }
            Progress::Sentences(sentences) => {
                self.sentences.fetch_add(sentences, Ordering::Relaxed);
            }
            Progress::Written(files) => {
                self.bar.inc(files);
                if self.is_full() {
                    self.finish();
                }
            }
        }
    }

    fn is_full(&self) -> bool {
        Some(self.bar.position()) == self.bar.length()
    }

    fn begin(&self, files: u64) {
        let started = Instant::now();
        self.bar.set_length(files);
        self.bar.reset();
        if let Some(style) = style(Arc::clone(&self.sentences), started) {
            self.bar.set_style(style);
        }
        self.bar.set_message(Stage::Reading.name());
        match self.watch {
            Watch::Quiet => return,
            Watch::Bar => self.bar.set_draw_target(ProgressDrawTarget::stderr()),
            Watch::Events => self.set_events(Some(events(self.bar.clone(), Arc::clone(&self.sentences), started))),
        }
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    /// Takes the bar off the screen; events end.
    fn finish(&self) {
        self.set_events(None);
        self.bar.finish_and_clear();
    }

    fn set_events(&self, events: Option<Sender<()>>) {
        // a sender is whole whatever became of the thread that held the lock
        *self.events.lock().unwrap_or_else(PoisonError::into_inner) = events;
    }
}

impl Drop for ProgressBar {
    fn drop(&mut self) {
        self.finish();
    }
}

/// What the bar says in its line; none where the template is wrong.
fn style(sentences: Arc<AtomicU64>, started: Instant) -> Option<ProgressStyle> {
    let rate = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
        let n = sentences.load(Ordering::Relaxed);
        let per_second = n as f64 / started.elapsed().as_secs_f64().max(0.1);
        // a terminal that went away is no reason to stop
        let _ = write!(out, "{n} sentences, {per_second:.0}/s");
    };
    let style = ProgressStyle::with_template("{msg:8} {bar:30} {pos}/{len} files, {sentences}, {eta} left").ok()?;
    Some(style.with_key("sentences", rate))
}

/// Writes how far the run is every second, until the sender is dropped.
fn events(bar: indicatif::ProgressBar, sentences: Arc<AtomicU64>, started: Instant) -> Sender<()> {
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
            say(&event.to_string());
        }
    });
    sender
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bar: &ProgressBar) -> (String, u64, bool) {
        (bar.bar.message(), bar.bar.position(), bar.bar.is_finished())
    }

    #[test]
    fn files_are_counted_once_for_each_stage_and_the_bar_goes_with_the_last() {
        let bar = ProgressBar::new(Watch::Quiet, Stage::Scoring);
        bar.tell(Progress::Files(2));
        bar.tell(Progress::Read);
        assert_eq!(shown(&bar), ("reading".to_owned(), 1, false));
        bar.tell(Progress::Read);
        assert_eq!(shown(&bar), ("scoring".to_owned(), 0, false));
        bar.tell(Progress::Sentences(7));
        bar.tell(Progress::Sentences(5));
        bar.tell(Progress::Written(1));
        assert_eq!((shown(&bar), bar.sentences.load(Ordering::Relaxed)), (("scoring".to_owned(), 1, false), 12));
        bar.tell(Progress::Written(1));
        assert!(bar.bar.is_finished());
    }

    #[test]
    fn where_files_are_only_read_the_bar_goes_with_the_last_one() {
        let bar = ProgressBar::new(Watch::Quiet, Stage::Reading);
        bar.tell(Progress::Files(1));
        assert!(!bar.bar.is_finished());
        bar.tell(Progress::Read);
        assert!(bar.bar.is_finished());
    }
}
