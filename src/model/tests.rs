use super::*;
use crate::config::{Compute, Precision};
use crate::model::batch::Batch;
use proptest::prelude::*;
use std::sync::OnceLock;

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::built_in().expect("the shipped model loads"))
}

/// The bits of what is read of each text.
fn bits(texts: &[&str], second: Option<&str>, threads: usize) -> Vec<(Vec<u32>, Vec<u32>)> {
    let model = model();
    let tokens: Vec<Tokens> = texts.iter().map(|t| model.encode(t).expect("encodes")).collect();
    let second = second.map(|s| model.encode(s).expect("encodes"));
    let inputs: Vec<Input> = tokens.iter().map(|text| Input { text, second: second.as_ref() }).collect();
    let to_bits = |r: Encoding| {
        (r.hidden.iter().map(|x| x.to_bits()).collect(), r.features.iter().map(|x| x.to_bits()).collect())
    };
    model.read(&inputs, threads, |_, r| to_bits(r)).expect("reads")
}

fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "Thank you.",
        "We are glad to welcome the delegation of Varsia in Brenn.",
        "Trade with the EAEU grew by 11.4 percent, and that is only the beginning of a long road for all of us.",
        "No!",
        "I deeply regret that the treaty was not signed.",
        "",
        "Café, naïve, Łódź – 30 % of it.",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("The road between the two countries must be opened, ".repeat(40));
    texts
}

#[test]
fn a_text_reads_the_same_alone_in_a_batch_shuffled_and_on_any_number_of_threads() {
    let texts = texts();
    let all: Vec<&str> = texts.iter().map(String::as_str).collect();
    for second in [None, Some("The treaty should be signed.")] {
        let together = bits(&all, second, 1);
        assert_eq!(together, bits(&all, second, 3), "threads");
        let mut reversed = bits(&all.iter().rev().copied().collect::<Vec<_>>(), second, 2);
        reversed.reverse();
        assert_eq!(together, reversed, "order");
        for (text, expected) in all.iter().zip(&together) {
            assert_eq!(&bits(&[text], second, 1)[0], expected, "alone: {text:?}");
        }
    }
}

#[test]
fn a_long_text_is_read_in_windows_without_losing_a_token() {
    let model = model();
    let text = "The road between the two countries must be opened, ".repeat(40);
    let tokens = model.encode(&text).expect("encodes");
    let input = Input { text: &tokens, second: None };
    let read = model.read(&[input], 1, |_, r| (r.windows, r.hidden.nrows())).expect("reads");
    assert!(read[0].0 > 1);
    assert_eq!(read[0].1, tokens.len());
}

#[test]
fn canaries_keep_their_places_among_many() {
    let mut texts = vec!["The committee meets on Tuesday."; 150];
    for at in [0, 63, 64, 65, 149] {
        texts[at] = "We are delighted and grateful for this wonderful success.";
    }
    let read = bits(&texts, None, 2);
    for (i, text) in texts.iter().enumerate() {
        let canary = text.starts_with("We");
        assert_eq!(read[i] == read[0], canary, "row {i}");
    }
}

/// States that say which token of which row they belong to: checks the joining of windows without weights.
struct Echo;

impl Engine for Echo {
    fn run(&self, batch: &Batch) -> Result<ndarray::Array3<f32>> {
        let (rows, tokens) = batch.ids().dim();
        let width = Heads::read(files::HEADS)?.background.ncols();
        Ok(ndarray::Array3::from_shape_fn((rows, tokens, width), |(r, t, _)| {
            // what is padded must never be seen
            if batch.mask()[[r, t]] == 1 { batch.ids()[[r, t]] as f32 } else { f32::NAN }
        }))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_tokens_state_is_its_own(lengths in prop::collection::vec(0usize..400, 1..6)) {
        let manifest = Manifest::built_in().expect("the shipped manifest");
        let model = Model::new(manifest, files::TOKENIZER, files::HEADS, Box::new(Echo)).expect("fits");
        let words = ["peace", "road", "trade", "treaty", "border"];
        let texts: Vec<String> =
            lengths.iter().map(|&n| (0..n).map(|i| words[(i * i) % 5]).collect::<Vec<_>>().join(" ")).collect();
        let tokens: Vec<Tokens> = texts.iter().map(|t| model.encode(t).expect("encodes")).collect();
        let inputs: Vec<Input> = tokens.iter().map(|text| Input { text, second: None }).collect();
        let read = model.read(&inputs, 2, |_, r| r).expect("reads");
        for (tokens, reading) in tokens.iter().zip(read) {
            let seen: Vec<i32> = reading.hidden.column(0).iter().map(|&x| x as i32).collect();
            prop_assert_eq!(&seen, &tokens.ids);
            prop_assert!(reading.features.iter().all(|x| x.is_finite()), "padding leaked into the mean");
        }
    }
}

#[test]
fn the_f32_graph_is_the_same_network_without_the_rounding_of_activations() {
    let models =
        |precision| ModelChoice { compute: Compute { precision, ..Compute::default() }, ..ModelChoice::default() };
    let loaded = Models::load(&models(Precision::F32), &[]).expect("the graph in f32");
    let texts = ["Thank you.", "Trade with the EAEU grew by 11.4 percent, and the road must be opened."];
    for text in texts {
        let tone = |model: &Model| {
            let tokens = model.encode(text).expect("encodes");
            let input = Input { text: &tokens, second: None };
            model
                .read(&[input], 1, |_, r| model.heads.apply("sentiment", r.features.view()))
                .expect("reads")
                .remove(0)
                .expect("a head")
        };
        let (f32, int8) = (tone(&loaded.built_in), tone(model()));
        assert_ne!(f32, int8, "activations are not rounded");
        assert!(f32.iter().zip(&int8).all(|(a, b)| (a - b).abs() < 0.3), "{f32:?} and {int8:?}");
    }
}
