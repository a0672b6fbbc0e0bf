//! Where text goes: results to standard output, everything else to standard error.

use std::io::{ErrorKind, Write};

use console::Term;

use crate::error::{Error, Result};

/// Prints to standard output; whoever closed it has seen enough.
///
/// # Errors
/// [`Error::Write`] where it cannot be written for another reason, such as a full disk.
pub fn print(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => {
            Err(Error::Write { path: "standard output".into(), source })
        }
        _ => Ok(()),
    }
}

/// Says a line on standard error; whoever closed it does not want to know.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Characters in a line of the terminal; of a pipe there is no width.
pub fn width() -> u16 {
    Term::stdout().size_checked().map_or(120, |(_, width)| width)
}
