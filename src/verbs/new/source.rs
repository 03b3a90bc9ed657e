//! Which files hold the samples, from the command line, and how a network file names them.

use super::draft::Draft;
use super::options::Options;
use super::words::quoted;
use entrain_data::{arrays_of_archive, is_pattern, matching};
use entrain_model::network::Files;
use entrain_model::{Diagnostic, Result};
use std::path::{Component, Path, PathBuf};

/// Where the samples are.
pub struct Source {
    pub train: Vec<Part>,
    pub test: Vec<Part>,
}

/// One file, pattern, or pair of arrays.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Table { path: PathBuf, class: Option<String> },
    Arrays(Files),
}

impl Source {
    /// What the options name.
    pub fn of(options: &Options) -> Result<Source> {
        let side = |words: &[String], labels: Option<&PathBuf>| words.iter().map(|word| part(word, labels)).collect::<Result<Vec<_>>>();
        let train = side(&options.data, options.labels.first())?;
        let test = side(&options.test, options.labels.get(1).or(None))?;
        let arrays = |parts: &[Part]| parts.iter().filter(|part| matches!(part, Part::Arrays(_))).count();
        for parts in [&train, &test] {
            if arrays(parts) > 0 && parts.len() > 1 {
                return Err(
                    Diagnostic::new("one pair of arrays a side is taken here").help("a network file can name several: see docs/data.md")
                );
            }
        }
        if !test.is_empty() && arrays(&train) != arrays(&test) {
            return Err(Diagnostic::new("--data and --test are of different kinds").help("two tables, or two pairs of arrays"));
        }
        let source = Source { train, test };
        let classes = source.train.iter().filter(|part| matches!(part, Part::Table { class: Some(_), .. })).count();
        if classes > 0 && classes < source.train.len() {
            return Err(Diagnostic::new("some files are given with their class, others without")
                .help("--data idle=idle.csv walk=walk.csv: all of them; a class column in the files needs none"));
        }
        Ok(source)
    }

    /// The files of the tables, patterns expanded, each with its class if it has one.
    pub fn tables(parts: &[Part]) -> Result<Vec<(PathBuf, Option<String>)>> {
        let mut all = Vec::new();
        for part in parts {
            let Part::Table { path, class } = part else { continue };
            for file in expanded(path)? {
                all.push((file, class.clone()));
            }
        }
        Ok(all)
    }

    /// The keys `train` and `test` of a network file in `folder`.
    pub fn write(&self, folder: &Path, draft: &mut Draft) -> Result<()> {
        draft.train = value(&self.train, folder)?;
        if !self.test.is_empty() {
            draft.test = Some(value(&self.test, folder)?);
        }
        Ok(())
    }
}

/// The command that makes this project, for the first line of its file.
pub fn command(options: &Options) -> String {
    let quoted = |word: &str| match word.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-/=+,@".contains(letter)) {
        true => word.to_string(),
        false => format!("'{word}'"),
    };
    let mut words = vec!["entrain new".to_string(), quoted(&options.name.display().to_string())];
    let mut list = |option: &str, values: Vec<String>| {
        if !values.is_empty() {
            words.push(format!("--{option} {}", values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(" ")));
        }
    };
    list("data", options.data.clone());
    list("test", options.test.clone());
    list("labels", options.labels.iter().map(|path| path.display().to_string()).collect());
    list("label", options.label.iter().cloned().collect());
    list("ignore", options.ignore.clone());
    list("by", options.by.iter().cloned().collect());
    list("window", options.window.iter().map(u32::to_string).collect());
    list("step", options.step.iter().map(u32::to_string).collect());
    list("average", options.average.iter().map(u32::to_string).collect());
    words.join(" ")
}

/// What one word of `--data` names.
fn part(word: &str, labels: Option<&PathBuf>) -> Result<Part> {
    let whole = Path::new(word);
    let lower = word.to_lowercase();
    if lower.ends_with(".npz") {
        return arrays_of_archive(whole).map(Part::Arrays);
    }
    if let Some(labels) = labels {
        let idx = lower.contains("idx") && !lower.ends_with(".npy");
        let (path, labels) = (whole.to_path_buf(), labels.clone());
        return Ok(Part::Arrays(if idx { Files::Idx { images: path, labels } } else { Files::Npy { x: path, y: labels } }));
    }
    match word.split_once('=').filter(|_| !whole.exists()) {
        Some((class, path)) if !class.is_empty() && !path.is_empty() => Ok(Part::Table { path: path.into(), class: Some(class.into()) }),
        _ if lower.ends_with(".npy") || lower.contains("idx3-ubyte") => {
            Err(Diagnostic::new(format!("{word} holds inputs; where are their labels?"))
                .help("--labels FILE names them; CLASS=FILE says that all samples of a file are of one class"))
        }
        _ => Ok(Part::Table { path: whole.into(), class: None }),
    }
}

