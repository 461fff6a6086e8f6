//! The reading model and its tokenizer: built into the program, or from files.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use demarche::reader::Reader;
use demarche_encoder::Kernel;
use sha2::{Digest as _, Sha256};

use crate::args::{ModelArgs, PackArgs};
use crate::error::UserError;
use crate::knowledge::packs::{Packs, open_packs};

#[cfg(embedded_model)]
const EMBEDDED: Option<(&[u8], &[u8])> = Some((
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../model/reader.safetensors")),
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../model/tokenizer.json")),
));
#[cfg(not(embedded_model))]
const EMBEDDED: Option<(&[u8], &[u8])> = None;

/// Where the model in use comes from, for `demarche version --verbose`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is part of the program.
    BuiltIn,
    /// It was given with `--model`.
    File(PathBuf),
}

/// A reader, and what it was made of.
pub struct Loaded {
    /// Reads documents.
    pub reader: Reader,
    /// Where the model is from.
    pub origin: Origin,
    /// The knowledge packs.
    pub packs: Packs,
    /// The first 12 digits of the tokenizer's SHA-256: another tokenizer makes another reading of the same model.
    pub tokenizer: String,
}

/// True where there is no model to load: none is built in, and none is named.
#[must_use]
pub fn has_none(args: &ModelArgs) -> bool {
    EMBEDDED.is_none() && args.model.is_none()
}

/// Loads the model and the knowledge packs that the arguments name and makes a reader of them.
///
/// # Errors
/// A file that cannot be read, is no model or no pack; a kernel that this machine does not have.
pub fn load_reader(args: &ModelArgs, packs: &PackArgs) -> anyhow::Result<Loaded> {
    let kernel = args.kernel.map(Kernel::from);
    if let Some(kernel) = kernel.filter(|k| !k.is_available()) {
        let known: Vec<&str> = Kernel::available().into_iter().map(Kernel::name).collect();
        return Err(UserError::usage(format!("this machine cannot run the kernel `{kernel}`"))
            .hint(format!("it can run {}; by default the fastest is taken", known.join(", ")))
            .into());
    }
    let (model, tokenizer, origin) = bytes(args)?;
    let reader = Reader::new(&model, &tokenizer, kernel).with_context(|| match &origin {
        Origin::BuiltIn => "the built-in model".to_owned(),
        Origin::File(path) => format!("`{}`", path.display()),
    });
    let packs = open_packs(packs)?;
    match reader {
        Ok(reader) => {
            let reader = reader.with_knowledge(packs.knowledge.clone());
            Ok(Loaded {
                reader,
                origin,
                packs,
                tokenizer: Sha256::digest(&tokenizer).iter().take(6).map(|byte| format!("{byte:02x}")).collect(),
            })
        }
        Err(error) => Err(UserError::of_usage(error).into()),
    }
}

type Bytes = Cow<'static, [u8]>;

fn bytes(args: &ModelArgs) -> anyhow::Result<(Bytes, Bytes, Origin)> {
    let built_in = || {
        EMBEDDED.ok_or_else(|| {
            UserError::usage("this program was built without a model")
                .hint("name one with --model, or build it again once model/reader.safetensors is there")
        })
    };
    let (model, origin) = match &args.model {
        Some(path) => (Cow::Owned(read(path)?), Origin::File(path.clone())),
        None => (Cow::Borrowed(built_in()?.0), Origin::BuiltIn),
    };
    let tokenizer = match (&args.tokenizer, &args.model) {
        (Some(path), _) => Cow::Owned(read(path)?),
        (None, Some(model)) => {
            // a model from elsewhere brings its own words
            let beside = model.with_file_name("tokenizer.json");
            if beside.is_file() { Cow::Owned(read(&beside)?) } else { Cow::Borrowed(built_in()?.1) }
        }
        (None, None) => Cow::Borrowed(built_in()?.1),
    };
    Ok((model, tokenizer, origin))
}

fn read(path: &Path) -> Result<Vec<u8>, UserError> {
    std::fs::read(path).map_err(|e| {
        UserError::of_usage(anyhow::Error::new(e).context(format!("cannot read `{}`", path.display())))
            .hint("check the path after --model and --tokenizer")
    })
}
