//! `rostrum sample`: sentences of an earlier run for people to code.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::options::names::names;
use crate::cli::say::{print, width};
use crate::cli::status::Status;
use crate::coding::{Allocate, Design, FrameDefinition, Variable};
use crate::config::{self, MIN_SENTENCES};
use crate::error::Result;
use crate::sample::{SampleRequest, sample};

/// More coders than anybody has.
const MOST_CODERS: usize = 50;
/// Characters of the longest coder's name.
const LONGEST_NAME: usize = 40;

/// What can be typed.
#[derive(Args)]
pub struct SampleArgs {
    /// Folder that analyze wrote
    #[arg(value_name = "REPORTS")]
    reports: PathBuf,
    /// Folder to write, new or empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Sentences (mentions for target:ENTITY) to draw
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    n: u64,
    /// What is coded: tone, topic:ID (whether it is about the topic), stance:ID (toward its proposition) or target:ENTITY
    #[arg(long = "for", value_name = "WHAT", default_value_t = Variable::Tone)]
    variable: Variable,
    /// Draw from each speaker and predicted class, or also by whether a sentence is about a topic
    #[arg(long, value_name = "speaker[,topic]", default_value = "speaker", value_parser = by)]
    by: StrataArg,
    /// How many coders, or their names with commas between them
    #[arg(long, value_name = "N|NAMES", default_value = "2", value_parser = coders)]
    coders: CodersArg,
    /// Share that all coders have, 0 to 1; each of the others has one coder
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = |text: &str| share(text, 1.0))]
    overlap: f64,
    /// Share of a sheet that comes back later in it, 0 to 0.25, to see whether a coder agrees with himself or herself
    #[arg(long, value_name = "SHARE", default_value_t = 0.05, value_parser = |text: &str| share(text, 0.25))]
    repeat: f64,
    /// Sentences of the same turn that coders see before and after
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(0..=20))]
    context: u64,
    /// Only these speakers; semicolons part names that have a comma, and one such name ends with a semicolon
    #[arg(long, value_name = "A,B")]
    speakers: Option<String>,
    /// Scored sentences that a speaker must have
    #[arg(long, value_name = "N", default_value_t = u64::from(MIN_SENTENCES))]
    min_sentences: u64,
    /// What coders see besides; whoever knows the speaker codes differently
    #[arg(long, value_enum)]
    show: Option<ShowArg>,
    /// As many of each speaker, or by what each says
    #[arg(long, value_enum, default_value_t = AllocateArg::Equal)]
    allocate: AllocateArg,
    /// Topics file of the run, where it was not the built-in one
    #[arg(long, value_name = "FILE")]
    topics: Option<PathBuf>,
    /// Seed of the draw; with the same one a larger sample contains a smaller one
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy)]
enum StrataArg {
    Speaker,
    SpeakerTopic,
}

#[derive(Clone)]
struct CodersArg(Vec<String>);

#[derive(Clone, Copy, ValueEnum)]
enum ShowArg {
    /// Who speaks
    Speaker,
}

#[derive(Clone, Copy, ValueEnum)]
enum AllocateArg {
    /// As many of each, for equal precision
    Equal,
    /// By what each says
    Proportional,
}

impl SampleArgs {
    /// Runs it.
    ///
    /// # Errors
    /// Results that cannot be relied on, a name that they do not have, a folder that is not empty.
    pub fn run(self) -> Result<Status> {
        let drawn = sample(&self.request()?)?;
        print(&drawn.draw(width()))?;
        Ok(Status::Done)
    }

    fn request(self) -> Result<SampleRequest> {
        Ok(SampleRequest {
            reports: self.reports,
            out: self.out,
            design: Design {
                frame: FrameDefinition {
                    variable: self.variable,
                    by_topic: matches!(self.by, StrataArg::SpeakerTopic),
                    min_sentences: self.min_sentences,
                    speakers: self.speakers.as_deref().map(names).unwrap_or_default(),
                },
                n: self.n,
                coders: self.coders.0,
                overlap: self.overlap,
                repeat: self.repeat,
                context: self.context,
                show_speaker: self.show.is_some(),
                allocate: match self.allocate {
                    AllocateArg::Equal => Allocate::Equal,
                    AllocateArg::Proportional => Allocate::Proportional,
                },
                seed: self.seed,
            },
            topics: config::topics(self.topics.as_deref())?.content,
        })
    }
}

fn by(text: &str) -> std::result::Result<StrataArg, String> {
    match text {
        "speaker" => Ok(StrataArg::Speaker),
        "speaker,topic" => Ok(StrataArg::SpeakerTopic),
        _ => Err("speaker, or speaker,topic".to_owned()),
    }
}

/// A share from 0 to `most`.
fn share(text: &str, most: f64) -> std::result::Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=most).contains(share));
    share.ok_or_else(|| format!("a share from 0 to {most}"))
}

/// A number of coders, or names that files can have.
fn coders(text: &str) -> std::result::Result<CodersArg, String> {
    let names: Vec<String> = match text.trim().parse::<usize>() {
        Ok(n) => (1..=n.min(MOST_CODERS + 1)).map(|at| format!("coder{at}")).collect(),
        Err(_) => text.split(',').map(|name| name.trim().to_owned()).collect(),
    };
    let usable = |name: &String| {
        let letters = name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        !name.is_empty() && name.chars().count() <= LONGEST_NAME && letters
    };
    if !names.iter().all(usable) {
        return Err("names of letters, digits, - and _ with commas between them, or a number".to_owned());
    }
    // files of two names that differ in case only are one file to some systems
    let mut folded: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    folded.sort();
    folded.dedup();
    match folded.len() {
        different if different < names.len() => Err("two coders have the same name".to_owned()),
        1..=MOST_CODERS => Ok(CodersArg(names)),
        _ => Err(format!("1 to {MOST_CODERS} coders")),
    }
}
