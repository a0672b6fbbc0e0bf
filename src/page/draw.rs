//! Marks, drawn as SVG from the cells they stand for. Lengths are per cents of the width, so a drawing is as wide as its
//! place in the page; every mark carries its cells and every drawing its scale, so that both can be checked.

use std::fmt::{Display, Formatter, Write};

use askama::filters::HtmlSafe;

use crate::page::figure::{NumberShape, PageFigure, shown};
use crate::page::prose::escaped;
use crate::page::row::Ends;
use crate::tally::Inference;

/// Per cent of the width left free at both sides of a scale.
const MARGIN: f64 = 4.0;
/// Height of a row's drawing.
const HEIGHT: u32 = 24;
/// Most steps of a scale.
const STEPS: f64 = 6.0;

/// A drawing.
#[derive(Debug, Clone, Default)]
pub struct Svg(String);

impl Display for Svg {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Svg {}

/// A scale from one value to another.
#[derive(Debug, Clone, Copy)]
pub struct PageScale {
    from: f64,
    to: f64,
    step: f64,
}

impl PageScale {
    /// One that holds zero and all of the values, between −2 and 2.
    pub fn over(values: impl IntoIterator<Item = f64>) -> Self {
        let (mut low, mut high) = (-0.1, 0.1);
        for value in values {
            low = value.clamp(-2.0, low);
            high = value.clamp(high, 2.0);
        }
        let step = [0.1, 0.25, 0.5].into_iter().find(|step| (high - low) / step <= STEPS).unwrap_or(1.0);
        // a value that stands on a step does not open another one
        let to = |x: f64| ((x / step - 1e-9).ceil() * step).min(2.0);
        PageScale { from: -to(-low), to: to(high), step }
    }

    /// Over figures and the intervals around them.
    pub fn of<'a>(marks: impl IntoIterator<Item = (Option<&'a PageFigure>, Option<&'a Ends>)>) -> Self {
        Self::over(marks.into_iter().flat_map(|(figure, ends)| {
            let ends = ends.into_iter().flat_map(|ends| [ends.low.value, ends.high.value]);
            figure.map(|figure| figure.value).into_iter().chain(ends).collect::<Vec<f64>>()
        }))
    }

    /// From nothing to one, for scores.
    pub fn unit() -> Self {
        PageScale { from: 0.0, to: 1.0, step: 0.25 }
    }

    fn x(&self, value: f64) -> f64 {
        MARGIN + (value - self.from) / (self.to - self.from) * (100.0 - 2.0 * MARGIN)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let (first, last) = ((self.from / self.step).round() as i64, (self.to / self.step).round() as i64);
        let step = self.step;
        (first..=last).map(move |at| at as f64 * step)
    }

    /// The scale itself, for the head of a column: what lies to the left of zero and to the right of it, and the steps.
    pub fn axis(&self, left: &str, right: &str) -> Svg {
        let mut out = String::from("<svg class=\"ax\" height=\"34\" aria-hidden=\"true\">");
        let zero = self.x(0.0);
        let side = |x: f64, anchor: &str, dx: i32, text: &str| {
            format!("<text x=\"{x:.2}%\" y=\"11\" dx=\"{dx}\" class=\"tl\" text-anchor=\"{anchor}\">{text}</text>")
        };
        if self.from < 0.0 {
            out += &side(zero, "end", -6, &format!("← {left}"));
            out += &side(zero, "start", 6, &format!("{right} →"));
        }
        let many = self.ticks().count() > 3;
        for tick in self.ticks() {
            let zero = tick.abs() < 1e-9;
            // every other one gives way where there is little room
            let odd = ((tick / self.step).round() as i64) % 2 != 0;
            let class = if many && odd { "tn minor" } else { "tn" };
            let shape = if self.from < 0.0 { NumberShape::Signed } else { NumberShape::Score };
            let text = if zero { "0".to_owned() } else { shown(tick, shape) };
            let x = self.x(tick);
            // writing to a string cannot fail
            let _ = write!(out, "<text x=\"{x:.2}%\" y=\"25\" class=\"{class}\" text-anchor=\"middle\">{text}</text>");
            let _ = write!(out, "<line x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"29\" y2=\"34\" class=\"tick\"/>");
        }
        Svg(out + "</svg>")
    }

