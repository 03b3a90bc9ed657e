//! What may stand around a core: a bus, streams, and whether they have clocks of their own.

/// The way by which a host reaches the registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bus {
    /// None: the core's own ports.
    #[default]
    None,
    /// AXI4-Lite.
    Axi,
    /// Wishbone B4, classic.
    Wishbone,
    /// Frames over SPI: samples come and answers go by it, too.
    Spi,
}

/// How samples come and answers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stream {
    /// As the core has them.
    #[default]
    Plain,
    /// AXI4-Stream.
    Axi,
}

/// What stands around a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fronts {
    /// In front of the registers.
    pub bus: Bus,
    /// In front of samples and answers.
    pub stream: Stream,
    /// The bus has a clock of its own; only where there is one.
    pub bus_clock: bool,
    /// AXI4-Stream has a clock of its own; only where it is.
    pub stream_clock: bool,
}

/// A clock and its reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Domain {
    /// Name of the clock's port.
    pub clock: &'static str,
    /// Name of the reset's port.
    pub reset: &'static str,
    /// The reset is active low, as AXI's.
    pub low: bool,
    /// What the instances of this clock are named after.
    pub name: &'static str,
}

impl Fronts {
    /// Whether there is any.
    pub fn any(self) -> bool {
        self != Fronts::default()
    }

    /// Whether there is a register file behind a bus.
    pub fn registers(self) -> bool {
        matches!(self.bus, Bus::Axi | Bus::Wishbone)
    }

    /// Whether the core's clock and reset are AXI's.
    pub fn axi(self) -> bool {
        (self.bus == Bus::Axi && !self.bus_clock) || (self.stream == Stream::Axi && !self.stream_clock)
    }

    /// The core's clock.
    pub fn core_domain(self) -> Domain {
        match self.axi() {
            true => Domain { clock: "aclk", reset: "aresetn", low: true, name: "core" },
            false => Domain { clock: "clk", reset: "rst", low: false, name: "core" },
        }
    }

    /// That of the bus, if it has one of its own.
    pub fn bus_domain(self) -> Option<Domain> {
        let axi = Domain { clock: "s_axi_aclk", reset: "s_axi_aresetn", low: true, name: "bus" };
        let wishbone = Domain { clock: "wb_clk", reset: "wb_rst", low: false, name: "bus" };
        (self.bus_clock && self.registers()).then_some(if self.bus == Bus::Axi { axi } else { wishbone })
    }

    /// That of the streams, if they have one of their own.
    pub fn stream_domain(self) -> Option<Domain> {
        let axis = Domain { clock: "axis_aclk", reset: "axis_aresetn", low: true, name: "streams" };
        (self.stream_clock && self.stream == Stream::Axi).then_some(axis)
    }

    /// All clocks, the core's first.
    pub fn domains(self) -> Vec<Domain> {
        [Some(self.core_domain()), self.bus_domain(), self.stream_domain()].into_iter().flatten().collect()
    }

    /// Name of the core's clock.
    pub fn clock(self) -> &'static str {
        self.core_domain().clock
    }

    /// Name of its reset, active low where it is AXI's.
    pub fn reset(self) -> &'static str {
        self.core_domain().reset
    }

    /// Name of the module around the core `name`.
    pub fn top(self, name: &str) -> String {
        match (self.bus, self.stream) {
            (Bus::None, Stream::Plain) => name.into(),
            (Bus::None, Stream::Axi) => format!("{name}_stream"),
            (Bus::Axi, _) => format!("{name}_axi"),
            (Bus::Wishbone, _) => format!("{name}_wishbone"),
            (Bus::Spi, _) => format!("{name}_spi"),
        }
    }
}
