//! Weights deeper than a block RAM, in banks that are not.
//!
//! Synthesis takes the fewest blocks there can be, and so cuts a deep memory into shallow, wide ones behind multiplexers that
//! are as deep as the memory is divided: 3,140 words of 576 bits on an ECP5 become 112 blocks of 512 x 36 bits and 576
//! multiplexers with seven inputs each; as two banks they are 128 blocks of 2,048 x 9 bits and multiplexers with two.

use super::device::Device;
use super::layer::{LayerPlan, Placement};
use super::placement::block_memories;

/// Banks that a memory is cut into at most (`banked_ram.v`).
const MOST_BANKS: usize = 8;

impl LayerPlan {
    /// Cuts weights that are deeper than any block RAM that wastes no bits into banks that are not, if no more than `left` block
    /// RAMs more will do; gives back how many those are.
    pub(super) fn cut_into_banks(&mut self, device: &Device, left: usize) -> usize {
        let blocks = |placement| block_memories(self, placement, device).iter().map(|(_, blocks)| blocks).sum::<usize>();
        let banks = self.weights().depth.div_ceil(device.deepest_block()).next_power_of_two();
        let banked = Placement { banks, ..self.placement };
        let more = blocks(banked).saturating_sub(blocks(self.placement));
        if self.placement.spram_bits > 0 || banks > MOST_BANKS || more > left {
            return 0;
        }
        self.placement = banked;
        more
    }
}

#[cfg(test)]
mod tests {
    use crate::network::Network;
    use crate::plan::{Device, Plan, RamShape};
    use std::path::Path;

    /// 784 inputs for 64 units by four lanes of nine bits are 12,544 words; 512 by 36 bits is the widest shape, 2,048 by 9 the deepest.
    #[test]
    fn a_deep_memory_is_cut_into_banks_where_blocks_are_left() {
        let layer = "[[layer]]\ntype = \"dense\"\nunits = 64\nlanes = 4\n";
        let text = format!("[network]\nname = \"net\"\nclasses = 10\ninput = {{ shape = [784], format = \"u8\" }}\n{layer}");
        let text = text + "[weights]\nbits = 9\nfraction = 8\n";
        let network = Network::parse(&text, Path::new("test.toml")).unwrap_or_else(|error| panic!("{error}"));
        let shapes = [(36, 512), (18, 1024), (9, 2048), (4, 4096), (2, 8192)];
        let ram_shapes = shapes.map(|(width, depth)| RamShape { width, depth, enables: 1 }).to_vec();
        let banks = |block_rams: usize| {
            let ram_shapes = ram_shapes.clone();
            let (sprams, spram_shape, lut_ram, narrow) = (0, None, None, None);
            let device =
                Device { part: "test".into(), luts: 10_000, dsps: 8, block_rams, ram_shapes, sprams, spram_shape, lut_ram, narrow };
            let plan = Plan::new(&network, Some(&device)).unwrap_or_else(|error| panic!("{error}"));
            (plan.layers[0].placement.banks, plan.block_rams(&device))
        };
        let (whole, few) = banks(200);
        assert_eq!(whole, 8);
        assert_eq!(banks(few), (8, few));
        let (cut, fewest) = banks(few - 1);
        assert!(cut == 1 && fewest < few, "{cut} banks, {fewest} blocks");
    }
}
