//! What a run found, drawn for a terminal: who says most and how it sounds, which pairs differ, what to mind.

use serde_json::{Value, json};
use textwrap::core::display_width;

use crate::aggregate::family::NoTest;
use crate::cli::say::{Ink, Screen};
use crate::config::TableFormat;
use crate::report::screen::{printable, probability, signed};
use crate::run::{
    DifferingPair, DisagreeingPair, Disagreement, Findings, MeasuredDifference, SpeakerFinding, Summary, TestedPairs,
};
use crate::tally::Inference;

/// Pairs of a kind, and groups of names, that are listed one by one.
const LISTED: usize = 3;
/// The widest name, bar and axis.
const WIDEST: [usize; 3] = [32, 30, 61];
/// Columns of the table besides name, bar and axis, with the space before each.
const FIXED: usize = "  sentences  ".len() + "   tone  -0.00 to +0.00 *".len();
/// A bar this narrow says nothing.
const NARROWEST: usize = 24;

/// What a run found, as one JSON object.
pub fn facts(found: &Findings) -> Value {
    json!({
        "speakers": found.speakers.iter().map(speaker_facts).collect::<Vec<_>>(),
        "pairs": found.pairs,
        "population": tested_facts(&found.elsewhere),
        "these_documents": tested_facts(&found.here),
        "not_tested": found.untested.map(NoTest::name),
        "like_for_like_disagrees": found.disagreeing.iter().map(disagreeing_facts).collect::<Vec<_>>(),
        "may_be_one_person": found.namesakes,
    })
}

fn speaker_facts(speaker: &SpeakerFinding) -> Value {
    let [negative, neutral, positive] = speaker.labels;
    json!({
        "speaker": speaker.name,
        "document": speaker.document,
        "sentences": speaker.sentences,
        "negative": negative,
        "neutral": neutral,
        "positive": positive,
        "tone": speaker.tone,
        "low": speaker.interval.map(|(interval, _)| interval.low),
        "high": speaker.interval.map(|(interval, _)| interval.high),
        "inference": speaker.interval.map(|(_, inference)| inference.name()),
    })
}

fn tested_facts(pairs: &TestedPairs) -> Value {
    let closest = pairs.closest.as_ref().map(|(names, found)| {
        json!({ "a": names[0], "b": names[1], "difference": found.difference, "p": found.p, "p_holm": found.p_holm })
    });
    json!({
        "tested": pairs.tested,
        "differing": pairs.differing.iter().map(differing_facts).collect::<Vec<_>>(),
        "closest_in_tone": closest,
    })
}

