//! What is corrected: the figures of the speakers' tables that a variable stands behind.

use crate::coding::{CodingUnit, Variable};
use crate::validate::coded::CodedUnit;
use crate::validate::estimator::Estimand;

/// A figure: the mean of something over units.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedMeasure {
    /// Its name in tables.
    pub name: String,
    /// The mean of what.
    pub counted: Counted,
}

/// What a figure is the mean of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The value, −1 to 1.
    Value,
    /// The probability of a class, against being coded so.
    Class(usize),
    /// Being marked, against being coded with the second of two classes.
    Marked,
}

/// The figures of a variable, the main one first.
pub fn measures(variable: &Variable) -> Vec<CodedMeasure> {
    let one = |name: String, counted| CodedMeasure { name, counted };
    match variable {
        Variable::Tone => {
            let masses = variable.labels().iter().enumerate();
            let masses = masses.map(|(class, label)| one(format!("{label}_mass"), Counted::Class(class)));
            std::iter::once(one("tone".to_owned(), Counted::Value)).chain(masses).collect()
        }
        Variable::TopicPresence(id) => vec![one(format!("topic_share:{id}"), Counted::Marked)],
        Variable::TopicStance(name) | Variable::EntityStance(name) => {
            vec![one(format!("stance:{name}"), Counted::Value)]
        }
    }
}

impl CodedMeasure {
    /// What kind of mean it is.
    pub fn estimand(&self) -> Estimand {
        match self.counted {
            Counted::Value => Estimand::Valence,
            Counted::Class(_) | Counted::Marked => Estimand::Share,
        }
    }

    /// The class whose share it is, if any.
    pub fn class(&self) -> Option<usize> {
        match self.counted {
            Counted::Value => None,
            Counted::Class(class) => Some(class),
            Counted::Marked => Some(1),
        }
    }

    /// The model's value of a unit.
    pub fn predicted(&self, unit: &CodingUnit) -> f64 {
        match self.counted {
            Counted::Class(class) => unit.probabilities[class],
            Counted::Value | Counted::Marked => unit.value,
        }
    }

    /// The coders' value of a unit, the mean of their codes; none without a code.
    pub fn coded(&self, unit: &CodedUnit, variable: &Variable) -> Option<f64> {
        let labels = variable.labels();
        let shares = unit.shares(labels.len())?;
        match self.class() {
            Some(class) => shares.get(class).copied(),
            None => labels.iter().zip(shares).map(|(label, share)| Some(variable.value(label)? * share)).sum(),
        }
    }
}
