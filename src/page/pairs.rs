//! Two speakers side by side: the plain difference, that where both speak and that at an equal mix of topics, what they
//! allow to conclude, and every document in which both spoke; then all pairs, and what else is shown to differ.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use crate::error::Result;
use crate::page::contrast::PageContrast;
use crate::page::draw::{PageScale, Svg};
use crate::page::figure::{NumberShape, PageFigure, plural};
use crate::page::people::short;
use crate::page::prose::Prose;
use crate::page::row::{Ends, PageRow, rows};
use crate::page::source::{PageDocument, PageSource};
use crate::page::template::{ROWS_SHOWN, render};
use crate::tally::Inference;

/// Most pairs in the file.
const MOST: usize = 500;
/// Most pairs with their documents.
const PANELS: usize = 100;
/// Most documents of a pair.
const DOCUMENTS: usize = 20;

#[derive(Template)]
#[template(path = "report/pairs.html")]
struct PairsSection {
    /// Pairs with their documents; the first is the one that is shown without a script.
    panels: Vec<PairPanel>,
    axis: Svg,
    first: Vec<PairLine>,
    rest: Vec<PairLine>,
    summary: String,
    tested: usize,
    others: Vec<OtherLine>,
    missing: bool,
    by_group: bool,
    file: String,
}

struct PairPanel {
    number: usize,
    names: [String; 2],
    verdict: Prose,
    warn: bool,
    axis: Svg,
    lines: Vec<DifferenceLine>,
    documents_axis: Svg,
    documents: Vec<SharedDocument>,
    documents_shown: String,
}

struct DifferenceLine {
    what: &'static str,
    detail: Prose,
    dot: Svg,
    difference: PageFigure,
    ends: Option<Ends>,
}

struct SharedDocument {
    id: String,
    title: String,
    date: String,
    sentences: [PageFigure; 2],
    dots: Svg,
    tones: [PageFigure; 2],
}

struct PairLine {
    contrast: PageContrast,
    dot: Svg,
    verdict: &'static str,
    class: &'static str,
}

struct OtherLine {
    contrast: PageContrast,
    what: String,
}

/// The section.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource) -> Result<String> {
    let (mut pairs, mut others): (Vec<PageContrast>, Vec<PageContrast>) =
        PageContrast::read(source)?.into_iter().partition(PageContrast::is_plain);
    let tested = pairs.iter().filter(|c| c.test.is_some()).count();
    let holding = pairs.iter().filter(|c| c.holds()).count();
    let turning = pairs.iter().filter(|c| c.turns()).count();
    let all = pairs.len();
    // the clearest first, and those without a test in the order of the table
    let key = |c: &PageContrast| c.test.as_ref().map_or([2.0; 2], |[p, holm]| [holm.value, p.value]);
    pairs.sort_by(|a, b| {
        key(a).iter().zip(key(b)).map(|(a, b)| a.total_cmp(&b)).find(|o| o.is_ne()).unwrap_or(a.number.cmp(&b.number))
    });
    pairs.truncate(MOST);
    others.retain(PageContrast::holds);
    others.truncate(ROWS_SHOWN);
    let shared = SharedDocuments::read(source, &pairs[..pairs.len().min(PANELS)])?;
    let panels = pairs.iter().take(PANELS).map(|pair| panel(source, pair, &shared, tested)).collect();
    let scale = PageScale::of(pairs.iter().map(|c| (Some(&c.difference), c.ends.as_ref())));
    let mut first: Vec<PairLine> = pairs.into_iter().map(|contrast| line(contrast, &scale)).collect();
    let rest = first.split_off(first.len().min(ROWS_SHOWN));
    let turning = if turning == 1 {
        ", 1 turns round where they meet".to_owned()
    } else {
        format!(", {turning} turn round where they meet")
    };
    render(&PairsSection {
        panels,
        axis: scale.axis("second warmer", "first warmer"),
        missing: first.is_empty(),
        summary: match tested {
            // the answer has said it
            0 => plural(all, "pair"),
            _ => format!("All {}: {tested} tested, {holding} shown to differ{turning}", plural(all, "pair")),
        },
        tested,
        first,
        rest,
        others: others.into_iter().map(|contrast| other(source, contrast)).collect(),
        by_group: source.by_group(),
        file: source.file("contrasts"),
    })
}

