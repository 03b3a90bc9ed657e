//! The meter: adds up what each change of a net costs.
//!
//! E = sum over changes of 1/2 C V^2 (switching) + internal energy of the cell (tables by cause, state, slew and load),
//! and leakage by state over time.

use super::design::{Design, NONE};
use super::liberty::Cell;

/// Energy of one instance, joules.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    /// Loading the nets that it drives.
    pub switching: f64,
    /// Inside of it, without what its clock pin costs.
    pub internal: f64,
    /// Inside of it, because its clock pin changes.
    pub clock: f64,
    /// Leakage.
    pub leakage: f64,
}

/// Internal energy of a pin's change: the pin that caused it, what must hold, joules for rising and falling.
struct Cost<'a> {
    related: Option<u8>,
    when: Option<&'a super::expression::Truth>,
    joules: [f32; 2],
}

/// A change of a net: its new value, how much it counts, and whether it rises (0) or falls (1).
#[derive(Debug, Clone, Copy)]
struct Change {
    time: u64,
    value: u8,
    count: f64,
    edge: usize,
}

/// The meter of a design.
pub struct Meter<'a> {
    design: &'a Design,
    /// Value of each net: 0, 1, or 2 for unknown.
    values: Vec<u8>,
    /// Values at the pins and in the state of each instance, a bit each.
    masks: Vec<u32>,
    /// Inputs that changed last, and when.
    causes: Vec<(u32, u64)>,
    /// Of each instance: up to when leakage was added.
    leaked: Vec<u64>,
    /// Costs of each pin of each instance; where an instance's pins start.
    costs: Vec<Vec<Cost<'a>>>,
    first: Vec<usize>,
    leakage: Vec<Vec<f32>>,
    spent: Vec<Spent>,
    changes: f64,
    scratch: Vec<(u32, Change)>,
    /// Values are followed, nothing is added up.
    paused: bool,
}

impl<'a> Meter<'a> {
    /// A meter at time 0 with all nets unknown.
    pub fn new(design: &'a Design) -> Meter<'a> {
        let (mut costs, mut first) = (Vec::new(), Vec::new());
        for instance in &design.instances {
            first.push(costs.len());
            let cell = &design.cells[instance.cell];
            for (pin, &net) in cell.pins.iter().zip(&instance.pins) {
                let load = if pin.output && net != NONE { design.load[net as usize] } else { 0.0 };
                let slew = |net: u32| design.slew.get(net as usize).map_or(0.0, |slews| slews[0].max(slews[1]));
                let cost = |power: &'a super::liberty::Power| {
                    let slew = slew(power.related.map_or(net, |related| instance.pins[related]));
                    let joules = [0, 1].map(|edge| power.edges[edge].as_ref().map_or(0.0, |table| table.at(slew, load) as f32));
                    Cost { related: power.related.map(|pin| pin as u8), when: power.when.as_ref(), joules }
                };
                costs.push(pin.powers.iter().map(cost).collect());
            }
        }
        let count = design.instances.len();
        let mut values = vec![2; design.load.len()];
        (values[0], values[1]) = (0, 1);
        let mut meter = Meter {
            design,
            values,
            masks: vec![0; count],
            causes: vec![(0, 0); count],
            leaked: vec![0; count],
            costs,
            first,
            leakage: design.cells.iter().map(leakage).collect(),
            spent: vec![Spent::default(); count],
            changes: 0.0,
            scratch: Vec::new(),
            paused: false,
        };
        for (instance, pin) in &design.sinks[1] {
            meter.masks[*instance as usize] |= 1 << pin;
        }
        meter
    }

    /// All changes of one instant, `time` in picoseconds: (net, value). Causes are seen before effects.
    pub fn change(&mut self, time: u64, changes: &[(u32, u8)]) {
        let mut real = std::mem::take(&mut self.scratch);
        real.clear();
        for &(net, value) in changes {
            let before = std::mem::replace(&mut self.values[net as usize], value);
            if before == value || net <= 1 {
                continue;
            }
            // A change from or to the unknown is one in half of the cases, as OpenSTA counts it.
            let (count, edge) = match (before, value) {
                (2, _) => (0.5, (value == 0) as usize),
                (_, 2) => (0.5, (before == 1) as usize),
                _ => (1.0, (value == 0) as usize),
            };
            self.changes += count;
            let change = Change { time, value, count, edge };
            if self.paused {
                self.follow(net, change);
                continue;
            }
            for &(instance, pin) in &self.design.sinks[net as usize] {
                self.input(instance as usize, pin as usize, change);
            }
            real.push((net, change));
        }
        for &(net, change) in &real {
            if let Some((instance, pin)) = self.design.drivers[net as usize] {
                self.output((instance as usize, pin as usize), net, change);
            }
        }
        self.scratch = real;
    }

