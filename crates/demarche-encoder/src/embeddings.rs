//! From token ids to the first states: the sum of four table rows, normalised.

use crate::error::{EncodeError, LoadError, Table};
use crate::kernel::Kernel;
use crate::kernel::rows::{SumRows, TableRow};
use crate::norm::LayerNorm;
use crate::tensors::Tensors;
use crate::window::Window;

/// A table of signed bytes with a scale per row.
#[derive(Clone)]
struct QuantTable {
    q: Vec<i8>,
    scale: Vec<f32>,
    width: usize,
}

impl QuantTable {
    fn read(tensors: Tensors<'_>, name: &str, width: Option<usize>) -> Result<Self, LoadError> {
        let (q, rows, width) = tensors.matrix(&format!("{name}.q"), width)?;
        let scale = tensors.vector(&format!("{name}.scale"), rows)?;
        Ok(QuantTable { q, scale, width })
    }

    fn rows(&self) -> usize {
        self.scale.len()
    }

    fn row(&self, index: usize) -> Option<TableRow<'_>> {
        let scale = *self.scale.get(index)?;
        Some((&self.q[index * self.width..][..self.width], scale))
    }
}

/// The tables and their normalisation.
#[derive(Clone)]
pub(crate) struct Embeddings {
    word: QuantTable,
    position: QuantTable,
    shape: QuantTable,
    role: QuantTable,
    norm: LayerNorm,
}

impl Embeddings {
    /// Reads the tables; the word table decides the width, which `check_width` judges.
    pub(crate) fn read(tensors: Tensors<'_>, check_width: impl Fn(usize, usize) -> Result<(), LoadError>) -> Result<Self, LoadError> {
        let word = QuantTable::read(tensors, "embeddings.word", None)?;
        check_width(word.rows(), word.width)?;
        let width = Some(word.width);
        let position = QuantTable::read(tensors, "embeddings.position", width)?;
        let shape = QuantTable::read(tensors, "embeddings.shape", width)?;
        let role = QuantTable::read(tensors, "embeddings.role", width)?;
        let norm = LayerNorm::read(tensors, "embeddings.norm", word.width)?;
        Ok(Embeddings { word, position, shape, role, norm })
    }

    pub(crate) fn width(&self) -> usize {
        self.word.width
    }

    pub(crate) fn words(&self) -> usize {
        self.word.rows()
    }

    pub(crate) fn positions(&self) -> usize {
        self.position.rows()
    }

    pub(crate) fn shapes(&self) -> usize {
        self.shape.rows()
    }

    pub(crate) fn roles(&self) -> usize {
        self.role.rows()
    }

    /// Writes the first states of a window; `index` is its number, for errors.
    pub(crate) fn write(&self, kernel: Kernel, index: usize, window: &Window<'_>, out: &mut [f32]) -> Result<(), EncodeError> {
        let tokens = window.ids.len();
        if window.shapes.len() != tokens || window.roles.len() != tokens {
            let (shapes, roles) = (window.shapes.len(), window.roles.len());
            return Err(EncodeError::LengthMismatch { window: index, ids: tokens, shapes, roles });
        }
        let too_long = EncodeError::WindowTooLong { window: index, tokens, limit: self.positions() };
        if tokens > self.positions() {
            return Err(too_long);
        }
        for (token, out) in out.chunks_exact_mut(self.width()).enumerate() {
            let find = |table: &QuantTable, which: Table, id: u32| {
                let limit = table.rows();
                let error = EncodeError::IdOutOfRange { window: index, token, table: which, id, limit };
                usize::try_from(id).ok().filter(|&id| id < limit).ok_or(error)
            };
            let word = find(&self.word, Table::Word, window.ids[token])?;
            let shape = find(&self.shape, Table::Shape, window.shapes[token].into())?;
            let role = find(&self.role, Table::Role, window.roles[token].into())?;
            let rows = (self.word.row(word), self.position.row(token), self.shape.row(shape), self.role.row(role));
            let (Some(word), Some(position), Some(shape), Some(role)) = rows else {
                return Err(too_long); // cannot be: all four have been checked
            };
            kernel.run(SumRows { rows: [word, position, shape, role], out });
        }
        self.norm.forward(kernel, out);
        Ok(())
    }
}
