//! Getting at bytes: what the inputs of the command line stand for, the bytes behind each, and the text that they are.
//! Nothing here knows what a transcript is.

mod archive;
mod bytes;
mod decode;
mod find;
mod source;
mod web;

pub use archive::is_document;
pub use bytes::{Limits, bounded, read};
pub use decode::decode;
pub use find::find;
pub use source::Source;
