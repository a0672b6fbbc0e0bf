//! What people code by hand: which variable, of which sentences, under which ids, and the codes as they come back.

mod code_row;
mod codes;
mod file_kind;
mod frame;
mod json_rows;
mod key;
mod sheet_rows;
mod variable;

pub use codes::{CodedItem, read};
pub use frame::{CodingUnit, Frame, FrameDefinition, StratumName};
pub use key::{Allocate, DESIGN, Design, DrawnDesign, KEY, KeyRow, SampleKey, key_table};
pub use variable::{UNCLEAR, Variable};

/// Coded items that the spread of a class over all speakers counts for in each of its strata, at most.
pub const BORROWED: f64 = 4.0;
