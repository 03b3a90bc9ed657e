//! Being told to stop: Ctrl-C, a terminal that is closed, whoever manages services.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a shell says of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// Hears whether this process is to stop.
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// From now on the first signal asks the session to end well: what was learned is written down, the weights are kept. The second
    /// ends the program at once.
    pub fn listen() -> Stop {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            // In this order: the first signal finds the flag still down. Where neither can be had, signals do what they always do.
            let second = flag::register_conditional_shutdown(signal, INTERRUPTED, asked.clone());
            second.and_then(|_| flag::register(signal, asked.clone())).ok();
        }
        Stop(asked)
    }

    /// Whether it is.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
