use super::*;
use crate::annotate::{AnnotatedSentence, AnnotatedTranscript};
use crate::label::Distribution;
use crate::scores::Scores;
use crate::speaker::{NameRule, Resolved, Scope};
use crate::transcript::{Header, Holds, Transcript, Turn, Unit};
use proptest::prelude::*;

const ORSOL: &str = "Lena Orsol";
const VELL: &str = "Tomas Vell";

fn document(id: usize, turns: &[(&str, String)]) -> AnnotatedTranscript {
    let turn = |(_, text): &(&str, String)| Turn {
        header: Header::default(),
        text: text.clone(),
        unit: Unit::Turn,
        pauses: Vec::new(),
        mentions: None,
    };
    let speaker = |(name, _): &(&str, String)| Resolved {
        speaker: (*name).to_owned(),
        role: None,
        group: None,
        scope: match *name {
            "Question" => Scope::Role,
            "SPEAKER_00" => Scope::Label,
            _ => Scope::Person,
        },
        rule: NameRule::AsPrinted,
        namesakes: Vec::new(),
        known_by_one_word: 0,
    };
    let scores = || Scores {
        tone: Distribution::softmax([0.0; 3], 1.0),
        mentions: Vec::new(),
        topics: Vec::new(),
        continues: None,
        windows: 1,
    };
    let sentences = |turn: &Turn| {
        let spans = crate::sentence::sentences(turn).into_iter();
        spans.map(|span| AnnotatedSentence { span, words: 1, scores: Some(scores()), referents: Vec::new() }).collect()
    };
    let turns_read: Vec<Turn> = turns.iter().map(turn).collect();
    AnnotatedTranscript {
        sentences: turns_read.iter().map(sentences).collect(),
        speakers: turns.iter().map(speaker).collect(),
        transcript: Transcript {
            id: format!("d{id}"),
            path: std::path::PathBuf::new(),
            sha256: String::new(),
            format: "text",
            title: None,
            date: None,
            event: None,
            language: None,
            scored: true,
            characters: 0,
            holds: Holds::Speech,
            people: Vec::new(),
            events: std::collections::BTreeMap::new(),
            turns: turns_read,
            set_aside: Vec::new(),
            unmatched: Vec::new(),
            nameless: None,
            notes: Vec::new(),
        },
    }
}

fn vocabulary(documents: &[AnnotatedTranscript]) -> Vocabulary {
    let mut learner = Learner::with_cap(1000);
    documents.iter().for_each(|document| learner.learn(&SaidTerms::of(&document.transcript)));
    learner.finish()
}

fn sum<'a>(documents: impl Iterator<Item = &'a AnnotatedTranscript>, vocabulary: &Vocabulary) -> TermCounts {
    documents.fold(TermCounts::default(), |mut total, document| {
        total += TermCounts::of(document, vocabulary);
        total
    })
}

/// Everything over some documents.
fn keyness(documents: &[AnnotatedTranscript], seed: u64) -> Vec<KeyTerm> {
    let vocabulary = vocabulary(documents);
    key_terms(&sum(documents.iter(), &vocabulary), &vocabulary, [ORSOL, VELL].into_iter(), (seed, 2))
}

/// `n` documents in which Orsol speaks of customs and Vell of the border.
fn meetings(n: usize) -> Vec<AnnotatedTranscript> {
    let orsol = |i: usize| format!("The customs union grows. {}", "Customs are low. ".repeat(i % 3));
    let vell = |i: usize| format!("The border is closed. {}", "The border is long. ".repeat(i % 2));
    (0..n).map(|i| document(i, &[(ORSOL, orsol(i)), (VELL, vell(i))])).collect()
}

fn find<'a>(rows: &'a [KeyTerm], speaker: &str, term: &str) -> Option<&'a KeyTerm> {
    rows.iter().find(|row| row.speaker == speaker && row.term == term)
}

/// Orsol says "customs" 6 + 6 times among 24 + 18 words in six documents; Vell never among 24 + 12.
#[test]
fn a_speakers_own_word_is_found_and_a_pair_stays_in_its_sentence() {
    let rows = keyness(&meetings(6), 1);
    let customs = find(&rows, ORSOL, "customs").expect("is hers");
    assert_eq!((customs.own, customs.rest), (TermUse { count: 12, total: 42 }, TermUse { count: 0, total: 36 }));
    assert_eq!((customs.documents, customs.rest_documents), (6, 0));
    let border = find(&rows, VELL, "the border").expect("a pair");
    // pairs: a sentence of four words has three
    assert_eq!((border.own, border.rest), (TermUse { count: 9, total: 27 }, TermUse { count: 0, total: 30 }));
    assert!(find(&rows, ORSOL, "grows customs").is_none(), "two sentences");
    assert!(find(&rows, VELL, "customs").is_none());
    assert!(rows.iter().all(|row| row.z > 0.0 && row.own.count >= 5), "{rows:?}");
    let order = |pair: &[KeyTerm]| pair[0].speaker != pair[1].speaker || pair[0].z >= pair[1].z;
    assert!(rows.windows(2).all(order), "the highest z first");
}

