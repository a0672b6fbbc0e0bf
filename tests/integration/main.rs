//! Runs the binary as a user would and looks at what it wrote.

// clippy.toml excuses test functions, not their helpers
#![allow(clippy::expect_used)]

mod analyze;
mod architecture;
mod coding;
mod compare;
mod contrasts;
mod drawing;
mod duplicates;
mod evaluate;
mod explain;
mod failures;
mod harness;
mod hostile;
mod inputs;
mod invariants;
mod model;
mod own_models;
mod package;
mod parquet;
mod parse;
mod periods;
mod readme;
mod report;
mod resume;
mod sample;
mod scores;
mod summary;
#[cfg(feature = "rust-bert")]
mod torch;
mod unpunctuated;
mod validate;
mod workbook;
