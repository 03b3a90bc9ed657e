//! Columns by their names.

use entrain_model::diagnostic::{Diagnostic, Result, nearest};
use entrain_model::network::{Network, Part};

/// The columns of another file in the order of the first one.
pub(super) fn reorder(name: &str, order: &[String], names: &[String], features: &[usize]) -> Result<Vec<usize>> {
    let found = order.iter().map(|wanted| features.iter().copied().find(|&column| names[column] == *wanted));
    match found.collect::<Option<Vec<usize>>>() {
        Some(columns) if columns.len() == features.len() => Ok(columns),
        _ if order.iter().all(|name| name.starts_with("column ")) => Ok(features.to_vec()),
        _ => {
            let missing = order.iter().find(|wanted| !features.iter().any(|&column| names[column] == **wanted));
            let other = features.iter().find(|&&column| !order.contains(&names[column]));
            let what = match (missing, other) {
                (Some(missing), _) => format!("it has no column \"{missing}\", as the files before it have"),
                (None, Some(&other)) => format!("its column \"{}\" is in none of the files before it", names[other]),
                (None, None) => "its columns are not those of the files before it".into(),
            };
            Err(Diagnostic::new(format!("{name}: {what}")).help(format!("columns there: {}", others(names))))
        }
    }
}

/// The place of a named column.
pub(super) fn find(name: &str, header: &[String], column: &str, network: &Network, part: Part) -> Result<usize> {
    let mut places = (0..header.len()).filter(|&place| header[place] == column);
    let (first, second) = (places.next(), places.next());
    if second.is_some() {
        let diagnostic = Diagnostic::new(format!("{name} has more than one column \"{column}\""));
        return Err(network.point_at(diagnostic, part, "which one?"));
    }
    first.ok_or_else(|| {
        let near = nearest(column, header.iter().map(String::as_str));
        let label = near.map_or("no such column".to_string(), |near| format!("did you mean \"{near}\"?"));
        let help = format!("columns there: {}", others(header));
        network.point_at(Diagnostic::new(format!("{name} has no column \"{column}\"")), part, label).help(help)
    })
}

/// Some of the names and how many there are.
pub(super) fn others(header: &[String]) -> String {
    match header {
        [first, second, third, .., last] if header.len() > 8 => format!("{first}, {second}, {third}, ..., {last} ({})", header.len()),
        _ => header.join(", "),
    }
}
