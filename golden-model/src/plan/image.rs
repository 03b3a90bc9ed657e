//! Memory images: weights as the memory words that the hardware holds.

use super::Plan;
use crate::rule::Model;

/// A memory word as 32-bit chunks, low chunk first.
pub type Word = Vec<u32>;

/// Packs values of `bits` bits into a word of `lanes` lanes, lane 0 in the low bits; lanes without a value are 0.
pub fn pack(values: &[i16], lanes: usize, bits: u32) -> Word {
    let mut word = Word::new();
    pack_into(&mut word, values, lanes, bits);
    word
}

/// `pack` into a word that is there already.
pub fn pack_into(word: &mut Word, values: &[i16], lanes: usize, bits: u32) {
    word.clear();
    word.resize((lanes * bits as usize).div_ceil(32), 0);
    for (lane, &value) in values.iter().enumerate() {
        let at = lane * bits as usize;
        let field = ((value as u16 as u64) & ((1 << bits) - 1)) << (at % 32);
        word[at / 32] |= field as u32;
        if field >> 32 != 0 {
            word[at / 32 + 1] |= (field >> 32) as u32;
        }
    }
}

/// The value in one lane of a word.
pub fn unpack(word: &[u32], lane: usize, bits: u32) -> i16 {
    let at = lane * bits as usize;
    let high = word.get(at / 32 + 1).copied().unwrap_or(0) as u64;
    let field = ((high << 32 | word[at / 32] as u64) >> (at % 32)) as u16;
    ((field << (16 - bits)) as i16) >> (16 - bits)
}

/// The memory words of one row of weights, or of one column.
pub fn pack_row(row: &[i16], lanes: usize, bits: u32) -> impl Iterator<Item = Word> + '_ {
    row.chunks(lanes).map(move |values| pack(values, lanes, bits))
}

/// Every weight memory's words, in the order of `Plan::host_memories`.
pub fn images(plan: &Plan, model: &Model) -> Vec<Vec<Word>> {
    let (mut images, mut codes) = (Vec::new(), Vec::new());
    for (plan, layer) in plan.learning().zip(&model.layers) {
        let mut own = plan.images(layer);
        codes.extend(own.split_off(plan.host_memories().len()));
        images.extend(own);
    }
    images.extend(codes);
    images
}

/// Puts weights into `model` from the words of every memory, in the order of `images`, which this undoes.
///
/// # Panics
/// Images of another plan.
pub fn fill(plan: &Plan, images: &[Vec<Word>], model: &mut Model) {
    assert_eq!(images.len(), plan.host_memories().len(), "an image of each memory");
    let weights = plan.learning().map(|layer| layer.host_memories().len()).sum();
    let (mut images, mut codes) = images.split_at(weights);
    for (plan, layer) in plan.learning().zip(&mut model.layers) {
        let (own, others) = images.split_at(plan.host_memories().len());
        let (code, other_codes) = codes.split_at(plan.code_memory(0).is_some() as usize);
        plan.engine.plan().fill(&[own, code].concat(), layer);
        (images, codes) = (others, other_codes);
    }
}

/// One memory's words as text for $readmemh.
pub fn hex(words: &[Word], width: u32) -> String {
    let digits = width.div_ceil(4) as usize;
    let line = |word: &Word| {
        let all: String = word.iter().rev().map(|chunk| format!("{chunk:08x}")).collect();
        format!("{}\n", &all[all.len() - digits..])
    };
    words.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn unpack_undoes_pack(values in prop::collection::vec(any::<i16>(), 1..20), bits in 4u32..=16) {
            let values: Vec<i16> = values.iter().map(|value| value >> (16 - bits)).collect();
            let word = pack(&values, values.len(), bits);
            for (lane, &value) in values.iter().enumerate() {
                prop_assert_eq!(unpack(&word, lane, bits), value);
            }
        }
    }

    #[test]
    fn fill_undoes_images() {
        for walk in ["row", "column"] {
            let text = format!(
                "[network]\nname = \"n\"\nclasses = 3\ninput = {{ shape = [7], format = \"s8\" }}\n[[layer]]\ntype = \"dense\"\nunits = 9\n\
                 lanes = 3\nwalk = \"{walk}\"\n[[layer]]\ntype = \"dense\"\nunits = 5\nlanes = 2\nwalk = \"row\"\n"
            );
            let network = crate::Network::parse(&text, std::path::Path::new("n.toml")).unwrap_or_else(|error| panic!("{error}"));
            let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
            let (mut from, mut to) = (Model::new(&plan), Model::new(&plan));
            from.layers[0].set(&(0..63).map(|at| at - 31).collect::<Vec<i16>>(), &[-4, -3, -2, -1, 0, 1, 2, 3, 4]);
            assert_ne!(from.hashes(), to.hashes());
            fill(&plan, &images(&plan, &from), &mut to);
            assert_eq!(from.hashes(), to.hashes());
        }
    }

    #[test]
    fn hex_digits_follow_the_width() {
        assert_eq!(hex(&[vec![0x0000_0abc, 0x1]], 36), "100000abc\n");
        assert_eq!(hex(&[vec![0xfff]], 12), "fff\n");
    }
}