    fn leak(&mut self, time: u64, instance: usize) {
        let table = &self.leakage[self.design.instances[instance].cell];
        let span = time.saturating_sub(self.leaked[instance]);
        self.spent[instance].leakage += table[self.masks[instance] as usize] as f64 * span as f64 * 1e-12;
        self.leaked[instance] = time;
    }

    fn set(&mut self, time: u64, instance: usize, pin: usize, value: u8) {
        self.leak(time, instance);
        let mask = &mut self.masks[instance];
        *mask = *mask & !(1 << pin) | ((value == 1) as u32) << pin;
    }

    fn input(&mut self, instance: usize, pin: usize, change: Change) {
        let time = change.time;
        self.set(time, instance, pin, change.value);
        let cause = &mut self.causes[instance];
        *cause = if cause.1 == time { (cause.0 | 1 << pin, time) } else { (1 << pin, time) };
        let mask = self.masks[instance];
        let costs = &self.costs[self.first[instance] + pin];
        let true_now = costs.iter().filter(|cost| cost.when.is_none_or(|when| when.value(mask)));
        let joules = change.count * true_now.map(|cost| cost.joules[change.edge] as f64).sum::<f64>();
        let spent = &mut self.spent[instance];
        *(if self.design.cell(instance).pins[pin].clock { &mut spent.clock } else { &mut spent.internal }) += joules;
    }

    fn output(&mut self, (instance, pin): (usize, usize), net: u32, change: Change) {
        let (mask, cause) = (self.masks[instance], self.causes[instance].0);
        let costs = &self.costs[self.first[instance] + pin];
        let holds = |cost: &&Cost| cost.when.is_none_or(|when| when.value(mask));
        let caused = |cost: &&Cost| cost.related.is_none_or(|related| cause >> related & 1 != 0);
        // The best that the tables know: cause and state, else state, else their mean.
        let mean = |fits: &dyn Fn(&&Cost) -> bool| {
            let (sum, count) =
                costs.iter().filter(fits).fold((0.0, 0), |(sum, count), cost| (sum + cost.joules[change.edge] as f64, count + 1));
            (count > 0).then(|| sum / count as f64)
        };
        let joules = mean(&|cost| holds(cost) && caused(cost)).or_else(|| mean(&|cost| holds(cost))).or_else(|| mean(&|_| true));
        self.spent[instance].internal += change.count * joules.unwrap_or(0.0);
        let volts = self.design.voltage;
        self.spent[instance].switching += change.count * 0.5 * self.design.load[net as usize] * volts * volts;
        self.set(change.time, instance, pin, change.value);
        self.store(instance, pin, change);
    }

    /// A change while nothing is added up.
    fn follow(&mut self, net: u32, change: Change) {
        let place = |mask: &mut u32, pin: u8| *mask = *mask & !(1 << pin) | ((change.value == 1) as u32) << pin;
        for &(instance, pin) in &self.design.sinks[net as usize] {
            place(&mut self.masks[instance as usize], pin);
            self.causes[instance as usize] = (1 << pin, change.time);
        }
        if let Some((instance, pin)) = self.design.drivers[net as usize] {
            place(&mut self.masks[instance as usize], pin);
            self.store(instance as usize, pin as usize, change);
        }
    }

    /// The state of a flip-flop follows its outputs.
    fn store(&mut self, instance: usize, pin: usize, change: Change) {
        let cell = self.design.cell(instance);
        if cell.flip_flop.is_some() {
            let state = cell.pins.len() as u32;
            let high = cell.pins[pin].function.as_ref().is_none_or(|function| function.value(1 << state));
            let stored = (change.value == 1) == high;
            let mask = &mut self.masks[instance];
            *mask = *mask & !(3 << state) | (if stored { 1 } else { 2 }) << state;
        }
    }

    /// Follows values and adds nothing up, until `restart`.
    pub fn pause(&mut self) {
        self.paused = true;
    }

    /// Forgets what was spent: what counts begins at `time`.
    pub fn restart(&mut self, time: u64) {
        self.finish(time);
        self.paused = false;
        self.spent.iter_mut().for_each(|spent| *spent = Spent::default());
        self.changes = 0.0;
    }

    /// Adds leakage up to `time`.
    pub fn finish(&mut self, time: u64) {
        (0..self.masks.len()).for_each(|instance| self.leak(time, instance));
    }

    /// What each instance spent.
    pub fn spent(&self) -> &[Spent] {
        &self.spent
    }

    /// Changes of nets.
    pub fn changes(&self) -> f64 {
        self.changes
    }
}

/// Leakage of a cell in each state of its pins, watts.
fn leakage(cell: &Cell) -> Vec<f32> {
    let variables = cell.pins.len() + 2;
    let at = |mask: u32| {
        let known = cell.leakage_when.iter().find(|(when, _)| when.value(mask)).map(|(_, watts)| *watts);
        known.unwrap_or(cell.leakage) as f32
    };
    (0..1u32 << variables).map(at).collect()
}
