//! The network: the words' rows, summed, go through one convolution and six with a shortcut around each, and a sum over
//! the two words at a gap gives the log-odds. Products are added one by one in the order of the code, in f32 and without a
//! library's functions, so every processor gives the same.

use std::sync::OnceLock;

use super::word::{GapWord, HASHED, SHAPES};

/// WordNumbers of a word's row.
const EMBEDDED: usize = 32;
/// WordNumbers of a word inside the network.
const WIDTH: usize = 96;
/// Words that the first convolution sees.
const FIRST_TAPS: usize = 5;
/// Words that each other convolution sees.
const TAPS: usize = 3;
/// How far apart these words are.
const DILATIONS: [usize; 6] = [1, 2, 4, 1, 8, 1];
/// So far a word's numbers depend on its neighbours.
const REACH: usize = FIRST_TAPS / 2 + 1 + 2 + 4 + 1 + 8 + 1;
/// Words that are computed together: the memory does not grow with the text.
const CHUNK: usize = 1024;

const TABLE: usize = (HASHED + SHAPES) * EMBEDDED;
const FIRST: usize = FIRST_TAPS * EMBEDDED * WIDTH;
const LATER: usize = TAPS * WIDTH * WIDTH;
const FLOATS: usize = EMBEDDED + (1 + DILATIONS.len()) * 2 * WIDTH + 2 * WIDTH + 1;
const BYTES: usize = TABLE + FIRST + DILATIONS.len() * LATER + 4 * FLOATS;

/// The weights as `models/training/boundaries.py` writes them: in int8 the table, the first convolution (by word, by input,
/// by output) and the others; then in f32 the scale of each column of the table, for each convolution the scale and the
/// bias of each output, the two weights of each number at a gap, and their bias.
pub const WEIGHTS: &[u8; BYTES] = include_bytes!("../../../models/boundaries.bin");

/// The numbers of one word.
type WordNumbers = [f32; WIDTH];

/// A convolution over the words.
struct WordConvolution {
    /// Each number's weights for all outputs, word by word.
    weights: Vec<WordNumbers>,
    bias: WordNumbers,
    inputs: usize,
    dilation: usize,
}

impl WordConvolution {
    /// What comes out at a word, negative numbers as 0. Beyond the first and the last word is nothing.
    fn at<const N: usize>(&self, words: &[[f32; N]], place: usize) -> WordNumbers {
        let mut sums = self.bias;
        let taps = self.weights.len() / self.inputs;
        for (tap, weights) in self.weights.chunks_exact(self.inputs).enumerate() {
            let Some(word) = (place + tap * self.dilation).checked_sub(taps / 2 * self.dilation) else { continue };
            let Some(word) = words.get(word) else { continue };
            for (number, weights) in word.iter().zip(weights).filter(|(number, _)| **number != 0.0) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += number * weight;
                }
            }
        }
        sums.map(|sum| if sum > 0.0 { sum } else { 0.0 })
    }
}

/// The network with its weights.
pub struct GapNetwork {
    table: &'static [u8],
    columns: [f32; EMBEDDED],
    first: WordConvolution,
    later: Vec<WordConvolution>,
    ends: [WordNumbers; 2],
    bias: f32,
}

impl GapNetwork {
    /// The network inside the program.
    pub fn built_in() -> &'static Self {
        static NETWORK: OnceLock<GapNetwork> = OnceLock::new();
        NETWORK.get_or_init(|| Self::of(WEIGHTS))
    }

    fn of(bytes: &'static [u8; BYTES]) -> Self {
        let (table, rest) = bytes.split_at(TABLE);
        let (first, rest) = rest.split_at(FIRST);
        let (later, rest) = rest.split_at(DILATIONS.len() * LATER);
        let (floats, _) = rest.as_chunks::<4>();
        let mut floats = floats.iter().map(|bytes| f32::from_le_bytes(*bytes));
        let columns = std::array::from_fn(|_| floats.next().unwrap_or_default());
        let mut numbers = || std::array::from_fn(|_| floats.next().unwrap_or_default());
        let mut convolution = |weights: &[u8], inputs, dilation| {
            let (scale, bias): (WordNumbers, WordNumbers) = (numbers(), numbers());
            let (rows, _) = weights.as_chunks::<WIDTH>();
            let scaled = |row: &[u8; WIDTH]| std::array::from_fn(|at| f32::from(row[at] as i8) * scale[at]);
            WordConvolution { weights: rows.iter().map(scaled).collect(), bias, inputs, dilation }
        };
        let first = convolution(first, EMBEDDED, 1);
        let later = later.chunks_exact(LATER).zip(DILATIONS).map(|(w, apart)| convolution(w, WIDTH, apart)).collect();
        let ends = [numbers(), numbers()];
        GapNetwork { table, columns, first, later, ends, bias: floats.next().unwrap_or_default() }
    }

    /// The log-odds of an end at each gap between two words.
    pub fn log_odds(&self, words: &[GapWord]) -> Vec<f32> {
        let mut all = Vec::with_capacity(words.len().saturating_sub(1));
        for start in (0..words.len().saturating_sub(1)).step_by(CHUNK) {
            let end = (start + CHUNK).min(words.len() - 1);
            let from = start.saturating_sub(REACH);
            let numbers = self.numbers(&words[from..(end + 1 + REACH).min(words.len())]);
            all.extend(numbers[start - from..=end - from].windows(2).map(|pair| self.at_gap(&pair[0], &pair[1])));
        }
        all
    }

    fn numbers(&self, words: &[GapWord]) -> Vec<WordNumbers> {
        let rows: Vec<[f32; EMBEDDED]> = words.iter().map(|word| self.row(word)).collect();
        let mut numbers: Vec<WordNumbers> = (0..rows.len()).map(|place| self.first.at(&rows, place)).collect();
        for convolution in &self.later {
            let mut next: Vec<WordNumbers> = (0..rows.len()).map(|place| convolution.at(&numbers, place)).collect();
            for (sum, number) in next.as_flattened_mut().iter_mut().zip(numbers.as_flattened()) {
                *sum += number;
            }
            numbers = next;
        }
        numbers
    }

    fn row(&self, word: &GapWord) -> [f32; EMBEDDED] {
        let value = |row: u16, column| i32::from(self.table[usize::from(row) * EMBEDDED + column] as i8);
        std::array::from_fn(|column| {
            let sum: i32 = word.rows.iter().map(|row| value(*row, column)).sum();
            sum as f32 * self.columns[column]
        })
    }

    fn at_gap(&self, before: &WordNumbers, after: &WordNumbers) -> f32 {
        let [left, right] = &self.ends;
        let products = before.iter().zip(left).chain(after.iter().zip(right));
        products.fold(self.bias, |sum, (number, weight)| sum + number * weight)
    }
}
