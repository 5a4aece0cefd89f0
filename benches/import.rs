//! How long opening a town takes: bytes to the assembled community, one thread. Prints; asserts nothing.

#![expect(clippy::print_stderr, reason = "a benchmark that skips says so")]

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::Criterion;
use muster::exchange::community::{ImportOptions, read_community_bytes};
use muster::jobs::JobContext;

const FOLDERS: [&str; 5] =
    ["community-vaduz", "town-liechtenstein", "town-castlemaine", "city-wuhan", "region-hangzhou"];

fn main() {
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    for folder in FOLDERS {
        let Ok(entries) = std::fs::read_dir(shared.join("data").join(folder)) else {
            eprintln!("skipped: {folder} is not there");
            continue;
        };
        let mut files: Vec<(String, Vec<u8>)> = entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().contains(".geojson"))
            .filter_map(|entry| {
                let bytes = std::fs::read(entry.path()).ok()?;
                Some((entry.file_name().to_string_lossy().into_owned(), bytes))
            })
            .collect();
        files.sort();
        let n_bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        criterion.bench_function(&format!("open {folder} ({} kB as stored)", n_bytes / 1000), |bencher| {
            bencher.iter(|| {
                let read = read_community_bytes(black_box(&files), &ImportOptions::default(), &JobContext::new());
                black_box(read.map(|community| community.counts().total()))
            });
        });
    }
    criterion.final_summary();
}
