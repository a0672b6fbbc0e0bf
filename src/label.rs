//! Labels and the probabilities behind them, as printed: every probability is a whole number of millionths, so
//! that sums of them are exact, in any order and on any number of threads, and anyone can redo them from the tables.

use serde::{Deserialize, Serialize};

/// Millionths in one: probabilities and valences are printed with six decimals.
pub const MICRO: i64 = 1_000_000;

/// Tone of a sentence, or stance toward a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Criticism, regret, worry, threat.
    Negative,
    /// Facts, plans, procedure, or no clear lean.
    Neutral,
    /// Praise, gratitude, optimism, stated success.
    Positive,
}

impl Tone {
    /// Every label, in the order of a [`Distribution`].
    pub const ALL: [Tone; 3] = [Tone::Negative, Tone::Neutral, Tone::Positive];

    /// The name in tables and in the model's configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Tone::Negative => "negative",
            Tone::Neutral => "neutral",
            Tone::Positive => "positive",
        }
    }
}

/// Stance of a sentence toward a proposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// Opposes it.
    Against,
    /// Takes no side.
    Neither,
    /// Supports it.
    Favor,
}

impl Stance {
    /// Every label, in the order of a [`Distribution`].
    pub const ALL: [Stance; 3] = [Stance::Against, Stance::Neither, Stance::Favor];

    /// The name in tables and in the model's configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Stance::Against => "against",
            Stance::Neither => "neither",
            Stance::Favor => "favor",
        }
    }
}

/// Type of a named entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum EntityType {
    /// A person.
    Per,
    /// An institution, company, party, union of states, medium.
    Org,
    /// A country, city, region, river.
    Loc,
    /// A nationality, event, work, document, award.
    Misc,
}

impl EntityType {
    /// Every type.
    pub const ALL: [EntityType; 4] = [EntityType::Per, EntityType::Org, EntityType::Loc, EntityType::Misc];

    /// The name in tables and in the model's configuration.
    pub const fn name(self) -> &'static str {
        match self {
            EntityType::Per => "PER",
            EntityType::Org => "ORG",
            EntityType::Loc => "LOC",
            EntityType::Misc => "MISC",
        }
    }
}

/// A probability in [0, 1], in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u32")]
pub struct Probability(u32);

impl TryFrom<u32> for Probability {
    type Error = &'static str;

    fn try_from(micro: u32) -> Result<Self, Self::Error> {
        if i64::from(micro) <= MICRO { Ok(Probability(micro)) } else { Err("a probability above one") }
    }
}

impl Probability {
    /// Rounds `p` to millionths; anything outside [0, 1] is clamped, NaN becomes 0.
    pub fn new(p: f64) -> Self {
        let micro = (p.clamp(0.0, 1.0) * 1e6).round();
        // in 0..=1_000_000 after the clamp; a NaN casts to 0
        Probability(micro as u32)
    }

    /// In millionths.
    pub fn micro(self) -> i64 {
        i64::from(self.0)
    }

    /// As a number in [0, 1].
    pub fn value(self) -> f64 {
        f64::from(self.0) / 1e6
    }
}

/// Probabilities of three ordered classes (low, middle, high), in millionths, that add up to exactly one.
///
/// ```
/// use rostrum::{Distribution, Stance, Tone};
///
/// let d = Distribution::of([0.1, 0.2, 0.7]);
/// assert_eq!(d.tone(), Tone::Positive);
/// assert_eq!(d.stance(), Stance::Favor); // of a proposition: against, neither, favor
/// assert_eq!(d.valence(), 600_000);
/// assert_eq!(d.probabilities()[2].value(), 0.7);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "[u32; 3]")]
pub struct Distribution([u32; 3]);

impl TryFrom<[u32; 3]> for Distribution {
    type Error = &'static str;

    fn try_from(micro: [u32; 3]) -> Result<Self, Self::Error> {
        let sum: i64 = micro.iter().copied().map(i64::from).sum();
        if sum == MICRO { Ok(Distribution(micro)) } else { Err("probabilities that do not add up to one") }
    }
}

impl Distribution {
    /// The middle class for certain: nobody has judged yet.
    pub const NO_VERDICT: Distribution = Distribution([0, 1_000_000, 0]);

