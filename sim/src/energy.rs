//! Energy (next).
