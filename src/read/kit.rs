//! What the readers of several formats share.

pub mod assembly;
pub mod candidates;
pub mod clock;
pub mod columns;
pub mod cues;
pub mod date;
pub mod elements;
pub mod fields;
pub mod header;
pub mod heard;
pub mod json;
pub mod package;
pub mod rows;
pub mod speech;
pub mod speeches;
pub mod stage;
pub mod web;
pub mod xml;
