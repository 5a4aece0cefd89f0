//! What the benchmarks of a whole country share: its files, and a printed row of times.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// The layers of Liechtenstein, by name; `None`, said aloud, where the data is not there.
pub(crate) fn liechtenstein() -> Option<Vec<PathBuf>> {
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("data/town-liechtenstein");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return None;
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "geojson"));
    files.sort();
    Some(files)
}

/// The heads of the columns of [`row`].
pub(crate) fn head() {
    println!("{:<46} {:>8} {:>8} {:>8}", "", "median", "95 %", "worst");
}

/// Median, 95th percentile and worst of some times, in milliseconds.
pub(crate) fn row(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let last = times.len().saturating_sub(1);
    let at = |hundredths: usize| times.get(last * hundredths / 100).copied().unwrap_or_default().as_secs_f64() * 1e3;
    println!("{name:<46} {:>8.2} {:>8.2} {:>8.2}", at(50), at(95), at(100));
}
