//! What the hardware will do, counted by the golden model: the same events as co-simulation counts, without Verilog.

use entrain_model::Samples;
use entrain_model::plan::{Activity, Timeline, Workload};
use entrain_model::rule::Correction;
use entrain_model::{Model, Plan};

/// A run over all of `samples` and the flush after it, from the weights of `start`, without gaps and stalls.
///
/// `learns` says which samples, by their number, are learned; the others are predicted. `cycles` is that from the first
/// value in to the flush acknowledged.
pub fn predict(plan: &Plan, start: &Model, samples: &Samples, learns: &dyn Fn(usize) -> bool) -> Activity {
    let mut model = start.clone();
    model.start_anew();
    let mut activity = Activity::new(plan);
    let (mut workload, mut timeline) = (Workload::new(plan), Timeline::new(plan));
    let mut corrected: Vec<Vec<bool>> = plan.layers.iter().map(|layer| vec![false; layer.units()]).collect();
    for (number, (input, label)) in samples.iter().enumerate() {
        corrected.iter_mut().for_each(|rows| rows.fill(false));
        if learns(number) {
            let (_, counts) =
                model.learn_and_watch(input, label, &mut |layer, correction: Correction| corrected[layer][correction.row] = true);
            activity.updates += counts.updates;
        } else {
            model.predict(input);
        }
        let work = workload.sample(&model, input);
        timeline.sample(&work);
        for (index, (layer, events)) in plan.layers.iter().zip(&mut activity.layers).enumerate() {
            layer.count_pass(plan.classes, &work[index], events);
            layer.count_writes(&corrected[index], workload.increments(index), &work[index], events);
        }
        activity.samples += 1;
    }
    let work = workload.flush();
    for ((layer, events), work) in plan.layers.iter().zip(&mut activity.layers).zip(&work) {
        layer.count_pass(plan.classes, work, events);
    }
    activity.cycles = timeline.flush(&work) as u64;
    activity
}
