//! Coded sentences against the model's scores: how far coders agree, how the model errs, and the speakers' figures corrected
//! for its errors.

pub mod agreement;
pub mod confusion;
pub mod errors;
pub mod estimator;
mod quantiles;
pub mod strata;
