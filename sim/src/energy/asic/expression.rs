//! The Boolean expressions of a Liberty file, as truth tables over the pins of a cell.

use entrain_model::{Diagnostic, Result};

/// Most variables of one cell: its pins and its state.
pub const MAX_VARIABLES: usize = 16;

/// A truth table: bit number m is the value where bit k of m is the value of variable k.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    words: Vec<u64>,
    support: u32,
    /// A bit for each variable.
    all: u32,
}

impl Truth {
    /// The table of `text` over `variables`.
    ///
    /// Liberty's operators: `!a` and `a'`, `a ^ b`, `a & b`, `a * b` or `a b`, `a | b` or `a + b`, in this order of binding.
    ///
    /// # Errors
    /// A name that is not a variable, a syntax error, too many variables.
    pub fn parse(text: &str, variables: &[&str]) -> Result<Truth> {
        if variables.len() > MAX_VARIABLES {
            return Err(Diagnostic::new(format!("a cell with {} pins is too large for \"{text}\"", variables.len())));
        }
        let mut parser = Parser { tokens: tokens(text), position: 0, variables };
        let tree = parser.either().filter(|_| parser.position == parser.tokens.len());
        let tree = tree.ok_or_else(|| Diagnostic::new(format!("\"{text}\" is not an expression of the pins {}", variables.join(", "))))?;
        let size = 1u32 << variables.len();
        let mut truth = Truth { words: vec![0; (size as usize).div_ceil(64)], support: 0, all: size - 1 };
        for mask in (0..size).filter(|mask| tree.value(*mask)) {
            truth.words[mask as usize / 64] |= 1 << (mask % 64);
        }
        let differs = |variable: u32| (0..size).any(|mask| truth.value(mask) != truth.value(mask ^ (1 << variable)));
        truth.support = (0..variables.len() as u32).filter(|variable| differs(*variable)).map(|variable| 1 << variable).sum();
        Ok(truth)
    }

    /// The value where bit k of `mask` is the value of variable k; higher bits do not matter.
    pub fn value(&self, mask: u32) -> bool {
        let mask = mask & self.all;
        self.words[mask as usize / 64] >> (mask % 64) & 1 != 0
    }

    /// The variables that it depends on, a bit each.
    pub fn support(&self) -> u32 {
        self.support
    }
}

enum Tree {
    Constant(bool),
    Variable(usize),
    Not(Box<Tree>),
    Two(char, Box<Tree>, Box<Tree>),
}

impl Tree {
    fn value(&self, mask: u32) -> bool {
        match self {
            Tree::Constant(value) => *value,
            Tree::Variable(index) => mask >> index & 1 != 0,
            Tree::Not(inner) => !inner.value(mask),
            Tree::Two('^', a, b) => a.value(mask) ^ b.value(mask),
            Tree::Two('&', a, b) => a.value(mask) && b.value(mask),
            Tree::Two(_, a, b) => a.value(mask) || b.value(mask),
        }
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut in_name = false;
    for c in text.chars() {
        let named = c.is_ascii_alphanumeric() || matches!(c, '_' | '[' | ']' | '.');
        match (named, in_name, tokens.last_mut()) {
            (true, true, Some(token)) => token.push(c),
            (true, _, _) => tokens.push(c.into()),
            _ if c.is_whitespace() || c == '"' || c == '\\' => {}
            _ => tokens.push(match c {
                '*' => "&".into(),
                '+' => "|".into(),
                other => other.into(),
            }),
        }
        in_name = named;
    }
    tokens
}

struct Parser<'a> {
    tokens: Vec<String>,
    position: usize,
    variables: &'a [&'a str],
}

impl Parser<'_> {
    fn next_is(&mut self, token: &str) -> bool {
        let found = self.tokens.get(self.position).is_some_and(|next| next == token);
        self.position += found as usize;
        found
    }

    fn either(&mut self) -> Option<Tree> {
        let mut tree = self.both()?;
        while self.next_is("|") {
            tree = Tree::Two('|', Box::new(tree), Box::new(self.both()?));
        }
        Some(tree)
    }

    fn both(&mut self) -> Option<Tree> {
        let mut tree = self.differ()?;
        loop {
            let joined = self.next_is("&");
            // Two terms side by side are "and" too.
            let beside = self.tokens.get(self.position).is_some_and(|next| !["|", "^", ")", "'"].contains(&next.as_str()));
            if !joined && !beside {
                return Some(tree);
            }
            tree = Tree::Two('&', Box::new(tree), Box::new(self.differ()?));
        }
    }

    fn differ(&mut self) -> Option<Tree> {
        let mut tree = self.term()?;
        while self.next_is("^") {
            tree = Tree::Two('^', Box::new(tree), Box::new(self.term()?));
        }
        Some(tree)
    }

    fn term(&mut self) -> Option<Tree> {
        let mut tree = if self.next_is("!") {
            Tree::Not(Box::new(self.term()?))
        } else if self.next_is("(") {
            let inner = self.either()?;
            self.next_is(")").then_some(inner)?
        } else {
            let name = self.tokens.get(self.position)?.clone();
            self.position += 1;
            match name.as_str() {
                "0" => Tree::Constant(false),
                "1" => Tree::Constant(true),
                _ => Tree::Variable(self.variables.iter().position(|variable| *variable == name)?),
            }
        };
        while self.next_is("'") {
            tree = Tree::Not(Box::new(tree));
        }
        Some(tree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_bind_as_liberty_says() {
        let table = |text: &str| {
            let truth = Truth::parse(text, &["A", "B", "C"]).unwrap();
            (0..8).map(|mask| truth.value(mask) as u8).collect::<Vec<u8>>()
        };
        let formula = |f: fn(bool, bool, bool) -> bool| (0..8).map(|m| f(m & 1 != 0, m & 2 != 0, m & 4 != 0) as u8).collect::<Vec<u8>>();
        assert_eq!(table("A B + !C"), formula(|a, b, c| a && b || !c));
        assert_eq!(table("(A+B)' * C"), formula(|a, b, c| !(a || b) && c));
        assert_eq!(table("A&B^C"), formula(|a, b, c| a && (b ^ c)));
        assert_eq!(table("!A&!B|(!(C))"), formula(|a, b, c| !a && !b || !c));
        assert_eq!(Truth::parse("A & (B | !B)", &["A", "B"]).unwrap().support(), 1);
        for wrong in ["", "A &", "(A", "A | D", "A)"] {
            assert!(Truth::parse(wrong, &["A", "B", "C"]).is_err(), "{wrong}");
        }
    }
}
