//! Who is behind a header: resolves printed headers to one name per person over a whole run. In the first pass the
//! registry learns the headers of every document, in the second it answers for each; the answer does not depend on the
//! order of learning, and says which rule gave it.

mod address;
mod attributed;
mod audit;
mod entry;
mod headline;
mod key;
mod known;
mod lengths;
mod letters;
mod listed;
mod names;
mod registry;
mod resolved;
mod stated;
mod suggest;

pub use attributed::AttributedTranscript;
pub use audit::SeenHeader;
pub use key::SpeakerKey;
pub use lengths::{Lengths, Medians};
pub use names::{identity, is_initialled, one_spelling};
pub use registry::Registry;
#[cfg(test)]
pub use resolved::NameRule;
pub use resolved::{Resolved, Scope};
pub use suggest::{Suggestions, likely_one};

#[cfg(test)]
mod tests;
