//! Inputs of the encoder: rows of token ids cut into windows that fit, and batches of rows of like length that
//! cannot be built without their attention mask.

use ndarray::Array2;

use crate::model::tokenizer::{Tokenizer, Tokens};

/// How long inputs are cut: sizes in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Most tokens of one row, special tokens included.
    pub size: usize,
    /// Tokens that neighbouring windows share.
    pub overlap: usize,
}

/// One input of the encoder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Token ids, `[CLS] … [SEP]`, or `[CLS] … [SEP] … [SEP]` for a pair.
    pub ids: Vec<i32>,
    /// Casing types, as long as `ids`.
    pub types: Vec<i32>,
    /// The tokens of the text that this row holds, half-open.
    pub first: usize,
    /// One past the last of them.
    pub end: usize,
}

/// The rows of one text, alone or with a second text (a proposition) after it in every window.
///
/// Every token of `text` is in at least one row; a second text that leaves less than half the window is cut.
pub fn rows(tokenizer: &Tokenizer, text: &Tokens, second: Option<&Tokens>, window: Window) -> Vec<Row> {
    let second_len = second.map_or(0, |s| s.len().min(window.size / 2 - 1) + 1);
    let room = window.size - 2 - second_len;
    let step = room - window.overlap.min(room / 2);
    let mut out = Vec::new();
    let mut first = 0;
    loop {
        let end = (first + room).min(text.len());
        let mut row = Row { ids: vec![tokenizer.cls()], types: vec![0], first, end };
        row.ids.extend(&text.ids[first..end]);
        row.types.extend(&text.casing[first..end]);
        row.ids.push(tokenizer.sep());
        row.types.push(0);
        if let Some(second) = second {
            row.ids.extend(&second.ids[..second_len - 1]);
            row.types.extend(&second.casing[..second_len - 1]);
            row.ids.push(tokenizer.sep());
            row.types.push(0);
        }
        out.push(row);
        if end == text.len() {
            return out;
        }
        first += step;
    }
}

/// Which row each token is read from: the one in which it is farthest from a cut.
///
/// Returns for each row the tokens it owns, half-open; together they are all tokens, in order.
pub fn owned(rows: &[Row]) -> Vec<(usize, usize)> {
    let mut out = Vec::with_capacity(rows.len());
    let mut from = 0;
    for (i, row) in rows.iter().enumerate() {
        let to = rows.get(i + 1).map_or(row.end, |next| (next.first + row.end).div_ceil(2));
        out.push((from, to));
        from = to;
    }
    out
}

/// Padded rows: three arrays of shape [rows, longest row].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    ids: Array2<i32>,
    types: Array2<i32>,
    mask: Array2<i32>,
}

impl Batch {
    /// Pads the rows to the longest and masks the padding.
    pub fn new(rows: &[&Row]) -> Self {
        let longest = rows.iter().map(|r| r.ids.len()).max().unwrap_or(0);
        let shape = (rows.len(), longest);
        let mut batch = Batch { ids: Array2::zeros(shape), types: Array2::zeros(shape), mask: Array2::zeros(shape) };
        for (i, row) in rows.iter().enumerate() {
            for (j, (&id, &kind)) in row.ids.iter().zip(&row.types).enumerate() {
                batch.ids[[i, j]] = id;
                batch.types[[i, j]] = kind;
                batch.mask[[i, j]] = 1;
            }
        }
        batch
    }

    /// Token ids [rows, tokens]; padding is 0.
    pub fn ids(&self) -> &Array2<i32> {
        &self.ids
    }

    /// Casing types [rows, tokens].
    pub fn types(&self) -> &Array2<i32> {
        &self.types
    }

    /// 1 where there is a token, 0 in the padding [rows, tokens].
    pub fn mask(&self) -> &Array2<i32> {
        &self.mask
    }
}

/// Groups inputs into batches of like length: `lengths[i]` is the longest row of input i, `counts[i]` how many
/// rows it has; a batch holds at most `budget` padded tokens, but at least one input. Longest first, so that the
/// last batches of a parallel run are the small ones.
pub fn plan(lengths: &[usize], counts: &[usize], budget: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(lengths[i]), i));
    let mut out: Vec<Vec<usize>> = Vec::new();
    let (mut longest, mut filled) = (0, 0);
    for i in order {
        match out.last_mut() {
            Some(batch) if (filled + counts[i]) * longest <= budget => {
                batch.push(i);
                filled += counts[i];
            }
            _ => {
                out.push(vec![i]);
                (longest, filled) = (lengths[i], counts[i]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::files;
    use proptest::prelude::*;

    fn text(n: usize) -> Tokens {
        let tokenizer = Tokenizer::from_json(files::TOKENIZER).expect("the shipped tokenizer");
        tokenizer.encode(&"peace ".repeat(n)).expect("encodes")
    }

    #[test]
    fn the_mask_covers_the_tokens_and_nothing_else() {
        let row = |n: usize| Row { ids: vec![7; n], types: vec![1; n], first: 0, end: n };
        let batch = Batch::new(&[&row(2), &row(5)]);
        assert_eq!(batch.mask().sum(), 7);
        assert_eq!(batch.ids().row(0).to_vec(), [7, 7, 0, 0, 0]);
        assert_eq!(batch.mask().row(0).to_vec(), [1, 1, 0, 0, 0]);
    }

    proptest! {
        #[test]
        fn windows_cover_every_token_and_each_is_owned_once(n in 0usize..900, size in 16usize..130, second in 0usize..40) {
            let tokenizer = Tokenizer::from_json(files::TOKENIZER).expect("the shipped tokenizer");
            let (text, proposition) = (text(n), text(second));
            let window = Window { size, overlap: 8 };
            for pair in [None, Some(&proposition)] {
                let rows = rows(&tokenizer, &text, pair, window);
                prop_assert!(rows.iter().all(|r| r.ids.len() <= size && r.ids.len() == r.types.len()));
                let mut next = 0;
                for (row, (from, to)) in rows.iter().zip(owned(&rows)) {
                    prop_assert_eq!(from, next);
                    prop_assert!(row.first <= from && to <= row.end && from <= to);
                    next = to;
                }
                prop_assert_eq!(next, n);
            }
        }

        #[test]
        fn every_input_is_in_one_batch_within_the_budget(lengths in prop::collection::vec(1usize..130, 0..80)) {
            let counts = vec![1; lengths.len()];
            let batches = plan(&lengths, &counts, 512);
            let mut seen: Vec<usize> = batches.concat();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
            for batch in batches {
                let longest = batch.iter().map(|&i| lengths[i]).max().unwrap_or(0);
                prop_assert!(batch.len() == 1 || batch.len() * longest <= 512);
            }
        }
    }
}
