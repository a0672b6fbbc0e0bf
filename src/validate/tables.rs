//! The tables of a validation.

pub mod agreement;
pub mod confusion;
pub mod contrasts;
pub mod corrected;
pub mod errors;
