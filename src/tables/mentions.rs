//! `mentions.csv`: every mention of a named entity with the stance toward it.

use crate::entity::{Mark, Referent};
use crate::label::EntityType;
use crate::scores::Mention;
use crate::span::CharCounter;
use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tables::locus::{AnnotatedTurn, Locus, locus_columns};
use crate::tables::probabilities::{of_class, probability, valence};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::DocumentView;

const RULE: &str = "How the entity was found: entities_file; surname or initials of one person of the document; country, \
    demonym or organisation by the built-in tables; acronym; title_stripped; spelling usual in the document; as_printed";

/// One mention of a named entity.
struct MentionRow {
    locus: Locus,
    start: usize,
    end: usize,
    text: String,
    mention: Mention,
    referent: Referent,
}

/// `mentions.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Document(rows)])
}

fn rows<'a>(view: &'a DocumentView<'a>) -> Rows<'a, MentionRow> {
    Box::new(AnnotatedTurn::all(view.document).flat_map(|turn| {
        let mut characters = CharCounter::new(turn.text);
        let sentences = turn.sentences.iter().enumerate();
        let mentions = sentences.flat_map(|(at, sentence)| sentence.mentions().map(move |m| (at, sentence, m)));
        mentions.map(move |(at, sentence, (mention, referent))| {
            let span = mention.span.shifted(sentence.span.start);
            let (start, end) = characters.span(span);
            MentionRow {
                locus: turn.locus(at),
                start,
                end,
                text: span.slice(turn.text).to_owned(),
                mention: mention.clone(),
                referent: referent.clone(),
            }
        })
    }))
}

fn columns() -> Table<MentionRow> {
    Table::new(
        "mentions",
        "One row per mention of a named entity, with the stance toward it. An office without a name (\"Mr President\") is none.",
    )
    .with_all(locus_columns(|r: &MentionRow| &r.locus))
    .with(integer("start", "First character of the mention in the turn's text, from 0"), |r| Cell::count(r.start))
    .with(integer("end", "One past its last character"), |r| Cell::count(r.end))
    .with(text("text", "The mention: characters start to end of the turn's text"), |r| Cell::text(&r.text))
    .with_all(referents())
    .with(
        number("confidence", "Mean over the words of the probability of their tags, 0 to 1")
            .within(0.0, 1.0)
            .or_missing("stated by the document"),
        |r| Cell::real(r.mention.confidence.map(|p| p.value())),
    )
    .with(probability("negative", "P(the speaker is negative toward it), 0 to 1"), |r| of_class(r.mention.stance, 0))
    .with(probability("neutral", "P(neutral toward it), 0 to 1"), |r| of_class(r.mention.stance, 1))
    .with(probability("positive", "P(positive toward it), 0 to 1"), |r| of_class(r.mention.stance, 2))
    .with(
        number("stance", "Stance toward it, −1 to 1").within(-1.0, 1.0).formula("positive − negative"),
        |r| valence(r.mention.stance),
    )
}

/// What is mentioned.
fn referents() -> [FilledColumn<MentionRow>; 5] {
    [
        (
            text("type", "PER, ORG, LOC or MISC").or_missing("the document states the mention, not its type"),
            Box::new(|r| Cell::text_or_missing(r.mention.kind.map(EntityType::name))),
        ),
        (text("entity", "The entity it names; a row of entities.csv"), Box::new(|r| Cell::text(&r.referent.name))),
        (
            text("entity_type", "Type of the entity, which the rule may know better than the mention's")
                .or_missing("neither the document nor a rule says"),
            Box::new(|r| Cell::text_or_missing(r.referent.kind.map(EntityType::name))),
        ),
        (text("rule", RULE), Box::new(|r| Cell::text(r.referent.rule.name()))),
        (
            text("mark", "self: the speaker's own name; address: a person spoken to (\"Thank you, Mr Vell\")")
                .or_missing("said about another"),
            Box::new(|r| Cell::text_or_missing(r.referent.mark.map(Mark::name))),
        ),
    ]
}
