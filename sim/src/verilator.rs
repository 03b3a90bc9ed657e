//! Verilog to a shared object: Verilator, the shim and the C++ compiler, cached by content.

use crate::port::Port;
use entrain_model::{Diagnostic, Result, digest};
use sha2::Digest;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const SHIM: &str = include_str!("shim.cpp");
/// Part of the cache key: raise it when the build below changes.
const BUILD_VERSION: &str = "4";
/// Bytes of Verilog from which on its functions are cut.
const LONG: usize = 250_000;

/// A design to compile.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Top module.
    pub top: String,
    /// (file name, text).
    pub files: Vec<(String, String)>,
    /// Ports of the top.
    pub ports: Vec<Port>,
}

/// Where compiled models live.
#[derive(Debug, Clone)]
pub struct Cache {
    models: PathBuf,
    runtime: PathBuf,
    /// Compile for speed of the model instead of speed of compiling.
    fast_models: bool,
}

impl Cache {
    /// The user's cache: $ENTRAIN_CACHE, else $XDG_CACHE_HOME/entrain, else ~/.cache/entrain; a folder in /tmp for who has no home.
    pub fn user() -> Cache {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let root = variable("ENTRAIN_CACHE")
            .or_else(|| variable("XDG_CACHE_HOME").map(|path| path.join("entrain")))
            .or_else(|| variable("HOME").filter(|home| home.is_dir()).map(|path| path.join(".cache/entrain")))
            .unwrap_or_else(homeless);
        Cache { models: root.join("models"), runtime: root.join("runtime"), fast_models: true }
    }

    /// Models in `folder`, for those that run once and shortly: compiled quickly. Verilator's runtime stays in the user's cache.
    pub fn in_folder(folder: &Path) -> Cache {
        Cache { models: folder.into(), fast_models: false, ..Cache::user() }
    }

    /// Where netlists are kept, from which models are compiled.
    pub fn netlists(&self) -> PathBuf {
        self.models.join("netlists")
    }

