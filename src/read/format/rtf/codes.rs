//! Rich Text cut into groups, control words and bytes.

/// Groups nested deeper than this are no document.
const DEEPEST: usize = 1000;
/// The longest control word.
const LONGEST_WORD: usize = 32;

/// A piece of Rich Text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A control word and its number.
    Word(&'a str, Option<i32>),
    /// A control symbol, such as the one for a space that is not broken.
    Symbol(u8),
    /// A byte in the code page of its font, written in hexadecimal digits.
    Hex(u8),
    /// Bytes as they stand.
    Bytes(&'a [u8]),
    /// More groups are open than any document has.
    TooDeep,
}

/// The pieces in order.
pub struct Codes<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Codes<'a> {
    /// Of a file.
    pub fn new(bytes: &'a [u8]) -> Self {
        Codes { bytes, at: 0, depth: 0 }
    }

    fn control(&mut self) -> Option<Code<'a>> {
        let rest = self.bytes.get(self.at..)?;
        let first = *rest.first()?;
        if first == b'\'' {
            let digits = rest.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            self.at += if byte.is_some() { 3 } else { 1 };
            return Some(byte.map_or(Code::Symbol(b'\''), Code::Hex));
        }
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return Some(Code::Symbol(first));
        }
        let letters = rest.iter().take(LONGEST_WORD).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = std::str::from_utf8(&rest[..letters]).unwrap_or_default();
        let minus = usize::from(rest.get(letters) == Some(&b'-'));
        let digits = rest[letters + minus..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let end = if digits > 0 { letters + minus + digits } else { letters };
        let number = std::str::from_utf8(&rest[letters..end]).ok().and_then(|number| number.parse().ok());
        self.at += end + usize::from(rest.get(end) == Some(&b' '));
        if word == "bin" {
            let skipped = number.and_then(|number: i32| usize::try_from(number).ok()).unwrap_or(0);
            self.at = self.at.saturating_add(skipped).min(self.bytes.len());
        }
        Some(Code::Word(word, number))
    }
}

impl<'a> Iterator for Codes<'a> {
    type Item = Code<'a>;

    fn next(&mut self) -> Option<Code<'a>> {
        while matches!(self.bytes.get(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
        let start = self.at;
        match *self.bytes.get(start)? {
            b'{' => {
                self.at += 1;
                self.depth += 1;
                Some(if self.depth > DEEPEST { Code::TooDeep } else { Code::Open })
            }
            b'}' => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                Some(Code::Close)
            }
            b'\\' => {
                self.at += 1;
                self.control()
            }
            _ => {
                let length = self.bytes[start..].iter().take_while(|byte| !b"{}\\\r\n".contains(byte)).count();
                self.at += length;
                Some(Code::Bytes(&self.bytes[start..self.at]))
            }
        }
    }
}
