//! The tone of every speaker of a folder, with its 95 % interval, warmest first.
//!
//! ```sh
//! cargo run --release --example tone_by_speaker data/sample
//! ```

use rostrum::{Annotator, Reading, Result, Tally, documents};

fn main() -> Result<()> {
    let annotator = Annotator::built_in()?;
    let mut tally = Tally::default();
    for document in documents(&Reading::new(std::env::args().skip(1)))? {
        match document {
            Ok(document) => tally += Tally::of(&annotator.annotate(document)?),
            Err(error) => eprintln!("{}", error.chain()),
        }
    }
    let mut rows: Vec<_> =
        tally.speakers.iter().filter_map(|(key, sums)| Some((sums.tone.mean()?, &key.speaker, sums))).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (tone, speaker, sums) in rows {
        let interval = match sums.tone_interval() {
            Some(ends) => format!("{:+.3} to {:+.3}", ends.low, ends.high),
            None => "no interval".to_owned(),
        };
        println!("{tone:+.3}  ({interval})  {speaker}, {} sentences", sums.tone.n);
    }
    Ok(())
}
