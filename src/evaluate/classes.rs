//! Scores of a task with three classes.

use crate::evaluate::labelled::Labelled;
use crate::evaluate::metrics::{Calibration, Counts, Measure, Score, accuracy, bootstrap, counts, macro_f1};
use crate::label::Distribution;

/// One prediction among three classes.
pub struct Judged {
    /// The labelled row.
    pub row: usize,
    /// The class in gold.
    pub gold: usize,
    /// What was predicted.
    pub predicted: Distribution,
    /// The class of the sentence's tone.
    pub tone: usize,
}

/// What else the scores are put beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baselines {
    /// Nothing.
    None,
    /// What the majority class and the tone of the sentence alone would reach.
    MajorityAndTone,
}

/// A task with three classes.
pub struct ThreeClasses {
    /// Its name.
    pub task: &'static str,
    /// The classes.
    pub names: [&'static str; 3],
    /// What else the scores are put beside.
    pub beside: Baselines,
}

impl ThreeClasses {
    /// Macro-F1, accuracy, precision, recall and F1 of each class, and the calibration error; none of no predictions.
    pub fn scores(&self, all: &[Judged], labelled: &Labelled) -> Vec<Score> {
        if all.is_empty() {
            return Vec::new();
        }
        let majority = (0..3).max_by_key(|&c| (of_class(all, c), c == 1)).unwrap_or(1);
        let bins = Calibration::new(&all.iter().map(confidence).collect::<Vec<_>>());
        bootstrap(self.task, self.measures(all), labelled.rows.len(), labelled.seed, |weights| {
            let weight = |x: &Judged| f64::from(weights[x.row]);
            let by: [Counts; 3] = counts(all.iter().map(|x| (x.gold, x.predicted.best(), weight(x))));
            let mut out = vec![macro_f1(&by), accuracy(&by)];
            out.extend(by.iter().flat_map(|c| [c.precision(), c.recall(), c.f1()]));
            let right = |x: &Judged| f64::from(u8::from(x.gold == x.predicted.best()));
            let (measured, debiased) = bins.error(all.iter().map(|x| (confidence(x), right(x), weight(x))));
            out.extend([measured, debiased]);
            if self.beside == Baselines::MajorityAndTone {
                let constant: [Counts; 3] = counts(all.iter().map(|x| (x.gold, majority, weight(x))));
                let tone: [Counts; 3] = counts(all.iter().map(|x| (x.gold, x.tone, weight(x))));
                out.extend([macro_f1(&constant), macro_f1(&tone), accuracy(&constant), accuracy(&tone)]);
            }
            out
        })
    }

    /// In the order of the values.
    fn measures(&self, all: &[Judged]) -> Vec<Measure> {
        let n = all.len();
        let mut measures = vec![Measure::new("macro_f1", "", n), Measure::new("accuracy", "", n)];
        for (class, name) in self.names.into_iter().enumerate() {
            measures.extend(["precision", "recall", "f1"].map(|m| Measure::new(m, name, of_class(all, class))));
        }
        measures.extend(["calibration_error", "calibration_error_debiased"].map(|m| Measure::new(m, "", n)));
        if self.beside == Baselines::MajorityAndTone {
            let names = ["macro_f1_of_majority", "macro_f1_of_tone", "accuracy_of_majority", "accuracy_of_tone"];
            measures.extend(names.map(|m| Measure::new(m, "", n)));
        }
        measures
    }
}

fn of_class(all: &[Judged], class: usize) -> usize {
    all.iter().filter(|x| x.gold == class).count()
}

/// The probability of the class that was predicted.
fn confidence(x: &Judged) -> f64 {
    x.predicted.probabilities()[x.predicted.best()].value()
}
