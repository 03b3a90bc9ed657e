//! The loops over the weights, compiled once for each kind of machine; the best one is chosen at run time.
//!
//! `multiversion` makes the copies and the choice. The loops are plain Rust that the compiler turns into vectors, but
//! for one: it does not find the instruction that adds two products (its own reordering of the additions hides them), so
//! that one is named. It is a safe function: it touches no memory.

use super::live::{Live, Step};
use super::matrix::{Block, Chance, Draws, Lanes, Masks};
use multiversion::multiversion;
use multiversion::target::match_target;

/// Numbers of 16 bits that a loop takes at once: a block.
pub const VECTOR: usize = 32;

/// sum_r += w_r0 a_0 + w_r1 a_1 for the 16 rows of a block.
macro_rules! add_products {
    ($sums:expr, $block:expr, $inputs:expr) => {{
        let (sums, block, inputs): (&mut [i32; 16], &[i16; VECTOR], &[i16; VECTOR]) = (&mut $sums, &$block.0, &$inputs.0);
        match_target! {
            "x86_64+avx512vnni" => in_registers!(sums, block, inputs, [__m512i; 1], _mm512_madd_epi16, _mm512_add_epi32),
            "x86_64+avx2" => in_registers!(sums, block, inputs, [__m256i; 2], _mm256_madd_epi16, _mm256_add_epi32),
            "x86_64+sse4.1" => in_registers!(sums, block, inputs, [__m128i; 4], _mm_madd_epi16, _mm_add_epi32),
            _ => {
                for row in 0..16 {
                    sums[row] += block[2 * row] as i32 * inputs[2 * row] as i32 + block[2 * row + 1] as i32 * inputs[2 * row + 1] as i32;
                }
            },
        }
    }};
}

/// `add_products` with the registers and instructions of a machine.
#[cfg(target_arch = "x86_64")]
macro_rules! in_registers {
    ($sums:expr, $block:expr, $inputs:expr, [$register:ident; $count:literal], $products:ident, $add:ident) => {{
        use std::arch::x86_64::{$add, $products, $register};
        let (weights, inputs): ([$register; $count], [$register; $count]) = (bytemuck::cast(*$block), bytemuck::cast(*$inputs));
        let mut sums: [$register; $count] = bytemuck::cast(*$sums);
        for part in 0..$count {
            sums[part] = $add(sums[part], $products(weights[part], inputs[part]));
        }
        *$sums = bytemuck::cast(sums);
    }};
}

pub(crate) use add_products;
#[cfg(target_arch = "x86_64")]
pub(crate) use in_registers;

/// Both columns' values for each of the 16 rows.
#[inline(always)]
pub fn spread([even, odd]: [i16; 2]) -> Block {
    let mut block = Block([0; 32]);
    for row in 0..16 {
        (block.0[2 * row], block.0[2 * row + 1]) = (even, odd);
    }
    block
}

/// sums = W a over tiles of G blocks; `live` are the pairs of columns to be looked at, `inputs` all of them.
///
/// S sums a row are kept apart until the end: an addition waits for the one before it, and G S of them do not.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn multiply<const G: usize, const S: usize>(blocks: &[Block], inputs: &[[i16; 2]], live: &[u32], sums: &mut [Lanes]) {
    let tiles = blocks.as_chunks::<G>().0.chunks_exact(inputs.len());
    for (sums, tile) in sums.as_chunks_mut::<G>().0.iter_mut().zip(tiles) {
        let mut apart = [[[0; 16]; G]; S];
        let (groups, rest) = live.as_chunks::<S>();
        for group in groups {
            for s in 0..S {
                let at = group[s] as usize;
                let (blocks, inputs) = (&tile[at], spread(inputs[at]));
                for g in 0..G {
                    add_products!(apart[s][g], blocks[g], inputs);
                }
            }
        }
        for &at in rest {
            let (blocks, inputs) = (&tile[at as usize], spread(inputs[at as usize]));
            for g in 0..G {
                add_products!(apart[0][g], blocks[g], inputs);
            }
        }
        for g in 0..G {
            for row in 0..16 {
                sums[g][row] = apart.iter().map(|apart| apart[g][row]).sum();
            }
        }
    }
}

/// h = clip((acc + 2^(R-1)) >> R, 0, 255), where the sum has room for the 2^(R-1).
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn quantise(sums: &[i32], shift: u32, h: &mut [i16]) {
    for (h, &sum) in h.iter_mut().zip(sums) {
        *h = ((sum + (1 << (shift - 1))) >> shift).clamp(0, 255) as i16;
    }
}

