//! Tables of single sentences: `sentences.csv`, `mentions.csv`, `sentence_topics.csv`.

use crate::annotate::{AnnotatedSentence, AnnotatedTranscript};
use crate::config::Topic;
use crate::entity::{Mark, Referent};
use crate::label::{Distribution, EntityType};
use crate::scores::{Mention, Scores, SentenceTopic};
use crate::span::CharCounter;
use crate::table::{Cell, Column, Table, integer, number, text};

/// Where a row of these tables stands.
#[derive(Debug, Clone)]
struct Place {
    document: String,
    turn: usize,
    sentence: usize,
    speaker: String,
}

/// One sentence.
pub struct SentenceRow {
    place: Place,
    start: usize,
    end: usize,
    text: String,
    scores: Option<Scores>,
    topics: String,
}

/// One mention of a named entity.
pub struct MentionRow {
    place: Place,
    start: usize,
    end: usize,
    text: String,
    mention: Mention,
    referent: Referent,
}

/// One topic found in a sentence.
pub struct TopicRow {
    place: Place,
    topic: String,
    found: SentenceTopic,
}

/// The rows of one document.
#[derive(Default)]
pub struct Rows {
    /// For `sentences.csv`.
    pub sentences: Vec<SentenceRow>,
    /// For `mentions.csv`.
    pub mentions: Vec<MentionRow>,
    /// For `sentence_topics.csv`.
    pub topics: Vec<TopicRow>,
}

impl Rows {
    /// Every row of a document, in order.
    pub fn of(document: &AnnotatedTranscript, topics: &[Topic]) -> Self {
        let mut rows = Rows::default();
        let turns = document.transcript.turns.iter().zip(&document.speakers).zip(&document.sentences);
        for (i, ((turn, speaker), sentences)) in turns.enumerate() {
            let mut characters = CharCounter::new(&turn.text);
            for (j, sentence) in sentences.iter().enumerate() {
                let document = document.transcript.id.clone();
                let place = Place { document, turn: i + 1, sentence: j + 1, speaker: speaker.speaker.clone() };
                rows.add(place, sentence, &turn.text, &mut characters, topics);
            }
        }
        rows
    }

    fn add(
        &mut self,
        place: Place,
        sentence: &AnnotatedSentence,
        turn: &str,
        characters: &mut CharCounter,
        topics: &[Topic],
    ) {
        let start = characters.at(sentence.span.start);
        for (mention, referent) in sentence.mentions() {
            let span = mention.span.shifted(sentence.span.start);
            let (start, end) = characters.span(span);
            let text = span.slice(turn).to_owned();
            let (mention, referent) = (mention.clone(), referent.clone());
            self.mentions.push(MentionRow { place: place.clone(), start, end, text, mention, referent });
        }
        let found = || sentence.scores.iter().flat_map(|s| &s.topics);
        for &found in found() {
            self.topics.push(TopicRow { place: place.clone(), topic: topics[found.topic].id.clone(), found });
        }
        let ids: Vec<&str> = found().map(|f| topics[f.topic].id.as_str()).collect();
        let end = characters.at(sentence.span.end);
        let text = sentence.span.slice(turn).to_owned();
        self.sentences.push(SentenceRow {
            place,
            start,
            end,
            text,
            scores: sentence.scores.clone(),
            topics: ids.join(";"),
        });
    }
}

const UNSCORED: &str = "not scored: no letter in the sentence, or a document that is not English";

/// A row that stands somewhere.
trait Placed {
    fn place(&self) -> &Place;
}

impl Placed for SentenceRow {
    fn place(&self) -> &Place {
        &self.place
    }
}

impl Placed for MentionRow {
    fn place(&self) -> &Place {
        &self.place
    }
}

impl Placed for TopicRow {
    fn place(&self) -> &Place {
        &self.place
    }
}

