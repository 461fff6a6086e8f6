//! Layer normalisation.

use safetensors::SafeTensors;

use crate::error::LoadError;
use crate::kernel::{Kernel, aligned::Aligned, rows};
use crate::tensors::Tensors;

/// Epsilon added to the variance, as in BERT.
const EPSILON: f32 = 1e-12;

/// Layer normalisation over rows of a fixed width, epsilon 1e-12.
#[derive(Clone)]
pub struct LayerNorm {
    weight: Aligned<f32>,
    bias: Aligned<f32>,
}

impl LayerNorm {
    /// From weights and biases, equally many and a multiple of 64.
    ///
    /// # Panics
    /// If the lengths differ or are not a positive multiple of 64.
    pub fn new(weight: &[f32], bias: &[f32]) -> Self {
        assert_eq!(weight.len(), bias.len(), "weights and biases differ in number");
        assert!(!weight.is_empty() && weight.len().is_multiple_of(64), "width is not a positive multiple of 64");
        LayerNorm { weight: weight.into(), bias: bias.into() }
    }

    /// Reads `{name}.weight` and `{name}.bias`, both `f32 [width]`. `width` is a positive multiple of 64.
    ///
    /// # Errors
    /// A tensor that is missing, of another type or shape, or not finite.
    ///
    /// # Panics
    /// If `width` is not a positive multiple of 64.
    pub fn load(file: &SafeTensors<'_>, name: &str, width: usize) -> Result<Self, LoadError> {
        Self::read(Tensors { file, prefix: "" }, name, width)
    }

    pub(crate) fn read(tensors: Tensors<'_>, name: &str, width: usize) -> Result<Self, LoadError> {
        let weight = tensors.vector(&format!("{name}.weight"), width)?;
        let bias = tensors.vector(&format!("{name}.bias"), width)?;
        Ok(Self::new(&weight, &bias))
    }

    /// Width of the rows.
    pub fn width(&self) -> usize {
        self.weight.as_slice().len()
    }

    /// Normalises rows in place: `x` holds whole rows of [`LayerNorm::width`].
    ///
    /// # Panics
    /// If `x` is not a whole number of rows.
    pub fn forward(&self, kernel: Kernel, x: &mut [f32]) {
        assert!(x.len().is_multiple_of(self.width()), "not a whole number of rows");
        kernel.run(rows::LayerNorm { x, weight: self.weight.as_slice(), bias: self.bias.as_slice(), epsilon: EPSILON });
    }
}
