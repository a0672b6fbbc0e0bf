//! Files of programs that are not read, each refused by its name and with what to do instead. Decoded, they would be
//! "not a text file", which says nothing.

use std::io::Cursor;
use std::path::Path;

use crate::error::{Error, Result};
use crate::input::is_document;

/// What a compound file begins with: Word, Excel and PowerPoint before 2007, and documents under a password.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// The streams of a compound file by which it is told, as its directory names them, and what to say.
const STREAMS: [(&str, &str); 4] = [
    ("EncryptedPackage", "a document under a password; save it without one"),
    ("Workbook", "a sheet of Excel before 2007 (.xls); save it as .xlsx or CSV"),
    ("PowerPoint Document", "slides of PowerPoint before 2007 (.ppt); save them as text"),
    ("WordDocument", "a document of Word before 2007 (.doc); save it as .docx or text"),
];

/// Documents in ZIP archives by the beginnings of their parts' names, and what to say.
const PARTS: [(&str, &str); 4] = [
    ("xl/workbook.bin", "a binary sheet of Excel (.xlsb); save it as .xlsx or CSV"),
    ("ppt/", "slides of PowerPoint (.pptx); save them as text"),
    ("Index/", "a document of Pages, Numbers or Keynote; export it as Word, Excel or text"),
    ("", "an office document of a kind that is not read; save it as text, HTML or CSV"),
];

/// Refuses the document of a program that is not read.
///
/// # Errors
/// `Malformed` with the program's name and what to do.
pub fn refuse(path: &Path, bytes: &[u8]) -> Result<()> {
    let found = if bytes.starts_with(&COMPOUND) {
        Some(compound(bytes))
    } else if bytes.starts_with(b"PK") && is_document(Cursor::new(bytes)) {
        let known = PARTS.iter().find(|(part, _)| holds(bytes, part.as_bytes()));
        known.map(|(_, reason)| *reason)
    } else {
        None
    };
    match found {
        Some(reason) => {
            Err(Error::Malformed { path: path.to_path_buf(), line: None, reason: format!("{reason} and read that") })
        }
        None => Ok(()),
    }
}

fn compound(bytes: &[u8]) -> &'static str {
    let named = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        holds(bytes, &wide)
    };
    let known = STREAMS.iter().find(|(stream, _)| named(stream));
    known.map_or("a document of Word, Excel or PowerPoint before 2007; save it as .docx, .xlsx or text", |(_, r)| *r)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    part.is_empty() || bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_documents_are_refused_by_name() {
        let file = |stream: &str| {
            let wide = stream.encode_utf16().flat_map(u16::to_le_bytes);
            COMPOUND.into_iter().chain([0; 100]).chain(wide).collect::<Vec<u8>>()
        };
        let said = |stream| refuse(Path::new("x"), &file(stream)).map_or_else(|e| e.to_string(), |()| String::new());
        assert!(said("WordDocument").contains("Word before 2007 (.doc); save it as .docx"));
        assert!(said("Workbook").contains(".xls)"));
        assert!(said("EncryptedPackage").contains("password"));
        assert!(said("").contains("Word, Excel or PowerPoint"));
        assert!(refuse(Path::new("x"), b"Lena Orsol: We met.").is_ok());
    }
}
