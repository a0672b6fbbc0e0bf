use super::*;
use crate::aggregate::interval::Averaged;
use crate::label::Distribution;
use crate::tally::{ClusterPlace, Clusters, Sums};
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
        ContrastSide {
            n: self.tone.n,
            value: self.tone.mean().expect("sentences"),
            deviations: Some(self.tone.squared_deviations()),
            measured: ClusterRatio::mean(Averaged::Valence, &self.clusters),
            strata: None,
        }
    }
}

impl Said {
    /// A group that says this, of these members.
    fn group<'a>(&'a self, members: impl IntoIterator<Item = &'a Said>) -> ContrastSide<'a> {
        let mut side = self.side();
        side.measured.members = members.into_iter().map(|said| said.side().measured).collect();
        side
    }
}

/// p of the difference, and what it is about.
fn tested(a: &ContrastSide, b: &ContrastSide) -> (f64, Inference) {
    let contrast = describe(a, b);
    let p = contrast.tested().and_then(|estimate| estimate.p()).expect("a test");
    (p, contrast.inference().expect("a test"))
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
fn found(own: usize, shared: usize, spread: &Spread, inference: Inference) -> (f64, f64) {
    const RUNS: u64 = 1000;
    let mut random = ChaCha8Rng::seed_from_u64(7 + own as u64);
    let (mut below, mut naive) = (0, 0);
    for _ in 0..RUNS {
        let [a, b] = null(&mut random, own, shared, spread);
        let (p, about) = tested(&a.side(), &b.side());
        assert_eq!(about, inference);
        below += u64::from(p <= 0.05);
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
    let (population, here) = (Inference::Population, Inference::TheseDocuments);
    let cases = [
        ("8 shared documents", 0, 8, &spread, population),
        ("20 shared documents", 0, 20, &spread, population),
        ("6 documents each, none shared", 6, 0, &spread, population),
        ("5 documents each and 4 shared", 5, 4, &spread, population),
        ("3 shared documents, no effect of speaker and document", 0, 3, &turns_only, here),
        ("1 document each and 3 shared, no such effect", 1, 3, &turns_only, here),
    ];
    for (case, own, shared, spread, inference) in cases {
        let (below, naive) = found(own, shared, spread, inference);
        println!("{case}: {below:.3}, as if independent {naive:.3}");
        assert!(below <= 0.065, "{case}: {below}");
        let careful = if inference == here { 0.002 } else { 0.025 };
        assert!(below >= careful, "{case}: {below} is too careful");
        assert!(inference == here || naive > 0.15, "{case}: {naive}");
    }
}

/// Groups of speakers who differ from each other and not by their group: what is drawn are speakers as well as documents.
#[test]
fn equal_groups_of_different_speakers_are_not_called_different() {
    const RUNS: u64 = 400;
    for (speakers, own) in [(5, 0.5), (5, 1.0), (12, 1.0)] {
        let mut random = ChaCha8Rng::seed_from_u64(speakers as u64);
        let (mut below, mut by_documents) = (0, 0);
        for _ in 0..RUNS {
            let mut draw = |deviation: f64| Normal::new(0.0, deviation).expect("a deviation").sample(&mut random);
            let documents: Vec<f64> = (0..12).map(|_| draw(0.3)).collect();
            let mut groups = [Said::default(), Said::default()];
            let mut members: [Vec<Said>; 2] = [Vec::new(), Vec::new()];
            for (group, whole) in groups.iter_mut().enumerate() {
                for speaker in 0..speakers {
                    let (mine, mut alone) = (draw(own), Said::default());
                    for (document, common) in documents.iter().enumerate() {
                        for _ in 0..4 {
                            let (turn, lean) = (2 * speaker + group, mine + common + draw(1.0));
                            alone.say(document, turn, lean);
                            whole.say(document, turn, lean);
                        }
                    }
                    members[group].push(alone);
                }
            }
            let sides = [0, 1].map(|group| groups[group].group(&members[group]));
            let (p, inference) = tested(&sides[0], &sides[1]);
            assert_eq!(inference, Inference::Population);
            below += u64::from(p <= 0.05);
            by_documents += u64::from(tested(&groups[0].side(), &groups[1].side()).0 <= 0.05);
        }
        let [below, by_documents] = [below, by_documents].map(|n| n as f64 / RUNS as f64);
        println!("{speakers} speakers a side who differ by {own}: {below:.3}, by documents alone {by_documents:.3}");
        assert!(below <= 0.08, "{below}");
        assert!(by_documents > 0.25, "{by_documents}: the test shows nothing");
    }
}

/// Four speakers a side stand for no others: what is found is about these documents.
#[test]
fn groups_of_four_speakers_are_no_population() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for (n, inference) in [(4, Inference::TheseDocuments), (5, Inference::Population)] {
        let spread = Spread { document: 0.5, speaker: 0.5, turn: 0.3 };
        let pairs: Vec<[Said; 2]> = (0..n).map(|_| null(&mut random, 0, 8, &spread)).collect();
        let sides = [0, 1].map(|group| pairs[0][group].group(pairs.iter().map(|pair| &pair[group])));
        assert_eq!(describe(&sides[0], &sides[1]).inference(), Some(inference));
    }
}

/// Whatever the documents, an interval leaves out 0 exactly where its p is below a twentieth.
#[test]
fn p_and_its_interval_say_the_same() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut seen = [0, 0];
    for run in 0..300 {
        let spread = Spread { document: 0.5, speaker: 0.2 + f64::from(run % 5) / 5.0, turn: 0.3 };
        let [a, b] = null(&mut random, run as usize % 4, 2 + run as usize % 7, &spread);
        let contrast = describe(&a.side(), &b.side());
        for estimate in [contrast.population, contrast.here].into_iter().flatten() {
            let (p, interval) = (estimate.p().expect("a p"), estimate.interval(contrast.range).expect("an interval"));
            let apart = interval.low > 0.0 || interval.high < 0.0;
            assert_eq!(p < 0.05, apart, "{p} {interval:?}");
            seen[usize::from(apart)] += 1;
        }
    }
    assert!(seen.iter().all(|n| *n > 5), "{seen:?}");
}

