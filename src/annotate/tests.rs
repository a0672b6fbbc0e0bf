use std::path::Path;

use super::*;
use crate::config::parse_topics;
use crate::label::EntityType;
use crate::span::Span;
use crate::speaker::{NameRule, Resolved, Scope};
use crate::transcript::{Given, Header, Turn, Unit};

fn scorer(topics: Vec<Topic>, threads: usize) -> Scorer {
    let models = Models::built_in().expect("the shipped model");
    Scorer::new(models, (topics, TopicMethod::default()), TASKS, threads).expect("fits the topics")
}

fn annotator(topics: Vec<Topic>) -> Annotator {
    Annotator::new(scorer(topics, 2), Resolver::default())
}

/// Annotates documents together.
fn annotate(annotator: &Annotator, documents: Vec<AttributedTranscript>) -> Vec<AnnotatedTranscript> {
    annotator.annotate_all(documents).expect("annotates")
}

fn score(annotator: &Annotator, items: &[Item]) -> Vec<Scores> {
    annotator.scorer().score(items).expect("scores")
}

fn document(id: &str, turns: &[&str]) -> AttributedTranscript {
    let turn = |text: &&str| Turn {
        header: Header::default(),
        text: (*text).to_owned(),
        unit: Unit::Turn,
        pauses: Vec::new(),
        mentions: None,
    };
    let speaker = Resolved {
        speaker: "Lena Orsol".into(),
        role: None,
        group: None,
        scope: Scope::Person,
        rule: NameRule::AsPrinted,
        namesakes: Vec::new(),
        known_by_one_word: 0,
    };
    let transcript = Transcript {
        id: id.into(),
        path: id.into(),
        sha256: String::new(),
        format: "text",
        title: None,
        date: None,
        event: None,
        language: None,
        scored: true,
        characters: 0,
        holds: crate::transcript::Holds::Speech,
        people: Vec::new(),
        events: std::collections::BTreeMap::new(),
        turns: turns.iter().map(turn).collect(),
        set_aside: Vec::new(),
        unmatched: Vec::new(),
        nameless: None,
        notes: Vec::new(),
    };
    AttributedTranscript { transcript, speakers: vec![speaker; turns.len()] }
}

const WARM: &str = "We are very grateful to the Eurasian Economic Union for this excellent cooperation.";
const COLD: &str = "I condemn this shameful attack, and I am deeply worried about our people.";
const PLAIN: &str = "The next session takes place in Brenn on 4 March.";

#[test]
fn documents_together_give_what_each_gives_alone() {
    let annotator = annotator(built_in_topics().expect("parse"));
    let all = [document("a", &[WARM, COLD]), document("b", &[PLAIN]), document("c", &[COLD, "…", WARM])];
    let together = annotate(&annotator, all.to_vec());
    for (one, expected) in all.into_iter().zip(&together) {
        let alone = annotate(&annotator, vec![one]).remove(0);
        assert_eq!(alone.sentences, expected.sentences);
    }
    assert!(together[2].sentences[1][0].scores.is_none(), "a sentence without a letter is not scored");
    assert!(together[2].sentences[2][0].scores.is_some());
}

/// A turn has the same scores in any company; a sentence in its turn has others than alone, and only by its topics.
#[test]
fn a_topic_goes_on_in_its_turn_and_no_further() {
    let annotator = annotator(built_in_topics().expect("parse"));
    let (opens, follows) =
        ("We are grateful to the Eurasian Economic Union.", "It has served its members and their trade well.");
    let turn = format!("{opens}\n… …\n{follows}");
    let one = annotate(&annotator, vec![document("a", &[&turn])]).remove(0);
    let other = annotate(&annotator, vec![document("b", &[opens, follows, PLAIN, &turn])]).remove(0);
    assert_eq!(one.sentences[0], other.sentences[3]);
    let scores = |sentence: &AnnotatedSentence| sentence.scores.clone().expect("scored");
    let [first, _, last] = &one.sentences[0][..] else { panic!("three sentences") };
    let (first, last, alone) = (scores(first), scores(last), scores(&other.sentences[1][0]));
    assert_eq!(first, scores(&other.sentences[0][0]), "nothing stands before it");
    assert_eq!((alone.continues, &alone.tone, &alone.mentions), (None, &last.tone, &last.mentions));
    assert!(last.continues.is_some());
    for found in &alone.topics {
        let read = last.topics.iter().find(|read| read.topic == found.topic).expect("context adds");
        assert!(read.alone == found.alone && read.probability >= found.probability);
    }
    let mut threads = last.topics.iter().filter(|found| first.topics.iter().any(|one| one.topic == found.topic));
    assert!(threads.all(|found| found.since == 0 || found.since == 2), "a sentence of the turn");
}

