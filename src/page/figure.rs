//! A number of a table as the page shows it, with the cell that it stands for. Numbers become text here and nowhere else.

use std::fmt::{Display, Formatter};

use askama::filters::HtmlSafe;

/// How a number is written for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberShape {
    /// A tone, a stance or a difference: its sign and two decimals.
    Signed,
    /// A share in per cent; below a tenth with one decimal.
    Percent,
    /// A difference of shares, in points of per cent with its sign and one decimal.
    Points,
    /// A number of things.
    Count,
    /// A p: three decimals, and never zero.
    Chance,
    /// A score: two decimals.
    Score,
}

/// A number and the cell that it stands for.
#[derive(Debug, Clone)]
pub struct PageFigure {
    /// Table, number of the row from 1, and column, with slashes between.
    pub cell: String,
    /// The cell as printed.
    pub csv: String,
    /// The number.
    pub value: f64,
    shape: NumberShape,
}

impl PageFigure {
    /// Of a cell as printed; none where it is empty or no number.
    pub fn new(cell: String, csv: &str, shape: NumberShape) -> Option<Self> {
        let value = csv.parse().ok().filter(|value: &f64| value.is_finite())?;
        Some(PageFigure { cell, csv: csv.to_owned(), value, shape })
    }

    /// What is read.
    pub fn shown(&self) -> String {
        shown(self.value, self.shape)
    }

    /// Which side of zero it is on, as it is shown: `pos`, `neg` or `nil`.
    pub fn side(&self) -> &'static str {
        match self.shown().chars().next() {
            Some('+') => "pos",
            Some('−') => "neg",
            _ => "nil",
        }
    }
}

impl Display for PageFigure {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        // digits of a number that was parsed, and names of tables and columns: nothing to escape
        write!(f, "<span data-cell=\"{}\" data-csv=\"{}\">{}</span>", self.cell, self.csv, self.shown())
    }
}

impl HtmlSafe for PageFigure {}

/// A number as people read it.
pub fn shown(value: f64, shape: NumberShape) -> String {
    match shape {
        NumberShape::Signed => signed(value, 2, ""),
        NumberShape::Points => signed(value * 100.0, 1, "\u{a0}points"),
        NumberShape::Percent => percent(value),
        NumberShape::Count => counted(value as u64),
        NumberShape::Chance if value < 0.0005 => "under 0.001".to_owned(),
        NumberShape::Chance => format!("{value:.3}"),
        NumberShape::Score => format!("{value:.2}"),
    }
}

/// Nothing is rounded to none, and nothing to all.
fn percent(value: f64) -> String {
    let digits = if value < 0.1 { format!("{:.1}", value * 100.0) } else { format!("{:.0}", value * 100.0) };
    match digits.as_str() {
        "0.0" if value > 0.0 => "under\u{a0}0.1\u{a0}%".to_owned(),
        "0.0" => "0\u{a0}%".to_owned(),
        "100" if value < 1.0 => "over\u{a0}99\u{a0}%".to_owned(),
        _ => format!("{digits}\u{a0}%"),
    }
}

fn signed(value: f64, decimals: usize, unit: &str) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let sign = match () {
        () if digits.chars().all(|c| matches!(c, '0' | '.')) => "",
        () if value < 0.0 => "−",
        () => "+",
    };
    format!("{sign}{digits}{unit}")
}

/// A whole number with its thousands apart.
pub fn counted(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 speaker", "2,000 speakers".
pub fn plural(n: usize, what: &str) -> String {
    format!("{} {what}{}", counted(n as u64), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_shown_where_the_digits_have_one() {
        let tone = |value| shown(value, NumberShape::Signed);
        assert_eq!([tone(0.096091), tone(-0.076601)], ["+0.10", "−0.08"]);
        assert_eq!([tone(-0.000084), tone(0.004)], ["0.00", "0.00"], "nothing that is shown has that sign");
        assert_eq!(shown(-0.234177, NumberShape::Points), "−23.4\u{a0}points");
    }

    #[test]
    fn nothing_is_rounded_to_none_or_to_all() {
        let share = |value| shown(value, NumberShape::Percent);
        assert_eq!([share(0.0), share(0.0002), share(0.0111)], ["0\u{a0}%", "under\u{a0}0.1\u{a0}%", "1.1\u{a0}%"]);
        assert_eq!([share(0.23), share(0.998), share(1.0)], ["23\u{a0}%", "over\u{a0}99\u{a0}%", "100\u{a0}%"]);
        assert_eq!([shown(0.0, NumberShape::Chance), shown(0.0005, NumberShape::Chance)], ["under 0.001", "0.001"]);
        assert_eq!([counted(7), counted(1_000), counted(1_234_567)], ["7", "1,000", "1,234,567"]);
    }
}
