//! What the tables of `analyze` promise.

use std::collections::BTreeMap;

use crate::harness::{Call, Outcome, Rows, project, shared};

const TALK: &str = "Talks in Brenn

March 4, 2024, Brenn

President of Varsia Lena Orsol: We are very grateful to our partners. “Trade within the Eurasian Economic Union grew by
12 percent,” as Mr. Vell said – a splendid result!

I will say this: Armenia and Azerbaijan should sign the peace treaty.

Prime Minister of Keldova Tomas Vell: I am worried. The border is closed, and nobody helps.

(Applause)

Question: When will it be opened?

Lena Orsol: =SUM(A1) is no answer. -
";

fn talk() -> Outcome {
    Call::analyze().input("talk.txt", TALK).run().status(0)
}

fn characters(text: &str, start: &str, end: &str) -> String {
    let (start, end): (usize, usize) = (start.parse().expect("a number"), end.parse().expect("a number"));
    text.chars().skip(start).take(end - start).collect()
}

/// The cell as it was before the guard against formulas.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

#[test]
fn sentences_and_mentions_are_slices_of_their_turns() {
    let out = talk();
    let turns: BTreeMap<String, String> =
        out.table("turns").into_iter().map(|t| (t["turn"].clone(), unguarded(&t["text"]).to_owned())).collect();
    let sentences = out.table("sentences");
    let mut covered: BTreeMap<&str, usize> = BTreeMap::new();
    for s in &sentences {
        let turn = &turns[&s["turn"]];
        assert_eq!(unguarded(&s["text"]), characters(turn, &s["start"], &s["end"]));
        // between two sentences there is white space and nothing else
        let last = covered.entry(&s["turn"]).or_default();
        assert_eq!(characters(turn, &last.to_string(), &s["start"]).trim(), "");
        *last = s["end"].parse().expect("a number");
    }
    for (turn, text) in &turns {
        assert_eq!(
            characters(text, &covered[turn.as_str()].to_string(), "100000").trim(),
            "",
            "the end of turn {turn}"
        );
    }
    let mentions = out.table("mentions");
    assert!(mentions.iter().any(|m| m["text"] == "Azerbaijan" && m["type"] == "LOC"));
    for m in mentions {
        assert_eq!(m["text"], characters(&turns[&m["turn"]], &m["start"], &m["end"]));
    }
}

#[test]
fn speech_is_attributed_and_the_rest_is_nobodys() {
    let out = talk();
    let turns: Vec<(String, String)> =
        out.table("turns").into_iter().map(|t| (t["speaker"].clone(), t["role"].clone())).collect();
    let expected = [("Lena Orsol", ""), ("Tomas Vell", ""), ("Question", "question"), ("Lena Orsol", "")];
    assert_eq!(turns, expected.map(|(s, r)| (s.to_owned(), r.to_owned())));
    let everything = out.text("turns") + &out.text("sentences");
    assert!(!everything.contains("Applause") && !everything.contains("Talks in"));
    let document = &out.table("documents")[0];
    assert_eq!((document["title"].as_str(), document["date"].as_str()), ("Talks in Brenn", "2024-03-04"));
    let speakers: Vec<String> = out.table("speakers").into_iter().map(|s| s["speaker"].clone()).collect();
    assert_eq!(speakers, ["Lena Orsol", "Tomas Vell"], "a role word is no speaker");
    assert!(out.table("speaker_documents").iter().any(|r| r["speaker"] == "Question" && r["role"] == "question"));
}

#[test]
fn aggregates_can_be_recomputed_from_what_is_printed() {
    let out = talk();
    for speaker in out.table("speakers") {
        let own = || {
            out.table("sentences")
                .into_iter()
                .filter(|s| s["speaker"] == speaker["speaker"] && !s["valence"].is_empty())
        };
        let number = |text: &str| text.parse::<f64>().expect("a number");
        let n = own().count() as f64;
        assert_eq!(number(&speaker["scored_sentences"]), n);
        for (column, of) in [("tone", "valence"), ("negative_mass", "negative"), ("positive_mass", "positive")] {
            let mean = own().map(|s| number(&s[of])).sum::<f64>() / n;
            assert!((mean - number(&speaker[column])).abs() < 1e-6, "{column} of {}", speaker["speaker"]);
        }
        let words = |s: &BTreeMap<String, String>| {
            s["text"].split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count() as f64
        };
        let weighted =
            own().map(|s| number(&s["valence"]) * words(&s)).sum::<f64>() / own().map(|s| words(&s)).sum::<f64>();
        assert!((weighted - number(&speaker["tone_by_words"])).abs() < 1e-6);
    }
    for row in out.table("sentences").iter().filter(|s| !s["valence"].is_empty()) {
        let micro = |c: &str| (row[c].parse::<f64>().expect("a number") * 1e6).round() as i64;
        assert_eq!(micro("negative") + micro("neutral") + micro("positive"), 1_000_000);
        assert_eq!(micro("positive") - micro("negative"), micro("valence"));
    }
}

