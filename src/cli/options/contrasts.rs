//! The options that say who is compared with whom in contrasts.csv.

use clap::{Args, ValueEnum};

use crate::cli::options::names::names;
use crate::config::{Adjustment, Contrasts, Level, MIN_SENTENCES, Pairs, TimeSettings};

/// Who is compared with whom in contrasts.csv.
#[derive(Args)]
pub struct ContrastArgs {
    /// Compare speakers, or the groups that the speakers file or the documents state
    #[arg(long, value_enum, default_value_t = ByArg::Speaker)]
    by: ByArg,
    /// Compare all pairs of these names only; semicolons part names that have a comma
    #[arg(long, value_name = "A,B", value_parser = two_names)]
    between: Option<NamesArg>,
    /// Compare this name with all who have enough sentences, instead of all pairs of the ten who have most
    #[arg(long, value_name = "A", conflicts_with = "between")]
    baseline: Option<String>,
    /// In what the two are made alike for standardised_difference: topic, role, period (as long as --period), with commas
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',', default_value = "topic")]
    adjust: Vec<AdjustArg>,
    /// Sentences that a speaker must have for differences to be tested and key terms to be listed
    #[arg(long, value_name = "N", default_value_t = MIN_SENTENCES)]
    min_sentences: u32,
}

/// Names that stand between commas.
#[derive(Clone)]
struct NamesArg(Vec<String>);

fn two_names(text: &str) -> Result<NamesArg, String> {
    let names = names(text);
    if names.len() < 2 {
        Err("at least two names, with a comma (or a semicolon) between them".to_owned())
    } else {
        Ok(NamesArg(names))
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum ByArg {
    /// Every speaker for himself or herself
    Speaker,
    /// Speakers of a group together
    Group,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum AdjustArg {
    /// Whether a sentence is about no topic, one of them or several
    Topic,
    /// Role of the turn
    Role,
    /// Year, quarter or month of the document
    Period,
}

impl ContrastArgs {
    /// What was asked for, with periods as they are elsewhere.
    pub fn contrasts(self, time: TimeSettings) -> Contrasts {
        let adjust = |what| self.adjust.contains(&what);
        Contrasts {
            level: match self.by {
                ByArg::Speaker => Level::Speaker,
                ByArg::Group => Level::Group,
            },
            pairs: match self.baseline {
                Some(name) => Pairs::Baseline(name),
                None => self.between.map_or(Pairs::Most, |NamesArg(names)| Pairs::Between(names)),
            },
            adjust: Adjustment {
                topic: adjust(AdjustArg::Topic),
                role: adjust(AdjustArg::Role),
                period: adjust(AdjustArg::Period).then_some(time.period),
            },
            min_sentences: self.min_sentences,
        }
    }
}
