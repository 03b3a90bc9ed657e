//! Block RAMs and multipliers of designs after synthesis and packing, which are those of the plan: nothing else in the
//! hardware may become one.

use crate::common;

use common::Small;
use common::net::Net;
use serde_json::Value;

/// Inputs, format, classes, weight bits, rate, and of each layer units, lanes, walk: numbers of lanes that are no powers of
/// two, increments of many bits, readouts of several neurons at once.
type Shape = (usize, &'static str, usize, u32, u32, &'static [(usize, usize, &'static str)]);

const SHAPES: [Shape; 4] = [
    (64, "u8", 10, 12, 6, &[(32, 5, "row"), (16, 3, "row")]),
    (24, "s8", 7, 12, 8, &[(30, 5, "column"), (20, 3, "column")]),
    (40, "u8", 12, 9, 8, &[(36, 6, "column"), (24, 2, "row")]),
    (13, "s8", 5, 16, 10, &[(11, 3, "row"), (9, 1, "row"), (7, 1, "row")]),
];

fn text((inputs, format, classes, bits, rate, layers): &Shape) -> String {
    let layer = |(units, lanes, walk): &(usize, usize, &str)| {
        format!("[[layer]]\ntype = \"dense\"\nunits = {units}\nlanes = {lanes}\nwalk = \"{walk}\"\n")
    };
    format!(
        "[network]\nname = \"net\"\nclasses = {classes}\ninput = {{ shape = [{inputs}], format = \"{format}\" }}\n{}\
         [weights]\nbits = {bits}\n[training]\nrate = {rate}\n",
        layers.iter().map(layer).collect::<String>()
    )
}

/// Convolutions: one word of weights a tap and several, codes of one block RAM and of more, maps as they come and pixel by pixel.
fn seeing() -> [String; 2] {
    let net = |shape: &[usize], classes| Net::new(shape, "u8", classes).training("conv_margin", 16);
    [net(&[1, 12, 12], 10).conv(5, 3, 4, 2).text(), net(&[2, 6, 6], 3).conv(4, 3, 3, 4).pool().conv(6, 3, 2, 3).text()]
}

#[test]
#[ignore = "minutes: make test-full"]
fn nothing_but_what_was_planned_is_block_ram_or_multiplier() {
    for (name, rams, multipliers) in [
        ("icebreaker", &["ICESTORM_RAM"][..], &[("ICESTORM_DSP", 1.0)][..]),
        ("ulx3s-25f", &["DP16KD"], &[("MULT18X18D", 1.0)]),
        ("tangnano9k", &["BSRAM"], &[("MULT18X18", 1.0), ("MULT9X9", 0.5)]),
    ] {
        for text in SHAPES.iter().map(text).chain(seeing()) {
            let small = Small::of_text(&text, name);
            small.count().unwrap_or_else(|error| panic!("{name}: {error}"));
            let report: Value = serde_json::from_str(&small.text("count/pack.report.json")).unwrap_or_else(|error| panic!("{error}"));
            let used = |kind: &str| report["utilization"][kind]["used"].as_f64().unwrap_or(0.0);
            let taken = multipliers.iter().map(|(kind, share)| share * used(kind)).sum::<f64>().ceil() as usize;
            let blocks = rams.iter().map(|kind| used(kind)).sum::<f64>() as usize;
            let planned = (small.plan.block_rams(&small.board.device.resources), small.plan.multipliers());
            println!("{name}: {blocks} block RAMs, {taken} multipliers; planned {planned:?}");
            assert_eq!((blocks, taken), planned, "{name}: {text}");
        }
    }
}
