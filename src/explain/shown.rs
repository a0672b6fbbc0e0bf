//! An explanation for people: the sentences by where they stand among all, and the figures made again.

use std::collections::BTreeMap;

use crate::report::csv::print;
use crate::report::screen::{draw_all, printable, wrap};
use crate::results::Millionths;
use crate::table::{Cell, Table, text};

use crate::explain::behind::{Among, WeighedSentence};

/// The sentences behind numbers, and the numbers made again.
#[derive(Debug)]
pub struct Explanation {
    /// Whose numbers, and which.
    pub title: String,
    /// Sentences (or mentions) that the numbers are the mean of.
    pub found: usize,
    /// Some of them, by where they stand and in order.
    pub shown: BTreeMap<(Among, usize), WeighedSentence>,
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
            (found, shown) if shown < found => format!("{found} values, {shown} of them shown"),
            (found, _) => format!("{found} values"),
        };
        let mut out = wrap(&format!("{}: {heading}", printable(&self.title)), width.into(), "  ");
        let mut last = None;
        for ((among, _), sentence) in &self.shown {
            if last != Some(*among) {
                out.push_str(&format!("{}\n", among_words(*among)));
                last = Some(*among);
            }
            out.push_str(&drawn(sentence, *among, width));
        }
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

fn among_words(among: Among) -> &'static str {
    match among {
        Among::All => "all, the highest first",
        Among::Highest => "the highest",
        Among::Lowest => "the lowest",
        Among::Middle => "in the middle: half are higher, half are lower",
        Among::LeastSure => "where the model is least sure of its label, of the others",
    }
}

/// To the last digit; on the screen numbers are rounded otherwise.
fn exact(value: Millionths) -> String {
    print(Cell::Number(value.0 as f64 / 1e6))
}

/// The value, where the sentence stands and what else is known of it, and below these the sentence.
fn drawn(sentence: &WeighedSentence, among: Among, width: u16) -> String {
    let (document, turn, number) = &sentence.id;
    let mut known = Vec::new();
    if let Some(stance) = &sentence.stance {
        known.push(format!("tone {}", exact(sentence.valence)));
        if !stance.kind.is_empty() {
            known.push(stance.kind.clone());
        }
        // where the talk about the topic began, if that is another sentence
        known.extend(stance.thread.filter(|thread| thread != number).map(|thread| format!("goes on from {thread}")));
    }
    if among == Among::LeastSure {
        known.push(format!("probability of its label {}", exact(sentence.sure())));
    }
    let known = if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) };
    let indent = " ".repeat(13);
    let head = format!("  {:>9}  {document}:{turn}:{number}{known}", exact(sentence.value()));
    let text = printable(&sentence.text).split_whitespace().collect::<Vec<_>>().join(" ");
    wrap(&printable(&head), width.into(), &indent) + &wrap(&format!("{indent}{text}"), width.into(), &indent)
}

fn figures() -> Table<Figure> {
    let value =
        |value: &str, table: &str| if value.is_empty() { "empty".to_owned() } else { format!("{value} {table}") };
    Table::new("figures", "numbers as recomputed and as printed")
        .with(text("figure", "the column"), |f: &Figure| Cell::text(&f.name))
        .with(text("recomputed", "what the table of sentences gives"), move |f| {
            Cell::Text(value(&f.recomputed, &format!("from {}", f.source)))
        })
        .with(text("printed", "what stands in the table"), move |f| {
            Cell::Text(value(&f.printed, &format!("in {}", f.table)))
        })
        .with(text("verdict", "whether they are equal"), |f| {
            Cell::text(if f.is_same() { "the same" } else { "DIFFERENT" })
        })
}
