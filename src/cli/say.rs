//! Where text goes: results to standard output, everything else to standard error.

use std::io::{ErrorKind, Write};

use console::{Term, colors_enabled_stderr};

use crate::error::{Error, Result};
use crate::report::screen::wrap;

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

/// Characters in a line where there is no terminal to say so.
const PIPE: u16 = 100;

/// Characters in a line of standard output.
pub fn width() -> u16 {
    Term::stdout().size_checked().map_or(PIPE, |(_, width)| width)
}

/// Where a summary is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Characters in a line.
    pub width: usize,
    /// Whether sentences are broken into lines of this width: in a pipe each stays one line, for programs that look for words.
    pub breaks: Breaks,
    /// What marks are drawn with.
    pub ink: Ink,
}

/// Whether sentences are broken into lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// Between words.
    BetweenWords,
    /// Nowhere.
    Nowhere,
}

/// What marks are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Orange and blue.
    Colours,
    /// Signs alone.
    Signs,
}

impl Screen {
    /// Standard error; without colours where `NO_COLOR` is set, the terminal has none or there is no terminal.
    pub fn stderr() -> Self {
        let terminal = Term::stderr().size_checked();
        Screen {
            width: terminal.map_or(PIPE, |(_, width)| width).into(),
            breaks: if terminal.is_some() { Breaks::BetweenWords } else { Breaks::Nowhere },
            ink: if colors_enabled_stderr() { Ink::Colours } else { Ink::Signs },
        }
    }

    /// A line of words, in lines that fit; what follows the first begins deeper.
    pub fn lines(self, text: &str) -> String {
        if self.breaks == Breaks::Nowhere {
            return format!("{text}\n");
        }
        let indent = " ".repeat(text.len() - text.trim_start().len());
        wrap(text, self.width, &format!("{indent}  "))
    }
}
