#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::check("office", bytes));
