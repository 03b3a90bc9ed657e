//! iCE40: Yosys, nextpnr-ice40, icepack.

use crate::build::Job;
use crate::report::{Outcome, Resource};
use crate::tools::{run as run_tool, tool};
use entrain_boards::{Pll, pcf};
use entrain_hdl::{emit, ice40_top, start_files};
use entrain_model::{Diagnostic, Result};
use serde_json::Value;
use std::path::Path;

const TOP: &str = "top";

/// Versions of the tools of this family, for the build id and the report.
pub(crate) fn versions() -> Vec<String> {
    ["yosys", "nextpnr-ice40"].iter().filter_map(|name| tool(name).version()).collect()
}

/// The files that make the bitstream: Verilog, start weights, pins.
pub(crate) fn inputs(job: &Job, build_id: u32) -> Result<Vec<(String, String)>> {
    let clock = &job.board.clock;
    let pll = if job.clock_mhz == clock.mhz { None } else { Some(Pll::nearest(clock.mhz, job.clock_mhz)?) };
    let mhz = pll.map_or(clock.mhz, |pll| pll.mhz);
    let divider = (mhz * 1e6 / job.board.uart.baud as f64).round() as usize;
    let error = (mhz * 1e6 / divider.max(1) as f64 / job.board.uart.baud as f64 - 1.0).abs();
    if divider < 4 || error > 0.02 {
        let message = format!("a serial line of {} baud cannot be made from {mhz} MHz", job.board.uart.baud);
        return Err(Diagnostic::new(message).help("choose a clock that is a multiple of the baud rate"));
    }
    let design = emit::write(TOP, ice40_top(job.plan, pll, divider, build_id)?);
    let mut files = design.files;
    files.extend(start_files(job.plan, job.model));
    files.push((format!("{TOP}.pcf"), pcf(job.board)));
    Ok(files)
}

/// Runs the tools in the job's folder, where `files` stand.
pub(crate) fn run(job: &Job, files: &[(String, String)], build_id: u32, step: &mut dyn FnMut(&str)) -> Result<Outcome> {
    let (folder, device) = (job.folder, &job.board.device);
    let verilog: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).filter(|name| name.ends_with(".v")).collect();
    step("synthesis");
    let dsp = if device.resources.dsps > 0 { "-dsp" } else { "" };
    let model = if device.model.starts_with("up") { "u" } else { "hx" };
    // nextpnr knows no $scopeinfo.
    let script = format!(
        "read_verilog {}; synth_ice40 {dsp} -abc9 -device {model} -top {TOP}; delete t:$scopeinfo; write_json {TOP}.json",
        verilog.join(" ")
    );
    let mut yosys = tool("yosys").command()?;
    if yosys.get_args().next().is_none() {
        yosys.arg("-p");
    }
    let log = run_tool(yosys.arg(script).current_dir(folder), "synthesis")?;
    write_log(folder, "yosys.log", &log)?;

    step("place and route");
    let mut nextpnr = tool("nextpnr-ice40").command()?;
    nextpnr.args([&format!("--{}", device.model), "--package", &device.package, "--json", &format!("{TOP}.json")]);
    nextpnr.args(["--pcf", &format!("{TOP}.pcf"), "--asc", &format!("{TOP}.asc"), "--report", "nextpnr.json"]);
    nextpnr.args(["--freq", &job.clock_mhz.to_string(), "--seed", &job.seed.to_string(), "--timing-allow-fail"]);
    let log = run_tool(nextpnr.current_dir(folder), "place and route")?;
    write_log(folder, "nextpnr.log", &log)?;
    let mut outcome = read_report(job, build_id, &folder.join("nextpnr.json"))?;
    if outcome.fmax_mhz < job.clock_mhz {
        let message = format!("timing is not met: {:.1} MHz reached, {} MHz wanted", outcome.fmax_mhz, job.clock_mhz);
        let help =
            format!("build with `--clock {}`, or try another `--seed`; the critical path is in nextpnr.log", outcome.fmax_mhz.floor());
        return Err(Diagnostic::new(message).help(help));
    }

    step("packing");
    let fresh = format!("{TOP}.bin.new");
    run_tool(tool("icepack").command()?.args([&format!("{TOP}.asc"), &fresh]).current_dir(folder), "packing the bitstream")?;
    let bitstream = folder.join(format!("{}.bin", job.plan.name));
    std::fs::rename(folder.join(&fresh), &bitstream).map_err(|error| Diagnostic::io("write", &bitstream, &error))?;
    outcome.bitstream_bytes = std::fs::metadata(&bitstream).map_err(|error| Diagnostic::io("read", &bitstream, &error))?.len();
    outcome.bitstream = bitstream;
    Ok(outcome)
}

fn write_log(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    std::fs::write(&path, text).map_err(|error| Diagnostic::io("write", &path, &error))
}

fn read_report(job: &Job, build_id: u32, path: &Path) -> Result<Outcome> {
    let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let unreadable = |what: &str| Diagnostic::new(format!("{}: {what}", path.display()));
    let report: Value = serde_json::from_str(&text).map_err(|error| unreadable(&error.to_string()))?;
    let clocks = report["fmax"].as_object().ok_or_else(|| unreadable("no clocks"))?;
    let fmax = clocks.values().filter_map(|clock| clock["achieved"].as_f64()).fold(f64::INFINITY, f64::min);
    let kinds = [
        ("logic cells", "ICESTORM_LC"),
        ("block RAM", "ICESTORM_RAM"),
        ("DSP", "ICESTORM_DSP"),
        ("SPRAM", "ICESTORM_SPRAM"),
        ("PLL", "ICESTORM_PLL"),
    ];
    let resource = |(name, kind): &(&str, &str)| {
        let entry = report["utilization"].get(kind)?;
        let number = |key: &str| entry[key].as_u64().map(|number| number as usize);
        Some(Resource { name: name.to_string(), used: number("used")?, available: number("available")? })
    };
    Ok(Outcome {
        board: job.board.name.clone(),
        device: job.board.device.resources.part.clone(),
        build_id: format!("{build_id:08x}"),
        fmax_mhz: fmax,
        clock_mhz: job.clock_mhz,
        resources: kinds.iter().filter_map(resource).collect(),
        bitstream: path.into(),
        bitstream_bytes: 0,
        seconds: 0.0,
        tools: Vec::new(),
        reused: false,
    })
}
