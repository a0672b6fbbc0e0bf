//! `rostrum models`: what is built in, and its export for other programs.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::describe::describe;
use crate::cli::say::{print, width};
use crate::cli::status::Status;
use crate::error::Result;
use crate::model::export::export;
use crate::model::files::ModelFiles;

/// What can be typed.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ModelsArgs {
    /// Another model of the built-in one's kind: its folder, or the name of one beside the program
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    #[command(subcommand)]
    action: Option<ModelsAction>,
}

#[derive(Subcommand)]
enum ModelsAction {
    /// Write the built-in model in single precision, for other programs: safetensors, ONNX, tokenizer, heads
    Export {
        /// A new or empty folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

impl ModelsArgs {
    /// Runs it.
    ///
    /// # Errors
    /// A built-in model that is not right, a folder that is not empty or cannot be written to.
    pub fn run(self) -> Result<Status> {
        let text = match self.action {
            None => describe(&ModelFiles::open(self.model.as_deref())?, width())?,
            Some(ModelsAction::Export { folder }) => {
                export(&folder)?.iter().map(|path| format!("{}\n", path.display())).collect()
            }
        };
        print(&text)?;
        Ok(Status::Done)
    }
}
