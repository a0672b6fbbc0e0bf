//! The options that say which models score, and what runs them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::config::{self, Compute, Device, EngineName, ModelChoice, Precision, TaskModel};
use crate::error::Result;
use crate::task::{TASKS, own_models};

/// Which models score, and what runs them.
#[derive(Args)]
pub struct EngineArgs {
    /// Another model of the built-in one's kind: its folder, or the name of one beside the program
    #[arg(long, value_name = "DIR", help_heading = "Models")]
    model: Option<PathBuf>,
    /// What runs the models; rust-bert (libtorch, GPU) only in builds with --features rust-bert
    #[arg(long, value_enum, default_value_t = EngineArg::Rten, help_heading = "Models")]
    engine: EngineArg,
    /// How numbers are held: int8 or f32 on rten, f32 or (on a GPU) f16 on rust-bert
    #[arg(long, value_enum, default_value_t = PrecisionArg::Auto, help_heading = "Models")]
    precision: PrecisionArg,
    /// Where rust-bert runs: auto, cpu or cuda:N
    #[arg(long, value_name = "DEVICE", default_value = "auto", help_heading = "Models")]
    device: Device,
    /// A fine-tuned model of your own instead of the built-in one: sentiment=DIR, entities=DIR or stance=DIR, or
    /// OWNER/NAME@REVISION on the hub
    #[arg(long = "task-model", value_name = "TASK=DIR", help_heading = "Models", value_parser = task_model)]
    task_models: Vec<TaskModel>,
    /// What the labels of your models mean, and how topics are found (see data/config.toml)
    #[arg(long, value_name = "FILE", help_heading = "Models")]
    config: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum EngineArg {
    /// The shipped engine
    Rten,
    /// libtorch
    RustBert,
}

#[derive(Clone, Copy, ValueEnum)]
enum PrecisionArg {
    /// The fastest that the engine has
    Auto,
    /// Eight bits
    Int8,
    /// Single precision
    F32,
    /// Half precision
    F16,
}

impl EngineArgs {
    /// What was asked for; `threads` is how many may be used.
    ///
    /// # Errors
    /// [`crate::Error::Config`] for a file that cannot be used.
    pub fn models(self, threads: usize) -> Result<ModelChoice> {
        let settings = config::settings(self.config.as_deref())?;
        let compute = Compute {
            engine: match self.engine {
                EngineArg::Rten => EngineName::Rten,
                EngineArg::RustBert => EngineName::RustBert,
            },
            precision: match self.precision {
                PrecisionArg::Auto => Precision::Auto,
                PrecisionArg::Int8 => Precision::Int8,
                PrecisionArg::F32 => Precision::F32,
                PrecisionArg::F16 => Precision::F16,
            },
            device: self.device,
            threads,
        };
        Ok(ModelChoice { model: self.model, compute, tasks: self.task_models, settings })
    }
}

/// `TASK=FOLDER`, or `TASK=OWNER/NAME@REVISION` on the hub.
fn task_model(text: &str) -> std::result::Result<TaskModel, String> {
    let names: Vec<&str> = own_models(TASKS).iter().map(|own| own.name).collect();
    let (task, source) = text.split_once('=').unwrap_or((text, ""));
    if names.contains(&task) && !source.is_empty() {
        return Ok(TaskModel { task: task.to_owned(), source: source.to_owned() });
    }
    let forms: Vec<String> = names.iter().map(|name| format!("{name}=DIR")).collect();
    let (last, others) = forms.split_last().map_or(("", [].as_slice()), |(last, others)| (last.as_str(), others));
    Err(format!("{} or {last}", others.join(", ")))
}
