//! `rostrum compare`: two speakers side by side, with the row of contrasts.csv the right way round.

use crate::explain::reseal;
use crate::harness::{Call, Outcome};

const TALK: &str = "Lena Orsol: We are grateful. Trade within the Eurasian Economic Union should be deepened.\n\n\
    Tomas Vell: I am worried. Trade within the Eurasian Economic Union is a disaster for us.\n";

const CONTRASTS: &str = "level,measure,a,b,topic,entity,entity_type,sentences_a,sentences_b,value_a,value_b,difference,low,\
high,here_low,here_high,inference,p,p_holm,q_bh,low_simultaneous,high_simultaneous,effect_size,paired_difference,paired_low,\
paired_high,shared_documents,standardised_difference,common_support,note\n\
speaker,tone,Lena Orsol,Tomas Vell,,,,2,2,0.5,-0.25,0.750000,0.125000,0.875000,0.5,0.6,population,0.000400,0.002000,\
0.002000,,,1.2,,,,1,,,\n\
speaker,stance,Lena Orsol,Tomas Vell,eaeu_trade,,,1,1,0.5,-0.25,0.333000,,,,,,,,,,,,,,,1,,,under 30 sentences\n\
speaker,target_stance,Lena Orsol,Tomas Vell,,Brenn,LOC,5,5,0.5,-0.25,0.444000,,,,,,,,,,,,,,,1,,,under 30 sentences\n\
group,tone,Lena Orsol,Tomas Vell,,,,2,2,0.5,-0.25,0.999000,,,,,,,,,,,,,,,1,,,a group\n";

fn talk() -> Outcome {
    Call::analyze().input("talk.txt", TALK).run().status(0)
}

fn with_contrasts(table: &str) -> Outcome {
    let out = talk();
    std::fs::write(out.path("contrasts.csv"), table).expect("it can be written");
    reseal(&out, "contrasts");
    out
}

fn compare(out: Outcome, a: &str, b: &str) -> Outcome {
    out.then("compare").args(&["out", a, b]).run()
}

/// The cells of the drawn row with this word in it.
fn row<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let line = text.lines().rev().find(|l| l.contains(word)).expect("a line with the word");
    line.trim_matches('│').split('┆').map(str::trim).collect()
}

#[test]
fn a_difference_turns_with_the_order_of_the_speakers() {
    let out = compare(with_contrasts(CONTRASTS), "Lena Orsol", "tomas vell").status(0);
    let shown = ["tone", "", "0.750", "0.125", "0.875", "<0.001", "0.002", "population", ""];
    assert_eq!(row(&out.stdout, "population ┆"), shown, "{}", out.stdout);
    let out = compare(out, "Tomas Vell", "Lena Orsol").status(0);
    let shown = ["tone", "", "-0.750", "-0.875", "-0.125", "<0.001", "0.002", "population", ""];
    assert_eq!(row(&out.stdout, "population ┆"), shown, "{}", out.stdout);
    assert!(out.stdout.contains("Differences: Tomas Vell minus Lena Orsol") && out.stdout.contains("-0.333"));
    assert!(out.stdout.contains("Brenn") && out.stdout.contains("-0.444"), "{}", out.stdout);
    assert!(out.stdout.contains("under 30 sentences") && out.stdout.contains("there was no test"), "{}", out.stdout);
    assert!(!out.stdout.contains("0.999"), "groups are not speakers");
}

#[test]
fn what_may_be_concluded_follows_the_kind_of_inference() {
    let here = CONTRASTS.replace("0.125000,0.875000,0.5,0.6,population", ",,0.125000,0.875000,these_documents");
    let out = compare(with_contrasts(&here), "Lena Orsol", "Tomas Vell").status(0);
    let shown = ["tone", "", "0.750", "0.125", "0.875", "<0.001", "0.002", "these_documents", ""];
    assert_eq!(row(&out.stdout, "these_documents ┆"), shown, "{}", out.stdout);
    assert!(out.stdout.contains("these_documents: ") && !out.stdout.contains("population: "), "{}", out.stdout);
    let topics = out.table("speaker_topics");
    let both = topics.iter().filter(|t| t["topic"] == "eaeu_trade").count() == 2;
    assert_eq!(out.stdout.contains("Topics that both talk about"), both);
}

#[test]
fn a_pair_that_was_not_tested_is_said_to_be_so() {
    let header = CONTRASTS.lines().next().unwrap_or_default().to_owned() + "\n";
    let out = compare(with_contrasts(&header), "Tomas Vell", "Lena Orsol").status(0);
    assert!(out.stdout.contains("did not test the pair") && out.stdout.contains("--between \"Tomas Vell,Lena Orsol\""));
}

#[test]
fn faults_are_those_of_explain() {
    let out = compare(talk(), "Lena Orsol", "Tomas Wel").status(2).says(&["no speaker \"Tomas Wel\"; nearest: Tomas"]);
    let out = compare(out, "Lena Orsol", "lena orsol").status(2).says(&["cannot be compared with itself"]);
    let edited = with_contrasts(CONTRASTS);
    std::fs::write(edited.path("contrasts.csv"), CONTRASTS.replace("0.75", "0.15")).expect("it can be written");
    compare(edited, "Lena Orsol", "Tomas Vell").status(2).says(&["out/contrasts.csv: was changed"]);
    std::fs::remove_file(out.path("speaker_topics.csv")).expect("it was there");
    compare(out, "Lena Orsol", "Tomas Vell").status(2).says(&["speaker_topics.csv: the table is missing"]);
}
