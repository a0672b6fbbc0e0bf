//! Inputs of the encoder: rows of token ids cut into windows that fit, and batches of rows of like length that
//! cannot be built without their attention mask.

use ndarray::{Array2, s};

use crate::model::tokenizer::{Special, Template, Tokens};

/// How long inputs are cut: sizes in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Most tokens of one row, special tokens included.
    pub size: usize,
    /// Tokens that neighbouring windows share.
    pub overlap: usize,
}

/// One input of the network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Token ids, `[CLS] … [SEP]`, or `[CLS] … [SEP] … [SEP]` for a pair.
    pub ids: Vec<i32>,
    /// Token types, as long as `ids`.
    pub types: Vec<i32>,
    /// Where in the row the text begins, after the special tokens.
    pub at: usize,
    /// The tokens of the text that this row holds, half-open.
    pub first: usize,
    /// One past the last of them.
    pub end: usize,
}

impl Row {
    fn special(&mut self, special: &Special) {
        self.ids.extend(&special.ids);
        self.types.extend(&special.types);
    }

    fn text(&mut self, tokens: &Tokens, (first, end): (usize, usize), kind: i32) {
        self.ids.extend(&tokens.ids[first..end]);
        self.types.extend(tokens.types[first..end].iter().map(|t| t + kind));
    }
}

/// The rows of one text, alone or with a second text (a proposition) after it in every window.
///
/// Every token of `text` is in at least one row; a second text that leaves less than half the window is cut.
pub fn rows(template: &Template, text: &Tokens, second: Option<&Tokens>, window: Window) -> Vec<Row> {
    let around = template.before.ids.len();
    let around = match second {
        None => around + template.after.ids.len(),
        Some(_) => around + template.between.ids.len() + template.end.ids.len(),
    };
    let second_len = second.map_or(0, |s| s.len().min((window.size / 2).saturating_sub(1)));
    let room = window.size.saturating_sub(around + second_len).max(1);
    let step = room - window.overlap.min(room / 2);
    let mut out = Vec::new();
    let mut first = 0;
    loop {
        let end = (first + room).min(text.len());
        let mut row = Row { first, end, ..Row::default() };
        row.special(&template.before);
        row.at = row.ids.len();
        row.text(text, (first, end), 0);
        match second {
            None => row.special(&template.after),
            Some(second) => {
                row.special(&template.between);
                row.text(second, (0, second_len), template.second);
                row.special(&template.end);
            }
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

    /// The upper and the lower rows; none where there is only one.
    pub fn halves(&self) -> Option<[Batch; 2]> {
        let rows = self.ids.nrows();
        let part = |from: usize, to: usize| {
            let cut = |all: &Array2<i32>| all.slice(s![from..to, ..]).to_owned();
            Batch { ids: cut(&self.ids), types: cut(&self.types), mask: cut(&self.mask) }
        };
        (rows > 1).then(|| [part(0, rows / 2), part(rows / 2, rows)])
    }

    /// Token ids [rows, tokens]; padding is 0.
    pub fn ids(&self) -> &Array2<i32> {
        &self.ids
    }

    /// Token types [rows, tokens].
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
    use crate::model::tokenizer::{Tokenizer, Types};
    use proptest::prelude::*;

    fn tokenizer() -> Tokenizer {
        Tokenizer::from_json(files::TOKENIZER, "tokenizer.json", Types::Casing).expect("the shipped tokenizer")
    }

    fn text(n: usize) -> Tokens {
        tokenizer().encode(&"peace ".repeat(n)).expect("encodes")
    }

    #[test]
    fn the_mask_covers_the_tokens_and_nothing_else() {
        let row = |n: usize| Row { ids: vec![7; n], types: vec![1; n], ..Row::default() };
        let batch = Batch::new(&[&row(2), &row(5)]);
        assert_eq!(batch.mask().sum(), 7);
        assert_eq!(batch.ids().row(0).to_vec(), [7, 7, 0, 0, 0]);
        assert_eq!(batch.mask().row(0).to_vec(), [1, 1, 0, 0, 0]);
    }

    proptest! {
        #[test]
        fn windows_cover_every_token_and_each_is_owned_once(n in 0usize..900, size in 16usize..130, second in 0usize..40) {
            let tokenizer = tokenizer();
            let (text, proposition) = (text(n), text(second));
            let window = Window { size, overlap: 8 };
            for pair in [None, Some(&proposition)] {
                let rows = rows(tokenizer.template(), &text, pair, window);
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
