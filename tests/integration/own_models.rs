//! Models of the user's own: folders with ONNX graphs, which the tests write, and a hub on loopback.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use rostrum::internals::model::TOKENIZER;
use rten_onnx::onnx::{
    AttributeProto, AttributeType, DataType, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    ValueInfoProto,
};
use serde_json::json;

use crate::harness::Call;

/// Logits of a word: what it adds to each output.
type Words<'a> = &'a [(&'a str, usize)];

/// Words of the shipped vocabulary with the output that each speaks for.
const TONES: Words = &[("splendid", 2), ("dreadful", 0), ("road", 1)];
const SENTIMENT: [&str; 3] = ["negative", "neutral", "positive"];

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn node(kind: &str, inputs: &[&str], output: &str, attributes: &[(&str, i64)]) -> NodeProto {
    let attribute = attributes.iter().map(|&(name, i)| AttributeProto {
        name: Some(name.to_owned()),
        i: Some(i),
        r#type: Some(AttributeType::INT),
        ..AttributeProto::default()
    });
    NodeProto {
        input: named(inputs),
        output: named(&[output]),
        op_type: Some(kind.to_owned()),
        attribute: attribute.collect(),
        ..NodeProto::default()
    }
}

/// A network in which every word speaks for an output: of its token, or (`sum`) of the whole text.
fn onnx(words: Words, outputs: usize, sum: bool) -> Vec<u8> {
    let tokenizer: serde_json::Value = serde_json::from_slice(TOKENIZER).expect("JSON");
    let vocabulary = tokenizer["model"]["vocab"].as_object().expect("a vocabulary");
    let mut table = vec![0f32; vocabulary.len() * outputs];
    for &(word, output) in words {
        let id = vocabulary[word].as_u64().expect("a word of the vocabulary") as usize;
        table[id * outputs + output] = 9.0;
    }
    let constant = |name: &str, dims: &[i64], kind, bytes: Vec<u8>| TensorProto {
        dims: dims.to_vec(),
        data_type: Some(kind),
        raw_data: Some(bytes.into()),
        name: Some(name.to_owned()),
        ..TensorProto::default()
    };
    let (rows, columns) = (vocabulary.len() as i64, outputs as i64);
    let table = table.iter().flat_map(|x| x.to_le_bytes()).collect();
    let axis = |name: &str, axis: i64| constant(name, &[1], DataType::INT64, axis.to_le_bytes().to_vec());
    let value = |name: &str| ValueInfoProto { name: Some(name.to_owned()), ..ValueInfoProto::default() };
    let graph = GraphProto {
        node: vec![
            node("Gather", &["table", "input_ids"], "words", &[]),
            node("Cast", &["attention_mask"], "present", &[("to", 1)]),
            node("Unsqueeze", &["present", "last"], "mask", &[]),
            node("Mul", &["words", "mask"], if sum { "seen" } else { "logits" }, &[]),
        ]
        .into_iter()
        .chain(sum.then(|| node("ReduceSum", &["seen", "tokens"], "logits", &[("keepdims", 0)])))
        .collect(),
        initializer: vec![
            constant("table", &[rows, columns], DataType::FLOAT, table),
            axis("last", 2),
            axis("tokens", 1),
        ],
        input: vec![value("input_ids"), value("attention_mask")],
        output: vec![value("logits")],
        value_info: Vec::new(),
    };
    let opset = OperatorSetIdProto { version: Some(17), ..OperatorSetIdProto::default() };
    let model =
        ModelProto { ir_version: Some(8), graph: Some(graph), opset_import: vec![opset], ..ModelProto::default() };
    model.write_buf().expect("encodes")
}

fn config(labels: &[&str]) -> String {
    let id2label: BTreeMap<String, &&str> = labels.iter().enumerate().map(|(i, l)| (i.to_string(), l)).collect();
    json!({"model_type": "bert", "max_position_embeddings": 512, "id2label": id2label}).to_string()
}

/// Adds a folder with a model to a call.
fn model(call: Call, folder: &str, labels: &[&str], onnx: Vec<u8>) -> Call {
    call.file(&format!("{folder}/config.json"), config(labels))
        .file(&format!("{folder}/tokenizer.json"), TOKENIZER)
        .file(&format!("{folder}/model.onnx"), onnx)
}

const TEXT: &str = "Lena Orsol: A splendid road. A dreadful road to Varsia. Thank you.\n";

#[test]
fn a_model_of_ones_own_decides_its_task_and_no_other() {
    let plain = Call::analyze().input("talk.txt", TEXT).run().status(0);
    let call = model(Call::analyze(), "tone", &SENTIMENT, onnx(TONES, 3, true));
    let own = call.input("talk.txt", TEXT).args(&["--task-model", "sentiment=tone"]).run().status(0);
    let tones: Vec<String> = own.table("sentences").into_iter().map(|row| row["sentiment"].clone()).collect();
    // two words of equal weight: neutral wins the tie
    assert_eq!(tones, ["neutral", "neutral", "neutral"]);
    let first = &own.table("sentences")[0];
    assert_eq!((first["positive"].as_str(), first["neutral"].as_str()), ("0.499969", "0.499969"));
    assert_eq!(plain.text("mentions"), own.text("mentions"));
    let facts = own.facts();
    assert_eq!(facts["task_models"][0]["task"], "sentiment");
    assert_eq!(facts["task_models"][0]["labels"], json!(SENTIMENT));
    assert_eq!(facts["task_models"][0]["files"].as_array().map(Vec::len), Some(3));
    assert_eq!(plain.facts()["task_models"], json!([]));
}

#[test]
fn scores_of_ones_own_model_do_not_depend_on_the_company_of_a_sentence() {
    let long = "The road to Varsia, and to Brenn, and the road back, ".repeat(60);
    let text = format!("Lena Orsol: Splendid.\n\nTomas Vell: {long}splendid.\n");
    let run = |text: &str| {
        let call = model(Call::analyze(), "tone", &SENTIMENT, onnx(TONES, 3, true));
        let outcome = call.input("talk.txt", text).args(&["--task-model", "sentiment=tone"]).run().status(0);
        outcome.table("sentences").remove(0)
    };
    let (alone, beside) = (run("Lena Orsol: Splendid.\n"), run(&text));
    assert_eq!(alone["positive"], beside["positive"]);
    assert_eq!(alone["sentiment"], "positive");
}

#[test]
fn a_long_sentence_has_the_mean_of_its_windows_by_the_tokens_that_each_gives() {
    // 600 words: the one that speaks stands in the last of two windows
    let text = format!("Lena Orsol: {}splendid.\n", "and ".repeat(600));
    let call = model(Call::analyze(), "tone", &SENTIMENT, onnx(TONES, 3, true)).input("talk.txt", text);
    let outcome = call.args(&["--task-model", "sentiment=tone"]).run().status(0);
    let positive: f64 = outcome.table("sentences")[0]["positive"].parse().expect("a probability");
    // 510 places for tokens, neighbours share 128: the first window owns 446 of the 602
    let share = 446.0 / 602.0;
    assert!((positive - (share / 3.0 + (1.0 - share))).abs() < 1e-3, "{positive}");
}

#[test]
fn evaluate_scores_ones_own_model() {
    let call = model(Call::command("evaluate"), "tone", &SENTIMENT, onnx(TONES, 3, true));
    let gold = "{\"text\": \"Splendid.\", \"sentiment\": \"positive\"}\n{\"text\": \"Dreadful.\", \"sentiment\": \"negative\"}\n";
    let call = call.input("gold.jsonl", gold).args(&["--format", "json", "--task-model", "sentiment=tone"]);
    let scores: serde_json::Value = serde_json::from_str(&call.run().status(0).stdout).expect("JSON");
    let all = scores["scores"].as_array().expect("scores");
    let accuracy = all.iter().find(|score| score["measure"] == "accuracy").expect("an accuracy");
    assert_eq!(accuracy["value"], 1.0);
}

#[test]
fn outputs_that_are_no_numbers_are_an_error_and_no_neutral_verdict() {
    let mut graph = onnx(TONES, 3, true);
    let nine = 9f32.to_le_bytes();
    while let Some(at) = graph.windows(4).position(|bytes| bytes == nine) {
        graph[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    }
    let call = model(Call::analyze(), "tone", &SENTIMENT, graph).input("talk.txt", TEXT);
    call.args(&["--task-model", "sentiment=tone"]).run().status(2).says(&["tone", "no numbers"]);
}

#[test]
fn entities_of_ones_own_model_stand_where_they_are_said_among_many() {
    let tags = ["O", "B-LOCATION", "I-LOCATION", "B-PERSON", "DATE"];
    let words: Words = &[("paris", 1), ("texas", 2), ("mary", 3), ("monday", 4)];
    // more than any batch holds: an entity that went to another sentence would be seen
    let sentence = |i: usize| match i % 7 {
        0 => "We met in Paris, Texas.".to_owned(),
        3 => format!("Mary spoke {i} times on Monday."),
        _ => format!("Item {i} of the agenda."),
    };
    let text = format!("Lena Orsol: {}\n", (0..70).map(sentence).collect::<Vec<_>>().join(" "));
    let call = model(Call::analyze(), "names", &tags, onnx(words, 5, false));
    let settings = "[labels.entities]\nDATE = \"O\"\n";
    let call = call.input("talk.txt", text).file("c.toml", settings);
    let own = call.args(&["--task-model", "entities=names", "--config", "c.toml"]).run().status(0);
    let found: Vec<(usize, String, String)> = (own.table("mentions").into_iter())
        .map(|row| (row["sentence"].parse::<usize>().expect("a number") - 1, row["text"].clone(), row["type"].clone()))
        .collect();
    let expected: Vec<(usize, String, String)> = (0..70)
        .flat_map(|i| match i % 7 {
            // the comma between them is no part of an entity: each stands alone
            0 => vec![(i, "Paris", "LOC"), (i, "Texas", "LOC")],
            3 => vec![(i, "Mary", "PER")],
            _ => vec![],
        })
        .map(|(i, text, kind)| (i, text.to_owned(), kind.to_owned()))
        .collect();
    assert_eq!(found, expected);
    assert!(
        own.table("mentions").iter().all(|row| !row["stance"].is_empty()),
        "the built-in model says for or against"
    );
}

#[test]
fn stance_comes_from_entailment_and_so_does_a_second_opinion_on_topics() {
    let labels = ["ENTAILMENT", "NEUTRAL", "CONTRADICTION"];
    let words: Words = &[("splendid", 0), ("dreadful", 2), ("sentence", 1)];
    let text = "Lena Orsol: The splendid trade within the EAEU grows. The dreadful trade within the EAEU shrinks.\n";
    let call = || model(Call::analyze(), "nli", &labels, onnx(words, 3, true)).input("talk.txt", text);
    let own = call().args(&["--task-model", "stance=nli"]).run().status(0);
    let rows = own.table("sentence_topics");
    let stances: Vec<&str> = rows.iter().map(|row| row["stance"].as_str()).collect();
    assert_eq!(rows.len(), 2, "both are about trade within the union");
    assert!(stances[0].starts_with("0.99") && stances[1].starts_with("-0.99"), "{stances:?}");
    assert!(rows.iter().all(|row| row["entailment"].is_empty()), "not asked for");

    let asked = call().file("c.toml", "[topics]\nmethod = \"nli\"\n");
    let asked = asked.args(&["--task-model", "stance=nli", "--config", "c.toml"]).run().status(0);
    // "sentence" stands in the hypothesis and speaks for neutral as "splendid" does for entailment
    let rows = asked.table("sentence_topics");
    assert!(rows[0]["entailment"].starts_with("0.49") && rows[1]["entailment"].starts_with("0.00"), "{rows:?}");
    assert_eq!(asked.facts()["config"]["settings"]["topics"]["method"], "nli");

    let without = Call::analyze().input("talk.txt", text).file("c.toml", "[topics]\nmethod = \"nli\"\n");
    without.args(&["--config", "c.toml"]).run().status(2).says(&["topics.method", "--task-model stance=DIR"]);
}

#[test]
fn a_model_that_does_not_fit_is_refused_before_anything_is_read_with_the_file_and_the_reason() {
    let call = |labels: &[&str], outputs| {
        let call = model(Call::analyze(), "own", labels, onnx(TONES, outputs, true)).input("talk.txt", TEXT);
        call.args(&["--task-model", "sentiment=own"])
    };
    let wrong = call(&["LABEL_0", "LABEL_1", "LABEL_2"], 3).run().status(2);
    let wrong = wrong.says(&["own/config.json", "LABEL_0", "negative", "neutral", "positive", "labels.sentiment"]);
    assert!(!wrong.path("documents.csv").exists());
    call(&["negative", "neutral", "positive"], 4).run().status(2).says(&["own/config.json", "3 labels", "gives 4"]);
    let settings = "[labels.sentiment]\nLABEL_0 = \"negative\"\nLABEL_1 = \"neutral\"\nLABEL_2 = \"positive\"\n";
    let mapped = call(&["LABEL_0", "LABEL_1", "LABEL_2"], 3).file("c.toml", settings);
    mapped.args(&["--config", "c.toml"]).run().status(0);
    let tokens = model(Call::analyze(), "own", &SENTIMENT, onnx(TONES, 3, false)).input("talk.txt", TEXT);
    tokens.args(&["--task-model", "sentiment=own"]).run().status(2).says(&["not a classifier of texts"]);

    let without = |name: &str| {
        let call = model(Call::analyze(), "own", &SENTIMENT, onnx(TONES, 3, true)).input("talk.txt", TEXT);
        call.remove(&format!("own/{name}")).args(&["--task-model", "sentiment=own"]).run().status(2)
    };
    without("config.json").says(&["own", "no config.json"]);
    without("tokenizer.json").says(&["own", "no tokenizer.json", "save_pretrained"]);
    without("model.onnx").says(&["own", "no model.onnx", "optimum-cli", "rust-bert"]);
    for (name, content) in [("model.onnx", &b"not a graph"[..]), ("config.json", b"{"), ("tokenizer.json", b"[]")] {
        let call = model(Call::analyze(), "own", &SENTIMENT, onnx(TONES, 3, true)).input("talk.txt", TEXT);
        let call = call.file(&format!("own/{name}"), content);
        call.args(&["--task-model", "sentiment=own"]).run().status(2).says(&["error: ", name]);
    }
    let missing = Call::analyze().input("talk.txt", TEXT).args(&["--task-model", "sentiment=no/such/folder"]);
    missing.run().status(1).says(&["no/such/folder", "no such file or folder"]);
}

#[test]
fn what_this_program_cannot_run_is_refused_and_another_device_is_a_warning() {
    let call = || Call::analyze().input("talk.txt", TEXT);
    if cfg!(not(feature = "rust-bert")) {
        call().args(&["--engine", "rust-bert"]).run().status(2).says(&["without libtorch", "--features rust-bert"]);
    }
    call().args(&["--precision", "f16"]).run().status(2).says(&["--precision f16", "rust-bert"]);
    call().args(&["--device", "gpu"]).run().status(2).says(&["auto, cpu or cuda:N"]);
    let other = call().args(&["--device", "cuda:0"]).run().status(0).says(&["warning", "cuda:0", "CPU"]);
    assert_eq!(other.stderr.matches("cuda:0").count(), 1, "one warning");
    assert_eq!(other.facts()["engine"], json!({"engine": "rten", "precision": "int8", "device": "cpu"}));
}

#[test]
fn the_built_in_model_is_written_in_single_precision() {
    let out = Call::command("models").args(&["export", "out"]).run().status(0);
    let names: Vec<&str> = out.stdout.lines().collect();
    assert_eq!(names.len(), 6);
    let bytes = std::fs::read(out.path("model.safetensors")).expect("it is there");
    let file = safetensors::SafeTensors::deserialize(&bytes).expect("safetensors");
    let word = file.tensor("embeddings.word_embeddings.weight").expect("the words");
    assert_eq!(word.shape(), [30522, 384]);
    assert_eq!(file.tensor("encoder.layer.5.output.dense.weight").expect("the last layer").shape(), [384, 1536]);
    let config = std::fs::read_to_string(out.path("config.json")).expect("it is there");
    let config: serde_json::Value = serde_json::from_str(&config).expect("JSON");
    assert_eq!((&config["num_hidden_layers"], &config["type_vocab_size"]), (&json!(6), &json!(4)));
    let again = out.then("models").args(&["export", "out"]).run().status(2);
    again.says(&["out/", "not overwritten"]);
}

/// A hub on loopback: serves files of one repository, and says how often it was asked.
fn hub(files: Vec<(&'static str, Vec<u8>, String)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().take(40) {
            answer(&mut stream.expect("a connection"), &files).expect("answers");
        }
    });
    format!("http://{address}")
}

fn answer(stream: &mut TcpStream, files: &[(&str, Vec<u8>, String)]) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    let mut first_byte_only = false;
    for line in lines.by_ref() {
        let line = line?;
        first_byte_only |= line.eq_ignore_ascii_case("range: bytes=0-0");
        if line.is_empty() {
            break;
        }
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    let file = files.iter().find(|(name, ..)| path == format!("/varsia-lab/tone/resolve/v1/{name}"));
    let Some((_, content, etag)) = file else {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let sent = if first_byte_only { &content[..1] } else { &content[..] };
    let head = format!(
        "HTTP/1.1 206 Partial Content\r\nContent-Length: {}\r\nContent-Range: bytes 0-{}/{}\r\nETag: \"{etag}\"\r\n\
         X-Repo-Commit: 4f2a\r\nConnection: close\r\n\r\n",
        sent.len(),
        sent.len() - 1,
        content.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(sent)
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    rostrum::internals::hex(&sha2::Sha256::digest(bytes))
}

fn git_hash(bytes: &[u8]) -> String {
    use sha1::Digest;
    let prefix = format!("blob {}\0", bytes.len());
    rostrum::internals::hex(&sha1::Sha1::new_with_prefix(prefix).chain_update(bytes).finalize())
}

#[test]
fn a_model_by_name_is_fetched_once_verified_and_then_needs_no_hub() {
    let (config, graph) = (config(&SENTIMENT).into_bytes(), onnx(TONES, 3, true));
    let files = vec![
        ("config.json", config.clone(), git_hash(&config)),
        ("tokenizer.json", TOKENIZER.to_vec(), git_hash(TOKENIZER)),
        ("onnx/model.onnx", graph.clone(), sha256(&graph)),
    ];
    let endpoint = hub(files.clone());
    let call = |call: Call, endpoint: &str| {
        let call = call.env("HF_ENDPOINT", endpoint).env("HF_HOME", "cache").env("HOME", ".");
        call.args(&["talk.txt", "--task-model", "sentiment=varsia-lab/tone@v1"])
    };
    let first = call(Call::analyze().file("talk.txt", TEXT), &endpoint).run().status(0);
    assert_eq!(first.facts()["task_models"][0]["files"][2]["sha256"], sha256(&graph));
    // nobody listens at the discard port
    let nobody = "http://127.0.0.1:9";
    let second = call(first.then("analyze").args(&["--out", "out", "--force"]), nobody).run().status(0);

    let offline = call(Call::analyze().file("talk.txt", TEXT), nobody).run().status(2);
    offline.says(&["varsia-lab/tone@v1", "config.json", "is not in cache", nobody]);

    // a byte of the cached graph is changed
    let blob = second.path("../cache/hub/models--varsia-lab--tone/blobs").join(sha256(&graph));
    let mut bytes = std::fs::read(&blob).expect("the cached graph");
    bytes[100] ^= 1;
    std::fs::write(&blob, bytes).expect("writes");
    let damaged = call(second.then("analyze").args(&["--out", "out", "--force"]), nobody).run().status(2);
    damaged.says(&["varsia-lab/tone@v1", &sha256(&graph), "delete it"]);

    // a hub that sends something else than it says
    let mut lying = files;
    lying[2].2 = sha256(b"another graph");
    let endpoint = hub(lying);
    let refused = call(Call::analyze().file("talk.txt", TEXT), &endpoint).run().status(2);
    refused.says(&["varsia-lab/tone@v1", &sha256(&graph), &sha256(b"another graph")]);
}
