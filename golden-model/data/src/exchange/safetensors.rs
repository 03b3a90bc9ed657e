//! Safetensors: <https://github.com/huggingface/safetensors>; `about` is a string in its metadata.

use super::{Array, Numbers};
use safetensors::tensor::{Dtype, TensorView, serialize};
use serde_json::Value;
use std::collections::HashMap;

/// The file.
pub(super) fn bytes(arrays: &[Array], about: &Value) -> Result<Vec<u8>, String> {
    let flat = |array: &Array| match &array.values {
        Numbers::Real(values) => (Dtype::F32, values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>()),
        Numbers::Integer(values) => (Dtype::I16, values.iter().flat_map(|value| value.to_le_bytes()).collect()),
    };
    let all: Vec<(Dtype, Vec<u8>)> = arrays.iter().map(flat).collect();
    let view = |(array, (kind, bytes))| -> Result<(&str, TensorView<'_>), String> {
        let (array, kind, bytes): (&Array, &Dtype, &Vec<u8>) = (array, kind, bytes);
        let view = TensorView::new(*kind, array.shape.clone(), bytes).map_err(|error| error.to_string())?;
        Ok((array.name.as_str(), view))
    };
    let views = arrays.iter().zip(all.iter().map(|(kind, bytes)| (kind, bytes))).map(view).collect::<Result<Vec<_>, _>>()?;
    let metadata = HashMap::from([("entrain".to_string(), about.to_string())]);
    serialize(views, Some(metadata)).map_err(|error| error.to_string())
}
