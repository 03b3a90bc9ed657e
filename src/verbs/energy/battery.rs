//! Duty cycle: average power and battery life, always on against powered off and configured again, and what it costs to
//! keep what was learned.

use crate::output::table_with_notes;
use entrain_model::Plan;
use entrain_sim::energy::fpga::PartFile;
use serde::Serialize;
use serde_json::{Value, json};

/// One way to live between samples.
#[derive(Debug, Clone, Serialize)]
pub struct Way {
    /// What it does.
    pub name: String,
    /// Average power, microwatts.
    pub average_uw: f64,
    /// Days on the battery.
    pub days: f64,
    /// What it takes for granted.
    pub note: String,
}

/// A duty cycle: what becomes of it.
pub struct Duty {
    /// Samples an hour.
    per_hour: f64,
    /// Milliwatt hours.
    battery_mwh: f64,
    /// Bytes of the bitstream.
    bitstream: usize,
    ways: Vec<Way>,
    keeping: Keeping,
    /// Where the figures of the board and of the flash are from.
    sources: [String; 2],
}

/// A duty cycle: what it is made of.
pub struct Cycle<'a> {
    pub plan: &'a Plan,
    pub part: &'a PartFile,
    /// Samples an hour, evenly spread, and the energy and time of one.
    pub per_hour: f64,
    pub sample_nj: f64,
    pub cycles: f64,
    pub clock_mhz: f64,
    /// Power of core clock and static while idle, microwatts.
    pub idle_uw: f64,
    /// Bytes of the bitstream that is read from flash.
    pub bitstream: usize,
    /// Milliwatt hours.
    pub battery_mwh: f64,
}

/// Energy to keep learned weights, microjoules.
#[derive(Debug, Clone, Serialize)]
pub struct Keeping {
    /// Bytes of weights and biases.
    pub bytes: usize,
    /// Erasing and programming their sectors of the flash.
    pub save_uj: f64,
    /// Configuration from flash, core and flash chip.
    pub boot_uj: f64,
    /// Off is better than sleep when nothing happens for longer than this, seconds: without and with saving.
    pub break_even_s: f64,
    /// See `break_even_s`.
    pub break_even_saving_s: f64,
    /// Years until a sector has been erased as often as it stands, if saved after every wake.
    pub flash_years: f64,
}

impl Cycle<'_> {
    /// What becomes of it.
    pub fn duty(&self) -> Duty {
        let sources = [self.part.board.source.clone(), self.part.flash.source.clone()];
        let (ways, keeping) = (self.ways(), self.keeping());
        Duty { per_hour: self.per_hour, battery_mwh: self.battery_mwh, bitstream: self.bitstream, ways, keeping, sources }
    }

    /// What keeping and configuring costs.
    fn keeping(&self) -> Keeping {
        let (board, flash) = (&self.part.board, &self.part.flash);
        let bits: usize = self.plan.host_memories().iter().map(|host| host.memory.width as usize * host.memory.depth).sum();
        let bytes = bits.div_ceil(8);
        // mA V ms = uJ.
        let erase = bytes.div_ceil(flash.sector_bytes) as f64 * flash.sector_ms * flash.erase_ma * flash.volts;
        let program = bytes.div_ceil(flash.page_bytes) as f64 * flash.page_ms * flash.program_ma * flash.volts;
        // nAh V = 3.6 uJ.
        let boot_uj = board.boot_nah * board.boot_volts * 3.6 + board.boot_ms * flash.read_ma * flash.volts;
        let save_uj = erase + program;
        Keeping {
            bytes,
            save_uj,
            boot_uj,
            break_even_s: boot_uj / board.sleep_uw,
            break_even_saving_s: (boot_uj + save_uj) / board.sleep_uw,
            flash_years: flash.endurance as f64 / self.per_hour.max(f64::MIN_POSITIVE) / 24.0 / 365.0,
        }
    }

    /// The ways, side by side.
    fn ways(&self) -> Vec<Way> {
        let keeping = self.keeping();
        let per_second = self.per_hour / 3600.0;
        let busy = (per_second * self.cycles / (self.clock_mhz * 1e6)).min(1.0);
        // A sample's energy holds clock and static while it runs.
        let work = per_second * self.sample_nj / 1000.0;
        let sleep = self.part.board.sleep_uw * (1.0 - busy);
        let boot = per_second * keeping.boot_uj;
        let save = per_second * keeping.save_uj;
        let battery = self.battery_mwh * 1000.0;
        let way =
            |name: &str, average_uw: f64, note: String| Way { name: name.into(), average_uw, days: battery / average_uw / 24.0, note };
        vec![
            way("always on, clock running", work + self.idle_uw * (1.0 - busy), format!("{:.0} uW between samples", self.idle_uw)),
            way(
                "always on, 10 kHz between samples",
                work + sleep,
                format!("{:.0} uW between samples, weights stay in block RAM", self.part.board.sleep_uw),
            ),
            way("off between samples, what was learned is lost", work + boot, format!("{:.0} uJ to configure each time", keeping.boot_uj)),
            way(
                "off between samples, weights saved to flash",
                work + boot + save,
                format!("{:.0} uJ more to erase and program {} bytes", keeping.save_uj, keeping.bytes),
            ),
        ]
    }
}

impl Duty {
    /// The table for people.
    pub fn text(&self) -> String {
        let line = |way: &Way| vec![way.name.clone(), format!("{:.1}", way.average_uw), format!("{:.0}", way.days), way.note.clone()];
        let rows: Vec<Vec<String>> = self.ways.iter().map(line).collect();
        let mut text = format!("\n{} samples an hour on {} mWh\n", self.per_hour, self.battery_mwh);
        text += &table_with_notes(&["way", "uW", "days", "because"], &rows);
        text += &format!(
            "off beats sleep when nothing happens for {:.0} s, or {:.0} s if the weights are saved; saved at every wake, the flash lasts {:.1} years\n\
             sources: {}; {}; bitstream of {} bytes\n",
            self.keeping.break_even_s,
            self.keeping.break_even_saving_s,
            self.keeping.flash_years,
            self.sources[0],
            self.sources[1],
            self.bitstream
        );
        text
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        json!({ "samples_per_hour": self.per_hour, "ways": self.ways, "keeping": self.keeping })
    }
}
