//! `rostrum compare`: two speakers side by side, with the rows of contrasts.csv the right way round and what p says.

use crate::explain::reseal;
use crate::harness::{Call, Outcome};

const TALK: &str = "Lena Orsol: We are grateful. Trade within the Eurasian Economic Union should be deepened.\n\n\
    Tomas Vell: I am worried. Trade within the Eurasian Economic Union is a disaster for us.\n";

const HEADER: &str = "level,measure,a,b,topic,entity,entity_type,sentences_a,sentences_b,value_a,value_b,difference,low,\
high,here_low,here_high,inference,p,p_holm,q_bh,low_simultaneous,high_simultaneous,effect_size,paired_difference,paired_low,\
paired_high,shared_documents,standardised_difference,standardised_low,standardised_high,standardised_here_low,\
standardised_here_high,common_support,note\n";

/// A row of the pair: what it compares, its differences with their intervals, what p is about, p and Holm's p, why there is none.
fn pair(what: [&str; 3], plain: &str, tested: &str, paired: &str, alike: &str, note: &str) -> String {
    let [measure, topic, entity] = what;
    format!(
        "speaker,{measure},Lena Orsol,Tomas Vell,{topic},{entity},,2,2,0.5,-0.25,{plain},{tested},0.002,,,1.2,{paired},1,{alike},,{note}\n"
    )
}

fn contrasts(p: &str, holm: &str) -> String {
    let tone = pair(
        ["tone", "", ""],
        "0.75,0.125,0.875,0.5,0.6",
        &format!("population,{p},{holm}"),
        "0.5,0.25,0.625",
        "-0.25,-0.75,0.0625,,",
        "",
    );
    let stance = pair(["stance", "eaeu_trade", ""], "0.333,,,,", ",,", ",,", ",,,,", "not_tested_few_sentences");
    let target = pair(["target_stance", "", "Brenn"], "0.444,,,0.1,0.7", "these_documents,0.01,0.01", ",,", ",,,,", "");
    let others = "speaker,tone,Lena Orsol,Mirka Daltan,,,,2,2,0.5,-0.25,0.1,0.1,0.2,,,population,0.5,0.5,0.5,,,,,,,1,,,,,,,\n\
        group,tone,Lena Orsol,Tomas Vell,,,,2,2,0.5,-0.25,0.999,,,,,,,,,,,,,,,1,,,,,,,a group\n";
    format!("{HEADER}{tone}{stance}{target}{others}")
}

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

/// The cells of the drawn rows that follow one with this first cell, that one first.
fn rows<'a>(text: &'a str, first: &str) -> Vec<Vec<&'a str>> {
    let cells = |line: &'a str| line.trim_matches('│').split('┆').map(str::trim).collect::<Vec<_>>();
    text.lines().map(cells).skip_while(|cells| cells[0] != first || cells.len() < 5).take(2).collect()
}

#[test]
fn all_three_differences_turn_with_the_order_of_the_speakers() {
    let out = compare(with_contrasts(&contrasts("0.0004", "0.0004")), "Lena Orsol", "tomas vell").status(0);
    let shown = [
        ["tone", "+0.75", "+0.50", "-0.25", "differ"],
        ["", "0.12 to 0.88", "0.25 to 0.62", "-0.75 to 0.06", "p < 0.001"],
    ];
    assert_eq!(rows(&out.stdout, "tone"), shown, "{}", out.stdout);
    assert!(out.stdout.contains("Lena Orsol speaks in a warmer tone than Tomas Vell"), "{}", out.stdout);
    let out = compare(out, "Tomas Vell", "Lena Orsol").status(0);
    let shown = [
        ["tone", "-0.75", "-0.50", "+0.25", "differ"],
        ["", "-0.88 to -0.12", "-0.62 to -0.25", "-0.06 to 0.75", "p < 0.001"],
    ];
    assert_eq!(rows(&out.stdout, "tone"), shown, "{}", out.stdout);
    assert!(out.stdout.contains("Tomas Vell speaks in a darker tone than Lena Orsol"), "{}", out.stdout);
    assert!(out.stdout.contains("Differences: Tomas Vell minus Lena Orsol") && out.stdout.contains("-0.33"));
    assert!(out.stdout.contains("target_stance toward Brenn") && out.stdout.contains("-0.44"), "{}", out.stdout);
    assert!(out.stdout.contains("opposite sign at an equal mix of topics"), "{}", out.stdout);
    assert!(!out.stdout.contains("0.999") && !out.stdout.contains("+1.00"), "groups are not speakers");
}

