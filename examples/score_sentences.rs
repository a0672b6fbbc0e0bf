//! Scores sentences from standard input, one a line: valence, topics and whom they mention.
//!
//! ```sh
//! echo "We thank our friends in Brenn for this success." | cargo run --release --example score_sentences
//! ```

use std::io::{BufRead, stdin};

use rostrum::{Annotator, Result};

fn main() -> Result<()> {
    let annotator = Annotator::built_in()?;
    // a line that is no text says nothing
    let lines: Vec<String> = stdin().lock().lines().map_while(std::io::Result::ok).collect();
    let sentences: Vec<&str> = lines.iter().map(String::as_str).collect();
    for (text, scores) in sentences.iter().zip(annotator.score(&sentences)?) {
        let topics: Vec<&str> = scores.topics.iter().map(|found| annotator.topics()[found.topic].id.as_str()).collect();
        let mentions: Vec<&str> = scores.mentions.iter().map(|mention| mention.span.slice(text)).collect();
        let valence = scores.tone.valence() as f64 / 1e6;
        println!("{valence:+.3}  [{}]  ({})  {text}", topics.join(" "), mentions.join(", "));
    }
    Ok(())
}
