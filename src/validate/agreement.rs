//! How far coders agree with each other and with themselves, and whether one codes higher than the others.

use crate::aggregate::interval::{Estimate, Interval, MISSES, wilson};
use crate::validate::quantiles::NORMAL;

/// Fewest items that several coders coded for a coefficient to be given.
pub const COMMON: usize = 30;

/// The codes of one item, a place per coder: the index of the class, none without a code.
pub type ItemCodes = Vec<Option<usize>>;

/// What a distance between classes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Different or not.
    Nominal,
    /// The further apart in rank, the more different.
    Ordinal,
}

/// A coefficient of agreement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// 1 is perfect, 0 is chance.
    pub value: f64,
    /// Its 95 % interval: delete-one-item jackknife, on the scale of ln(1 − coefficient).
    pub interval: Option<Interval>,
}

/// A share of pairs that agree, with Wilson's interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgreedShare {
    /// Items that it is made from.
    pub items: usize,
    /// 0 to 1.
    pub share: f64,
    /// Where all agree, its lower end is 0.025^(1/items), the exact one.
    pub interval: Interval,
}

/// A coder's mean code beside that of the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leniency {
    /// Items that the coder shares with others.
    pub items: usize,
    /// Mean value of the coder's codes on them.
    pub mean: f64,
    /// Mean over these items of the coder's value minus the mean of the others'.
    pub difference: f64,
    /// Student's 95 % interval of the difference; none under two items, or where nothing varies.
    pub interval: Option<Interval>,
}

/// Per item, how many coders chose each class.
fn counts(items: &[ItemCodes], classes: usize) -> Vec<Vec<f64>> {
    let count = |codes: &ItemCodes| {
        let mut out = vec![0.0; classes];
        for &class in codes.iter().flatten() {
            out[class] += 1.0;
        }
        out
    };
    items.iter().map(count).collect()
}

/// Share of the pairs of an item's codes that are the same; none under two codes.
fn pairs_agreed(counts: &[f64]) -> Option<f64> {
    let r: f64 = counts.iter().sum();
    (r >= 2.0).then(|| counts.iter().map(|n| n * (n - 1.0)).sum::<f64>() / (r * (r - 1.0)))
}

/// Mean over items with two codes or more of the share of agreeing pairs; none where there is none. An item counts as
/// often as its weight says.
pub fn weighted_agreement(items: &[ItemCodes], classes: usize, weights: &[f64]) -> Option<f64> {
    let (mut agreed, mut all) = (0.0, 0.0);
    for (counts, weight) in counts(items, classes).iter().zip(weights) {
        if let Some(share) = pairs_agreed(counts) {
            agreed += weight * share;
            all += weight;
        }
    }
    (all > 0.0).then(|| agreed / all)
}

/// The same with every item counted once, and its interval.
pub fn agreement(items: &[ItemCodes], classes: usize) -> Option<AgreedShare> {
    let shares: Vec<f64> = counts(items, classes).iter().filter_map(|counts| pairs_agreed(counts)).collect();
    agreed_share(&shares)
}

/// Mean of shares of agreement, an item each; none without items.
fn agreed_share(shares: &[f64]) -> Option<AgreedShare> {
    let n = shares.len() as f64;
    let share = shares.iter().sum::<f64>() / n;
    let interval = match shares {
        [] => return None,
        _ if shares.iter().all(|share| *share == 1.0) => Interval { low: 0.025f64.powf(1.0 / n), high: 1.0 },
        _ => wilson(share, n, NORMAL),
    };
    Some(AgreedShare { items: shares.len(), share, interval })
}

/// Krippendorff's alpha, 1 − D_o / D_e over items with two codes or more (Krippendorff 2019, ch. 12); none where all
/// codes are of one class.
pub fn alpha(items: &[ItemCodes], classes: usize, scale: Scale) -> Option<Coefficient> {
    jackknife(&counts(items, classes), |counts| alpha_of(counts, scale))
}

