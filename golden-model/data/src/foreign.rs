//! Files of formats that are not read here: refused with the line that converts them.

use entrain_model::diagnostic::{Diagnostic, Result};

/// Refuses a file by its first bytes; `name` is the file's.
///
/// # Errors
/// An archive, a file of another program, an image: with what makes a table of it.
pub(super) fn refuse(name: &str, head: &[u8]) -> Result<()> {
    let begins = |magic: &[u8]| head.starts_with(magic);
    let pandas = |what: &str, call: &str| {
        (what.to_string(), format!("python3 -c \"import pandas; pandas.{call}('{name}').to_csv('data.csv', index=False)\""))
    };
    let found = if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        Some(("a zip archive".to_string(), format!("unpack it and name the file inside: unzip {name}")))
    } else if begins(b"PAR1") {
        Some(pandas("a Parquet file", "read_parquet"))
    } else if begins(b"ARROW1") || begins(b"FEA1") {
        Some(pandas("an Arrow file", "read_feather"))
    } else if begins(b"\x89HDF\r\n\x1a\n") {
        Some(pandas("an HDF5 file", "read_hdf"))
    } else if begins(b"\xd0\xcf\x11\xe0") {
        Some(("a workbook of the old kind (.xls)".to_string(), format!("libreoffice --headless --convert-to xlsx {name}")))
    } else if begins(b"MATLAB 5.0") {
        let call =
            format!("python3 -c \"import scipy.io; print(scipy.io.loadmat('{name}').keys())\" shows its arrays; numpy.save writes them");
        Some(("a MATLAB file".to_string(), call))
    } else if begins(b"BZh") {
        Some(("packed by bzip2".to_string(), format!("bunzip2 -k {name}")))
    } else if begins(b"\xfd7zXZ\x00") {
        Some(("packed by xz".to_string(), format!("unxz -k {name}")))
    } else if begins(b"\x28\xb5\x2f\xfd") {
        Some(("packed by zstd".to_string(), format!("unzstd {name}")))
    } else if begins(b"\xff\xfe\0\0") || begins(b"\0\0\xfe\xff") {
        Some(("text in UTF-32".to_string(), format!("iconv -f utf-32 -t utf-8 {name} > data.csv")))
    } else if begins(b"\x89PNG") || begins(b"\xff\xd8\xff") || begins(b"GIF8") {
        Some(("an image".to_string(), "images of one size go into an array, one row each: numpy.save".to_string()))
    } else if head.len() > 2 && head[0] == 0x80 && (2..=5).contains(&head[1]) {
        Some(("a Python pickle".to_string(), "write the table itself: DataFrame.to_csv or numpy.save".to_string()))
    } else if begins(b"\x93NUMPY") {
        Some(("an NPY file".to_string(), "inputs and labels are to be named: { x = \"x.npy\", y = \"y.npy\" }".to_string()))
    } else {
        declared(name, head)
    };
    found.map_or(Ok(()), |(what, line)| Err(Diagnostic::new(format!("{name} is {what}, which is not read")).help(line)))
}

/// Text formats that say what they are in lines that begin with @.
fn declared(name: &str, head: &[u8]) -> Option<(String, String)> {
    let text = String::from_utf8_lossy(&head[..head.len().min(8192)]).to_lowercase();
    let first = text
        .lines()
        .map(|line| line.trim_start_matches('\u{feff}').trim())
        .find(|line| !line.is_empty() && !line.starts_with(['%', '#']))?;
    if first.starts_with("@relation") {
        let line = format!(
            "python3 -c \"import pandas, scipy.io.arff as a; f = pandas.DataFrame(a.loadarff('{name}')[0]); \
             f.map(lambda v: v.decode() if isinstance(v, bytes) else v).to_csv('data.csv', index=False)\""
        );
        return Some(("an ARFF file".to_string(), line));
    }
    if first.starts_with(['{', '[']) && first.contains(['"', '[']) {
        let line = format!("python3 -c \"import pandas; pandas.read_json('{name}', lines=True).to_csv('data.csv', index=False)\"");
        return Some(("JSON".to_string(), line));
    }
    if first.starts_with("<?xml") || first.starts_with("<html") || first.starts_with("<!doctype") || first.starts_with("<table") {
        let line = format!("python3 -c \"import pandas; pandas.read_html('{name}')[0].to_csv('data.csv', index=False)\"");
        return Some(("HTML or XML".to_string(), line));
    }
    let pair = |cell: &str| cell.split_once(':').is_some_and(|(index, value)| index.parse::<u32>().is_ok() && value.parse::<f64>().is_ok());
    if first.split_whitespace().nth(1).is_some_and(pair) && first.split_whitespace().skip(1).all(pair) {
        let line = format!(
            "python3 -c \"import numpy, sklearn.datasets as d; x, y = d.load_svmlight_file('{name}'); numpy.save('x', x.toarray()); numpy.save('y', y)\""
        );
        return Some(("a file of index:value pairs (libsvm)".to_string(), line));
    }
    if first.starts_with("@problemname") {
        let line = format!(
            "sed -n '/^@data/I,$p' {name} | sed '1d; s/:/,/g' > data.csv    (series of one channel and one length; then header = false)"
        );
        return Some(("a .ts file of the time series archive".to_string(), line));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(head: &[u8]) -> String {
        refuse("a", head).err().map_or(String::new(), |error| error.to_string())
    }

    #[test]
    fn each_is_named_with_a_way_out() {
        assert!(message(b"PK\x03\x04..").contains("zip archive") && message(b"PK\x03\x04..").contains("unzip a"));
        assert!(message(b"PAR1....").contains("read_parquet"));
        assert!(message(b"% note\n@RELATION iris\n@ATTRIBUTE").contains("loadarff"));
        assert!(message(b"#comment\n@problemName X\n").contains("sed -n"));
        assert!(message(b"[{\"a\": 1}]").contains("JSON") && message(b"+1 1:0.5 2:1\n").contains("libsvm"));
        assert!(message(b"a,b,label\n1,2,0\n").is_empty() && message(b"").is_empty());
    }
}
