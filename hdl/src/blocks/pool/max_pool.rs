//! The largest of each square of a map.

use crate::blocks::sdp_ram;
use crate::emit::{Leaf, Source};
use entrain_model::layers::pool::Pool;
use entrain_model::plan::{ACTIVATION_BITS, index_bits};

/// `max_pool.v`
pub static SOURCE: Source = Source { name: "max_pool", text: include_str!("max_pool.v"), uses: &[&sdp_ram::SOURCE] };

/// A pool in a network with class numbers of `class_bits` bits.
pub fn leaf(pool: &Pool, class_bits: u32) -> Leaf {
    let (rows, columns) = pool.map();
    let leaf = Leaf::new(&SOURCE)
        .parameter("SIGNED", pool.input.format.signed as u32)
        .parameter("ROWS", rows)
        .parameter("COLUMNS", columns)
        .parameter("ROW_BITS", index_bits(rows))
        .parameter("COLUMN_BITS", index_bits(columns))
        .parameter("ADDR", pool.line.address_bits())
        .parameter("CLASS_BITS", class_bits)
        .inputs(&[
            ("clk", 1),
            ("rst", 1),
            ("in_valid", 1),
            ("in_data", ACTIVATION_BITS),
            ("in_commit", 1),
            ("in_flush", 1),
            ("in_learn", 1),
        ])
        .inputs(&[("in_label", class_bits), ("out_ready", 1), ("busy_before", 1)])
        .outputs(&[("in_ready", 1), ("out_valid", 1), ("out_data", ACTIVATION_BITS), ("out_commit", 1), ("out_flush", 1), ("out_learn", 1)])
        .outputs(&[("out_label", class_bits), ("busy", 1)]);
    match pool.channels_at_once() {
        1 => leaf,
        channels => leaf.parameter("CHANNELS", channels).parameter("CHANNEL_BITS", index_bits(channels)),
    }
}

#[cfg(test)]
mod tests {
    use super::leaf;
    use crate::bench::Bench;
    use entrain_model::rule::XorShift32;
    use entrain_model::{Network, Plan};
    use std::path::Path;

    /// Samples of `maps` maps with pauses; what comes out is what the golden model's pool makes of them.
    fn samples(maps: usize, rows: usize, columns: usize, signed: bool) {
        let format = if signed { "s8" } else { "u8" };
        let text = format!(
            "[network]\nname = \"net\"\nclasses = 2\ninput = {{ shape = [{maps}, {rows}, {columns}], format = \"{format}\" }}\n\
             [[layer]]\ntype = \"max-pool\"\n[[layer]]\ntype = \"dense\"\nunits = 4\n"
        );
        let network = Network::parse(&text, Path::new("test.toml")).unwrap_or_else(|error| panic!("{error}"));
        let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
        let pool = plan.layers[0].engine.pool().expect("a pool");
        let mut bench = Bench::new(leaf(pool, 1));
        let mut random = XorShift32::new((maps * rows * columns) as u32);
        bench.set(&[("rst", 1), ("in_valid", 0), ("in_commit", 0), ("out_ready", 1), ("busy_before", 0)]);
        bench.clock();
        bench.set(&[("rst", 0)]);
        for _ in 0..3 {
            let input: Vec<i16> = (0..pool.input.values()).map(|_| (random.next_u32() >> 8) as i16 & 255).collect();
            let input: Vec<i16> = input.into_iter().map(|value| if signed { value as u8 as i8 as i16 } else { value }).collect();
            let mut expected = vec![0; pool.output.values()];
            pool.forward(&input, &mut expected);
            let mut found = Vec::new();
            for (at, &value) in input.iter().enumerate() {
                while random.next_u32() & 3 == 0 {
                    bench.set(&[("in_valid", 0), ("in_commit", 0), ("in_data", random.next_u32() as u64 & 255)]);
                    bench.clock();
                    found.extend(bench.port("out_valid").is_high().then(|| bench.port("out_data").get() as u8));
                }
                let last = at + 1 == input.len();
                bench.set(&[("in_valid", 1), ("in_data", value as u64 & 255), ("in_commit", last as u64)]);
                bench.clock();
                found.extend(bench.port("out_valid").is_high().then(|| bench.port("out_data").get() as u8));
                assert_eq!(bench.port("out_commit").is_high(), last);
            }
            let found: Vec<i16> = found.into_iter().map(|value| if signed { value as i8 as i16 } else { value as i16 }).collect();
            assert_eq!(found, expected, "{maps} maps of {rows} x {columns}, {format}");
        }
    }

    #[test]
    fn maxima_are_those_of_the_golden_model() {
        for (maps, rows, columns) in [(1, 2, 2), (1, 8, 8), (3, 4, 6), (2, 5, 4), (2, 4, 5), (3, 3, 3), (1, 2, 17), (4, 9, 2)] {
            samples(maps, rows, columns, false);
            samples(maps, rows, columns, true);
        }
    }
}