    /// The compiled model of `sources`, built unless it is there; `waves` adds a waveform writer.
    ///
    /// # Errors
    /// Verilator or a C++ compiler missing, or refusing the design.
    pub fn build(&self, sources: &Sources, waves: bool) -> Result<PathBuf> {
        let (version, machine) = (version()?, machine());
        let (waves_key, fast) = (if waves { "waves" } else { "" }, if self.fast_models { "fast" } else { "" });
        let ports: Vec<String> = sources.ports.iter().map(|port| format!("{port:?}")).collect();
        let files = sources.files.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]);
        let keys = [BUILD_VERSION, &version, &machine, SHIM, &sources.top, waves_key, fast];
        let parts = keys.into_iter().chain(files).chain(ports.iter().map(String::as_str));
        let key = digest::hex(&digest::over(parts).finalize()[..12]);
        let object = self.models.join(format!("{}-{key}.so", sources.top));
        if !object.exists() {
            self.compile(sources, waves, &version, &object)?;
        }
        Ok(object)
    }

    fn compile(&self, sources: &Sources, waves: bool, version: &str, object: &Path) -> Result<()> {
        let runtime = self.runtime(version, waves)?;
        let work = temporary(&self.models)?;
        let folder = work.path();
        let verilog = write_sources(sources, folder)?;
        let mut verilator = Command::new("verilator");
        verilator.args(["--cc", "-O3", "--x-assign", "fast", "--x-initial", "fast", "--noassert", "-Wno-fatal", "-Wno-DECLFILENAME"]);
        verilator.args(["--prefix", "Vmodel", "--top-module", &sources.top, "--Mdir"]).arg(folder.join("model"));
        if waves {
            verilator.arg("--trace-fst");
        }
        // In functions as long as those of a netlist the C++ compiler is lost for minutes.
        if sources.files.iter().map(|(_, text)| text.len()).sum::<usize>() > LONG {
            verilator.args(["--output-split-cfuncs", "500"]);
        }
        run(verilator.args(&verilog), "Verilator cannot compile the design")?;
        let port = |(index, port): (usize, &Port)| format!("case {index}: return &model->{};\n", port.name);
        let cases: String = sources.ports.iter().enumerate().map(port).collect();
        write(&folder.join("model/ports.inc"), &cases)?;
        write(&folder.join("model/shim.cpp"), SHIM)?;
        let mut units = Vec::new();
        for entry in std::fs::read_dir(folder.join("model")).map_err(|error| Diagnostic::io("read", folder, &error))? {
            let path = entry.map_err(|error| Diagnostic::io("read", folder, &error))?.path();
            if path.extension() == Some(OsStr::new("cpp")) {
                units.push(path);
            }
        }
        // One unit: the headers are read once, and small models compile in half the time.
        units.sort();
        let level = if self.fast_models { "-O2" } else { "-O0" };
        let headers = self.headers(version, waves, level)?;
        let names = units.iter().filter_map(|path| path.file_name()?.to_str());
        let all: String = names.map(|name| format!("#include \"model/{name}\"\n")).collect();
        write(&folder.join("all.cpp"), &all)?;
        let mut compiler = compiler(waves)?;
        compiler
            .arg(level)
            .arg("-include")
            .arg(&headers)
            .args(["-shared", "-Wl,-Bsymbolic"])
            .arg("-I")
            .arg(folder.join("model"))
            .arg(folder.join("all.cpp"))
            .args(&runtime);
        if waves {
            compiler.arg("-lz");
        }
        let fresh = folder.join("model.so");
        run(compiler.arg("-o").arg(&fresh), "the C++ compiler cannot compile the verilated design")?;
        std::fs::rename(&fresh, object).map_err(|error| Diagnostic::io("write", object, &error))
    }

    /// Where what belongs to a version of Verilator is kept.
    fn version_folder(&self, version: &str) -> PathBuf {
        let key: String = version.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' }).collect();
        let machine = digest::hex(&digest::over([machine().as_str()]).finalize()[..4]);
        self.runtime.join(format!("{key}-{BUILD_VERSION}-{machine}"))
    }

    /// The headers that every model includes, compiled beforehand: half of the time of a small model. A compiler that does
    /// not want what another one made reads the text beside it.
    fn headers(&self, version: &str, waves: bool, level: &str) -> Result<PathBuf> {
        let folder = self.version_folder(version);
        let header = folder.join(format!("headers{level}{}.h", if waves { "_waves" } else { "" }));
        let compiled = header.with_extension("h.gch");
        if !compiled.exists() {
            let work = temporary(&folder)?;
            let fresh = work.path().join("headers.h");
            write(&fresh, "#include \"verilated.h\"\n#include <memory>\n")?;
            let made = work.path().join("headers.h.gch");
            let mut compiler = compiler(waves)?;
            compiler.args([level, "-x", "c++-header"]).arg(&fresh).arg("-o").arg(&made);
            run(&mut compiler, "the C++ compiler cannot compile Verilator's headers")?;
            std::fs::rename(&fresh, &header).map_err(|error| Diagnostic::io("write", &header, &error))?;
            std::fs::rename(&made, &compiled).map_err(|error| Diagnostic::io("write", &compiled, &error))?;
        }
        Ok(header)
    }

    /// Verilator's own sources as objects: most of the time of a build, so done once a version.
    fn runtime(&self, version: &str, waves: bool) -> Result<Vec<PathBuf>> {
        let folder = self.version_folder(version);
        let mut objects = Vec::new();
        let names: &[&str] =
            if waves { &["verilated", "verilated_threads", "verilated_fst_c"] } else { &["verilated", "verilated_threads"] };
        for name in names {
            let object = folder.join(format!("{name}{}.o", if waves { "_waves" } else { "" }));
            if !object.exists() {
                let work = temporary(&folder)?;
                let fresh = work.path().join("fresh.o");
                let source = include_folder()?.join(format!("{name}.cpp"));
                run(compiler(waves)?.arg("-c").arg(source).arg("-o").arg(&fresh), "the C++ compiler cannot compile Verilator's runtime")?;
                std::fs::rename(&fresh, &object).map_err(|error| Diagnostic::io("write", &object, &error))?;
            }
            objects.push(object);
        }
        Ok(objects)
    }
}

/// What this machine's processor can do: models are compiled for it, and the machines of a cluster may share a home.
fn machine() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("flags") || line.starts_with("Features"));
    format!("{} {}", std::env::consts::ARCH, line.unwrap_or_default())
}

