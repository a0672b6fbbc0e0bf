//! `rostrum models` and `rostrum doctor`: what is built in, and whether it works here.

use crate::harness::Call;

#[test]
fn models_says_what_is_built_in_and_how_good_it_is() {
    let outcome = Call::command("models").run().status(0);
    let manifest: serde_json::Value =
        serde_json::from_str(include_str!("../../models/model.json")).expect("the manifest is JSON");
    for file in manifest["files"].as_array().expect("a list") {
        assert!(outcome.stdout.contains(file["sha256"].as_str().expect("a hash")));
    }
    for part in ["licence", "negative, neutral, positive", "B-PER", "eaeu_trade", "macro_f1", "CrossNER politics dev"] {
        assert!(outcome.stdout.contains(part), "{part} in\n{}", outcome.stdout);
    }
}

#[test]
fn doctor_finds_a_sound_model_sound() {
    let outcome = Call::command("doctor").args(&["--threads", "2"]).run().status(0);
    assert_eq!(outcome.stdout.lines().filter(|line| line.starts_with("ok ")).count(), 4, "{}", outcome.stdout);
}
