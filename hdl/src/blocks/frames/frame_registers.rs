//! What a frame asks of the registers. Inside of `frame_bridge`.

use crate::emit::Source;

/// `frame_registers.v`
pub static SOURCE: Source = Source { name: "frame_registers", text: include_str!("frame_registers.v"), uses: &[] };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::emit::Leaf;
    use entrain_model::plan::register_map::{LEARNER_STEP, REGISTERS};
    use entrain_protocol::Command;

    fn address(name: &str) -> u64 {
        REGISTERS
            .iter()
            .find(|register| register.name == name)
            .map_or_else(|| panic!("there is no {name}"), |register| register.address as u64)
    }

    /// What each word of a command asks, of a network with three layers that learn.
    fn asked(command: &Command) -> Vec<(bool, u64, u64)> {
        let reads = |addresses: Vec<u64>| addresses.into_iter().map(|address| (false, address, 0)).collect();
        match *command {
            Command::Set { held } => {
                vec![(true, address("HELD"), u64::from(held & 7)), (true, address("CONTROL"), u64::from(held < 128))]
            }
            Command::Registers { margin, revival, slower } => vec![
                (true, address("MARGIN"), margin.into()),
                (true, address("REVIVAL"), revival.into()),
                (true, address("SLOWER"), slower.into()),
            ],
            Command::Counters => {
                reads([address("SAMPLES")].into_iter().chain((0..3).map(|k| address("UPDATES") + k * LEARNER_STEP as u64)).collect())
            }
            Command::Peek { address } => reads(vec![if address < 4096 { address.into() } else { 0xffc }]),
            Command::Poke { address, value } => vec![(true, if address < 4096 { address.into() } else { 0xffc }, value.into())],
            _ => Vec::new(),
        }
    }

    /// Each command, each word: the bytes as they come, the last on top.
    #[test]
    fn asks_what_the_command_means() {
        let leaf =
            Leaf::new(&SOURCE).parameter("LAYERS", 3).inputs(&[("clk", 1), ("kind", 8), ("item", 3), ("address", 16), ("value", 32)]);
        let mut bench = Bench::new(leaf.outputs(&[("we", 1), ("addr", 12), ("wdata", 32)]));
        let pokes =
            [(0x20, 0x12345678), (0xfff, 0xffff_ffff), (0x1020, 5), (0x8000, 0)].map(|(address, value)| Command::Poke { address, value });
        let peeks = [0x104, 0x1104, 0xffff].map(|address| Command::Peek { address });
        let sets = [0, 0x85, 0x7f, 0xff].map(|held| Command::Set { held });
        let registers =
            [(0x123456, 0x789a, 0xbc), (0xffffff, 0, 1)].map(|(margin, revival, slower)| Command::Registers { margin, revival, slower });
        for command in pokes.into_iter().chain(peeks).chain(sets).chain(registers).chain([Command::Counters]) {
            let payload = command.frame(0).payload;
            let (at, mut bytes) = match command {
                Command::Peek { address } => (address, [].as_slice()),
                Command::Poke { address, .. } => (address, &payload[2..]),
                _ => (0xbeef, payload.as_slice()),
            };
            for (item, (we, addr, wdata)) in asked(&command).into_iter().enumerate() {
                let width = match command {
                    Command::Registers { .. } => 3 - item,
                    Command::Set { .. } => 1,
                    Command::Counters => 0,
                    _ => bytes.len(),
                };
                let (mine, rest) = bytes.split_at(width);
                let value = mine.iter().fold(0x5a5a_5a5a_u32, |word, &byte| word >> 8 | u32::from(byte) << 24);
                if matches!(command, Command::Registers { .. }) {
                    bytes = rest;
                }
                bench.set(&[("kind", command.kind().into()), ("item", item as u64), ("address", at.into()), ("value", value.into())]);
                bench.clock();
                let found = ["we", "addr"].map(|port| bench.port(port).get());
                assert_eq!(found, [we as u64, addr], "{command:?}, word {item}");
                if we {
                    assert_eq!(bench.port("wdata").get(), wdata, "{command:?}, word {item}");
                }
            }
        }
    }
}
