//! What holds for any bytes, of those that fuzzing has found worth keeping and of the sample.

use rostrum::internals::read::{Source, find};

#[path = "../fuzz/invariants.rs"]
mod fuzz;

fn files(folder: &str) -> Vec<Vec<u8>> {
    let found = find(&[crate::harness::project().join(folder).display().to_string()]);
    let read = |source: rostrum::Result<Source>| std::fs::read(&source.expect("a file").path).expect("readable");
    found.into_iter().map(read).collect()
}

#[test]
fn every_target_holds_for_the_corpus_and_the_sample() {
    for folder in ["tests/fuzz/corpus", "data"] {
        let files = files(folder);
        assert!(files.len() > 10);
        for (target, _) in fuzz::TARGETS {
            files.iter().for_each(|bytes| fuzz::check(target, bytes));
        }
    }
}
