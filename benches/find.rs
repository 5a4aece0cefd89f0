//! Finding by name in a community of 200,000 named features: gathering the names, and one search per typed letter.
//! Printed, not asserted.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::time::Instant;

use muster::community::{Community, CommunityError, CommunityParts, Facility, FeatureSource, PopulationRules};
use muster::geometry::LonLat;
use muster::jobs::JobContext;
use muster::map::NameIndex;

/// A town of places with names of two words and a number, and an id.
fn town(n: u32) -> Result<Community, CommunityError> {
    const FIRST: [&str; 12] =
        ["Bahnhof", "Schul", "Kirch", "Fürsten", "Land", "Rhein", "Berg", "Wiesen", "Garten", "Mühle", "人民", "解放"];
    const SECOND: [&str; 8] = ["strasse", "gasse", "weg", "platz", "halle", "haus", "路", "大道"];
    let facilities = (0..n).map(|i| {
        let (first, second) = (FIRST[(i % 12) as usize], SECOND[(i / 12 % 8) as usize]);
        let (x, y) = (f64::from(i % 500) / 5000.0, f64::from(i / 500) / 5000.0);
        Facility {
            source: FeatureSource::default(),
            source_id: Some(format!("way/{}", 100_000_000 + i).into()),
            place: LonLat::new_clamped(9.5 + x, 47.0 + y),
            name: Some(format!("{first}{second} {}", i / 96).into()),
            usage: None,
        }
    });
    let parts = CommunityParts { facilities: facilities.collect(), ..CommunityParts::default() };
    Community::assemble(parts, &PopulationRules::default())
}

fn main() {
    let Ok(community) = town(200_000) else { return };
    let start = Instant::now();
    let Ok(index) = NameIndex::new(&community, &JobContext::new()) else { return };
    println!("{} names gathered in {:.0} ms", index.n_names(), start.elapsed().as_secs_f64() * 1e3);
    for query in ["a", "s", "1", "st", "str", "strasse 17", "furst", "人民", "way/100123456", "zzz"] {
        let start = Instant::now();
        let found = index.search(query, 8);
        let millis = start.elapsed().as_secs_f64() * 1e3;
        let n: usize = found.iter().map(|kind| kind.n_found).sum();
        println!("{query:>14}: {n:>7} found in {millis:.2} ms");
    }
}