    /// Begins a row's drawing, which says in words what it shows.
    pub fn row(&self, words: &str) -> Drawing {
        let (from, to) = (self.from, self.to);
        let words = escaped(words);
        let mut out = format!(
            "<svg class=\"row\" height=\"{HEIGHT}\" role=\"img\" aria-label=\"{words}\" data-from=\"{from:.2}\" data-to=\"{to:.2}\">"
        );
        for tick in self.ticks() {
            let class = if tick.abs() < 1e-9 { "zero" } else { "grid" };
            let x = self.x(tick);
            let _ = write!(out, "<line x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"0\" y2=\"{HEIGHT}\" class=\"{class}\"/>");
        }
        Drawing { scale: *self, out }
    }
}

/// What an interval is about, in the style sheet.
fn class(inference: Inference) -> &'static str {
    match inference {
        Inference::Population => "wide",
        Inference::TheseDocuments => "here",
    }
}

/// A row's drawing under construction.
pub struct Drawing {
    scale: PageScale,
    out: String,
}

impl Drawing {
    /// A line from one end of an interval to the other; one that is about other documents as well has caps.
    pub fn interval(mut self, ends: Option<&Ends>) -> Self {
        let Some(Ends { low, high, inference }) = ends else { return self };
        let (from, to) = (self.scale.x(low.value), self.scale.x(high.value));
        let (class, middle) = (class(*inference), HEIGHT / 2);
        let _ = write!(
            self.out,
            "<line class=\"iv {class}\" data-cell=\"{} {}\" data-csv=\"{} {}\" x1=\"{from:.2}%\" x2=\"{to:.2}%\" y1=\"{middle}\" y2=\"{middle}\"/>",
            low.cell, high.cell, low.csv, high.csv
        );
        if class == "wide" {
            for x in [from, to] {
                let (top, bottom) = (middle - 4, middle + 4);
                let _ = write!(
                    self.out,
                    "<line class=\"cap\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"{top}\" y2=\"{bottom}\"/>"
                );
            }
        }
        self
    }

    /// A line between two values.
    pub fn link(mut self, a: &PageFigure, b: &PageFigure) -> Self {
        let (from, to) = (self.scale.x(a.value), self.scale.x(b.value));
        let middle = HEIGHT / 2;
        let _ = write!(
            self.out,
            "<line class=\"link\" x1=\"{from:.2}%\" x2=\"{to:.2}%\" y1=\"{middle}\" y2=\"{middle}\"/>"
        );
        self
    }

    /// A dot at a value, in the colour of its sign.
    pub fn dot(self, figure: Option<&PageFigure>) -> Self {
        match figure {
            Some(figure) => self.mark(figure, figure.side()),
            None => self,
        }
    }

    /// A dot at a value, of a class.
    pub fn mark(mut self, figure: &PageFigure, class: &str) -> Self {
        let (x, middle) = (self.scale.x(figure.value), HEIGHT / 2);
        let _ = write!(
            self.out,
            "<circle class=\"pt {class}\" data-cell=\"{}\" data-csv=\"{}\" cx=\"{x:.2}%\" cy=\"{middle}\" r=\"5\"/>",
            figure.cell, figure.csv
        );
        self
    }

    /// The drawing.
    pub fn done(self) -> Svg {
        Svg(self.out + "</svg>")
    }
}

/// Counts side by side, each with its class, as long as their share of all.
pub fn bar(words: &str, parts: &[(&PageFigure, &str)]) -> Svg {
    let all: f64 = parts.iter().map(|(figure, _)| figure.value).sum();
    let mut out = bar_of(words, all);
    let mut x = 0.0;
    for (figure, class) in parts.iter().filter(|(figure, _)| figure.value > 0.0) {
        let width = figure.value / all * 100.0;
        out += &stretch(figure, class, x, width);
        x += width;
    }
    Svg(out + "</svg>")
}

/// A count from the left and one from the right, as long as their share of `all`.
pub fn sides(words: &str, all: &PageFigure, left: &PageFigure, right: &PageFigure) -> Svg {
    let share = |figure: &PageFigure| figure.value / all.value.max(1.0) * 100.0;
    let (to, from) = (share(left), 100.0 - share(right));
    let out = bar_of(words, all.value) + &stretch(all, "neu", 0.0, 100.0);
    Svg(out + &stretch(left, "neg", 0.0, to) + &stretch(right, "pos", from, 100.0 - from) + "</svg>")
}

fn bar_of(words: &str, all: f64) -> String {
    let words = escaped(words);
    format!("<svg class=\"bar\" height=\"12\" role=\"img\" aria-label=\"{words}\" data-all=\"{all:.0}\">")
}

