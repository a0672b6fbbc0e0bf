//! A comparison for people: figures side by side, differences in three ways, and in words what may and may not be concluded.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::report::screen::{draw_all, printable, probability, signed, wrap};
use crate::results::{Likeness, Record};
use crate::table::ValueKind::Number;
use crate::table::{Cell, Table, text};
use crate::tally::Inference;

/// p below which two are said to differ.
const SHOWN: f64 = 0.05;

/// A figure of both.
#[derive(Debug)]
pub struct SharedFigure {
    /// What it is.
    pub name: String,
    /// The first's and the second's.
    pub values: [String; 2],
}

/// A difference with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownDifference {
    /// The difference.
    pub value: f64,
    /// The ends of its interval, where it has one.
    pub ends: Option<[f64; 2]>,
}

impl ShownDifference {
    fn of(record: &Record, value: &str, ends: [&str; 2]) -> Result<Option<Self>> {
        let Some(value) = number(record, value)? else { return Ok(None) };
        let ends = match ends.map(|end| number(record, end)) {
            [Ok(Some(low)), Ok(Some(high))] => Some([low, high]),
            [Err(error), _] | [_, Err(error)] => return Err(error),
            _ => None,
        };
        Ok(Some(ShownDifference { value, ends }))
    }

    /// With the two exchanged.
    fn turned(self) -> Self {
        // and a zero stays one, without a sign
        ShownDifference { value: 0.0 - self.value, ends: self.ends.map(|[low, high]| [0.0 - high, 0.0 - low]) }
    }
}

/// A row of contrasts.csv.
#[derive(Debug)]
pub struct ShownContrast {
    /// The measure and what it is about: "stance about eaeu_trade".
    pub measure: String,
    /// Over all sentences.
    pub plain: Option<ShownDifference>,
    /// Over documents in which both spoke.
    pub paired: Option<ShownDifference>,
    /// Like for like.
    pub alike: Option<ShownDifference>,
    /// What p speaks about, as in the table.
    pub inference: String,
    /// p, and p corrected for its family; none where there was no test.
    pub p: Option<[f64; 2]>,
    /// Why there was none, as in the table.
    pub note: String,
    /// Pairs of its family that were tested.
    pub family: usize,
}

/// What pairs are corrected together for: all that is the same in a family of tests.
pub type Family = [String; 6];

impl ShownContrast {
    /// A row of contrasts.csv.
    ///
    /// # Errors
    /// [`crate::error::Error::Results`] where a column is missing or is no number.
    pub fn of(record: &Record) -> Result<Self> {
        let about = match (record.text("topic")?, record.text("entity")?) {
            ("", "") => String::new(),
            ("", entity) => format!(" toward {entity}"),
            (topic, _) => format!(" about {topic}"),
        };
        let inference = record.get("inference")?.to_owned();
        let here = inference == Inference::TheseDocuments.name();
        let ends = |low, high, here_low, here_high| if here { [here_low, here_high] } else { [low, high] };
        Ok(ShownContrast {
            measure: format!("{}{about}", record.get("measure")?),
            plain: ShownDifference::of(record, "difference", ends("low", "high", "here_low", "here_high"))?,
            paired: ShownDifference::of(record, "paired_difference", ["paired_low", "paired_high"])?,
            alike: ShownDifference::of(
                record,
                "standardised_difference",
                ends("standardised_low", "standardised_high", "standardised_here_low", "standardised_here_high"),
            )?,
            inference,
            p: number(record, "p")?.zip(number(record, "p_holm")?).map(|(p, holm)| [p, holm]),
            note: record.get("note")?.to_owned(),
            family: 0,
        })
    }

    /// The family of a row that was tested.
    ///
    /// # Errors
    /// As [`ShownContrast::of`].
    pub fn family(record: &Record) -> Result<Option<Family>> {
        if record.get("p")?.is_empty() {
            return Ok(None);
        }
        let columns = ["level", "measure", "topic", "entity", "entity_type", "inference"];
        let mut family = Family::default();
        for (cell, column) in family.iter_mut().zip(columns) {
            *cell = record.get(column)?.to_owned();
        }
        Ok(Some(family))
    }

    /// With the two exchanged.
    pub fn turned(self) -> Self {
        let turned = |difference: Option<ShownDifference>| difference.map(ShownDifference::turned);
        ShownContrast { plain: turned(self.plain), paired: turned(self.paired), alike: turned(self.alike), ..self }
    }

    fn differs(&self) -> bool {
        self.p.is_some_and(|[_, corrected]| corrected < SHOWN)
    }

    fn verdict(&self) -> String {
        match self.p {
            None => "not tested".to_owned(),
            Some([_, corrected]) => {
                let word = if corrected < SHOWN { "differ" } else { "not shown" };
                format!("{word}\n{}", probability(corrected))
            }
        }
    }

    /// "p = 0.046 by itself, p = 0.68 corrected for the 15 pairs that were tested".
    fn tests(&self) -> String {
        let Some([p, corrected]) = self.p.map(|both| both.map(probability)) else { return String::new() };
        match self.family {
            0 | 1 => format!("{p}, the only pair that was tested"),
            n => format!("{p} by itself, {corrected} corrected for the {n} pairs that were tested"),
        }
    }

