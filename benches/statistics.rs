//! How long the statistics of a corpus take: 500 speakers, 100,000 sentences in 1,000 documents, every interval and the
//! default contrasts, from finished sums. `cargo bench --bench statistics`.

#![allow(clippy::expect_used)]

use divan::black_box;
use rostrum::Distribution;
use rostrum::Sums;
use rostrum::internals::config::{Contrasts, Pairs, built_in_topics};
use rostrum::internals::family;
use rostrum::internals::read::SpeakerKey;
use rostrum::internals::tables::{ClusterPlace, Clusters};
use rostrum::internals::tables::{Finished, RowSource, TABLES};
use rostrum::internals::tables::{Presence, TopicTally};
use rostrum::internals::tables::{Stratum, TopicStratum};
use rostrum::{SpeakerTally, Tally};

const SPEAKERS: usize = 500;
const SENTENCES: usize = 200;

fn main() {
    divan::main();
}

/// Speakers who speak ten sentences a turn, in another document each time; every fifth sentence is about a topic.
fn tally() -> Tally {
    let mut tally = Tally::default();
    for speaker in 0..SPEAKERS {
        let mut sums =
            SpeakerTally { presence: Presence { documents: 20, ..Presence::default() }, ..Default::default() };
        for sentence in 0..SENTENCES {
            let lean = ((sentence * 7919 + speaker * 104_729) % 1000) as f32 / 250.0 - 2.0;
            let d = Distribution::softmax([0.0, 0.5, lean], 1.0);
            let turn = sentence / 10;
            let document = ((turn * 53 + speaker) % 1000) as u64;
            let place = ClusterPlace { event: document, document, turn: speaker as u32, paragraph: 0 };
            let tone = Sums::of(d, 20);
            let mut one = SpeakerTally { tone, clusters: cluster(place, d), ..Default::default() };
            if sentence % 5 == 0 {
                let clusters = cluster(place, d);
                let about = TopicTally {
                    documents: 1,
                    tone,
                    stance: tone,
                    tone_clusters: clusters.clone(),
                    stance_clusters: clusters,
                };
                one.topics.insert(sentence % 3, about);
            }
            let about = if sentence % 5 == 0 { TopicStratum::Topic(sentence % 3) } else { TopicStratum::Nothing };
            one.strata.insert(Stratum { about, role: None }, cluster(place, d));
            sums += one;
        }
        tally.speakers.insert(SpeakerKey { speaker: format!("Speaker {speaker:03}"), document: None }, sums);
    }
    tally
}

fn cluster(place: ClusterPlace, d: Distribution) -> Clusters {
    let mut one = Clusters::default();
    one.add(place, d);
    one
}

fn everything(bencher: divan::Bencher, pairs: Pairs) {
    let topics = built_in_topics().expect("the built-in topics");
    let asked = Contrasts { pairs, ..Contrasts::default() };
    bencher.with_inputs(tally).bench_values(|tally| {
        let compared = family::compare(&tally, &asked, 1);
        let finished = Finished::new(tally, compared, Vec::new(), &topics);
        for table in TABLES {
            black_box(table().rows(RowSource::Run(&finished)).map(|cells| cells.len()).sum::<usize>());
        }
    });
}

#[divan::bench(sample_count = 5)]
fn all_pairs_of_the_ten_who_say_most(bencher: divan::Bencher) {
    everything(bencher, Pairs::Shared);
}

#[divan::bench(sample_count = 3)]
fn one_against_all_others(bencher: divan::Bencher) {
    everything(bencher, Pairs::Baseline("Speaker 000".to_owned()));
}
