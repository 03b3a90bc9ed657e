//! A board behind SPI, as a microcontroller sees it: frames in both directions at once, at the fastest clock that there may be, and chip
//! select that drops in the middle of them.

use crate::common;
use crate::mutant;

use common::spi::{LEVEL, Master, sources};
use common::{ok, open, plan, samples};
use entrain_host::Line;
use entrain_model::plan::image::images;
use entrain_model::{Model, Plan, Result};
use entrain_protocol::FLAG;
use entrain_sim::{Cache, Sources};
use std::panic::{AssertUnwindSafe, catch_unwind};

impl Line for Master {
    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.select(true);
        for &byte in bytes {
            self.exchange(byte);
        }
        self.select(false);
        Ok(())
    }

    /// Sends silence until something comes that is none. The flag at the end of an answer comes with what follows it.
    fn receive(&mut self) -> Result<Vec<u8>> {
        self.select(true);
        let mut found = Vec::new();
        for _ in 0..self.patience {
            let Some(byte) = self.exchange(FLAG) else { continue };
            let again = byte == FLAG && self.flag;
            self.flag = byte == FLAG;
            if !again {
                found.push(byte);
                break;
            }
        }
        self.select(false);
        Ok(found)
    }
}

/// Learns and predicts, then compares every word; the master in the end.
fn learns(plan: &Plan, sources: &Sources, cache: &Cache, longer: u32, cuts: u32) -> Master {
    let mut golden = Model::new(plan);
    let mut board = open(Master::new(plan, sources, cache, longer, cuts), plan);
    ok(board.write_weights(&golden));
    for (index, (input, label)) in samples(plan, 40, 4).iter().enumerate() {
        if index % 5 == 4 {
            assert_eq!(ok(board.predict(input)), golden.predict(input), "sample {index}");
            continue;
        }
        let (answer, (class, _)) = (ok(board.learn(input, label)), golden.learn(input, label));
        assert_eq!((answer.class, answer.updates.as_slice()), (class, golden.updated()), "sample {index}");
    }
    assert_eq!(ok(board.counters()).samples, 32, "learned twice, or lost");
    assert_eq!(ok(board.read_images(&mut |_| {})), images(plan, &golden));
    let (repeated, damaged) = (board.traffic().repeated, board.traffic().damaged);
    assert_eq!((repeated == 0, damaged == 0), (cuts == 0, cuts == 0), "{repeated} repeated, {damaged} damaged");
    board.into_line()
}

/// Resets in the middle of a byte: what follows counts only behind chip select, and the board has to be identified anew.
fn starts_anew(plan: &Plan, sources: &Sources, cache: &Cache) {
    let mut master = Master::new(plan, sources, cache, 0, 0);
    master.select(true);
    for count in 1..8 {
        master.bits(0x7e, count);
        master.reset();
        for byte in [0x7e; 4] {
            assert!([0, 0xff].contains(&master.bits(byte, 8)), "nothing is said before chip select has been high");
        }
        master.select(false);
        master.select(true);
        assert_eq!(master.bits(FLAG, 8), FLAG);
    }
    master.select(false);
    open(master, plan);
}

/// Chip select rises within a byte: the next question is answered at once, whichever bit it was.
fn hears_what_follows(plan: &Plan, sources: &Sources, cache: &Cache) {
    for count in 1..8 {
        let mut master = Master::new(plan, sources, cache, 0, 0);
        master.select(true);
        master.bits(0x55, count);
        master.select(false);
        let board = open(master, plan);
        assert_eq!(board.traffic().repeated, 0, "behind {count} bits");
    }
}

#[test]
fn a_network_learns_over_spi() {
    for (walks, longer) in [(["row", "row"], 0), (["column", "row"], 5)] {
        let plan = plan(walks, "");
        let master = learns(&plan, &sources(&plan), &Cache::user(), longer, 0);
        println!("{walks:?}, levels of {LEVEL} to {} cycles: {} cycles", LEVEL + longer, master.cycles);
    }
}

#[test]
fn chip_select_that_drops_costs_time_and_nothing_else() {
    let plan = plan(["row", "row"], "");
    let master = learns(&plan, &sources(&plan), &Cache::user(), 2, 150);
    assert!(master.cut > 20, "{} bytes cut", master.cut);
}

#[test]
fn a_reset_in_the_middle_of_a_byte() {
    let plan = plan(["row", "row"], "");
    starts_anew(&plan, &sources(&plan), &Cache::user());
}

#[test]
fn a_byte_that_is_cut_spoils_nothing_behind_it() {
    let plan = plan(["row", "row"], "");
    hears_what_follows(&plan, &sources(&plan), &Cache::user());
}

/// Each fault of the slave shows in one of the four.
#[test]
#[ignore = "minutes: make test-full"]
fn every_broken_slave_is_noticed() {
    let plan = plan(["row", "row"], "");
    let mutants: Vec<_> = mutant::of("spi_slave").into_iter().filter(|mutant| mutant.elsewhere.is_none()).collect();
    let sound = |sources: &Sources| {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let cache = Cache::in_folder(folder.path());
        let all = || {
            hears_what_follows(&plan, sources, &cache);
            starts_anew(&plan, sources, &cache);
            learns(&plan, sources, &cache, 0, 0);
            learns(&plan, sources, &cache, 2, 150);
        };
        catch_unwind(AssertUnwindSafe(all)).is_ok()
    };
    assert!(sound(&sources(&plan)), "not broken");
    let missed: Vec<_> = mutants.iter().filter(|one| sound(&mutant::broken(sources(&plan), one))).map(|one| one.what.as_str()).collect();
    println!("{:<20}{:>4} of {}", "spi_slave", mutants.len() - missed.len(), mutants.len());
    assert!(missed.is_empty(), "not noticed: {missed:#?}");
}
