//! A cell library: what of a Liberty file matters for energy and for a simulation with delays.

use super::expression::Truth;
use super::syntax::{Group, Templates, read};
use super::table::Table;
use entrain_model::{Diagnostic, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A library, in SI units.
#[derive(Debug, Clone)]
pub struct Library {
    /// Its name.
    pub name: String,
    /// Supply, volts.
    pub voltage: f64,
    /// Degrees Celsius.
    pub temperature: f64,
    /// Name of the operating conditions.
    pub corner: String,
    /// The cells that were asked for.
    pub cells: BTreeMap<String, Cell>,
}

/// A cell. Variables of its expressions: its pins in their order, then its state and the complement of that.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Its name.
    pub name: String,
    /// Square micrometres.
    pub area: f64,
    /// Leakage where nothing else is said, watts.
    pub leakage: f64,
    /// Leakage where an expression is true, watts.
    pub leakage_when: Vec<(Truth, f64)>,
    /// Its pins.
    pub pins: Vec<Pin>,
    /// What it stores, if it is a flip-flop.
    pub flip_flop: Option<FlipFlop>,
    /// It is a latch or another cell with memory that is no flip-flop.
    pub other_memory: bool,
}

/// What a flip-flop does.
#[derive(Debug, Clone)]
pub struct FlipFlop {
    /// State after the clock's edge.
    pub next: Truth,
    /// The clock rises when this rises.
    pub clock: Truth,
    /// It is 0, or 1, at once while these are true.
    pub clear: Option<Truth>,
    /// See `clear`.
    pub preset: Option<Truth>,
}

/// A pin of a cell.
#[derive(Debug, Clone)]
pub struct Pin {
    /// Its name.
    pub name: String,
    /// Driven by the cell.
    pub output: bool,
    /// Capacitance, farads.
    pub capacitance: f64,
    /// The pin of a clock.
    pub clock: bool,
    /// An output's value.
    pub function: Option<Truth>,
    /// Energy inside of the cell when the pin changes.
    pub powers: Vec<Power>,
    /// Delays to an output.
    pub arcs: Vec<Arc>,
}

/// Energy inside of a cell, joules a change of the pin.
#[derive(Debug, Clone)]
pub struct Power {
    /// The pin whose change caused it.
    pub related: Option<usize>,
    /// Counts only while this is true.
    pub when: Option<Truth>,
    /// The pin rises, falls.
    pub edges: [Option<Table>; 2],
}

/// Delays from an input to an output, seconds.
#[derive(Debug, Clone)]
pub struct Arc {
    /// The input.
    pub related: usize,
    /// The output rises, falls: the delay, and its transition time.
    pub delay: [Option<Table>; 2],
    /// See `delay`.
    pub transition: [Option<Table>; 2],
}

impl Library {
    /// Reads the cells of a library whose names are `wanted`.
    ///
    /// # Errors
    /// The file cannot be read, is no Liberty file, or an expression is not understood.
    pub fn load(path: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Library> {
        let tree = read(path)?;
        let library = Group::library(&tree).ok_or_else(|| Diagnostic::new(format!("{} holds no library", path.display())))?;
        let templates = Templates::new(library);
        let corner = library.text("default_operating_conditions").unwrap_or_else(|| "nominal".into());
        let conditions = library.groups("operating_conditions").find(|group| group.name == corner);
        let condition = |name: &str, nominal: &str| conditions.and_then(|group| group.number(name)).or_else(|| library.number(nominal));
        let voltage =
            condition("voltage", "nom_voltage").ok_or_else(|| Diagnostic::new(format!("{} says no supply voltage", path.display())))?;
        let units = Units::new(library)?;
        let reader = Reader { templates, units };
        let mut cells = BTreeMap::new();
        for group in library.groups("cell").filter(|group| wanted(group.name)) {
            let cell = reader
                .cell(group)
                .map_err(|error| Diagnostic::new(format!("cell {} of {}: {}", group.name, path.display(), error.message())))?;
            cells.insert(cell.name.clone(), cell);
        }
        Ok(Library {
            name: library.name.into(),
            voltage,
            temperature: condition("temperature", "nom_temperature").unwrap_or(25.0),
            corner,
            cells,
        })
    }

    /// The cell called `name`.
    pub fn cell(&self, name: &str) -> Option<&Cell> {
        self.cells.get(name)
    }
}

/// What the numbers are in.
struct Units {
    time: f64,
    capacitance: f64,
    leakage: f64,
    energy: f64,
}

impl Units {
    fn new(library: Group) -> Result<Units> {
        let load = library.list("capacitive_load_unit").unwrap_or_else(|| vec!["1".into(), "pf".into()]);
        let capacitance = load.first().and_then(|count| count.parse::<f64>().ok()).unwrap_or(1.0)
            * match load.get(1).map(|unit| unit.to_lowercase()).as_deref() {
                Some("ff") => 1e-15,
                _ => 1e-12,
            };
        let unit = |name: &str, fallback: &str| {
            let text = library.text(name).unwrap_or_else(|| fallback.into());
            scaled(&text).ok_or_else(|| Diagnostic::new(format!("the {name} \"{text}\" is not understood")))
        };
        let voltage = unit("voltage_unit", "1V")?;
        // Liberty: the unit of internal energy is that of voltage squared times that of capacitance.
        let energy = voltage * voltage * capacitance;
        Ok(Units { time: unit("time_unit", "1ns")?, capacitance, leakage: unit("leakage_power_unit", "1nW")?, energy })
    }
}

/// "10ps" as 1e-11.
fn scaled(text: &str) -> Option<f64> {
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).filter(|end| *end > 0)?;
    let unit = &text[digits..];
    let prefix = match unit.chars().next()? {
        _ if unit.len() == 1 => 1.0,
        'f' => 1e-15,
        'p' => 1e-12,
        'n' => 1e-9,
        'u' => 1e-6,
        'm' => 1e-3,
        'k' => 1e3,
        _ => return None,
    };
    text[..digits].parse::<f64>().ok().map(|count| count * prefix)
}

