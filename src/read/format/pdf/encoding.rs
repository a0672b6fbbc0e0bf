//! What the codes of simple fonts stand for: encodings by name, and glyphs by theirs.

/// Letters with an accent, each behind the letter without it, by the accent's name.
const ACCENTS: [(&str, &str); 13] = [
    ("grave", "AÀEÈIÌOÒUÙaàeèiìoòuùNǸnǹ"),
    ("acute", "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźGǴgǵ"),
    ("circumflex", "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷ"),
    ("tilde", "AÃNÑOÕaãnñoõIĨiĩUŨuũ"),
    ("dieresis", "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸ"),
    ("ring", "AÅaåUŮuů"),
    ("cedilla", "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţ"),
    ("macron", "AĀaāEĒeēIĪiīOŌoōUŪuū"),
    ("breve", "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭ"),
    ("ogonek", "AĄaąEĘeęIĮiįUŲuų"),
    ("dotaccent", "CĊcċEĖeėGĠgġIİZŻzż"),
    ("caron", "CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzž"),
    ("hungarumlaut", "OŐoőUŰuű"),
];

/// Other glyphs of text by their names.
const NAMED: [(&str, &str); 91] = [
    ("space", " "),
    ("nbspace", " "),
    ("nonbreakingspace", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("quoteright", "’"),
    ("quoteleft", "‘"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quotesinglbase", "‚"),
    ("quotedblbase", "„"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("sfthyphen", "-"),
    ("minus", "−"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("exclamdown", "¡"),
    ("questiondown", "¿"),
    ("cent", "¢"),
    ("sterling", "£"),
    ("yen", "¥"),
    ("Euro", "€"),
    ("section", "§"),
    ("paragraph", "¶"),
    ("copyright", "©"),
    ("registered", "®"),
    ("trademark", "™"),
    ("degree", "°"),
    ("plusminus", "±"),
    ("periodcentered", "·"),
    ("bullet", "•"),
    ("ellipsis", "…"),
    ("endash", "–"),
    ("emdash", "—"),
    ("dagger", "†"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("germandbls", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("oslash", "ø"),
    ("Oslash", "Ø"),
    ("lslash", "ł"),
    ("Lslash", "Ł"),
    ("dotlessi", "ı"),
];

/// A table of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Of Windows.
    Windows,
    /// Of the Mac.
    Mac,
    /// Of Adobe's own fonts.
    Standard,
}

impl Base {
    /// By its name in a PDF.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "WinAnsiEncoding" => Some(Base::Windows),
            "MacRomanEncoding" => Some(Base::Mac),
            "StandardEncoding" => Some(Base::Standard),
            _ => None,
        }
    }

    /// What a code stands for.
    pub fn text(self, code: u8) -> Option<String> {
        let encoding = if self == Base::Mac { encoding_rs::MACINTOSH } else { encoding_rs::WINDOWS_1252 };
        let standard = match code {
            b'\'' => "quoteright",
            b'`' => "quoteleft",
            0xa9 => "quotesingle",
            0xaa => "quotedblleft",
            0xba => "quotedblright",
            0xae => "fi",
            0xaf => "fl",
            0xb1 => "endash",
            0xd0 => "emdash",
            0xb7 => "bullet",
            0xbc => "ellipsis",
            0xb8 => "quotesinglbase",
            0xb9 => "quotedblbase",
            0xfb => "germandbls",
            0xf1 => "ae",
            0xfa => "oe",
            0xf9 => "oslash",
            0xf8 => "lslash",
            _ => "",
        };
        if self == Base::Standard && !standard.is_empty() {
            return glyph(standard);
        }
        let text = encoding.decode_without_bom_handling(&[code]).0.into_owned();
        (!text.chars().any(char::is_control)).then_some(text)
    }
}

/// What a glyph stands for, by its name.
pub fn glyph(name: &str) -> Option<String> {
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(letter.to_string());
    }
    if let Some((_, text)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some((*text).to_owned());
    }
    let first = name.chars().next()?;
    let accent = ACCENTS.iter().find(|(accent, _)| name.get(first.len_utf8()..) == Some(accent));
    if let Some((_, pairs)) = accent {
        let pairs: Vec<char> = pairs.chars().collect();
        return pairs.chunks_exact(2).find(|pair| pair[0] == first).map(|pair| pair[1].to_string());
    }
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u')).filter(|digits| digits.len() >= 4)?;
    let number = u32::from_str_radix(digits.get(..digits.len().min(if name.starts_with("uni") { 4 } else { 6 }))?, 16);
    number.ok().and_then(char::from_u32).map(|c| c.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_are_known_by_their_names() {
        for (name, text) in [
            ("A", "A"),
            ("eacute", "é"),
            ("Scaron", "Š"),
            ("quoteright", "’"),
            ("f_i", ""),
            ("uni20AC", "€"),
            ("u1F600", "😀"),
            ("a.sc", "a"),
            (".notdef", ""),
            ("g23", ""),
        ] {
            assert_eq!(glyph(name).unwrap_or_default(), text, "{name}");
        }
        assert_eq!(Base::Windows.text(0x92).as_deref(), Some("’"));
        assert_eq!(Base::Standard.text(b'\'').as_deref(), Some("’"));
        assert_eq!(Base::Mac.text(0x8e).as_deref(), Some("é"));
    }
}