/// The columns that say where a row stands.
fn place<R: Placed>() -> Vec<Column<R>> {
    vec![
        text("document", "Id of the document", |r: &R| Cell::Text(r.place().document.clone())),
        integer("turn", "Number of the turn in the document, from 1", |r| Cell::count(r.place().turn)),
        integer("sentence", "Number of the sentence in the turn, from 1", |r| Cell::count(r.place().sentence)),
        text("speaker", "Who speaks, or the label as printed", |r| Cell::Text(r.place().speaker.clone())),
    ]
}

/// The same of a table where they tell the rows apart; a document can state one mention twice.
fn key<R: Placed>() -> Vec<Column<R>> {
    place().into_iter().map(|column| if column.name == "speaker" { column } else { column.key() }).collect()
}

fn scored(row: &SentenceRow, value: fn(&Scores) -> Cell) -> Cell {
    row.scores.as_ref().map_or(Cell::Missing, value)
}

fn probability(d: Distribution, class: usize) -> Cell {
    Cell::Number(d.probabilities()[class].value())
}

fn valence(d: Distribution) -> Cell {
    Cell::mean(d.valence(), 1)
}

/// `sentences.csv`.
pub fn sentences() -> Table<SentenceRow> {
    let mut columns = key::<SentenceRow>();
    columns.extend([
        integer("start", "First character of the sentence in the turn's text, from 0", |r: &SentenceRow| {
            Cell::count(r.start)
        }),
        integer("end", "One past its last character", |r: &SentenceRow| Cell::count(r.end)),
        text("text", "The sentence: characters start to end of the turn's text", |r: &SentenceRow| {
            Cell::Text(r.text.clone())
        }),
        text("sentiment", "Most probable tone: negative, neutral or positive", |r: &SentenceRow| {
            scored(r, |s| Cell::Text(s.tone.tone().name().to_owned()))
        })
        .formula("the largest of negative, neutral and positive; neutral wins a tie, then negative")
        .or_missing(UNSCORED),
        number("negative", "P(negative), 0 to 1", |r: &SentenceRow| scored(r, |s| probability(s.tone, 0)))
            .within(0.0, 1.0)
            .or_missing(UNSCORED),
        number("neutral", "P(neutral), 0 to 1", |r: &SentenceRow| scored(r, |s| probability(s.tone, 1)))
            .within(0.0, 1.0)
            .or_missing(UNSCORED),
        number("positive", "P(positive), 0 to 1", |r: &SentenceRow| scored(r, |s| probability(s.tone, 2)))
            .within(0.0, 1.0)
            .or_missing(UNSCORED),
        number("valence", "Tone of the sentence, −1 to 1", |r: &SentenceRow| scored(r, |s| valence(s.tone)))
            .within(-1.0, 1.0)
            .formula("positive − negative")
            .or_missing(UNSCORED),
        text("topics", "Ids of the topics it is about, joined by ;", |r: &SentenceRow| {
            if r.topics.is_empty() { Cell::Missing } else { Cell::Text(r.topics.clone()) }
        })
        .formula("topic of the sentence's rows in sentence_topics.csv")
        .or_missing("about none of the topics, or not scored"),
        integer("windows", "Windows that the model read it in; over 1 for very long sentences", |r: &SentenceRow| {
            scored(r, |s| Cell::count(s.windows))
        })
        .within(1.0, f64::INFINITY)
        .or_missing(UNSCORED),
    ]);
    Table { name: "sentences", about: "One row per sentence, with its tone.", columns }
}

const RULE: &str = "How the entity was found: entities_file; surname or initials of one person of the document; country, \
    demonym or organisation by the built-in tables; acronym; title_stripped; spelling usual in the document; as_printed";

