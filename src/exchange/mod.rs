//! Files in and out.

pub mod community;
