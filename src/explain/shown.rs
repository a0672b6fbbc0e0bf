//! An explanation for people: its sentences and its figures as tables for the screen.

use crate::report::csv::print;
use crate::report::screen::{draw, draw_all, printable};
use crate::results::Millionths;
use crate::table::{Cell, Table, number, text};

use crate::explain::behind::WeighedSentence;

/// The sentences behind numbers, and the numbers made again.
#[derive(Debug)]
pub struct Explanation {
    /// Whose numbers, and which.
    pub title: String,
    /// Sentences (or mentions) that the numbers are the mean of.
    pub found: usize,
    /// Those with the highest weight.
    pub shown: Vec<WeighedSentence>,
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
    pub source: String,
    /// What that gives.
    pub recomputed: String,
    /// The table it is printed in.
    pub table: String,
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
        out.push_str(&draw(&sentences(), self.columns, &self.shown, width));
        out.push_str(&draw_all(&figures(), &self.figures, width));
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
    value.map_or(Cell::Missing, |v| Cell::Text(print(Cell::Number(v.0 as f64 / 1e6))))
}

fn sentences() -> Table<WeighedSentence> {
    Table::new("evidence", "the sentences or mentions that a number is the mean of")
        .with(text("sentence", "document:turn:sentence"), |s: &WeighedSentence| {
            let (document, turn, sentence) = &s.id;
            Cell::Text(format!("{document}:{turn}:{sentence}"))
        })
        .with(text("type", "type of the entity"), |s| {
            Cell::text_or_missing(s.stance.as_ref().map(|stance| stance.kind.as_str()))
        })
        .with(
            text(
                "goes on from",
                "the sentence of its turn with which the talk about the topic began, where that is another",
            ),
            |s| {
                let thread = s.stance.as_ref().and_then(|stance| stance.thread).filter(|thread| *thread != s.id.2);
                Cell::text_or_missing(thread.map(|thread| thread.to_string()).as_deref())
            },
        )
        .with(number("stance", "its stance"), |s| exact(s.stance.as_ref().map(|stance| stance.stance)))
        .with(number("valence", "its tone"), |s| exact(s.valence))
        .with(text("text", "the sentence"), |s| Cell::text(&s.text))
}

fn figures() -> Table<Figure> {
    Table::new("figures", "numbers as recomputed and as printed")
        .with(text("figure", "the column"), |f: &Figure| Cell::text(&f.name))
        .with(text("from", "the table it is recomputed from"), |f| Cell::text(&f.source))
        .with(number("recomputed", "what that gives"), |f| Cell::text(&f.recomputed))
        .with(text("in", "the table it is printed in"), |f| Cell::text(&f.table))
        .with(number("printed", "what stands there"), |f| Cell::text(&f.printed))
        .with(text("verdict", "whether they are equal"), |f| {
            Cell::text(if f.is_same() { "the same" } else { "DIFFERENT" })
        })
}
