//! How long a run will still take, from what it has done so far. What there is to score is known in bytes once all files are
//! read; the time for it goes by them, whatever the number of files and the order of sentences in a batch.

use std::time::Duration;

use crate::run::Progress;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Files are read once.
    Reading,
    /// Files are read once and scored as they come.
    Scoring,
    /// All files are read, then scored, then summed up.
    Analysing,
    /// The same with scores that are at hand.
    Finishing,
}

/// What a run does at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files are read for their names.
    Reading,
    /// Documents are scored and written.
    Scoring,
    /// What needs all documents is made.
    Summing,
}

/// What summing up takes, in times of the first reading: a guess from runs of 15,000 to a million sentences (ARCHITECTURE.md, "Speed:
/// measured"), before which nothing of a run shows it.
const SUMMING: f64 = 1.0;
/// What follows the first reading where scores are at hand, summing up included, in times of it: a guess of the same kind.
const AT_HAND: f64 = 2.3;
/// Share of the time of a chunk that comes after its last sentence was read, before a chunk has shown it: stances toward the
/// topics' propositions.
const TAIL: f64 = 0.2;
/// How much the last chunk says of the next one's tail.
const LATEST: f64 = 0.5;
/// Share of a chunk's bytes after which it is in its tail: white space and signs between sentences are not read.
const NEARLY_ALL: f64 = 0.95;
/// The longest tail that is believed.
const LONGEST: f64 = 0.9;
/// Least time between two samples.
const APART: Duration = Duration::from_millis(100);

/// What a run has done, and when.
#[derive(Debug)]
pub struct Forecast {
    job: Job,
    files: u64,
    read: u64,
    written: u64,
    sentences: u64,
    /// Bytes of speech in the files that are read.
    speech: u64,
    /// Bytes in finished chunks.
    scored: u64,
    /// Bytes of the present chunk whose sentences are read.
    heard: u64,
    /// Bytes of the present chunk.
    chunk: u64,
    /// When it began, and when its last sentence was read.
    chunk_times: (Duration, Duration),
    tail: f64,
    /// When reading began, when scoring did, when summing up did.
    began: [Option<Duration>; 3],
    /// How much was done at what time since scoring began, in bytes, a chunk's tail counted as such.
    samples: Vec<(Duration, f64)>,
}

impl Forecast {
    /// Nothing is done yet.
    pub fn new(job: Job) -> Self {
        Forecast {
            job,
            files: 0,
            read: 0,
            written: 0,
            sentences: 0,
            speech: 0,
            scored: 0,
            heard: 0,
            chunk: 0,
            chunk_times: Default::default(),
            tail: TAIL,
            began: [None; 3],
            samples: Vec::new(),
        }
    }

    /// Takes note of what a run tells at a time since it began.
    pub fn tell(&mut self, progress: Progress, now: Duration) {
        match progress {
            Progress::Files(files) => {
                self.files = files as u64;
                self.began[0] = Some(now);
                // what is scored as it comes is so from the start
                if self.job == Job::Scoring {
                    self.begin_scoring(now);
                }
            }
            Progress::Read(speech) => {
                self.read += 1;
                self.speech += speech;
                if self.read == self.files && matches!(self.job, Job::Analysing | Job::Finishing) {
                    self.begin_scoring(now);
                }
            }
            Progress::Scoring(speech) => {
                (self.chunk, self.heard) = (speech, 0);
                self.chunk_times = (now, now);
            }
            Progress::Heard(done) => {
                self.sentences += done.sentences;
                self.heard += done.bytes;
                self.chunk_times.1 = now;
                self.sample(now);
            }
            Progress::Scored(speech) => {
                let (began, heard) = self.chunk_times;
                let took = now.saturating_sub(began).as_secs_f64();
                if self.heard > 0 && took > 0.0 {
                    let tail = now.saturating_sub(heard).as_secs_f64() / took;
                    self.tail += LATEST * (tail.min(LONGEST) - self.tail);
                }
                self.scored += speech;
                (self.chunk, self.heard) = (0, 0);
                self.sample(now);
            }
            Progress::Written(files) => self.written += files,
            Progress::Summing => self.began[2] = Some(now),
        }
    }

