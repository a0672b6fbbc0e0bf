//! Sums that add: of one sentence, one speaker, one document, any number of documents, in any order, exactly. They know
//! nothing of where they come from and of how they are printed.

mod cluster;
mod speakers;
mod sums;

pub use cluster::{
    ClusterPlace, ClusterSums, ClusterUnit, Clusters, FEWEST, Inference, document_key, event_key, places,
};
pub use speakers::{EntityKey, SpeakerTally, Stratum, Tally, TopicStratum};
#[cfg(feature = "cli")]
pub use sums::mean;
pub use sums::{EntityTally, Presence, Sums, TargetTally, TopicTally};