#[test]
fn tables_do_not_depend_on_threads_or_on_what_else_is_read() {
    let other = "Mirka Daltan: Two peoples will live in peace.\n";
    let one = Call::analyze().input("talk.txt", TALK).arg("--threads").arg("1").run().status(0);
    let many = Call::analyze().input("talk.txt", TALK).arg("--threads").arg("5").run().status(0);
    let beside = Call::analyze().input("other.txt", other).input("talk.txt", TALK).run().status(0);
    let tables =
        ["sentences", "mentions", "entities", "sentence_topics", "speakers", "speaker_targets", "speaker_documents"];
    for table in tables {
        assert_eq!(one.text(table), many.text(table), "{table}");
        let rows = beside.text(table);
        assert!(one.text(table).lines().all(|line| rows.contains(line)), "{table}");
    }
}

#[test]
fn every_mention_has_its_row_among_the_entities() {
    let sample = project().join("data/sample");
    let entities = project().join("data/entities.toml");
    let path = |path: &std::path::Path| path.to_str().expect("UTF-8").to_owned();
    let call = || Call::analyze().arg(path(&sample));
    let plain = call().run().status(0);
    let with_file = call().arg("--entities").arg(path(&entities)).run().status(0);
    for out in [&plain, &with_file] {
        let (mentions, rows) = (out.table("mentions"), out.table("entities"));
        let mut left: BTreeMap<(String, String), usize> = BTreeMap::new();
        for m in &mentions {
            *left.entry((m["entity"].clone(), m["entity_type"].clone())).or_default() += 1;
        }
        for row in &rows {
            let n = left.remove(&(row["entity"].clone(), row["type"].clone()));
            assert_eq!(n.map(|n| n.to_string()), Some(row["mentions"].clone()), "{}", row["entity"]);
        }
        assert!(left.is_empty(), "{left:?}");
        assert!(mentions.iter().any(|m| m["entity"] == "Tomas Vell" && m["text"] == "Vell" && m["rule"] == "surname"));
        assert!(mentions.iter().any(|m| m["entity"] == "Tomas Vell" && m["mark"] == "address"));
    }
    let varsia: Vec<String> =
        with_file.table("entities").iter().filter(|r| r["entity"] == "Varsia").map(|r| r["type"].clone()).collect();
    assert_eq!(varsia, ["LOC"], "the file says that it is a place, whatever the model says");
    let hash = |out: &Outcome| out.facts()["config"]["entities_file"]["sha256"].as_str().map(str::len);
    assert_eq!((hash(&plain), hash(&with_file)), (None, Some(64)));
}

#[test]
fn a_name_of_two_entities_is_refused() {
    let toml =
        "[[entity]]\nname = \"A B\"\ntype = \"PER\"\naliases = [\"X\"]\n[[entity]]\nname = \"X\"\ntype = \"LOC\"\n";
    let call = Call::analyze().input("talk.txt", TALK).file("e.toml", toml).arg("--entities").arg("e.toml");
    call.run().status(2).says(&["error", "e.toml: line 5", "A B (PER)", "X (LOC)"]);
}

#[test]
fn texts_that_a_spreadsheet_would_run_are_guarded() {
    let out = talk();
    let row = out.table("sentences").into_iter().find(|s| s["text"].contains("=SUM")).expect("the sentence");
    assert!(row["text"].starts_with("'="));
}

#[test]
fn excel_gets_its_mark() {
    let out = Call::analyze().input("talk.txt", TALK).arg("--excel").run().status(0);
    assert!(out.text("speakers").starts_with('\u{feff}'));
    assert!(!talk().text("speakers").starts_with('\u{feff}'));
}

#[test]
fn a_row_can_be_one_sentence() {
    let csv = "speaker,text\nLena Orsol,We met. We talked.\nTomas Vell,No.\n";
    let split = Call::analyze().input("t.csv", csv).run().status(0);
    assert_eq!(split.table("sentences").len(), 3);
    let whole = Call::analyze().input("t.csv", csv).arg("--unit").arg("sentence").run().status(0);
    let texts: Vec<String> = whole.table("sentences").into_iter().map(|s| s["text"].clone()).collect();
    assert_eq!(texts, ["We met. We talked.", "No."]);
}

#[test]
fn standard_input_is_read_once_and_counts_like_a_file() {
    let piped = Call::analyze().arg("-").stdin(TALK).run().status(0);
    assert_eq!(piped.table("sentences").len(), talk().table("sentences").len());
    assert_eq!(piped.table("documents")[0]["document"], "stdin");
}

