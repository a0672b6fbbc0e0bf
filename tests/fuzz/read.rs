//! Any bytes through the readers: no panic, no character lost, the same answer in both units and every time.
//!
//! ```text
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz read -- -max_total_time=600
//! ```
#![no_main]

use libfuzzer_sys::fuzz_target;
use rostrum::read::{Options, Source, read_bytes};
use rostrum::transcript::Unit;

fuzz_target!(|bytes: &[u8]| {
    let source = Source::file("fuzz", "fuzz");
    for unit in [Unit::Turn, Unit::Sentence] {
        let options = Options { unit, ..Options::default() };
        let Ok(transcripts) = read_bytes(&source, bytes, &options) else { continue };
        for transcript in &transcripts {
            assert_eq!(transcript.unexplained_characters(), 0, "{transcript:?}");
            for turn in &transcript.turns {
                assert!(!turn.text.trim().is_empty());
                for given in turn.mentions.iter().flatten() {
                    assert!(!given.span.slice(&turn.text).trim().is_empty());
                }
            }
        }
        assert_eq!(read_bytes(&source, bytes, &options).ok(), Some(transcripts));
    }
});
