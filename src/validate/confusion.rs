//! Predicted class against coded class, each coded item counted as often as it stands for items of the frame.

use crate::aggregate::interval::{Interval, wilson};
use crate::validate::quantiles::NORMAL;

/// A coded item.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedCode {
    /// Index of the predicted class.
    pub predicted: usize,
    /// For each class the share of the item's codes that are of it.
    pub coded: Vec<f64>,
    /// Items of the frame that it stands for, N/n of its stratum.
    pub weight: f64,
}

/// A share of weights with Wilson's interval for as many items as would be as sure, (Σ w)² / Σ w² (Kish 1965).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedShare {
    /// 0 to 1.
    pub share: f64,
    /// Its 95 % interval.
    pub interval: Interval,
}

/// One cell of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfusionCell {
    /// Index of the predicted class.
    pub predicted: usize,
    /// Index of the coded class.
    pub coded: usize,
    /// Coded items in it; one that coders disagree about is divided.
    pub items: f64,
    /// Of the items predicted so, the share that is coded so: on the diagonal the class's precision.
    pub of_predicted: Option<WeightedShare>,
    /// Of the items coded so, the share that is predicted so: on the diagonal the class's sensitivity.
    pub of_coded: Option<WeightedShare>,
}

/// The table, a cell for each pair of classes, by predicted class.
pub fn confusion(items: &[WeightedCode], classes: usize) -> Vec<ConfusionCell> {
    let mut cells = Vec::new();
    for predicted in 0..classes {
        for coded in 0..classes {
            let is_so = |item: &&WeightedCode| item.predicted == predicted;
            let mass = |item: &WeightedCode| item.weight * item.coded[coded];
            let row: Vec<(f64, f64)> = items.iter().filter(is_so).map(|item| (item.weight, mass(item))).collect();
            let column: Vec<(f64, f64)> =
                items.iter().map(|item| (mass(item), if is_so(&item) { mass(item) } else { 0.0 })).collect();
            cells.push(ConfusionCell {
                predicted,
                coded,
                items: items.iter().filter(is_so).map(|item| item.coded[coded]).sum(),
                of_predicted: weighted(&row),
                of_coded: weighted(&column),
            });
        }
    }
    cells
}

/// The share of (whole, part) sums; none where the whole is nothing.
fn weighted(items: &[(f64, f64)]) -> Option<WeightedShare> {
    let whole: f64 = items.iter().map(|item| item.0).sum();
    let squares: f64 = items.iter().map(|item| item.0 * item.0).sum();
    // sums of weights may miss 1 by rounding
    let share = (items.iter().map(|item| item.1).sum::<f64>() / whole).min(1.0);
    (whole > 0.0).then(|| WeightedShare { share, interval: wilson(share, whole * whole / squares, NORMAL) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(predicted: usize, coded: &[f64], weight: f64) -> WeightedCode {
        WeightedCode { predicted, coded: coded.to_vec(), weight }
    }

    #[test]
    fn shares_are_of_weights_and_an_item_in_doubt_is_divided() {
        let items = [
            item(0, &[1.0, 0.0], 10.0),
            item(0, &[0.5, 0.5], 10.0),
            item(1, &[0.0, 1.0], 30.0),
            item(1, &[1.0, 0.0], 30.0),
        ];
        let cells = confusion(&items, 2);
        assert_eq!(cells.iter().map(|c| c.items).collect::<Vec<_>>(), [1.5, 0.5, 1.0, 1.0]);
        let shares = |of: fn(&ConfusionCell) -> Option<WeightedShare>| -> Vec<f64> {
            cells.iter().filter_map(of).map(|found| found.share).collect()
        };
        assert_eq!(shares(|c| c.of_predicted), [0.75, 0.25, 0.5, 0.5]);
        assert_eq!(shares(|c| c.of_coded), [15.0 / 45.0, 5.0 / 35.0, 30.0 / 45.0, 30.0 / 35.0]);
        // two items of equal weight are two
        let interval = cells[0].of_predicted.expect("two").interval;
        assert_eq!(interval, wilson(0.75, 2.0, NORMAL));
        let interval = cells[0].of_coded.expect("three").interval;
        assert_eq!(interval, wilson(15.0 / 45.0, 45.0 * 45.0 / (100.0 + 25.0 + 900.0), NORMAL));
    }

    #[test]
    fn a_class_that_nothing_is_of_has_no_shares() {
        let cells = confusion(&[item(0, &[1.0, 0.0], 2.0)], 2);
        assert_eq!(cells[3].of_predicted, None);
        assert_eq!(cells[3].of_coded, None);
        assert_eq!(cells[1].of_predicted.expect("one").share, 0.0);
    }
}
