//! Safetensors: <https://github.com/huggingface/safetensors>; `about` is a string in its metadata.

use super::{Array, Numbers};
use safetensors::tensor::{Dtype, TensorView, serialize};
use serde_json::Value;
use std::collections::HashMap;

/// The file.
pub(super) fn bytes(arrays: &[Array], about: &Value) -> Result<Vec<u8>, String> {
    let all: Vec<Vec<u8>> = arrays.iter().map(|array| array.values.bytes()).collect();
    let view = |(array, bytes)| -> Result<(&str, TensorView<'_>), String> {
        let (array, bytes): (&Array, &Vec<u8>) = (array, bytes);
        let kind = match array.values {
            Numbers::Real(_) => Dtype::F32,
            Numbers::Integer(_) => Dtype::I16,
        };
        let view = TensorView::new(kind, array.shape.clone(), bytes).map_err(|error| error.to_string())?;
        Ok((array.name.as_str(), view))
    };
    let views = arrays.iter().zip(&all).map(view).collect::<Result<Vec<_>, _>>()?;
    let metadata = HashMap::from([("entrain".to_string(), about.to_string())]);
    serialize(views, Some(metadata)).map_err(|error| error.to_string())
}
