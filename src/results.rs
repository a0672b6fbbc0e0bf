//! The folder of an earlier run, read again, row by row: only what this version of rostrum wrote, and nobody changed
//! since.

mod folder;
pub mod names;
pub mod rows;

pub use folder::Results;
