//! A compiled model: its ports as memory, its clock as two calls.

use entrain_model::{Diagnostic, Result};
use libloading::{Library, Symbol};
use std::error::Error;
use std::ffi::{CString, c_char, c_uint, c_ulonglong, c_void};
use std::path::Path;

/// A port of the top module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Name.
    pub name: String,
    /// Bits.
    pub width: u32,
}

/// A port of a running model.
#[derive(Debug, Clone, Copy)]
pub struct PortHandle {
    pointer: *mut u8,
    width: u32,
}

/// A running model.
#[derive(Debug)]
pub struct Simulation {
    handle: *mut c_void,
    ports: Vec<(Port, PortHandle)>,
    eval: unsafe extern "C" fn(*mut c_void),
    delete: unsafe extern "C" fn(*mut c_void),
    waves: Option<Waves>,
    time: u64,
    // Last: the code must outlive what points into it.
    _library: Library,
}

#[derive(Debug)]
struct Waves {
    dump: unsafe extern "C" fn(*mut c_void, c_ulonglong),
    close: unsafe extern "C" fn(*mut c_void),
}

impl PortHandle {
    /// The value of a port of up to 64 bits.
    ///
    /// Verilator stores a port of w bits as u8, u16, u32 or u64, whichever holds it, and wider ones as u32 chunks.
    pub fn get(self) -> u64 {
        // SAFETY: the pointer is to a port of this width in a model that `Simulation` keeps alive; handles are only
        // given out by `Simulation::port`, whose callers keep the simulation beside them.
        unsafe {
            match self.width {
                0..=8 => *self.pointer as u64,
                9..=16 => *self.pointer.cast::<u16>() as u64,
                17..=32 => *self.pointer.cast::<u32>() as u64,
                _ => self.pointer.cast::<u64>().read_unaligned(),
            }
        }
    }

    /// Whether a one-bit port is 1.
    pub fn is_high(self) -> bool {
        self.get() & 1 != 0
    }

    /// Sets a port of up to 64 bits; higher bits of `value` must be 0.
    pub fn set(self, value: u64) {
        debug_assert!(self.width >= 64 || value >> self.width == 0, "{value} does not fit {} bits", self.width);
        // SAFETY: as in `get`.
        unsafe {
            match self.width {
                0..=8 => *self.pointer = value as u8,
                9..=16 => *self.pointer.cast::<u16>() = value as u16,
                17..=32 => *self.pointer.cast::<u32>() = value as u32,
                _ => self.pointer.cast::<u64>().write_unaligned(value),
            }
        }
    }

    fn chunks(self) -> usize {
        self.width.div_ceil(32) as usize
    }

    /// One 32-bit chunk of a port of any width, low chunk first.
    pub fn chunk(self, index: usize) -> u32 {
        if self.width <= 64 {
            return (self.get() >> (32 * index)) as u32;
        }
        assert!(index < self.chunks());
        // SAFETY: as in `get`; the index was checked.
        unsafe { *self.pointer.cast::<u32>().add(index) }
    }

    /// Whether the port holds `word`, given as 32-bit chunks; missing chunks are 0.
    pub fn equals(self, word: &[u32]) -> bool {
        (0..self.chunks()).all(|index| self.chunk(index) == word.get(index).copied().unwrap_or(0))
    }

    /// All 32-bit chunks.
    pub fn word(self) -> Vec<u32> {
        (0..self.chunks()).map(|index| self.chunk(index)).collect()
    }

    /// Sets a port of any width from 32-bit chunks; missing chunks are 0.
    pub fn set_word(self, word: &[u32]) {
        let chunk = |index: usize| word.get(index).copied().unwrap_or(0);
        if self.width <= 64 {
            return self.set(chunk(0) as u64 | (chunk(1) as u64) << 32);
        }
        for index in 0..self.chunks() {
            // SAFETY: as in `chunk`.
            unsafe { *self.pointer.cast::<u32>().add(index) = chunk(index) }
        }
    }
}

