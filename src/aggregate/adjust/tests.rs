use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rand_distr::{Distribution as _, Normal};

use super::*;
use crate::aggregate::interval::Averaged;
use crate::config::PeriodLength;
use crate::label::Distribution;
use crate::tally::{Stratum, Sums};

const RANGE: (f64, f64) = (-2.0, 2.0);
const TOPIC: Adjustment = Adjustment { topic: true, role: false, period: None };

/// What one says of (document, turn, topic, role, P(high) − P(low) in hundredths), one sentence each.
fn said<'a>(sentences: impl IntoIterator<Item = (u64, u32, usize, &'a str, f64)>) -> SpeakerTally {
    let mut tally = SpeakerTally::default();
    for (document, turn, topic, role, valence) in sentences {
        // P(middle) is a half, so that P(high) = (0.5 + v) / 2
        let high = (0.25 + valence / 2.0).clamp(0.0, 0.5);
        let logits = [0.5 - high, 0.5, high].map(|p: f64| p.max(1e-6).ln() as f32);
        let d = Distribution::softmax(logits, 1.0);
        let about = topic.checked_sub(1).map_or(TopicStratum::Nothing, TopicStratum::Topic);
        let role = (!role.is_empty()).then(|| role.to_owned());
        let place = ClusterPlace { event: document, document, turn, paragraph: 0 };
        tally.tone += Sums::of(d, 1);
        tally.clusters.add(place, d);
        tally.strata.entry(Stratum { about, role }).or_default().add(place, d);
    }
    tally
}

fn standardised(
    a: &SpeakerTally,
    b: &SpeakerTally,
    dates: &BTreeMap<u64, DocumentDate>,
    adjust: Adjustment,
) -> Standardised {
    let strata = [a, b].map(|tally| Strata::of(tally, &[], dates, adjust));
    let measured = [a, b].map(|tally| ClusterRatio::mean(Averaged::Valence, &tally.clusters));
    standardise([&strata[0], &strata[1]], [&measured[0], &measured[1]])
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-5
}

/// Both are at 0.4 about the topic, and at 0 about nothing; one speaks of it four times as often.
#[test]
fn an_equal_mix_takes_out_what_the_mix_does() {
    let of = |about: usize, nothing: usize| {
        let topic = (0..about).map(|_| (1, 0, 1, "", 0.4));
        said(topic.chain((0..nothing).map(|_| (1, 0, 0, "", 0.0))))
    };
    let (a, b) = (of(40, 10), of(10, 40));
    assert!(a.tone.mean() > b.tone.mean(), "the plain difference is the topics'");
    let found = standardised(&a, &b, &BTreeMap::new(), TOPIC);
    assert!(found.difference.is_some_and(|d| near(d, 0.0)) && near(found.support, 1.0), "{found:?}");
    // a stratum in which one has four sentences only is left out
    let found = standardised(&a, &of(4, 46), &BTreeMap::new(), TOPIC);
    assert!(found.difference.is_some_and(|d| near(d, 0.0)) && near(found.support, 0.56), "{found:?}");
    assert_eq!((found.population, found.here), (None, None), "there is one document with one turn");
    let found = standardised(&a, &of(4, 0), &BTreeMap::new(), TOPIC);
    assert!(found.difference.is_none() && near(found.support, 0.0), "{found:?}");
}

