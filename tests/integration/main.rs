//! Runs the binary as a user would and looks at what it wrote.

// clippy.toml excuses test functions, not their helpers
#![allow(clippy::expect_used)]

mod analyze;
mod contrasts;
mod evaluate;
mod failures;
mod harness;
mod inputs;
mod model;
mod parse;
mod readme;
mod sample;
