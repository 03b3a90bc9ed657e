//! A model that Verilator made, loaded into this program.

use crate::port::{Port, PortHandle};
use entrain_model::{Diagnostic, Result};
use libloading::{Library, Symbol};
use std::any::Any;
use std::error::Error;
use std::ffi::{CString, c_char, c_uint, c_ulonglong, c_void};
use std::path::Path;
use std::rc::Rc;

/// A loaded model.
#[derive(Debug)]
pub(crate) struct Verilated {
    instance: Rc<Instance>,
    eval: unsafe extern "C" fn(*mut c_void),
    waves: Option<Waves>,
}

/// The model itself, which the handles of its ports keep, too.
#[derive(Debug)]
struct Instance {
    handle: *mut c_void,
    delete: unsafe extern "C" fn(*mut c_void),
    // Last: the code must outlive what points into it.
    library: Library,
}

#[derive(Debug)]
struct Waves {
    dump: unsafe extern "C" fn(*mut c_void, c_ulonglong),
    close: unsafe extern "C" fn(*mut c_void),
}

impl Verilated {
    /// Opens a model that `Cache::build` made, and finds its ports.
    pub fn open(object: &Path, ports: &[Port]) -> Result<(Verilated, Vec<PortHandle>)> {
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
            let (handle, port_at) = (create(), *port_at);
            let instance = Rc::new(Instance { handle, delete, library });
            // The ports are members of the instance.
            let at = |(index, port): (usize, &Port)| {
                PortHandle::new(port_at(handle, index as c_uint).cast(), port.width, Rc::clone(&instance) as Rc<dyn Any>)
            };
            let ports = ports.iter().enumerate().map(at).collect();
            Ok((Verilated { instance, eval, waves: None }, ports))
        }
    }

    /// Settles the logic; `time` is for the waveform.
    pub fn eval(&mut self, time: u64) {
        // SAFETY: the handle is a live instance of the model.
        unsafe { (self.eval)(self.instance.handle) }
        if let Some(waves) = &self.waves {
            // SAFETY: the waveform is open until `drop`.
            unsafe { (waves.dump)(self.instance.handle, time) }
        }
    }

    /// Writes a waveform from now on.
    pub fn start_waves(&mut self, path: &Path) -> Result<()> {
        let refuse = |error: libloading::Error| Diagnostic::new(format!("the model was built without waves: {error}"));
        let file =
            CString::new(path.to_string_lossy().as_bytes()).map_err(|_| Diagnostic::new(format!("{} is no file name", path.display())))?;
        // SAFETY: the entry points have these types in `shim.cpp`; the string outlives the call.
        unsafe {
            let open: Symbol<unsafe extern "C" fn(*mut c_void, *const c_char)> =
                self.instance.library.get(b"entrain_waves_open\0").map_err(refuse)?;
            let dump = *self.instance.library.get(b"entrain_waves_dump\0").map_err(refuse)?;
            let close = *self.instance.library.get(b"entrain_waves_close\0").map_err(refuse)?;
            open(self.instance.handle, file.as_ptr());
            self.waves = Some(Waves { dump, close });
        }
        Ok(())
    }
}

impl Drop for Verilated {
    fn drop(&mut self) {
        if let Some(waves) = &self.waves {
            // SAFETY: the waveform is open until here and not used after.
            unsafe { (waves.close)(self.instance.handle) }
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // SAFETY: the handle is live until here, and whoever could use it kept this.
        unsafe { (self.delete)(self.handle) }
    }
}
