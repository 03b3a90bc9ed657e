//! Standard cells instead of an FPGA: synthesis with a Liberty library, timing by OpenSTA, and what a layout tool needs.

use crate::tools::{run, tool};
use entrain_hdl::{Options, core, emit};
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Plan, Result, digest};
use sha2::Digest;
use std::path::{Path, PathBuf};

/// Modules that stay black boxes: memories are macros, never flip-flops.
const MEMORY: &str = "sdp_ram";

/// A netlist to make.
#[derive(Debug)]
pub struct Synthesis<'a> {
    /// The network, or its twin.
    pub plan: &'a Plan,
    /// The library, not packed.
    pub liberty: &'a Path,
    /// Its cell that drives the inputs, for the sizing of gates.
    pub driver: &'a str,
    /// Cells, as patterns, that are not for logic.
    pub dont_use: &'a [&'a str],
    /// Everything goes here.
    pub folder: &'a Path,
}

/// A netlist.
#[derive(Debug, Clone)]
pub struct Netlist {
    /// For the estimator: Yosys's JSON, the hierarchy kept.
    pub json: PathBuf,
    /// For OpenSTA, which knows no parameters and no hierarchy with buses: flat Verilog without the memories.
    pub verilog: PathBuf,
}

/// Where the default library is: OSU 0.18 um, from Debian's qflow-tech-osu018.
///
/// # Errors
/// It is not there.
pub fn default_liberty() -> Result<PathBuf> {
    let name = "osu018_stdcells.lib";
    let system = PathBuf::from("/usr/share/qflow/tech/osu018").join(name);
    let starts = [std::env::current_dir().ok(), std::env::current_exe().ok()];
    let above = starts.into_iter().flatten().flat_map(|start| start.ancestors().map(Path::to_path_buf).collect::<Vec<_>>());
    let local = above.map(|folder| folder.join(".tools/osu018").join(name));
    local.chain([system]).find(|path| path.is_file()).ok_or_else(|| {
        Diagnostic::new("the cell library OSU 0.18 um is not installed; it is needed for energy on an ASIC")
            .help("make setup (Debian's qflow-tech-osu018 in .tools), or give another library: --liberty FILE")
            .missing_tool()
    })
}

/// Synthesises the core with the library's cells, module by module, so that every cell still has its place in the hierarchy.
///
/// What is there already from the same Verilog, library and tool is not made again.
///
/// # Errors
/// Yosys missing or failing, a full disk.
pub fn synthesise(job: &Synthesis) -> Result<Netlist> {
    let name = &job.plan.name;
    let netlist = Netlist { json: job.folder.join("netlist.json"), verilog: job.folder.join("netlist.v") };
    let files = emit::write(name, core(job.plan, Options::default())).files;
    let liberty = std::fs::canonicalize(job.liberty).map_err(|error| Diagnostic::io("read", job.liberty, &error))?;
    let liberty = liberty.display();
    let (memories, logic): (Vec<&str>, Vec<&str>) =
        files.iter().map(|(file, _)| file.as_str()).partition(|file| *file == format!("{MEMORY}.v"));
    let dont_use: String = job.dont_use.iter().map(|pattern| format!(" -dont_use {pattern}")).collect();
    let script = format!(
        "read_verilog -lib {}; read_verilog {}; hierarchy -check -top {name}; synth -top {name}; dfflibmap{dont_use} -liberty {liberty}; \
         abc{dont_use} -liberty {liberty} -constr drive.constr; setundef -zero; opt_clean -purge; write_json netlist.json; \
         setattr -mod -unset keep_hierarchy *; flatten; delete t:{MEMORY}; splitnets; write_verilog -noattr -noexpr -nohex -nodec netlist.v",
        memories.join(" "),
        logic.join(" ")
    );
    let key = key(&files, &script, job.liberty)?;
    let record = job.folder.join("netlist.key");
    if std::fs::read_to_string(&record).is_ok_and(|kept| kept == key) && netlist.json.is_file() && netlist.verilog.is_file() {
        return Ok(netlist);
    }
    let mut yosys = tool("yosys").command()?;
    for (file, text) in &files {
        write_atomically(&job.folder.join(file), text.as_bytes())?;
    }
    // A load of four inputs at every output lets abc size and buffer.
    write_atomically(
        &job.folder.join("drive.constr"),
        format!("set_driving_cell {}\nset_load 0.03 [all_outputs]\n", job.driver).as_bytes(),
    )?;
    if yosys.get_args().next().is_none() {
        yosys.arg("-p");
    }
    run(yosys.arg(script).current_dir(job.folder), "synthesis", &job.folder.join("yosys.log"))?;
    write_atomically(&record, key.as_bytes())?;
    Ok(netlist)
}

/// Turns a netlist in Verilog, of a layout for instance, into Yosys's JSON.
///
/// # Errors
/// Yosys missing or failing.
pub fn to_json(verilog: &Path, liberty: &Path, top: &str, folder: &Path) -> Result<PathBuf> {
    let full = |path: &Path| std::fs::canonicalize(path).map_err(|error| Diagnostic::io("read", path, &error));
    let (verilog, liberty) = (full(verilog)?, full(liberty)?);
    let mut yosys = tool("yosys").command()?;
    if yosys.get_args().next().is_none() {
        yosys.arg("-p");
    }
    let (verilog, liberty) = (verilog.display(), liberty.display());
    let script =
        format!("read_liberty -lib -ignore_miss_func {liberty}; read_verilog {verilog}; hierarchy -top {top}; write_json given.json");
    run(yosys.arg(script).current_dir(folder), "reading the netlist", &folder.join("yosys.log"))?;
    Ok(folder.join("given.json"))
}

