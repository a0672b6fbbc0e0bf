//! The sums themselves. All are whole numbers (probabilities in millionths), so adding is exact and has no order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use crate::entity::{Referent, ReferentRule};
use crate::label::{Distribution, Tone};
use crate::tally::cluster::Clusters;

/// `sum / n` where `sum` is in millionths; none where n is 0. Divided in this order, so that everybody who makes a mean
/// again from a table gets the same last digit.
pub fn mean(sum: i64, n: i64) -> Option<f64> {
    (n != 0).then(|| sum as f64 / n as f64 / 1e6)
}

/// How much someone spoke.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Presence {
    /// Documents with a turn.
    pub documents: u64,
    /// Turns.
    pub turns: u64,
    /// Sentences.
    pub sentences: u64,
    /// Words.
    pub words: u64,
}

impl AddAssign for Presence {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.turns += other.turns;
        self.sentences += other.sentences;
        self.words += other.words;
    }
}

/// Sums over scored items (sentences or mentions) of three probabilities, low, middle and high.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Items.
    pub n: i64,
    /// Σ P(low), P(middle), P(high), in millionths.
    pub mass: [i64; 3],
    /// Items whose most probable class is low, middle, high.
    pub labels: [i64; 3],
    /// Σ words.
    pub words: i64,
    /// Σ words · (P(high) − P(low)), in millionths.
    pub word_valence: i64,
    /// Σ (P(high) − P(low))², in millionths of millionths.
    pub square: i128,
}

impl Sums {
    /// The sums of one item of so many words.
    pub fn of(d: Distribution, words: usize) -> Self {
        let words = i64::try_from(words).unwrap_or(i64::MAX);
        let mut labels = [0; 3];
        labels[d.best()] = 1;
        let mass = d.probabilities().map(|p| p.micro());
        let square = i128::from(d.valence()).pow(2);
        Sums { n: 1, mass, labels, words, word_valence: words.saturating_mul(d.valence()), square }
    }

    /// Σ (x − mean)² of x = P(high) − P(low).
    pub fn squared_deviations(&self) -> f64 {
        let (n, sum) = (i128::from(self.n.max(1)), i128::from(self.mass[2] - self.mass[0]));
        (self.square * n - sum * sum) as f64 / n as f64 / 1e12
    }

    /// Mean of P(high) − P(low), tone or stance; none without items.
    pub fn mean(&self) -> Option<f64> {
        mean(self.mass[2] - self.mass[0], self.n)
    }

    /// The same, each item weighted by its words; none without words.
    pub fn mean_by_words(&self) -> Option<f64> {
        mean(self.word_valence, self.words)
    }

    /// Mean probability of a class; none without items.
    pub fn mean_probability(&self, class: Tone) -> Option<f64> {
        mean(self.mass[class as usize], self.n)
    }

    /// Share of the items whose most probable class it is; none without items.
    pub fn share(&self, class: Tone) -> Option<f64> {
        (self.n != 0).then(|| self.labels[class as usize] as f64 / self.n as f64)
    }

    /// Items whose most probable class it is.
    pub fn count(&self, class: Tone) -> u64 {
        self.labels[class as usize].unsigned_abs()
    }

    /// ln((n_high + ½) / (n_low + ½)) over the labels; none without items.
    pub fn logit(&self) -> Option<f64> {
        (self.n != 0).then(|| ((self.labels[2] as f64 + 0.5) / (self.labels[0] as f64 + 0.5)).ln())
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.n += other.n;
        self.words += other.words;
        self.word_valence += other.word_valence;
        self.square += other.square;
        for i in 0..3 {
            self.mass[i] += other.mass[i];
            self.labels[i] += other.labels[i];
        }
    }
}

/// One speaker's sentences about one topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicTally {
    /// Documents with such a sentence.
    pub documents: u64,
    /// Their tone.
    pub tone: Sums,
    /// Their stance toward the topic's proposition: low is against, high is favor.
    pub stance: Sums,
    /// The tone by cluster.
    pub tone_clusters: Clusters,
    /// The stance by cluster.
    pub stance_clusters: Clusters,
}

impl AddAssign for TopicTally {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.tone += other.tone;
        self.stance += other.stance;
        self.tone_clusters += other.tone_clusters;
        self.stance_clusters += other.stance_clusters;
    }
}

/// One speaker's mentions of one entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TargetTally {
    /// Documents with a mention.
    pub documents: u64,
    /// Sentences with a mention.
    pub sentences: u64,
    /// Stance over mentions: low is negative, high is positive.
    pub stance: Sums,
    /// The stance by cluster.
    pub clusters: Clusters,
    /// Mentions in which the speaker names himself.
    pub self_mentions: u64,
    /// Mentions in which the entity is spoken to.
    pub address_mentions: u64,
    /// Stance over the other mentions.
    pub unmarked: Sums,
}

impl AddAssign for TargetTally {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.sentences += other.sentences;
        self.self_mentions += other.self_mentions;
        self.address_mentions += other.address_mentions;
        self.unmarked += other.unmarked;
        self.stance += other.stance;
        self.clusters += other.clusters;
    }
}

/// Everybody's mentions of one entity. It holds each printed form once, so it grows with the spellings and not with the
/// mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntityTally {
    /// Documents with a mention.
    pub documents: u64,
    /// Printed forms, the white space folded, with the number of mentions.
    pub surfaces: BTreeMap<String, u64>,
    /// How the mentions were resolved.
    pub rules: BTreeSet<ReferentRule>,
    /// The country whose people or things it names.
    pub country: Option<&'static str>,
}

impl EntityTally {
    /// Adds one mention of a document.
    pub fn add(&mut self, surface: String, referent: &Referent) {
        self.documents = 1;
        *self.surfaces.entry(surface).or_default() += 1;
        self.rules.insert(referent.rule);
        self.country = self.country.or(referent.country);
    }

    /// The printed forms, the most frequent first, then by alphabet.
    pub fn surfaces_by_count(&self) -> Vec<&String> {
        let mut all: Vec<(&String, &u64)> = self.surfaces.iter().collect();
        all.sort_by_key(|(_, n)| Reverse(**n));
        all.into_iter().map(|(surface, _)| surface).collect()
    }

    /// Number of mentions.
    pub fn mentions(&self) -> u64 {
        self.surfaces.values().sum()
    }
}

impl AddAssign for EntityTally {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        for (surface, n) in other.surfaces {
            *self.surfaces.entry(surface).or_default() += n;
        }
        self.rules.extend(other.rules);
        // one name and one table: there are no two countries to choose from
        self.country = self.country.or(other.country);
    }
}
