//! Why people pass over a nearer site: reasons that are true for the building that is asked about.

use proptest::prelude::*;

use super::random_town::{steps, town};
use super::town::{Town, house, rectangle, road};
use crate::analysis::{
    AllocationEngine, AllocationOptions, AllocationReport, CoverageEngine, NotThere, SentByHand, Wholeness, WhyNot,
};
use crate::ids::{DemandId, EvacuationAreaId, SiteId};
use crate::jobs::JobContext;
use crate::plan::{BASE_SCENARIO, Capacity, EvacuationArea, PlanObject, SiteKind};
use crate::units::{Metres, Persons};

fn allocated(
    town: &Town,
    coverage: &mut CoverageEngine,
    wholeness: Wholeness,
) -> Option<std::sync::Arc<AllocationReport>> {
    let context = JobContext::new();
    let report = coverage.update(&town.document.snapshot(), BASE_SCENARIO, &context).expect("report");
    let options = AllocationOptions { wholeness, ..AllocationOptions::default() };
    AllocationEngine::new().allocate(coverage, &report, SiteKind::SafeHarbor, options, &context).expect("not cancelled")
}

/// Why a house of a town does not go to a site so far away.
fn why(town: &Town, wholeness: Wholeness, house: u32, site: SiteId, metres: f64) -> Option<NotThere> {
    let report = allocated(town, &mut town.engine(), wholeness).expect("harbors");
    report.why_not(DemandId(house), site, Metres::new_clamped(metres))
}

/// A long street with houses of ten people in the west, in the middle and in the east.
fn street() -> Town {
    let houses = [0.0, 200.0, 400.0].map(|x| house((x, 5.0), 10, 0, 0)).to_vec();
    Town::new(vec![road(&[(-50.0, 0.0), (850.0, 0.0)])], houses, Vec::new())
}

fn harbor(town: &mut Town, x: f64, capacity: Option<u32>) -> SiteId {
    town.site(SiteKind::SafeHarbor, (x, 0.0), |site| {
        if let Some(persons) = capacity {
            site.capacity = Capacity::Persons(Persons(persons));
        }
    })
}

/// An evacuation area along the street.
fn area(town: &mut Town, (west, east): (f64, f64), destination: Option<SiteId>) -> EvacuationAreaId {
    let mut area = EvacuationArea::new(EvacuationAreaId(0), rectangle((west, -20.0), (east, 20.0)));
    area.destination = destination;
    town.import(PlanObject::EvacuationArea(area.into()));
    *town.document.plan().evacuation_areas().keys().next_back().expect("just drawn")
}

#[test]
fn an_area_the_building_is_not_in_is_never_the_reason() {
    let mut town = street();
    let near = harbor(&mut town, 20.0, Some(15));
    let far = harbor(&mut town, 420.0, Some(100));
    area(&mut town, (380.0, 440.0), Some(far));
    // The middle house goes where the area of the east house is sent, for another reason.
    let few = NotThere::TooFewLeft { left: 5, persons: 10, area: None };
    assert_eq!(why(&town, Wholeness::Buildings, 1, near, 180.0), Some(few));
}

#[test]
fn who_is_sent_by_hand_hears_of_their_own_area_first() {
    let mut town = street();
    let near = harbor(&mut town, 20.0, Some(0));
    let far = harbor(&mut town, 420.0, None);
    let own = area(&mut town, (-20.0, 220.0), Some(far));
    area(&mut town, (180.0, 440.0), Some(far));
    let by_hand = NotThere::SentByHand(SentByHand { area: own, site: far });
    for wholeness in Wholeness::ALL {
        for house in [0, 1] {
            assert_eq!(why(&town, wholeness, house, near, 20.0), Some(by_hand), "{wholeness:?}");
        }
    }
}

#[test]
fn a_site_without_a_number_of_places_is_explained_too() {
    let mut town = street();
    let near = harbor(&mut town, 170.0, None);
    let far = harbor(&mut town, 390.0, None);
    let both = area(&mut town, (180.0, 440.0), None);
    let report = allocated(&town, &mut town.engine(), Wholeness::Areas).expect("harbors");
    assert_eq!(report.door_parts(DemandId(1))[0].site, Some(far), "the two of the area together walk less");
    let why = report.why_not(DemandId(1), near, Metres::new_clamped(30.0));
    assert_eq!(why, Some(NotThere::Together(Some(both))));
}

