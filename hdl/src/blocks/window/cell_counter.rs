//! The cell of a pixel, pixel after pixel.

use crate::emit::Source;

/// `cell_counter.v`
pub static SOURCE: Source = Source { name: "cell_counter", text: include_str!("cell_counter.v"), uses: &[] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::Bench;
    use crate::emit::Leaf;
    use entrain_model::plan::index_bits;
    use std::collections::HashSet;

    /// Maps of every small shape, each twice.
    #[test]
    fn cells_equal_the_formula() {
        for (rows, columns, cells, step) in
            [(1, 1, 1, 3), (4, 4, 2, 1), (7, 5, 3, 8), (5, 9, 5, 2), (28, 28, 4, 8), (13, 6, 1, 5), (3, 3, 3, 1)]
        {
            let bits = index_bits(cells * cells * step);
            let leaf = Leaf::new(&SOURCE).parameter("ROWS", rows).parameter("COLUMNS", columns).parameter("CELLS", cells);
            let leaf = leaf.parameter("STEP", step).parameter("AT", bits);
            let leaf = leaf.inputs(&[("clk", 1), ("start", 1), ("advance", 1)]).outputs(&[("at", bits), ("fresh", 1)]);
            let mut bench = Bench::new(leaf);
            for _ in 0..2 {
                bench.set(&[("start", 1), ("advance", 0)]);
                bench.clock();
                bench.set(&[("start", 0)]);
                let mut seen = HashSet::new();
                for pixel in 0..rows * columns {
                    let cell = (pixel / columns) * cells / rows * cells + (pixel % columns) * cells / columns;
                    bench.set(&[("advance", 0)]);
                    bench.clock();
                    assert_eq!(
                        bench.port("at").get() as usize,
                        cell * step,
                        "pixel {pixel} of {rows} x {columns} with {cells} x {cells} cells"
                    );
                    assert_eq!(
                        bench.port("fresh").is_high(),
                        seen.insert(cell),
                        "pixel {pixel} of {rows} x {columns} with {cells} x {cells} cells"
                    );
                    bench.set(&[("advance", 1)]);
                    bench.clock();
                }
            }
        }
    }
}
