use super::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Items of strata (predicted, coded), spread over documents one after the other.
fn items(strata: &[&[(f64, Option<f64>)]], documents: usize) -> Vec<FrameItem> {
    let mut out = Vec::new();
    for (stratum, items) in strata.iter().enumerate() {
        for &(predicted, coded) in *items {
            out.push(FrameItem { stratum, document: out.len() % documents, predicted, coded });
        }
    }
    out
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
}

/// Two strata: N = 4 and 3, coded 2 each.
const LOW: &[(f64, Option<f64>)] = &[(-0.5, Some(-1.0)), (-0.25, Some(0.0)), (-0.75, None), (-0.5, None)];
const HIGH: &[(f64, Option<f64>)] = &[(0.5, Some(1.0)), (0.25, Some(1.0)), (0.75, None)];

#[test]
fn lambda_one_and_zero_by_hand() {
    let frame = items(&[LOW, HIGH], 2);
    // the errors are −0.5 and 0.25, mean −0.125; 0.5 and 0.75, mean 0.625
    let one = Estimator::with(&frame, &[0, 1], 1.0);
    near(one.value(&[0, 1]).expect("codes"), (-2.0 + 1.5 + 4.0 * -0.125 + 3.0 * 0.625) / 7.0);
    near(one.value(&[0]).expect("codes"), -0.5 - 0.125);
    near(one.naive(&[0, 1]).expect("items"), -0.5 / 7.0);
    // s² = 0.28125 and 0.03125, each its own class, so nothing is borrowed
    let coding = one.coding([&[0, 1]]);
    let (low, high) = (16.0 * 0.5 * 0.281_25 / 2.0 / 49.0, 9.0 * (1.0 - 2.0 / 3.0) * 0.031_25 / 2.0 / 49.0);
    near(coding.variance, low + high);
    near(coding.freedom.expect("it varies"), (low + high).powi(2) / (low * low / 1.0 + high * high / 1.0));
    let zero = Estimator::with(&frame, &[0, 1], 0.0);
    near(zero.value(&[0, 1]).expect("codes"), (4.0 * -0.5 + 3.0 * 1.0) / 7.0);
    near(one.coders_only(&[0, 1]).expect("codes"), 1.0 / 7.0);
    near(one.largest_weight(&[0, 1]), 2.0);
}

/// C = (−0.5)(−0.125) + 0.5 · 0.125 = 0.125 in the first stratum and 0 in the second, F = 0.03125 in both; W = 16 · 0.5 / 2
/// and 9 · (1/3) / 2.
#[test]
fn lambda_is_tuned_to_the_codes_and_stays_between_zero_and_one() {
    let frame = items(&[LOW, HIGH], 2);
    near(Estimator::tuned(&frame, &[0, 1]).lambda(), 1.0);
    let mild: Vec<FrameItem> =
        frame.iter().map(|item| FrameItem { coded: item.coded.map(|y| y / 8.0), ..*item }).collect();
    near(Estimator::tuned(&mild, &[0, 1]).lambda(), (4.0 * 0.125 / 8.0) / (4.0 * 0.031_25 + 1.5 * 0.031_25));
    let opposite: Vec<FrameItem> =
        frame.iter().map(|item| FrameItem { coded: item.coded.map(|y| -y), ..*item }).collect();
    near(Estimator::tuned(&opposite, &[0, 1]).lambda(), 0.0);
    let flat: Vec<FrameItem> = frame.iter().map(|item| FrameItem { predicted: 1.0, ..*item }).collect();
    near(Estimator::tuned(&flat, &[0, 1]).lambda(), 0.0);
}

#[test]
fn the_variance_is_borrowed_and_the_mean_is_not() {
    let alike: &[(f64, Option<f64>)] = &[(0.0, Some(0.0)), (0.0, Some(0.0)), (0.0, None)];
    let varied: &[(f64, Option<f64>)] = &[(0.0, Some(1.0)), (0.0, Some(-1.0)), (0.0, None)];
    let frame = items(&[alike, varied], 2);
    // s² = 0 and 2, pooled 1, of which the one degree of freedom of the other is borrowed: s̃² = (0 + 1) / 2
    let together = Estimator::with(&frame, &[1, 1], 1.0);
    near(together.coding([&[0]]).variance, 9.0 / 3.0 * 0.5 / 2.0 / 9.0);
    assert!(together.coding([&[0]]).freedom.is_some_and(|freedom| (freedom - 2.0).abs() < 1e-12));
    near(together.value(&[0]).expect("codes"), 0.0);
    // two of three are coded, and alike: nobody knows how far the third is off
    let alone = Estimator::with(&frame, &[0, 1], 1.0).coding([&[0]]);
    assert_eq!(alone, CodingError { variance: 0.0, freedom: None, certain: false });
    assert!(alone.is_unknown() && alone.interval(0.0, Estimand::Valence).is_none());
    assert_eq!(Estimator::with(&frame, &[0, 1], 1.0).population([&[0]], [1.0], None), None);
}

