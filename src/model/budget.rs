//! How many padded tokens a batch may hold on a device whose memory ends.

use std::sync::atomic::{AtomicUsize, Ordering};

use ndarray::{Array3, Axis};

use crate::model::batch::Batch;

/// Why a batch failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The device has no room for it.
    OutOfMemory(String),
    /// Anything else.
    Other(String),
}

/// How many padded tokens a batch may hold, found out by running: it doubles while batches fit, and once one does not,
/// it is halved and grows no more.
pub struct Budget {
    tokens: AtomicUsize,
    /// Up to where it grows; no more than it is, once a batch did not fit.
    most: AtomicUsize,
}

impl Budget {
    /// One that stays as it is until a batch does not fit.
    pub fn fixed(tokens: usize) -> Self {
        Self::growing((tokens, tokens))
    }

    /// One that grows from the first number to the second.
    pub fn growing((tokens, most): (usize, usize)) -> Self {
        Budget { tokens: AtomicUsize::new(tokens), most: AtomicUsize::new(most) }
    }

    /// Padded tokens of the next batch.
    pub fn tokens(&self) -> usize {
        self.tokens.load(Ordering::Relaxed)
    }

    /// Runs a batch; one that does not fit is run in halves.
    ///
    /// # Errors
    /// The reason; also where a single row does not fit.
    pub fn run(
        &self,
        batch: &Batch,
        forward: impl Fn(&Batch) -> std::result::Result<Array3<f32>, Fault>,
    ) -> std::result::Result<Array3<f32>, String> {
        let run = &forward as &dyn Fn(&Batch) -> std::result::Result<Array3<f32>, Fault>;
        self.halving(batch, run)
    }

    fn halving(
        &self,
        batch: &Batch,
        forward: &dyn Fn(&Batch) -> std::result::Result<Array3<f32>, Fault>,
    ) -> std::result::Result<Array3<f32>, String> {
        let size = batch.ids().len();
        match (forward(batch), batch.halves()) {
            (Ok(output), _) => {
                let grown = (2 * size).min(self.most.load(Ordering::Relaxed));
                self.tokens.fetch_max(grown, Ordering::Relaxed);
                Ok(output)
            }
            (Err(Fault::OutOfMemory(_)), Some(halves)) => {
                self.most.fetch_min(size / 2, Ordering::Relaxed);
                self.tokens.fetch_min(size / 2, Ordering::Relaxed);
                let outputs = [self.halving(&halves[0], forward)?, self.halving(&halves[1], forward)?];
                ndarray::concatenate(Axis(0), &[outputs[0].view(), outputs[1].view()]).map_err(|e| e.to_string())
            }
            (Err(Fault::OutOfMemory(reason) | Fault::Other(reason)), _) => Err(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::batch::Row;

    fn batch(rows: i32) -> Batch {
        let rows: Vec<Row> = (0..rows).map(|i| Row { ids: vec![i; 4], types: vec![0; 4], ..Row::default() }).collect();
        Batch::new(&rows.iter().collect::<Vec<_>>())
    }

    fn echo(batch: &Batch) -> Array3<f32> {
        batch.ids().mapv(|id| id as f32).insert_axis(Axis(2))
    }

    #[test]
    fn a_batch_that_does_not_fit_is_halved_and_no_later_one_is_as_large() {
        let budget = Budget::growing((16, 1024));
        let room = |batch: &Batch| {
            if batch.ids().len() > 40 { Err(Fault::OutOfMemory("full".into())) } else { Ok(echo(batch)) }
        };
        assert_eq!(budget.run(&batch(4), room), Ok(echo(&batch(4))));
        assert_eq!(budget.tokens(), 32, "twice what fitted");
        assert_eq!(budget.run(&batch(25), room), Ok(echo(&batch(25))), "in the order of the rows");
        assert!(budget.tokens() <= 40);
        assert_eq!(budget.run(&batch(8), room), Ok(echo(&batch(8))));
        assert!(budget.tokens() <= 40, "does not grow again");
    }

    #[test]
    fn what_does_not_fit_at_all_fails_and_so_does_any_other_fault() {
        let budget = Budget::fixed(64);
        let full = |_: &Batch| Err(Fault::OutOfMemory("full".into()));
        assert_eq!(budget.run(&batch(3), full), Err("full".to_owned()));
        assert_eq!(budget.run(&batch(3), |_| Err(Fault::Other("broken".into()))), Err("broken".to_owned()));
    }
}