fn alpha_of(counts: &[&[f64]], scale: Scale) -> Option<f64> {
    let pairable: Vec<(&[f64], f64)> =
        counts.iter().map(|c| (*c, c.iter().sum::<f64>())).filter(|(_, r)| *r >= 2.0).collect();
    let classes = pairable.first()?.0.len();
    let total: Vec<f64> = (0..classes).map(|k| pairable.iter().map(|(c, _)| c[k]).sum()).collect();
    let n: f64 = total.iter().sum();
    let (mut observed, mut expected) = (0.0, 0.0);
    for low in 0..classes {
        for high in low + 1..classes {
            let distance = match scale {
                Scale::Nominal => 1.0,
                Scale::Ordinal => (total[low..=high].iter().sum::<f64>() - (total[low] + total[high]) / 2.0).powi(2),
            };
            observed += distance * pairable.iter().map(|(c, r)| c[low] * c[high] / (r - 1.0)).sum::<f64>();
            expected += distance * total[low] * total[high];
        }
    }
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * observed / expected)
}

/// Gwet's AC1 (Gwet 2008): (p_a − p_e) / (1 − p_e) with p_a over items with two codes or more and
/// p_e = Σ_k q_k (1 − q_k) / (K − 1), q_k the mean share of the class over all coded items.
pub fn ac1(items: &[ItemCodes], classes: usize) -> Option<Coefficient> {
    jackknife(&counts(items, classes), ac1_of)
}

fn ac1_of(counts: &[&[f64]]) -> Option<f64> {
    let agreed: Vec<f64> = counts.iter().filter_map(|counts| pairs_agreed(counts)).collect();
    let coded: Vec<(&[f64], f64)> =
        counts.iter().map(|c| (*c, c.iter().sum::<f64>())).filter(|(_, r)| *r > 0.0).collect();
    let classes = coded.first()?.0.len();
    let by_chance = (0..classes).map(|k| {
        let share = coded.iter().map(|(c, r)| c[k] / r).sum::<f64>() / coded.len() as f64;
        share * (1.0 - share) / (classes - 1) as f64
    });
    let (observed, expected) = (agreed.iter().sum::<f64>() / agreed.len() as f64, by_chance.sum::<f64>());
    (!agreed.is_empty()).then(|| (observed - expected) / (1.0 - expected))
}

