//! Draws sentences for people to code.
