//! What kind of processor scores: the same model gives scores that differ in their last digits where vectors have another width,
//! and now and then in more where a rounding to eight bits goes the other way. So what is computed tells kinds apart, not a list
//! of instructions that some library may or may not use.

use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::hash::hex;
use crate::model::network::{Input, Network};
use crate::model::tokenizer::Tokens;

/// Sentences of several lengths: sums over their words are made in another order where vectors are wider.
const PROBES: [&str; 4] = [
    "Yes.",
    "We thank our friends in Brenn for their patience.",
    "The bridge over the Ardel at Tamsen opened in November, three months early, and I am grateful to the crews on both banks.",
    "Let me say, colleagues, that neither the duties on cheese nor the quarrel about the ferry, of which so much has been written in \
     the papers of both capitals this winter, will keep us from signing what our predecessors began twelve years ago.",
];

/// The architecture, and a hash of what a network computes for fixed sentences, bit for bit: equal where scores are.
///
/// # Errors
/// [`crate::error::Error::Model`] where the engine fails.
pub fn machine(network: &Network) -> Result<String> {
    let tokens = PROBES.iter().map(|text| network.tokenizer.encode(text)).collect::<Result<Vec<Tokens>>>()?;
    let inputs: Vec<Input> = tokens.iter().map(|text| Input { text, second: None }).collect();
    let mut hash = Sha256::new();
    let bits = |x: &f32| x.to_bits().to_le_bytes();
    for states in
        network.read(&inputs, 1, |_, _, states| states.iter().flatten().map(bits).collect::<Vec<[u8; 4]>>())?
    {
        states.iter().for_each(|bits| hash.update(bits));
    }
    Ok(format!("{}-{}", std::env::consts::ARCH, hex(&hash.finalize()[..8])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Compute, ModelChoice, Precision};
    use crate::model::Models;

    #[test]
    fn a_machine_is_known_again_and_another_model_is_another() {
        let load = |precision| {
            let compute = Compute { precision, ..Compute::default() };
            let models =
                Models::load(&ModelChoice { compute, ..ModelChoice::default() }, &[]).expect("the shipped model");
            machine(&models.built_in.encoder).expect("it reads")
        };
        let name = load(Precision::Auto);
        assert_eq!(load(Precision::Int8), name);
        assert!(name.starts_with(std::env::consts::ARCH) && name.len() == std::env::consts::ARCH.len() + 17, "{name}");
        assert_ne!(load(Precision::F32), name, "what is computed tells");
    }
}
