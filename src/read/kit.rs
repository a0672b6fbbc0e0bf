//! What the readers of several formats share.

pub mod assembly;
pub mod columns;
pub mod cues;
pub mod date;
pub mod header;
pub mod json;
pub mod rows;
pub mod speech;
pub mod speeches;
pub mod stage;
pub mod web;
pub mod xml;