#[test]
fn intervals_need_five_documents_on_both_sides_and_hold_the_value() {
    assert!(keyness(&meetings(4), 1).iter().all(|row| row.interval.is_none()));
    let rows = keyness(&meetings(6), 1);
    let interval = find(&rows, ORSOL, "customs").and_then(|row| row.interval).expect("six documents");
    let value = find(&rows, ORSOL, "customs").expect("is hers").log_odds;
    assert!(interval.low < value && value < interval.high, "{interval:?} {value}");
    // the others speak in four documents only
    let mut few = meetings(4);
    few.extend((4..9).map(|i| document(i, &[(ORSOL, "Customs grow. Customs are customs.".to_owned())])));
    let rows = keyness(&few, 1);
    assert!(find(&rows, ORSOL, "customs").is_some_and(|row| row.interval.is_none()));
}

#[test]
fn the_seed_changes_the_intervals_and_nothing_else() {
    let (one, same, other) = (keyness(&meetings(9), 1), keyness(&meetings(9), 1), keyness(&meetings(9), 2));
    assert_eq!(one, same);
    assert_ne!(one, other);
    let bare = |rows: Vec<KeyTerm>| rows.into_iter().map(|row| KeyTerm { interval: None, ..row }).collect::<Vec<_>>();
    assert_eq!(bare(one), bare(other));
}

#[test]
fn questions_and_labels_are_nobodys_words_and_one_speaker_has_no_other() {
    let mut all = meetings(6);
    let before = keyness(&all, 1);
    let aside = "The customs! The customs, the customs, the customs.".to_owned();
    all.push(document(7, &[("Question", aside.clone()), ("SPEAKER_00", aside)]));
    assert_eq!(keyness(&all, 1), before);
    let alone: Vec<_> = (0..6).map(|i| document(i, &[(ORSOL, "Customs grow.".to_owned())])).collect();
    assert_eq!(keyness(&alone, 1), []);
}

#[test]
fn a_term_of_one_document_is_not_a_speakers_who_has_more() {
    let mut all = meetings(6);
    all.push(document(6, &[(ORSOL, "Halmar, Halmar, Halmar, Halmar, Halmar, Halmar.".to_owned())]));
    assert!(find(&keyness(&all, 1), ORSOL, "halmar").is_none());
    all.push(document(7, &[(ORSOL, "Halmar.".to_owned())]));
    assert!(find(&keyness(&all, 1), ORSOL, "halmar").is_some());
}

fn corpora() -> impl Strategy<Value = Vec<AnnotatedTranscript>> {
    const WORDS: [&str; 6] = ["border", "customs", "peace", "Peace", "the", "12"];
    let text = prop::collection::vec(prop::sample::select(&WORDS), 1..12).prop_map(|words| words.join(" ") + ".");
    let turn = (prop::sample::select(&[ORSOL, VELL, "Sabine Korvath", "Question"]), text);
    let turns = prop::collection::vec(turn, 0..5);
    prop::collection::vec(turns, 1..9)
        .prop_map(|all| all.iter().enumerate().map(|(i, turns)| document(i, turns)).collect())
}

proptest! {
    #[test]
    fn counts_and_rows_do_not_depend_on_order_or_grouping(documents in corpora(), cut in 0usize..9) {
        let known = vocabulary(&documents);
        let all = sum(documents.iter(), &known);
        prop_assert_eq!(&all, &sum(documents.iter().rev(), &known));
        let (a, b) = documents.split_at(cut.min(documents.len()));
        let mut halves = sum(b.iter(), &known);
        halves += sum(a.iter(), &known);
        prop_assert_eq!(&all, &halves);
        // a document may also come in parts
        let mut twice = all.clone();
        twice += all.clone();
        let doubled = |bag: &TermBag| bag.counts.iter().map(|(id, n)| (id, 2 * n)).collect::<Vec<_>>();
        for (speaker, bags) in &all.speakers {
            for (key, bag) in bags {
                prop_assert_eq!(twice.speakers[speaker][key].counts.iter().collect::<Vec<_>>(), doubled(bag));
            }
        }
        let mut reversed = documents.clone();
        reversed.reverse();
        prop_assert_eq!(keyness(&documents, 1), keyness(&reversed, 1));
    }
}
