//! The float reference against recorded outputs of the authors' code.

use entrain_studies::float::verify::{FileReport, verify_file, verify_folder};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Keys of text, of sizes that the arrays repeat, and of values that depend on the machine.
const NOT_COMPARED: [&str; 6] =
    ["n", "batch", "activation_shape", "block_args", "float32_native_sign_differs_at", "float32_native_max_abs_sine_error"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn failures(report: &FileReport) -> Vec<String> {
    let failed = report.quantities.iter().filter(|quantity| !quantity.ok);
    failed
        .map(|quantity| {
            format!("{}: {} is off by {:e}, {:e} allowed", report.case, quantity.name, quantity.largest_error, quantity.tolerance)
        })
        .collect()
}

#[test]
fn all_recorded_values_are_reproduced() {
    let reports = verify_folder(&folder()).expect("the vectors are of the schema");
    let failures: Vec<String> = reports.iter().flat_map(failures).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    for kind in ["loss_on_activation", "block_step", "net_trace", "basis_signs"] {
        assert!(reports.iter().any(|report| report.kind == kind && !report.quantities.is_empty()), "no {kind}");
    }
}

/// `ENTRAIN_VECTORS` may name a folder with more files of the schema.
#[test]
fn all_recorded_values_of_another_folder_are_reproduced() {
    let Some(path) = std::env::var_os("ENTRAIN_VECTORS") else { return };
    let reports = verify_folder(Path::new(&path)).expect("the vectors are of the schema");
    for report in &reports {
        for quantity in &report.quantities {
            println!("{} {} {:60} {:e}", report.kind, report.case, quantity.name, quantity.largest_error);
        }
    }
    let failures: Vec<String> = reports.iter().flat_map(failures).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Name and content of every vector file, in the order of the names.
fn cases() -> Vec<(String, Value)> {
    let entries = std::fs::read_dir(folder()).expect("the vectors are there").map(|entry| entry.expect("readable").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    files.sort();
    let parsed = |path: &PathBuf| serde_json::from_slice(&std::fs::read(path).expect("readable")).expect("JSON");
    files.iter().map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), parsed(path))).collect()
}

/// Pointers to every array of numbers or single number in `value`.
fn leaves(value: &Value, pointer: String, found: &mut Vec<String>) {
    let is_array_of_numbers = |value: &Value| {
        let mut inner = value;
        while let Some(first) = inner.as_array().and_then(|list| list.first()) {
            inner = first;
        }
        inner.is_number()
    };
    match value {
        Value::Object(entries) => {
            let compared = entries.iter().filter(|(key, _)| !NOT_COMPARED.contains(&key.as_str()));
            compared.for_each(|(key, value)| leaves(value, format!("{pointer}/{key}"), found));
        }
        value if is_array_of_numbers(value) => found.push(pointer),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| leaves(value, format!("{pointer}/{index}"), found)),
        _ => {}
    }
}

/// The number of largest magnitude under `value`.
fn largest(value: &mut Value) -> Option<&mut Value> {
    let magnitude = |value: &&mut Value| value.as_f64().unwrap_or(0.0).abs();
    match value {
        Value::Array(list) => list.iter_mut().filter_map(largest).max_by(|a, b| magnitude(a).total_cmp(&magnitude(b))),
        Value::Number(_) => Some(value),
        _ => None,
    }
}

#[test]
fn any_changed_number_is_found() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let path = scratch.path().join("changed.json");
    let mut missed = Vec::new();
    for (name, original) in cases() {
        let mut pointers = Vec::new();
        leaves(&original, String::new(), &mut pointers);
        assert!(!pointers.is_empty());
        for pointer in pointers {
            let mut changed = original.clone();
            let number = changed.pointer_mut(&pointer).and_then(largest).expect("a number");
            *number = match number.as_u64() {
                Some(whole) => Value::from(whole + 1),
                None => Value::from(number.as_f64().expect("a float") * 1.001 + 1e-8),
            };
            std::fs::write(&path, changed.to_string()).expect("can be written");
            if verify_file(&path).is_ok_and(|report| report.ok()) {
                missed.push(format!("{name}{pointer}"));
            }
        }
    }
    // The sine's distance is lost once its sign is taken, and ReLU has no slope.
    let unused = [
        "fc_n24_c5_dead_sample_square/float32_sine_max_abs_error",
        "fc_n40_r6_c4_llsmxm_reduced_square/float32_sine_max_abs_error",
        "trace_12_16_12_5_relu_square_batch1/leaky_slope",
    ];
    assert_eq!(missed, unused);
}

/// Pointers to everything but the insides of arrays of numbers.
fn all(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| all(value, format!("{pointer}/{key}"), found)),
        Value::Array(list) if list.iter().any(Value::is_object) => {
            list.iter().enumerate().for_each(|(index, value)| all(value, format!("{pointer}/{index}"), found));
        }
        _ => {}
    }
    found.push(pointer);
}

#[test]
fn no_bad_value_panics() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let path = scratch.path().join("changed.json");
    let bad = ["null", "\"x\"", "[]", "{}", "0", "-1.5", "1099511627776", "[[1], [2, 3]]"];
    // The one large file would take a minute and walks the same code.
    for (_, original) in cases().into_iter().filter(|(name, _)| !name.ends_with("adamwsf")) {
        let mut pointers = Vec::new();
        all(&original, String::new(), &mut pointers);
        for pointer in pointers {
            let shorter =
                original.pointer(&pointer).and_then(Value::as_array).map(|list| Value::from(list[..list.len().saturating_sub(1)].to_vec()));
            for value in bad.iter().map(|text| serde_json::from_str(text).expect("JSON")).chain(shorter) {
                let mut changed = original.clone();
                *changed.pointer_mut(&pointer).expect("a value") = value;
                std::fs::write(&path, changed.to_string()).expect("can be written");
                if let Err(error) = verify_file(&path) {
                    assert!(error.message().contains("changed.json"), "{pointer}: {error}");
                }
            }
        }
    }
}

#[test]
fn a_missing_key_is_named() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let text = std::fs::read_to_string(folder().join("fc_n24_c5_dead_sample_square.json")).expect("readable");
    std::fs::write(scratch.path().join("case.json"), text.replacen("\"dL_dh\"", "\"other\"", 1)).expect("can be written");
    let message = verify_folder(scratch.path()).expect_err("a key is missing").message().to_string();
    assert!(message.ends_with("case.json: key `float64.dL_dh` is missing"), "{message}");
}
