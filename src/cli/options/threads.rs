//! The option that says how many threads work.

use clap::Args;

/// How many threads work.
#[derive(Args)]
pub struct ThreadArgs {
    /// Worker threads; as many as there are cores if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

impl ThreadArgs {
    /// What was asked for, else as many as there are cores; at least 1.
    pub fn count(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }
}
