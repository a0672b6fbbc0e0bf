//! What people code by hand: which variable, of which sentences, under which ids, and the codes as they come back.

mod codes;
mod entry;
mod form;
mod frame;
mod json;
mod key;
mod sheet;
mod variable;

pub use codes::{CodedItem, read};
pub use frame::{CodingUnit, Frame, FrameDefinition, StratumName};
pub use key::{Allocate, Design, KeyRow, SampleKey, key_table};
pub use variable::{UNCLEAR, Variable};
