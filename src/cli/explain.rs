//! `rostrum explain`: the sentences behind a number.

use std::path::PathBuf;

use clap::Args;

use crate::cli::say::{print, say, width};
use crate::cli::status::Status;
use crate::error::Result;
use crate::explain::{About, Question, explain};

/// What can be typed.
#[derive(Args)]
pub struct ExplainArgs {
    /// Folder that analyze wrote
    #[arg(value_name = "REPORTS")]
    reports: PathBuf,
    /// Whose number, as in speakers.csv; case and diacritics do not matter
    #[arg(long, value_name = "NAME")]
    speaker: String,
    /// The tone and stance about this topic, by its id
    #[arg(long, value_name = "ID", conflicts_with = "target")]
    topic: Option<String>,
    /// The stance toward this entity, as in speaker_targets.csv
    #[arg(long, value_name = "ENTITY")]
    target: Option<String>,
    /// The document in which a label such as SPEAKER_00 names somebody
    #[arg(long, value_name = "DOCUMENT")]
    document: Option<String>,
    /// Sentences to show: from both ends, the middle and the least sure, a quarter each; all are counted
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

impl ExplainArgs {
    /// Runs it; a number that is not the same again is a failure.
    ///
    /// # Errors
    /// Results that cannot be relied on, a name that they do not have.
    pub fn run(self) -> Result<Status> {
        let answer = explain(&self.question())?;
        print(&answer.draw(width()))?;
        let differences: Vec<String> = answer.differences().collect();
        for difference in &differences {
            say(&format!("error: {difference}"));
        }
        Ok(Status::unless(differences.iter()))
    }

    fn question(self) -> Question {
        Question {
            reports: self.reports,
            speaker: self.speaker,
            document: self.document,
            about: match (self.topic, self.target) {
                (Some(topic), _) => About::Topic(topic),
                (None, Some(entity)) => About::Target(entity),
                (None, None) => About::Everything,
            },
            limit: self.limit,
        }
    }
}