impl Simulation {
    /// Opens a model that `Cache::build` made.
    pub fn open(object: &Path, ports: &[Port]) -> Result<Simulation> {
        let refuse = |error: libloading::Error| {
            let why = error.source().map_or_else(|| error.to_string(), |source| source.to_string());
            // What the loader of shared objects says where a file system is mounted without the right to run what is on it.
            if why.contains("failed to map segment") {
                let folder = object.parent().unwrap_or(object).display();
                let message = format!("nothing can be run from {folder}, where the compiled models are: its file system is mounted noexec");
                return Diagnostic::new(message)
                    .of_the_machine()
                    .help("name a folder elsewhere for them: ENTRAIN_CACHE=DIR in the environment");
            }
            Diagnostic::new(format!("cannot open the compiled model {}: {why}", object.display()))
                .help("delete the file; it is built again")
        };
        // SAFETY: the object was compiled by `Cache::build` from `shim.cpp`, which has these entry points with these types
        // and no load-time code besides the C++ runtime's.
        unsafe {
            let library = Library::new(object).map_err(refuse)?;
            let create: Symbol<unsafe extern "C" fn() -> *mut c_void> = library.get(b"entrain_new\0").map_err(refuse)?;
            let port_at: Symbol<unsafe extern "C" fn(*mut c_void, c_uint) -> *mut c_void> =
                library.get(b"entrain_port\0").map_err(refuse)?;
            let eval = *library.get(b"entrain_eval\0").map_err(refuse)?;
            let delete = *library.get(b"entrain_delete\0").map_err(refuse)?;
            let handle = create();
            let at = |(index, port): (usize, &Port)| {
                (port.clone(), PortHandle { pointer: port_at(handle, index as c_uint).cast(), width: port.width })
            };
            let ports = ports.iter().enumerate().map(at).collect();
            Ok(Simulation { handle, ports, eval, delete, waves: None, time: 0, _library: library })
        }
    }

    /// The port called `name`.
    ///
    /// # Panics
    /// If there is none: a fault of the caller.
    pub fn port(&self, name: &str) -> PortHandle {
        let found = self.ports.iter().find(|(port, _)| port.name == name);
        found.unwrap_or_else(|| panic!("the model has no port {name}")).1
    }

    /// Whether there is such a port.
    pub fn has_port(&self, name: &str) -> bool {
        self.ports.iter().any(|(port, _)| port.name == name)
    }

    /// Settles the logic for the inputs as they are.
    pub fn eval(&mut self) {
        // SAFETY: the handle is a live instance of the model.
        unsafe { (self.eval)(self.handle) }
        if let Some(waves) = &self.waves {
            // SAFETY: the waveform is open until `drop`.
            unsafe { (waves.dump)(self.handle, self.time) }
        }
        self.time += 1;
    }

    /// Half clock periods so far.
    pub fn time(&self) -> u64 {
        self.time
    }

    /// Writes a waveform (FST) from now on; only for models built with waves.
    pub fn start_waves(&mut self, path: &Path) -> Result<()> {
        let refuse = |error: libloading::Error| Diagnostic::new(format!("the model was built without waves: {error}"));
        let file =
            CString::new(path.to_string_lossy().as_bytes()).map_err(|_| Diagnostic::new(format!("{} is no file name", path.display())))?;
        // SAFETY: the entry points have these types in `shim.cpp`; the string outlives the call.
        unsafe {
            let open: Symbol<unsafe extern "C" fn(*mut c_void, *const c_char)> =
                self._library.get(b"entrain_waves_open\0").map_err(refuse)?;
            let dump = *self._library.get(b"entrain_waves_dump\0").map_err(refuse)?;
            let close = *self._library.get(b"entrain_waves_close\0").map_err(refuse)?;
            open(self.handle, file.as_ptr());
            self.waves = Some(Waves { dump, close });
        }
        Ok(())
    }
}

impl Drop for Simulation {
    fn drop(&mut self) {
        // SAFETY: the handle is live until here and not used after.
        unsafe {
            if let Some(waves) = &self.waves {
                (waves.close)(self.handle);
            }
            (self.delete)(self.handle);
        }
    }
}