#[test]
fn a_full_site_says_whether_some_of_the_building_have_a_place() {
    let mut town = street();
    let near = harbor(&mut town, 20.0, Some(15));
    harbor(&mut town, 420.0, None);
    assert_eq!(why(&town, Wholeness::People, 1, near, 180.0), Some(NotThere::Full { places: 15, own: 5 }));
    assert_eq!(why(&town, Wholeness::People, 0, near, 20.0), None, "they all go there");
    assert_eq!(why(&town, Wholeness::People, 2, near, 380.0), Some(NotThere::Full { places: 15, own: 0 }));
    let mut town = street();
    let none = harbor(&mut town, 20.0, Some(0));
    harbor(&mut town, 420.0, None);
    assert_eq!(why(&town, Wholeness::People, 0, none, 20.0), Some(NotThere::NoPlaces));
    assert!(matches!(why(&town, Wholeness::People, 0, none, 20_000.0), Some(NotThere::BeyondLimit(_))));
}

#[test]
fn a_site_that_not_all_of_an_area_reach_takes_none_of_them_kept_together() {
    let houses = [0.0, 800.0].map(|x| house((x, 5.0), 10, 0, 0)).to_vec();
    let mut town = Town::new(vec![road(&[(-50.0, 0.0), (850.0, 0.0)])], houses, Vec::new());
    let near = harbor(&mut town, 10.0, Some(100));
    harbor(&mut town, 400.0, Some(100));
    let both = area(&mut town, (-20.0, 820.0), None);
    assert_eq!(why(&town, Wholeness::Areas, 0, near, 10.0), Some(NotThere::NotForAll(both)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_nearer_site_that_is_passed_over_has_a_reason_that_holds(mut town in town(), steps in steps(24)) {
        for (x, capacity) in [(0.0, Some(6)), (150.0, None), (300.0, Some(9)), (450.0, Some(20))] {
            harbor(&mut town, x, capacity);
        }
        for step in &steps {
            town.take(step);
        }
        let mut coverage = town.engine();
        for wholeness in Wholeness::ALL {
            let Some(report) = allocated(&town, &mut coverage, wholeness) else { continue };
            for door in (0..report.origins.len()).map(DemandId::from_index) {
                let explanation = coverage.explain(door, SiteKind::SafeHarbor, &JobContext::new()).expect("not cancelled");
                let Some(explanation) = explanation else { continue };
                let parts = report.door_parts(door);
                let farthest = parts.iter().filter(|part| part.site.is_some()).map(|part| part.distance.metres().value());
                let farthest = farthest.fold(0.0, f64::max);
                let nearest = explanation.way.iter().map(|way| (way.site, way.total));
                let fit = explanation.others.iter().filter(|other| matches!(other.why_not, WhyNot::Farther { .. }));
                for (site, distance) in nearest.chain(fit.filter_map(|other| Some((other.site, other.distance?)))) {
                    let why = report.why_not(door, site, distance);
                    let own: u64 = parts.iter().filter(|part| part.site == Some(site)).map(|p| u64::from(p.persons)).sum();
                    let all: u64 = parts.iter().map(|part| u64::from(part.persons)).sum();
                    if distance.value() < farthest && own < all {
                        prop_assert!(why.is_some(), "{wholeness:?}: {door:?} passes over {site:?} in silence");
                    }
                    if let Some(why) = why {
                        prop_assert!(holds(&town, &coverage, &report, door, site, own, why), "{wholeness:?}: {why:?}");
                    }
                }
            }
        }
    }
}

/// Is a reason true, by other means?
fn holds(
    town: &Town,
    coverage: &CoverageEngine,
    report: &AllocationReport,
    door: DemandId,
    site: SiteId,
    own: u64,
    why: NotThere,
) -> bool {
    let facts = report.site(site).expect("it takes part");
    let lies_in = |id| coverage.areas().iter().any(|area| area.area == id && area.doors.contains(&door.0));
    let left = facts.capacity.map(|capacity| capacity.count() - facts.assigned);
    match why {
        NotThere::SentByHand(by_hand) => {
            let area = &town.document.plan().evacuation_areas()[&by_hand.area];
            lies_in(by_hand.area) && area.destination == Some(by_hand.site) && by_hand.site != site
        }
        NotThere::BeyondLimit(limit) => limit == facts.limit,
        NotThere::NoPlaces => facts.capacity == Some(Persons(0)),
        NotThere::Full { places, own: told } => {
            facts.assigned == places && facts.capacity.map(Persons::count) == Some(places) && own == told
        }
        NotThere::NotForAll(area) => lies_in(area) && own == 0,
        NotThere::TooFewLeft { left: told, persons, area } => {
            left == Some(told) && told < persons && area.is_none_or(lies_in) && report.wholeness != Wholeness::People
        }
        NotThere::Together(area) => {
            area.is_none_or(lies_in) && left != Some(0) && report.wholeness != Wholeness::People
        }
    }
}
