use entrain_model::{Network, Plan};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n = Network::load(std::path::Path::new(&a[1])).unwrap_or_else(|e| panic!("{e}"));
    let p = Plan::new(&n, None).unwrap_or_else(|e| panic!("{e}"));
    let d = entrain_hdl::emit::write(&p.name, entrain_hdl::core(&p, entrain_hdl::Options { trace: a.len() > 3, start: false }));
    for (f, t) in &d.files {
        std::fs::write(format!("{}/{f}", a[2]), t).unwrap();
    }
}
