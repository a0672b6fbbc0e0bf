//! Coded sentences against the model's scores: how far coders agree, how the model errs, and the speakers' figures corrected
//! for its errors.

pub mod agreement;
mod coded;
pub mod confusion;
mod corrected;
pub mod errors;
pub mod estimator;
mod measure;
mod plan;
mod quantiles;
mod shown;
pub mod strata;
mod tables;

use std::path::PathBuf;

use crate::coding::{DESIGN, SampleKey};
use crate::error::{Error, Result};
use crate::report::RUN;
use crate::report::supplement::Supplement;
use crate::results::Results;
use crate::tables::SUPPLEMENTS;

use coded::CodedFrame;
use corrected::Corrector;
pub use corrected::Target;
use measure::measures;
use plan::Plan;
use shown::LOW_ALPHA;
pub use shown::Validation;

/// What is to be validated, and how.
#[derive(Debug, Clone)]
pub struct ValidateRequest {
    /// The folder of an earlier run.
    pub reports: PathBuf,
    /// Files with codes, or folders of them.
    pub codes: Vec<PathBuf>,
    /// The key; none for the one among, or beside, the codes.
    pub key: Option<PathBuf>,
    /// A file with codes that were settled on, which count instead of the coders'.
    pub adjudicated: Option<PathBuf>,
    /// What tests are about.
    pub target: Target,
    /// Corrects also where coders hardly agree.
    pub accept_low_agreement: bool,
    /// Where the tables are written; none for the folder of the run.
    pub out: Option<PathBuf>,
}

/// Validates, and writes the tables.
///
/// # Errors
/// Where results, key or codes cannot be relied on, or do not belong together; where tables cannot be written.
pub fn validate(request: &ValidateRequest) -> Result<Validation> {
    let results = Results::open(&request.reports)?;
    check_out(request)?;
    let key = SampleKey::read(&key_path(request)?)?;
    let coded = CodedFrame::read(&results, &key, &request.codes, request.adjudicated.as_slice())?;
    let plan = Plan::of(&coded);
    let agreement = tables::agreement::rows(&coded, &plan);
    let variable = &coded.frame.definition.variable;
    let measures = measures(variable);
    let (mut figures, mut pairs, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for measure in &measures {
        let corrector = Corrector::new(&coded, &plan, measure.clone(), request.target);
        let own = corrector.figures();
        if figures.is_empty() {
            errors = tables::errors::rows(&coded, &plan, measure, &own);
        }
        figures.extend(own);
        pairs.extend(corrector.pairs());
    }
    let alpha = agreement.first().and_then(|all| all.alpha?.interval).map(|interval| interval.high);
    let refused = alpha.filter(|high| *high < LOW_ALPHA && !request.accept_low_agreement);
    let mut supplement =
        Supplement::create(request.out.as_ref().unwrap_or(&request.reports), SUPPLEMENTS, results.format())?;
    supplement.write(&tables::agreement::table(), &agreement)?;
    supplement.write(&tables::confusion::table(), &tables::confusion::rows(&coded, &plan))?;
    supplement.write(&tables::errors::table(variable.labels()), &errors)?;
    if refused.is_none() {
        supplement.write(&tables::corrected::table(request.target), &figures)?;
        supplement.write(&tables::contrasts::table(request.target), &pairs)?;
    }
    supplement.finish()?;
    Ok(Validation { agreement, errors, figures, pairs, target: request.target, refused })
}

/// Refuses the folder of another run, whose tables these are not about, and that of a sample, where they would be taken for codes.
fn check_out(request: &ValidateRequest) -> Result<()> {
    let Some(out) = &request.out else { return Ok(()) };
    let same = || Some(std::fs::canonicalize(out).ok()? == std::fs::canonicalize(&request.reports).ok()?);
    let holds = |name: &str| out.join(name).exists();
    let reason = match (holds(DESIGN), holds(RUN) && same() != Some(true)) {
        (true, _) => "holds a sample; tables need another folder",
        (_, true) => "holds another run, which the codes are not about; tables need another folder",
        _ => return Ok(()),
    };
    Err(Error::Config { path: out.clone(), reason: reason.to_owned() })
}

/// The key that was named, or the one in the first folder of codes, or beside the first file.
fn key_path(request: &ValidateRequest) -> Result<PathBuf> {
    let beside = || {
        let first = request.codes.iter().find(|path| path.is_dir()).or(request.codes.first())?;
        if first.is_dir() { Some(first.clone()) } else { first.parent().map(|folder| folder.join(crate::coding::KEY)) }
    };
    let none =
        || Error::Option { option: "--key".to_owned(), reason: "no codes, and so no key beside them".to_owned() };
    request.key.clone().or_else(beside).ok_or_else(none)
}
