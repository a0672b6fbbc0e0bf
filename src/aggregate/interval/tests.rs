use super::*;
use crate::label::Distribution as Probabilities;
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Beta, Distribution, LogNormal, Normal, Uniform};

fn unbounded(clusters: &[[(f64, f64); 1]]) -> Option<Interval> {
    ratios(clusters, [1.0])?.interval((f64::MIN, f64::MAX))
}

const RUNS: usize = 4000;
/// Share of the variance between sentences that lies between clusters.
const BETWEEN: f64 = 0.2;

/// (n, sum) of clusters of 20 sentences, or of unequal sizes with mean 20 whose logarithms have deviation 1.
fn clusters(random: &mut ChaCha8Rng, count: usize, skewed: bool, between: f64) -> Vec<Vec<f64>> {
    let shift = Normal::new(0.0, between.sqrt()).expect("a deviation");
    let noise = Normal::new(0.0, (1.0 - between).sqrt()).expect("a deviation");
    let size = LogNormal::new(20f64.ln() - 0.5, 1.0).expect("a deviation");
    (0..count)
        .map(|_| {
            let n = if skewed { size.sample(random).ceil() as usize } else { 20 };
            let own = shift.sample(random);
            (0..n).map(|_| own + noise.sample(random)).collect()
        })
        .collect()
}

/// Shares of runs in which the interval, and the one for independent sentences, contain the true mean of 0, and in which the
/// interval was widened.
fn coverage(count: usize, skewed: bool, between: f64) -> (f64, f64, f64) {
    let mut random = ChaCha8Rng::seed_from_u64(count as u64 + u64::from(skewed));
    let (mut covered, mut naive, mut widened) = (0, 0, 0);
    for _ in 0..RUNS {
        let drawn = clusters(&mut random, count, skewed, between);
        let sums: Vec<_> = drawn.iter().map(|c| [(c.len() as f64, c.iter().sum())]).collect();
        let found = ratios(&sums, [1.0]).expect("five clusters or more").no_narrower(count, || alone(&drawn.concat()));
        widened += usize::from(found.widened);
        let found = found.estimate.interval((f64::MIN, f64::MAX)).expect("an interval");
        covered += usize::from(found.low <= 0.0 && 0.0 <= found.high);
        let all: Vec<f64> = drawn.concat();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let deviation = (all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        naive += usize::from(mean.abs() <= 1.96 * deviation / n.sqrt());
    }
    let [covered, naive, widened] = [covered, naive, widened].map(|n| n as f64 / RUNS as f64);
    (covered, naive, widened)
}

/// The table of ARCHITECTURE.md; with an interval for independent sentences it fails.
#[test]
fn the_interval_covers_where_sentences_of_a_cluster_are_alike() {
    for skewed in [false, true] {
        for count in [5, 8, 20, 40] {
            let (covered, naive, widened) = coverage(count, skewed, BETWEEN);
            println!(
                "{count} clusters, skewed {skewed}: {covered:.3}, as if independent {naive:.3}, widened {widened:.3}"
            );
            let least = if skewed { 0.88 } else { 0.92 };
            assert!((least..0.985).contains(&covered), "{count} clusters, skewed {skewed}: {covered}");
            assert!(naive < 0.75, "{count} clusters, skewed {skewed}: {naive}");
        }
    }
}

/// Sentences that are independent in truth: with few clusters the interval is often widened, and then no wider than it must be.
#[test]
fn where_sentences_are_independent_few_clusters_are_widened_and_many_are_not() {
    for count in [5, 7, 8, 20] {
        let (covered, _, widened) = coverage(count, false, 0.0);
        println!("{count} clusters of independent sentences: {covered:.3}, widened {widened:.3}");
        assert!((0.94..0.995).contains(&covered), "{count}: {covered}");
        assert_eq!(widened > 0.1, count < FEW, "{count}: {widened}");
    }
}

fn alone(values: &[f64]) -> Option<Estimate> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    Estimate::independent(values.len() as i64, mean, values.iter().map(|x| (x - mean).powi(2)).sum())
}

/// 1, 2, 3, 4, 10: s² = 12.5 and t(4) = 2.776445.
#[test]
fn independent_items_have_students_interval() {
    let found = alone(&[1.0, 2.0, 3.0, 4.0, 10.0]).expect("they vary");
    let ends = found.interval((f64::MIN, f64::MAX)).expect("an interval");
    let half = 2.776_445 * (12.5f64 / 5.0).sqrt();
    assert!((ends.low - (4.0 - half)).abs() < 1e-4 && (ends.high - (4.0 + half)).abs() < 1e-4, "{ends:?}");
    assert!(alone(&[1.0]).is_none() && alone(&[0.5; 9]).is_none(), "nothing is known of how they vary");
}