#[test]
fn earlier_results_among_the_transcripts_are_not_read() {
    const FACTS: &str = "{\"program\": {\"name\": \"rostrum\"}}";
    let call = || Call::analyze().file("talk.txt", TALK).arg(".");
    let first = call().run().status(0);
    let again = call().file("out/turns.csv", first.text("turns")).file("out/run.json", FACTS).arg("--force").run();
    assert_eq!(again.status(0).text("documents"), first.text("documents"));
}

#[test]
fn the_facts_of_the_run_are_kept() {
    let facts = talk().facts();
    assert_eq!(facts["counts"]["turns"], 4);
    assert_eq!(facts["inputs"][0]["name"], "talk.txt");
    assert_eq!(facts["model"]["files"].as_array().map(Vec::len), Some(4), "encoder, heads, tokenizer, boundaries");
    assert_eq!(facts["topics"].as_array().map(Vec::len), Some(3));
}

#[test]
fn the_seed_changes_the_intervals_of_the_key_terms_and_nothing_else() {
    let sample = project().join("data/sample");
    let sample = sample.to_str().expect("UTF-8");
    let one = Call::analyze().arg(sample).run().status(0);
    let two = Call::analyze().arg(sample).args(&["--seed", "2"]).run().status(0);
    assert_eq!((&one.facts()["config"]["seed"], &two.facts()["config"]["seed"]), (&1.into(), &2.into()));
    assert_ne!(one.text("keyness"), two.text("keyness"));
    let bare = |mut rows: Rows| {
        rows.iter_mut().for_each(|row| row.retain(|column, _| column != "log_odds_low" && column != "log_odds_high"));
        rows
    };
    assert_eq!(bare(one.table("keyness")), bare(two.table("keyness")));
    for table in ["sentences", "mentions", "sentence_topics", "speakers", "speaker_topics", "speaker_targets"] {
        assert_eq!(one.text(table), two.text(table), "{table}");
    }
}

#[test]
#[ignore = "needs ../shared"]
fn the_real_transcript_that_is_shared() {
    let path = shared("corpora/2023-05-25_putin_aliyev.txt");
    let out = Call::analyze().arg(path.to_str().expect("UTF-8")).run().status(0);
    let turns: Vec<String> = out.table("turns").into_iter().map(|t| t["speaker"].clone()).collect();
    assert_eq!(turns, ["Vladimir Putin", "Ilham Aliyev", "Vladimir Putin"]);
    let spoken = out.text("turns");
    for furniture in ["View settings", "Official website", "met in the Kremlin", "* * *", "May 25, 2023, The"] {
        assert!(!spoken.contains(furniture), "{furniture:?} is nobody's speech");
    }
    let mentions = out.table("mentions");
    for (text, kind) in [("Heydar Aliyev", "PER"), ("Azerbaijan", "LOC"), ("EAEU", "ORG")] {
        assert!(mentions.iter().any(|m| m["text"] == text && m["type"] == kind), "{text} {kind}");
    }
    let topics: Vec<String> = out.table("sentence_topics").into_iter().map(|t| t["topic"].clone()).collect();
    for topic in ["normalisation", "eaeu_trade", "aliyev_legacy"] {
        assert!(topics.iter().any(|t| t == topic), "{topic}");
    }
}

#[test]
fn for_programs_every_line_said_is_a_json_object() {
    let good = "Lena Orsol: We are glad to be here. Thank you.\n";
    let call = || Call::analyze().input("good.txt", good).input("news.txt", "Nobody speaks.\n").input("bad.txt", "");
    let out = call().args(&["--log-format", "json"]).run().status(1);
    let said: Vec<serde_json::Value> =
        out.stderr.lines().map(|line| serde_json::from_str(line).expect("a JSON object")).collect();
    let events = |event: &str| said.iter().filter(|line| line["event"] == event).collect::<Vec<_>>();
    assert!(events("error")[0]["message"].as_str().expect("a text").contains("bad.txt"));
    assert!(events("warning")[0]["message"].as_str().expect("a text").contains("news.txt"));
    let summary = said.last().expect("a summary");
    assert_eq!(summary["event"], "summary");
    assert_eq!((summary["documents"].as_u64(), summary["sentences"].as_u64()), (Some(2), Some(2)));
    assert_eq!((summary["errors"].as_u64(), summary["tables"].as_str()), (Some(1), Some("out")));
    let quiet = call().args(&["--log-format", "json", "--quiet"]).run().status(1);
    assert_eq!(quiet.stderr.lines().count(), 1);
    // a run that fails as a whole says so in the same form
    let failed = Call::analyze().input("good.txt", good).args(&["--topics", "none.toml", "--log-format", "json"]).run();
    let failed = failed.status(2);
    let line: serde_json::Value = serde_json::from_str(&failed.stderr).expect("one JSON object");
    assert!(line["message"].as_str().expect("a text").contains("none.toml"));
}
