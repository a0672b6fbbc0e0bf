//! The sampling frame: the units of one variable that can be drawn, and the strata that they are drawn from.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::coding::variable::Variable;
use crate::error::{Error, Result};
use crate::label::MICRO;
use crate::results::{Millionths, Record, Results, closest};

/// Which units are in a frame, and what strata they make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameDefinition {
    /// What is coded.
    #[serde(rename = "for")]
    pub variable: Variable,
    /// Whether strata are crossed with being about a topic, any of the run's.
    pub by_topic: bool,
    /// Scored sentences that a speaker has at least.
    pub min_sentences: u64,
    /// Only these speakers, as they were asked for; empty: all with enough sentences.
    pub speakers: Vec<String>,
}

/// One thing to code: a sentence, or a mention in it.
#[derive(Debug, Clone, PartialEq)]
pub struct CodingUnit {
    /// Id of the document.
    pub document: String,
    /// Number of the turn in the document, from 1.
    pub turn: u64,
    /// Number of the sentence in the turn, from 1.
    pub sentence: u64,
    /// First character of a mention in the turn's text; none for a sentence.
    pub start: Option<u64>,
    /// One past its last character.
    pub end: Option<u64>,
    /// Who speaks.
    pub speaker: String,
    /// Country, party or the like of who speaks.
    pub group: Option<String>,
    /// The predicted class: an index into the variable's labels.
    pub class: usize,
    /// Low, middle, high, as printed. Of a topic 1 − p, 0, p; p is 0 where it is not printed, under one half.
    pub probabilities: [f64; 3],
    /// P(high) − P(low) as printed, −1 to 1; of a topic 1 where it is marked, else 0.
    pub value: f64,
    /// Index into the frame's strata.
    pub stratum: usize,
}

/// What the units of a stratum have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StratumName {
    /// Who speaks.
    pub speaker: String,
    /// The predicted class: an index into the variable's labels.
    pub class: usize,
    /// Whether they are about a topic, where strata are crossed with that.
    pub topic: Option<bool>,
}

impl StratumName {
    /// The class, and whether it is about a topic, in words.
    pub fn words(&self, variable: &Variable) -> String {
        let label = variable.labels().get(self.class).copied().unwrap_or_default();
        match self.topic {
            None => label.to_owned(),
            Some(true) => format!("{label}, about a topic"),
            Some(false) => format!("{label}, about none"),
        }
    }
}

/// The units that can be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Which they are, with names as the tables spell them.
    pub definition: FrameDefinition,
    /// The units in the order of the tables.
    pub units: Vec<CodingUnit>,
    /// The strata by speaker and class; none is empty.
    pub strata: Vec<StratumName>,
    /// Speakers who say too little, with their scored sentences.
    pub left_out: Vec<(String, u64)>,
    /// Groups of whom somebody who speaks is not in the frame, so that it says nothing about the whole.
    pub partial_groups: BTreeSet<String>,
    /// The hashes of the tables that the frame is made from, by their names, as in datapackage.json.
    pub tables: BTreeMap<String, String>,
}

/// A person of the frame.
struct FramePerson {
    group: Option<String>,
    /// Documents in which the same word is a label, and somebody else's.
    labelled: BTreeSet<String>,
}

/// The people of a frame, by name.
type People = BTreeMap<String, FramePerson>;

/// Document, turn and sentence.
type SentencePlace = (String, u64, u64);

impl Frame {
    /// The units of a variable, from the tables of a run.
    ///
    /// # Errors
    /// [`Error::Results`] where the folder cannot be relied on or holds no such unit, [`Error::Unknown`] for a topic, an entity
    /// or a speaker that it has not, [`Error::Option`] for a speaker who was asked for and says too little.
    pub fn read(results: &Results, definition: &FrameDefinition) -> Result<Self> {
        let FramePeople { people, left_out, partial_groups } = people(results, definition)?;
        let mut definition =
            FrameDefinition { variable: spelled(results, &definition.variable)?, ..definition.clone() };
        if !definition.speakers.is_empty() {
            definition.speakers = people.keys().cloned().collect();
        }
        let source = match &definition.variable {
            Variable::Tone | Variable::TopicPresence(_) => "sentences",
            Variable::TopicStance(_) => "sentence_topics",
            Variable::EntityStance(_) => "mentions",
        };
        let reader = UnitReader::new(results, &definition, &people)?;
        let (mut units, mut names) = (Vec::new(), Vec::new());
        for row in results.rows(source)? {
            if let Some((unit, name)) = reader.unit(&row?)? {
                units.push(unit);
                names.push(name);
            }
        }
        if units.is_empty() {
            let who = if definition.speakers.is_empty() { "nobody" } else { "none of these speakers" };
            let reason = format!(
                "nothing to code for {}: {who} with {} scored sentences or more has any (--min-sentences)",
                definition.variable, definition.min_sentences
            );
            return Err(Error::Results { path: results.path(source), reason });
        }
        let strata: Vec<StratumName> = names.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
        for (unit, name) in units.iter_mut().zip(&names) {
            unit.stratum = strata.binary_search(name).unwrap_or_default();
        }
        let used = ["sentences", source].into_iter().chain(reader.reads_topics().then_some("sentence_topics"));
        let tables =
            used.filter_map(|table| results.hash(table).map(|hash| (table.to_owned(), hash.to_owned()))).collect();
        Ok(Frame { definition, units, strata, left_out, partial_groups, tables })
    }
}

