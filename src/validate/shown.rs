//! A validation for people: what was found, in 80 columns.

use crate::report::screen::{draw, printable};
use crate::table::{Cell, Table, number, text};
use crate::validate::corrected::{CorrectedFigure, CorrectedPair, Target};
use crate::validate::tables::agreement::AgreementRow;
use crate::validate::tables::errors::ErrorRow;

/// Alpha whose interval ends below this does not support conclusions (Krippendorff 2019).
pub const LOW_ALPHA: f64 = 0.667;

/// What a validation found.
#[derive(Debug)]
pub struct Validation {
    /// All coders, then each.
    pub agreement: Vec<AgreementRow>,
    /// Speakers, and all in the last row.
    pub errors: Vec<ErrorRow>,
    /// Figures of all measures.
    pub figures: Vec<CorrectedFigure>,
    /// Pairs of all measures.
    pub pairs: Vec<CorrectedPair>,
    /// What tests are about.
    pub target: Target,
    /// The upper end of alpha's interval where it is too low for corrected tables to be written.
    pub refused: Option<f64>,
}

impl Validation {
    /// The text, in lines of `width` characters.
    pub fn draw(&self, width: u16) -> String {
        let mut out = self.agreed();
        out.push_str(&self.erred());
        if self.refused.is_some() {
            return out;
        }
        let main = self.figures.first().map(|figure| figure.measure.clone()).unwrap_or_default();
        let shown: Vec<&CorrectedFigure> = self.figures.iter().filter(|figure| figure.measure == main).collect();
        let about = match self.target {
            Target::Population => "documents like these",
            Target::These => "these sentences",
        };
        out.push_str(&format!(
            "\n{}: by the model alone, and corrected (intervals are for {about})\n",
            printable(&main)
        ));
        let table = self.beside();
        let header = table.schema().header();
        out.push_str(&draw(&table, &header, &shown, width));
        let not = shown.iter().filter(|figure| figure.corrected.is_none()).count();
        if not > 0 {
            out.push_str(&format!(
                "{not} of {} are not corrected; the column note of the table corrected says why.\n",
                shown.len()
            ));
        }
        let changed = |note: &str| self.pairs.iter().filter(|pair| pair.notes.contains(&note)).count();
        out.push_str(&format!(
            "{} pairs in the table corrected_contrasts: {} changed their sign, {} no longer exclude zero.\n",
            self.pairs.len(),
            changed("changed_sign"),
            changed("no_longer_excludes_zero")
        ));
        out
    }

    fn agreed(&self) -> String {
        let Some(all) = self.agreement.first() else { return String::new() };
        let who = printable(&all.coders.join(", ")).into_owned();
        let Some(found) = all.agreement else {
            return format!("{who}: no sentence was coded by two, so nothing says how far coders agree.\n");
        };
        let mut line = format!(
            "{who} agree on {:.1} % of {} sentences ({:.1} to {:.1})",
            100.0 * found.share,
            found.items,
            100.0 * found.interval.low,
            100.0 * found.interval.high
        );
        match all.alpha {
            Some(alpha) => {
                line.push_str(&format!(",\nalpha {:.3}", alpha.value));
                if let Some(interval) = alpha.interval {
                    line.push_str(&format!(" ({:.3} to {:.3})", interval.low, interval.high));
                }
                line.push_str(".\n");
            }
            None => {
                line.push_str(&format!("; no alpha: {}.\n", all.note.unwrap_or("one class only").replace('_', " ")))
            }
        }
        line
    }

    fn erred(&self) -> String {
        let Some(found) = self.errors.last().and_then(|all| all.differential) else {
            return "Too few speakers are corrected, or their codes vary too little, to tell whether the model errs about some more.\n".to_owned();
        };
        if found.p <= 0.05 {
            return format!(
                "The model errs about some speakers more than about others (F {:.2}, p {}):\nuncorrected differences between them are partly its own.\n",
                found.f,
                small(found.p)
            );
        }
        format!(
            "No speaker was found to be misread more than others (F {:.2}, p {}). Not found is\nnot absent: this sample finds a spread of {:.2} in 80 % of cases, a smaller one less often.\n",
            found.f,
            small(found.p),
            found.smallest_spread
        )
    }

    fn beside(&self) -> Table<&CorrectedFigure> {
        let target = self.target;
        let end = move |high: bool| {
            move |r: &&CorrectedFigure| {
                let interval = r.corrected.as_ref().and_then(|c| match target {
                    Target::Population => c.interval,
                    Target::These => c.here,
                });
                Cell::real(interval.map(|i| if high { i.high } else { i.low }))
            }
        };
        Table::new("corrected", "As in corrected.csv.")
            .with(text("speaker", "As there"), |r: &&CorrectedFigure| match r.domain.level {
                "group" => Cell::text(format!("({})", r.domain.name)),
                _ => Cell::text(&r.domain.name),
            })
            .with(number("coded", "As there"), |r| Cell::count(r.domain.coded))
            .with(number("naive", "As there"), |r| Cell::real(r.naive))
            .with(number("corrected", "As there"), |r| Cell::real(r.corrected.as_ref().map(|c| c.value)))
            .with(number("low", "As there"), end(false))
            .with(number("high", "As there"), end(true))
    }
}

/// p with three decimals, never as zero.
fn small(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}
