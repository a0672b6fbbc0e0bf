use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution as _, Normal};

use super::*;
use crate::aggregate::interval::NO_ERROR;
use crate::label::Distribution;
use crate::speaker::SpeakerKey;
use crate::tally::{SpeakerTally, Sums};

/// A document: its key and date, and who says sentences of which lean.
type Meeting<'a> = (u64, String, Vec<(&'a str, Vec<f64>)>);

fn tally(meetings: &[Meeting]) -> Tally {
    let mut all = Tally::default();
    for (document, date, said) in meetings {
        let mut turn = 0;
        for (speaker, leans) in said {
            let mut sums = SpeakerTally::default();
            for lean in leans {
                let d = Distribution::softmax([0.0, 0.5, *lean as f32], 1.0);
                sums.tone += Sums::of(d, 5);
                sums.clusters.add(ClusterPlace { event: *document, document: *document, turn, paragraph: 0 }, d);
                turn += 1;
            }
            *all.speakers.entry(SpeakerKey { speaker: (*speaker).to_owned(), document: None }).or_default() += sums;
        }
        all.dates.extend(DocumentDate::stated(date).map(|date| (*document, date)));
    }
    all
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn asked(min_sentences: u32) -> Contrasts {
    Contrasts { min_sentences, ..Contrasts::default() }
}

/// A meeting a month in 2023 and 2024 in which both speak; from 2024 on Orsol's sentences lean `change` further up.
fn meetings(seed: u64, change: f64) -> Vec<Meeting<'static>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let own = Normal::new(0.0, 0.5).expect("a deviation");
    let noise = Normal::new(0.0, 1.0).expect("a deviation");
    (0..24)
        .map(|month| {
            let (shared, after) = (own.sample(&mut random), month >= 12);
            let mut leans = |rise: f64| -> Vec<f64> {
                let mine = own.sample(&mut random) / 2.0;
                (0..5).map(|_| shared + mine + rise + noise.sample(&mut random)).collect()
            };
            let orsol = leans(if after { change } else { 0.0 });
            let date = format!("{}-{:02}-10", 2023 + month / 12, month % 12 + 1);
            (month, date, vec![("Lena Orsol", orsol), ("Tomas Vell", leans(0.0))])
        })
        .collect()
}

fn leaves_out_zero(interval: Option<Interval>) -> bool {
    interval.is_some_and(|i| i.low > 0.0 || i.high < 0.0)
}

#[test]
fn a_change_is_found_within_the_speaker_and_against_the_other_and_at_no_placebo() {
    let rows = splits(&tally(&meetings(1, 2.0)), day("2024-01-01"), &asked(30));
    let [orsol, vell, both] = rows.as_slice() else { panic!("{rows:?}") };
    let names = |row: &DateSplit| (row.a.clone(), row.b.clone());
    assert_eq!(names(vell), ("Tomas Vell".to_owned(), None));
    assert_eq!(names(both), ("Lena Orsol".to_owned(), Some("Tomas Vell".to_owned())));
    let difference = orsol.difference() - vell.difference();
    assert!((both.difference() - difference).abs() < 1e-12, "a's difference minus b's");
    let estimate = both.population.expect("twelve documents on a side");
    assert!((estimate.value - difference).abs() < 1e-9, "{estimate:?}");
    for row in [orsol, both] {
        assert!(row.tested.is_ok_and(|p| p < 0.001) && row.inference() == Some(Inference::Population), "{row:?}");
        for placebo in [row.placebo_before, row.placebo_after] {
            assert!(!leaves_out_zero(placebo.expect("six documents on a side").interval), "{placebo:?}");
        }
    }
    assert_eq!((orsol.before.sentences, orsol.before.documents, both.after.sentences), (60, 12, 120));
}

/// Documents without a change: rows whose interval leaves out 0 are as many as the interval may miss.
#[test]
fn where_nothing_changes_an_interval_rarely_leaves_out_zero() {
    const RUNS: usize = 300;
    let (mut alone, mut pairs) = (0, 0);
    for seed in 0..RUNS {
        let rows = splits(&tally(&meetings(seed as u64 + 100, 0.0)), day("2024-01-01"), &asked(30));
        let found = |row: &DateSplit| usize::from(leaves_out_zero(row.population.and_then(|e| e.interval(RANGE))));
        alone += found(&rows[0]) + found(&rows[1]);
        pairs += found(&rows[2]);
    }
    let shares = [alone as f64 / (2 * RUNS) as f64, pairs as f64 / RUNS as f64];
    println!("one {:.3}, pair {:.3}", shares[0], shares[1]);
    assert!(shares.iter().all(|share| (0.01..0.09).contains(share)), "{shares:?}");
}

/// What a meeting does to both of them is no change of either against the other.
#[test]
fn what_happens_to_both_in_a_meeting_cancels_out() {
    let leans = |at: u64, own: f64| vec![0.2 * at as f64 + own, 0.1 * at as f64];
    let meetings: Vec<Meeting> = (0..12)
        .map(|at| {
            let date = format!("2024-{:02}-01", at + 1);
            (at, date, vec![("Lena Orsol", leans(at, 0.0)), ("Tomas Vell", leans(at, 0.0))])
        })
        .collect();
    let rows = splits(&tally(&meetings), day("2024-07-01"), &asked(1));
    assert!(rows[0].population.is_some_and(|e| e.error > NO_ERROR), "{rows:?}");
    assert_eq!((rows[2].difference(), rows[2].population), (0.0, None), "nothing varies between them");
}

#[test]
fn few_sentences_keep_the_difference_and_lose_p() {
    let all = tally(&meetings(1, 2.0));
    let rows = splits(&all, day("2024-01-01"), &asked(61));
    assert!(rows.iter().all(|row| row.tested == Err(NoTest::FewSentences) && row.population.is_some()));
    let few = splits(&all, day("2023-04-01"), &asked(1));
    assert!(few.iter().all(|row| row.population.is_none() && row.inference() == Some(Inference::TheseDocuments)));
}

#[test]
fn who_says_nothing_on_a_side_has_no_row_and_what_is_undated_is_on_none() {
    let mut meetings = meetings(1, 2.0);
    meetings[0].2.push(("Nadia Brenk", vec![0.0; 40]));
    meetings[23].1 = "2024".to_owned();
    meetings[22].1 = String::new();
    let rows = splits(&tally(&meetings), day("2024-01-01"), &asked(1));
    assert!(rows.iter().all(|row| row.a != "Nadia Brenk" && row.b.as_deref() != Some("Nadia Brenk")));
    assert_eq!(rows[0].after.documents, 10, "of the year of the day nothing is known");
    assert!(splits(&tally(&meetings), day("2030-01-01"), &asked(1)).is_empty());
}
