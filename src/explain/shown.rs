//! An explanation for people: its sentences and its figures as tables for the screen.

use crate::label::Millionths;
use crate::report::csv::print;
use crate::report::screen::{draw, printable};
use crate::table::{Cell, Table, number, text};

use crate::explain::behind::Evidence;

/// The sentences behind numbers, and the numbers made again.
#[derive(Debug)]
pub struct Explanation {
    /// Whose numbers, and which.
    pub title: String,
    /// Sentences (or mentions) that the numbers are the mean of.
    pub found: usize,
    /// Those with the highest weight.
    pub shown: Vec<Evidence>,
    /// Columns to show of them.
    pub columns: &'static [&'static str],
    /// The numbers.
    pub figures: Vec<Figure>,
}

/// A number as recomputed and as printed.
#[derive(Debug)]
pub struct Figure {
    /// Its column.
    pub name: String,
    /// The table it is made again from.
    pub source: &'static str,
    /// What that gives.
    pub recomputed: String,
    /// The table it is printed in.
    pub table: &'static str,
    /// What stands there.
    pub printed: String,
}

impl Figure {
    fn is_same(&self) -> bool {
        self.recomputed == self.printed
    }
}

impl Explanation {
    /// The text, in lines of `width` characters.
    pub fn draw(&self, width: u16) -> String {
        let heading = match (self.found, self.shown.len()) {
            (0, _) => "no sentence".to_owned(),
            (1, _) => "1 value".to_owned(),
            (found, shown) if shown < found => format!("{found} values, the {shown} with the highest weight first"),
            (found, _) => format!("{found} values, those with the highest weight first"),
        };
        let mut out = format!("{}: {heading}\n", printable(&self.title));
        out.push_str(&draw(&evidence(), self.columns, &self.shown, width));
        let table = figures();
        out.push_str(&draw(&table, &table.header(), &self.figures, width));
        out
    }

    /// A line for each number that is not the same again.
    pub fn differences(&self) -> impl Iterator<Item = String> {
        self.figures.iter().filter(|figure| !figure.is_same()).map(|f| {
            let value = |text: &str| if text.is_empty() { "empty".to_owned() } else { text.to_owned() };
            let (printed, recomputed) = (value(&f.printed), value(&f.recomputed));
            format!("{} is {printed} in {}, and {recomputed} from {}", f.name, f.table, f.source)
        })
    }
}

/// To the last digit; on the screen numbers are rounded otherwise.
fn exact(value: Option<Millionths>) -> Cell {
    value.map_or(Cell::Missing, |v| Cell::Text(print(Cell::mean(v.0, 1))))
}

fn evidence() -> Table<Evidence> {
    Table {
        name: "evidence",
        about: "the sentences or mentions that a number is the mean of",
        columns: vec![
            text("sentence", "document:turn:sentence", |e: &Evidence| {
                let (document, turn, sentence) = &e.place;
                Cell::Text(format!("{document}:{turn}:{sentence}"))
            }),
            text("type", "type of the entity", |e: &Evidence| {
                Cell::text_or_missing(e.stance.as_ref().map(|b| b.kind.as_str()))
            }),
            number("stance", "its stance", |e: &Evidence| exact(e.stance.as_ref().map(|b| b.stance))),
            number("valence", "its tone", |e: &Evidence| exact(e.valence)),
            text("text", "the sentence", |e: &Evidence| Cell::Text(e.text.clone())),
        ],
    }
}

fn figures() -> Table<Figure> {
    Table {
        name: "figures",
        about: "numbers as recomputed and as printed",
        columns: vec![
            text("figure", "the column", |f: &Figure| Cell::Text(f.name.clone())),
            text("from", "the table it is recomputed from", |f: &Figure| Cell::Text(f.source.to_owned())),
            number("recomputed", "what that gives", |f: &Figure| Cell::Text(f.recomputed.clone())),
            text("in", "the table it is printed in", |f: &Figure| Cell::Text(f.table.to_owned())),
            number("printed", "what stands there", |f: &Figure| Cell::Text(f.printed.clone())),
            text("verdict", "whether they are equal", |f: &Figure| {
                Cell::Text(if f.is_same() { "the same" } else { "DIFFERENT" }.to_owned())
            }),
        ],
    }
}
