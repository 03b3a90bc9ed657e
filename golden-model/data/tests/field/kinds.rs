//! Ways to write a table.

use super::*;

/// The rows that most of the files have.
const PLAIN: &str = "a,b,label\n-90,80,0\n90,-80,1\n";
const PLAIN_DECIMALS: &str = "a,b,label\n-90.5,80.1,0\n90.5,-80.1,1\n";

fn recognised(loaded: &Loaded) -> String {
    loaded.report.files.iter().map(|file| file.what.clone()).collect::<Vec<_>>().join("; ")
}

#[test]
fn separators_encodings_and_line_ends() {
    for (file, plain, words) in [
        ("semicolon_decimal_comma.csv", PLAIN_DECIMALS, "separated by semicolons, UTF-8, decimals after a comma"),
        ("decimal_quoted.csv", PLAIN_DECIMALS, "separated by commas, UTF-8, decimals after a comma"),
        ("tabs.csv", PLAIN, "separated by tabs"),
        ("blanks.csv", PLAIN, "separated by blanks"),
        ("savetxt.csv", PLAIN, "separated by blanks"),
        ("pipes.csv", PLAIN, "separated by pipes"),
        ("comments.csv", PLAIN, "names of columns in line 3"),
        ("sep_line.csv", PLAIN, "separated by commas"),
        ("cr_only.csv", PLAIN, "names of columns in line 1"),
        ("latin1.csv", PLAIN, "windows-1252"),
        ("utf16.csv", PLAIN, "UTF-16LE"),
    ] {
        let (found, wanted) = (loaded(file, ""), text(plain, "").unwrap_or_else(|error| panic!("{error}")));
        assert_eq!(list(&found.data.train), list(&wanted.data.train), "{file}");
        let net = network(&field(), 2, 2, "", "train = \"tabs.csv\"");
        assert_eq!(hashes(&net, &found.data), hashes(&net, &wanted.data), "{file}");
        assert!(recognised(&found).contains(words), "{file}: {}", recognised(&found));
        assert_eq!(found.report.label.as_deref(), Some("label"), "{file}");
    }
}

#[test]
fn what_is_recognised_can_be_said() {
    for (file, more) in [
        ("semicolon_decimal_comma.csv", "separator = \";\"\ndecimal = \",\"\nheader = true"),
        ("latin1.csv", "encoding = \"latin1\""),
        ("utf16.csv", "encoding = \"utf-16le\""),
        ("blanks.csv", "separator = \"blanks\"\ncolumns = [\"x\", \"y\", \"label\"]"),
        ("headerless.csv", "header = false\nlabel = \"3\""),
    ] {
        assert_eq!(list(&loaded(file, more).data.train)[1].1, 1, "{file}");
    }
    assert!(refused("pipes.csv", "separator = \";\"").contains("0 columns beside the label"));
    assert!(text("// x\n1,2,0\n3,4,1\n", "comment = \"//\"").is_ok_and(|loaded| loaded.data.train.len() == 2));
    let unknown = "[network]\nname = \"net\"\nclasses = 2\ninput = { shape = [2], format = \"s8\" }\n[[layer]]\ntype = \"dense\"\nunits = 8\n[data]\ntrain = \"a.csv\"\nencoding = \"latin-one\"\n";
    let error = Network::parse(unknown, Path::new("entrain.toml")).map_or_else(|error| error.to_string(), |_| String::new());
    assert!(error.contains("encoding \"latin-one\" is not known") && error.contains("windows-1252"), "{error}");
}

