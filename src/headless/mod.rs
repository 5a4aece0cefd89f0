//! The command line: the same analyses without a window.