#[test]
fn swapping_the_two_turns_every_sign() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    for (own, shared) in [(0, 8), (3, 3), (0, 2), (6, 0)] {
        let [a, b] = null(&mut random, own, shared, &Spread { document: 0.5, speaker: 0.5, turn: 0.3 });
        let (there, back) = (describe(&a.side(), &b.side()), describe(&b.side(), &a.side()));
        let near = |x: Option<f64>, y: Option<f64>| match (x, y) {
            (Some(x), Some(y)) => (x + y).abs() < 1e-9,
            (x, y) => x.is_none() && y.is_none(),
        };
        assert!(near(Some(there.difference), Some(back.difference)));
        let ends = |estimate: Option<Estimate>| estimate.and_then(|e| e.interval((-2.0, 2.0)));
        for (there, back) in [(there.population, back.population), (there.here, back.here)] {
            assert!(near(ends(there).map(|i| i.low), ends(back).map(|i| i.high)));
        }
        assert!(near(there.effect_size, back.effect_size));
        assert!(near(there.paired.map(|p| p.difference), back.paired.map(|p| p.difference)));
        assert_eq!((there.shared_documents, there.inference()), (shared, back.inference()));
    }
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
    let clusters = Clusters::new();
    let side = |tone: &Sums| ContrastSide {
        n: tone.n,
        value: tone.mean().expect("five"),
        deviations: Some(tone.squared_deviations()),
        measured: ClusterRatio::mean(Averaged::Valence, &clusters),
        strata: None,
    };
    let found = effect_size(&side(&a), &side(&b), 0.4).expect("it varies");
    assert!((found - 2.0).abs() < 1e-9, "{found}");
}