    /// What p speaks about, for people.
    fn scope(&self) -> &'static str {
        if self.inference == Inference::TheseDocuments.name() {
            "what was said in these documents, which says nothing about other meetings"
        } else {
            "meetings like these, as far as these documents stand for them"
        }
    }
}

fn number(record: &Record, column: &str) -> Result<Option<f64>> {
    Ok(match record.cell(column, Number)? {
        Cell::Number(x) => Some(x),
        _ => None,
    })
}

/// Two speakers side by side.
#[derive(Debug)]
pub struct Comparison {
    /// Their names.
    pub names: [String; 2],
    /// How much and how they speak, over everything and by topic.
    pub figures: Vec<SharedFigure>,
    /// Whether there is a topic that both talk about.
    pub common: bool,
    /// The first minus the second.
    pub contrasts: Vec<ShownContrast>,
    /// What the like-for-like differences are like in, and what a test needs.
    pub likeness: Likeness,
    /// The file that they stand in.
    pub source: String,
}

impl Comparison {
    /// The text, in lines of `width` characters.
    pub fn draw(&self, width: u16) -> String {
        let [a, b] = self.names.each_ref().map(|name| printable(name));
        let mut out = draw_all(&self.side_by_side(), &self.figures, width);
        let mut say = |line: &str| out.push_str(&wrap(line, width.into(), ""));
        if self.figures.iter().any(|figure| figure.values.iter().any(|value| value.ends_with('*'))) {
            say("* for what was said in these documents alone: with fewer than five, others may sound otherwise");
        }
        if !self.common {
            say("There is no topic that both talk about.");
        }
        if self.contrasts.is_empty() {
            let by = if a.contains(',') || b.contains(',') { "; " } else { "," };
            out.push_str(&wrap(
                "\nThis run did not test the pair, so nothing says whether they differ; intervals above do not. To test it, \
                 analyze again with",
                width.into(),
                "",
            ));
            // on a line of its own, to be copied
            out.push_str(&format!("  --between \"{a}{by}{b}\"\n"));
            return out;
        }
        out.push('\n');
        out.push_str(&wrap(&format!("Differences: {a} minus {b} ({})", self.source), width.into(), ""));
        out.push_str(&draw_all(&self.differences(), &self.contrasts, width));
        for line in self.words() {
            out.push_str(&wrap(&line, width.into(), ""));
        }
        out
    }

    fn side_by_side(&self) -> Table<SharedFigure> {
        let [a, b] = self.names.each_ref().map(|name| printable(name).into_owned());
        Table::new("figures", "of both")
            .with(text("figure", "what it is"), |f: &SharedFigure| Cell::text(&f.name))
            .with(text(a, "the first's"), |f| Cell::text(&f.values[0]))
            .with(text(b, "the second's"), |f| Cell::text(&f.values[1]))
    }

    fn differences(&self) -> Table<ShownContrast> {
        let shown = |difference: Option<ShownDifference>| match difference {
            None => Cell::Missing,
            Some(ShownDifference { value, ends: None }) => Cell::Text(signed(value)),
            Some(ShownDifference { value, ends: Some([low, high]) }) => {
                Cell::Text(format!("{}\n{}", signed(value), interval([low, high])))
            }
        };
        Table::new("contrasts", "the first minus the second")
            .with(text("measure", "what is compared"), |c: &ShownContrast| Cell::text(&c.measure))
            .with(text("plain", "over all sentences"), move |c| shown(c.plain))
            .with(text("same documents", "over documents in which both spoke"), move |c| shown(c.paired))
            .with(text(self.likeness.heading(), "like for like"), move |c| shown(c.alike))
            .with(text("verdict", "what p says"), |c| Cell::Text(c.verdict()))
    }

