//! Made-up speakers whose true tone is known: how often intervals contain it, and how often equal speakers are called
//! different, by the model alone and corrected by some coded sentences.
//!
//! Ten speakers with the same true tone of 0 say five sentences in each of 40 documents, with effects of the document and of the
//! speaker in it. The model errs (macro-F1 0.74) and misreads five speakers, on average by −0.20 to +0.18. Speakers get equal
//! shares of the coded sentences, allotted and drawn as `rostrum sample` does; what coders say is the truth.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Normal};
use rostrum::internals::validate::{Allocate, Estimand, Estimator, FrameItem, PlannedStratum, allocate};

const SPEAKERS: usize = 10;
const DOCUMENTS: usize = 40;
const SENTENCES: usize = 5;
const CLASSES: usize = 3;
/// What moves the model's reading of each speaker's sentences.
const SHIFTS: [f64; SPEAKERS] = [-0.32, -0.16, 0.13, 0.20, 0.30, 0.0, 0.0, 0.0, 0.0, 0.0];
/// Deviation of the effect of a document, and of a speaker in a document; of a sentence it is 1.
const EFFECT: f64 = 0.3;
/// Deviation of the model's reading around the truth.
const NOISE: f64 = 0.535;

/// What the runs came to.
#[derive(Debug, Default, Clone, Copy)]
pub struct Simulated {
    /// Mean of the model's macro-F1.
    pub macro_f1: f64,
    /// Share of intervals with the truth in them: by the model alone, corrected, by the coders alone (λ = 0).
    pub covered: [f64; 3],
    /// Corrected, of the speaker whose intervals have it least often.
    pub worst: f64,
    /// Share of pairs whose interval leaves out 0: by the model alone, corrected.
    pub different: [f64; 2],
    /// Mean half width of the intervals, as `covered`.
    pub half: [f64; 3],
    /// Mean of λ.
    pub lambda: f64,
    /// Mean error of the model about each speaker, lowest and highest.
    pub errors: [f64; 2],
}

struct Sentence {
    speaker: usize,
    document: usize,
    truth: usize,
    predicted: usize,
    probabilities: [f64; CLASSES],
}

fn value(class: usize) -> f64 {
    class as f64 - 1.0
}

/// Runs it with `coded` sentences in all.
pub fn simulate(runs: usize, coded: u64, seed: u64) -> Simulated {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut sums = Simulated::default();
    let mut by_speaker = [0.0; SPEAKERS];
    let mut errors = [0.0; SPEAKERS];
    for _ in 0..runs {
        let sentences = talk(&mut random);
        sums.macro_f1 += macro_f1(&sentences);
        let items = frame(&sentences, coded, &mut random);
        let classes: Vec<usize> = (0..SPEAKERS * CLASSES).map(|stratum| stratum % CLASSES).collect();
        let (tuned, coders) = (Estimator::tuned(&items, &classes), Estimator::with(&items, &classes, 0.0));
        sums.lambda += tuned.lambda();
        let strata: Vec<[usize; CLASSES]> =
            (0..SPEAKERS).map(|speaker| [0, 1, 2].map(|class| speaker * CLASSES + class)).collect();
        // a class that nobody has is no stratum
        let strata: Vec<Vec<usize>> = (strata.iter())
            .map(|of| of.iter().copied().filter(|h| items.iter().any(|item| item.stratum == *h)).collect())
            .collect();
        for (speaker, of) in strata.iter().enumerate() {
            let found = [
                tuned.naive_population([of], [1.0], None),
                tuned.population([of], [1.0], None),
                coders.population([of], [1.0], None),
            ];
            for (which, estimate) in found.into_iter().enumerate() {
                let interval = estimate.and_then(|e| Estimand::Valence.interval(e)).expect("forty documents");
                let covers = f64::from(u8::from(interval.low <= 0.0 && 0.0 <= interval.high));
                sums.covered[which] += covers;
                sums.half[which] += (interval.high - interval.low) / 2.0;
                by_speaker[speaker] += if which == 1 { covers } else { 0.0 };
            }
            let own = sentences.iter().filter(|s| s.speaker == speaker);
            let truth = own.map(|s| value(s.truth)).sum::<f64>() / (DOCUMENTS * SENTENCES) as f64;
            errors[speaker] += tuned.naive(of).expect("sentences") - truth;
            for other in &strata[speaker + 1..] {
                let pair = [of.as_slice(), other.as_slice()];
                let found =
                    [tuned.naive_population(pair, [1.0, -1.0], None), tuned.population(pair, [1.0, -1.0], None)];
                for (which, estimate) in found.into_iter().enumerate() {
                    let interval = estimate.and_then(|e| e.interval((-2.0, 2.0))).expect("forty documents");
                    sums.different[which] += f64::from(u8::from(interval.low > 0.0 || interval.high < 0.0));
                }
            }
        }
    }
    let runs = runs as f64;
    let least = |of: &[f64]| of.iter().copied().fold(f64::INFINITY, f64::min) / runs;
    Simulated {
        macro_f1: sums.macro_f1 / runs,
        covered: sums.covered.map(|n| n / runs / SPEAKERS as f64),
        worst: least(&by_speaker),
        different: sums.different.map(|n| n / runs / (SPEAKERS * (SPEAKERS - 1) / 2) as f64),
        half: sums.half.map(|sum| sum / runs / SPEAKERS as f64),
        lambda: sums.lambda / runs,
        errors: [least(&errors), -least(&errors.map(|error| -error))],
    }
}

