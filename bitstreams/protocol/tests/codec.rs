//! Whatever happens to the bytes of a frame, it comes out as it was or not at all, and the next one comes out.

use entrain_protocol::{Answer, Command, Decoder, FLAG, Frame, Identity, Refusal};
use proptest::prelude::*;

fn frames() -> impl Strategy<Value = Frame> {
    // Flags and escapes in every fourth byte, so that stuffing is worked hard.
    let byte = prop_oneof![3 => any::<u8>(), 1 => prop_oneof![Just(0x7d), Just(0x7e)]];
    let payload = prop::collection::vec(byte.clone(), 0..200);
    (byte.clone(), byte.clone(), byte, payload).prop_map(|(version, number, kind, payload)| Frame { version, number, kind, payload })
}

fn decode(line: &[u8]) -> Vec<Frame> {
    let mut decoder = Decoder::default();
    line.iter().filter_map(|&byte| decoder.push(byte)).flatten().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_sent_arrives(frames in prop::collection::vec(frames(), 1..5)) {
        let line: Vec<u8> = frames.iter().flat_map(Frame::encode).collect();
        prop_assert_eq!(decode(&line), frames);
    }

    #[test]
    fn flags_stand_at_the_ends_only(frame in frames()) {
        let line = frame.encode();
        let flags: Vec<usize> = (0..line.len()).filter(|&at| line[at] == FLAG).collect();
        prop_assert_eq!(flags, [0, line.len() - 1]);
    }

    #[test]
    fn any_noise_costs_only_the_frames_that_it_hits(noise in prop::collection::vec(any::<u8>(), 0..300), frame in frames()) {
        let mut line = noise;
        line.extend(frame.encode());
        let found = decode(&line);
        prop_assert_eq!(found.last(), Some(&frame));
    }

    #[test]
    fn a_damaged_frame_is_never_another_one(frame in frames(), at in any::<prop::sample::Index>(), kind in 0..4, flip in 1u8..) {
        let mut line = frame.encode();
        let at = at.index(line.len());
        match kind {
            0 => line[at] ^= flip,
            1 => { line.remove(at); }
            2 => line.insert(at, line[at]),
            _ => line.insert(at, flip),
        }
        // What still comes out is the frame: a doubled flag does no harm.
        prop_assert!(decode(&line).iter().all(|found| *found == frame));
    }

    #[test]
    fn a_frame_cut_short_is_none_and_the_next_one_arrives(frame in frames(), next in frames(), at in any::<prop::sample::Index>()) {
        let mut line = frame.encode();
        line.truncate(1 + at.index(line.len() - 2)); // with its last flag missing it would still be whole: the next one begins with a flag
        line.extend(next.encode());
        prop_assert_eq!(decode(&line), vec![next]);
    }

    #[test]
    fn identities_are_read_as_written(build_id in any::<u32>(), network in any::<u32>(), units in prop::collection::vec(any::<u16>(), 0..9), odd in any::<u8>()) {
        let identity = Identity {
            build_id, network, features: build_id as u16, classes: network as u16, word_bytes: odd, room: !(network as u16), abilities: odd & 1, units,
        };
        prop_assert_eq!(Identity::read(&identity.bytes()), Some(identity));
    }
}

#[test]
fn an_answer_is_read_only_for_its_own_command() {
    let command = Command::Learn { label: 1, values: vec![2] };
    assert_eq!(Answer::read(&command, &Frame::new(1, 0x83, vec![4, 0])), Some(Answer::Done(vec![4, 0])));
    assert_eq!(Answer::read(&command, &Frame::new(1, 0x82, vec![4, 0])), None);
    assert_eq!(Answer::read(&command, &Frame::new(1, 0xc3, vec![4])), Some(Answer::Refused(Refusal::NoSession)));
    assert_eq!(Answer::read(&command, &Frame { version: 7, ..Frame::new(1, 0xc3, vec![1]) }), Some(Answer::Refused(Refusal::Version(7))));
    assert_eq!(Answer::read(&command, &Frame::new(1, 0x03, vec![])), None); // an echo
}
