//! The table of entities: `entities.csv`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::aggregate::tally::EntityTally;
use crate::aggregate::{Entity, Tally};
use crate::entity::ReferentRule;
use crate::label::EntityType;
use crate::table::{Cell, Table, integer, text};

/// One entity.
pub struct EntityRow {
    entity: Entity,
    tally: EntityTally,
    speakers: u64,
}

/// The entities of a whole run, the most mentioned first, then by name.
pub fn rows(tally: &Tally) -> Vec<EntityRow> {
    let mut speakers: BTreeMap<&Entity, u64> = BTreeMap::new();
    for entity in tally.speakers.values().flat_map(|speaker| speaker.targets.keys()) {
        *speakers.entry(entity).or_default() += 1;
    }
    let row = |(entity, tally): (&Entity, &EntityTally)| EntityRow {
        entity: entity.clone(),
        tally: tally.clone(),
        speakers: speakers.get(entity).copied().unwrap_or_default(),
    };
    let mut rows: Vec<EntityRow> = tally.entities.iter().map(row).collect();
    // stable: entities come in order of name and type
    rows.sort_by_key(|row| Reverse(row.tally.mentions()));
    rows
}

/// The printed forms, the most frequent first.
fn surfaces(tally: &EntityTally) -> Vec<&String> {
    let mut all: Vec<(&String, &u64)> = tally.surfaces.iter().collect();
    all.sort_by_key(|(_, n)| Reverse(**n));
    all.into_iter().map(|(surface, _)| surface).collect()
}

/// `entities.csv`.
pub fn entities() -> Table<EntityRow> {
    Table {
        name: "entities",
        about: "One row per entity, the most mentioned first. Every row of mentions.csv belongs to one. An office without a name (\"Mr President\") is no entity.",
        columns: vec![
            text("entity", "Its name", |r: &EntityRow| Cell::Text(r.entity.name.clone())),
            text("type", "PER, ORG, LOC or MISC", |r: &EntityRow| {
                Cell::text_or_missing(r.entity.kind.map(EntityType::name))
            })
            .or_missing("mentions stated by a document, not their type"),
            text("country", "For what the people and things of a country are called: the country", |r: &EntityRow| {
                Cell::text_or_missing(r.tally.country)
            })
            .or_missing("not what a country's people and things are called"),
            text(
                "surfaces",
                "The forms in which it is mentioned, the most frequent first, joined by ;",
                |r: &EntityRow| Cell::joined(&surfaces(&r.tally), ";"),
            ),
            text("rules", "How the mentions were resolved (rule in mentions.csv), joined by ;", |r: &EntityRow| {
                let rules: Vec<&str> = r.tally.rules.iter().copied().map(ReferentRule::name).collect();
                Cell::joined(&rules, ";")
            }),
            integer("mentions", "Mentions", |r: &EntityRow| Cell::Count(r.tally.mentions())),
            integer("documents", "Documents with a mention", |r: &EntityRow| Cell::Count(r.tally.documents)),
            integer("speakers", "Speakers who mention it; a role word such as Question is nobody", |r: &EntityRow| {
                Cell::Count(r.speakers)
            }),
        ],
    }
}