fn talk(random: &mut ChaCha8Rng) -> Vec<Sentence> {
    let normal = Normal::new(0.0, 1.0).expect("a deviation");
    let mut draw = |deviation: f64| deviation * normal.sample(random);
    // three tenths of the sentences are above, and three tenths below
    let threshold = 0.5244 * (1.0 + 2.0 * EFFECT * EFFECT).sqrt();
    let mut out = Vec::with_capacity(SPEAKERS * DOCUMENTS * SENTENCES);
    for document in 0..DOCUMENTS {
        let common = draw(EFFECT);
        for (speaker, shift) in SHIFTS.iter().enumerate() {
            let mean = common + draw(EFFECT);
            for _ in 0..SENTENCES {
                let said = mean + draw(1.0);
                let truth = 1 + usize::from(said > threshold) - usize::from(said < -threshold);
                let read = value(truth) + draw(NOISE) + shift;
                let odds = [(-2.5 * read - 1.2).exp(), 1.0, (2.5 * read - 1.2).exp()];
                let all: f64 = odds.iter().sum();
                // as tables print it
                let probabilities = odds.map(|odds| (odds / all * 1e6).round() / 1e6);
                let class = |best: usize, k: usize| if probabilities[k] > probabilities[best] { k } else { best };
                let predicted = [0, 2].into_iter().fold(1, class);
                out.push(Sentence { speaker, document, truth, predicted, probabilities });
            }
        }
    }
    out
}

/// The sentences as items of a frame, those drawn with their codes.
fn frame(sentences: &[Sentence], coded: u64, random: &mut ChaCha8Rng) -> Vec<FrameItem> {
    let mut strata: Vec<PlannedStratum> = (0..SPEAKERS * CLASSES)
        .map(|stratum| PlannedStratum { speaker: stratum / CLASSES, size: 0, variance: 0.0, unmarked: false })
        .collect();
    let stratum = |s: &Sentence| s.speaker * CLASSES + s.predicted;
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); strata.len()];
    for (at, sentence) in sentences.iter().enumerate() {
        let [low, _, high] = sentence.probabilities;
        let own = &mut strata[stratum(sentence)];
        own.size += 1;
        own.variance += low + high - (high - low).powi(2);
        members[stratum(sentence)].push(at);
    }
    for stratum in strata.iter_mut().filter(|stratum| stratum.size > 0) {
        stratum.variance /= stratum.size as f64;
    }
    let mut items: Vec<FrameItem> = (sentences.iter())
        .map(|s| FrameItem {
            stratum: stratum(s),
            document: s.document,
            predicted: s.probabilities[2] - s.probabilities[0],
            coded: None,
        })
        .collect();
    let uniform = rand_distr::StandardUniform;
    for (members, drawn) in members.iter_mut().zip(allocate(&strata, coded, Allocate::Equal)) {
        let mut order: Vec<(f64, usize)> = members.iter().map(|at| (uniform.sample(random), *at)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (_, at) in order.into_iter().take(drawn as usize) {
            items[at].coded = Some(value(sentences[at].truth));
        }
    }
    items
}

fn macro_f1(sentences: &[Sentence]) -> f64 {
    let of = |class: usize| {
        let count = |is: &dyn Fn(&Sentence) -> bool| sentences.iter().filter(|s| is(s)).count() as f64;
        let both = count(&|s| s.truth == class && s.predicted == class);
        2.0 * both / (count(&|s| s.truth == class) + count(&|s| s.predicted == class))
    };
    (0..CLASSES).map(of).sum::<f64>() / CLASSES as f64
}