/// Roles and periods alike: in the first year and as a guest both are at 0, in the second and as a host at 0.4.
#[test]
fn roles_and_periods_are_made_alike_where_asked_for_and_undated_documents_are_left_out() {
    let mix = |first: usize| {
        let early = (0..first).map(|k| (1 + k as u64 % 3, 0, 0, "guest", 0.0));
        said(early.chain((0..50 - first).map(|k| (4 + k as u64 % 3, 0, 0, "host", 0.4))))
    };
    let (a, b) = (mix(10), mix(40));
    let dates = |last: u64| -> BTreeMap<u64, DocumentDate> {
        let date = |document| DocumentDate::stated(if document < 4 { "2021-03-01" } else { "2022-03-01" });
        (1..=last).filter_map(|document| Some((document, date(document)?))).collect()
    };
    let year = Some(PeriodLength::Year);
    let plain = standardised(&a, &b, &dates(6), TOPIC);
    assert!(plain.difference.is_some_and(|d| near(d, 0.24)), "{plain:?}");
    for adjust in [
        Adjustment { topic: false, role: true, period: None },
        Adjustment { topic: false, role: false, period: year },
        Adjustment { topic: true, role: true, period: year },
    ] {
        let found = standardised(&a, &b, &dates(6), adjust);
        assert!(found.difference.is_some_and(|d| near(d, 0.0)) && near(found.support, 1.0), "{adjust:?}: {found:?}");
    }
    let found = standardised(&a, &b, &dates(3), Adjustment { topic: false, role: false, period: year });
    assert!(near(found.support, 0.5), "the second year has no dates: {found:?}");
}

/// One stratum, five documents each with one sentence of 0, 0, 0, 0, ±0.4: without one of the four a's mean is 0.1 and with all
/// 0.08; without the fifth 0. So Σ (d_g − d)² = 4 · 0.02² + 0.08² = 0.008 for each of the two, v = 9/10 · 0.016, t with 4 degrees of freedom.
#[test]
fn the_interval_is_the_one_made_by_hand() {
    let of = |first: u64, last: f64| said((0..5).map(move |k| (first + k, 0, 0, "", if k == 4 { last } else { 0.0 })));
    let found = standardised(&of(0, 0.4), &of(10, -0.4), &BTreeMap::new(), TOPIC);
    let there = found.population.expect("five documents each");
    assert!(near(there.value, 0.16) && near(there.error.powi(2), 0.9 * 0.016) && near(there.freedom, 4.0), "{there:?}");
    assert_eq!(found.here, Some(there), "every document is a turn");
    // where both speak in the same documents and a document moves both alike, nothing is left
    let found = standardised(&of(0, 0.4), &of(0, 0.4), &BTreeMap::new(), TOPIC);
    assert_eq!(found.population, None);
    assert!(found.here.is_some_and(|here| near(here.value, 0.0)), "{found:?}");
}

#[test]
fn swapping_the_two_turns_every_sign() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..20 {
        let [a, b] = draw(&mut random, 8, [0.3, 0.6]);
        let (there, back) =
            (standardised(&a, &b, &BTreeMap::new(), TOPIC), standardised(&b, &a, &BTreeMap::new(), TOPIC));
        assert!(there.difference.zip(back.difference).is_some_and(|(x, y)| (x + y).abs() < 1e-12));
        for (x, y) in [(there.population, back.population), (there.here, back.here)] {
            let (x, y) = x.zip(y).expect("eight documents");
            assert!((x.value + y.value).abs() < 1e-12 && (x.error - y.error).abs() < 1e-12 && x.freedom == y.freedom);
        }
    }
}

/// Two speakers in the same documents, who say the same about each of two topics, one of which is warmer; the first speaks of it in a
/// share `mix[0]` of sentences, the second in `mix[1]`. A document moves either, and what either says of a topic in it.
fn draw(random: &mut ChaCha8Rng, documents: u64, mix: [f64; 2]) -> [SpeakerTally; 2] {
    draw_sized(random, documents, mix, |_| 20)
}

/// The same with so many sentences of each in a document.
fn draw_sized(random: &mut ChaCha8Rng, documents: u64, mix: [f64; 2], size: fn(u64) -> u32) -> [SpeakerTally; 2] {
    let normal = |deviation: f64| Normal::new(0.0, deviation).expect("a deviation");
    let mut sides = [Vec::new(), Vec::new()];
    for document in 0..documents {
        let common = normal(0.06).sample(random);
        for (side, said) in (0..).zip(&mut sides) {
            let own = common + normal(0.06).sample(random);
            let by_topic = [normal(0.04).sample(random), normal(0.04).sample(random)];
            for k in 0..size(document) {
                let topic = usize::from((random.next_u64() as f64 / u64::MAX as f64) < mix[side as usize]);
                let valence = 0.2 * topic as f64 - 0.1 + own + by_topic[topic] + normal(0.08).sample(random);
                said.push((document, 2 * k + side, topic, "", valence));
            }
        }
    }
    sides.map(said)
}