/// Order, neighbours, threads and the window's edge must leave every bit of every score as it is.
#[test]
fn a_sentence_has_the_same_scores_alone_shuffled_and_on_any_number_of_threads() {
    let mut texts =
        vec![WARM.to_owned(), COLD.to_owned(), PLAIN.to_owned(), "Why?".to_owned(), "No, 1 234!".to_owned()];
    // up to some 500 tokens, four windows
    texts
        .extend((1..25).map(|n| format!("{} {n}.", "In Brenn we met the envoys of Halmar and thanked them".repeat(n))));
    let items = |order: &[usize]| -> Vec<Scores> {
        let items: Vec<Item> = order.iter().map(|&i| Item::plain(&texts[i])).collect();
        score(&annotator(built_in_topics().expect("parse")), &items)
    };
    let order: Vec<usize> = (0..texts.len()).collect();
    let together = items(&order);
    assert!(together.iter().any(|s| s.windows > 3) && together.iter().any(|s| s.windows == 1));
    // a fixed permutation: 11 and 29 have no common divisor
    let shuffled: Vec<usize> = order.iter().map(|i| (i * 11 + 3) % texts.len()).collect();
    for (&i, scores) in shuffled.iter().zip(items(&shuffled)) {
        assert_eq!(scores, together[i], "shuffled: {}", texts[i]);
    }
    for threads in [1, 5] {
        let one = scorer(built_in_topics().expect("parse"), threads);
        let all: Vec<Item> = texts.iter().map(|t| Item::plain(t)).collect();
        assert_eq!(one.score(&all).expect("scores"), together, "{threads} threads");
        for (item, expected) in all.iter().zip(&together).filter(|_| threads == 1) {
            let alone = one.score(std::slice::from_ref(item)).expect("scores").remove(0);
            assert_eq!(alone, *expected, "alone: {}", item.text);
        }
    }
}

#[test]
fn tone_and_topics_are_sensible() {
    let annotator = annotator(built_in_topics().expect("parse"));
    let scores = score(&annotator, &[WARM, COLD, PLAIN].map(Item::plain));
    assert!(scores[0].tone.valence() > 500_000, "{:?}", scores[0].tone);
    assert!(scores[1].tone.valence() < -500_000, "{:?}", scores[1].tone);
    assert_eq!(scores[2].tone.tone().name(), "neutral");
    let topics: Vec<&str> = scores[0].topics.iter().map(|t| annotator.topics()[t.topic].id.as_str()).collect();
    assert_eq!(topics, ["eaeu_trade"]);
    assert!(scores[0].topics[0].stance.valence() > 0, "gratitude for the union is no stance against it");
}

#[test]
fn a_mention_is_a_slice_of_the_sentence() {
    let annotator = annotator(built_in_topics().expect("parse"));
    let text = "“Yesterday Heydar Aliyev’s museum in Baku received guests from the U.S. and the EAEU,” she said.";
    let scores = score(&annotator, &[Item::plain(text)]).remove(0);
    let found: Vec<(&str, &str)> =
        scores.mentions.iter().map(|m| (m.span.slice(text), m.kind.map_or("", EntityType::name))).collect();
    for expected in [("Heydar Aliyev", "PER"), ("Baku", "LOC"), ("EAEU", "ORG")] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
}