#[test]
fn rows_without_a_header_are_rows() {
    let found = loaded("headerless.csv", "");
    assert_eq!(list(&found.data.train), [(vec![-90, 80], 0), (vec![90, -80], 1), (vec![-91, 79], 0)]);
    assert!(recognised(&found).contains("no header"));
    // A gap in the first row does not make it a header.
    let folder = field();
    let net = |more: &str| network(&folder, 3, 2, "", &format!("train = \"headerless_gap.csv\"\n{more}"));
    let message = Loaded::new(&net("")).expect_err("a gap").to_string();
    assert!(
        message.contains("headerless_gap.csv:1: column 2: \"NA\" is not a finite number") && message.contains("missing = \"drop\""),
        "{message}"
    );
    assert_eq!(Loaded::new(&net("missing = \"drop\"")).map(|loaded| loaded.data.train.len()).ok(), Some(2));
}

#[test]
fn a_counter_without_a_name_is_no_input() {
    let found = loaded("index_column.csv", "");
    assert_eq!(list(&found.data.train)[3], (vec![91, -79], 1));
    assert_eq!(found.report.index_column.as_deref(), Some("column 1"));
    assert!(warning(&found, "index_column").contains("probably an index and not taken"));
    assert!(recognised(&found).contains("column 1 counts the rows and is no input"));
}

#[test]
fn gaps_are_refused_dropped_or_filled() {
    assert!(refused("missing_values.csv", "").starts_with("error: missing_values.csv:2: column \"b\": \"NA\" is not a finite number"));
    let dropped = loaded("missing_values.csv", "missing = \"drop\"");
    assert_eq!(list(&dropped.data.train), [(vec![90, -80], 1), (vec![91, -79], 1)]);
    assert_eq!(dropped.report.dropped_rows, 2);
    assert_eq!(kinds_of(&dropped)[..2], ["one_class", "class_without_training_rows"]);
    let filled = loaded("missing_values.csv", "missing = \"median\"");
    assert_eq!(list(&filled.data.train), [(vec![-90, -79], 0), (vec![90, -80], 1), (vec![90, 79], 0), (vec![91, -79], 1)]);
    assert_eq!(filled.report.filled_values, 2);
    // The median is that of the training rows alone.
    let split = text("a,b,label\n1,2,0\n3,4,1\n,6,0\n100,8,1\n", "missing = \"median\"\nrows = { train = 2 }");
    assert_eq!(split.map(|loaded| loaded.data.test.get(0).0.to_vec()).ok(), Some(vec![2, 6]));
}

#[test]
fn what_stands_around_a_table() {
    let plain = list(&text(PLAIN, "").expect("plain").data.train);
    for around in [
        "measured by hand\na,b,label\n-90,80,0\n90,-80,1\n",
        "a,b,label\n---,---,---\n-90,80,0\n90,-80,1\n",
        "a,b,label\nmV,g,\n-90,80,0\n90,-80,1\n",
        "a,b,label\n-90,80,0\na,b,label\n90,-80,1\n",
        "a,b,label,\n-90,80,0,\n90,-80,1,\n",
        "a,b,label\n-90,80,0,\n90,-80,1,\n",
        "a,b,label\r\n-90,80,0\r\n90,-80,1\r\n,,\r\n",
        "2,2,no,yes\n-90,80,0\n90,-80,1\n",
        "| a | b | label |\n|---|---|---|\n| -90 | 80 | 0 |\n| 90 | -80 | 1 |\n",
        "\"a\nin mV\",\"b\",\"label\"\n-90,80,0\n90,-80,1\n",
        "a b label\nr1 -90 80 0\nr2 90 -80 1\n",
        "\u{feff}a;b;label\n\"-90\";\"80\";0\n90;-80;1",
    ] {
        let found = text(around, "").unwrap_or_else(|error| panic!("{around}: {error}"));
        assert_eq!(list(&found.data.train), plain, "{around}");
    }
}

#[test]
fn counts_in_as_many_cells_as_a_row_are_no_row() {
    let folder = folder(&[("a.csv", b"3,4,setosa,versicolor,virginica\n1,2,3,4,0\n5,6,7,8,1\n9,10,11,12,2\n")]);
    let found = Loaded::new(&network(folder.path(), 4, 3, "", "train = \"a.csv\"")).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.data.train.len(), 3);
    assert!(recognised(&found).contains("1 line left out above it"));
}

