//! A Hoeffding tree (P. Domingos and G. Hulten 2000): a leaf is split where the best input is better than the second best by
//! more than chance would make it, as Hoeffding's bound says.
//!
//! Numbers are seen as a normal distribution a class and input, and ten thresholds between the smallest and the largest are
//! looked at (B. Pfahringer, G. Holmes and R. Kirkby 2008). A leaf says what the majority or naive Bayes would say, whichever has
//! been right more often there (G. Holmes, R. Kirkby and B. Pfahringer 2005).

use super::Learner;
use crate::rivals::cost::Sizes;

/// Chance of a split that more samples would not have made, and a lead below which two inputs are as good as each other.
const CHANCE: f64 = 1e-7;
const TIE: f64 = 0.05;
/// Thresholds that are looked at.
const THRESHOLDS: usize = 10;

/// Numbers of one class and one input.
#[derive(Debug, Clone, Copy, Default)]
struct Spread {
    count: f32,
    mean: f32,
    /// Sum of squares around the mean.
    squares: f32,
}

impl Spread {
    fn add(&mut self, x: f32) {
        self.count += 1.0;
        let before = x - self.mean;
        self.mean += before / self.count;
        self.squares += before * (x - self.mean);
    }

    fn deviation(&self) -> f64 {
        (self.squares as f64 / (self.count as f64 - 1.0).max(1.0)).sqrt()
    }

    /// How many of the numbers are at `x` or below it.
    fn below(&self, x: f64) -> f64 {
        let (mean, deviation) = (self.mean as f64, self.deviation());
        self.count as f64 * if deviation > 0.0 { normal((x - mean) / deviation) } else { f64::from(mean <= x) }
    }

    /// Logarithm of the density at `x`; inputs are whole numbers, so no deviation is below a quarter.
    fn log_density(&self, x: f64) -> f64 {
        let deviation = self.deviation().max(0.25);
        -deviation.ln() - ((x - self.mean as f64) / deviation).powi(2) / 2.0
    }
}

/// The normal distribution up to `z` (Abramowitz and Stegun 26.2.17, within 1e-7).
fn normal(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let series = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530];
    let tail = series.into_iter().fold(0.0, |sum, factor| (sum + factor) * t) * (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
    if z >= 0.0 { 1.0 - tail } else { tail }
}

/// What a leaf knows.
struct Leaf {
    /// Samples of each class, those of its parent on this side included.
    classes: Vec<f32>,
    /// Samples since it is a leaf, and how many of them when it was last looked at.
    seen: usize,
    looked: usize,
    /// Input by input, class by class.
    spreads: Vec<Spread>,
    /// Smallest and largest of each input.
    ranges: Vec<[i16; 2]>,
    /// How often the majority and naive Bayes were right.
    right: [u32; 2],
}

enum Node {
    Leaf(Leaf),
    /// An input, and where those go that are not above the threshold, and the others.
    Split {
        input: usize,
        threshold: f64,
        below: usize,
        above: usize,
    },
}

/// The tree.
pub struct Tree {
    nodes: Vec<Node>,
    features: usize,
    classes: usize,
    /// Samples between two looks at a leaf.
    grace: usize,
}

/// A threshold on an input, and what it gains in bits.
struct Cut {
    gain: f64,
    input: usize,
    threshold: f64,
    sides: [Vec<f32>; 2],
}

impl Leaf {
    fn new(classes: Vec<f32>, features: usize) -> Leaf {
        let spreads = vec![Spread::default(); features * classes.len()];
        Leaf { classes, seen: 0, looked: 0, spreads, ranges: vec![[i16::MAX, i16::MIN]; features], right: [0; 2] }
    }

    fn majority(&self) -> usize {
        super::largest(&self.classes)
    }

    fn bayes(&self, input: &[i16]) -> usize {
        let scores: Vec<f32> = (0..self.classes.len()).map(|class| self.score(class, input) as f32).collect();
        super::largest(&scores)
    }

    /// Logarithm of a class's share and of what its inputs are like.
    fn score(&self, class: usize, input: &[i16]) -> f64 {
        let count = self.classes.len();
        let spreads = self.spreads.iter().skip(class).step_by(count);
        if self.classes[class] == 0.0 {
            return f64::MIN;
        }
        let like = spreads.zip(input).filter(|(spread, _)| spread.count > 0.0).map(|(spread, &x)| spread.log_density(x as f64));
        (self.classes[class] as f64).ln() + like.sum::<f64>()
    }

    fn say(&self, input: &[i16]) -> usize {
        if self.right[1] > self.right[0] { self.bayes(input) } else { self.majority() }
    }

    fn add(&mut self, input: &[i16], label: usize) {
        let count = self.classes.len();
        self.right[0] += u32::from(self.majority() == label);
        self.right[1] += u32::from(self.bayes(input) == label);
        self.classes[label] += 1.0;
        self.seen += 1;
        for (at, &x) in input.iter().enumerate() {
            self.spreads[at * count + label].add(x as f32);
            self.ranges[at] = [self.ranges[at][0].min(x), self.ranges[at][1].max(x)];
        }
    }