/// What cannot be unsure is not: with every item coded the value is the coders' mean, and nothing is left to chance.
#[test]
fn where_all_is_coded_the_value_is_the_coders_mean_and_these_sentences_are_certain() {
    let all: Vec<FrameItem> = items(&[LOW, HIGH], 5)
        .iter()
        .enumerate()
        .map(|(i, item)| FrameItem { coded: Some((i % 3) as f64 - 1.0), ..*item })
        .collect();
    let mean = all.iter().filter_map(|item| item.coded).sum::<f64>() / all.len() as f64;
    for lambda in [0.0, 0.4, 1.0] {
        let found = Estimator::with(&all, &[0, 1], lambda);
        near(found.value(&[0, 1]).expect("codes"), mean);
        let coding = found.coding([&[0, 1]]);
        assert_eq!(coding, CodingError { variance: 0.0, freedom: None, certain: true });
        let interval = coding.interval(mean, Estimand::Valence).expect("a point");
        assert_eq!((interval.low, interval.high), (mean, mean));
        assert!(found.population([&[0, 1]], [1.0], None).expect("five documents").error > 0.0, "other meetings differ");
    }
}

#[test]
fn a_stratum_with_one_item_that_is_coded_is_certain() {
    let frame = items(&[&[(0.5, Some(1.0))], LOW], 5);
    let found = Estimator::tuned(&frame, &[0, 1]);
    near(found.value(&[0]).expect("a code"), 1.0);
    assert_eq!(found.coding([&[0]]).variance, 0.0);
    assert!(found.population([&[0, 1]], [1.0], None).is_some_and(|e| e.value.is_finite() && e.error.is_finite()));
}

#[test]
fn without_a_code_there_is_no_value_and_under_five_documents_nothing_about_others() {
    let none: Vec<FrameItem> = items(&[LOW, HIGH], 7).iter().map(|i| FrameItem { coded: None, ..*i }).collect();
    let found = Estimator::tuned(&none, &[0, 1]);
    assert_eq!((found.value(&[0, 1]), found.population([&[0, 1]], [1.0], None)), (None, None));
    assert!(found.naive(&[0, 1]).is_some() && found.naive_population([&[0, 1]], [1.0], None).is_some());
    let four = Estimator::tuned(&items(&[LOW, HIGH], 4), &[0, 1]);
    assert!(four.value(&[0, 1]).is_some() && four.population([&[0, 1]], [1.0], None).is_none());
}

/// Of all samples of two from each stratum the values have the true mean on average, whatever λ is.
#[test]
fn over_all_samples_the_value_is_right_on_average() {
    let truth: [&[(f64, f64)]; 2] =
        [&[(-0.5, -1.0), (-0.25, 0.0), (-0.75, 1.0), (-0.5, -1.0)], &[(0.5, 1.0), (0.25, 0.0), (0.75, 1.0)]];
    let mean = truth.iter().flat_map(|s| s.iter()).map(|item| item.1).sum::<f64>() / 7.0;
    let pairs = |n: usize| (0..n).flat_map(move |a| (a + 1..n).map(move |b| [a, b]));
    for lambda in [0.0, 0.3, 1.0] {
        let (mut sum, mut samples) = (0.0, 0.0);
        for low in pairs(4) {
            for high in pairs(3) {
                let mut frame = Vec::new();
                for (stratum, (items, chosen)) in truth.iter().zip([low, high]).enumerate() {
                    for (i, &(predicted, coded)) in items.iter().enumerate() {
                        let coded = chosen.contains(&i).then_some(coded);
                        frame.push(FrameItem { stratum, document: i, predicted, coded });
                    }
                }
                sum += Estimator::with(&frame, &[0, 1], lambda).value(&[0, 1]).expect("codes");
                samples += 1.0;
            }
        }
        near(sum / samples, mean);
    }
}

/// Three speakers with three classes in eight documents, a third of the items coded.
fn random_frame() -> (Vec<FrameItem>, Vec<usize>) {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let frame = (0..360)
        .map(|i| {
            let stratum = (random.next_u32() % 9) as usize;
            let predicted = f64::from(random.next_u32() % 2_000_000) / 1e6 - 1.0;
            let coded = (i % 3 == 0).then(|| f64::from(random.next_u32() % 3) - 1.0);
            FrameItem { stratum, document: (random.next_u32() % 8) as usize, predicted, coded }
        })
        .collect();
    (frame, (0..9).map(|h| h % 3).collect())
}