/// Documents of the same mix of sentences, each a word apart: by documents next to nothing varies.
fn alike(documents: u64, averaged: Averaged) -> (Option<Interval>, Option<Interval>, bool) {
    let mut said = Clusters::new();
    let mut values = Vec::new();
    for document in 0..documents {
        for k in 0..8 {
            let positive = 100_000 * (k % 4) + document as u32;
            let d = Probabilities::try_from([300_000, 700_000 - positive, positive]).expect("they add up");
            let place = ClusterPlace { event: document, document, turn: k, paragraph: 0 };
            said.add(place, d);
            values.push(match averaged {
                Averaged::Valence => d.valence() as f64 / 1e6,
                Averaged::Mass(class) => d.probabilities()[class as usize].value(),
                Averaged::Presence => 1.0,
            });
        }
    }
    let ratio = ClusterRatio::mean(averaged, &said);
    let ends = |estimate: Estimate| match averaged {
        Averaged::Valence => estimate.interval((-1.0, 1.0)),
        _ => {
            let n = estimate.value * (1.0 - estimate.value) / estimate.error.powi(2);
            Some(wilson(estimate.value, n, estimate.quantile(MISSES)?))
        }
    };
    let widened = ratio.is_widened(Inference::Population);
    (ratio.interval(Inference::Population), alone(&values).and_then(ends), widened)
}

#[test]
fn fewer_than_eight_clusters_have_no_narrower_interval_than_independent_items() {
    for averaged in [Averaged::Valence, Averaged::Mass(Tone::Positive), Averaged::Mass(Tone::Neutral)] {
        let (found, independent, widened) = alike(7, averaged);
        let (found, independent) = (found.expect("seven"), independent.expect("they vary"));
        assert!(widened, "{averaged:?}");
        assert!((found.low - independent.low).abs() < 1e-9, "{averaged:?}: {found:?} {independent:?}");
        assert!((found.high - independent.high).abs() < 1e-9, "{averaged:?}: {found:?} {independent:?}");
        let (found, independent, widened) = alike(8, averaged);
        let width = |ends: Option<Interval>| ends.map(|ends| ends.high - ends.low);
        assert!(!widened && width(found) < width(independent), "eight speak for themselves: {averaged:?}");
    }
}

#[test]
fn where_every_item_is_a_cluster_nothing_is_widened() {
    for k in 0..40 {
        let values = [0, 1, 2, 3, 4].map(|i| f64::from((i * i * 37 + k * 11) % 101) / 101.0);
        let found = ratios(&values.map(|x| [(1.0, x)]), [1.0]).expect("five");
        assert!(!found.no_narrower(5, || alone(&values)).widened, "{values:?}");
    }
}

proptest! {
    #[test]
    fn squared_deviations_are_those_of_the_items(micros in prop::collection::vec((0..=1000u32, 0..=1000u32), 2..20)) {
        let mut sums = ClusterSums::default();
        let mut items = Vec::new();
        let mut clusters = Clusters::new();
        for (low, share) in micros {
            let low = low * 1000;
            let high = (1_000_000 - low) / 1000 * share;
            let d = Probabilities::try_from([low, 1_000_000 - low - high, high]).expect("they add up");
            clusters.add(ClusterPlace { event: 1, document: 1, turn: 0, paragraph: 0 }, d);
            items.push(d);
        }
        sums += clusters.total();
        let n = items.len() as f64;
        for averaged in [Averaged::Valence, Averaged::Mass(Tone::Negative), Averaged::Mass(Tone::Neutral), Averaged::Presence] {
            let value = |d: &Probabilities| match averaged {
                Averaged::Valence => d.valence() as f64 / 1e6,
                Averaged::Mass(class) => d.probabilities()[class as usize].value(),
                Averaged::Presence => 1.0,
            };
            // as many again that are not among them, of which presence alone knows
            let others = if averaged == Averaged::Presence { items.len() } else { 0 };
            let all: Vec<f64> = items.iter().map(value).chain(std::iter::repeat_n(0.0, others)).collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            let expected: f64 = all.iter().map(|x| (x - mean).powi(2)).sum();
            let found = averaged.squared_deviations(&sums, all.len() as i64);
            prop_assert!((found - expected).abs() < 1e-9 * n, "{averaged:?}: {found} {expected}");
        }
    }
}

/// Equal clusters: Student's interval of the clusters' means, here of 1, 2, 3, 4, 10 with t(4) = 2.776445.
#[test]
fn equal_clusters_give_students_interval_of_their_means() {
    let sums = [1.0, 2.0, 3.0, 4.0, 10.0].map(|mean| [(7.0, 7.0 * mean)]);
    let found = unbounded(&sums).expect("five");
    let half = 2.776_445 * (12.5f64 / 5.0).sqrt();
    assert!((found.low - (4.0 - half)).abs() < 1e-4 && (found.high - (4.0 + half)).abs() < 1e-4, "{found:?}");
}

#[test]
fn very_many_degrees_of_freedom_come_to_an_end() {
    let estimate = Estimate { value: 1.0, error: 1.0, freedom: 1e12 };
    let found = estimate.interval((f64::MIN, f64::MAX)).expect("an interval");
    assert!((found.high - 2.96).abs() < 1e-3, "{found:?}");
    assert!((estimate.p().expect("a p") - 0.3173).abs() < 1e-3);
}