/// The files of a pattern, in the order of their names.
fn expanded(path: &Path) -> Result<Vec<PathBuf>> {
    match is_pattern(path) {
        true => matching(path).map_err(|error| error.help("* stands for any letters, ? for one")),
        false => Ok(vec![path.into()]),
    }
}

/// A side as a network file has it.
fn value(parts: &[Part], folder: &Path) -> Result<String> {
    let path = |path: &Path| Ok(quoted(&from(folder, path)?));
    let one = |part: &Part| -> Result<String> {
        Ok(match part {
            Part::Table { path: file, class: None } => path(file)?,
            Part::Table { path: file, class: Some(class) } => format!("{{ files = {}, class = {} }}", path(file)?, quoted(class)),
            Part::Arrays(Files::Npy { x, y }) => format!("{{ x = {}, y = {} }}", path(x)?, path(y)?),
            Part::Arrays(Files::Npz { npz, x, y }) => format!("{{ npz = {}, x = {}, y = {} }}", path(npz)?, quoted(x), quoted(y)),
            Part::Arrays(Files::Idx { images, labels }) => format!("{{ images = {}, labels = {} }}", path(images)?, path(labels)?),
            Part::Arrays(other) => return Err(Diagnostic::new(format!("{other} cannot be named in a network file"))),
        })
    };
    let all = parts.iter().map(one).collect::<Result<Vec<String>>>()?;
    Ok(match all.as_slice() {
        [single] if !matches!(parts[0], Part::Table { class: Some(_), .. }) => single.clone(),
        several => format!("[{}]", several.join(", ")),
    })
}

/// A path as seen from a folder, or from the root where they have nothing in common.
fn from(folder: &Path, path: &Path) -> Result<String> {
    let here = std::env::current_dir().map_err(|error| Diagnostic::io("read", Path::new("."), &error))?;
    let (folder, path) = (tidy(&here.join(folder)), tidy(&here.join(path)));
    let common = folder.components().zip(path.components()).take_while(|(one, other)| one == other).count();
    let relative: PathBuf = match common {
        // The root, or a drive and its root.
        0..=1 => path.clone(),
        _ => (common..folder.components().count()).map(|_| Component::ParentDir).chain(path.components().skip(common)).collect(),
    };
    let text = relative.to_str().ok_or_else(|| {
        Diagnostic::new(format!("{} is no UTF-8, a network file cannot name it", path.display())).help("rename the file, or its folder")
    })?;
    Ok(text.replace('\\', "/"))
}

/// A path without `.` and `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(tidy.pop()),
            other => tidy.push(other),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_tables_arrays_and_classes() {
        let named = |word: &str, labels: Option<&PathBuf>| part(word, labels).map_err(|error| error.to_string());
        let table = |path: &str, class: Option<&str>| Ok(Part::Table { path: path.into(), class: class.map(str::to_string) });
        assert_eq!(named("a.csv", None), table("a.csv", None));
        assert_eq!(named("idle=idle_*.csv", None), table("idle_*.csv", Some("idle")));
        assert_eq!(named("x.npy", Some(&"y.npy".into())), Ok(Part::Arrays(Files::Npy { x: "x.npy".into(), y: "y.npy".into() })));
        assert!(named("x.npy", None).is_err());
    }

    #[test]
    fn paths_are_seen_from_the_project() {
        let seen = |folder: &str, path: &str| from(Path::new(folder), Path::new(path)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(seen("/a/b/c", "/a/d.csv"), "../../d.csv");
        assert_eq!(seen("/a/b", "/a/b/d.csv"), "d.csv");
        assert_eq!(seen("/a/b", "/x/d.csv"), "/x/d.csv");
        assert_eq!(seen("p", "d.csv"), "../d.csv");
    }
}
