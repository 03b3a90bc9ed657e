//! No word is read in the cycle in which it is written, unless nobody looks at what comes: with memories that then give
//! the word's complement, lockstep still agrees. So synthesis need not add logic for that case (`-no-rw-check`).

use crate::common;

use common::{kept_models, network_text, parse, samples, settable, walked_text};
use entrain_model::{Model, Plan};
use entrain_sim::{Lockstep, Schedule, Stimulus, World};

const READ: &str = "rdata <= mem[raddr];";
const GARBAGE: &str = "rdata <= (we && waddr == raddr) ? ~mem[raddr] : mem[raddr];";

fn agree(text: &str) {
    let network = parse(text);
    let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    let (mut sources, start, samples) = (settable(&plan), Model::new(&plan), samples(&network, 60, 5));
    let memory = sources.files.iter_mut().find(|(name, _)| name == "sdp_ram.v");
    let (_, verilog) = memory.unwrap_or_else(|| panic!("the design has no sdp_ram"));
    assert_eq!(verilog.matches(READ).count(), 1, "sdp_ram reads in another way than this test knows");
    *verilog = verilog.replace(READ, GARBAGE);
    let cache = kept_models();
    let job = Lockstep { predict_every: Some(5), ..Lockstep::new(&plan, &sources, &cache, &start, &samples) };
    let plain = [Stimulus::streaming(), Stimulus::random(7, 3 * plan.cycles_per_sample())].map(World::Plain);
    for world in plain.into_iter().chain([3, 4].map(|seed| World::Schedule(Schedule::new(seed, 120)))) {
        let report = job.run_in(&world, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        if let Some(mismatch) = &report.mismatch {
            panic!("a word is read while it is written, and used: {mismatch}\n{text}");
        }
    }
}

#[test]
fn no_word_is_used_that_was_read_while_it_was_written() {
    agree(&network_text(12, "s8", 6, "sqq", &[(20, 3), (17, 4), (16, 5), (13, 2)], 10, 8));
    agree(&network_text(23, "u8", 7, "walsh", &[(19, 7), (11, 6)], 9, 9));
    agree(&network_text(9, "s8", 3, "walsh", &[(8, 9), (6, 1)], 16, 12));
    agree(&walked_text(9, "s8", 3, "walsh", &[(12, 3, "column"), (6, 2, "column")], 10, 8));
    agree(&walked_text(12, "s8", 6, "sqq", &[(20, 3, "column"), (17, 4, "row"), (13, 2, "column")], 9, 8));
    agree(&network_text(2, "u8", 2, "sqq", &[(2, 2), (3, 2)], 12, 9));
}