struct Reader {
    templates: Templates,
    units: Units,
}

impl Reader {
    fn cell(&self, group: Group) -> Result<Cell> {
        let pins: Vec<Group> = group.groups("pin").collect();
        let mut names: Vec<&str> = pins.iter().map(|pin| pin.name).collect();
        let memory = group.groups("ff").next();
        let other = ["latch", "statetable", "ff_bank", "latch_bank"].iter().find_map(|kind| group.groups(kind).next());
        let states: Vec<&str> =
            memory.or(other).map(|group| group.name.split(',').map(|name| name.trim().trim_matches('"')).collect()).unwrap_or_default();
        let internal: BTreeSet<&str> = names.iter().copied().collect();
        names.extend(states.iter().filter(|state| !internal.contains(*state)));
        let truth = |text: String| Truth::parse(&text, &names);
        let optional = |group: Group, name: &str| group.text(name).map(truth).transpose();
        let flip_flop = match memory {
            None => None,
            Some(ff) => {
                let needs = |name: &str| optional(ff, name)?.ok_or_else(|| Diagnostic::new(format!("a flip-flop without {name}")));
                let (clear, preset) = (optional(ff, "clear")?, optional(ff, "preset")?);
                Some(FlipFlop { next: needs("next_state")?, clock: needs("clocked_on")?, clear, preset })
            }
        };
        let mut leakage_when = Vec::new();
        let mut leakage = group.number("cell_leakage_power").map(|value| value * self.units.leakage);
        for power in group.groups("leakage_power") {
            let value = power.number("value").unwrap_or(0.0) * self.units.leakage;
            match optional(power, "when") {
                Ok(Some(when)) => leakage_when.push((when, value)),
                Ok(None) => leakage = Some(value),
                Err(error) => return Err(error),
            }
        }
        let pins = pins.iter().map(|pin| self.pin(*pin, &names)).collect::<Result<Vec<Pin>>>()?;
        Ok(Cell {
            name: group.name.into(),
            area: group.number("area").unwrap_or(0.0),
            leakage: leakage.unwrap_or(0.0),
            leakage_when,
            pins,
            flip_flop,
            other_memory: memory.is_none() && other.is_some(),
        })
    }

    fn pin(&self, pin: Group, names: &[&str]) -> Result<Pin> {
        let truth = |group: Group, name: &str| group.text(name).map(|text| Truth::parse(&text, names)).transpose();
        let related = |group: Group| {
            let text = group.text("related_pin")?;
            names.iter().position(|name| text.split_whitespace().any(|word| word.trim_matches('"') == *name))
        };
        let output = pin.text("direction").is_some_and(|direction| direction == "output");
        let u = &self.units;
        let energy = |group: Group, edge: &str| self.templates.table(group, edge, (u.time, u.capacitance, u.energy));
        let time = |group: Group, kind: &str| self.templates.table(group, kind, (u.time, u.capacitance, u.time));
        let mut powers = Vec::new();
        for group in pin.groups("internal_power") {
            // `power` stands for both edges.
            let edges = ["rise_power", "fall_power"].map(|edge| energy(group, edge).or_else(|| energy(group, "power")));
            powers.push(Power { related: related(group), when: truth(group, "when")?, edges });
        }
        let arcs = pin.groups("timing").filter_map(|group| {
            let delay = ["cell_rise", "cell_fall"].map(|kind| time(group, kind));
            let transition = ["rise_transition", "fall_transition"].map(|kind| time(group, kind));
            let any = delay.iter().any(Option::is_some);
            related(group).filter(|_| any).map(|related| Arc { related, delay, transition })
        });
        Ok(Pin {
            name: pin.name.into(),
            output,
            capacitance: pin.number("capacitance").unwrap_or(0.0) * u.capacitance,
            clock: pin.text("clock").is_some_and(|clock| clock == "true"),
            // A latch's clock gate may have a function of a state table: it is not simulated.
            function: if output { truth(pin, "function").unwrap_or(None) } else { None },
            powers,
            arcs: arcs.collect(),
        })
    }
}
