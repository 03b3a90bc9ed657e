//! Two tasks learned one after the other on one network, with one set of codes or two.

use super::scenario::complete;
use crate::train::passes;
use entrain_data::DataSet;
use entrain_model::diagnostic::Result;
use entrain_model::network::Network;
use entrain_model::plan::Plan;
use entrain_model::rule::Model;

/// Accuracies of one seed on the held rows of both tasks, A first and B second, 0..1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoTasks {
    /// A, before B was learned.
    pub first_before: f64,
    /// A, after B was learned.
    pub first_after: f64,
    /// B, after it was learned.
    pub second: f64,
}

/// Learns task `first` with set 1 of two, then `second` with set 1 again or, if `switched`, with set 2.
///
/// Both cases have the same codes for A and the same start; the policy has no part in it. `watch` is called after each
/// epoch.
///
/// # Errors
/// Too few codes for two sets; a task without test rows.
pub fn two_tasks(
    network: &Network,
    [first, second]: [&DataSet; 2],
    switched: bool,
    seed: u32,
    epochs: usize,
    watch: &mut dyn FnMut(),
) -> Result<TwoTasks> {
    let plan = plan(network, [first, second], seed)?;
    let mut model = Model::new(&plan);
    let learn = |model: &mut Model, data: &DataSet, watch: &mut dyn FnMut()| {
        passes(model, &plan, &data.train, epochs, &mut |_, _| watch());
    };
    let share = |model: &mut Model, data: &DataSet| model.accuracy(&data.test).unwrap_or(0.0);
    learn(&mut model, first, watch);
    let first_before = share(&mut model, first);
    model.set_codes(switched as usize)?;
    learn(&mut model, second, watch);
    let second = share(&mut model, second);
    model.set_codes(0)?;
    Ok(TwoTasks { first_before, first_after: share(&mut model, first), second })
}

/// B learned alone, on a network of its own with set 1: what both tasks could have together.
///
/// # Errors
/// As `two_tasks`.
pub fn alone(network: &Network, task: &DataSet, seed: u32, epochs: usize, watch: &mut dyn FnMut()) -> Result<f64> {
    let plan = plan(network, [task, task], seed)?;
    let mut model = Model::new(&plan);
    passes(&mut model, &plan, &task.train, epochs, &mut |_, _| watch());
    Ok(model.accuracy(&task.test).unwrap_or(0.0))
}

/// The network with two sets of codes, the first of them active, and without a policy.
fn plan(network: &Network, tasks: [&DataSet; 2], seed: u32) -> Result<Plan> {
    tasks.into_iter().try_for_each(complete)?;
    let mut network = network.clone();
    network.code_sets = 2;
    network.check_code_sets(2)?;
    (network.training.code_set, network.training.seed) = (0, seed);
    Ok(Plan::new(&network, None)?.without_policy())
}