fn key(files: &[(String, String)], script: &str, liberty: &Path) -> Result<String> {
    let library = std::fs::read(liberty).map_err(|error| Diagnostic::io("read", liberty, &error))?;
    let version = tool("yosys").version().unwrap_or_default();
    let mut hasher = digest::over(files.iter().flat_map(|(name, text)| [name.as_str(), text]).chain([script, &version]));
    hasher.update(&library);
    Ok(digest::hex(&hasher.finalize()))
}

/// Constraints: the clock, and what of it is left for the ports.
pub fn sdc(clock_mhz: f64) -> String {
    let period = 1000.0 / clock_mhz;
    format!(
        "# Written by Entrain. Times in ns.\ncreate_clock -name clk -period {period:.4} [get_ports clk]\n\
         set_clock_uncertainty {:.4} [get_clocks clk]\nset_input_delay {:.4} -clock clk [get_ports {{rst s_valid s_data* s_label* s_learn s_flush m_ready held* host_en host_we host_select* host_addr* host_wdata*}}]\n\
         set_output_delay {:.4} -clock clk [all_outputs]\nset_input_transition 0.1 [all_inputs]\n",
        period * 0.02,
        period * 0.2,
        period * 0.2
    )
}

/// Names of a design's Verilog files.
pub fn verilog_files(plan: &Plan) -> Vec<String> {
    emit::write(&plan.name, core(plan, Options::default())).files.into_iter().map(|(name, _)| name).collect()
}

/// A configuration of LibreLane (OpenLane 2) for a design and its Verilog files beside it, which goes on to layout.
pub fn librelane(name: &str, verilog: &[String], clock_mhz: f64) -> String {
    let sources: Vec<String> = verilog.iter().map(|file| format!("dir::{file}")).collect();
    let config = serde_json::json!({
        "meta": { "version": 2, "flow": "Classic" },
        "DESIGN_NAME": name,
        "VERILOG_FILES": sources,
        "CLOCK_PORT": "clk",
        "CLOCK_PERIOD": (1e6 / clock_mhz).round() / 1e3,
        "PNR_SDC_FILE": format!("dir::{name}.sdc"),
        "SIGNOFF_SDC_FILE": format!("dir::{name}.sdc"),
        "FP_CORE_UTIL": 40,
        "PL_TARGET_DENSITY_PCT": 50,
        "SYNTH_STRATEGY": "AREA 0",
        "//": "sdp_ram is a memory in flip-flops here: replace it by macros of your process (MACROS) before layout",
    });
    format!("{config:#}\n")
}

/// What OpenSTA says of a netlist.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Timing {
    /// Clock that was asked for, MHz.
    pub clock_mhz: f64,
    /// Slack of the worst path, ns.
    pub slack_ns: f64,
    /// The fastest clock between flip-flops, MHz.
    pub fmax_mhz: f64,
}

/// Timing of a netlist by OpenSTA: cells with their loads, wires without capacitance, paths through memories cut.
///
/// # Errors
/// OpenSTA missing or failing.
pub fn timing(netlist: &Netlist, plan: &Plan, liberty: &Path, clock_mhz: f64, folder: &Path) -> Result<Timing> {
    let mut sta = tool("sta").command()?;
    let liberty = std::fs::canonicalize(liberty).map_err(|error| Diagnostic::io("read", liberty, &error))?;
    let sdc_file = folder.join(format!("{}.sdc", plan.name));
    write_atomically(&sdc_file, sdc(clock_mhz).as_bytes())?;
    let script = format!(
        "read_liberty {}\nread_verilog {}\nlink_design {}\nread_sdc {}\nreport_worst_slack\nreport_checks -path_delay max -digits 4\n\
         report_checks -path_delay max -digits 4 -from [all_registers -clock_pins] -to [all_registers -data_pins]\nexit\n",
        liberty.display(),
        netlist.verilog.file_name().unwrap_or_default().to_string_lossy(),
        plan.name,
        sdc_file.file_name().unwrap_or_default().to_string_lossy()
    );
    write_atomically(&folder.join("timing.tcl"), script.as_bytes())?;
    let log = folder.join("timing.log");
    run(sta.args(["-no_splash", "-exit", "timing.tcl"]).current_dir(folder), "timing", &log)?;
    let text = std::fs::read_to_string(&log).map_err(|error| Diagnostic::io("read", &log, &error))?;
    let number = |line: &str| line.split_whitespace().rev().find_map(|word| word.parse::<f64>().ok());
    let slack = text.lines().find(|line| line.starts_with("worst slack")).and_then(number);
    let slack = slack.ok_or_else(|| Diagnostic::new("OpenSTA reports no worst slack").help(format!("see {}", log.display())))?;
    // The last path is that between flip-flops, which no delay outside of the core is part of.
    let inside = text.lines().rev().find(|line| line.contains("slack (")).and_then(|line| line.split_whitespace().next()?.parse().ok());
    Ok(Timing { clock_mhz, slack_ns: slack, fmax_mhz: 1000.0 / (1000.0 / clock_mhz - inside.unwrap_or(slack)) })
}