/// The interval of the fixture leaves out 0 all the time: the sentence goes by p alone.
#[test]
fn the_verdict_follows_from_the_corrected_p() {
    let verdict = |p: &str, holm: &str| {
        let text = compare(with_contrasts(&contrasts(p, holm)), "Lena Orsol", "Tomas Vell").status(0).stdout;
        // as one line, however it is broken
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let shown = verdict("0.01", "0.049");
    assert!(
        shown.contains("speaks in a warmer tone")
            && shown.contains("p = 0.010 by itself, p = 0.049 corrected for the 2 pairs")
    );
    assert!(shown.contains("They differ as well in target_stance toward Brenn."), "{shown}");
    assert!(shown.contains("Not tested (fewer than 30 sentences of one of them): stance about eaeu_trade."), "{shown}");
    let open = verdict("0.01", "0.051");
    assert!(open.contains("they are not shown to differ in tone: p = 0.010 by itself, p = 0.051 corrected"), "{open}");
    assert!(!open.contains("warmer") && open.contains("They differ in target_stance toward Brenn."), "{open}");
    assert!(open.contains("meetings like these") && !open.contains("not_tested"), "{open}");
    let none = verdict("", "");
    assert!(none.contains("whether they differ in tone was not tested"), "{none}");
}

#[test]
fn what_may_be_concluded_follows_the_kind_of_inference() {
    let here = contrasts("0.0004", "0.0004").replace("0.125,0.875,0.5,0.6,population", ",,0.125,0.875,these_documents");
    let here = here.replace("-0.25,-0.75,0.0625,,", "-0.25,,,-0.75,0.0625");
    let out = compare(with_contrasts(&here), "Lena Orsol", "Tomas Vell").status(0);
    let shown = ["", "0.12 to 0.88", "0.25 to 0.62", "-0.75 to 0.06", "p < 0.001"];
    assert_eq!(rows(&out.stdout, "tone")[1], shown, "{}", out.stdout);
    let words = out.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("says nothing about other meetings") && !words.contains("meetings like these"), "{words}");
    let topics = out.table("speaker_topics");
    let both = topics.iter().filter(|t| t["topic"] == "eaeu_trade").count() == 2;
    assert_eq!(out.stdout.contains("eaeu_trade: stance"), both);
}

#[test]
fn a_pair_that_was_not_tested_is_said_to_be_so() {
    let out = compare(with_contrasts(HEADER), "Tomas Vell", "Lena Orsol").status(0);
    assert!(out.stdout.contains("did not test the pair") && out.stdout.contains("--between \"Tomas Vell,Lena Orsol\""));
}

#[test]
fn faults_are_those_of_explain() {
    let out = compare(talk(), "Lena Orsol", "Tomas Wel").status(2).says(&["no speaker \"Tomas Wel\"; nearest: Tomas"]);
    let out = compare(out, "Lena Orsol", "lena orsol").status(2).says(&["cannot be compared with itself"]);
    let table = contrasts("0.5", "0.5");
    let edited = with_contrasts(&table);
    std::fs::write(edited.path("contrasts.csv"), table.replace("0.75", "0.15")).expect("it can be written");
    compare(edited, "Lena Orsol", "Tomas Vell").status(2).says(&["out/contrasts.csv: was changed"]);
    std::fs::remove_file(out.path("speaker_topics.csv")).expect("it was there");
    compare(out, "Lena Orsol", "Tomas Vell").status(2).says(&["speaker_topics.csv: the table is missing"]);
}
