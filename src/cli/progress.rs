//! How far a run is, on standard error: the stage, the share that is done, sentences per second, time left. Silent without a
//! terminal, unless events are asked for.

mod forecast;

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressDrawTarget, ProgressState, ProgressStyle};
use serde_json::json;

use crate::cli::say::say;
use crate::run::Progress;

pub use forecast::Job;
use forecast::{Forecast, Stage};

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

/// Marks of a bar: one for each thousandth.
const WHOLE: u64 = 1000;

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Stage::Reading => "reading",
            Stage::Scoring => "scoring",
            Stage::Summing => "summing up",
        }
    }
}

/// A run's forecast, and when it began.
struct Clock {
    forecast: Mutex<Forecast>,
    started: Instant,
}

impl Clock {
    fn forecast(&self) -> MutexGuard<'_, Forecast> {
        // a forecast is whole whatever became of the thread that held the lock
        self.forecast.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }
}

/// What shows the progress of a run: it appears with the number of files, and goes when it is dropped.
pub struct ProgressBar {
    watch: Watch,
    bar: indicatif::ProgressBar,
    clock: Arc<Clock>,
    /// Events end where this is dropped.
    events: Mutex<Option<Sender<()>>>,
}

impl ProgressBar {
    /// Shows nothing yet.
    pub fn new(watch: Watch, job: Job) -> Self {
        let bar = indicatif::ProgressBar::with_draw_target(Some(WHOLE), ProgressDrawTarget::hidden());
        let clock = Clock { forecast: Mutex::new(Forecast::new(job)), started: Instant::now() };
        ProgressBar { watch, bar, clock: Arc::new(clock), events: Mutex::new(None) }
    }

    /// Takes note of what the run tells.
    pub fn tell(&self, progress: Progress) {
        self.clock.forecast().tell(progress, self.clock.now());
        if let Progress::Files(_) = progress {
            self.begin();
        }
    }

    fn begin(&self) {
        if let Some(style) = style(&self.clock) {
            self.bar.set_style(style);
        }
        match self.watch {
            Watch::Quiet => return,
            Watch::Bar => self.bar.set_draw_target(ProgressDrawTarget::stderr()),
            Watch::Events => self.set_events(Some(events(Arc::clone(&self.clock)))),
        }
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn set_events(&self, events: Option<Sender<()>>) {
        // a sender is whole whatever became of the thread that held the lock
        *self.events.lock().unwrap_or_else(PoisonError::into_inner) = events;
    }
}

impl Drop for ProgressBar {
    fn drop(&mut self) {
        self.set_events(None);
        self.bar.finish_and_clear();
    }
}

/// What the bar says in its line; none where the template is wrong.
fn style(clock: &Arc<Clock>) -> Option<ProgressStyle> {
    let bar = Arc::clone(clock);
    // the bar is drawn here and not by its position, which would have to be set at every tick
    let drawn = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
        let _ = out.write_str(&line(&bar.forecast(), bar.now()));
    };
    Some(ProgressStyle::with_template("{line}").ok()?.with_key("line", drawn))
}

/// Blocks of the bar.
const BLOCKS: usize = 18;

/// The line of the bar, under 80 characters wide.
fn line(forecast: &Forecast, now: Duration) -> String {
    let stage = forecast.stage().name();
    let share = forecast.share(now);
    let filled = ((share * BLOCKS as f64) as usize).min(BLOCKS);
    let bar = format!("{}{}", "█".repeat(filled), "░".repeat(BLOCKS - filled));
    let done = match forecast.stage() {
        Stage::Reading => format!("{} of {} files", forecast.read(), forecast.files()),
        _ => format!("{} sentences, {:.0}/s", forecast.sentences(), forecast.rate(now)),
    };
    let left = forecast.left(now).map(|left| format!(", {} left", spoken(left))).unwrap_or_default();
    format!("{stage:10} {bar} {:>3.0}% {done}{left}", 100.0 * share)
}

/// A time for people, never nothing.
fn spoken(left: Duration) -> String {
    match left.as_secs_f64().ceil() as u64 {
        seconds @ ..60 => format!("{} s", seconds.max(1)),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Writes how far the run is every second, until the sender is dropped.
fn events(clock: Arc<Clock>) -> Sender<()> {
    let (sender, end) = channel();
    std::thread::spawn(move || {
        while end.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
            let now = clock.now();
            let forecast = clock.forecast();
            let event = json!({
                "event": "progress",
                "stage": forecast.stage().name(),
                "files": if forecast.stage() == Stage::Reading { forecast.read() } else { forecast.written() },
                "of": forecast.files(),
                "sentences": forecast.sentences(),
                "share": forecast.share(now),
                "seconds": now.as_secs_f64(),
                "seconds_left": forecast.left(now).map(|left| left.as_secs_f64().ceil()),
            });
            drop(forecast);
            say(&event.to_string());
        }
    });
    sender
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::Done;

    #[test]
    fn the_line_fits_a_narrow_terminal_and_never_says_that_nothing_is_left() {
        let mut forecast = Forecast::new(Job::Analysing);
        let at = Duration::from_secs;
        let mut lines = Vec::new();
        let told = [
            (0, Progress::Files(12_345)),
            (1, Progress::Read(1_000_000)),
            (1, Progress::Scoring(1_000_000)),
            (2, Progress::Heard(Done { sentences: 1_234_567, bytes: 900_000 })),
            (3, Progress::Scored(1_000_000)),
            (4, Progress::Written(12_345)),
            (5, Progress::Summing),
            (100_000, Progress::Written(0)),
        ];
        for (seconds, progress) in told {
            forecast.tell(progress, at(seconds));
            lines.push(line(&forecast, at(seconds)));
        }
        for line in lines {
            assert!(line.chars().count() < 80 && !line.contains(" 0 s left"), "{line}");
        }
    }

    #[test]
    fn times_are_said_in_the_units_that_matter() {
        let said = [0.0, 0.2, 59.0, 59.5, 3599.0, 7260.0].map(|seconds| spoken(Duration::from_secs_f64(seconds)));
        assert_eq!(said, ["1 s", "1 s", "59 s", "1 min 0 s", "59 min 59 s", "2 h 1 min"]);
    }
}
