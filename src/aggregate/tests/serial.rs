//! Meetings that follow each other are alike: what becomes of an interval over meetings, and over months of them.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Normal};

use crate::aggregate::interval::ratios;

const RUNS: usize = 4000;
/// Share of the variance between sentences that lies between meetings.
const BETWEEN: f64 = 0.2;
/// Sentences of a meeting.
const SENTENCES: f64 = 20.0;

/// How often the 95 % interval contains the true mean of 0, where the effects of so many meetings are an AR(1) process, and so
/// many of them in a row are one cluster.
fn coverage(meetings: usize, correlation: f64, in_cluster: usize) -> f64 {
    let normal = Normal::new(0.0, 1.0).expect("a deviation");
    let mut random = ChaCha8Rng::seed_from_u64((meetings * 100 + in_cluster) as u64 + (correlation * 10.0) as u64);
    let mut covered = 0;
    for _ in 0..RUNS {
        let mut effect = normal.sample(&mut random);
        let mut meeting = || {
            effect = correlation * effect + (1.0 - correlation * correlation).sqrt() * normal.sample(&mut random);
            let noise = (SENTENCES * (1.0 - BETWEEN)).sqrt() * normal.sample(&mut random);
            SENTENCES * BETWEEN.sqrt() * effect + noise
        };
        let sums: Vec<f64> = (0..meetings).map(|_| meeting()).collect();
        let cluster = |sums: &[f64]| [(SENTENCES * sums.len() as f64, sums.iter().sum())];
        let clusters: Vec<[(f64, f64); 1]> = sums.chunks(in_cluster).map(cluster).collect();
        let found = ratios(&clusters, [1.0]).and_then(|e| e.interval((f64::MIN, f64::MAX))).expect("five or more");
        covered += usize::from(found.low <= 0.0 && 0.0 <= found.high);
    }
    covered as f64 / RUNS as f64
}

/// The table of docs/statistics.md.
#[test]
fn the_interval_covers_less_where_meetings_follow_each_other_and_months_help() {
    for (meetings, in_cluster) in [(20, 1), (60, 1), (60, 4), (60, 12)] {
        let found = [0.0, 0.3, 0.6].map(|correlation| coverage(meetings, correlation, in_cluster));
        println!("{meetings} meetings, {in_cluster} in a cluster, correlated 0, 0.3, 0.6: {found:.3?}");
        let [none, some, much] = found;
        assert!((none - 0.95).abs() < 0.015, "{none}");
        if in_cluster == 1 {
            assert!((some - 0.87).abs() < 0.03 && (much - 0.72).abs() < 0.04, "{found:?}");
        } else {
            assert!(some > 0.92 && much > 0.86, "{found:?}");
        }
    }
}
