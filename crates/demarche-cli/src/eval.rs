//! `demarche eval`: scores the reading against annotated sets.

use std::num::NonZeroUsize;
use std::thread;

use demarche_eval::{EvalError, EvalOptions, evaluate};

use crate::args::EvalArgs;
use crate::error::{Exit, UserError};
use crate::model_files::load_reader;
use crate::shell::print;

/// Scores and prints the figures.
///
/// # Errors
/// Options that do not fit the set. A set that cannot be read is a section that says so, and exit code 1.
pub fn eval(args: &EvalArgs) -> anyhow::Result<Exit> {
    let reader = load_reader(&args.model, &args.packs)?.reader;
    let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let options = EvalOptions {
        data: args.data.clone(),
        corpus: args.corpus.clone(),
        part: args.part,
        file: args.file.clone(),
        folds: args.folds.clone(),
        threads: args.threads.and_then(|n| NonZeroUsize::new(n.into())).unwrap_or_else(cores),
        draws: args.draws,
        seed: args.seed,
    };
    let report = evaluate(&reader, args.set, &options).map_err(of_usage)?;
    let text = if args.json { serde_json::to_string_pretty(&report)? + "\n" } else { report.table() };
    print(text.as_bytes())?;
    Ok(if report.has_failures() { Exit::SomeFailed } else { Exit::Done })
}

fn of_usage(error: EvalError) -> UserError {
    let hint = error.hint();
    UserError::of_usage(error).hint(hint)
}