fn stretch(figure: &PageFigure, class: &str, x: f64, width: f64) -> String {
    let PageFigure { cell, csv, .. } = figure;
    format!(
        "<rect class=\"{class}\" data-cell=\"{cell}\" data-csv=\"{csv}\" x=\"{x:.2}%\" y=\"0\" width=\"{width:.2}%\" height=\"12\"/>"
    )
}

/// One bar, as long as its share of `most`.
pub fn length(figure: &PageFigure, most: f64) -> Svg {
    let width = if most > 0.0 { (figure.value / most).clamp(0.0, 1.0) * 100.0 } else { 0.0 };
    Svg(format!(
        "<svg class=\"len\" height=\"10\" aria-hidden=\"true\" data-most=\"{most:.6}\"><rect class=\"pos\" data-cell=\"{}\" data-csv=\"{}\" x=\"0%\" y=\"0\" width=\"{width:.2}%\" height=\"10\"/></svg>",
        figure.cell, figure.csv
    ))
}

/// A document of a panel: when, how warm, how much.
pub struct TimedMark<'a> {
    /// Where between the first day and the last, 0 to 1.
    pub at: f64,
    /// The mean.
    pub tone: &'a PageFigure,
    /// Its interval.
    pub ends: Option<&'a Ends>,
    /// Sentences.
    pub sentences: &'a PageFigure,
    /// What it is, in words.
    pub words: String,
    /// Where it leads.
    pub link: String,
}

/// Height of a panel, and of what is left free above and below.
const PANEL: (f64, f64) = (132.0, 8.0);

/// Documents in their order of time, from −1 at the bottom to 1 at the top; areas are numbers of sentences, the largest of
/// which is `most`.
pub fn panel(words: &str, marks: &[TimedMark], most: f64) -> Svg {
    let (height, free) = PANEL;
    let words = escaped(words);
    let y = |value: f64| free + (1.0 - value) / 2.0 * (height - 2.0 * free);
    let mut out = format!(
        "<svg class=\"panel\" height=\"{height:.0}\" role=\"group\" aria-label=\"{words}\" data-most=\"{most:.0}\">"
    );
    for (value, class) in [(1.0, "grid"), (0.5, "grid"), (0.0, "zero"), (-0.5, "grid"), (-1.0, "grid")] {
        let y = y(value);
        let _ = write!(out, "<line x1=\"0%\" x2=\"100%\" y1=\"{y:.1}\" y2=\"{y:.1}\" class=\"{class}\"/>");
    }
    for mark in marks {
        let (x, cy) = (6.0 + mark.at * 88.0, y(mark.tone.value));
        if let Some(Ends { low, high, .. }) = mark.ends {
            let (top, bottom) = (y(high.value), y(low.value));
            let _ = write!(
                out,
                "<line class=\"iv thin\" data-cell=\"{} {}\" data-csv=\"{} {}\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"{bottom:.1}\" y2=\"{top:.1}\"/>",
                low.cell, high.cell, low.csv, high.csv
            );
        }
        let radius = (mark.sentences.value / most).sqrt() * 9.0 + 2.0;
        let (link, words) = (escaped(&mark.link), escaped(&mark.words));
        let PageFigure { cell, csv, .. } = mark.tone;
        let _ = write!(
            out,
            "<a href=\"{link}\" aria-label=\"{words}\"><circle class=\"pt {}\" data-cell=\"{cell}\" data-csv=\"{csv}\" cx=\"{x:.2}%\" cy=\"{cy:.1}\" r=\"{radius:.1}\"><title>{words}</title></circle></a>",
            mark.tone.side()
        );
    }
    Svg(out + "</svg>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_holds_zero_and_every_value_on_whole_steps() {
        for values in [vec![0.3, -0.2], vec![0.9], vec![-1.0, 1.0], vec![], vec![-2.0, 2.0], vec![0.25, -0.25]] {
            let scale = PageScale::over(values.iter().copied());
            assert!(scale.from < 0.0 && scale.to > 0.0);
            for value in &values {
                let x = scale.x(*value);
                assert!((MARGIN - 1e-6..=100.0 - MARGIN + 1e-6).contains(&x), "{values:?}: {value} at {x}");
            }
            assert!(scale.ticks().any(|tick| tick == 0.0) && (2..=9).contains(&scale.ticks().count()), "{scale:?}");
        }
    }

    #[test]
    fn words_cannot_leave_their_attribute() {
        let svg = PageScale::unit().row("\"><script>alert(1)</script>").done().to_string();
        assert!(!svg.contains("<script>") && !svg.contains("\"\">"), "{svg}");
    }
}
