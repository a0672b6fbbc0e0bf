//! The binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    rostrum::cli::run()
}
