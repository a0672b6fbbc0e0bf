use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution as _, Normal, Uniform};

use super::*;
use crate::day::Day;
use crate::label::Distribution;
use crate::speaker::SpeakerKey;
use crate::tally::{ClusterPlace, SpeakerTally, Sums};

const EVERYWHERE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// One sentence each at x = 0 to 4, the values 1, 0, 0, 0, 0: slope −2/10, residuals ±0.4 and 0.2, leverages 0.6, 0.3, 0.2, 0.3
/// and 0.6, so the variance is (4·0.16/0.4 + 0.16/0.7 + 4·0.04/0.4) / 10².
#[test]
fn the_trend_of_five_sentences_is_the_one_made_by_hand() {
    let values = [1.0, 0.0, 0.0, 0.0, 0.0];
    let clusters: Vec<_> = (0..5).map(|x| (f64::from(x), 1.0, values[x as usize])).collect();
    let found = slope(&clusters).expect("five");
    assert!((found.value + 0.2).abs() < 1e-12, "{found:?}");
    let variance = (4.0 * 0.16 / 0.4 + 0.16 / 0.7 + 4.0 * 0.04 / 0.4) / 100.0;
    assert!((found.error.powi(2) - variance).abs() < 1e-12, "{found:?}");
}

/// The values of sentences by cluster, with the cluster's x.
type Drawn = Vec<(f64, Vec<f64>)>;

fn sums(drawn: &Drawn) -> Vec<(f64, f64, f64)> {
    drawn.iter().map(|(x, values)| (*x, values.len() as f64, values.iter().sum())).collect()
}

/// The estimate from matrices over all sentences, as the definition has them.
fn by_matrices(drawn: &Drawn) -> Estimate {
    let rows: Vec<(usize, f64, f64)> =
        drawn.iter().enumerate().flat_map(|(g, (x, values))| values.iter().map(move |y| (g, *x, *y))).collect();
    // (X'X)⁻¹ of the columns 1 and x
    let (n, x, xx) = rows.iter().fold((0.0, 0.0, 0.0), |(n, s, q), (_, x, _)| (n + 1.0, s + x, q + x * x));
    let determinant = n * xx - x * x;
    let inverse = [[xx / determinant, -x / determinant], [-x / determinant, n / determinant]];
    let row = |x: f64| [inverse[0][0] + inverse[0][1] * x, inverse[1][0] + inverse[1][1] * x];
    let coefficients = rows.iter().fold([0.0, 0.0], |[c, s], (_, x, y)| [c + row(*x)[0] * y, s + row(*x)[1] * y]);
    let hat = |a: f64, b: f64| row(a)[0] + row(a)[1] * b;
    let (mut variance, mut vectors) = (0.0, Vec::new());
    for (g, (x, values)) in drawn.iter().enumerate() {
        let size = values.len() as f64;
        // (I − H_gg)^(−1/2) is I + s J for a cluster of one x
        let s = ((1.0 - size * hat(*x, *x)).powf(-0.5) - 1.0) / size;
        // the row of the slope in (X'X)⁻¹ X'_g A_g is the same for every sentence of the cluster
        let pull = row(*x)[1] * (1.0 + size * s);
        variance += values.iter().map(|y| pull * (y - coefficients[0] - coefficients[1] * x)).sum::<f64>().powi(2);
        let own = |(h, other, _): &(usize, f64, f64)| f64::from(u8::from(*h == g)) - size * hat(*x, *other);
        vectors.push(rows.iter().map(|sentence| pull * own(sentence)).collect::<Vec<f64>>());
        // (A (I − H) A)'s entries
        let (on, off) = (1.0 - hat(*x, *x), -hat(*x, *x));
        for (i, j) in [(0, 0), (0, 1)] {
            let a = |i: usize, j: usize| s + f64::from(u8::from(i == j));
            let middle = |i: usize, j: usize| if i == j { on } else { off };
            let all = 0..values.len();
            let product: f64 = all
                .clone()
                .flat_map(|k| all.clone().map(move |l| (k, l)))
                .map(|(k, l)| a(i, k) * middle(k, l) * a(l, j))
                .sum();
            assert!(j >= values.len() || (product - f64::from(u8::from(i == j))).abs() < 1e-9, "{product}");
        }
    }
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let trace: f64 = vectors.iter().map(|v| dot(v, v)).sum();
    let squares: f64 = vectors.iter().flat_map(|v| vectors.iter().map(|w| dot(v, w).powi(2))).sum();
    Estimate { value: coefficients[1], error: variance.sqrt(), freedom: trace * trace / squares }
}

/// Documents at random times in four years, of unequal sizes and with an effect of their own.
fn draw(random: &mut ChaCha8Rng, count: usize, rise: f64) -> Drawn {
    let time = Uniform::new(0.0, 4.0).expect("a range");
    let size = Uniform::new(5usize, 36).expect("a range");
    let own = Normal::new(0.0, 0.2f64.sqrt()).expect("a deviation");
    let noise = Normal::new(0.0, 0.8f64.sqrt()).expect("a deviation");
    (0..count)
        .map(|_| {
            let (x, n, own) = (time.sample(random), size.sample(random), own.sample(random));
            (x, (0..n).map(|_| rise * x + own + noise.sample(random)).collect())
        })
        .collect()
}

#[test]
fn the_closed_form_is_that_of_the_matrices() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for count in [5, 6, 9, 14] {
        let drawn = draw(&mut random, count, 0.3);
        let (found, expected) = (slope(&sums(&drawn)).expect("it varies"), by_matrices(&drawn));
        for (a, b) in [(found.value, expected.value), (found.error, expected.error), (found.freedom, expected.freedom)]
        {
            assert!((a - b).abs() < 1e-9 * b.abs().max(1.0), "{count}: {found:?} {expected:?}");
        }
    }
}

