//! Constraints of what goes from one clock to another, for Vivado (XDC) and for tools that read SDC: both from one list.

use super::Package;

/// What goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// A bit, or a Gray code, into the first flip-flop of a synchroniser: all bits within a period.
    Synchronised,
    /// What stands still until a bit that went over tells so: there within a period.
    Still,
    /// Into the asynchronous reset of flip-flops.
    Reset,
}

/// A path between two clocks: registers by their instances below the top, the last one the register.
#[derive(Debug, Clone)]
pub struct Path {
    /// What goes over.
    pub over: Over,
    /// Where it comes from.
    pub from: Vec<&'static str>,
    /// Where it goes to; empty: wherever it goes.
    pub to: Vec<&'static str>,
}

/// All paths of a design.
pub fn paths(package: &Package) -> Vec<Path> {
    let fronts = package.fronts;
    let path = |over, from: &[&'static str], to: &[&'static str]| Path { over, from: from.to_vec(), to: to.to_vec() };
    let mut paths = Vec::new();
    if fronts.domains().len() > 1 {
        let resets = |name| match name {
            "core" => "core_reset",
            "bus" => "bus_reset",
            _ => "streams_reset",
        };
        let names: Vec<_> = fronts.domains().iter().map(|domain| resets(domain.name)).collect();
        for from in &names {
            for to in names.iter().filter(|to| *to != from) {
                paths.push(path(Over::Reset, &[from, "raised"], &[to, "steps"]));
            }
        }
    }
    if fronts.bus_domain().is_some() {
        paths.push(path(Over::Synchronised, &["over", "ask"], &["over", "to_core", "first"]));
        paths.push(path(Over::Synchronised, &["over", "done"], &["over", "to_bus", "first"]));
        paths.push(path(Over::Still, &["over", "request"], &[]));
        paths.push(path(Over::Still, &["over", "answer"], &[]));
    }
    if fronts.stream_domain().is_some() {
        for fifo in [["values", "values"], ["results", "waiting"]] {
            let [outer, inner] = fifo;
            paths.push(path(Over::Synchronised, &[outer, inner, "w_gray"], &[outer, inner, "to_read", "first"]));
            paths.push(path(Over::Synchronised, &[outer, inner, "r_gray"], &[outer, inner, "to_write", "first"]));
            paths.push(path(Over::Still, &[outer, inner, "mem"], &[outer, inner, "r_data"]));
        }
    }
    paths
}

/// `TOP.xdc` and `TOP.sdc`, where there are several clocks.
pub fn files(package: &Package) -> Vec<(String, String)> {
    let (paths, top) = (paths(package), &package.design.top);
    if paths.is_empty() {
        return Vec::new();
    }
    vec![(format!("{top}.xdc"), xdc(package, &paths)), (format!("{top}.sdc"), sdc(package, &paths))]
}

fn head(package: &Package) -> String {
    format!(
        "# What goes from one clock to another in {}. Written by Entrain.\n# The clocks themselves are those of your design.\n",
        package.design.top
    )
}

/// For Vivado, as constraints of the module: `read_xdc -ref TOP TOP.xdc`.
fn xdc(package: &Package, paths: &[Path]) -> String {
    let cells = |path: &[&str]| format!("[get_cells -quiet {{{}_reg*}}]", path.join("/"));
    let mut text = head(package) + &format!("# read_xdc -ref {0} {0}.xdc\n", package.design.top);
    for path in paths {
        let (from, to) = (cells(&path.from), cells(&path.to));
        // Distributed memory is no register.
        let from = if path.from.ends_with(&["mem"]) { from.replace("_reg*", "*") } else { from };
        let period = "[get_property -min PERIOD [get_clocks -quiet -of_objects [get_ports -quiet -scoped_to_current_instance";
        let clocks: Vec<&str> = package.fronts.domains().iter().map(|domain| domain.clock).collect();
        let period = format!("{period} {{{}}}]]]", clocks.join(" "));
        text += &match (path.over, path.to.is_empty()) {
            (Over::Reset, _) => format!("set_false_path -from {from} -to {to}\n"),
            (_, true) => format!("set_max_delay -datapath_only -from {from} {period}\n"),
            (_, false) => format!("set_max_delay -datapath_only -from {from} -to {to} {period}\n"),
        };
    }
    text
}

/// For tools that read SDC, as Quartus.
fn sdc(package: &Package, paths: &[Path]) -> String {
    let registers = |path: &[&str]| format!("[get_registers {{*{}*}}]", path.join("|"));
    let mut text = head(package) + "# Set period to that of the faster of your clocks, in ns.\nset period 5.0\n";
    for path in paths {
        let (from, to) = (registers(&path.from), registers(&path.to));
        text += &match (path.over, path.to.is_empty()) {
            (Over::Reset, _) => format!("set_false_path -from {from} -to {to}\n"),
            (_, true) => format!("set_max_delay -from {from} $period\nset_min_delay -from {from} -100\n"),
            (_, false) => format!("set_max_delay -from {from} -to {to} $period\nset_min_delay -from {from} -to {to} -100\n"),
        };
    }
    text
}
