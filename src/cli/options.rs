//! Options that several commands share, each group with what it means to the program.

pub mod contrasts;
pub mod engines;
pub mod input;
pub mod names;
pub mod periods;
pub mod talk;
pub mod threads;
