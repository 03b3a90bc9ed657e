//! What stands above the module of a core with fronts.

use super::fronts::{Bus, Fronts, Stream};
use entrain_model::Plan;

/// What the ports are, for whoever places it.
pub(super) fn comment(plan: &Plan, fronts: Fronts) -> String {
    let mut text = format!(
        "{}: the core {} with {}.\nWritten by Entrain from a network file; change that, not this.\n\n",
        fronts.top(&plan.name),
        plan.name,
        match (fronts.bus, fronts.stream) {
            (Bus::None | Bus::Spi, _) => "AXI4-Stream",
            (Bus::Axi, Stream::Plain) => "an AXI4-Lite bus",
            (Bus::Axi, Stream::Axi) => "an AXI4-Lite bus and AXI4-Stream",
            (Bus::Wishbone, Stream::Plain) => "a Wishbone bus",
            (Bus::Wishbone, Stream::Axi) => "a Wishbone bus and AXI4-Stream",
        }
    );
    text += &clocks(fronts);
    text += match fronts.bus {
        Bus::None | Bus::Spi => "flush          high for one cycle: make the corrections that are due; flushed says when they are made\n",
        Bus::Axi => "s_axi_*        AXI4-Lite, 32 bits, addresses of bytes; the registers are in {name}_registers.h and .rdl\n",
        Bus::Wishbone => {
            "wb_*           Wishbone B4 classic, 32 bits, addresses of bytes; the registers are in {name}_registers.h and .rdl\n"
        }
    };
    text += match fronts.stream {
        Stream::Plain => "s_*, m_*       samples and answers as the core has them, below\n",
        Stream::Axi => {
            "s_axis_*       samples, one value a transfer, tlast with the last; with it tuser: bit 0 learn, the label above\n\
             m_axis_*       answers: tdata logits of 32 bits each, class 0 low; tuser class, then updates, then refused\n"
        }
    };
    text.replace("{name}", &plan.name).trim_end().into()
}

/// The clocks and resets.
fn clocks(fronts: Fronts) -> String {
    let domains = fronts.domains();
    let level = |low: bool| if low { "low" } else { "high" };
    if let [one] = domains[..] {
        let names = format!("{}, {}", one.clock, one.reset);
        return format!(
            "{names:<14} the clock of all ports; the reset, {} for one cycle at least, synchronous to the clock\n",
            level(one.low)
        );
    }
    let mut text = String::new();
    for (domain, ports) in domains.iter().map(|domain| (domain, if domain.name == "core" { "all other ports" } else { domain.name })) {
        let names = format!("{}, {}", domain.clock, domain.reset);
        text += &format!("{names}: the clock of {ports}; its reset, {} for one cycle at least, synchronous to it\n", level(domain.low));
    }
    text + "The clocks need not know of each other. A reset of one is a reset of all.\n"
}
