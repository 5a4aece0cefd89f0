//! Evacuations of real places: everybody is accounted for, and nobody is faster than a plan could be.
//!
//! The data lie beside the checkout; where they are absent, a test says that it was skipped.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use muster::evacuation::simulation::Outcome;
use muster::evacuation::{EvacuationReport, MARKS_PERCENT};
use muster::jobs::JobContext;

#[path = "../benches/support/places.rs"]
#[expect(dead_code, reason = "the largest places are for the benchmarks")]
mod places;

use places::Place;

/// Runs a place and holds what must hold everywhere.
fn check(place: &Place) -> EvacuationReport {
    let study = Arc::new(place.study().unwrap());
    let demand = place.community.demand();
    let persons: u64 = demand.iter().map(|door| u64::from(door.persons.0)).sum();
    let report = EvacuationReport::run(Arc::clone(&study), &JobContext::new()).unwrap();
    assert_eq!(study.persons, persons, "everybody at a door is in the study of {}", place.name);
    assert_eq!(report.persons.total, persons);
    assert!(report.persons.adds_up(), "{:?}", report.persons);
    let arrived: u64 = report.sites.iter().map(|site| site.arrived).sum();
    assert_eq!(arrived, report.persons.safe, "the safe are in the sites");
    assert!(report.sites.iter().all(|site| site.capacity.is_none_or(|places| site.arrived <= places)));
    assert!(report.curve.windows(2).all(|pair| pair[0] < pair[1]), "the curve only rises");
    for (mark, clear) in MARKS_PERCENT.iter().zip(report.clear) {
        let reached = report.persons.safe * 100 >= persons * mark;
        assert_eq!(clear.is_some(), reached, "{mark} % of {}", place.name);
    }
    if let (Some(clear), Some(bound)) = (report.clear[3], report.bound.time) {
        assert!(clear >= bound, "{clear} beats {bound}");
    }
    let moved_on = study
        .parties
        .iter()
        .zip(&report.simulation.parties)
        .filter(|(party, result)| matches!(result.outcome, Outcome::Safe { at, .. } if at < party.leaves));
    assert_eq!(moved_on.count(), 0, "nobody is safe before leaving");
    report
}

#[test]
fn everybody_of_balzers_is_accounted_for() {
    let report = check(&places::balzers());
    assert_eq!(report.persons.exposed(), 0);
}

#[test]
fn everybody_of_vaduz_is_accounted_for() {
    let Some(place) = places::vaduz() else { return };
    check(&place);
}

#[test]
fn everybody_of_castlemaine_is_accounted_for_while_the_fire_comes() {
    let Some(place) = places::castlemaine(0) else { return };
    let report = check(&place);
    assert_eq!(report.persons.total, 10_867);
}