    fn begin_scoring(&mut self, now: Duration) {
        self.began[1] = Some(now);
        self.samples.push((now, 0.0));
    }

    fn sample(&mut self, now: Duration) {
        if self.samples.last().is_none_or(|(last, _)| now >= *last + APART) {
            self.samples.push((now, self.done(now)));
        }
    }

    /// Bytes that are done; those of the present chunk less its tail, which goes by the clock.
    fn done(&self, now: Duration) -> f64 {
        let (chunk, heard) = (self.chunk as f64, self.heard.min(self.chunk) as f64);
        let (began, last) = self.chunk_times;
        let tail = last.saturating_sub(began).as_secs_f64() * self.tail / (1.0 - self.tail);
        let since = now.saturating_sub(last).as_secs_f64();
        let tail_done = if heard < NEARLY_ALL * chunk { 0.0 } else { (since / tail).clamp(0.0, 1.0) };
        let share = |part: f64| if part.is_finite() { part } else { 0.0 };
        (self.scored as f64 + heard * (1.0 - self.tail) + chunk * self.tail * share(tail_done)).min(self.total())
    }

    /// Bytes that there are to score, as far as is known.
    fn total(&self) -> f64 {
        match self.read {
            0 => 0.0,
            read => self.speech as f64 * (self.files.max(read) as f64 / read as f64),
        }
    }

    /// What the run does at the moment.
    pub fn stage(&self) -> Stage {
        match self.began {
            [_, _, Some(_)] => Stage::Summing,
            [_, Some(_), None] => Stage::Scoring,
            _ => Stage::Reading,
        }
    }

    /// Share of the stage that is done, 0 to 1.
    pub fn share(&self, now: Duration) -> f64 {
        let share = match self.stage() {
            Stage::Reading => self.read as f64 / self.files as f64,
            Stage::Scoring => self.done(now) / self.total(),
            Stage::Summing => 1.0,
        };
        if share.is_finite() { share } else { 0.0 }
    }

    /// Files that were found.
    pub fn files(&self) -> u64 {
        self.files
    }

    /// Files that are read.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// Files that are written.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Sentences that are read by the model.
    pub fn sentences(&self) -> u64 {
        self.sentences
    }

    /// Sentences per second since scoring began.
    pub fn rate(&self, now: Duration) -> f64 {
        let end = self.began[2].unwrap_or(now);
        let took = self.began[1].map_or(0.0, |began| end.saturating_sub(began).as_secs_f64());
        self.sentences as f64 / took.max(0.1)
    }

    /// Time that is left, a second at least; none while too little is done to say.
    pub fn left(&self, now: Duration) -> Option<Duration> {
        let left = match self.stage() {
            Stage::Reading => self.left_of_reading(now)?,
            Stage::Scoring => (self.total() - self.done(now)).max(0.0) / self.speed(now)? + self.summing(),
            Stage::Summing => {
                let began = self.began[2].unwrap_or(now);
                self.summing() - now.saturating_sub(began).as_secs_f64()
            }
        };
        Duration::try_from_secs_f64(left.max(1.0)).ok()
    }

    /// Seconds, where reading says something of what follows: what a model takes depends on the machine.
    fn left_of_reading(&self, now: Duration) -> Option<f64> {
        let after = match self.job {
            Job::Reading => 0.0,
            Job::Finishing => AT_HAND,
            Job::Scoring | Job::Analysing => return None,
        };
        let took = now.saturating_sub(self.began[0]?).as_secs_f64();
        let whole = took * self.files as f64 / self.read as f64;
        (self.read > 0).then_some(whole * (1.0 + after) - took)
    }

    /// Seconds that summing up takes.
    fn summing(&self) -> f64 {
        match (self.job, self.began) {
            (Job::Analysing | Job::Finishing, [Some(read), Some(scored), _]) => {
                SUMMING * scored.saturating_sub(read).as_secs_f64()
            }
            _ => 0.0,
        }
    }

