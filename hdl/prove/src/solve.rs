//! One proof: Yosys makes logic of the Verilog, ABC decides.

use crate::file::{Method, Proof};
use entrain_flow::tools::tool;
use entrain_model::{Diagnostic, Result};
use std::path::Path;
use std::process::Command;

/// Seconds after which a proof is given up, and fails.
const PATIENCE: u32 = 500;

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, in the sense of its method.
    Holds,
    /// It does not, in this cycle for the first time.
    Broken(u32),
    /// Not decided: what ABC said last.
    Open(String),
}

/// Proves the module `prove` of Verilog files in `folder`.
///
/// # Errors
/// Yosys refuses the files, or a tool is missing.
pub fn solve(folder: &Path, files: &[String], proof: &Proof, settings: &[(String, String)]) -> Result<Verdict> {
    let parameters: String = settings.iter().map(|(key, value)| format!("chparam -set {key} {value} prove; ")).collect();
    // Where there are several clocks, each of them is an input like another, and a cycle is a step in which any of them may rise.
    let clocks = std::fs::read_to_string(folder.join("prove.sv")).is_ok_and(|text| text.contains("(* gclk *)"));
    let registers = if clocks { "clk2fflogic" } else { "async2sync; formalff -clk2ff -ff2anyinit" };
    // Registers without a start value start with any; so does a memory. What Yosys calls undefined may be anything, every cycle anew.
    let script = format!(
        "read_verilog -formal -sv {}; {parameters}hierarchy -check -top prove; setattr -mod -unset keep_hierarchy; proc; \
         memory_collect; memory_map -formal; flatten; opt_expr; opt_clean; chformal -lower; {registers}; \
         setundef -undriven -anyseq; opt -fast; techmap; opt -fast; simplemap; setundef -anyseq; aigmap; opt_clean; \
         write_aiger -I -B -zinit logic.aig",
        files.join(" ")
    );
    let printed = output(tool("yosys").command()?.current_dir(folder).arg(&script))?;
    if !folder.join("logic.aig").exists() {
        let reason = printed.lines().find(|line| line.contains("ERROR")).unwrap_or("no reason given");
        return Err(Diagnostic::new(format!("Yosys refuses the files of a proof: {reason}")));
    }
    // Bad states become one output, assumptions part of it.
    let engine = match proof.method {
        // What two sides know of each other is soon found equal to what the proof keeps count of.
        Method::Induction if clocks => format!("scorr -C 100; pdr -T {PATIENCE}"),
        Method::Induction => format!("pdr -T {PATIENCE}"),
        Method::Bound(cycles) | Method::Reached(cycles) => format!("bmc3 -F {cycles} -T {PATIENCE}"),
    };
    let commands = format!("read_aiger logic.aig; fold; orpos; strash; {engine}; print_status");
    let printed = output(tool("abc").command()?.current_dir(folder).args(["-q", &commands]))?;
    let _ = std::fs::remove_file(folder.join("logic.aig"));
    Ok(verdict(&printed, proof.method))
}

fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let done = command.output().map_err(|error| Diagnostic::new(format!("cannot start {program}: {error}")).missing_tool())?;
    Ok(String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr))
}

/// What ABC printed, as a verdict. A bound counts only when all its cycles were looked at.
fn verdict(printed: &str, method: Method) -> Verdict {
    let number = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u32>().ok();
    let after = |key: &str| printed.lines().find_map(|line| line.split_once(key).and_then(|(_, rest)| number(rest)));
    let whole = match method {
        Method::Induction => printed.contains("Property proved"),
        Method::Bound(cycles) | Method::Reached(cycles) => after("No output asserted in ") == Some(cycles),
    };
    match after("was asserted in frame ") {
        Some(cycle) => Verdict::Broken(cycle),
        None if whole => Verdict::Holds,
        None => Verdict::Open(printed.lines().rev().find(|line| !line.is_empty()).unwrap_or("nothing was printed").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_read() {
        let broken = "Output 0 of miter \"logic\" was asserted in frame 12. Time = 0.02 sec";
        let searched =
            "No output asserted in 10 frames. Resource limit reached (conf limit 0). Time =     0.02 sec\nStatus = -1  Frames = 9";
        assert_eq!(verdict("Property proved.  Time =     0.04 sec\nStatus = 1", Method::Induction), Verdict::Holds);
        assert_eq!(verdict(broken, Method::Induction), Verdict::Broken(12));
        assert_eq!(verdict(broken, Method::Reached(20)), Verdict::Broken(12));
        assert_eq!(verdict(searched, Method::Bound(10)), Verdict::Holds);
        for method in [Method::Bound(11), Method::Induction] {
            assert!(matches!(verdict(searched, method), Verdict::Open(_)));
        }
        assert!(matches!(verdict("", Method::Bound(0)), Verdict::Open(_)));
    }
}