/// `mentions.csv`.
pub fn mentions() -> Table<MentionRow> {
    let mut columns = place::<MentionRow>();
    columns.extend([
        integer("start", "First character of the mention in the turn's text, from 0", |r: &MentionRow| {
            Cell::count(r.start)
        }),
        integer("end", "One past its last character", |r: &MentionRow| Cell::count(r.end)),
        text("text", "The mention: characters start to end of the turn's text", |r: &MentionRow| {
            Cell::Text(r.text.clone())
        }),
        text("type", "PER, ORG, LOC or MISC", |r: &MentionRow| {
            Cell::text_or_missing(r.mention.kind.map(EntityType::name))
        })
        .or_missing("the document states the mention, not its type"),
        text("entity", "The entity it names; a row of entities.csv", |r: &MentionRow| {
            Cell::Text(r.referent.name.clone())
        }),
        text(
            "entity_type",
            "Type of the entity, which the rule may know better than the mention's",
            |r: &MentionRow| Cell::text_or_missing(r.referent.kind.map(EntityType::name)),
        )
        .or_missing("neither the document nor a rule says"),
        text("rule", RULE, |r: &MentionRow| Cell::Text(r.referent.rule.name().to_owned())),
        text(
            "mark",
            "self: the speaker's own name; address: a person spoken to (\"Thank you, Mr Vell\")",
            |r: &MentionRow| Cell::text_or_missing(r.referent.mark.map(Mark::name)),
        )
        .or_missing("said about another"),
        number("confidence", "Mean over the words of the probability of their tags, 0 to 1", |r: &MentionRow| {
            r.mention.confidence.map_or(Cell::Missing, |p| Cell::Number(p.value()))
        })
        .within(0.0, 1.0)
        .or_missing("stated by the document"),
        number("negative", "P(the speaker is negative toward it), 0 to 1", |r: &MentionRow| {
            probability(r.mention.stance, 0)
        })
        .within(0.0, 1.0),
        number("neutral", "P(neutral toward it), 0 to 1", |r: &MentionRow| probability(r.mention.stance, 1))
            .within(0.0, 1.0),
        number("positive", "P(positive toward it), 0 to 1", |r: &MentionRow| probability(r.mention.stance, 2))
            .within(0.0, 1.0),
        number("stance", "Stance toward it, −1 to 1", |r: &MentionRow| valence(r.mention.stance))
            .within(-1.0, 1.0)
            .formula("positive − negative"),
    ]);
    Table {
        name: "mentions",
        about: "One row per mention of a named entity, with the stance toward it. An office without a name (\"Mr President\") is none.",
        columns,
    }
}

/// `sentence_topics.csv`.
pub fn sentence_topics() -> Table<TopicRow> {
    let mut columns = key::<TopicRow>();
    columns.extend([
        text("topic", "Id of the topic", |r: &TopicRow| Cell::Text(r.topic.clone())).key(),
        number("probability", "P(the sentence is about it), from 0.5 up", |r: &TopicRow| {
            Cell::Number(r.found.probability.value())
        })
        .within(0.5, 1.0),
        number("against", "P(against the topic's proposition), 0 to 1", |r: &TopicRow| probability(r.found.stance, 0))
            .within(0.0, 1.0),
        number("neither", "P(takes no side), 0 to 1", |r: &TopicRow| probability(r.found.stance, 1)).within(0.0, 1.0),
        number("favor", "P(for the proposition), 0 to 1", |r: &TopicRow| probability(r.found.stance, 2))
            .within(0.0, 1.0),
        number("stance", "Stance toward the proposition, −1 to 1", |r: &TopicRow| valence(r.found.stance))
            .within(-1.0, 1.0)
            .formula("favor − against"),
        number(
            "entailment",
            "P(the sentence entails that it is about the topic) by the stance model, 0 to 1",
            |r: &TopicRow| r.found.entailment.map_or(Cell::Missing, |p| Cell::Number(p.value())),
        )
        .within(0.0, 1.0)
        .or_missing("no second opinion was asked for (topics.method = \"nli\")"),
    ]);
    let about = "One row per sentence and topic it is about, with the stance toward the topic's proposition.";
    Table { name: "sentence_topics", about, columns }
}