fn differing_facts(pair: &DifferingPair) -> Value {
    let difference = |found: &MeasuredDifference| {
        json!({
            "measure": found.measure,
            "difference": found.difference,
            "p": found.p,
            "p_holm": found.p_holm,
        })
    };
    json!({
        "a": pair.names[0],
        "b": pair.names[1],
        "differences": pair.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}

fn disagreeing_facts(pair: &DisagreeingPair) -> Value {
    json!({
        "a": pair.names[0],
        "b": pair.names[1],
        "difference": pair.difference,
        "standardised_difference": pair.alike,
        "shown_to_differ": pair.shown,
    })
}

/// That nothing can be tested, and why; none where something was tested, or nobody speaks.
pub fn nothing_tested(summary: &Summary) -> Option<String> {
    let found = &summary.findings;
    if found.speakers.is_empty() || found.tested() > 0 {
        return None;
    }
    let speakers = counted(summary.speakers, "speaker");
    let sentences = counted(summary.sentences, "sentence");
    let documents = counted(summary.documents, "document");
    let need = match (found.untested, summary.speakers) {
        (_, 1) => "there is nobody to compare with".to_owned(),
        (Some(NoTest::FewClusters), _) => "both of a pair need five turns or paragraphs".to_owned(),
        _ => format!("both of a pair need {} sentences", found.min_sentences),
    };
    Some(format!(
        "nothing can be tested on so little: {speakers}, {sentences}, {documents} ({need}). What follows describes these \
         documents and decides nothing."
    ))
}

/// The table of speakers and the lines on pairs and names.
pub fn draw(summary: &Summary, format: TableFormat, screen: Screen) -> String {
    let found = &summary.findings;
    let mut out = speakers(summary, format, screen);
    let mut say = |line: String| out.push_str(&screen.lines(&line));
    tested(&found.elsewhere, "for meetings like these", format).into_iter().for_each(&mut say);
    tested(&found.here, "for these documents alone", format).into_iter().for_each(&mut say);
    disagreeing(found, format).into_iter().for_each(&mut say);
    if !found.namesakes.is_empty() {
        say("names that may be one person's (rostrum parse --suggest-speakers writes a file that joins them):"
            .to_owned());
        let names = |group: &Vec<String>| {
            format!("  {}", group.iter().map(|name| name_of(name)).collect::<Vec<_>>().join(" / "))
        };
        found.namesakes.iter().take(LISTED).map(names).for_each(&mut say);
        more(found.namesakes.len(), "group").into_iter().for_each(&mut say);
    }
    out
}

/// The widths of the parts of the table that can be wider or narrower.
struct Layout {
    name: usize,
    bar: usize,
    /// None where there is no room.
    axis: usize,
    /// What the axis ends at.
    end: f64,
}

impl Layout {
    fn of(speakers: &[SpeakerFinding], width: usize) -> Self {
        let [widest_name, widest_bar, widest_axis] = WIDEST;
        let longest = speakers.iter().map(|speaker| display_width(&label(speaker))).max().unwrap_or(0);
        let room = width.saturating_sub(FIXED);
        let name = longest.clamp("speaker".len(), widest_name.min(room.saturating_sub(NARROWEST)).max(12));
        let bar = room.saturating_sub(name).clamp(NARROWEST, widest_bar);
        let left = room.saturating_sub(name + bar + 2);
        let ends = speakers.iter().flat_map(|s| {
            let (low, high) = s.interval.map_or((s.tone, s.tone), |(interval, _)| (interval.low, interval.high));
            [low.abs(), high.abs()]
        });
        // a quarter, a half, three quarters or the whole
        let end = (ends.fold(0.25, f64::max) * 4.0).ceil() / 4.0;
        // odd, so that zero has a place
        let axis = if left < 25 { 0 } else { (left - 1).min(widest_axis - 1) / 2 * 2 + 1 };
        Layout { name, bar, axis, end }
    }

    fn place(&self, value: f64) -> usize {
        let share = (value + self.end) / (2.0 * self.end) * (self.axis - 1) as f64;
        (share.round().max(0.0) as usize).min(self.axis - 1)
    }

    fn axis_head(&self) -> String {
        if self.axis == 0 {
            return String::new();
        }
        let (low, high) = (signed(-self.end), signed(self.end));
        let side = self.axis / 2;
        format!("  {low:<side$}0{high:>side$}")
    }

    /// The interval with the tone in it, between the ends of the axis.
    fn axis(&self, speaker: &SpeakerFinding) -> String {
        if self.axis == 0 {
            return String::new();
        }
        let mut marks = vec![' '; self.axis];
        marks[self.axis / 2] = '│';
        if let Some((interval, _)) = speaker.interval {
            let (low, high) = (self.place(interval.low), self.place(interval.high));
            marks[low..=high].fill('─');
            (marks[low], marks[high]) = ('├', '┤');
        }
        marks[self.place(speaker.tone)] = '●';
        format!("  {}", marks.into_iter().collect::<String>())
    }
}

fn speakers(summary: &Summary, format: TableFormat, screen: Screen) -> String {
    let all = &summary.findings.speakers;
    if all.is_empty() {
        return String::new();
    }
    let layout = Layout::of(all, screen.width);
    let Layout { name, bar, .. } = layout;
    let axis = layout.axis_head();
    let head =
        format!("{:<name$}  sentences  {:<bar$}{axis}   tone  95 % interval", "speaker", "- negative  + positive");
    let mut out = format!("\n{}\n", head.trim_end());
    for speaker in all {
        let drawn = Bar::of(speaker.labels, bar).draw(screen.ink);
        let interval = match speaker.interval {
            None => String::new(),
            Some((interval, inference)) => {
                let mark = if inference == Inference::TheseDocuments { " *" } else { "" };
                format!("{:>5} to {:>5}{mark}", signed(interval.low), signed(interval.high))
            }
        };
        let (name, axis) = (fitted(&label(speaker), name), layout.axis(speaker));
        let line = format!("{name}  {:>9}  {drawn}{axis}  {:>5}  {interval}", speaker.sentences, signed(speaker.tone));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let rest = summary.speakers.saturating_sub(all.len());
    if rest > 0 {
        out.push_str(&screen.lines(&format!("and {rest} more in {}", format.file("speakers"))));
    }
    let here = |speaker: &SpeakerFinding| speaker.interval.is_some_and(|(_, i)| i == Inference::TheseDocuments);
    if all.iter().any(here) {
        out.push_str(
            &screen.lines(
                "* for what was said in these documents alone: with fewer than five, others may sound otherwise",
            ),
        );
    }
    out.push('\n');
    out
}

/// Lengths of the negative, neutral and positive part of a bar.
struct Bar([usize; 3]);

impl Bar {
    /// In proportion, whole marks by the largest remainders.
    fn of(labels: [u64; 3], width: usize) -> Self {
        let total = labels.iter().sum::<u64>().max(1);
        let exact = labels.map(|n| n as f64 * width as f64 / total as f64);
        let mut lengths = exact.map(|x| x as usize);
        let mut order = [0, 1, 2];
        order.sort_by(|&a: &usize, &b| exact[b].fract().total_cmp(&exact[a].fract()));
        let left = width.saturating_sub(lengths.iter().sum());
        order.into_iter().take(left).for_each(|at| lengths[at] += 1);
        Bar(lengths)
    }

    fn draw(&self, ink: Ink) -> String {
        let Bar([negative, neutral, positive]) = *self;
        match ink {
            Ink::Signs => format!("{}{}{}", "-".repeat(negative), "·".repeat(neutral), "+".repeat(positive)),
            Ink::Colours => {
                let part = |n, colour| console::style("█".repeat(n)).for_stderr().color256(colour).to_string();
                // orange and blue, which are told apart by everybody, on dark and on light
                format!("{}{}{}", part(negative, 208), part(neutral, 247), part(positive, 33))
            }
        }
    }
}

/// Which of the tested pairs differ, or that none is shown to: first of all in tone.
fn tested(pairs: &TestedPairs, scope: &str, format: TableFormat) -> Vec<String> {
    if pairs.tested == 0 {
        return Vec::new();
    }
    let tested = format!("{scope}, of {} tested", counted(pairs.tested, "pair"));
    let closest = pairs.closest.as_ref().map(|(names, found)| {
        let (p, corrected) = (probability(found.p), probability(found.p_holm));
        format!("; closest: {}, tone {} ({p}, corrected {corrected})", minus(names), signed(found.difference))
    });
    let closest = closest.unwrap_or_default();
    let is_tone = |pair: &&DifferingPair| pair.differences.iter().any(|found| found.measure == "tone");
    let in_tone = pairs.differing.iter().filter(is_tone).count();
    let otherwise = pairs.differing.len() - in_tone;
    let verb = |n: usize| if n == 1 { "differs" } else { "differ" };
    let head = match (in_tone, otherwise) {
        (0, 0) => return vec![format!("{tested} none is shown to differ in tone or in anything else{closest}")],
        (0, n) => format!("{tested} none is shown to differ in tone{closest}; {n} {} in something else:", verb(n)),
        (n, 0) => format!("{tested} {n} {} in tone:", verb(n)),
        (n, others) => format!("{tested} {n} {} in tone, and {others} in something else:", verb(n)),
    };
    let mut out = vec![head];
    for pair in pairs.differing.iter().take(LISTED) {
        let differences: Vec<String> = pair.differences.iter().map(difference).collect();
        out.push(format!("  {}: {}", minus(&pair.names), differences.join("; ")));
    }
    let where_else = format!(" (p_holm below 0.05 in {})", format.file("contrasts"));
    out.extend(more(pairs.differing.len(), "pair").map(|more| more + &where_else));
    out
}

/// "tone +0.17 (corrected p = 0.68)".
fn difference(found: &MeasuredDifference) -> String {
    let corrected = probability(found.p_holm);
    format!("{} {} (corrected {corrected})", printable(&found.measure), signed(found.difference))
}

/// Where plain and like-for-like differences disagree.
fn disagreeing(found: &Findings, format: TableFormat) -> Vec<String> {
    let count = found.disagreeing.len();
    if count == 0 {
        return Vec::new();
    }
    let shown = match found.disagreeing.iter().filter(|pair| pair.shown).count() {
        0 => "none of which is shown to differ".to_owned(),
        n => format!("of which {n} {} shown to differ", if n == 1 { "is" } else { "are" }),
    };
    let mut out = vec![format!(
        "like for like, at an equal mix of {}, the tone of {count} of {} compares otherwise, {shown} (standardised_difference \
         in {}):",
        found.alike.join(" and "),
        counted(found.pairs, "pair"),
        format.file("contrasts")
    )];
    let pair = |pair: &DisagreeingPair| {
        let open = if pair.how == Disagreement::Open { ", which leaves open whether they differ" } else { "" };
        let (plain, alike) = (signed(pair.difference), signed(pair.alike));
        format!("  {}: {plain}, like for like {alike}{open}", minus(&pair.names))
    };
    out.extend(found.disagreeing.iter().take(LISTED).map(pair));
    out.extend(more(count, "pair"));
    out
}

fn more(count: usize, what: &str) -> Option<String> {
    (count > LISTED).then(|| format!("  and {}", counted(count - LISTED, &format!("more {what}"))))
}

/// A name without line breaks and what could steer the terminal.
fn name_of(name: &str) -> String {
    printable(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn minus([a, b]: &[String; 2]) -> String {
    format!("{} minus {}", name_of(a), name_of(b))
}

fn label(speaker: &SpeakerFinding) -> String {
    let name = name_of(&speaker.name);
    match &speaker.document {
        Some(document) => format!("{name} ({})", name_of(document)),
        None => name,
    }
}

/// A text cut or filled to so many columns.
fn fitted(text: &str, width: usize) -> String {
    let mut out = String::new();
    let whole = display_width(text) <= width;
    for c in text.chars() {
        if !whole && display_width(&out) + display_width(c.encode_utf8(&mut [0; 4])) >= width {
            out.push('…');
            break;
        }
        out.push(c);
    }
    let missing = width.saturating_sub(display_width(&out));
    out + &" ".repeat(missing)
}

/// "1 turn", "2 turns".
pub fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::interval::Interval;
    use crate::cli::say::Breaks;

    fn speaker(name: &str, labels: [u64; 3], tone: f64, ends: Option<(f64, f64, Inference)>) -> SpeakerFinding {
        let interval = ends.map(|(low, high, inference)| (Interval { low, high }, inference));
        let sentences = labels.iter().sum::<u64>() as i64;
        SpeakerFinding { name: name.to_owned(), document: None, sentences, labels, tone, interval }
    }

    fn names(a: &str, b: &str) -> [String; 2] {
        [a.to_owned(), b.to_owned()]
    }

    fn found(measure: &str, difference: f64, p: f64, p_holm: f64) -> MeasuredDifference {
        MeasuredDifference { measure: measure.to_owned(), difference, p, p_holm }
    }

    fn summary() -> Summary {
        let findings = Findings {
            speakers: vec![
                speaker("Lena Orsol", [30, 80, 48], 0.1, Some((-0.01, 0.2, Inference::Population))),
                speaker(
                    &"Tomas Maximilian Vell ".repeat(4),
                    [40, 70, 31],
                    -0.08,
                    Some((-0.3, 0.02, Inference::TheseDocuments)),
                ),
                speaker("\u{1b}[2JNora\nTamm", [1, 0, 0], -1.0, None),
            ],
            pairs: 3,
            elsewhere: TestedPairs {
                tested: 2,
                differing: Vec::new(),
                closest: Some((names("Lena Orsol", "Tomas Vell"), found("tone", 0.172, 0.046, 0.092))),
            },
            min_sentences: 30,
            disagreeing: vec![DisagreeingPair {
                names: names("Lena Orsol", "Nora Tamm"),
                difference: 0.04,
                alike: -0.021,
                how: Disagreement::Turned,
                shown: false,
            }],
            alike: vec!["topics"],
            namesakes: vec![vec!["Lena Orsol".to_owned(), "Lena Orssol".to_owned()]],
            ..Findings::default()
        };
        Summary { documents: 12, speakers: 11, sentences: 300, findings, ..Summary::default() }
    }

    fn screen(width: usize, ink: Ink) -> Screen {
        Screen { width, breaks: Breaks::BetweenWords, ink }
    }

    fn drawn(summary: &Summary, width: usize, ink: Ink) -> String {
        draw(summary, TableFormat::default(), screen(width, ink))
    }

    #[test]
    fn every_line_fits_in_colours_and_without_and_nothing_steers_the_terminal() {
        for width in [80, 100, 119, 200] {
            let plain = drawn(&summary(), width, Ink::Signs);
            for line in plain.lines() {
                assert!(display_width(line) <= width, "{width}: {line}");
            }
            assert!(!plain.contains('\u{1b}'), "{plain}");
            for part in [
                "Lena Orsol  ",
                "+0.10  -0.01 to +0.20\n",
                "Tomas Maximilian ",
                "…  ",
                "-0.30 to +0.02 *\n",
                "and 8 more in speakers.csv",
            ] {
                assert!(plain.contains(part), "{part:?} at {width}:\n{plain}");
            }
        }
        assert_eq!(drawn(&summary(), 80, Ink::Signs).matches('●').count(), 0, "there is no room for an axis");
        assert_eq!(drawn(&summary(), 200, Ink::Signs).matches('●').count(), 3);
    }

    #[test]
    fn bars_are_as_long_as_their_shares() {
        assert_eq!(Bar::of([1, 2, 1], 28).0, [7, 14, 7]);
        assert_eq!(Bar::of([1, 1, 1], 28).0.iter().sum::<usize>(), 28);
        assert_eq!(Bar::of([0, 0, 5], 10).draw(Ink::Signs), "++++++++++");
        assert_eq!(Bar::of([1, 1, 0], 6).draw(Ink::Signs), "---···");
    }

    #[test]
    fn the_mark_of_a_tone_stands_inside_its_interval_and_zero_in_the_middle() {
        let layout = Layout::of(&summary().findings.speakers, 200);
        assert_eq!((layout.end, layout.axis % 2), (1.0, 1));
        assert_eq!([-1.0, 0.0, 1.0].map(|x| layout.place(x)), [0, layout.axis / 2, layout.axis - 1]);
        let axis = layout.axis(&summary().findings.speakers[0]);
        let at = |c: char| axis.chars().position(|mark| mark == c).expect("a mark");
        assert!(at('├') < at('●') && at('●') < at('┤'), "{axis}");
    }

    #[test]
    fn pairs_are_said_to_differ_only_where_they_do() {
        let mut summary = summary();
        let text = |summary: &Summary| {
            draw(summary, TableFormat::default(), Screen { breaks: Breaks::Nowhere, ..screen(100, Ink::Signs) })
        };
        let none = text(&summary);
        assert!(none.contains("for meetings like these, of 2 pairs tested none is shown to differ in tone or in anything else; closest: Lena Orsol minus Tomas Vell, tone +0.17 (p = 0.046, corrected p = 0.092)\n"), "{none}");
        assert!(!none.contains("these documents alone, of"), "nothing was tested for these: {none}");
        assert!(
            none.contains("the tone of 1 of 3 pairs compares otherwise, none of which is shown to differ"),
            "{none}"
        );
        assert!(none.contains("  Lena Orsol minus Nora Tamm: +0.04, like for like -0.02\n"), "{none}");
        assert!(none.contains("  Lena Orsol / Lena Orssol\n"), "{none}");
        let differing = |n: usize| DifferingPair {
            names: names("Lena Orsol", &format!("Vell {n}")),
            differences: vec![found("tone", 0.3, 0.0001, 0.002), found("stance about eaeu_trade", -0.5, 0.001, 0.02)],
        };
        summary.findings.here = TestedPairs { tested: 9, differing: (0..5).map(differing).collect(), closest: None };
        let some = text(&summary);
        summary.findings.here.differing.iter_mut().take(4).for_each(|pair| drop(pair.differences.remove(0)));
        let fewer = text(&summary);
        assert!(fewer.contains("of 9 pairs tested 1 differs in tone, and 4 in something else:\n"), "{fewer}");
        assert!(some.contains("for these documents alone, of 9 pairs tested 5 differ in tone:\n"), "{some}");
        assert!(some.contains("  Lena Orsol minus Vell 2: tone +0.30 (corrected p = 0.002); stance about eaeu_trade -0.50 (corrected p = 0.020)\n"), "{some}");
        assert!(
            !some.contains("Vell 3") && some.contains("  and 2 more pairs (p_holm below 0.05 in contrasts.csv)\n"),
            "{some}"
        );
    }

    #[test]
    fn that_nothing_can_be_tested_is_said_with_the_reason() {
        let mut summary = summary();
        assert_eq!(nothing_tested(&summary), None);
        summary.findings.elsewhere = TestedPairs::default();
        summary.findings.untested = Some(NoTest::FewSentences);
        let said = |summary: &Summary| nothing_tested(summary).expect("nothing was tested");
        assert!(said(&summary).starts_with("nothing can be tested on so little: 11 speakers, 300 sentences, 12 documents (both of a pair need 30 sentences)"));
        summary.findings.untested = Some(NoTest::FewClusters);
        assert!(said(&summary).contains("five turns"));
        summary.speakers = 1;
        assert!(said(&summary).contains("1 speaker,") && said(&summary).contains("nobody to compare with"));
        summary.findings.speakers.clear();
        assert_eq!(nothing_tested(&summary), None, "what is said then is that nobody speaks");
    }
}
