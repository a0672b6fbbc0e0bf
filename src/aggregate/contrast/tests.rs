use super::*;
use crate::label::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution as _, Normal};

/// What one speaker says, summed up.
#[derive(Default)]
struct Said {
    tone: Sums,
    clusters: Clusters,
}

impl Said {
    fn say(&mut self, document: usize, turn: usize, lean: f64) {
        let d = Distribution::softmax([0.0, 0.0, lean as f32], 1.0);
        let place = ClusterPlace { event: document as u64, document: document as u64, turn: turn as u32, paragraph: 0 };
        self.tone += Sums::of(d, 1);
        let mut one = Clusters::default();
        one.add(place, d);
        self.clusters += one;
    }

    fn side(&self) -> ContrastSide<'_> {
        ContrastSide { tone: &self.tone, clusters: &self.clusters, strata: None }
    }
}

/// Spread of what a document, a speaker in a document, a turn and a sentence add.
struct Spread {
    document: f64,
    speaker: f64,
    turn: f64,
}

/// Two speakers who do not differ: `own` documents each alone and `shared` together, with three turns of five sentences.
fn null(random: &mut ChaCha8Rng, own: usize, shared: usize, spread: &Spread) -> [Said; 2] {
    let mut draw = |deviation: f64| Normal::new(0.0, deviation).expect("a deviation").sample(random);
    let mut out = [Said::default(), Said::default()];
    for document in 0..2 * own + shared {
        let common = draw(spread.document);
        for (side, said) in out.iter_mut().enumerate() {
            if document < 2 * own && document % 2 != side {
                continue;
            }
            let mean = common + draw(spread.speaker);
            for turn in 0..3 {
                let mean = mean + draw(spread.turn);
                for _ in 0..5 {
                    said.say(document, 2 * turn + side, mean + draw(1.0));
                }
            }
        }
    }
    out
}

/// Shares of runs with p below 0.05: of the test, and of one that takes sentences for independent.
fn found(own: usize, shared: usize, spread: &Spread, method: Method) -> (f64, f64) {
    const RUNS: u64 = 1000;
    let mut random = ChaCha8Rng::seed_from_u64(7 + own as u64);
    let (mut below, mut naive) = (0, 0);
    for run in 0..RUNS {
        let [a, b] = null(&mut random, own, shared, spread);
        let p = test(a.side(), b.side(), run, "null").expect("a test");
        assert_eq!(p.method, method);
        below += u64::from(p.value <= 0.05);
        let error = |said: &Said| said.tone.squared_deviations() / (said.tone.n as f64).powi(2);
        let difference = a.tone.mean().unwrap_or_default() - b.tone.mean().unwrap_or_default();
        naive += u64::from(difference.abs() > 1.96 * (error(&a) + error(&b)).sqrt());
    }
    (below as f64 / RUNS as f64, naive as f64 / RUNS as f64)
}

/// The table of ARCHITECTURE.md.
#[test]
fn where_nobody_differs_p_is_below_a_twentieth_in_a_twentieth_of_runs() {
    let spread = Spread { document: 0.5, speaker: 0.5, turn: 0.3 };
    let turns_only = Spread { document: 0.5, speaker: 0.0, turn: 0.3 };
    let cases = [
        ("8 shared documents", 0, 8, &spread, Method::SignFlips),
        ("20 shared documents", 0, 20, &spread, Method::SignFlips),
        ("6 documents each, none shared", 6, 0, &spread, Method::ClusterT),
        ("5 documents each and 4 shared", 5, 4, &spread, Method::ClusterT),
        ("3 shared documents, no effect of speaker and document", 0, 3, &turns_only, Method::ExchangedTurns),
        ("1 document each and 3 shared, no such effect", 1, 3, &turns_only, Method::ExchangedTurns),
    ];
    for (case, own, shared, spread, method) in cases {
        let (below, naive) = found(own, shared, spread, method);
        println!("{case}: {below:.3}, as if independent {naive:.3}");
        assert!(below <= 0.065, "{case}: {below}");
        assert!(below >= 0.025, "{case}: {below} is too careful");
        assert!(method == Method::ExchangedTurns || naive > 0.15, "{case}: {naive}");
    }
}

