//! The folder of an earlier run, read again, row by row: only what this version of rostrum wrote, and nobody changed
//! since.

mod folder;
mod millionths;
mod names;
mod record;

pub use folder::{Likeness, Results};
pub use millionths::Millionths;
pub use names::{FoundSpeaker, closest};
pub use record::{Record, records};
