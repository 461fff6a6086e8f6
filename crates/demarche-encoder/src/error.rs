//! What can go wrong: a model file that does not fit, and a window that does not fit the model.

use std::fmt;

use safetensors::{Dtype, SafeTensorError};

/// A model file or layer that cannot be loaded; names the tensor at fault.
#[derive(Debug, thiserror::Error)]
#[error("cannot load tensor `{tensor}`: {kind}")]
pub struct LoadError {
    /// Full name of the tensor, or `(file)` when the file as a whole cannot be read.
    pub tensor: String,
    /// What is wrong with it (already part of the message, hence not its source).
    pub kind: LoadErrorKind,
}

impl LoadError {
    pub(crate) fn new(tensor: impl Into<String>, kind: LoadErrorKind) -> Self {
        LoadError { tensor: tensor.into(), kind }
    }
}

/// What is wrong with a tensor.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadErrorKind {
    /// The file is not safetensors, or is cut short.
    #[error("not a valid safetensors file: {0}")]
    File(SafeTensorError),
    /// The file has no tensor of that name.
    #[error("it is missing")]
    Missing,
    /// The numbers are of another type.
    #[error("its type is {found:?}, expected {expected:?}")]
    Dtype {
        /// Type needed.
        expected: Dtype,
        /// Type in the file.
        found: Dtype,
    },
    /// The dimensions differ from what the model or another tensor calls for.
    #[error("its shape is {found:?}, expected {expected}")]
    Shape {
        /// Shape needed, in words.
        expected: String,
        /// Shape in the file.
        found: Vec<usize>,
    },
    /// A scale, bias or weight is infinite or not a number.
    #[error("the number at index {index} is not finite")]
    NotFinite {
        /// Position in the flattened tensor.
        index: usize,
    },
    /// A quantised weight lies outside ±63, where the kernels would no longer agree.
    #[error("the weight {value} at index {index} lies outside ±63")]
    WeightOutOfRange {
        /// Position in the flattened tensor.
        index: usize,
        /// The weight.
        value: i8,
    },
}

/// A table of embeddings, by what indexes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// Words, indexed by token id.
    Word,
    /// Shapes: features of a token's spelling.
    Shape,
    /// Roles: what part of the input a token belongs to.
    Role,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Table::Word => "word",
            Table::Shape => "shape",
            Table::Role => "role",
        })
    }
}

/// A window that the encoder cannot take. Windows are numbered from 0 within the call, tokens within their window.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// More tokens than the model has positions.
    #[error("window {window} has {tokens} tokens, more than the model's {limit} positions")]
    WindowTooLong {
        /// Index of the window.
        window: usize,
        /// Its tokens.
        tokens: usize,
        /// Positions of the model.
        limit: usize,
    },
    /// Ids, shapes and roles are not equally many.
    #[error("window {window} has {ids} ids but {shapes} shapes and {roles} roles")]
    LengthMismatch {
        /// Index of the window.
        window: usize,
        /// Number of ids.
        ids: usize,
        /// Number of shapes.
        shapes: usize,
        /// Number of roles.
        roles: usize,
    },
    /// An index beyond its table.
    #[error("token {token} of window {window} has {table} {id}, but the model has only {limit}")]
    IdOutOfRange {
        /// Index of the window.
        window: usize,
        /// Index of the token in it.
        token: usize,
        /// The table.
        table: Table,
        /// The index asked for.
        id: u32,
        /// Rows of the table.
        limit: usize,
    },
}