/// Who is in a frame and who is not.
struct FramePeople {
    people: People,
    /// Those who say too little, with their numbers of scored sentences.
    left_out: Vec<(String, u64)>,
    partial_groups: BTreeSet<String>,
}

fn people(results: &Results, definition: &FrameDefinition) -> Result<FramePeople> {
    let (mut people, mut left_out) = (BTreeMap::new(), Vec::new());
    // by name, of all who have a scored sentence
    let mut groups: BTreeMap<String, String> = BTreeMap::new();
    let mut labelled: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in results.rows("speakers")? {
        let row = row?;
        let speaker = row.text("speaker")?.to_owned();
        if let Some(document) = row.text_or_none("document")? {
            labelled.entry(speaker).or_default().insert(document.to_owned());
            continue;
        }
        let (scored, group) = (row.count("scored_sentences")?, row.text_or_none("group")?.map(str::to_owned));
        groups.extend(group.clone().filter(|_| scored > 0).map(|group| (speaker.clone(), group)));
        if scored < definition.min_sentences {
            left_out.push((speaker, scored));
        } else {
            people.insert(speaker, FramePerson { group, labelled: BTreeSet::new() });
        }
    }
    for (speaker, documents) in labelled {
        if let Some(person) = people.get_mut(&speaker) {
            person.labelled = documents;
        }
    }
    let parted = |people: &People| {
        groups.iter().filter(|(name, _)| !people.contains_key(*name)).map(|(_, group)| group.clone()).collect()
    };
    if definition.speakers.is_empty() {
        return Ok(FramePeople { partial_groups: parted(&people), people, left_out });
    }
    let names: BTreeSet<&str> =
        people.keys().chain(left_out.iter().map(|(name, _)| name)).map(String::as_str).collect();
    let asked = definition.speakers.iter().map(|name| closest(name, &names, &results.path("speakers"), "speaker"));
    let asked: BTreeSet<String> = asked.map(|name| name.map(str::to_owned)).collect::<Result<_>>()?;
    if let Some((name, scored)) = left_out.iter().find(|(name, _)| asked.contains(name)) {
        let few = format!("{name} has {scored} scored sentences, fewer than {}", definition.min_sentences);
        return Err(Error::Option { option: "--speakers".to_owned(), reason: format!("{few} (--min-sentences)") });
    }
    people.retain(|name, _| asked.contains(name));
    Ok(FramePeople { partial_groups: parted(&people), people, left_out: Vec::new() })
}

/// Makes units of rows.
struct UnitReader<'a> {
    variable: &'a Variable,
    people: &'a People,
    /// P(about the topic) of the sentences that are marked, where that is coded.
    marked: BTreeMap<SentencePlace, f64>,
    /// Sentences about any topic, where strata are crossed with that.
    about: Option<BTreeSet<SentencePlace>>,
}

impl<'a> UnitReader<'a> {
    fn new(results: &Results, definition: &'a FrameDefinition, people: &'a People) -> Result<Self> {
        let variable = &definition.variable;
        let (mut marked, mut about) = (BTreeMap::new(), BTreeSet::new());
        // a topic's own strata are marked or not already
        let crossed = definition.by_topic && matches!(variable, Variable::Tone | Variable::EntityStance(_));
        if crossed || matches!(variable, Variable::TopicPresence(_)) {
            for row in results.rows("sentence_topics")? {
                let row = row?;
                let id = sentence_id(&row)?;
                if matches!(variable, Variable::TopicPresence(topic) if row.text("topic")? == topic) {
                    marked.insert(id.clone(), share(&row, "probability")?);
                }
                about.insert(id);
            }
        }
        Ok(UnitReader { variable, people, marked, about: crossed.then_some(about) })
    }

