//! Published verification cases as far as streets can express them.
