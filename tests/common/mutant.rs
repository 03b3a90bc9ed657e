//! A leaf that is broken on purpose.

use entrain_sim::Sources;

/// (what is broken, leaf, text, replacement)
pub type Mutant = (&'static str, &'static str, &'static str, &'static str);

/// A design with the leaf broken. A leaf that changes takes its mutants with it: their text must stand in it once.
pub fn broken(mut sources: Sources, (what, leaf, from, to): &Mutant) -> Sources {
    let file = sources.files.iter_mut().find(|(name, _)| *name == format!("{leaf}.v"));
    let (_, text) = file.unwrap_or_else(|| panic!("{what}: the design has no {leaf}"));
    assert_eq!(text.matches(from).count(), 1, "{what}: \"{from}\" must stand once in {leaf}.v");
    *text = text.replace(from, to);
    sources
}
