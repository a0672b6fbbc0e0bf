//! What a model of the user's own must be to take over a task, and what its labels are called here.

use serde_json::Value;

use crate::config::LabelTable;

/// What a model reads, and how many verdicts it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelShape {
    /// A text, which it puts into one of three classes.
    Texts,
    /// A text and a second one, which it puts into one of three classes.
    Pairs,
    /// A text, each token of which it tags.
    Tokens,
}

/// What a model of the user's own must be to take over a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnModel {
    /// The task's name on the command line and in files.
    pub name: &'static str,
    /// What it reads.
    pub shape: ModelShape,
    /// What its outputs mean: three classes in the order of a [`crate::label::Distribution`], or the types of its tags.
    pub labels: &'static [&'static str],
    /// Other usual names of these, in lower case, each before the label that it means.
    pub aliases: &'static [(&'static str, &'static str)],
}

impl OwnModel {
    /// What the labels of a model are called here: by the user's table, else by what is usual. Tags come as `O`, `B-` and
    /// `I-` with a type.
    ///
    /// # Errors
    /// Why they are not those of the task, with both lists.
    pub fn translated(&self, named: &[String], table: Option<&LabelTable>) -> Result<Vec<String>, String> {
        let labels: Option<Vec<String>> = named.iter().map(|label| self.label(label, table)).collect();
        let complete = |labels: &Vec<String>| match self.shape {
            ModelShape::Tokens => labels.iter().any(|l| l == "O") && labels.iter().any(|l| l != "O"),
            ModelShape::Texts | ModelShape::Pairs => self.labels.iter().all(|k| labels.iter().any(|l| l == k)),
        };
        labels.filter(complete).ok_or_else(|| {
            let more = if self.shape == ModelShape::Tokens { ", with B- and I- before them, and O" } else { "" };
            format!(
                "its labels are {named:?}, and {0} needs {1:?}{more}: [labels.{0}] in the file for --config says which is which",
                self.name, self.labels
            )
        })
    }

    fn label(&self, label: &str, table: Option<&LabelTable>) -> Option<String> {
        let own = table.and_then(|table| table.get(label));
        match (self.shape, own) {
            (ModelShape::Tokens, _) => self.tag(own.map_or(label, String::as_str), table),
            (_, Some(own)) => self.known(own),
            (_, None) => self.known(self.unaliased(label)),
        }
    }

    /// "B-PER", "I_person" and the like; the table may name the whole label or what follows the dash.
    fn tag(&self, label: &str, table: Option<&LabelTable>) -> Option<String> {
        let (prefix, kind) = match label.split_once(['-', '_']) {
            Some((prefix, kind)) if matches!(prefix, "B" | "I" | "E" | "S" | "L" | "U") => (prefix, kind),
            _ => ("I", label),
        };
        let kind = table.and_then(|table| table.get(kind)).map_or(kind, String::as_str);
        if kind.eq_ignore_ascii_case("o") {
            return Some("O".to_owned());
        }
        let prefix = if matches!(prefix, "B" | "S" | "U") { "B" } else { "I" };
        self.known(self.unaliased(kind)).map(|kind| format!("{prefix}-{kind}"))
    }

    fn unaliased<'a>(&self, label: &'a str) -> &'a str {
        let alias = self.aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(label));
        alias.map_or(label, |(_, meant)| meant)
    }

    fn known(&self, label: &str) -> Option<String> {
        self.labels.iter().find(|known| known.eq_ignore_ascii_case(label)).map(|known| (*known).to_owned())
    }

    /// The class of three that each of these labels belongs to.
    pub fn classes(&self, labels: &[String]) -> Vec<usize> {
        labels.iter().filter_map(|label| self.labels.iter().position(|known| known == label)).collect()
    }
}

/// The labels of `id2label`, in order of the outputs.
///
/// # Errors
/// What is wrong with them.
pub fn names(config: &Value) -> Result<Vec<String>, String> {
    let table = config["id2label"].as_object().ok_or("has no id2label")?;
    let label = |i: usize| table.get(&i.to_string()).and_then(Value::as_str).map(str::to_owned);
    let labels: Option<Vec<String>> = (0..table.len()).map(label).collect();
    labels.filter(|labels| !labels.is_empty()).ok_or_else(|| "id2label does not count its labels from 0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONE: OwnModel = OwnModel {
        name: "tone",
        shape: ModelShape::Texts,
        labels: &["negative", "neutral", "positive"],
        aliases: &[("neg", "negative"), ("neu", "neutral"), ("pos", "positive")],
    };
    const STANCE: OwnModel = OwnModel {
        name: "stance",
        shape: ModelShape::Pairs,
        labels: &["contradiction", "neutral", "entailment"],
        aliases: &[],
    };
    const ENTITIES: OwnModel = OwnModel {
        name: "entities",
        shape: ModelShape::Tokens,
        labels: &["PER", "ORG", "LOC", "MISC"],
        aliases: &[("organization", "ORG")],
    };

    fn strings(all: &[&str]) -> Vec<String> {
        all.iter().map(|&s| s.to_owned()).collect()
    }

    fn table(all: &[(&str, &str)]) -> LabelTable {
        all.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    #[test]
    fn labels_are_known_by_their_usual_names_or_by_the_table() {
        let usual = TONE.translated(&strings(&["POS", "neutral", "Negative"]), None);
        assert_eq!(usual, Ok(strings(&["positive", "neutral", "negative"])));
        let own =
            table(&[("LABEL_0", "negative"), ("LABEL_1", "neutral"), ("LABEL_2", "positive"), ("LABEL_3", "positive")]);
        let named = strings(&["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"]);
        let labels = TONE.translated(&named, Some(&own)).expect("all are in the table");
        assert_eq!(TONE.classes(&labels), [0, 1, 2, 2]);
        let tags = strings(&["O", "B-PER", "I-PER", "B-organization", "S-LOC", "E-LOC", "MISC", "B-GPE", "DATE"]);
        let own = table(&[("GPE", "LOC"), ("DATE", "O")]);
        let expected = strings(&["O", "B-PER", "I-PER", "B-ORG", "B-LOC", "I-LOC", "I-MISC", "B-LOC", "O"]);
        assert_eq!(ENTITIES.translated(&tags, Some(&own)), Ok(expected));
        let nli = STANCE.translated(&strings(&["ENTAILMENT", "NEUTRAL", "CONTRADICTION"]), None);
        assert_eq!(STANCE.classes(&nli.expect("usual names")), [2, 1, 0]);
    }

    #[test]
    fn labels_that_are_not_the_tasks_are_refused_with_both_lists() {
        for (task, named) in [
            (TONE, &["LABEL_0", "LABEL_1", "LABEL_2"][..]),
            (TONE, &["negative", "positive"]),
            (ENTITIES, &["O", "B-PER", "B-DATE"]),
            (ENTITIES, &["B-PER", "I-PER"]),
            (STANCE, &["entailment", "not_entailment"]),
        ] {
            let error = task.translated(&strings(named), None).expect_err("not the task's");
            assert!(named.iter().all(|label| error.contains(label)), "{error}");
            assert!(error.contains(if task == ENTITIES { "MISC" } else { "neutral" }), "{error}");
        }
    }
}
