//! `entrain flash` without a board: openFPGALoader on a JTAG chain that is made of software (`xvc.rs`), iceprog on a
//! libftdi that is (`fake_ftdi.c`). What arrives must be the bitstream; what goes wrong must be told in one message.

use crate::common::program;
mod xvc;

use program::{program, wide};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use xvc::{Cable, Kind};

const ECP5: u32 = 0x4111_1043;
const GOWIN: u32 = 0x1100_481b;
const ENDLESS: usize = usize::MAX;

/// A project for a board, and files beside it.
struct Bench {
    folder: tempfile::TempDir,
}

/// What the program said.
#[derive(Debug)]
struct Said {
    ok: bool,
    text: String,
}

impl Bench {
    fn new(board: &str) -> Bench {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let network = format!(
            "[network]\nname = \"n\"\nclasses = 3\ninput = {{ shape = [6], format = \"u8\" }}\n\
             [[layer]]\ntype = \"dense\"\nunits = 8\n[weights]\nbits = 9\nfraction = 8\n[training]\nrate = 8\n[target]\nboard = \"{board}\"\n"
        );
        let bench = Bench { folder };
        bench.write("entrain.toml", network.as_bytes());
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap_or_else(|error| panic!("{error}"));
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("{error}"));
        path
    }

    fn flash(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
        let mut command = program();
        // --yes: a board that happens to be on the desk is not asked what it holds.
        command.arg("flash").arg(self.folder.path()).arg("--yes").args(arguments).envs(environment.iter().copied());
        let done = command.output().unwrap_or_else(|error| panic!("{error}"));
        let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        assert!(!text.contains("panicked"), "{text}");
        Said { ok: done.status.success(), text }
    }

    /// Loads the FPGA through a chain.
    fn load(&self, cable: &Cable, bitstream: &Path) -> Said {
        let (bitstream, port) = (bitstream.to_string_lossy().into_owned(), cable.port.to_string());
        self.flash(&["--ram", "--bitstream", &bitstream, "--", "-c", "xvc-client", "--ip", "127.0.0.1", "--port", &port], &[])
    }

    /// A board on USB whose device node exists, below `root`.
    fn usb(&self, vendor: &str, product: &str) -> PathBuf {
        for (name, text) in [("idVendor", vendor), ("idProduct", product), ("busnum", "1"), ("devnum", "7")] {
            self.write(&format!("root/sys/bus/usb/devices/1-2/{name}"), format!("{text}\n").as_bytes());
        }
        self.write("root/dev/bus/usb/001/007", b"")
    }

    /// iceprog with a libftdi of its own.
    fn iceprog(&self, bitstream: &Path, faults: &[(&str, &str)]) -> Said {
        let library = self.path("fake_ftdi.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flash/fake_ftdi.c");
        let compiled = Command::new("gcc").args(["-shared", "-fPIC", "-Wall", "-Werror", "-o"]).arg(&library).arg(source).status();
        assert!(compiled.is_ok_and(|status| status.success()));
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let (image, sys) = (text(self.path("flash.img")), text(self.path("root/sys/bus/usb/devices/1-2")));
        let library = text(library);
        let mut environment = vec![("LD_PRELOAD", library.as_str()), ("FAKE_FLASH", &image), ("FAKE_SYS", &sys)];
        environment.extend(faults);
        self.flash(&["--bitstream", &bitstream.to_string_lossy(), "--root", &text(self.path("root"))], &environment)
    }
}

/// Bytes that look like anything.
fn noise(count: usize) -> impl Iterator<Item = u8> {
    let step = |state: &mut u32| {
        *state ^= *state << 13;
        *state ^= *state >> 17;
        *state ^= *state << 5;
        Some(*state as u8)
    };
    std::iter::repeat_n((), count).scan(1u32, move |state, ()| step(state))
}

/// The start of an ECP5's bitstream, and contents.
fn ecp5(idcode: u32) -> (Vec<u8>, usize) {
    let comment = b"\xff\x00Part: LFE5U-25F-6CABGA381\x00";
    let mut bytes = comment.to_vec();
    bytes.extend([0xff, 0xff, 0xff, 0xbd, 0xb3, 0xff, 0xff, 0xff, 0xff, 0x3b, 0, 0, 0, 0xe2, 0, 0, 0]);
    bytes.extend(idcode.to_be_bytes());
    bytes.extend(noise(20_000));
    (bytes, comment.len())
}