    /// Bytes a second in the later half of the time since scoring began: scores that were at hand at first say nothing of those
    /// that are made now. None where nothing was done.
    fn speed(&self, now: Duration) -> Option<f64> {
        let began = self.began[1]?;
        let half = began + now.saturating_sub(began) / 2;
        let at = self.samples.partition_point(|(time, _)| *time <= half).checked_sub(1)?;
        let since = |(time, before): (Duration, f64)| {
            let speed = (self.done(now) - before) / now.saturating_sub(time).as_secs_f64();
            (speed.is_finite() && speed > 0.0).then_some(speed)
        };
        // the time at which it was as much, or all of it where nothing was done since
        since(self.samples[at]).or_else(|| since((began, 0.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::Done;

    /// A run that is made up: what each part takes, in seconds.
    struct Run {
        job: Job,
        files: u64,
        /// Bytes of a file.
        bytes: u64,
        reading: f64,
        /// For all that is scored.
        scoring: f64,
        summing: f64,
        /// Share of a chunk's time after its sentences.
        tail: f64,
        /// The share of files at the beginning whose scores are at hand.
        known: f64,
        /// Bytes of the largest chunk.
        chunk: u64,
    }

    const RUN: Run = Run {
        job: Job::Analysing,
        files: 1000,
        bytes: 10_000,
        reading: 3.0,
        scoring: 100.0,
        summing: 3.0,
        tail: 0.2,
        known: 0.0,
        chunk: 400_000,
    };

    impl Run {
        /// All that it tells, with the seconds at which it does.
        fn told(&self) -> Vec<(f64, Progress)> {
            let (total, mut now, mut out) =
                (self.files * self.bytes, 0.0, vec![(0.0, Progress::Files(self.files as usize))]);
            let each = self.reading / self.files as f64;
            let read = |now: &mut f64, out: &mut Vec<(f64, Progress)>| {
                *now += each;
                out.push((*now, Progress::Read(self.bytes)));
            };
            if self.job != Job::Scoring {
                (0..self.files).for_each(|_| read(&mut now, &mut out));
            }
            let (mut done, mut size) = (0, 25_000.min(self.chunk));
            let known = (self.known * total as f64) as u64;
            let cost = self.scoring / (total - known) as f64;
            while done < total {
                let files = (size / self.bytes).clamp(1, (total - done) / self.bytes);
                let bytes = files * self.bytes;
                if self.job == Job::Scoring {
                    (0..files).for_each(|_| read(&mut now, &mut out));
                }
                out.push((now, Progress::Scoring(bytes)));
                let takes = if done < known { bytes as f64 * cost / 1000.0 } else { bytes as f64 * cost };
                // sentences of a chunk are read from the longest to the shortest
                let lengths: Vec<u64> = (1..=(bytes / 1000).max(20)).rev().collect();
                let all: u64 = lengths.iter().sum();
                for length in lengths {
                    let share = length as f64 / all as f64;
                    now += takes * (1.0 - self.tail) * share;
                    let done = Done { sentences: 1, bytes: (bytes as f64 * share) as u64 };
                    out.push((now, Progress::Heard(done)));
                }
                now += takes * self.tail;
                out.push((now, Progress::Scored(bytes)));
                out.push((now, Progress::Written(files)));
                done += bytes;
                size = self.chunk.min(2 * size);
            }
            if self.job != Job::Scoring {
                out.push((now, Progress::Summing));
                out.push((now + self.summing, Progress::Written(0)));
            }
            out
        }

        /// The largest error of the time left relative to the true one between these shares of the run.
        fn worst(&self, from: f64, to: f64) -> f64 {
            let told = self.told();
            let end = told[told.len() - 1].0;
            let mut forecast = Forecast::new(self.job);
            let (mut next, mut worst) = (told.iter().peekable(), 0.0f64);
            for step in 0..2000 {
                let now = end * f64::from(step) / 2000.0;
                while let Some((at, progress)) = next.next_if(|(at, _)| *at <= now) {
                    forecast.tell(*progress, Duration::from_secs_f64(*at));
                }
                let left = forecast.left(Duration::from_secs_f64(now));
                assert!(left.is_none_or(|left| left >= Duration::from_secs(1)), "at {now} of {end}");
                if (from..to).contains(&(now / end)) {
                    let left = left.map_or(0.0, |left| left.as_secs_f64());
                    worst = worst.max((left - (end - now)).abs() / (end - now));
                }
            }
            worst
        }
    }

    #[test]
    fn after_a_tenth_of_a_run_the_time_left_is_right_within_a_third() {
        let third = 1.0 / 3.0;
        let runs = [
            ("many files", RUN),
            ("few sentences that ask for a second pass", Run { tail: 0.05, ..RUN }),
            ("many of these", Run { tail: 0.35, ..RUN }),
            ("an hour", Run { scoring: 3600.0, reading: 100.0, summing: 100.0, files: 100_000, ..RUN }),
            ("some seconds", Run { scoring: 18.0, reading: 0.6, summing: 0.6, files: 150, ..RUN }),
            ("one document", Run { files: 1, bytes: 10_000_000, chunk: 10_000_000, ..RUN }),
            ("ten documents", Run { files: 10, bytes: 400_000, ..RUN }),
            ("the first half was scored before", Run { known: 0.5, ..RUN }),
            ("nearly all was scored before", Run { known: 0.9, ..RUN }),
            ("scored as it comes", Run { job: Job::Scoring, ..RUN }),
        ];
        for (what, run) in runs {
            let worst = run.worst(0.1, 0.9);
            assert!(worst < third, "{what}: {worst}");
        }
        // scores at hand: what follows the reading takes about as long as that, twice
        let at_hand = Run { job: Job::Finishing, reading: 36.0, scoring: 45.0, summing: 39.0, ..RUN };
        assert!(at_hand.worst(0.1, 0.9) < third, "{}", at_hand.worst(0.1, 0.9));
    }

    #[test]
    fn nothing_is_said_while_nothing_is_known_and_a_second_is_the_least() {
        let at = Duration::from_secs_f64;
        let mut forecast = Forecast::new(Job::Analysing);
        assert_eq!((forecast.left(at(0.0)), forecast.share(at(0.0))), (None, 0.0));
        forecast.tell(Progress::Files(2), at(0.0));
        forecast.tell(Progress::Read(100), at(1.0));
        assert_eq!((forecast.stage(), forecast.left(at(1.0)), forecast.share(at(1.0))), (Stage::Reading, None, 0.5));
        forecast.tell(Progress::Read(0), at(2.0));
        assert_eq!((forecast.stage(), forecast.left(at(2.0))), (Stage::Scoring, None));
        forecast.tell(Progress::Scoring(100), at(2.0));
        forecast.tell(Progress::Heard(Done { sentences: 3, bytes: 100 }), at(3.0));
        assert!((0.5..1.0).contains(&forecast.share(at(3.0))), "the chunk has not ended");
        forecast.tell(Progress::Scored(100), at(4.0));
        assert_eq!((forecast.share(at(4.0)), forecast.sentences()), (1.0, 3));
        forecast.tell(Progress::Summing, at(4.0));
        assert_eq!(forecast.left(at(1000.0)), Some(at(1.0)), "it takes longer than was thought");
        // a run without a single sentence to score
        let mut silent = Forecast::new(Job::Analysing);
        silent.tell(Progress::Files(1), at(0.0));
        silent.tell(Progress::Read(0), at(1.0));
        silent.tell(Progress::Scored(0), at(1.0));
        assert_eq!((silent.left(at(2.0)), silent.share(at(2.0))), (None, 0.0));
    }

    #[test]
    fn where_files_are_only_read_time_goes_by_their_number() {
        let at = Duration::from_secs_f64;
        let mut forecast = Forecast::new(Job::Reading);
        forecast.tell(Progress::Files(10), at(0.0));
        forecast.tell(Progress::Read(0), at(2.0));
        assert_eq!(forecast.left(at(2.0)), Some(at(18.0)));
        (0..9).for_each(|_| forecast.tell(Progress::Read(0), at(20.0)));
        assert_eq!((forecast.stage(), forecast.share(at(20.0))), (Stage::Reading, 1.0));
    }
}