#[test]
fn doubtful_lines_are_refused() {
    for (doubtful, message) in [
        ("1,2\n-90,80,0\n90,-80,1\n5,6,1\n", "2 columns; the rows below have 3"),
        ("a,b,label\n-90,80,0\n90,-80\n", "2 columns; the header has 3"),
        ("a,b,label\n-90,\"80,0\n90,-80,1\n", "a quote opens in this line"),
        ("a,b,label\n-90,80,0\n90,x,1\n", "\"x\" is not a finite number"),
    ] {
        let error = text(doubtful, "").err().map_or_else(|| panic!("{doubtful}"), |error| error.to_string());
        assert!(error.contains(message), "{error}");
    }
}

/// Rows as public sets have them: none of them gets lost to a header.
#[test]
fn tables_as_others_ship_them() {
    let rows = |row: &dyn Fn(usize) -> String| (1..=12).map(|index| row(index) + "\n").collect::<String>();
    for (table, inputs, more) in [
        (rows(&|i| format!("{},{i}.5,{}.25", i % 3 + 1, 30 - i)), 2, "label = \"1\""),
        (rows(&|i| format!("{}\t{i}.5\t{}.25", i % 3 + 1, 30 - i)), 2, "label = \"1\""),
        (rows(&|i| format!("84{i}7,{},{i}.5,{}", ["B", "M", "N"][i % 3], 30 - i)), 2, "label = \"2\"\nignore = [\"1\"]"),
        (rows(&|i| format!("{i}.5,{}.25,Iris-{}", 30 - i, ["setosa", "versicolor", "virginica"][i % 3])) + "\n", 2, ""),
        (format!("\"mpg\" \"cyl\" \"kind\"\n{}", rows(&|i| format!("\"Mazda RX{}\" {i} {} \"{}\"", 4 * i, 30 - i, i % 3))), 2, ""),
        (
            format!(
                "\u{feff}Temperatur;Druck;Zustand;\r\n{}",
                rows(&|i| format!("{i},5;1{i},25;{};\r", ["gut", "mittel", "schlecht"][i % 3]))
            ),
            2,
            "",
        ),
        (rows(&|i| format!("   {i}.0000e+00  -2.{i}000e+00   {}", i % 3)), 2, ""),
        (format!("Logger 2.1\nSerial;12345\n\na;b;label\n[s];[mV];[-]\n{}", rows(&|i| format!("{i},5;{};{}", 30 - i, i % 3))), 2, ""),
        (format!(";a;b;label\n{}", rows(&|i| format!(";{i};{};{}", 30 - i, i % 3))), 2, ""),
        (format!("400.5,401,label\n{}", rows(&|i| format!("{i},{},{}", 30 - i, i % 3))), 2, "label = \"label\""),
        (format!("\"quality of it\";\"b\";\"label\"\n{}", rows(&|i| format!("{i}.4;0.{};{}", 30 - i, 3 + i % 3))), 2, ""),
    ] {
        let folder = folder(&[("a.csv", table.as_bytes())]);
        let found = Loaded::new(&network(folder.path(), inputs, 3, "", &format!("train = \"a.csv\"\n{more}")))
            .unwrap_or_else(|error| panic!("{table}{error}"));
        assert_eq!(found.report.train_rows, [4, 4, 4], "{table}");
    }
}

#[test]
fn lines_of_types_under_the_header_are_no_rows() {
    let found = text("a\tb\tkind\nc\td\td\n\t\tclass\n1\t2\tx\n3\t4\ty\n", "").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(list(&found.data.train), [(vec![1, 2], 0), (vec![3, 4], 1)]);
    assert!(found.report.files[0].what.contains("two lines of types under it left out"), "{}", found.report.files[0].what);
    // Words under a header are rows all the same where nothing below them says what they are.
    let words = text("a,b,kind\n1,2,c\n3,4,d\n", "").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(words.data.train.len(), 2);
}
