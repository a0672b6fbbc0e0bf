//! A number as it stands in a table.

/// A number as it stands in a table, exact: six decimals are whole millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millionths(pub i64);

impl TryFrom<&str> for Millionths {
    type Error = String;

    fn try_from(printed: &str) -> Result<Self, String> {
        let (sign, digits) = printed.strip_prefix('-').map_or((1, printed), |digits| (-1, digits));
        let parts = digits.split_once('.').filter(|(_, decimals)| decimals.len() == 6);
        let micro = parts.and_then(|(whole, decimals)| format!("{whole}{decimals}").parse::<u32>().ok());
        micro.map(|m| Millionths(sign * i64::from(m))).ok_or_else(|| format!("{printed:?} has not six decimals"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::MICRO;

    #[test]
    fn millionths_are_read_as_printed() {
        let read = |printed: &str| Millionths::try_from(printed).map(|m| m.0);
        assert_eq!(read("-0.000001"), Ok(-1));
        assert_eq!(read("1.000000"), Ok(MICRO));
        assert_eq!(read("-0.250000"), Ok(-250_000));
        for fault in ["", "1", "0.25", "0.2500000", "0.+50000", "NaN", "--1.000000"] {
            assert!(read(fault).is_err(), "{fault}");
        }
    }
}
