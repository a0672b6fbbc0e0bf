//! The answer in at most five sentences, by fixed rules: each stands on a test of contrasts.csv that holds once corrected,
//! or says that none does; where nothing can be tested, that is all there is to say.

use askama::Template;

use crate::error::Result;
use crate::page::contrast::PageContrast;
use crate::page::figure::{counted, plural};
use crate::page::people::short;
use crate::page::prose::Prose;
use crate::page::source::PageSource;
use crate::page::template::render;
use crate::tally::Inference;

#[derive(Template)]
#[template(path = "report/short.html")]
struct ShortSection {
    claims: Vec<Claim>,
}

struct Claim {
    lead: Prose,
    rest: Prose,
    link: String,
    to: &'static str,
}

/// The section.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource) -> Result<String> {
    render(&ShortSection { claims: claims(source, &PageContrast::read(source)?) })
}

fn claims(source: &PageSource, contrasts: &[PageContrast]) -> Vec<Claim> {
    let who = if source.by_group() { "groups" } else { "speakers" };
    if contrasts.iter().all(|contrast| contrast.test.is_none()) {
        return vec![nothing_tested(source, who)];
    }
    let mut claims = Vec::new();
    for inference in [Inference::Population, Inference::TheseDocuments] {
        let tested: Vec<&PageContrast> =
            contrasts.iter().filter(|c| c.is_plain() && c.test.is_some() && c.inference == Some(inference)).collect();
        claims.extend(tone(&tested, inference, who));
    }
    for measure in ["stance", "target_stance", "topic_share"] {
        let of = |inference| {
            contrasts.iter().filter(move |c| c.measure == measure && c.holds() && c.inference == Some(inference))
        };
        let found = clearest(of(Inference::Population)).or_else(|| clearest(of(Inference::TheseDocuments)));
        claims.extend(found.map(|contrast| about(source, contrast)));
    }
    claims
}

/// What there is to say where no pair was tested.
fn nothing_tested(source: &PageSource, who: &str) -> Claim {
    let min = source.run.config.contrasts.min_sentences;
    let enough = source.people.all.iter().filter(|person| person.scored.value >= min as f64).count();
    let lead = format!("Nothing can be tested on so little: no two {who} could be compared.");
    let rest = format!(
        " A test needs two {who} with {min} scored sentences each, in five turns or paragraphs; here {} of {} that many. The figures below describe what was said and decide nothing.",
        counted(enough as u64),
        if enough == 1 {
            format!("{} has", plural(source.people.all.len(), "speaker"))
        } else {
            format!("{} have", plural(source.people.all.len(), "speaker"))
        },
    );
    Claim {
        lead: Prose::default().words(lead),
        rest: Prose::default().words(rest),
        link: "#speakers".to_owned(),
        to: "Speakers",
    }
}

/// The smallest corrected p, then the smallest p, then the largest difference, then the first.
fn clearest<'a>(contrasts: impl Iterator<Item = &'a PageContrast>) -> Option<&'a PageContrast> {
    let mut best: Option<&PageContrast> = None;
    for contrast in contrasts {
        let key = |c: &PageContrast| {
            let [p, holm] = c.test.as_ref().map_or([1.0; 2], |test| [test[0].value, test[1].value]);
            [holm, p, -c.difference.value.abs()]
        };
        if best.is_none_or(|best| key(contrast) < key(best)) {
            best = Some(contrast);
        }
    }
    best
}

fn place(inference: Inference) -> &'static str {
    match inference {
        Inference::Population => "meetings like these",
        Inference::TheseDocuments => "these documents alone",
    }
}

/// What the tests of tone found.
fn tone(tested: &[&PageContrast], inference: Inference, who: &str) -> Option<Claim> {
    let first = clearest(tested.iter().copied())?;
    let holding = tested.iter().filter(|c| c.holds()).count();
    let pairs = plural(tested.len(), "pair");
    let were = if tested.len() == 1 { "was" } else { "were" };
    let lead = Prose::default().words(format!("In {}, ", place(inference)));
    if holding == 0 {
        let rest = format!(" {pairs} {were} tested; the smallest p, corrected for that number, is ");
        return Some(Claim {
            lead: lead.words(format!("no two {who} are shown to differ in tone.")),
            rest: Prose::default().words(rest).number_if(first.corrected()).words("."),
            link: "#pairs".to_owned(),
            to: "All pairs",
        });
    }
    let [high, low] = first.order();
    let mut rest = values(Prose::default(), first);
    rest = rest.words(format!(". Of {pairs} that {were} tested, {} shown to differ.", is_are(holding)));
    if let Some(paired) = first.paired.as_ref().filter(|_| first.turns()) {
        rest = rest
            .words(" But in the documents in which both speak it is the other way round (")
            .number(paired)
            .words(").");
    }
    Some(Claim {
        lead: lead.name(&first.names[high]).words(" sounds warmer than ").name(&first.names[low]),
        rest,
        link: format!("#contrast-{}", first.number),
        to: "This pair",
    })
}

/// Both values and the corrected p.
fn values(prose: Prose, contrast: &PageContrast) -> Prose {
    let [high, low] = contrast.order();
    let prose = prose.words(": ").number(&contrast.values[high]).words(" against ").number(&contrast.values[low]);
    prose.words(" (corrected p ").number_if(contrast.corrected()).words(")")
}

fn is_are(n: usize) -> String {
    if n == 1 { "1 is".to_owned() } else { format!("{} are", counted(n as u64)) }
}

/// What a test of a topic or an entity found.
fn about(source: &PageSource, contrast: &PageContrast) -> Claim {
    let [more, less] = contrast.order().map(|at| contrast.names[at].as_str());
    let topic = || source.topic(&contrast.about);
    let lead = Prose::default();
    let lead = match contrast.measure.as_str() {
        "stance" => lead.words(format!("On “{}” ", topic())).name(more).words(" is more in favour than ").name(less),
        "target_stance" => lead
            .words("Toward ")
            .name(&short(&contrast.about))
            .words(" ")
            .name(more)
            .words(" is warmer than ")
            .name(less),
        _ => lead.name(more).words(format!(" speaks more about “{}” than ", topic())).name(less),
    };
    let here = if contrast.inference == Some(Inference::TheseDocuments) { " in these documents" } else { "" };
    Claim {
        lead,
        rest: values(Prose::default().words(here), contrast).words("."),
        link: format!("#contrast-{}", contrast.number),
        to: "This pair",
    }
}