fn line(contrast: PageContrast, scale: &PageScale) -> PairLine {
    let words = format!("{} minus {}: {}", contrast.names[0], contrast.names[1], contrast.difference.shown());
    let dot = scale.row(&words).interval(contrast.ends.as_ref()).dot(Some(&contrast.difference)).done();
    let (verdict, class) = contrast.verdict();
    PairLine { contrast, dot, verdict, class }
}

fn other(source: &PageSource, contrast: PageContrast) -> OtherLine {
    let what = match contrast.measure.as_str() {
        "tone" => format!("tone on {}", source.topic(&contrast.about)),
        "stance" => format!("stance on {}", source.topic(&contrast.about)),
        "target_stance" => format!("stance toward {}", short(&contrast.about)),
        _ => format!("share about {}", source.topic(&contrast.about)),
    };
    OtherLine { contrast, what }
}

/// The rows of speaker_documents.csv of those who are compared, by speaker and document.
struct SharedDocuments(BTreeMap<usize, BTreeMap<usize, PageRow>>);

impl SharedDocuments {
    fn read(source: &PageSource, pairs: &[PageContrast]) -> Result<Self> {
        let compared: BTreeSet<usize> =
            pairs.iter().flat_map(|pair| &pair.keys).filter_map(|name| source.people.named(name)).collect();
        let mut found: BTreeMap<usize, BTreeMap<usize, PageRow>> = BTreeMap::new();
        for row in rows(&source.results, "speaker_documents")? {
            let row = row?;
            let document = row.text("document")?;
            let speaker = source.people.speaking(row.text("speaker")?, document).filter(|at| compared.contains(at));
            let Some((speaker, document)) = speaker.zip(source.place(document)) else { continue };
            // one who speaks in two roles has two rows, and is shown in the one in which more is said
            let more = |other: &PageRow| other.number("scored_sentences").ok() < row.number("scored_sentences").ok();
            let known = found.entry(speaker).or_default();
            if known.get(&document).is_none_or(more) {
                known.insert(document, row);
            }
        }
        Ok(SharedDocuments(found))
    }

    fn of(&self, source: &PageSource, pair: &PageContrast) -> Vec<(usize, [&PageRow; 2])> {
        let [Some(a), Some(b)] =
            [0, 1].map(|side| source.people.named(&pair.keys[side]).and_then(|at| self.0.get(&at)))
        else {
            return Vec::new();
        };
        a.iter().filter_map(|(document, of_a)| Some((*document, [of_a, b.get(document)?]))).collect()
    }
}

fn panel(source: &PageSource, pair: &PageContrast, shared: &SharedDocuments, tested: usize) -> PairPanel {
    let mut documents: Vec<(usize, [PageFigure; 2], [PageFigure; 2])> = Vec::new();
    for (document, [a, b]) in shared.of(source, pair) {
        // a row that lacks a number has no sentence with scores
        let of = |row: &PageRow| {
            let tone = row.figure("tone", NumberShape::Signed).ok().flatten();
            tone.zip(row.figure("scored_sentences", NumberShape::Count).ok().flatten())
        };
        if let Some(((tone_a, n_a), (tone_b, n_b))) = of(a).zip(of(b)) {
            documents.push((document, [tone_a, tone_b], [n_a, n_b]));
        }
    }
    documents.sort_by(|a, b| source.documents[a.0].date.cmp(&source.documents[b.0].date).then(a.0.cmp(&b.0)));
    let all = documents.len();
    documents.truncate(DOCUMENTS);
    let scale = PageScale::over(documents.iter().flat_map(|(_, tones, _)| [tones[0].value, tones[1].value]));
    let dumbbell = |(document, tones, sentences): (usize, [PageFigure; 2], [PageFigure; 2])| {
        let PageDocument { id, title, date, .. } = &source.documents[document];
        let words = format!("{} {}, {} {}", pair.names[0], tones[0].shown(), pair.names[1], tones[1].shown());
        let dots = scale.row(&words).link(&tones[0], &tones[1]).mark(&tones[0], "a").mark(&tones[1], "b").done();
        SharedDocument { id: id.clone(), title: title.clone(), date: date.clone(), sentences, dots, tones }
    };
    let documents: Vec<SharedDocument> = documents.into_iter().map(dumbbell).collect();
    let (axis, lines) = differences(pair);
    PairPanel {
        number: pair.number,
        names: pair.names.clone(),
        verdict: verdict(source, pair, tested),
        warn: pair.turns(),
        axis,
        lines,
        documents_axis: scale.axis("darker", "warmer"),
        documents_shown: if documents.len() < all {
            format!("the first {} of {all}", documents.len())
        } else {
            String::new()
        },
        documents,
    }
}

