//! A stranger's table: what people have in one, made up.

use std::fmt::Write as _;
use std::path::Path;

/// Words of the column `shift`.
const SHIFTS: [&str; 3] = ["early", "late", "night"];

/// `rows` rows of two classes that flow and heat tell apart; also what is no input: a number, a constant, a remark, the machine.
pub fn write(path: &Path, rows: usize) {
    let mut text = "id,machine,flow,heat,shift,site,remark,state\n".to_string();
    for row in 0..rows {
        let ok = row % 2 == 0;
        // No generator of chance is needed: steps that do not divide each other.
        let (wobble, drift) = ((row * 7 % 11) as f64 / 11.0, (row * 5 % 13) as f64 / 13.0);
        let flow = if ok { 120.0 + 20.0 * wobble } else { 160.0 + 20.0 * drift };
        let heat = if ok { 0.2 + 0.1 * drift } else { 0.5 + 0.1 * wobble };
        let heat = if row % 20 == 7 { "NA".to_string() } else { format!("{heat:.3}") };
        let (shift, state) = (SHIFTS[row % 3], if ok { "ok" } else { "worn" });
        writeln!(text, "{},m{},{flow:.1},{heat},{shift},north,note {},{state}", 1000 + row, row / 6 % 8, row * row).expect("text");
    }
    std::fs::write(path, text).expect("a temporary folder");
}
