//! Transcripts of political speech to tables: who said what, in which tone, about which topic, and for or against
//! whom. The data flows one way: bytes, text, turns, sentences, annotations, sums, tables; each arrow is one public
//! function. `ARCHITECTURE.md` says which module may import which.

pub mod aggregate;
pub mod annotate;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod compare;
pub mod config;
pub mod doctor;
pub mod entity;
pub mod error;
pub mod evaluate;
#[cfg(feature = "cli")]
pub mod explain;
pub mod hash;
pub mod input;
pub mod label;
pub mod model;
pub mod name;
pub mod read;
pub mod report;
pub mod results;
pub mod run;
pub mod scores;
pub mod sentence;
pub mod span;
pub mod speaker;
pub mod table;
pub mod tables;
pub mod tally;
pub mod task;
pub mod transcript;

pub use error::{Error, Result};
