//! What is counted of an input while rows go by.

/// Levels of the hardware's format.
const LEVELS: usize = 256;

/// One input over some rows.
#[derive(Debug, Clone)]
pub(super) struct Column {
    rows: u64,
    mean: f64,
    /// Sum of the squares of the distances from the mean.
    squares: f64,
    smallest: f64,
    largest: f64,
    /// Every number was whole and of at most 16 bits.
    whole: bool,
    pub clipped: u64,
    /// Which of the hardware's numbers occurred, one bit each.
    levels: [u64; LEVELS / 64],
}

impl Default for Column {
    fn default() -> Column {
        Column {
            rows: 0,
            mean: 0.0,
            squares: 0.0,
            smallest: f64::INFINITY,
            largest: f64::NEG_INFINITY,
            whole: true,
            clipped: 0,
            levels: [0; LEVELS / 64],
        }
    }
}

impl Column {
    /// Counts a raw number.
    pub fn add(&mut self, value: f64) {
        self.rows += 1;
        // Welford: exact enough whatever the offset of the numbers.
        let distance = value - self.mean;
        self.mean += distance / self.rows as f64;
        self.squares += distance * (value - self.mean);
        self.bounds(value);
    }

    /// Counts its bounds only.
    fn bounds(&mut self, value: f64) {
        self.smallest = self.smallest.min(value);
        self.largest = self.largest.max(value);
        self.whole &= value.fract() == 0.0;
    }

    /// Counts what became of a raw number in the hardware's format: `unclipped` before it was brought into `low..=high`.
    /// The end of a range, one further (256 of 255), is no clipping.
    pub fn became(&mut self, value: f64, unclipped: f64, (low, high): (i32, i32)) {
        self.bounds(value);
        self.clipped += is_clipped(unclipped, (low, high)) as u64;
        let level = (unclipped.clamp(low as f64, high as f64) as i32 - low) as usize;
        self.levels[level / 64 % (LEVELS / 64)] |= 1 << (level % 64);
    }

    /// How many of the hardware's numbers occurred.
    pub fn level_count(&self) -> u32 {
        self.levels.iter().map(|word| word.count_ones()).sum()
    }

    /// What became of these numbers and of others.
    pub fn join(&mut self, other: &Column) {
        self.levels.iter_mut().zip(&other.levels).for_each(|(one, other)| *one |= other);
        self.clipped += other.clipped;
        self.smallest = self.smallest.min(other.smallest);
        self.largest = self.largest.max(other.largest);
    }

    /// Several inputs as one.
    pub fn together(columns: &[Column]) -> Column {
        let mut all = Column::default();
        for column in columns.iter().filter(|column| column.rows > 0) {
            let (rows, distance) = ((all.rows + column.rows) as f64, column.mean - all.mean);
            all.squares += column.squares + distance * distance * all.rows as f64 * column.rows as f64 / rows;
            all.mean += distance * column.rows as f64 / rows;
            all.rows += column.rows;
            all.smallest = all.smallest.min(column.smallest);
            all.largest = all.largest.max(column.largest);
            all.whole &= column.whole;
        }
        all
    }

    /// The mean; 0 without rows.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub fn deviation(&self) -> f64 {
        (self.squares / self.rows.max(1) as f64).sqrt()
    }

    /// The smallest number; 0 without rows.
    pub fn smallest(&self) -> f64 {
        if self.smallest.is_finite() { self.smallest } else { 0.0 }
    }

    /// The largest number; 0 without rows.
    pub fn largest(&self) -> f64 {
        if self.largest.is_finite() { self.largest } else { 0.0 }
    }

    /// Whether every number was a whole one of at most 16 bits, with or without a sign.
    pub fn is_whole(&self) -> bool {
        let fits = |low: f64, high: f64| self.smallest() >= low && self.largest() <= high;
        self.whole && (fits(-32768.0, 32767.0) || fits(0.0, 65535.0))
    }
}

/// Whether the range cuts a number; what rounding takes at its ends does not count.
pub(super) fn is_clipped(unclipped: f64, (low, high): (i32, i32)) -> bool {
    unclipped > high as f64 + 1.0 || unclipped < low as f64 - 1.0
}
