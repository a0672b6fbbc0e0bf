//! What is said of a sample on the screen: the precision that it promises, and what is to be known before anybody codes.

use crate::report::screen::{draw_all, printable};
use crate::sample::allocation::FEWEST;
use crate::sample::plan::{PlannedSpeaker, median};
use crate::table::{Cell, FilledColumn, Table, integer, number, text};

/// Names that are listed.
const LISTED: usize = 5;

/// A sample that was drawn.
#[derive(Debug)]
pub struct DrawnSample {
    /// The speakers with the half widths of their intervals.
    pub speakers: Vec<PlannedSpeaker>,
    /// The sizes that the half widths are for.
    pub sizes: Vec<u64>,
    /// Units asked for.
    pub n: u64,
    /// Coders, with the items of their sheets.
    pub coders: Vec<(String, usize)>,
    /// Units that several coders have.
    pub common: usize,
    /// Speakers who say too little to be in the frame.
    pub left_out: Vec<String>,
    /// Scored sentences that a speaker needs.
    pub min_sentences: u64,
    /// Speakers of whom few unmarked sentences of the topic are coded: the name, and the share that may be missed
    /// though coders find none.
    pub missed: Vec<(String, f64)>,
    /// The folder.
    pub out: String,
}

impl DrawnSample {
    /// The text, in lines of `width` characters.
    pub fn draw(&self, width: u16) -> String {
        let mut rows = self.speakers.clone();
        let middle =
            |at: usize| median(self.speakers.iter().filter_map(|s| s.halves.get(at).copied().flatten()).collect());
        if self.speakers.len() > 1 {
            let sum = |of: fn(&PlannedSpeaker) -> u64| self.speakers.iter().map(of).sum();
            rows.push(PlannedSpeaker {
                speaker: "(median; sums)".to_owned(),
                units: sum(|s| s.units),
                drawn: sum(|s| s.drawn),
                halves: (0..self.sizes.len()).map(middle).collect(),
            });
        }
        let mut out = String::from("Expected half width of the corrected 95 % interval, by units coded\n");
        out.push_str(&draw_all(&self.table(), &rows, width));
        self.notes().iter().for_each(|note| out.push_str(&format!("{}\n", printable(note))));
        out
    }

    fn table(&self) -> Table<PlannedSpeaker> {
        let halves = self.sizes.iter().enumerate().map(|(at, n)| -> FilledColumn<PlannedSpeaker> {
            let half = move |s: &PlannedSpeaker| Cell::real(s.halves.get(at).copied().flatten());
            (number(format!("n = {n}"), "half width"), Box::new(half))
        });
        Table::new("plan", "one row per speaker")
            .with(text("speaker", "who speaks"), |s: &PlannedSpeaker| Cell::text(&s.speaker))
            .with(integer("units", "units in the frame"), |s| Cell::Count(s.units))
            .with(integer("drawn", "units drawn"), |s| Cell::Count(s.drawn))
            .with_all(halves)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "It is what the coding alone leaves open, if the predictions are as sure as they say; few or unlike documents make \
             an interval wider."
                .to_owned(),
        ];
        let drawn: u64 = self.speakers.iter().map(|s| s.drawn).sum();
        if drawn < self.n {
            notes.push(format!("There are only {drawn} units, so all of them are in the sample."));
        }
        let few = self.speakers.iter().filter(|s| s.drawn < FEWEST).map(|s| format!("{} ({})", s.speaker, s.drawn));
        let few: Vec<String> = few.collect();
        if !few.is_empty() {
            notes.push(format!("Under {FEWEST} units, too few to correct anything: {}.", listed(&few)));
        }
        if !self.left_out.is_empty() {
            let under = format!("Left out with under {} scored sentences (--min-sentences)", self.min_sentences);
            notes.push(format!("{under}: {}.", listed(&self.left_out)));
        }
        let missed: Vec<String> =
            self.missed.iter().map(|(name, share)| format!("{name} {:.0} %", 100.0 * share)).collect();
        if !missed.is_empty() {
            notes.push(format!(
                "Few sentences without the topic are coded: though coders find none of them about it, so many may be: {}.",
                listed(&missed)
            ));
        }
        if self.coders.len() > 1 && self.common < 30 {
            notes.push(format!(
                "{} units have several coders; under 30 no agreement is measured (--overlap, --n).",
                self.common
            ));
        }
        let sheets: Vec<String> = self.coders.iter().map(|(coder, items)| format!("{coder} ({items} items)")).collect();
        notes.push(format!(
            "{}: give each of {} one sheet and codebook.md; key.csv and sample.json are not for coders.",
            self.out,
            sheets.join(", ")
        ));
        notes
    }
}

/// The first few, and how many others.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(LISTED).cloned().collect::<Vec<String>>().join(", ");
    match names.len().checked_sub(LISTED) {
        Some(others @ 1..) => format!("{shown} and {others} more"),
        _ => shown,
    }
}
