//! The binary: maps the result of the command line to an exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    match rostrum::cli::run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", error.chain());
            rostrum::cli::failure(&error)
        }
    }
}
