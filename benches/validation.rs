//! How often the intervals of `rostrum validate` contain the truth, and how often equal speakers are called different, beside
//! the model alone: the table of ARCHITECTURE.md. `cargo bench --bench validation`.

#![allow(clippy::expect_used)]

#[path = "../tests/tools/simulation.rs"]
mod simulation;

use simulation::simulate;

const RUNS: usize = 1000;

fn main() {
    println!("{RUNS} runs of ten speakers with the same tone and 2,000 sentences in 40 documents");
    for coded in [200, 300, 400, 800] {
        let found = simulate(RUNS, coded, 24);
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        println!(
            "{coded} coded: macro-F1 {:.2}, errors {:+.2} to {:+.2}, lambda {:.2}\n  \
             the truth is in the interval: model alone {}, corrected {} (worst speaker {}), coders only {}\n  \
             equal speakers called different: model alone {}, corrected {}\n  \
             half width: model alone {:.3}, corrected {:.3}, coders only {:.3}",
            found.macro_f1,
            found.errors[0],
            found.errors[1],
            found.lambda,
            percent(found.covered[0]),
            percent(found.covered[1]),
            percent(found.worst),
            percent(found.covered[2]),
            percent(found.different[0]),
            percent(found.different[1]),
            found.half[0],
            found.half[1],
            found.half[2],
        );
    }
}