/// Cohen's kappa of two coders over the items that both coded; none for another number of coders, without such items, or
/// where chance alone would agree always.
pub fn kappa(items: &[ItemCodes], classes: usize) -> Option<f64> {
    let both: Vec<(usize, usize)> = items
        .iter()
        .filter_map(|codes| match codes[..] {
            [Some(a), Some(b)] => Some((a, b)),
            _ => None,
        })
        .collect();
    let n = both.len() as f64;
    let observed = both.iter().filter(|(a, b)| a == b).count() as f64 / n;
    let share = |chosen: &dyn Fn(&(usize, usize)) -> bool| both.iter().filter(|pair| chosen(pair)).count() as f64 / n;
    let expected: f64 = (0..classes).map(|k| share(&|(a, _)| *a == k) * share(&|(_, b)| *b == k)).sum();
    (n > 0.0 && expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

/// A coefficient over items with its interval: v = (n − 1)/n · Σ (a_(−i) − their mean)² over the items with two codes or
/// more, ends 1 − exp(ln(1 − a) ± t_(n−1) √v / (1 − a)); none at a = 1, and where it cannot be made without some item.
fn jackknife(counts: &[Vec<f64>], coefficient: impl Fn(&[&[f64]]) -> Option<f64>) -> Option<Coefficient> {
    let all: Vec<&[f64]> = counts.iter().map(Vec::as_slice).collect();
    let value = coefficient(&all)?;
    let pairable = |counts: &[f64]| counts.iter().sum::<f64>() >= 2.0;
    let without = |at: usize| coefficient(&[&all[..at], &all[at + 1..]].concat());
    let left: Option<Vec<f64>> = (0..all.len()).filter(|at| pairable(all[*at])).map(without).collect();
    Some(Coefficient { value, interval: left.and_then(|left| spread(value, &left)) })
}

fn spread(value: f64, left: &[f64]) -> Option<Interval> {
    let n = left.len() as f64;
    let mean = left.iter().sum::<f64>() / n;
    let error = ((n - 1.0) / n * left.iter().map(|a| (a - mean).powi(2)).sum::<f64>()).sqrt();
    if value >= 1.0 {
        return None;
    }
    let t = Estimate { value, error, freedom: n - 1.0 }.quantile(MISSES)?;
    let half = t * error / (1.0 - value);
    let end = |half: f64| 1.0 - ((1.0 - value).ln() + half).exp();
    Some(Interval { low: end(half), high: end(-half) })
}

/// A coder's mean value on the items shared with others, and how far it is from theirs; none without such items.
pub fn leniency(items: &[ItemCodes], coder: usize, value: impl Fn(usize) -> f64) -> Option<Leniency> {
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    for codes in items {
        let others: Vec<f64> = codes
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != coder)
            .filter_map(|(_, code)| code.map(&value))
            .collect();
        if let (Some(own), false) = (codes[coder].map(&value), others.is_empty()) {
            pairs.push((own, own - others.iter().sum::<f64>() / others.len() as f64));
        }
    }
    let n = pairs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let difference = mean(|pair| pair.1);
    let error = (pairs.iter().map(|pair| (pair.1 - difference).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    let everywhere = (f64::NEG_INFINITY, f64::INFINITY);
    let estimate = Estimate { value: difference, error, freedom: n - 1.0 };
    let interval = (pairs.len() >= 2 && error > 0.0).then(|| estimate.interval(everywhere)).flatten();
    (!pairs.is_empty()).then(|| Leniency { items: pairs.len(), mean: mean(|pair| pair.0), difference, interval })
}

/// How often a coder gave a repeated item the same code again, from (first, again); none where nothing was repeated.
pub fn with_oneself(repeated: &[(usize, usize)]) -> Option<AgreedShare> {
    let shares: Vec<f64> = repeated.iter().map(|(first, again)| f64::from(u8::from(first == again))).collect();
    agreed_share(&shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four coders, twelve units, values 1 to 5 (Krippendorff 2011, "Computing Krippendorff's alpha-reliability",
    /// example C; also `cac.raw4raters` of Gwet's irrCAC). A dot is no value.
    const PUBLISHED: [&str; 4] = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];

    fn published() -> Vec<ItemCodes> {
        let code = |coder: &str, unit: usize| match coder.as_bytes()[unit] {
            b'.' => None,
            digit => Some(usize::from(digit - b'1')),
        };
        (0..12).map(|unit| PUBLISHED.iter().map(|coder| code(coder, unit)).collect()).collect()
    }

    fn near(found: f64, expected: f64, distance: f64) {
        assert!((found - expected).abs() < distance, "{found} instead of {expected}");
    }

    #[test]
    fn the_published_examples_come_out() {
        let items = published();
        near(alpha(&items, 5, Scale::Nominal).expect("alpha").value, 0.743, 5e-4);
        near(alpha(&items, 5, Scale::Ordinal).expect("alpha").value, 0.815, 5e-4);
        near(agreement(&items, 5).expect("pairs").share, 0.818_18, 1e-5);
        near(ac1(&items, 5).expect("AC1").value, 0.775_44, 1e-5);
    }

    /// Two coders: 20 + 15 agree of 50; chance agrees in 0.5 · 0.6 + 0.5 · 0.4 (Cohen's measure as textbooks show it).
    #[test]
    fn kappa_is_as_in_textbooks() {
        let cells = [(0, 0, 20), (0, 1, 5), (1, 0, 10), (1, 1, 15)];
        let items: Vec<ItemCodes> =
            cells.iter().flat_map(|&(a, b, n)| std::iter::repeat_n(vec![Some(a), Some(b)], n)).collect();
        near(kappa(&items, 2).expect("two coders"), 0.4, 1e-12);
        assert_eq!(kappa(&[vec![Some(0), Some(0), Some(1)]], 2), None, "three coders");
        assert_eq!(kappa(&[vec![Some(0), None]], 2), None, "nothing in common");
    }

    /// Four items of two coders, nominal: o_01 = 1, n = 8, n_0 = 5, n_1 = 3: alpha = 1 − 7 · 1 / 15.
    #[test]
    fn alpha_by_hand_and_its_interval() {
        let items: Vec<ItemCodes> = [(0, 0), (0, 0), (0, 1), (1, 1)].map(|(a, b)| vec![Some(a), Some(b)]).to_vec();
        let found = alpha(&items, 2, Scale::Nominal).expect("alpha");
        near(found.value, 8.0 / 15.0, 1e-12);
        near(alpha(&items, 2, Scale::Ordinal).expect("alpha").value, found.value, 1e-12);
        // without one of the first two: 1 − 5/9; without the third: 1; without the fourth: 1 − 5/5
        let left = [4.0 / 9.0, 4.0 / 9.0, 1.0, 0.0];
        let mean = left.iter().sum::<f64>() / 4.0;
        let error = (0.75 * left.iter().map(|a| (a - mean).powi(2)).sum::<f64>()).sqrt();
        let half = 3.182_446 * error / (7.0 / 15.0);
        let interval = found.interval.expect("it varies");
        near(interval.low, 1.0 - (7.0 / 15.0) * half.exp(), 1e-3);
        near(interval.high, 1.0 - (7.0 / 15.0) * (-half).exp(), 1e-6);
    }

    #[test]
    fn where_all_agree_there_is_no_interval_of_a_coefficient() {
        let items: Vec<ItemCodes> = (0..40).map(|i| vec![Some(i % 2), Some(i % 2)]).collect();
        assert_eq!(alpha(&items, 2, Scale::Nominal), Some(Coefficient { value: 1.0, interval: None }));
        let found = agreement(&items, 2).expect("pairs");
        near(found.interval.low, 0.025f64.powf(1.0 / 40.0), 1e-12);
        assert_eq!(alpha(&vec![vec![Some(1), Some(1)]; 40], 2, Scale::Nominal), None, "one class says nothing");
    }

    #[test]
    fn weights_are_how_often_an_item_counts() {
        let items: Vec<ItemCodes> = [(0, 0), (0, 1)].map(|(a, b)| vec![Some(a), Some(b)]).to_vec();
        near(weighted_agreement(&items, 2, &[3.0, 1.0]).expect("two"), 0.75, 1e-12);
        near(agreement(&items, 2).expect("two").share, 0.5, 1e-12);
    }

    #[test]
    fn a_lenient_coder_is_told_apart_and_permutations_change_nothing() {
        let items: Vec<ItemCodes> = (0..30).map(|i| vec![Some((i % 3 + 1).min(2)), Some(i % 3), None]).collect();
        let value = |class: usize| class as f64 - 1.0;
        let found = leniency(&items, 0, value).expect("thirty");
        near(found.mean, 2.0 / 3.0, 1e-12);
        near(found.difference, 2.0 / 3.0, 1e-12);
        assert!(found.interval.expect("it varies").low > 0.0);
        assert_eq!(leniency(&items, 2, value), None);
        near(leniency(&items, 1, value).expect("thirty").difference, -found.difference, 1e-12);
        let turned: Vec<ItemCodes> = items.iter().rev().map(|codes| codes.iter().rev().copied().collect()).collect();
        for scale in [Scale::Nominal, Scale::Ordinal] {
            let [a, b] = [&items, &turned].map(|items| alpha(items, 3, scale).expect("alpha"));
            near(a.value, b.value, 1e-12);
            near(a.interval.expect("ends").low, b.interval.expect("ends").low, 1e-9);
        }
        near(ac1(&items, 3).expect("AC1").value, ac1(&turned, 3).expect("AC1").value, 1e-12);
    }

    #[test]
    fn a_coder_with_himself() {
        let found = with_oneself(&[(0, 0), (1, 1), (2, 1), (0, 0)]).expect("four");
        assert_eq!((found.items, found.share), (4, 0.75));
        assert_eq!(with_oneself(&[]), None);
    }
}
