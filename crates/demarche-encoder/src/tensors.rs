//! Reading tensors from a safetensors file with their type, shape and contents checked.

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};

use crate::error::{LoadError, LoadErrorKind};

/// A file and the prefix that all names asked for get.
#[derive(Clone, Copy)]
pub(crate) struct Tensors<'a> {
    pub(crate) file: &'a SafeTensors<'a>,
    pub(crate) prefix: &'a str,
}

impl<'a> Tensors<'a> {
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.file.tensor(&self.full(name)).is_ok()
    }

    /// Signed bytes in rows; returns them with the number of rows and columns. `columns` is checked if given.
    pub(crate) fn matrix(&self, name: &str, columns: Option<usize>) -> Result<(Vec<i8>, usize, usize), LoadError> {
        let view = self.view(name, Dtype::I8)?;
        let expected = || match columns {
            Some(columns) => format!("[rows, {columns}], neither of them zero"),
            None => "two dimensions, neither of them zero".to_owned(),
        };
        match *view.shape() {
            [rows, width] if rows > 0 && width > 0 && columns.is_none_or(|columns| columns == width) => {
                let bytes: Vec<i8> = view.data().iter().map(|&byte| byte.cast_signed()).collect();
                if rows.checked_mul(width) != Some(bytes.len()) {
                    return Err(self.shape_error(name, &view, expected()));
                }
                Ok((bytes, rows, width))
            }
            _ => Err(self.shape_error(name, &view, expected())),
        }
    }

    /// A vector of `len` finite numbers.
    pub(crate) fn vector(&self, name: &str, len: usize) -> Result<Vec<f32>, LoadError> {
        let view = self.view(name, Dtype::F32)?;
        let (numbers, rest) = view.data().as_chunks::<4>();
        if view.shape() != [len] || numbers.len() != len || !rest.is_empty() {
            return Err(self.shape_error(name, &view, format!("[{len}]")));
        }
        let numbers: Vec<f32> = numbers.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        check_finite(&numbers).map_err(|kind| LoadError::new(self.full(name), kind))?;
        Ok(numbers)
    }

    /// An error about a tensor of this file.
    pub(crate) fn error(&self, name: &str, kind: LoadErrorKind) -> LoadError {
        LoadError::new(self.full(name), kind)
    }

    fn view(&self, name: &str, expected: Dtype) -> Result<TensorView<'a>, LoadError> {
        let view = self.file.tensor(&self.full(name)).map_err(|error| {
            let kind = match error {
                SafeTensorError::TensorNotFound(_) => LoadErrorKind::Missing,
                other => LoadErrorKind::File(other),
            };
            self.error(name, kind)
        })?;
        let found = view.dtype();
        if found != expected {
            return Err(self.error(name, LoadErrorKind::Dtype { expected, found }));
        }
        Ok(view)
    }

    fn shape_error(&self, name: &str, view: &TensorView<'_>, expected: String) -> LoadError {
        self.error(name, LoadErrorKind::Shape { expected, found: view.shape().to_vec() })
    }

    fn full(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// Opens a file held in memory.
pub(crate) fn open(bytes: &[u8]) -> Result<SafeTensors<'_>, LoadError> {
    SafeTensors::deserialize(bytes).map_err(|error| LoadError::new("(file)", LoadErrorKind::File(error)))
}

pub(crate) fn check_finite(numbers: &[f32]) -> Result<(), LoadErrorKind> {
    match numbers.iter().position(|x| !x.is_finite()) {
        Some(index) => Err(LoadErrorKind::NotFinite { index }),
        None => Ok(()),
    }
}