#[test]
fn a_topic_of_ten_sentences_works_without_training_and_an_edited_one_says_so() {
    let own = r#"
[[topic]]
id = "wine"
name = "Wine"
proposition = "Our wine deserves protection."
examples = [
  "Our winemakers had the best harvest in years.", "The vineyards on the southern slopes were hit by frost.",
  "We export red wine to twelve countries.", "Grapes are picked by hand here.", "A glass of our wine beats any other.",
  "The duty on wine must fall.", "Counterfeit wine ruins the name of honest cellars.", "The wine festival opens in autumn.",
  "Young people no longer want to work in the vineyards.", "Which grape is this wine made from?",
]
"#;
    let annotator = annotator(parse_topics(own, Path::new("own.toml")).expect("parses"));
    let redefined = |annotator: &Annotator| -> Vec<String> {
        let scorer = annotator.scorer();
        scorer.found_topics().redefined(&scorer.models().built_in).map(str::to_owned).collect()
    };
    assert!(redefined(&annotator).is_empty());
    let texts = ["This year's wine from the old vineyards is splendid.", "The winemakers ask for help.", PLAIN, COLD];
    let scores = score(&annotator, &texts.map(Item::plain));
    let about: Vec<bool> = scores.iter().map(|s| !s.topics.is_empty()).collect();
    assert_eq!(about, [true, true, false, false]);

    let mut edited = built_in_topics().expect("parse");
    edited[1].examples.pop();
    assert_eq!(redefined(&self::annotator(edited)), ["eaeu_trade"]);
}

#[test]
fn a_topic_of_somebody_is_found_only_where_he_is_named() {
    let mut topics = built_in_topics().expect("parse");
    topics[1].document_keywords = vec!["Halmar".to_owned()];
    let annotator = annotator(topics);
    let found = |turns: &[&str]| {
        let done = annotate(&annotator, vec![document("a", turns)]).remove(0);
        done.sentences.iter().flatten().any(|s| s.scores.iter().any(|s| s.topics.iter().any(|t| t.topic == 1)))
    };
    assert!(found(&[WARM, "Halmar’s envoy agrees."]), "anywhere in the document");
    assert!(!found(&[WARM, PLAIN]) && !found(&[WARM, "Elhalmar agrees."]), "a word begins with it");
    // documents together do not lend each other their names
    let both = [document("a", &[WARM]), document("b", &[WARM, "HALMAR agrees."])];
    let done = annotate(&annotator, both.to_vec());
    let topics = |i: usize| done[i].sentences[0][0].scores.as_ref().map(|s| s.topics.len());
    assert_eq!((topics(0), topics(1)), (Some(0), Some(1)));
}

#[test]
fn given_mentions_are_scored_where_they_stand() {
    let annotator = annotator(Vec::new());
    let text = "We thank Brenn. Halmar and its envoy, Mr. Tarn, disappoint us. 2030!";
    let given = |part: &str, kind| {
        let start = text.find(part).expect("in the text");
        Given { span: Span::new(start, start + part.len()), kind }
    };
    let mentions = vec![
        given("Brenn", None),
        given("Brenn. Halmar", None),
        given("envoy", Some(EntityType::Per)),
        given("2030", None),
    ];
    let mut document = document("a", &[text]);
    document.transcript.turns[0].mentions = Some(mentions.clone());
    let done = annotate(&annotator, vec![document]).remove(0);
    let sentences = &done.sentences[0];
    assert_eq!(sentences.len(), 2, "the mention over the end of the first sentence joins it to the second");
    let mut scored = Vec::new();
    for sentence in sentences {
        for mention in &sentence.scores.as_ref().expect("a sentence with a given mention is scored").mentions {
            scored.push(Given { span: mention.span.shifted(sentence.span.start), kind: mention.kind });
            assert!(mention.confidence.is_none());
        }
    }
    assert_eq!(scored, mentions, "every mention once, in order, and no other");
}