/// A short bitstream of a Gowin device, as apycula writes them.
fn gowin(idcode: u32) -> String {
    let frames = 40u16;
    let mut lines = vec!["1".repeat(160), "1".repeat(16), "1010010111000011".into(), format!("00000110{}{idcode:032b}", "0".repeat(24))];
    lines.push(format!("00010000{:056b}", 0xae0000u64));
    lines.push(format!("0101000100000000{}", "1".repeat(48)));
    lines.extend(["00001011".to_string() + &"0".repeat(24), format!("1101001000000000{}{}", "1".repeat(16), "0".repeat(32))]);
    lines.extend(["00010010".to_string() + &"0".repeat(24), format!("0011101110000000{frames:016b}")]);
    let bytes: Vec<u8> = noise(frames as usize * 363).collect();
    lines.extend(bytes.chunks(363).map(|frame| frame.iter().map(|byte| format!("{byte:08b}")).collect()));
    lines.push("1".repeat(160));
    lines.extend([
        format!("00001010{:056b}", 0x7d1e),
        "1".repeat(64),
        "00001000".to_string() + &"0".repeat(24),
        "1".repeat(64),
        "1".repeat(16),
    ]);
    lines.join("\n") + "\n"
}

/// The start of an iCE40's bitstream, and contents, as many bytes as an UP5K takes.
fn ice40(bytes: usize) -> Vec<u8> {
    [&[0xff, 0, 0, 0xff, 0x7e, 0xaa, 0x99, 0x7e][..], &noise(bytes - 8).collect::<Vec<_>>()].concat()
}

#[test]
fn an_ecp5_gets_every_byte() {
    let bench = Bench::new("ulx3s-25f");
    let (bytes, comment) = ecp5(ECP5);
    let path = bench.write("a.bit", &bytes);
    let cable = Cable::start(Kind::Ecp5, ECP5, ENDLESS);
    let said = bench.load(&cable, &path);
    assert!(said.ok && said.text.contains("loaded, until power is lost, into ulx3s-25f"), "{said:?}");
    assert!(cable.bytes() == bytes[comment..], "{} bytes arrived of {}", cable.bytes().len(), bytes.len() - comment);
}

#[test]
fn a_gowin_device_gets_every_bit() {
    let bench = Bench::new("tangnano9k");
    let text = gowin(GOWIN);
    let path = bench.write("a.fs", text.as_bytes());
    let cable = Cable::start(Kind::Gowin, GOWIN, ENDLESS);
    let said = bench.load(&cable, &path);
    assert!(said.ok, "{said:?} {}", fs::read_to_string(bench.path("build/tangnano9k/flash.log")).unwrap_or_default());
    let bits: Vec<u8> = text.bytes().filter(|byte| *byte != b'\n').map(|byte| byte - b'0').collect();
    let bytes: Vec<u8> = bits.chunks(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
    assert!(cable.bytes() == bytes, "{} bytes arrived of {}", cable.bytes().len(), bytes.len());
}

#[test]
fn a_flash_gets_every_byte() {
    let bench = Bench::new("icebreaker");
    bench.usb("0403", "6010");
    let bytes = ice40(104_090);
    let path = bench.write("a.bin", &bytes);
    bench.write("flash.img", &vec![0x55; 200_000]); // something was there before
    let said = bench.iceprog(&path, &[]);
    assert!(said.ok && said.text.contains("104,090 bytes are in the flash of icebreaker (iceprog"), "{said:?}");
    let image = fs::read(bench.path("flash.img")).unwrap_or_else(|error| panic!("{error}"));
    assert!(image[..bytes.len()] == bytes);
    assert!(image[131_072..200_000].iter().all(|byte| *byte == 0x55), "more was erased than the bitstream's sectors");
}

#[test]
fn another_device_at_the_end_of_the_cable() {
    let bench = Bench::new("ulx3s-25f");
    let path = bench.write("a.bit", &ecp5(ECP5).0);
    let cable = Cable::start(Kind::Ecp5, 0x4111_3043, ENDLESS);
    let said = bench.load(&cable, &path);
    assert!(!said.ok && said.text.contains("the board at the other end of the cable is no ulx3s-25f: mismatch"), "{said:?}");
    assert!(cable.bytes().is_empty());
}

#[test]
fn a_connection_that_breaks() {
    let bench = Bench::new("ulx3s-25f");
    let path = bench.write("a.bit", &ecp5(ECP5).0);
    let cable = Cable::start(Kind::Ecp5, ECP5, 60_000);
    let said = bench.load(&cable, &path);
    assert!(!said.ok && said.text.contains("the connection to ulx3s-25f broke"), "{said:?}");
}

#[test]
fn a_board_unplugged_in_the_middle() {
    let bench = Bench::new("icebreaker");
    bench.usb("0403", "6010");
    let path = bench.write("a.bin", &ice40(104_090));
    let said = bench.iceprog(&path, &[("FAKE_UNPLUG", "60000")]);
    assert!(!said.ok && said.text.contains("icebreaker was unplugged while iceprog wrote to it"), "{said:?}");
    assert!(said.text.contains("half written: plug it in and run the same command again"), "{said:?}");
}

#[test]
fn a_flash_that_does_not_hold() {
    let bench = Bench::new("icebreaker");
    bench.usb("0403", "6010");
    let path = bench.write("a.bin", &ice40(104_090));
    let said = bench.iceprog(&path, &[("FAKE_WORN", "1")]);
    assert!(!said.ok && said.text.contains("does not hold what was written: Found difference"), "{said:?}");
}

#[test]
fn no_board_and_no_permission() {
    let bench = Bench::new("icebreaker");
    let path = bench.write("a.bin", &ice40(104_090));
    let said = bench.iceprog(&path, &[]);
    assert!(!said.ok && said.text.contains("no icebreaker is plugged in: nothing on USB has the id 0403:6010"), "{said:?}");
    assert!(!bench.path("flash.img").exists());
    let node = bench.usb("0403", "6010");
    let only = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap_or_else(|error| panic!("{error}"));
    only(&node, 0o444);
    only(bench.folder.path(), 0o777);
    // A copy that anybody may run, made by another process, which holds it open for nobody: the checkout may be in a private folder.
    let program = bench.path("entrain");
    assert!(Command::new("cp").arg(env!("CARGO_BIN_EXE_entrain")).arg(&program).status().is_ok_and(|status| status.success()));
    only(&program, 0o755);
    let mut command = wide(program);
    command
        .args(["flash", "--yes"])
        .arg(bench.folder.path())
        .args(["--bitstream", &path.to_string_lossy(), "--root"])
        .arg(bench.path("root"));
    if fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
        command.uid(65_534); // root may do everything
    }
    let done = command.output().unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&done.stderr);
    assert!(
        !done.status.success() && text.contains("icebreaker is plugged in, but this user may not write to /dev/bus/usb/001/007"),
        "{text}"
    );
    assert!(text.contains("70-entrain.rules") && text.contains("ATTR{idVendor}==\"0403\""), "{text}");
}

