//! From the options to a scenario.

use super::{Around, Kind, Options, Second};
use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::network::Format;
use entrain_model::{Diagnostic, Network, Result};
use entrain_studies::drift::{Axis, AxisRotation, Change, ImageRotation, Scenario, channels};

/// The scenario that is asked for, or the one that fits the inputs.
pub fn kind(options: &Options, network: &Network) -> Kind {
    options.scenario.unwrap_or(match (network.input.format, network.input.shape.len()) {
        (Format::S8, _) if channels(&network.input.shape).0.is_multiple_of(3) => Kind::RotateAxes,
        (Format::U8, 2..) => Kind::RotateImage,
        _ => Kind::Invert,
    })
}

/// The phases of a scenario for one seed, and what happens, in words.
pub fn scenario(options: &Options, kind: Kind, network: &Network, data: &DataSet, seed: u32) -> Result<(Scenario, String)> {
    let changed = |change: Change, words: String| Ok((Scenario::changed(data, &change)?, words));
    let which = |channel: Option<usize>| channel.map_or("all inputs".to_string(), |channel| format!("channel {channel}"));
    match kind {
        Kind::RotateImage | Kind::RotateAxes => changed(rotation(options, kind, network)?, rotation_words(options, kind)),
        Kind::Invert => {
            let channel = options.channel.or((network.input.format == Format::S8).then_some(1));
            let change = Change::Invert(Change::inputs(network, channel)?, network.input.format);
            changed(change, format!("{} upside down", which(channel)))
        }
        Kind::Gain => {
            let (gain, offset) = (options.gain, options.offset);
            let inputs = Change::inputs(network, options.channel)?;
            let change =
                Change::Gain { inputs, gain: finite("--gain", gain)?, offset: finite("--offset", offset)?, format: network.input.format };
            changed(change, format!("{} times {gain} plus {offset}", which(options.channel)))
        }
        Kind::NewClass => {
            let names = network.class_names();
            let class = match &options.class {
                None => network.classes - 1,
                Some(asked) => named(asked, &names)?,
            };
            Ok((Scenario::new_class(data, class)?, format!("class {} is withheld, then comes alone, then among all", names[class])))
        }
        Kind::WrongLabels => {
            let words = format!("{} % of the labels are wrong", 100.0 * options.wrong);
            Ok((Scenario::wrong_labels(data, options.wrong, network.classes, seed)?, words))
        }
        Kind::TwoTasks => Err(Diagnostic::new("two tasks have no phases")),
    }
}

/// A class by its name, or by its number where none is called so.
fn named(asked: &str, names: &[String]) -> Result<usize> {
    let number = || asked.parse().ok().filter(|class| *class < names.len());
    names.iter().position(|name| name == asked).or_else(number).ok_or_else(|| {
        let message = format!("there is no class {asked}");
        let numbered = names.iter().enumerate().all(|(class, name)| *name == class.to_string());
        let known = if numbered { format!("0 to {}", names.len() - 1) } else { names.join(", ") };
        Diagnostic::new(message).help(format!("classes are {known}"))
    })
}

/// The second task, and what it is, in words.
pub fn second(options: &Options, network: &Network, data: &DataSet) -> Result<(DataSet, String)> {
    let changed = |change: Change| DataSet { train: change.samples(&data.train), test: change.samples(&data.test) };
    Ok(match options.second {
        Second::Permuted => (changed(Change::permutation(network, 1)), "the inputs permuted".into()),
        Second::Inverted => (changed(Change::Invert(0..network.features(), network.input.format)), "the inputs upside down".into()),
        Second::Rotated => {
            let kind = if network.input.format == Format::S8 { Kind::RotateAxes } else { Kind::RotateImage };
            (changed(rotation(options, kind, network)?), rotation_words(options, kind))
        }
        Second::Relabelled => {
            let next = |samples: &Samples| {
                let mut renamed = Samples::new(samples.features());
                samples.iter().for_each(|(input, label)| renamed.push(input, (label + 1) % network.classes));
                renamed
            };
            (DataSet { train: next(&data.train), test: next(&data.test) }, "the same inputs, each class called the next".into())
        }
    })
}

fn rotation(options: &Options, kind: Kind, network: &Network) -> Result<Change> {
    let degrees = finite("--degrees", options.degrees)?;
    if kind == Kind::RotateImage {
        return Ok(Change::Image(ImageRotation::new(network, degrees)?));
    }
    let around = match options.axis {
        Around::X => Axis::X,
        Around::Y => Axis::Y,
        Around::Z => Axis::Z,
    };
    Ok(Change::Axes(AxisRotation::new(network, degrees, around, &options.axis_scale)?))
}

fn rotation_words(options: &Options, kind: Kind) -> String {
    let degrees = options.degrees;
    match kind {
        Kind::RotateImage => format!("images turned by {degrees} degrees"),
        _ => format!("the sensor turned by {degrees} degrees around {}", format!("{:?}", options.axis).to_lowercase()),
    }
}

fn finite(option: &str, value: f64) -> Result<f64> {
    match value.is_finite() {
        true => Ok(value),
        false => Err(Diagnostic::new(format!("{option} {value} is not usable")).help("a finite number")),
    }
}