#[test]
fn the_interval_of_a_trend_covers_where_sentences_of_a_document_are_alike() {
    const RUNS: usize = 2000;
    for count in [6, 10, 20] {
        let mut random = ChaCha8Rng::seed_from_u64(count as u64);
        let (mut covered, mut naive) = (0, 0);
        for _ in 0..RUNS {
            let drawn = draw(&mut random, count, 0.1);
            let holds = |found: Estimate| found.interval(EVERYWHERE).is_some_and(|i| i.low <= 0.1 && 0.1 <= i.high);
            covered += usize::from(slope(&sums(&drawn)).is_some_and(holds));
            // every sentence a cluster of its own
            let apart: Vec<_> = drawn.iter().flat_map(|(x, values)| values.iter().map(|y| (*x, 1.0, *y))).collect();
            naive += usize::from(slope(&apart).is_some_and(holds));
        }
        let [covered, naive] = [covered, naive].map(|n| n as f64 / RUNS as f64);
        println!("{count} documents: {covered:.3}, as if independent {naive:.3}");
        assert!((0.92..0.985).contains(&covered), "{count}: {covered}");
        assert!(naive < 0.8, "{count}: {naive}");
    }
}

/// The sums of documents (key, date, valence of each sentence) of one speaker.
fn tally<'a>(documents: impl IntoIterator<Item = &'a (u64, &'a str, Vec<f32>)>) -> Tally {
    let mut all = Tally::default();
    for (document, date, values) in documents {
        let mut one = Tally::default();
        let mut sums = SpeakerTally { group: Some("Varsia".into()), ..SpeakerTally::default() };
        for (turn, lean) in (0..).zip(values) {
            let d = Distribution::softmax([0.0, 0.5, *lean], 1.0);
            sums.tone += Sums::of(d, 5);
            sums.clusters.add(ClusterPlace { event: *document, document: *document, turn, paragraph: 0 }, d);
        }
        one.speakers.insert(SpeakerKey { speaker: "Lena Orsol".into(), document: None }, sums);
        one.dates.extend(DocumentDate::stated(date).map(|date| (*document, date)));
        all += one;
    }
    all
}

fn six() -> Vec<(u64, &'static str, Vec<f32>)> {
    vec![
        (1, "2022-03-01", vec![-2.0, 0.1]),
        (2, "2022-11-05", vec![-1.0, 0.3, 0.2]),
        (3, "2023", vec![0.0, 0.5]),
        (4, "2023-08-31", vec![0.4, 1.5, -1.0]),
        (5, "2024-01-01", vec![2.0]),
        (6, "", vec![3.0, 3.0]),
    ]
}

#[test]
fn sentences_are_in_the_periods_of_their_documents_and_undated_ones_in_none() {
    let tally = tally(&six());
    let rows = |length| -> Vec<(Level, Option<String>, i64)> {
        periods(&tally, length).map(|row| (row.level, row.period, row.clusters.total().n)).collect()
    };
    let of_speaker = |length| -> Vec<(Option<String>, i64)> {
        let rows = rows(length).into_iter();
        rows.filter(|(level, ..)| *level == Level::Speaker).map(|(_, period, n)| (period, n)).collect()
    };
    let expected = |named: &[(&str, i64)]| -> Vec<(Option<String>, i64)> {
        let named = named.iter().map(|(period, n)| (Some((*period).to_owned()), *n));
        std::iter::once((None, 11)).chain(named).collect()
    };
    assert_eq!(of_speaker(PeriodLength::Year), expected(&[("2022", 5), ("2023", 5), ("2024", 1)]));
    let quarters = [("2022-Q1", 2), ("2022-Q4", 3), ("2023-Q3", 3), ("2024-Q1", 1)];
    assert_eq!(of_speaker(PeriodLength::Quarter), expected(&quarters), "a year alone is in no quarter");
    assert_eq!(of_speaker(PeriodLength::Month)[1], (Some("2022-03".to_owned()), 2));
    assert_eq!(rows(PeriodLength::Year).len(), 8, "the group of the speaker as well");
}

#[test]
fn a_trend_needs_five_documents_and_three_dates_and_has_no_order() {
    let trend_of = |documents: &[(u64, &str, Vec<f32>)]| {
        let rows: Vec<SpeakerPeriod> = periods(&tally(documents), PeriodLength::Year).collect();
        assert!(rows.iter().all(|row| row.period.is_none() || row.trend.is_none()));
        rows[0].trend
    };
    let mut documents = six();
    let found = trend_of(&documents).expect("five dated documents");
    assert!(found.value > 0.0, "{found:?}");
    documents.reverse();
    assert_eq!(trend_of(&documents), Some(found));
    assert_eq!(trend_of(&documents[2..]), None, "four dated documents");
    for (at, document) in documents.iter_mut().enumerate() {
        document.1 = if at % 2 == 0 { "2022-03-01" } else { "2023-03-01" };
    }
    assert_eq!(trend_of(&documents), None, "two dates");
}

#[test]
fn of_several_documents_under_one_key_the_earliest_date_counts() {
    let mut documents = vec![(1, "2024-05-02", vec![0.0]), (1, "2024-05-01", vec![0.0]), (1, "", vec![1.0])];
    for _ in 0..2 {
        let date: Day = "2024-05-01".parse().expect("a day");
        assert_eq!(tally(&documents).dates[&1].day, date);
        documents.reverse();
    }
}