    /// The softmax of `logits / temperature`, rounded; what rounding leaves over goes to the largest class.
    pub fn softmax(logits: [f32; 3], temperature: f32) -> Self {
        let scaled = logits.map(|l| f64::from(l) / f64::from(temperature));
        let highest = scaled.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights = scaled.map(|l| (l - highest).exp());
        let total: f64 = weights.iter().sum();
        Self::of(weights.map(|w| w / total))
    }

    /// Probabilities that add up to one, rounded; what rounding leaves over goes to the largest class.
    pub fn of(probabilities: [f64; 3]) -> Self {
        Self::complete(probabilities.map(|p| Probability::new(p).micro()))
    }

    fn complete(mut micro: [i64; 3]) -> Self {
        let largest = argmax(micro);
        micro[largest] += MICRO - micro.iter().sum::<i64>();
        Distribution(micro.map(|m| u32::try_from(m).unwrap_or(0)))
    }

    /// The mean of several, each counted once, rounded; what rounding leaves over goes to the largest class. Of
    /// none, the middle class is certain.
    pub fn mean(all: &[Distribution]) -> Self {
        let Ok(n) = i64::try_from(all.len().max(1)) else { return Self::NO_VERDICT };
        let sum = |class: usize| all.iter().map(|d| i64::from(d.0[class])).sum::<i64>();
        Self::complete([0, 1, 2].map(|class| (sum(class) + n / 2) / n))
    }

    /// The three probabilities.
    pub fn probabilities(self) -> [Probability; 3] {
        self.0.map(Probability)
    }

    /// Index of the most probable class; the middle one where it ties.
    pub fn best(self) -> usize {
        argmax(self.0.map(i64::from))
    }

    /// P(high) − P(low) in millionths: of a tone the valence of the sentence, of a stance its direction and strength.
    pub fn valence(self) -> i64 {
        i64::from(self.0[2]) - i64::from(self.0[0])
    }

    /// The most probable tone.
    pub fn tone(self) -> Tone {
        Tone::ALL[self.best()]
    }

    /// The most probable stance.
    pub fn stance(self) -> Stance {
        Stance::ALL[self.best()]
    }
}

/// The middle class wins its ties, then the first: a tie is no verdict.
fn argmax(micro: [i64; 3]) -> usize {
    [1, 0, 2].into_iter().fold(1, |best, i| if micro[i] > micro[best] { i } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn distributions_add_up_to_one(logits in prop::array::uniform3(-30f32..30.0), t in 0.3f32..3.0) {
            let d = Distribution::softmax(logits, t);
            let sum: i64 = d.probabilities().iter().map(|p| p.micro()).sum();
            prop_assert_eq!(sum, MICRO);
            prop_assert!(d.valence().abs() <= MICRO);
            let highest = logits.iter().copied().fold(f32::MIN, f32::max);
            prop_assert!(highest - logits[d.best()] < 1e-3, "the label is the most probable class");
        }

        #[test]
        fn a_mean_adds_up_to_one_and_lies_between(
            logits in prop::collection::vec(prop::array::uniform3(-9f32..9.0), 1..7)
        ) {
            let all: Vec<_> = logits.into_iter().map(|l| Distribution::softmax(l, 1.0)).collect();
            let mean = Distribution::mean(&all);
            prop_assert_eq!(mean.0.iter().sum::<u32>(), 1_000_000);
            for class in 0..3 {
                let column = || all.iter().map(|d| d.0[class]);
                prop_assert!(column().min() <= Some(mean.0[class] + 2) && Some(mean.0[class]) <= column().max().map(|m| m + 2));
            }
        }
    }

    #[test]
    fn a_tie_is_neutral() {
        assert_eq!(Distribution::softmax([1.0, 1.0, 1.0], 1.0).tone(), Tone::Neutral);
        assert_eq!(Distribution::softmax([1.0, 0.0, 1.0], 1.0).tone(), Tone::Negative);
    }

    #[test]
    fn valence_is_positive_minus_negative() {
        let d = Distribution::softmax([0.0, 0.0, 2f32.ln()], 1.0);
        assert_eq!(d.probabilities().map(Probability::micro), [250_000, 250_000, 500_000]);
        assert_eq!(d.valence(), 250_000);
    }
}
