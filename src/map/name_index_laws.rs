//! What a search must find, against reading every name one by one.

use std::collections::BTreeSet;

use super::*;
use crate::community::{Building, CommunityParts, Facility, FeatureSource, PopulationRules, Road, RoadClass};
use crate::geometry::MultiPolygon;
use proptest::prelude::*;

fn named(text: &str) -> Option<Arc<str>> {
    (!text.is_empty()).then(|| Arc::from(text))
}

fn facility(name: &str, id: &str, lon: f64) -> Facility {
    let place = LonLat::new_clamped(lon, 47.0);
    Facility { source: FeatureSource::default(), source_id: named(id), place, name: named(name), usage: None }
}

fn building(name: &str, address: &str) -> Building {
    let plain = Building::plain(MultiPolygon::default(), LonLat::new_clamped(9.5, 47.0));
    Building { name: named(name), address: named(address), ..plain }
}

fn road(name: &str, id: &str, lon: f64) -> Road {
    let line = vec![LonLat::new_clamped(lon, 47.0), LonLat::new_clamped(lon + 0.001, 47.0)];
    Road { source_id: named(id), name: named(name), ..Road::plain(line, RoadClass::Residential) }
}

fn index(parts: CommunityParts) -> NameIndex {
    let community = Community::assemble(parts, &PopulationRules::default()).unwrap();
    NameIndex::new(&community, &JobContext::new()).unwrap()
}

fn names(found: &[FoundKind]) -> Vec<(FeatureKind, String)> {
    found.iter().flat_map(|kind| kind.best.iter().map(|one| (one.kind, one.text.to_string()))).collect()
}

#[test]
fn letters_accents_and_words_do_not_matter() {
    let index = index(CommunityParts {
        facilities: vec![
            facility("Primarschule Iramali", "node/12", 9.5),
            facility("第一中学", "node/13", 9.5),
            facility("École Molière", "", 9.5),
        ],
        buildings: vec![building("Rathaus", "Fürstenstraße 50"), building("", "Egerta 7")],
        ..CommunityParts::default()
    });
    for (query, text) in [
        ("iramali", "Primarschule Iramali"),
        ("IRA prim", "Primarschule Iramali"),
        ("中学", "第一中学"),
        ("ecole", "École Molière"),
        ("furstenstrasse 50", "Fürstenstraße 50"),
        ("50 Fürst", "Fürstenstraße 50"),
        ("ｅｇｅｒｔａ　７", "Egerta 7"),
        ("node/13", "node/13"),
    ] {
        let found = names(&index.search(query, 5));
        assert_eq!(found.len(), 1, "{query}: {found:?}");
        assert_eq!(found[0].1, text);
    }
    for query in ["", "   ", "xyz", "iramali 50", "\n"] {
        assert_eq!(index.search(query, 5), [], "{query:?}");
    }
}

#[test]
fn pieces_of_a_street_are_one_and_two_streets_of_one_name_are_two() {
    let index = index(CommunityParts {
        roads: vec![
            road("Landstrasse", "way/1", 9.5),
            road("Gasse", "way/2", 9.5),
            road("Landstrasse", "way/3", 9.501),
            road("Landstrasse", "way/4", 9.7),
            road("", "way/5", 9.7),
        ],
        ..CommunityParts::default()
    });
    let found = index.search("landstr", 9);
    let streets: Vec<(u32, u32)> = found[0].best.iter().map(|street| (street.number, street.n_pieces)).collect();
    assert_eq!(streets, [(0, 2), (3, 1)]);
    let bounds = found[0].best[0].bounds;
    assert!((bounds.max.lon() - 9.502).abs() < 1e-9 && (bounds.min.lon() - 9.5).abs() < 1e-9);
    // An id is one piece, named or not.
    for (id, number) in [("way/3", 2), ("way/5", 4)] {
        let found = index.search(id, 9);
        assert_eq!((found[0].n_found, found[0].best[0].number, found[0].best[0].n_pieces), (1, number, 1));
    }
}

#[test]
fn whole_names_stand_before_beginnings_and_those_before_the_rest() {
    let list = ["Neue Post", "Postgasse", "Bahnpost", "Post", "Posthalle am Markt"];
    let facilities = list.iter().map(|name| facility(name, "", 9.5)).collect();
    let index = index(CommunityParts { facilities, ..CommunityParts::default() });
    let found = index.search("post", 9);
    let order: Vec<String> = names(&found).into_iter().map(|(_, name)| name).collect();
    assert_eq!(order, ["Post", "Postgasse", "Posthalle am Markt", "Neue Post", "Bahnpost"]);
    let short = index.search("post", 2);
    assert_eq!((short[0].n_found, short[0].best.as_slice()), (5, &found[0].best[..2]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_search_finds_what_reading_every_name_finds(
        list in prop::collection::vec(("[abäßÄ中文 1\n]{0,6}", "[ab1/]{0,4}"), 1..24),
        query in "[abä中ß1 ]{0,4}",
    ) {
        let facilities: Vec<Facility> = list.iter().map(|(name, id)| facility(name, id, 9.5)).collect();
        let index = index(CommunityParts { facilities, ..CommunityParts::default() });
        let folded_query = folded(&query);
        let words: Vec<&str> = folded_query.split_whitespace().collect();
        let fits = |text: &String| !text.is_empty() && words.iter().all(|word| folded(text).contains(word));
        let expected: BTreeSet<u32> = (0..).zip(&list)
            .filter(|(_, (name, id))| !words.is_empty() && (fits(name) || fits(id)))
            .map(|(number, _)| number)
            .collect();
        let found = index.search(&query, 100);
        let numbers: BTreeSet<u32> = found.iter().flat_map(|kind| kind.best.iter().map(|one| one.number)).collect();
        prop_assert_eq!(found.iter().map(|kind| kind.n_found).sum::<usize>(), expected.len());
        prop_assert_eq!(numbers, expected);
    }
}
