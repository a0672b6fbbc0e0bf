//! Several names in one argument.

/// The names between commas, or between semicolons where there is one: a name such as "Orsol, Lena" has a comma.
pub fn names(text: &str) -> Vec<String> {
    let by = if text.contains(';') { ';' } else { ',' };
    text.split(by).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_part_names_that_have_commas() {
        assert_eq!(names("Orsol, Vell,"), ["Orsol", "Vell"]);
        assert_eq!(names("Orsol, Lena; Vell, Tomas"), ["Orsol, Lena", "Vell, Tomas"]);
        assert_eq!(names("Orsol, Lena;"), ["Orsol, Lena"]);
    }
}