fn differences(pair: &PageContrast) -> (Svg, Vec<DifferenceLine>) {
    let sentences =
        Prose::default().number(&pair.sentences[0]).words(" and ").number(&pair.sentences[1]).words(" sentences");
    let both =
        Prose::default().number(&pair.shared).words(if pair.shared.value == 1.0 { " document" } else { " documents" });
    let rows = [
        ("Everything they said", sentences, Some(&pair.difference), &pair.ends),
        ("Where both speak", both, pair.paired.as_ref(), &pair.paired_ends),
        ("At an equal mix of topics", Prose::default(), pair.alike.as_ref(), &pair.alike_ends),
    ];
    let scale = PageScale::of(rows.iter().map(|(_, _, figure, ends)| (*figure, ends.as_ref())));
    let line = |(what, detail, figure, ends): (&'static str, Prose, Option<&PageFigure>, &Option<Ends>)| {
        let difference = figure?.clone();
        let words = format!("{what}: {}", difference.shown());
        let dot = scale.row(&words).interval(ends.as_ref()).dot(Some(&difference)).done();
        Some(DifferenceLine { what, detail, dot, difference, ends: ends.clone() })
    };
    (scale.axis("second warmer", "first warmer"), rows.into_iter().filter_map(line).collect())
}

/// What may be concluded, in words; nothing where no pair at all was tested, which is said once above.
fn verdict(source: &PageSource, pair: &PageContrast, tested: usize) -> Prose {
    let [high, low] = pair.order().map(|at| pair.names[at].as_str());
    let said = Prose::default();
    let said = match &pair.test {
        None if tested == 0 => return said,
        None => {
            let min = source.run.config.contrasts.min_sentences;
            let why = match pair.note.as_str() {
                "not_tested_few_sentences" => format!("one of them has fewer than {min} scored sentences"),
                _ => "one of them has fewer than five turns and paragraphs, or nothing varies".to_owned(),
            };
            said.words(format!("Not tested: {why}. The difference describes what was said and decides nothing."))
        }
        Some([p, holm]) => {
            let said = match (pair.holds(), p.value < 0.05) {
                (true, _) => said.name(high).words(" sounds warmer than ").name(low).words(": p "),
                (false, true) => {
                    said.words("Not shown to differ once corrected for the number of pairs that were looked at: p ")
                }
                (false, false) => said.words("Neither is shown to sound warmer: p "),
            };
            let said = said.number(p).words(", corrected ").number(holm).words(".");
            match pair.inference {
                Some(Inference::TheseDocuments) => {
                    said.words(" The test is about these documents and says nothing of others.")
                }
                _ => said,
            }
        }
    };
    match &pair.paired {
        Some(paired) if pair.turns() => said
            .words(" It turns round where they meet: over everything ")
            .name(high)
            .words(" sounds warmer (")
            .number(&pair.difference)
            .words("), in documents in which both speak ")
            .name(low)
            .words(" does (")
            .number(paired)
            .words(")."),
        _ => said,
    }
}