/// Where one speaks in other documents too, in which nothing can be exchanged, the test is of what can be.
#[test]
fn what_is_said_elsewhere_does_not_hide_a_difference() {
    let [mut a, mut b] = [Said::default(), Said::default()];
    for turn in 0..8 {
        let wobble = f64::from(turn % 3) / 10.0;
        a.say(0, 2 * turn as usize, wobble - 1.0);
        b.say(0, 2 * turn as usize + 1, 1.0 - wobble);
        for document in 1..6 {
            a.say(document, turn as usize, 3.0 + wobble);
        }
    }
    let p = test(a.side(), b.side(), 1, "pair").expect("sixteen turns");
    assert_eq!(p.method, Method::ExchangedTurns);
    assert!(p.value < 0.01, "{p:?}");
    assert!(a.tone.mean() > b.tone.mean(), "pooled, it looks the other way round");
}

#[test]
fn swapping_the_two_turns_every_sign() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    for (own, shared) in [(0, 8), (3, 3), (0, 2), (6, 0)] {
        let [a, b] = null(&mut random, own, shared, &Spread { document: 0.5, speaker: 0.5, turn: 0.3 });
        let (there, back) = (describe(a.side(), b.side()), describe(b.side(), a.side()));
        let (there, back) = (there.expect("a pair"), back.expect("a pair"));
        let near = |x: Option<f64>, y: Option<f64>| match (x, y) {
            (Some(x), Some(y)) => (x + y).abs() < 1e-9,
            (x, y) => x.is_none() && y.is_none(),
        };
        assert!(near(Some(there.difference), Some(back.difference)));
        assert!(near(there.interval.map(|i| i.low), back.interval.map(|i| i.high)));
        assert!(near(there.effect_size, back.effect_size));
        assert!(near(there.paired.map(|p| p.difference), back.paired.map(|p| p.difference)));
        assert_eq!((there.shared_documents, there.inference), (shared, back.inference));
    }
}

#[test]
fn an_equal_mix_of_topics_takes_out_what_the_topics_do() {
    // both are at 0.5 about the topic and at 0 about nothing; one speaks of it four times as often
    let tone = |n: i64, mean: i64| Sums { n, mass: [0, n * (1_000_000 - mean), n * mean], ..Sums::default() };
    let strata = |about: i64, nothing: i64| {
        BTreeMap::from([(Stratum::Topic(0), tone(about, 500_000)), (Stratum::Nothing, tone(nothing, 0))])
    };
    let (a, b) = (strata(40, 10), strata(10, 40));
    assert_eq!(standardise(&a, &b), (Some(0.0), Some(1.0)));
    // a stratum in which one has four sentences only is left out
    let c = strata(4, 46);
    let (difference, support) = standardise(&a, &c);
    assert_eq!((difference, support), (Some(0.0), Some(0.56)));
    let whole = |s: &BTreeMap<Stratum, Sums>| {
        s.values().fold(Sums::default(), |mut all, t| {
            all += *t;
            all
        })
    };
    assert!(whole(&a).mean() > whole(&b).mean(), "the plain difference is the topics'");
}

/// d = 0.4 and a pooled deviation of √((4·0.04 + 4·0.04) / (5 + 5 − 2)) = 0.2.
#[test]
fn the_effect_size_is_in_standard_deviations() {
    let of = |values: &[i64]| {
        let mut tone = Sums::default();
        for &v in values {
            let square = i128::from(v) * i128::from(v);
            tone += Sums { n: 1, mass: [0, 1_000_000 - v, v], square, ..Sums::default() };
        }
        tone
    };
    let a = of(&[500_000, 500_000, 700_000, 900_000, 900_000]);
    let b = of(&[100_000, 100_000, 300_000, 500_000, 500_000]);
    let found = effect_size(&a, &b, 0.4).expect("it varies");
    assert!((found - 2.0).abs() < 1e-9, "{found}");
}
