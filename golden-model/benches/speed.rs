//! Trained samples a second of the golden model on one core, batch 1: `cargo bench -p entrain-model --bench speed`.
//!
//! A word after `--` picks the cases whose name has it.
//! Own output instead of a bench library's: a run changes the weights, so each starts anew, and what is wanted beside the
//! time is work a second and its share of the machine's peak. Best and median of RUNS runs, on a machine that others use.

mod cases;

use cases::Case;
use entrain_model::plan::LayerPlan;
use entrain_model::rule::peak::{integer_peak, machine};
use entrain_model::{Model, Plan};
use rustix::time::{ClockId, clock_gettime};

/// Seconds of the first epoch and of all, and what was done in them.
struct Run {
    seconds: [f64; 2],
    work: [Work; 2],
}

#[derive(Clone, Copy, Default)]
struct Work {
    samples: usize,
    /// Multiply-adds whose pair of inputs is not zero.
    products: usize,
    updates: u64,
    skips: u64,
}

fn main() {
    let peak = integer_peak(100) / 1e9;
    println!("One core, batch 1, loops for: {}", machine());
    println!("Integer peak, measured: {peak:.1} G multiply-adds a second (16 bits, sums in registers)");
    println!("Best and median of 9 runs, of a convolution 3. Products: multiply-adds done, those of zero inputs are not.\n");
    println!(
        "{:42} {:>6} {:>11} {:>11} {:>9} {:>8} {:>8} {:>9}",
        "case", "epochs", "samples/s", "median", "x authors", "G prod/s", "of peak", "updates"
    );
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_wanted = |case: &Case| wanted.is_empty() || wanted.iter().any(|word| case.name.contains(word));
    for case in cases::all().into_iter().filter(is_wanted) {
        let work = work(&case);
        let (count, epochs) = case.effort;
        let runs: Vec<Run> = (0..count).map(|_| run(&case, work)).collect();
        for (which, epochs) in ["first".to_string(), format!("1-{epochs}")].iter().enumerate() {
            let mut rates: Vec<f64> = runs.iter().map(|run| run.work[which].samples as f64 / run.seconds[which]).collect();
            rates.sort_by(f64::total_cmp);
            let (best, median, work) = (rates[count - 1], rates[count / 2], work[which]);
            let products = best * work.products as f64 / work.samples as f64 / 1e9;
            let authors = case.authors.map_or("-".into(), |authors| format!("{:.1}", best / authors));
            println!(
                "{:42} {epochs:>6} {best:>11.0} {median:>11.0} {authors:>9} {products:>8.1} {:>6.1} % {:>7.1} %",
                if which == 0 { &case.name } else { "" },
                100.0 * products / peak,
                100.0 * work.updates as f64 / (work.updates + work.skips) as f64,
            );
        }
    }
}

/// Learns all epochs with a clock.
fn run(case: &Case, work: [Work; 2]) -> Run {
    let mut model = Model::new(&case.plan);
    let started = processor_seconds();
    let epoch = |model: &mut Model| {
        case.samples.iter().for_each(|(input, label)| {
            model.learn(input, label);
        });
        processor_seconds() - started
    };
    let first = epoch(&mut model);
    let all = (1..case.effort.1).fold(first, |_, _| epoch(&mut model));
    Run { seconds: [first, all], work }
}

/// Seconds that this thread had of a processor: on a shared machine a clock on the wall measures the neighbours.
fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// The same without a clock: what is done in the first epoch and in all.
fn work(case: &Case) -> [Work; 2] {
    let mut model = Model::new(&case.plan);
    let mut work = Work::default();
    let epochs: Vec<Work> = (0..case.effort.1)
        .map(|_| {
            for (input, label) in case.samples.iter() {
                let (_, counts) = model.learn(input, label);
                work.samples += 1;
                work.updates += counts.updates;
                work.skips += counts.skips;
                work.products += products(&case.plan, &model, input);
            }
            work
        })
        .collect();
    [epochs[0], work]
}

/// Multiply-adds of a sample: two for each unit and each pair of inputs that are not both zero; in a convolution all of them.
fn products(plan: &Plan, model: &Model, input: &[i16]) -> usize {
    let live = |input: &[i16]| input.chunks(2).filter(|pair| pair.iter().any(|&value| value != 0)).count();
    let products = |(stage, layer): (usize, &LayerPlan)| match layer.engine.dense() {
        Some(dense) => 2 * live(model.input_of(stage, input)) * dense.units(),
        None => layer.facts().macs,
    };
    plan.layers.iter().enumerate().map(products).sum()
}
