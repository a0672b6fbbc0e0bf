//! A row of contrasts.csv, and what may be concluded from it.

use crate::error::Result;
use crate::page::figure::{NumberShape, PageFigure};
use crate::page::people::short;
use crate::page::row::{Ends, PageRow, rows};
use crate::page::source::PageSource;
use crate::tally::Inference;

/// What p must stay below, once corrected.
const LEVEL: f64 = 0.05;

/// Two compared speakers or groups.
pub struct PageContrast {
    /// The number of its row, which is also that of its place in the page.
    pub number: usize,
    /// The two as shown.
    pub names: [String; 2],
    /// The two as they stand in the table.
    pub keys: [String; 2],
    /// tone, stance, target_stance or topic_share.
    pub measure: String,
    /// The topic's id, or the entity; empty where it is about neither.
    pub about: String,
    /// Sentences, or mentions.
    pub sentences: [PageFigure; 2],
    /// The value of each.
    pub values: [PageFigure; 2],
    /// The first minus the second.
    pub difference: PageFigure,
    /// Its interval.
    pub ends: Option<Ends>,
    /// The difference where both speak.
    pub paired: Option<PageFigure>,
    /// Its interval.
    pub paired_ends: Option<Ends>,
    /// Documents in which both speak.
    pub shared: PageFigure,
    /// The difference at an equal mix of topics.
    pub alike: Option<PageFigure>,
    /// Its interval.
    pub alike_ends: Option<Ends>,
    /// The test: p, and p corrected for its family; none where there was no test.
    pub test: Option<[PageFigure; 2]>,
    /// What the test is about.
    pub inference: Option<Inference>,
    /// Why there is no test.
    pub note: String,
}

impl PageContrast {
    /// The rows that the page may say something about, in order.
    ///
    /// # Errors
    /// [`crate::error::Error::Results`].
    pub fn read(source: &PageSource) -> Result<Vec<PageContrast>> {
        let mut all = Vec::new();
        for row in rows(&source.results, "contrasts")? {
            all.extend(PageContrast::of(source, &row?)?);
        }
        Ok(all)
    }

    fn of(source: &PageSource, row: &PageRow) -> Result<Option<Self>> {
        let measure = row.text("measure")?.to_owned();
        let (value, apart) = match measure.as_str() {
            "tone" | "stance" | "target_stance" => (NumberShape::Signed, NumberShape::Signed),
            "topic_share" => (NumberShape::Percent, NumberShape::Points),
            _ => return Ok(None),
        };
        let keys = [row.text("a")?.to_owned(), row.text("b")?.to_owned()];
        let [Some(of_a), Some(of_b)] =
            [row.figure("sentences_a", NumberShape::Count)?, row.figure("sentences_b", NumberShape::Count)?]
        else {
            return Ok(None);
        };
        let [Some(a), Some(b)] = [row.figure("value_a", value)?, row.figure("value_b", value)?] else {
            return Ok(None);
        };
        let (Some(difference), Some(shared)) =
            (row.figure("difference", apart)?, row.figure("shared_documents", NumberShape::Count)?)
        else {
            return Ok(None);
        };
        let population = row.ends(["standardised_low", "standardised_high"], Inference::Population, apart)?;
        let alike_ends = match population {
            Some(ends) => Some(ends),
            None => row.ends(["standardised_here_low", "standardised_here_high"], Inference::TheseDocuments, apart)?,
        };
        let stated = row.text("inference")?;
        Ok(Some(PageContrast {
            number: row.number,
            names: if row.text("level")? == "speaker" {
                [source.people.shown(&keys[0]), source.people.shown(&keys[1])]
            } else {
                [short(&keys[0]), short(&keys[1])]
            },
            about: [row.text("topic")?, row.text("entity")?].concat(),
            sentences: [of_a, of_b],
            values: [a, b],
            ends: row.interval("", apart)?,
            paired: row.figure("paired_difference", apart)?,
            paired_ends: row.ends(["paired_low", "paired_high"], Inference::Population, apart)?,
            alike: row.figure("standardised_difference", apart)?,
            alike_ends,
            test: row
                .figure("p", NumberShape::Chance)?
                .zip(row.figure("p_holm", NumberShape::Chance)?)
                .map(|(p, holm)| [p, holm]),
            inference: Inference::ALL.into_iter().find(|inference| inference.name() == stated),
            note: row.text("note")?.to_owned(),
            difference,
            shared,
            measure,
            keys,
        }))
    }

    /// p, corrected for its family.
    pub fn corrected(&self) -> Option<&PageFigure> {
        self.test.as_ref().map(|[_, holm]| holm)
    }

    /// Whether it is about all that the two said.
    pub fn is_plain(&self) -> bool {
        self.measure == "tone" && self.about.is_empty()
    }

    /// Whether the two are shown to differ: by the corrected test, and nothing else.
    pub fn holds(&self) -> bool {
        self.corrected().is_some_and(|holm| holm.value < LEVEL)
    }

    /// Whether the difference has the other sign where both speak.
    pub fn turns(&self) -> bool {
        let sides = |paired: &PageFigure| (self.difference.side(), paired.side());
        self.paired.as_ref().is_some_and(|paired| matches!(sides(paired), ("pos", "neg") | ("neg", "pos")))
    }

    /// The verdict in few words, and its class in the style sheet.
    pub fn verdict(&self) -> (&'static str, &'static str) {
        match &self.test {
            None => ("not tested", "no"),
            Some(_) if self.holds() && self.inference == Some(Inference::TheseDocuments) => {
                ("differ in these documents", "yes")
            }
            Some(_) if self.holds() => ("differ", "yes"),
            Some([p, _]) if p.value < LEVEL => ("not once corrected", "no"),
            Some(_) => ("not shown to differ", "no"),
        }
    }

    /// Indexes of the side with the higher value and of the other.
    pub fn order(&self) -> [usize; 2] {
        if self.difference.value < 0.0 { [1, 0] } else { [0, 1] }
    }
}
