//! The binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    rostrum::internals::command_line()
}
