//! Topics in a turn: a sentence is about one because it says so or because it goes on with it. With a by the sentence alone and
//! c that it stays with the subject of the one before, p = 1 − (1 − a)(1 − c · p of the one before).

use crate::label::Probability;
use crate::scores::TopicInTurn;
use crate::task::topics::classifier::is_about;

/// From here on it is likelier that a sentence stays with the subject than that it leaves it.
const STAYS: f64 = 0.5;

/// One topic through a turn, from its probability by each sentence alone and, for each but the first, the probability that it
/// stays with the subject of the one before (`continues`, one shorter).
pub fn in_turn(alone: impl Iterator<Item = Probability>, continues: &[Probability]) -> Vec<TopicInTurn> {
    let mut turn: Vec<TopicInTurn> = Vec::with_capacity(continues.len() + 1);
    for (place, alone) in alone.enumerate() {
        let Some((before, continues)) = turn.last().zip(place.checked_sub(1).and_then(|at| continues.get(at))) else {
            turn.push(TopicInTurn { probability: alone, alone, since: place });
            continue;
        };
        let handed_on = continues.value() * before.probability.value();
        let probability = Probability::new(1.0 - (1.0 - alone.value()) * (1.0 - handed_on));
        let stays = is_about(before.probability) && continues.value() >= STAYS;
        turn.push(TopicInTurn { probability, alone, since: if stays { before.since } else { place } });
    }
    turn
}

/// Every topic through a turn: for each sentence its topics in order, from those by each sentence alone.
pub fn in_turns(alone: &[Vec<Probability>], continues: &[Probability]) -> Vec<Vec<TopicInTurn>> {
    let topics = alone.first().map_or(0, Vec::len);
    let threads: Vec<_> = (0..topics).map(|k| in_turn(alone.iter().map(|all| all[k]), continues)).collect();
    (0..alone.len()).map(|place| threads.iter().map(|thread| thread[place]).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn turn(alone: &[f64], continues: &[f64]) -> Vec<TopicInTurn> {
        let continues: Vec<Probability> = continues.iter().map(|c| Probability::new(*c)).collect();
        in_turn(alone.iter().map(|a| Probability::new(*a)), &continues)
    }

    #[test]
    fn a_topic_goes_on_until_a_sentence_leaves_it() {
        let found = turn(&[0.9, 0.1, 0.1, 0.1, 0.8], &[0.9, 0.8, 0.1, 0.9]);
        let about: Vec<bool> = found.iter().map(|topic| is_about(topic.probability)).collect();
        assert_eq!(about, [true, true, true, false, true]);
        assert_eq!(found.iter().map(|topic| topic.since).collect::<Vec<_>>(), [0, 0, 0, 3, 4]);
        assert_eq!(found[1].probability, Probability::new(1.0 - 0.9 * (1.0 - 0.81)));
    }

    proptest! {
        /// Context only adds, the first sentence has none, and what comes later has no say.
        #[test]
        fn context_adds(pairs in prop::collection::vec((0.0..=1.0f64, 0.0..=1.0f64), 1..12)) {
            let (alone, continues): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let found = turn(&alone, &continues[1..]);
            prop_assert_eq!(found[0].probability, found[0].alone);
            for (place, topic) in found.iter().enumerate() {
                prop_assert!(topic.probability >= topic.alone && topic.since <= place);
            }
            let half = alone.len().div_ceil(2);
            prop_assert_eq!(&turn(&alone[..half], &continues[1..half])[..], &found[..half]);
        }
    }
}