    /// The best threshold of an input.
    fn cut(&self, input: usize) -> Option<Cut> {
        let [low, high] = self.ranges[input].map(f64::from);
        let spreads = &self.spreads[input * self.classes.len()..][..self.classes.len()];
        let all: Vec<f32> = spreads.iter().map(|spread| spread.count).collect();
        let cut = |step: usize| {
            let threshold = low + (high - low) * step as f64 / (THRESHOLDS + 1) as f64;
            let below: Vec<f32> = spreads.iter().map(|spread| spread.below(threshold) as f32).collect();
            let above: Vec<f32> = all.iter().zip(&below).map(|(all, below)| all - below).collect();
            let share = below.iter().sum::<f32>() as f64 / self.seen as f64;
            let gain = entropy(&all) - share * entropy(&below) - (1.0 - share) * entropy(&above);
            Cut { gain, input, threshold, sides: [below, above] }
        };
        (low < high).then(|| (1..=THRESHOLDS).map(cut).reduce(|best, cut| if cut.gain > best.gain { cut } else { best })).flatten()
    }

    /// The cut to make, if enough was seen: not to cut at all gains nothing, and is one of the choices.
    fn best(&self) -> Option<Cut> {
        if self.classes.iter().filter(|count| **count > 0.0).count() < 2 {
            return None;
        }
        let mut cuts: Vec<Cut> = (0..self.ranges.len()).filter_map(|input| self.cut(input)).collect();
        cuts.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        let second = cuts.get(1).map_or(0.0, |cut| cut.gain).max(0.0);
        let range = (self.classes.len() as f64).log2();
        let bound = (range * range * (1.0 / CHANCE).ln() / (2.0 * self.seen as f64)).sqrt();
        let best = cuts.into_iter().next()?;
        (best.gain > 0.0 && (best.gain - second > bound || bound < TIE)).then_some(best)
    }
}

/// Bits of these counts.
fn entropy(counts: &[f32]) -> f64 {
    let all: f64 = counts.iter().map(|count| *count as f64).sum();
    let shares = counts.iter().map(|count| *count as f64 / all).filter(|share| *share > 0.0);
    if all > 0.0 { shares.map(|share| -share * share.log2()).sum() } else { 0.0 }
}

impl Tree {
    /// One leaf.
    pub fn new(sizes: &Sizes, grace: usize) -> Tree {
        let (features, classes) = (sizes.features, sizes.classes);
        Tree { nodes: vec![Node::Leaf(Leaf::new(vec![0.0; classes], features))], features, classes, grace }
    }

    fn leaf(&self, input: &[i16]) -> usize {
        let mut at = 0;
        while let Node::Split { input: of, threshold, below, above } = &self.nodes[at] {
            at = if input[*of] as f64 <= *threshold { *below } else { *above };
        }
        at
    }
}

impl Learner for Tree {
    fn predict(&mut self, input: &[i16]) -> usize {
        match &self.nodes[self.leaf(input)] {
            Node::Leaf(leaf) => leaf.say(input),
            Node::Split { .. } => 0,
        }
    }

    fn learn(&mut self, input: &[i16], label: usize) -> usize {
        let (at, count) = (self.leaf(input), self.nodes.len());
        let Node::Leaf(leaf) = &mut self.nodes[at] else { return 0 };
        let said = leaf.say(input);
        leaf.add(input, label);
        if leaf.seen - leaf.looked >= self.grace {
            leaf.looked = leaf.seen;
            if let Some(Cut { input, threshold, sides, .. }) = leaf.best() {
                self.nodes[at] = Node::Split { input, threshold, below: count, above: count + 1 };
                self.nodes.extend(sides.map(|classes| Node::Leaf(Leaf::new(classes, self.features))));
            }
        }
        said
    }

    /// Four bytes a number: of a leaf three a class and input, two an input, one a class and four; of a split four.
    fn bytes(&self) -> usize {
        let numbers = |node: &Node| match node {
            Node::Leaf(_) => 3 * self.classes * self.features + 2 * self.features + self.classes + 4,
            Node::Split { .. } => 4,
        };
        4 * self.nodes.iter().map(numbers).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entrain_model::rule::XorShift32;

    #[test]
    fn the_normal_distribution_and_entropy_are_known() {
        for (z, share) in [(0.0, 0.5), (1.0, 0.841_344_746), (-1.96, 0.024_997_895)] {
            assert!((normal(z) - share).abs() < 1e-7, "{z}");
        }
        assert_eq!((entropy(&[2.0, 2.0]), entropy(&[7.0, 0.0]), entropy(&[0.0, 0.0])), (1.0, 0.0, 0.0));
    }

    #[test]
    fn it_splits_at_the_input_that_tells() {
        let sizes = Sizes { features: 3, hidden: Vec::new(), classes: 2 };
        let (mut tree, mut random) = (Tree::new(&sizes, 50), XorShift32::new(1));
        let mut hits = 0;
        for sample in 0..2000 {
            let mut draw = || (random.next_u32() >> 24) as i16;
            let input = [draw(), draw(), draw()];
            let right = tree.learn(&input, usize::from(input[1] > 100)) == usize::from(input[1] > 100);
            hits += usize::from(right && sample >= 1000);
        }
        assert!(matches!(&tree.nodes[0], Node::Split { input: 1, threshold, .. } if (80.0..125.0).contains(threshold)));
        assert!(hits > 930, "{hits}");
        assert_eq!(
            tree.bytes(),
            4 * tree.nodes.iter().map(|node| if matches!(node, Node::Leaf(_)) { 18 + 6 + 2 + 4 } else { 4 }).sum::<usize>()
        );
    }

    #[test]
    fn noise_is_not_split() {
        let sizes = Sizes { features: 2, hidden: Vec::new(), classes: 2 };
        let (mut tree, mut random) = (Tree::new(&sizes, 50), XorShift32::new(5));
        for _ in 0..600 {
            let draw = random.next_u32();
            tree.learn(&[(draw & 255) as i16, (draw >> 8 & 255) as i16], (draw >> 31) as usize);
        }
        assert_eq!(tree.nodes.len(), 1);
    }
}