#[test]
fn other_orders_of_items_documents_and_speakers_change_nothing() {
    let (frame, classes) = random_frame();
    let first = Estimator::tuned(&frame, &classes);
    // speakers in reverse, documents renumbered, items from the last to the first
    let name = |h: usize| (2 - h / 3) * 3 + h % 3;
    let turned: Vec<FrameItem> = (frame.iter().rev())
        .map(|item| FrameItem { stratum: name(item.stratum), document: (item.document * 3 + 1) % 8, ..*item })
        .collect();
    let second = Estimator::tuned(&turned, &classes);
    for speaker in 0..3 {
        let [of, other] = [0, 1, 2].map(|k| speaker * 3 + k).map(|h| [h, name(h)]).iter().fold(
            [Vec::new(), Vec::new()],
            |[mut a, mut b], [x, y]| {
                a.push(*x);
                b.push(*y);
                [a, b]
            },
        );
        near(first.value(&of).expect("codes"), second.value(&other).expect("codes"));
        let [a, b] =
            [(&first, &of), (&second, &other)].map(|(e, of)| e.population([of], [1.0], None).expect("documents"));
        near(a.value, b.value);
        near(a.error, b.error);
        assert!((a.freedom - b.freedom).abs() < 1e-9);
    }
}

/// The mean of z is the value; so the interval is around it. Its error is never below that of coding.
#[test]
fn the_population_interval_is_around_the_value_and_no_surer_than_the_coding() {
    let (frame, classes) = random_frame();
    let found = Estimator::tuned(&frame, &classes);
    for of in [&[0, 1, 2][..], &[3, 4, 5], &[0, 1, 2, 3, 4, 5]] {
        let population = found.population([of], [1.0], None).expect("documents");
        near(population.value, found.value(of).expect("codes"));
        assert!(population.error >= found.coding([of]).variance.sqrt());
    }
    let (a, b): (&[usize], &[usize]) = (&[0, 1, 2], &[3, 4, 5]);
    let there = found.population([a, b], [1.0, -1.0], None).expect("documents");
    near(there.value, found.value(a).expect("codes") - found.value(b).expect("codes"));
    near(found.coding([a, b]).variance, found.coding([a]).variance + found.coding([b]).variance);
    let back = found.population([b, a], [1.0, -1.0], None).expect("documents");
    near(back.value, -there.value);
    near(back.error, there.error);
}

/// Five speakers, a stratum each, of whom every one says the same in all documents: the documents are alike, the speakers not.
#[test]
fn speakers_who_are_drawn_too_make_it_less_sure_and_four_are_too_few() {
    let item = |speaker: usize, document: usize| {
        let value = [-1.0, 0.0, 1.0, 0.5, 1.0][speaker] + document as f64 / 100.0;
        FrameItem { stratum: speaker, document, predicted: value, coded: Some(value) }
    };
    let frame: Vec<FrameItem> =
        (0..5).flat_map(|speaker| (0..8).map(move |document| item(speaker, document))).collect();
    let found = Estimator::tuned(&frame, &[0; 5]);
    let (all, speakers) = ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]);
    let alone = found.population([&all], [1.0], None).expect("eight documents");
    for both in
        [found.population([&all], [1.0], Some(&speakers)), found.naive_population([&all], [1.0], Some(&speakers))]
    {
        let both = both.expect("five speakers");
        near(both.value, alone.value);
        assert!(both.error > 10.0 * alone.error && both.freedom < 4.1, "{both:?}, by documents {alone:?}");
    }
    assert_eq!(found.population([&all[..4]], [1.0], Some(&speakers)), None);
}

#[test]
fn a_share_stays_in_its_range() {
    let of = |value| Estimand::Share.interval(Estimate { value, error: 0.05, freedom: 20.0 }).expect("ends");
    let found = of(0.01);
    assert!(found.low > 0.0 && found.low < 0.01 && found.high > 0.01, "{found:?}");
    assert_eq!(of(-0.02).low, 0.0);
    assert!((of(-0.02).high - 2.086 * 0.05).abs() < 1e-3);
    // far from the ends it is Student's
    let middle = Estimand::Share.interval(Estimate { value: 0.5, error: 0.01, freedom: 1e4 }).expect("ends");
    assert!((middle.high - 0.5 - 0.0196).abs() < 1e-4, "{middle:?}");
}
