//! stub
use std::sync::Arc;
use crate::*;
/// .
pub struct ParquetReader;
impl ParquetReader {
 /// .
 pub fn new(_f: std::fs::File, _p: &str, _o: Arc<Options>, _pr: Option<(Arc<Progress>, u64)>) -> Result<Self, InputError> { Ok(Self) }
}
impl Iterator for ParquetReader { type Item = Result<Row, InputError>; fn next(&mut self) -> Option<Self::Item> { None } }
