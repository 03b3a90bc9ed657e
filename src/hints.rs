//! Commands that a message names, made such that they can be copied: with the path and the board that this command was given.

use clap::{ArgMatches, Command};
use std::path::PathBuf;
use std::sync::OnceLock;

/// What was given on the command line, and which verbs take it.
struct Given {
    /// The project, as the shell takes it; empty for the folder at hand.
    path: String,
    /// `--board`.
    board: Option<String>,
    /// The verbs on a project: those that take both.
    verbs: Vec<String>,
}

static GIVEN: OnceLock<Given> = OnceLock::new();

/// How a message writes a command.
const BEGINNING: &str = "`entrain ";

/// Keeps what this process was given; `command` knows the verbs.
pub fn remember(command: &Command, matches: &ArgMatches) {
    let Some((_, verb)) = matches.subcommand() else { return };
    let path = verb.try_get_one::<PathBuf>("path").ok().flatten().map(|path| path.display().to_string()).unwrap_or_default();
    let board = verb.try_get_one::<String>("board").ok().flatten().cloned();
    let takes = |verb: &Command, argument: &str| verb.get_arguments().any(|known| known.get_id() == argument);
    let verbs = command.get_subcommands().filter(|verb| takes(verb, "path") && takes(verb, "board"));
    let verbs = verbs.map(|verb| verb.get_name().to_string()).collect();
    let path = if path == "." { String::new() } else { quoted(&path) };
    GIVEN.get_or_init(|| Given { path, board, verbs });
}

/// The text with each command of a verb completed.
pub fn complete(text: &str) -> String {
    GIVEN.get().map_or_else(|| text.into(), |given| given.complete(text))
}

impl Given {
    fn complete(&self, text: &str) -> String {
        let mut parts = text.split(BEGINNING);
        let mut done = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let (command, behind) = part.split_once('`').map_or((part, ""), |(command, _)| (command, &part[command.len()..]));
            done += BEGINNING;
            done += &self.completed(command);
            done += behind;
        }
        done
    }

    /// A command behind its first word. One that names a project, or is for another board, is left as it is.
    fn completed(&self, command: &str) -> String {
        let verb = command.split_whitespace().next().unwrap_or_default();
        let rest = &command[verb.len()..];
        if !self.verbs.iter().any(|known| known == verb) || !(rest.is_empty() || rest.starts_with(" -")) {
            return command.into();
        }
        let path = if self.path.is_empty() { String::new() } else { format!(" {}", self.path) };
        let board = self.board.as_ref().filter(|_| !rest.contains("--board") && !rest.contains("--all-boards"));
        format!("{verb}{path}{rest}{}", board.map_or(String::new(), |board| format!(" --board {board}")))
    }
}

/// A word as the shell takes it.
fn quoted(word: &str) -> String {
    let plain = word.chars().all(|c| c.is_alphanumeric() || "/._-+,=@%".contains(c));
    if plain { word.into() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_get_what_they_were_given() {
        let verbs = ["build", "monitor"].map(String::from).to_vec();
        let given = Given { path: quoted("my net"), board: Some("mine".into()), verbs };
        let cases = [
            ("build it: `entrain build`", "build it: `entrain build 'my net' --board mine`"),
            ("`entrain monitor --save FILE`, or", "`entrain monitor 'my net' --save FILE --board mine`, or"),
            ("`entrain build --board other`; `entrain boards`", "`entrain build 'my net' --board other`; `entrain boards`"),
            ("`entrain new NAME`, `entrain build it`, `x`", "`entrain new NAME`, `entrain build it`, `x`"),
            ("cut off `entrain build", "cut off `entrain build 'my net' --board mine"),
        ];
        for (text, expected) in cases {
            assert_eq!(given.complete(text), expected);
        }
        let bare = Given { path: String::new(), board: None, ..given };
        assert_eq!(bare.complete("`entrain build --seeds 3`"), "`entrain build --seeds 3`");
    }

    #[test]
    fn a_path_is_one_word_for_the_shell() {
        assert_eq!([quoted("a/b.toml"), quoted("it's"), quoted("a b")], ["a/b.toml", "'it'\\''s'", "'a b'"]);
    }
}
