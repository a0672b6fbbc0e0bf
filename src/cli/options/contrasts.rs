//! The options that say who is compared with whom in contrasts.csv.

use clap::{Args, ValueEnum};

use crate::cli::options::names::names;
use crate::config::{Adjustment, Contrasts, Level, MIN_SENTENCES, Pairs, TimeSettings};
use crate::error::{Error, Result};

/// Who is compared with whom in contrasts.csv.
#[derive(Args)]
pub struct ContrastArgs {
    /// Compare speakers, or the groups that the speakers file or the documents state
    #[arg(long, value_enum, default_value_t = ByArg::Speaker)]
    by: ByArg,
    /// Compare all pairs of these names only; semicolons part names that have a comma
    #[arg(long, value_name = "A,B", value_parser = two_names)]
    between: Option<NamesArg>,
    /// Compare this name with all who have enough sentences, instead of those of the ten who have most who share a document
    #[arg(long, value_name = "A", conflicts_with = "between")]
    baseline: Option<String>,
    /// Leave this speaker out of contrasts.csv and splits.csv (with --by group: a speaker, or a group); repeat it for more
    #[arg(long, value_name = "NAME")]
    exclude: Vec<String>,
    /// Leave what is said in this role, such as chair, out of the same (column role of turns.csv); repeat it for more
    #[arg(long, value_name = "ROLE")]
    exclude_role: Vec<String>,
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

fn two_names(text: &str) -> std::result::Result<NamesArg, String> {
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
    ///
    /// # Errors
    /// [`Error::Option`] where a name is asked for and left out.
    pub fn contrasts(self, time: TimeSettings) -> Result<Contrasts> {
        let adjust = |what| self.adjust.contains(&what);
        let contrasts = Contrasts {
            level: match self.by {
                ByArg::Speaker => Level::Speaker,
                ByArg::Group => Level::Group,
            },
            pairs: match self.baseline {
                Some(name) => Pairs::Baseline(name),
                None => self.between.map_or(Pairs::Shared, |NamesArg(names)| Pairs::Between(names)),
            },
            adjust: Adjustment {
                topic: adjust(AdjustArg::Topic),
                role: adjust(AdjustArg::Role),
                period: adjust(AdjustArg::Period).then_some(time.period),
            },
            min_sentences: self.min_sentences,
            exclude: self.exclude,
            exclude_roles: self.exclude_role,
        };
        if let Some(name) = contrasts.pairs.names().find(|name| contrasts.exclude.iter().any(|out| out == name)) {
            let reason = format!("{name:?} is to be compared, by --between or --baseline");
            return Err(Error::Option { option: "--exclude".to_owned(), reason });
        }
        Ok(contrasts)
    }
}