/// Who differs by topics alone is not called different, and no more often than in a twentieth of runs.
#[test]
fn the_interval_covers_where_two_differ_by_their_topics_alone() {
    const RUNS: u64 = 600;
    for documents in [6, 10, 25] {
        let mut random = ChaCha8Rng::seed_from_u64(documents);
        let (mut covered, mut plain) = (0, 0);
        for _ in 0..RUNS {
            let [a, b] = draw(&mut random, documents, [0.25, 0.75]);
            let holds = |estimate: Option<Estimate>| {
                let found = estimate.and_then(|e| e.interval(RANGE)).expect("documents enough");
                u64::from(found.low <= 0.0 && 0.0 <= found.high)
            };
            covered += holds(standardised(&a, &b, &BTreeMap::new(), TOPIC).population);
            let nothing = Adjustment { topic: false, role: false, period: None };
            plain += holds(standardised(&a, &b, &BTreeMap::new(), nothing).population);
        }
        let [covered, plain] = [covered, plain].map(|n| n as f64 / RUNS as f64);
        println!("{documents} documents: {covered:.3}, not adjusted {plain:.3}");
        assert!((0.925..0.99).contains(&covered), "{documents}: {covered}");
        assert!(plain < 0.75, "{documents}: {plain}");
    }
}

/// Two meetings with forty times as much as the others.
#[test]
fn the_interval_covers_where_few_documents_have_most_sentences() {
    const RUNS: u64 = 600;
    let mut random = ChaCha8Rng::seed_from_u64(6);
    let mut covered = 0;
    for _ in 0..RUNS {
        let [a, b] = draw_sized(&mut random, 20, [0.4, 0.6], |document| if document < 2 { 160 } else { 4 });
        let found = standardised(&a, &b, &BTreeMap::new(), TOPIC).population.and_then(|e| e.interval(RANGE));
        let found = found.expect("documents enough");
        covered += u64::from(found.low <= 0.0 && 0.0 <= found.high);
    }
    let covered = covered as f64 / RUNS as f64;
    println!("two documents of twenty have most: {covered:.3}");
    assert!(covered >= 0.925, "{covered}");
}

/// Speakers who differ by themselves make groups of five unsure, and four stand for no others.
#[test]
fn of_groups_the_speakers_are_drawn_as_well() {
    let speaker = |at: usize, side: usize| {
        let lean = [-0.3, -0.1, 0.0, 0.2, 0.3][at];
        said((0..8).flat_map(move |document| {
            (0..6).map(move |k| {
                (
                    document,
                    (20 * at + 10 * side + k) as u32,
                    k % 2,
                    "",
                    lean + (document * (side as u64 + 1) % 3) as f64 / 50.0,
                )
            })
        }))
    };
    let groups: [Vec<SpeakerTally>; 2] = [0, 1].map(|side| (0..5).map(|at| speaker(at, side)).collect());
    let found = |count: usize, members: bool| {
        let wholes = groups.each_ref().map(|group| {
            group[..count].iter().cloned().fold(SpeakerTally::default(), |mut all, one| {
                all += one;
                all
            })
        });
        let own = groups.each_ref().map(|group| if members { group[..count].iter().collect() } else { Vec::new() });
        let strata = [0, 1].map(|side| Strata::of(&wholes[side], &own[side], &BTreeMap::new(), TOPIC));
        let measured = wholes.each_ref().map(|whole| ClusterRatio::mean(Averaged::Valence, &whole.clusters));
        standardise([&strata[0], &strata[1]], [&measured[0], &measured[1]]).population
    };
    let (by_documents, by_both) = (found(5, false).expect("documents"), found(5, true).expect("five speakers"));
    assert!(by_both.value == by_documents.value && by_both.freedom == 4.0, "{by_both:?}");
    assert!(by_both.error > 5.0 * by_documents.error, "{by_both:?}, by documents {by_documents:?}");
    assert_eq!(found(4, true), None);
}