#[test]
fn files_that_are_for_something_else() {
    let bench = Bench::new("icebreaker");
    bench.usb("0403", "6010");
    let said = bench.flash(&[], &[]);
    assert!(!said.ok && said.text.contains("nothing was built in") && said.text.contains("entrain build"), "{said:?}");
    let cases: [(&str, Vec<u8>, &str); 4] = [
        ("other.bin", ice40(135_100), "is a bitstream for an iCE40 (135100 bytes); icebreaker has iCE40 UP5K (104090 bytes)"),
        ("other.bit", ecp5(ECP5).0, "is a bitstream for an ECP5 (JTAG id 41111043); icebreaker has iCE40 UP5K"),
        ("other.fs", gowin(GOWIN).into_bytes(), "is a bitstream for a Gowin device (JTAG id 1100481b)"),
        ("notes.txt", b"hello".to_vec(), "is no bitstream of an iCE40, an ECP5 or a Gowin device"),
    ];
    for (name, bytes, message) in cases {
        let path = bench.write(name, &bytes);
        let said = bench.iceprog(&path, &[]);
        assert!(!said.ok && said.text.contains(message), "{said:?}");
        assert!(!bench.path("flash.img").exists());
    }
    let said = bench.flash(&["--bitstream", "nowhere.bin"], &[]);
    assert!(!said.ok && said.text.contains("cannot read nowhere.bin"), "{said:?}");
}

#[test]
fn programs_that_cannot() {
    let bench = Bench::new("icebreaker");
    let path = bench.write("a.bin", &ice40(104_090)).to_string_lossy().into_owned();
    let said = bench.flash(&["--bitstream", &path, "--ram"], &[]);
    assert!(!said.ok && said.text.contains("no program can load the FPGA of icebreaker"), "{said:?}");
    let said = bench.flash(&["--bitstream", &path, "--tool", "fujprog"], &[]);
    assert!(!said.ok && said.text.contains("fujprog is no programmer of icebreaker"), "{said:?}");
    let said = bench.flash(&["--bitstream", &path], &[("PATH", "/nowhere")]);
    assert!(!said.ok && said.text.contains("iceprog is not installed"), "{said:?}");
}
