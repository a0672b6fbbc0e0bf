//! What is coded, and what the codes are worth.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::label::{Stance, Tone};

/// The code of whoever cannot decide: it stands beside the labels of every variable and has no value.
pub const UNCLEAR: &str = "unclear";

/// What is coded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Variable {
    /// The tone of a sentence.
    Tone,
    /// Whether a sentence is about the topic of this id.
    TopicPresence(String),
    /// The stance toward the proposition of the topic of this id, in sentences that rostrum found to be about it.
    TopicStance(String),
    /// The stance toward this entity, in each mention of it.
    EntityStance(String),
}

impl Variable {
    /// The codes, as the tables name the classes, in the order of a unit's class.
    pub fn labels(&self) -> &'static [&'static str] {
        const TONES: [&str; 3] = [Tone::ALL[0].name(), Tone::ALL[1].name(), Tone::ALL[2].name()];
        const STANCES: [&str; 3] = [Stance::ALL[0].name(), Stance::ALL[1].name(), Stance::ALL[2].name()];
        match self {
            Variable::Tone | Variable::EntityStance(_) => &TONES,
            Variable::TopicPresence(_) => &["no", "yes"],
            Variable::TopicStance(_) => &STANCES,
        }
    }

    /// What a code counts with: −1, 0 and 1 for tone and stance, 0 and 1 for a topic; none for [`UNCLEAR`] and for what is no
    /// label.
    pub fn value(&self, code: &str) -> Option<f64> {
        let class = self.labels().iter().position(|label| *label == code)?;
        let lowest = if matches!(self, Variable::TopicPresence(_)) { 0.0 } else { -1.0 };
        Some(class as f64 + lowest)
    }
}

impl fmt::Display for Variable {
    /// As typed after `--for`.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Variable::Tone => f.write_str("tone"),
            Variable::TopicPresence(id) => write!(f, "topic:{id}"),
            Variable::TopicStance(id) => write!(f, "stance:{id}"),
            Variable::EntityStance(entity) => write!(f, "target:{entity}"),
        }
    }
}

impl FromStr for Variable {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        match typed.split_once(':').map(|(kind, name)| (kind, name.trim())) {
            None if typed == "tone" => Ok(Variable::Tone),
            Some(("topic", id)) if !id.is_empty() => Ok(Variable::TopicPresence(id.to_owned())),
            Some(("stance", id)) if !id.is_empty() => Ok(Variable::TopicStance(id.to_owned())),
            Some(("target", entity)) if !entity.is_empty() => Ok(Variable::EntityStance(entity.to_owned())),
            _ => Err(format!("{typed:?} is none of tone, topic:ID, stance:ID, target:ENTITY")),
        }
    }
}

impl TryFrom<String> for Variable {
    type Error = String;

    fn try_from(typed: String) -> Result<Self, String> {
        typed.parse()
    }
}

impl From<Variable> for String {
    fn from(variable: Variable) -> String {
        variable.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_read_as_it_is_shown() {
        for typed in ["tone", "topic:eaeu_trade", "stance:eaeu_trade", "target:Lake Sorin: the port"] {
            assert_eq!(typed.parse::<Variable>().map(|v| v.to_string()), Ok(typed.to_owned()));
        }
        for typed in ["", "Tone", "topic", "topic:", "target: ", "mood:x"] {
            assert!(typed.parse::<Variable>().is_err(), "{typed}");
        }
    }

    #[test]
    fn values_go_up_with_the_labels_and_unclear_has_none() {
        let values = |typed: &str| {
            let variable: Variable = typed.parse().expect("a variable");
            assert_eq!(variable.value(UNCLEAR), None);
            variable.labels().iter().map(|label| variable.value(label).expect("a label")).collect::<Vec<_>>()
        };
        assert_eq!(values("tone"), [-1.0, 0.0, 1.0]);
        assert_eq!(values("stance:a"), [-1.0, 0.0, 1.0]);
        assert_eq!(values("target:a"), [-1.0, 0.0, 1.0]);
        assert_eq!(values("topic:a"), [0.0, 1.0]);
    }
}
