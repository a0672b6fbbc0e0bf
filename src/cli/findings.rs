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
mod tests;
