//! The loops over a map, compiled once for each kind of machine, as those over dense weights are (`rule/kernels.rs`).

#[cfg(target_arch = "x86_64")]
use crate::rule::kernels::in_registers;
use crate::rule::kernels::{VECTOR, add_products, spread};
use crate::rule::matrix::{Block, Lanes};
use multiversion::multiversion;
use multiversion::target::match_target;

/// Channels of a block.
pub const CHANNELS: usize = 16;
/// Pixels whose D are in a block, one byte each.
pub const QUAD: usize = 4;
/// Inputs that are corrected at once: both columns of three blocks of weights.
pub const INPUTS: usize = 6;
/// Blocks of D after which a sum of 16 bits is not full yet: each adds two products of 255 at most.
const FULL: usize = 64;

/// D of four pixels for each of 16 channels: byte 4 c + p is channel c, pixel p.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub struct Signs(pub [u8; 64]);

/// What a map's corrections go through: blocks of D, and for each how far on its pixels are.
pub struct Corrections<'a> {
    /// The blocks in which some D is not 0.
    pub signs: &'a [Signs],
    /// First pixel of each, counted from the first one that an input has.
    pub at: &'a [u32],
    /// The inputs as bytes, those of channel after channel, with the padding.
    pub inputs: &'a [u8],
    /// What signed inputs were raised by to be bytes, times the sum of D: 0 for unsigned ones.
    pub raised: &'a Lanes,
}

/// What is taken from the weights: A is rounded and shifted by K, and the result kept within the ends.
#[derive(Clone, Copy)]
pub struct Taking {
    /// K.
    pub shift: u32,
    /// Smallest weight.
    pub low: i16,
    /// Largest weight.
    pub high: i16,
}

/// The steps at which some pixel of a tile sees something, tile after tile; `ends` has where each tile's end. Every 16 channels need them.
///
/// `taps` has how far on each tap is, `masks` for 64 pairs of channels at a time a bit a pair at each place of a plane.
pub fn live<const T: usize>(
    places: (&[u32], usize, usize),
    masks: &[u64],
    starts: &[[u32; T]],
    found: &mut Vec<u32>,
    ends: &mut Vec<usize>,
) {
    let (taps, pairs, plane) = places;
    found.clear();
    ends.clear();
    for starts in starts {
        for (tap, &on) in taps.iter().enumerate() {
            for (word, masks) in masks.chunks_exact(plane).enumerate() {
                let mut any = starts.iter().fold(0, |any, &start| any | masks[(start + on) as usize]);
                while any != 0 {
                    found.push((tap * pairs + word * 64) as u32 + any.trailing_zeros());
                    any &= any - 1;
                }
            }
        }
        ends.push(found.len());
    }
}

/// For each place of a plane a bit for each pair of channels that is not zero there.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn masks(pairs: &[[i16; 2]], plane: usize, masks: &mut [u64]) {
    masks.fill(0);
    for (pair, values) in pairs.chunks_exact(plane).enumerate() {
        let masks = &mut masks[pair / 64 * plane..][..plane];
        for (mask, &value) in masks.iter_mut().zip(values) {
            *mask |= ((bytemuck::cast::<[i16; 2], u32>(value) != 0) as u64) << (pair % 64);
        }
    }
}

/// 16 channels of each pixel become pixels of each channel: row c of `maps` is channel c.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn transpose(h: &[[i16; CHANNELS]], maps: &mut [i16]) {
    let pixels = h.len();
    for (part, h) in h.chunks(CHANNELS).enumerate() {
        let mut rows = [[0; CHANNELS]; CHANNELS];
        rows[..h.len()].copy_from_slice(h);
        // Four times row i beside row i + 8: a perfect shuffle each, of which four are a transposition.
        for _ in 0..CHANNELS.ilog2() {
            let before = rows;
            for i in 0..CHANNELS / 2 {
                (rows[2 * i], rows[2 * i + 1]) = shuffle(&before[i], &before[i + CHANNELS / 2]);
            }
        }
        for (map, row) in maps.chunks_exact_mut(pixels).zip(&rows) {
            map[part * CHANNELS..][..h.len()].copy_from_slice(&row[..h.len()]);
        }
    }
}

/// a0 b0 a1 b1 ..., in two halves.
#[inline(always)]
fn shuffle(a: &[i16; CHANNELS], b: &[i16; CHANNELS]) -> ([i16; CHANNELS], [i16; CHANNELS]) {
    let (mut low, mut high) = ([0; CHANNELS], [0; CHANNELS]);
    for i in 0..CHANNELS / 2 {
        (low[2 * i], low[2 * i + 1]) = (a[i], b[i]);
        (high[2 * i], high[2 * i + 1]) = (a[i + CHANNELS / 2], b[i + CHANNELS / 2]);
    }
    (low, high)
}

