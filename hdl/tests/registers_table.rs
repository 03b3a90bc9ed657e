//! What `register_file` and `frame_registers` know of the registers is written from their table (`golden-model/src/plan/register_map.rs`), between the lines
//! "From the table of registers." and "End of the table." ENTRAIN_BLESS=1 writes it.

use entrain_model::plan::register_map::{ADDRESS_BITS, Access, IDENTITY, LEARNER_STEP, MAP_VERSION, Only, REGISTERS, Register};
use std::path::Path;

const BEGINS: &str = "    // From the table of registers.\n";
const ENDS: &str = "    // End of the table.\n";

fn constants() -> String {
    let address = |value: u32| format!("{ADDRESS_BITS}'h{value:03x}");
    let mut text = format!("    localparam [31:0] NAME = 32'h{IDENTITY:08x}, FORMAT = 32'd{MAP_VERSION};\n");
    text += &format!("    localparam [{}:0] STEP = {};\n", ADDRESS_BITS - 1, address(LEARNER_STEP));
    let always: Vec<&Register> = REGISTERS.iter().filter(|one| one.only == Only::All).collect();
    for registers in always.chunks(4) {
        let names: Vec<String> = registers.iter().map(|one| format!("AT_{} = {}", one.name, address(one.address))).collect();
        text += &format!("    localparam [{}:0] {};\n", ADDRESS_BITS - 1, names.join(", "));
    }
    text
}

/// Those that another block knows.
fn some(names: &str) -> String {
    let address = |value: u32| format!("{ADDRESS_BITS}'h{value:03x}");
    let find = |name: &str| REGISTERS.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("there is no register {name}")).address;
    let all: Vec<String> = names.split(' ').map(|name| format!("AT_{name} = {}", address(find(name)))).collect();
    let (high, step) = (ADDRESS_BITS - 1, address(LEARNER_STEP));
    let lines: Vec<String> = all.chunks(4).map(|some| format!("    localparam [{high}:0] {};\n", some.join(", "))).collect();
    format!("    localparam [{high}:0] STEP = {step};\n{}", lines.concat())
}

fn held(block: &str, begins: &str, constants: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/blocks/{block}.v"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    let (before, rest) = text.split_once(begins).expect("the block has a part of the table");
    let (_, after) = rest.split_once(ENDS).expect("which ends");
    let expected = format!("{before}{begins}{constants}{ENDS}{after}");
    if std::env::var_os("ENTRAIN_BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap_or_else(|error| panic!("{error}"));
    } else {
        assert!(text == expected, "{block}.v says something else than the table; ENTRAIN_BLESS=1 writes it");
    }
    let own = after.lines().filter(|line| line.contains("12'h") && !line.contains("NOWHERE = ")).count();
    assert_eq!(own, 0, "an address of its own");
}

#[test]
fn the_blocks_say_what_the_table_says() {
    held("bus/register_file", BEGINS, &constants());
    let names = "CONTROL HELD SLOWER MARGIN REVIVAL SAMPLES UPDATES";
    held("frames/frame_registers", &format!("    // From the table of registers: {names}\n"), &some(names));
    let names = "SLOWER SHARE PACE";
    held("bus/pace_registers", &format!("    // From the table of registers: {names}\n"), &some(names));
}

#[test]
fn addresses_are_whole_words_each_once() {
    let addresses: Vec<u32> = REGISTERS.iter().map(|register| register.address).collect();
    assert!(addresses.windows(2).all(|pair| pair[0] < pair[1]) && addresses.iter().all(|address| address % 4 == 0));
    for register in &REGISTERS {
        let mut free = 0;
        for field in register.fields {
            assert!(field.low >= free, "{}.{} lies on another field", register.name, field.name);
            free = field.low + 1;
        }
    }
}

/// The table of docs/integration.md.
fn page() -> String {
    let mut text = "\n| address | register | bits | access | |\n|---|---|---|---|---|\n".to_string();
    for register in &REGISTERS {
        let (name, address) = match register.each_learner {
            true => (format!("{}k", register.name), format!("{:03x} + {LEARNER_STEP:x} k", register.address)),
            false => (register.name.to_string(), format!("{:03x}", register.address)),
        };
        for field in register.fields {
            let access = match field.access {
                Access::Read => "read",
                Access::ReadWrite => "read, write",
                Access::WriteOne => "write 1",
            };
            let what = if register.fields.len() == 1 { name.clone() } else { format!("{name}.{}", field.name) };
            let low = if register.fields.len() == 1 { "all".to_string() } else { field.low.to_string() };
            let only = match register.only {
                Only::All => "",
                Only::Paced => "; only with a `pace`",
                Only::SelfPaced => "; only with `pace = \"self\"`",
            };
            text += &format!("| `{address}` | {what} | {low} | {access} | {}{only} |\n", field.why);
        }
    }
    text + "\n"
}

#[test]
fn the_page_says_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/integration.md");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    let (before, rest) = text.split_once("<!-- registers -->\n").expect("the page has a table");
    let (_, after) = rest.split_once("<!-- end of registers -->\n").expect("which ends");
    let expected = format!("{before}<!-- registers -->\n{}<!-- end of registers -->\n{after}", page());
    if std::env::var_os("ENTRAIN_BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap_or_else(|error| panic!("{error}"));
    } else {
        assert!(text == expected, "docs/integration.md says something else than the table; ENTRAIN_BLESS=1 writes it");
    }
}
