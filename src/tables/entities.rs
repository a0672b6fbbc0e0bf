//! `entities.csv`: every entity that is mentioned, by whomever.

use crate::entity::ReferentRule;
use crate::label::EntityType;
use crate::table::{Cell, Table, integer, text};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::Finished;
use crate::tally::EntityKey;
use crate::tally::EntityTally;

/// One entity.
struct EntityRow {
    entity: EntityKey,
    tally: EntityTally,
    speakers: u64,
}

/// `entities.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Run(rows)])
}

fn rows<'a>(finished: &'a Finished<'a>) -> Rows<'a, EntityRow> {
    let mentioned = finished.tally.mentioned().into_iter();
    Box::new(mentioned.map(|of| EntityRow {
        entity: of.entity.clone(),
        tally: of.tally.clone(),
        speakers: of.speakers,
    }))
}

fn columns() -> Table<EntityRow> {
    Table::new(
        "entities",
        "One row per entity, the most mentioned first. Every row of mentions.csv belongs to one. An office without a name (\"Mr President\") is no entity.",
    )
    .with(text("entity", "Its name"), |r: &EntityRow| Cell::text(&r.entity.name))
    .with(
        text("type", "PER, ORG, LOC or MISC").or_missing("mentions stated by a document, not their type"),
        |r| Cell::text_or_missing(r.entity.kind.map(EntityType::name)),
    )
    .with(
        text("country", "For what the people and things of a country are called: the country")
            .or_missing("not what a country's people and things are called"),
        |r| Cell::text_or_missing(r.tally.country),
    )
    .with(
        text("surfaces", "The forms in which it is mentioned, the most frequent first, joined by ;"),
        |r| Cell::joined(&r.tally.surfaces_by_count(), ";"),
    )
    .with(
        text("rules", "How the mentions were resolved (rule in mentions.csv), joined by ;"),
        |r| Cell::joined(&r.tally.rules.iter().copied().map(ReferentRule::name).collect::<Vec<_>>(), ";"),
    )
    .with(integer("mentions", "Mentions"), |r| Cell::Count(r.tally.mentions()))
    .with(integer("documents", "Documents with a mention"), |r| Cell::Count(r.tally.documents))
    .with(
        integer("speakers", "Speakers who mention it; a role word such as Question is nobody"),
        |r| Cell::Count(r.speakers),
    )
}