/// What a tile's sums go through: the steps, and which of them are live.
pub struct Walk<'a> {
    /// How far on the pair of inputs of each block is.
    pub steps: &'a [u32],
    /// The live ones, tile after tile.
    pub live: &'a [u32],
    /// Where those of each tile end.
    pub ends: &'a [usize],
}

/// sums = W x for 16 channels: for each tile of T pixels, over its live steps.
///
/// A step is a block of weights, 16 channels of two inputs, and how far on its pair of inputs is; `starts` has the first pair that
/// each pixel of a tile sees.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn multiply<const T: usize>(blocks: &[Block], walk: &Walk, inputs: &[[i16; 2]], starts: &[[u32; T]], sums: &mut [[Lanes; T]]) {
    let span = walk.steps.iter().max().map_or(0, |&last| last as usize + 1);
    let mut first = 0;
    for ((sums, starts), &end) in sums.iter_mut().zip(starts).zip(walk.ends) {
        let seen = starts.map(|start| &inputs[start as usize..start as usize + span]);
        let mut tile = [[0; CHANNELS]; T];
        for &at in &walk.live[first..end] {
            let (block, step) = (&blocks[at as usize], walk.steps[at as usize] as usize);
            for t in 0..T {
                add_products!(tile[t], block, spread(seen[t][step]));
            }
        }
        *sums = tile;
        first = end;
    }
}

/// h = clip((acc + 2^(R-1)) >> R, 0, 255) of 16 channels, and P: a number for each pixel in `cell_of`.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn quantise(sums: &[Lanes], first: &Lanes, shift: u32, cell_of: &[u16], h: &mut [[i16; CHANNELS]], cells: &mut [Lanes]) {
    cells.fill([0; CHANNELS]);
    for ((sums, h), &cell) in sums.iter().zip(h).zip(cell_of) {
        let cell = &mut cells[cell as usize];
        for c in 0..CHANNELS {
            let value = ((sums[c] + first[c]) >> shift).clamp(0, 255);
            h[c] = value as i16;
            cell[c] += value;
        }
    }
}

/// The sum of V P over a class: `part` products fit into 32 bits, or, where that is 0, not even one.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn project(code: &[[i16; CHANNELS]], cells: &[Lanes], part: usize) -> i64 {
    let mut sum = 0;
    if part == 0 {
        let products = |(code, cells): (&[i16; CHANNELS], &Lanes)| (0..CHANNELS).map(|c| code[c] as i64 * cells[c] as i64).sum::<i64>();
        return code.iter().zip(cells).map(products).sum();
    }
    for (code, cells) in code.chunks(part).zip(cells.chunks(part)) {
        let mut lanes = [0i32; CHANNELS];
        for (code, cells) in code.iter().zip(cells) {
            for c in 0..CHANNELS {
                lanes[c] += code[c] as i32 * cells[c];
            }
        }
        sum += lanes.iter().map(|&lane| lane as i64).sum::<i64>();
    }
    sum
}

/// d = sign(V_r - V_y), then V_y = min(V_y + u, top), V_r = max(V_r - u, -top) with u = (P + 2^zs) >> (1 + zs).
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn move_code(label: &mut [[i16; 16]], rival: &mut [[i16; 16]], cells: &[Lanes], (shift, top): (u32, i16), signal: &mut [Lanes]) {
    for (((label, rival), cells), signal) in label.iter_mut().zip(rival).zip(cells).zip(signal) {
        for c in 0..CHANNELS {
            let u = (cells[c] + (1 << shift)) >> (1 + shift);
            signal[c] = (rival[c] as i32 - label[c] as i32).signum();
            label[c] = (label[c] as i32 + u).min(top as i32) as i16;
            rival[c] = (rival[c] as i32 - u).max(-top as i32) as i16;
        }
    }
}

/// D of up to four pixels of 16 channels, where each pixel has its cell; adds D to `total`, and to `count` where it is not 0.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn signs(h: &[[i16; CHANNELS]], cell_of: &[u16], signal: &[Lanes], total: &mut Lanes, count: &mut Lanes) -> Signs {
    let mut lanes = [0i32; CHANNELS];
    for (p, (h, &cell)) in h.iter().zip(cell_of).enumerate() {
        let signal = &signal[cell as usize];
        for c in 0..CHANNELS {
            let d = if h[c] > 0 { signal[c] } else { 0 };
            total[c] += d;
            count[c] += d * d;
            lanes[c] |= (d & 0xff) << (8 * p);
        }
    }
    Signs(bytemuck::cast(lanes))
}