/// A folder of this account's own in the temporary folder: what is in it is run, so nobody else may write to it.
fn homeless() -> PathBuf {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    let account = std::fs::metadata("/proc/self").map_or(0, |process| process.uid());
    let folder = std::env::temp_dir().join(format!("entrain-{account}"));
    // There already, or a fault that whoever writes to it will tell.
    std::fs::DirBuilder::new().mode(0o700).create(&folder).unwrap_or_default();
    match std::fs::symlink_metadata(&folder) {
        Ok(about) if about.uid() != account || !about.is_dir() => folder.with_extension(std::process::id().to_string()),
        _ => folder,
    }
}

/// Verilator's opinion of a design, every warning an error but the one about several modules in a file.
pub fn lint(sources: &Sources) -> Result<()> {
    let work = temporary(&std::env::temp_dir())?;
    let verilog = write_sources(sources, work.path())?;
    let mut verilator = Command::new("verilator");
    verilator.args(["--lint-only", "-Wall", "-Wno-DECLFILENAME", "--top-module", &sources.top]).args(verilog);
    run(&mut verilator, "verilator --lint-only -Wall is not clean")
}

pub(crate) fn write_sources(sources: &Sources, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for (name, text) in &sources.files {
        write(&folder.join(name), text)?;
        paths.push(folder.join(name));
    }
    Ok(paths)
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|error| Diagnostic::io("write", path, &error))
}

/// A folder for one compilation. Those of programs that were ended in the middle are taken away a day later.
pub(crate) fn temporary(beside: &Path) -> Result<tempfile::TempDir> {
    std::fs::create_dir_all(beside).map_err(|error| Diagnostic::io("make the folder", beside, &error))?;
    if beside != std::env::temp_dir() {
        for entry in std::fs::read_dir(beside).into_iter().flatten().flatten() {
            let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|time| time.elapsed().ok());
            if entry.file_name().to_string_lossy().starts_with(".tmp") && age > Some(Duration::from_secs(86_400)) {
                std::fs::remove_dir_all(entry.path()).unwrap_or_default();
            }
        }
    }
    tempfile::tempdir_in(beside).map_err(|error| Diagnostic::io("make a folder in", beside, &error))
}

fn compiler(waves: bool) -> Result<Command> {
    let include = include_folder()?;
    let mut command = Command::new(std::env::var_os("CXX").unwrap_or_else(|| "g++".into()));
    command.args([
        "-O2",
        "-march=native",
        "-fno-semantic-interposition",
        "-fPIC",
        "-std=gnu++17",
        "-w",
        "-pthread",
        "-DVM_COVERAGE=0",
        "-DVM_SC=0",
        "-DVL_TIME_CONTEXT",
    ]);
    command.arg(if waves { "-DVM_TRACE=1" } else { "-DVM_TRACE=0" });
    if waves {
        command.args(["-DENTRAIN_WAVES", "-DVM_TRACE_FST=1"]);
    }
    command.arg("-I").arg(&include).arg("-I").arg(include.join("vltstd"));
    Ok(command)
}

fn include_folder() -> Result<PathBuf> {
    let root = output(Command::new("verilator").args(["--getenv", "VERILATOR_ROOT"]))?;
    Ok(Path::new(root.trim()).join("include"))
}

fn version() -> Result<String> {
    Ok(output(Command::new("verilator").arg("--version"))?.trim().to_string())
}

fn output(command: &mut Command) -> Result<String> {
    let done = command.output().map_err(|error| missing(command, &error))?;
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn run(command: &mut Command, complaint: &str) -> Result<()> {
    let done = command.output().map_err(|error| missing(command, &error))?;
    if done.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
    let lines: Vec<&str> = text.lines().take(12).collect();
    Err(Diagnostic::new(format!("{complaint}:\n{}", lines.join("\n"))))
}

fn missing(command: &Command, error: &std::io::Error) -> Diagnostic {
    let tool = command.get_program().to_string_lossy().into_owned();
    let package = if tool == "verilator" { "verilator" } else { "g++" };
    Diagnostic::new(format!("cannot start {tool}: {error}"))
        .missing_tool()
        .help(format!("install it: apt-get install {package}, or `make setup` for everything; `entrain doctor` lists what is missing"))
}
