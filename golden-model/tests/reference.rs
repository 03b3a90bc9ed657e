//! Bit-exactness against the independent reference of the integer rule (numpy).

use entrain_model::data::DataSet;
use entrain_model::train::train;
use entrain_model::{Model, Network, Plan};
use std::path::Path;

fn digits() -> Network {
    Network::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml")).expect("the example is valid")
}

#[test]
fn digits_equal_the_reference_after_two_epochs() {
    let network = digits();
    let plan = Plan::new(&network, None).expect("digits can be planned");
    let data = DataSet::load(&network).expect("digits are shipped");
    let mut model = Model::new(&plan);
    let history = train(&mut model, &plan, &data, 2, &mut |_| {});
    assert_eq!(model.hashes(), [0x1f06_b5bb, 0x8022_a2da]);
    assert_eq!(format!("{:.2}", 100.0 * history[1].test_accuracy.unwrap_or(0.0)), "88.22");
}
