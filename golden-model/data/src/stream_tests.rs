//! Streams read no further than the block they are asked for.

use super::*;
use crate::array::{Pairs, Role};
use crate::form::Purpose;
use crate::idx;
use crate::open::Bytes;
use crate::reader::Reader;
use crate::records::Look;
use crate::table::{Job, Table};
use entrain_model::network::{Columns, Missing, Reading};
use flate2::Compression;
use flate2::bufread::{GzEncoder, MultiGzDecoder};
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What the readers between a file and a row may hold: their buffers.
const BUFFERS: u64 = 4 << 16;

fn network(inputs: usize) -> Network {
    let text = format!(
        "[network]\nname = \"net\"\nclasses = 4\ninput = {{ shape = [{inputs}], format = \"u8\" }}\n[[layer]]\ntype = \"dense\"\nunits = 8\n"
    );
    Network::parse(&text, Path::new("entrain.toml")).expect("a valid network")
}

/// A file that is made up while it is read, and counts the bytes handed out.
struct Generated<F> {
    part: F,
    index: u64,
    ready: Vec<u8>,
    given: usize,
    total: Arc<AtomicU64>,
}

/// `part` makes the parts of the file by their numbers; an empty one ends it.
fn generate<F: FnMut(u64) -> Vec<u8>>(part: F) -> (Generated<F>, Arc<AtomicU64>) {
    let total = Arc::new(AtomicU64::new(0));
    (Generated { part, index: 0, ready: Vec::new(), given: 0, total: total.clone() }, total)
}

impl<F: FnMut(u64) -> Vec<u8>> Read for Generated<F> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.given == self.ready.len() {
            (self.ready, self.given) = ((self.part)(self.index), 0);
            self.index += 1;
        }
        let count = (&self.ready[self.given..]).read(into)?;
        self.given += count;
        self.total.fetch_add(count as u64, Relaxed);
        Ok(count)
    }
}

/// A table without anything said about it.
fn table(name: &str, bytes: Bytes, network: &Network) -> Box<dyn Reader> {
    let (columns, reading) = (Columns::default(), Reading::default());
    let job = Job {
        columns: &columns,
        reading: &reading,
        missing: Missing::Refuse,
        class: None,
        apart: None,
        group: None,
        form: None,
        purpose: Purpose::default(),
        lenient: false,
        look: Look::default(),
        window: None,
    };
    Box::new(Table::new(name.into(), bytes, &job, network).expect("a good header"))
}

fn stream(reader: Box<dyn Reader>, train_rows: Option<usize>, network: &Network, block: usize) -> Stream {
    Stream::new(Rows::new(reader, train_rows, network), Side::Train, block, network)
}

/// Values without a pattern that a packer could use.
fn value(index: u64) -> u8 {
    let mixed = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 56) as u8
}

fn csv(rows: u64, inputs: u64) -> (Bytes, Arc<AtomicU64>) {
    let header = (0..inputs).map(|column| format!("f{column},")).collect::<String>() + "label\n";
    let line = move |row: u64| (0..inputs).map(|column| format!("{:03},", value(row * inputs + column))).collect::<String>();
    let (file, total) = generate(move |part| match part {
        0 => header.clone().into_bytes(),
        part if part <= rows => format!("{}{}\n", line(part), part % 4).into_bytes(),
        _ => Vec::new(),
    });
    (Box::new(file), total)
}

#[test]
fn a_csv_of_50_mb_is_read_block_by_block() {
    let (rows, inputs) = (50_000u64, 256u64);
    let network = network(inputs as usize);
    let (bytes, total) = csv(rows, inputs);
    let reader = table("big.csv", bytes, &network);
    let (mut seen, line) = (0, inputs * 4 + 2);
    for block in stream(reader, None, &network, 100) {
        let block = block.expect("good rows");
        assert_eq!(block.len(), 100);
        assert_eq!(block.get(7).0[3], value((seen + 8) * inputs + 3) as i16);
        assert_eq!(block.get(7).1 as u64, (seen + 8) % 4);
        seen += block.len() as u64;
        let read = total.load(Relaxed);
        assert!(read <= seen * line + BUFFERS, "{read} bytes are read for {seen} rows of {line}");
    }
    assert_eq!(seen, rows);
    assert!(total.load(Relaxed) > 50_000_000);
}

#[test]
fn a_packed_idx_file_is_read_block_by_block() {
    let (rows, inputs) = (5_000u32, 784u32);
    let network = network(inputs as usize);
    let header = move || [&[0, 0, 8, 2][..], &rows.to_be_bytes(), &inputs.to_be_bytes()].concat();
    let image = move |row: u64| (0..inputs as u64).map(|pixel| value(row * inputs as u64 + pixel)).collect::<Vec<u8>>();
    let (images, _) = generate(move |part| match part {
        0 => header(),
        part if part <= rows as u64 => image(part),
        _ => Vec::new(),
    });
    // Packed and unpacked again while it is read; what is counted is the packed file.
    let mut packer = GzEncoder::new(BufReader::new(images), Compression::fast());
    let (packed, total) = generate(move |_| {
        let mut part = Vec::new();
        packer.by_ref().take(4096).read_to_end(&mut part).map(|_| part).expect("made up")
    });
    let unpacked: Bytes = Box::new(BufReader::new(MultiGzDecoder::new(BufReader::new(packed))));
    let labels = [&[0, 0, 8, 1][..], &rows.to_be_bytes(), &vec![3; rows as usize]].concat();
    let inputs_array = idx::array("i.gz".into(), unpacked, Role::Inputs, &network).expect("a good header");
    let labels = idx::array("l".into(), Box::new(std::io::Cursor::new(labels)), Role::Labels, &network).expect("a good header");
    let pairs = Pairs::new(inputs_array, labels).expect("as many labels");
    let mut seen = 0;
    for block in stream(Box::new(pairs), None, &network, 1000) {
        let block = block.expect("good rows");
        assert_eq!(block.get(999).0[783], value((seen + 1000) * 784 + 783) as i16);
        seen += block.len() as u64;
        // Noise does not become smaller by packing: deflate stores it with a few bytes more.
        let read = total.load(Relaxed);
        assert!(read <= seen * 784 * 101 / 100 + BUFFERS, "{read} packed bytes are read for {seen} rows");
    }
    assert_eq!(seen, rows as u64);
    assert!(total.load(Relaxed) > 3_900_000);
}

#[test]
fn training_rows_end_a_stream_before_the_file_ends() {
    let network = network(2);
    let (bytes, total) = csv(1_000_000, 2);
    let reader = table("a.csv", bytes, &network);
    let blocks: Vec<usize> = stream(reader, Some(25), &network, 10).map(|block| block.expect("good rows").len()).collect();
    assert_eq!(blocks, [10, 10, 5]);
    assert!(total.load(Relaxed) <= BUFFERS);
}

#[test]
fn nothing_follows_an_error() {
    let network = network(2);
    let text = "a,b,label\n1,2,0\n1,2,0\n1,x,0\n1,2,0\n";
    let reader = table("a.csv", Box::new(text.as_bytes()), &network);
    let mut stream = stream(reader, None, &network, 2);
    assert_eq!(stream.next().and_then(|block| block.ok()).map(|block| block.len()), Some(2));
    let error = stream.next().and_then(|block| block.err()).map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some("error: a.csv:4: column \"b\": \"x\" is not a finite number"));
    assert!(stream.next().is_none());
}