    /// What may be concluded: every sentence follows from p, or from the signs of the differences.
    fn words(&self) -> Vec<String> {
        let [a, b] = self.names.each_ref().map(|name| printable(name));
        let mut out = Vec::new();
        let Some((tone, others)) = self.contrasts.split_first() else { return out };
        let value = tone.plain.map_or(0.0, |plain| plain.value);
        let warmer = if value > 0.0 { "warmer" } else { "darker" };
        out.push(match (tone.p, tone.differs()) {
            (None, _) => {
                format!(
                    "Verdict: whether they differ in {} was not tested ({}).",
                    tone.measure,
                    self.reason(&tone.note)
                )
            }
            (_, true) if tone.measure == "tone" => {
                format!(
                    "Verdict: {a} speaks in a {warmer} tone than {b}: {}. This is about {}.",
                    tone.tests(),
                    tone.scope()
                )
            }
            (_, true) => {
                format!("Verdict: they differ in {}: {}. This is about {}.", tone.measure, tone.tests(), tone.scope())
            }
            (_, false) => format!(
                "Verdict: they are not shown to differ in {}: {}. This is about {}.",
                tone.measure,
                tone.tests(),
                tone.scope()
            ),
        });
        let list = |of: &dyn Fn(&&ShownContrast) -> bool| {
            let names: Vec<String> = others.iter().filter(of).map(|c| printable(&c.measure).into_owned()).collect();
            names.join(", ")
        };
        let differ = list(&|c| c.differs());
        if !differ.is_empty() {
            let as_well = if tone.differs() { " as well" } else { "" };
            out.push(format!("They differ{as_well} in {differ}."));
        } else if others.iter().any(|c| c.p.is_some()) {
            out.push("Nothing else that was tested is shown to differ.".to_owned());
        }
        let mut untested: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for contrast in others.iter().filter(|c| c.p.is_none()) {
            untested.entry(&contrast.note).or_default().push(printable(&contrast.measure).into_owned());
        }
        for (note, measures) in untested {
            out.push(format!("Not tested ({}): {}.", self.reason(note), measures.join(", ")));
        }
        if self.contrasts.iter().any(|c| c.p.is_none()) {
            out.push("A difference that was not tested describes these documents, and decides nothing.".to_owned());
        }
        let opposite = |other: Option<ShownDifference>| other.is_some_and(|other| other.value * value < 0.0);
        let turns: Vec<String> =
            [(tone.paired, "in the same documents".to_owned()), (tone.alike, self.likeness.words())]
                .into_iter()
                .filter(|(difference, _)| opposite(*difference))
                .map(|(_, what)| what)
                .collect();
        if !turns.is_empty() {
            out.push(format!(
                "Mind that the difference in {} has the opposite sign {}.",
                tone.measure,
                turns.join(" and ")
            ));
        }
        out.push(
            "A verdict goes by p corrected for all pairs of the run; where you had asked about this pair alone before \
                  you saw it, analyze again with --between. A difference in tone is no difference in stance."
                .to_owned(),
        );
        out
    }

    /// Why there was no test, for people.
    fn reason(&self, note: &str) -> String {
        match note {
            "not_tested_few_sentences" => {
                format!("fewer than {} sentences of one of them", self.likeness.min_sentences)
            }
            "not_tested_few_clusters" => {
                "fewer than five turns or paragraphs of one of them, or nothing varies".to_owned()
            }
            other => other.replace('_', " "),
        }
    }
}

/// "-0.04 to 0.43": a plus would only make it longer.
fn interval(ends: [f64; 2]) -> String {
    let [low, high] = ends.map(signed);
    format!("{} to {}", low.trim_start_matches('+'), high.trim_start_matches('+'))
}

/// What a column means and what it is called for people.
type NamedColumns = &'static [(&'static str, &'static str)];

const COUNTS: NamedColumns = &[("documents", "documents"), ("sentences", "sentences")];
const SHARES: NamedColumns =
    &[("negative", "negative_share"), ("neutral", "neutral_share"), ("positive", "positive_share")];

/// What speakers.csv says of both.
///
/// # Errors
/// [`crate::error::Error::Results`] where a column is missing.
pub fn over_everything(both: [&Record; 2]) -> Result<Vec<SharedFigure>> {
    let mut out = Vec::new();
    for (name, column) in COUNTS {
        out.push(figure(name, both, |record| Ok(record.get(column)?.to_owned()))?);
    }
    out.push(figure("tone", both, |record| mean(record, "tone"))?);
    for (name, column) in SHARES {
        out.push(figure(name, both, |record| {
            Ok(number(record, column)?.map_or_else(String::new, |share| format!("{share:.2}")))
        })?);
    }
    Ok(out)
}

/// What speaker_topics.csv says of both about a topic.
///
/// # Errors
/// As [`over_everything`].
pub fn about(topic: &str, both: [&Record; 2]) -> Result<Vec<SharedFigure>> {
    Ok(vec![
        figure(&format!("{topic}: sentences"), both, |record| Ok(record.get("sentences")?.to_owned()))?,
        figure(&format!("{topic}: tone"), both, |record| mean(record, "tone"))?,
        figure(&format!("{topic}: stance"), both, |record| mean(record, "stance"))?,
    ])
}

fn figure(name: &str, both: [&Record; 2], of: impl Fn(&Record) -> Result<String>) -> Result<SharedFigure> {
    Ok(SharedFigure { name: name.to_owned(), values: [of(both[0])?, of(both[1])?] })
}

/// A mean with its interval: that for documents like these where there is one, else that for these documents with a mark.
fn mean(record: &Record, name: &str) -> Result<String> {
    let ends = |[low, high]: [&str; 2]| [format!("{name}_{low}"), format!("{name}_{high}")];
    let with = |[low, high]: [String; 2]| ShownDifference::of(record, name, [&low, &high]);
    let Some(mean) = with(ends(["low", "high"]))? else { return Ok(String::new()) };
    let (mean, mark) = match mean.ends {
        Some(_) => (mean, ""),
        None => (with(ends(["here_low", "here_high"]))?.unwrap_or(mean), " *"),
    };
    let interval = mean.ends.map(|ends| format!(" ({}){mark}", interval(ends)));
    Ok(format!("{}{}", signed(mean.value), interval.unwrap_or_default()))
}