#[test]
fn four_clusters_or_no_variation_give_none() {
    assert_eq!(unbounded(&[[(1.0, 0.1)], [(2.0, 0.5)], [(3.0, 0.2)], [(1.0, 0.9)]]), None);
    assert_eq!(unbounded(&[[(2.0, 1.0)]; 6]), None);
    assert_eq!(unbounded(&[1.0, 2.0, 3.0, 5.0, 7.0, 11.0].map(|n| [(n, n * 0.991_163)])), None, "but for rounding");
}

/// A rare class in clusters of sentences that are alike: Wilson's interval covers, and Student's, cut at 0, does not.
#[test]
fn the_interval_of_a_share_covers_near_its_ends() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let spread = Beta::new(0.03 * 9.0, 0.97 * 9.0).expect("a shape");
    let even = Uniform::new(0.0, 1.0).expect("a range");
    for count in [8, 20, 40] {
        let (mut wilsons, mut students, mut runs) = (0, 0, 0);
        for _ in 0..RUNS / 4 {
            let clusters: Vec<_> = (0..count)
                .map(|_| {
                    let share = spread.sample(&mut random);
                    [(20.0, (0..20).filter(|_| even.sample(&mut random) < share).count() as f64)]
                })
                .collect();
            let Some(estimate) = ratios(&clusters, [1.0]) else { continue };
            let holds = |i: Option<Interval>| i.is_some_and(|i| i.low <= 0.03 && 0.03 <= i.high);
            let effective = estimate.value * (1.0 - estimate.value) / estimate.error.powi(2);
            wilsons += u32::from(holds(estimate.quantile(MISSES).map(|t| wilson(estimate.value, effective, t))));
            students += u32::from(holds(estimate.interval((0.0, 1.0))));
            runs += 1;
        }
        let [wilsons, students] = [wilsons, students].map(|n| f64::from(n) / f64::from(runs));
        println!("{count} clusters: Wilson {wilsons:.3}, Student {students:.3}, of {runs} runs that vary");
        assert!(wilsons >= 0.91, "{count}: {wilsons}");
        assert!(students < 0.905, "{count}: {students}");
    }
}

/// 15 of 50 and none of 10, by hand.
#[test]
fn wilsons_interval_is_the_published_one() {
    let found = wilson(0.3, 50.0, 1.959_964);
    assert!((found.low - 0.191_0).abs() < 1e-4 && (found.high - 0.437_5).abs() < 1e-4, "{found:?}");
    let none = wilson(0.0, 10.0, 1.959_964);
    assert!(none.low == 0.0 && (none.high - 0.277_5).abs() < 1e-4, "{none:?}");
}

/// Documents in which both speak: the difference of the means of equal clusters is the mean of the differences, and
/// Student's interval of them is the paired one. The documents' own effect, here of 5, 50 and 500, cancels out.
#[test]
fn a_document_in_which_both_speak_cancels_out() {
    let own = [5.0, 50.0, 500.0, 5.0, 50.0, 500.0];
    let lead = [1.0, 2.0, 3.0, 1.0, 2.0, 3.0];
    let clusters: Vec<_> =
        own.iter().zip(lead).map(|(own, lead)| [(4.0, 4.0 * (own + lead)), (4.0, 4.0 * own)]).collect();
    let found = ratios(&clusters, [1.0, -1.0]).expect("six documents");
    let error = (lead.iter().map(|x| (x - 2.0f64).powi(2)).sum::<f64>() / 5.0 / 6.0).sqrt();
    assert!((found.value - 2.0).abs() < 1e-9 && (found.error - error).abs() < 1e-9, "{found:?}");
    assert!((found.freedom - 5.0).abs() < 1e-9, "{found:?}");
}

/// Speakers who share no document: the variances add, and for equal ones so do the degrees of freedom.
#[test]
fn apart_from_each_other_the_variances_add() {
    let values = [1.0, 2.0, 3.0, 4.0, 10.0];
    let alone = ratios(&values.map(|x| [(7.0, 7.0 * x)]), [1.0]).expect("five");
    let clusters: Vec<_> = (values.iter().map(|x| [(7.0, 7.0 * x), (0.0, 0.0)]))
        .chain(values.iter().map(|x| [(0.0, 0.0), (7.0, 7.0 * x)]))
        .collect();
    let found = ratios(&clusters, [1.0, -1.0]).expect("five each");
    assert!(found.value.abs() < 1e-12 && (found.error - alone.error * 2f64.sqrt()).abs() < 1e-12, "{found:?}");
    assert!((found.freedom - 2.0 * alone.freedom).abs() < 1e-9, "{found:?}");
}

/// Of Newcombe (1998): 81 of 263, and 0 of 20.
#[test]
fn wilsons_interval_is_as_published() {
    let found = wilson(81.0 / 263.0, 263.0, 1.959_964);
    assert!((found.low - 0.2553).abs() < 1e-4 && (found.high - 0.3662).abs() < 1e-4, "{found:?}");
    let found = wilson(0.0, 20.0, 1.959_964);
    assert!(found.low == 0.0 && (found.high - 0.1611).abs() < 1e-4, "{found:?}");
}
