//! The binary: maps the result of the command line to an exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    match rostrum::cli::run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", error.chain());
            ExitCode::from(if error.is_usage() { 2 } else { 1 })
        }
    }
}