/// sum_c += D_c0 x_0 + D_c1 x_1 for each half of the quads of 16 channels.
macro_rules! add_signs {
    ($sums:expr, $signs:expr, $inputs:expr) => {{
        let (sums, signs, inputs): (&mut [i16; VECTOR], &[u8; 64], &[u8; 64]) = (&mut $sums, &$signs.0, &$inputs);
        match_target! {
            "x86_64+avx512vnni" => signs_in_registers!(sums, signs, inputs, [__m512i; 1], _mm512_maddubs_epi16, _mm512_add_epi16),
            "x86_64+avx2" => signs_in_registers!(sums, signs, inputs, [__m256i; 2], _mm256_maddubs_epi16, _mm256_add_epi16),
            "x86_64+sse4.1" => signs_in_registers!(sums, signs, inputs, [__m128i; 4], _mm_maddubs_epi16, _mm_add_epi16),
            _ => {
                for half in 0..VECTOR {
                    let product = |k: usize| inputs[2 * half + k] as i16 * signs[2 * half + k] as i8 as i16;
                    sums[half] += product(0) + product(1);
                }
            },
        }
    }};
}

/// `add_signs` with the registers and instructions of a machine. No product of two saturates: 2 x 255 fits into 16 bits.
#[cfg(target_arch = "x86_64")]
macro_rules! signs_in_registers {
    ($sums:expr, $signs:expr, $inputs:expr, [$register:ident; $count:literal], $products:ident, $add:ident) => {{
        use std::arch::x86_64::{$add, $products, $register};
        let (signs, inputs): ([$register; $count], [$register; $count]) = (bytemuck::cast(*$signs), bytemuck::cast(*$inputs));
        let mut sums: [$register; $count] = bytemuck::cast(*$sums);
        for part in 0..$count {
            sums[part] = $add(sums[part], $products(inputs[part], signs[part]));
        }
        *$sums = bytemuck::cast(sums);
    }};
}

/// Takes A from three blocks of weights of 16 channels; `starts` has the first byte that each of their inputs sees. How many weights
/// came to an end of their range.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn correct(blocks: &mut [Block], starts: &[[u32; INPUTS]], how: &Corrections, taking: Taking) -> u64 {
    let span = how.at.iter().max().map_or(0, |&last| last as usize + QUAD);
    let mut saturations = 0;
    for (blocks, starts) in blocks.chunks_mut(INPUTS / 2).zip(starts) {
        let seen = starts.map(|start| &how.inputs[start as usize..start as usize + span]);
        let mut sums = [[0i32; CHANNELS]; INPUTS];
        for (signs, at) in how.signs.chunks(FULL).zip(how.at.chunks(FULL)) {
            let mut parts = [[0i16; VECTOR]; INPUTS];
            for (signs, &at) in signs.iter().zip(at) {
                let at = at as usize;
                for t in 0..INPUTS {
                    let quad = u32::from_ne_bytes([seen[t][at], seen[t][at + 1], seen[t][at + 2], seen[t][at + 3]]);
                    add_signs!(parts[t], signs, bytemuck::cast::<[u32; 16], [u8; 64]>([quad; 16]));
                }
            }
            for t in 0..INPUTS {
                for c in 0..CHANNELS {
                    sums[t][c] += parts[t][2 * c] as i32 + parts[t][2 * c + 1] as i32;
                }
            }
        }
        for (block, sums) in blocks.iter_mut().zip(sums.as_chunks::<2>().0) {
            saturations += take(block, sums, how.raised, taking);
        }
    }
    saturations
}

/// Takes the rounded sums from a block; how many weights came to an end of their range.
#[inline(always)]
fn take(block: &mut Block, sums: &[Lanes; 2], raised: &Lanes, Taking { shift, low, high }: Taking) -> u64 {
    let half = (1i32 << shift) >> 1;
    let mut ended = [0i32; CHANNELS];
    for c in 0..CHANNELS {
        for (column, sums) in sums.iter().enumerate() {
            let old = block.0[2 * c + column] as i32;
            let new = (old - ((sums[c] - raised[c] + half) >> shift)).clamp(low as i32, high as i32);
            ended[c] += ((new != old) & ((new == low as i32) | (new == high as i32))) as i32;
            block.0[2 * c + column] = new as i16;
        }
    }
    ended.iter().sum::<i32>() as u64
}