/// U+ and -U- of each input: `Dense::increments`, in 16 bits. All slices are as long, whole vectors.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn increments(inputs: &[i16], shift: u32, down: &mut [i16], up: &mut [i16]) {
    let half = 1 << (shift - 1);
    let vectors = inputs.as_chunks::<VECTOR>().0.iter().zip(down.as_chunks_mut::<VECTOR>().0).zip(up.as_chunks_mut::<VECTOR>().0);
    for ((inputs, down), up) in vectors {
        for k in 0..VECTOR {
            down[k] = (inputs[k] + half) >> shift;
            up[k] = -((inputs[k] + half - 1) >> shift);
        }
    }
}

/// Clears d where h = 0, but not where d < 0 and ((t + i) & RV) = 0; returns the rows that keep theirs and, of these, the dead.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn mask(signal: &mut [i32], h: &[i16], t: u32, revival: u32) -> (u64, u64) {
    let (mut rows, mut revivals) = (0u32, 0u32);
    for (row, (d, &h)) in (0u32..).zip(signal.iter_mut().zip(h)) {
        let dead = h == 0;
        let may_rise = (*d < 0) & (t.wrapping_add(row) & revival == 0);
        let kept = (*d != 0) & (!dead | may_rise);
        *d = if kept { *d } else { 0 };
        rows += kept as u32;
        revivals += (kept & dead) as u32;
    }
    (rows as u64, revivals as u64)
}

/// Corrects one block of rows, which is `stride` blocks from one pair of columns to the next.
///
/// Nearly always no new weight is at an end of its range or beyond. Only where one is, something is clipped and counted.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn correct(blocks: &mut [Block], stride: usize, masks: &Masks, steps: &[Step], (low, high): (i16, i16)) -> u64 {
    let (rows_down, rows_up) = (masks.down, masks.up);
    let inside = high.wrapping_sub(low).wrapping_sub(1) as u16;
    let mut saturations = 0;
    for step in steps {
        let (down, up) = (spread(step.down), spread(step.up));
        let weights = &mut blocks[step.at as usize * stride].0;
        let mut new = [0i16; 32];
        let mut any_at_end = false;
        for k in 0..32 {
            let taken = (rows_down.0[k] & down.0[k]) | (rows_up.0[k] & up.0[k]);
            new[k] = weights[k].saturating_sub(taken);
            any_at_end |= new[k].wrapping_sub(low).wrapping_sub(1) as u16 >= inside;
        }
        if any_at_end {
            let mut ended = [0i16; 32];
            for k in 0..32 {
                new[k] = new[k].max(low).min(high);
                ended[k] = ((new[k] != weights[k]) & ((new[k] == low) | (new[k] == high))) as i16;
            }
            saturations += ended.iter().sum::<i16>() as u64;
        }
        *weights = new;
    }
    saturations
}

/// As `correct`; how = (mode, K or S), see `Chance`.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn correct_by_chance(
    blocks: &mut [Block],
    stride: usize,
    draws: &Draws,
    input: &Live,
    (chance, shift): (Chance, u32),
    (low, high): (i16, i16),
) -> u64 {
    let (mut d, mut r) = ([0i32; 32], [0i32; 32]);
    for k in 0..32 {
        (d[k], r[k]) = (draws.signal[k / 2], draws.random[k / 2]);
    }
    let staircase = chance == Chance::Staircase;
    let mut saturations = 0;
    for &at in input.at() {
        let inputs = spread(input.pairs()[at as usize]);
        let weights = &mut blocks[at as usize * stride].0;
        let mut ended = [0i32; 32];
        for k in 0..32 {
            let (old, a) = (weights[k] as i32, inputs.0[k] as i32);
            let taken = if staircase { (d[k] * a + r[k]) >> shift } else { d[k] * ((a + r[k]) >> shift) };
            let new = (old - taken).max(low as i32).min(high as i32);
            ended[k] = ((new != old) & ((new == low as i32) | (new == high as i32))) as i32;
            weights[k] = new as i16;
        }
        saturations += ended.iter().sum::<i32>() as u64;
    }
    saturations
}

/// For which kind of machine the loops that run here were compiled.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn machine() -> &'static str {
    match_target! {
        "x86_64+avx512vnni" => "AVX-512",
        "x86_64+avx2" => "AVX2",
        "x86_64+sse4.1" => "SSE4.1",
        _ => "every machine of its kind",
    }
}

/// 32 N multiply-adds an input with nothing to wait for: the sums in registers, the rest in the nearest cache.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
pub fn peak<const N: usize>(sums: &mut [Lanes; N], weights: &[Block; N], inputs: &[Block]) {
    let mut local = *sums;
    for input in inputs {
        for n in 0..N {
            add_products!(local[n], weights[n], input);
        }
    }
    *sums = local;
}