    /// Whether units depend on the topics of sentences besides their own row.
    fn reads_topics(&self) -> bool {
        self.about.is_some() || matches!(self.variable, Variable::TopicPresence(_))
    }

    /// The unit of a row and its stratum; none for a row that is not in the frame.
    fn unit(&self, row: &Record) -> Result<Option<(CodingUnit, StratumName)>> {
        let (document, turn, sentence) = sentence_id(row)?;
        let speaker = row.text("speaker")?;
        let Some(person) = self.people.get(speaker).filter(|person| !person.labelled.contains(&document)) else {
            return Ok(None);
        };
        let id = (document, turn, sentence);
        let (mut start, mut end) = (None, None);
        let (class, probabilities, value) = match self.variable {
            Variable::TopicPresence(_) => {
                if row.valence("valence")?.is_none() {
                    return Ok(None);
                }
                let p = self.marked.get(&id).copied();
                let about = p.unwrap_or(0.0);
                (usize::from(p.is_some()), [1.0 - about, 0.0, about], f64::from(u8::from(p.is_some())))
            }
            Variable::Tone => {
                let Some(value) = row.valence("valence")? else { return Ok(None) };
                predicted(row, self.variable, value)?
            }
            Variable::TopicStance(topic) => {
                let about = row.text("topic")? == topic;
                let Some(value) = row.valence("stance")?.filter(|_| about) else {
                    return Ok(None);
                };
                predicted(row, self.variable, value)?
            }
            Variable::EntityStance(entity) => {
                let named = row.text("entity")? == entity;
                let Some(value) = row.valence("stance")?.filter(|_| named) else { return Ok(None) };
                (start, end) = (Some(row.count("start")?), Some(row.count("end")?));
                predicted(row, self.variable, value)?
            }
        };
        let topic = self.about.as_ref().map(|about| about.contains(&id));
        let (document, turn, sentence) = id;
        let (speaker, group) = (speaker.to_owned(), person.group.clone());
        let name = StratumName { speaker: speaker.clone(), class, topic };
        let unit = CodingUnit {
            document,
            turn,
            sentence,
            start,
            end,
            speaker,
            group,
            class,
            probabilities,
            value,
            stratum: 0,
        };
        Ok(Some((unit, name)))
    }
}

/// The class, the probabilities of the three classes, and the value.
fn predicted(row: &Record, variable: &Variable, value: Millionths) -> Result<(usize, [f64; 3], f64)> {
    let mut probabilities = [0.0; 3];
    for (p, label) in probabilities.iter_mut().zip(variable.labels()) {
        *p = share(row, label)?;
    }
    // as the tables say it: the middle class wins a tie, then the first
    let class = [1, 0, 2].into_iter().fold(1, |best, i| if probabilities[i] > probabilities[best] { i } else { best });
    Ok((class, probabilities, value.0 as f64 / MICRO as f64))
}

/// A probability as printed; an empty cell is 0.
fn share(row: &Record, column: &str) -> Result<f64> {
    Ok(row.valence(column)?.map_or(0.0, |p| p.0 as f64 / MICRO as f64))
}

fn sentence_id(row: &Record) -> Result<SentencePlace> {
    Ok((row.text("document")?.to_owned(), row.count("turn")?, row.count("sentence")?))
}

/// The variable with its topic or entity as the run spells it.
fn spelled(results: &Results, variable: &Variable) -> Result<Variable> {
    let asked = match variable {
        Variable::Tone => return Ok(Variable::Tone),
        Variable::TopicPresence(id) | Variable::TopicStance(id) => {
            if results.topics().contains(id) {
                return Ok(variable.clone());
            }
            let others = format!("known: {}", results.topics().join(", "));
            let path = results.path("sentence_topics");
            return Err(Error::Unknown { path, what: "topic", name: id.clone(), others });
        }
        Variable::EntityStance(asked) => asked,
    };
    let mut names = BTreeSet::new();
    for row in results.rows("entities")? {
        names.insert(row?.text("entity")?.to_owned());
    }
    let names = names.iter().map(String::as_str).collect();
    let entity = closest(asked, &names, &results.path("entities"), "entity")?;
    Ok(Variable::EntityStance(entity.to_owned()))
}
