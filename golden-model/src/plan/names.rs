//! Names in the Verilog that others look for: in paths of instances the simulator, among the ports lockstep. The generator gives
//! them, so that they stand once.

use super::Role;

/// The instance of layer `layer`, 0 first, in the core.
pub fn layer(layer: usize) -> String {
    format!("layer{layer}")
}

/// The layer that the path of an instance goes through, its names divided by points.
pub fn layer_of(path: &str) -> Option<usize> {
    path.split('.').find_map(|name| name.strip_prefix("layer")?.parse().ok())
}

/// The core's port for what a layer shows as `trace_WHAT`.
pub fn trace(layer: usize, what: &str) -> String {
    format!("trace{layer}_{what}")
}

/// The rest of the name of a trace port for the writes to a memory: "w_addr".
pub fn tap(role: Role, what: &str) -> String {
    format!("{}_{what}", &role.name()[..1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_found_in_a_path() {
        assert_eq!(layer_of("serial.core.layer12.weights.block"), Some(12));
        assert_eq!(layer_of(&layer(3)), Some(3));
        assert_eq!((layer_of("layers.x"), layer_of("answer")), (None, None));
        assert_eq!(trace(1, &tap(Role::Biases, "old")), "trace1_b_old");
    }
}
