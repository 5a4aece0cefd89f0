//! The allocation on small towns: ledgers that close, edits that leave no trace, hand-made answers.

use std::sync::Arc;

use proptest::prelude::*;

use super::random_town::{steps, town};
use super::town::{Town, house, rectangle, road};
use crate::analysis::{
    AllocationChoice, AllocationEngine, AllocationLedger, AllocationOptions, AllocationReport, AllocationStudy, Fate,
    NoPlace, Outcome, PlaceSaving, Wholeness,
};
use crate::ids::{EvacuationAreaId, SiteId};
use crate::jobs::JobContext;
use crate::plan::{BASE_SCENARIO, Capacity, EvacuationArea, PlanObject, SiteKind};
use crate::units::Persons;

fn allocate(town: &Town, kind: SiteKind, wholeness: Wholeness) -> Option<Arc<AllocationReport>> {
    let mut coverage = town.engine();
    let report = coverage.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
    let options = AllocationOptions { wholeness, ..AllocationOptions::default() };
    AllocationEngine::new().allocate(&coverage, &report, kind, options, &JobContext::new()).expect("not cancelled")
}

fn adds_up(report: &AllocationReport) -> bool {
    let assigned: u64 = report.sites.iter().map(|site| site.assigned).sum();
    let fits =
        |site: &crate::analysis::SiteAllocation| site.capacity.is_none_or(|all| site.assigned <= u64::from(all.0));
    let parts = report.origins.iter().zip(report.parts.iter());
    report.persons.adds_up()
        && report.vulnerable.adds_up()
        && report.areas.iter().all(|area| area.persons.adds_up())
        && assigned == report.persons.served
        && report.sites.iter().all(fits)
        && report.parts.iter().flatten().all(|part| part.site.is_some() != part.left.is_some())
        && parts.into_iter().all(|(origin, parts)| {
            parts.iter().map(|part| part.persons).sum::<u32>() == origin.persons
                && parts.iter().map(|part| part.vulnerable).sum::<u32>() == origin.vulnerable
        })
}

/// A long street with a house in the west (10), one in the middle (10) and one in the east (10).
fn street() -> Town {
    let houses = vec![house((0.0, 5.0), 10, 0, 0), house((200.0, 5.0), 10, 0, 4), house((400.0, 5.0), 10, 0, 0)];
    Town::new(vec![road(&[(-50.0, 0.0), (450.0, 0.0)])], houses, Vec::new())
}

fn harbor(town: &mut Town, x: f64, capacity: u32) -> SiteId {
    town.site(SiteKind::SafeHarbor, (x, 0.0), |site| site.capacity = Capacity::Persons(Persons(capacity)))
}

#[test]
fn who_is_nearest_gets_the_place_and_the_rest_walk_on() {
    let mut town = street();
    let (west, east) = (harbor(&mut town, -20.0, 15), harbor(&mut town, 420.0, 15));
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("harbors");
    assert_eq!(report.persons, AllocationLedger { total: 30, served: 30, ..AllocationLedger::default() });
    assert_eq!((report.sites[0].site, report.sites[0].assigned), (west, 15));
    assert_eq!((report.sites[1].site, report.sites[1].assigned), (east, 15));
    assert_eq!(report.n_split, 1, "the house in the middle");
    // 10 · 25 m at each end, 10 · 225 m in the middle; doors lie 5 m off the street.
    let walk = report.person_millimetres / 1000;
    assert!((2_749..=2_751).contains(&walk), "{walk}");
    assert_eq!(report.sites[0].saving, PlaceSaving::Nothing, "the middle is as far from both");
}

#[test]
fn a_full_site_says_what_a_place_more_would_save() {
    let mut town = street();
    let (near, far) = (harbor(&mut town, 0.0, 5), harbor(&mut town, 400.0, 100));
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("harbors");
    let PlaceSaving::Walk(saved) = report.site(near).expect("near").saving else { panic!("it saves walking") };
    assert!((saved.value() - 400.0).abs() < 0.1, "a person of the west house stays in the west: {saved:?}");
    assert_eq!(report.site(far).expect("far").saving, PlaceSaving::Nothing);
    assert_eq!(report.site(near).expect("near").nearest, 20, "the house in the middle is as near, the lower id wins");
}

#[test]
fn places_that_run_out_go_to_the_vulnerable_first() {
    let mut town = street();
    let only = harbor(&mut town, 0.0, 5);
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("harbors");
    assert_eq!((report.persons.served, report.persons.over_capacity), (5, 25));
    assert_eq!((report.vulnerable.served, report.vulnerable.over_capacity), (4, 0), "though they live farther off");
    assert_eq!(report.site(only).expect("it").saving, PlaceSaving::Place);
}

#[test]
fn a_destination_set_by_hand_is_kept_even_where_it_is_full() {
    let mut town = street();
    let (near, far) = (harbor(&mut town, 0.0, 100), harbor(&mut town, 400.0, 12));
    let mut area = EvacuationArea::new(EvacuationAreaId(0), rectangle((-20.0, -20.0), (220.0, 20.0)));
    area.destination = Some(far);
    town.import(PlanObject::EvacuationArea(area.into()));
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("harbors");
    assert_eq!(report.site(near).expect("near").assigned, 10, "the east house, which is free to go");
    assert_eq!(report.site(far).expect("far").assigned, 12);
    assert_eq!(report.persons.over_capacity, 8);
    assert_eq!(report.areas[0].persons.over_capacity, 8);
    assert_eq!(report.areas[0].sites, [(far, 12)]);
}

#[test]
fn buildings_and_areas_are_kept_whole_and_the_gap_is_shown() {
    let mut town = street();
    harbor(&mut town, -20.0, 15);
    harbor(&mut town, 420.0, 25);
    let free = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("harbors");
    let whole = allocate(&town, SiteKind::SafeHarbor, Wholeness::Buildings).expect("harbors");
    assert_eq!((whole.persons.served, whole.n_split, whole.is_proven), (30, 0, true));
    assert!(whole.person_millimetres >= free.person_millimetres);
    assert_eq!(whole.bound_person_millimetres, free.person_millimetres);
    let area = EvacuationArea::new(EvacuationAreaId(0), rectangle((-20.0, -20.0), (220.0, 20.0)));
    town.import(PlanObject::EvacuationArea(area.into()));
    let whole = allocate(&town, SiteKind::SafeHarbor, Wholeness::Areas).expect("harbors");
    assert_eq!(whole.areas[0].sites.len(), 1, "the west and the middle house go together");
    assert_eq!(whole.persons.served, 30);
    assert!(whole.gap().is_some_and(|gap| gap > 0.0), "{:?}", whole.gap());
}

#[test]
fn who_leaves_the_first_stage_enters_the_second() {
    let mut town = street();
    let west = harbor(&mut town, -20.0, 15);
    town.site(SiteKind::Shelter, (420.0, 0.0), |site| site.capacity = Capacity::Persons(Persons(22)));
    let mut coverage = town.engine();
    let report = coverage.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
    let (mut engine, context) = (AllocationEngine::new(), JobContext::new());
    let options = AllocationOptions::default();
    let first = engine.allocate(&coverage, &report, SiteKind::SafeHarbor, options, &context);
    let first = first.expect("not cancelled").expect("harbors");
    let second = engine.allocate_onward(&coverage, &report, &first, SiteKind::Shelter, options, &context);
    let second = second.expect("not cancelled").expect("shelters");
    assert_eq!(second.persons.total, first.persons.total);
    assert!(adds_up(&second));
    assert_eq!(first.site(west).expect("it").assigned, 15);
    let from_west = second.origins.iter().zip(second.parts.iter()).find(|(origin, _)| origin.persons == 15);
    assert!(from_west.is_some_and(|(origin, _)| origin.vulnerable == 4), "those gathered start where they gathered");
    assert_eq!((second.persons.served, second.persons.over_capacity), (22, 8));
}

/// Both stages of a town, kept together alike.
fn study(town: &Town, wholeness: Wholeness) -> AllocationStudy {
    let (mut coverage, context) = (town.engine(), JobContext::new());
    let report = coverage.update(&town.document.snapshot(), BASE_SCENARIO, &context).expect("report");
    let choice = AllocationChoice { kind: None, wholeness };
    AllocationStudy::run(&mut AllocationEngine::new(), &coverage, &report, choice, &context).expect("not cancelled")
}

fn second_stage(town: &Town, wholeness: Wholeness) -> Arc<AllocationReport> {
    Arc::clone(study(town, wholeness).stage(SiteKind::Shelter).expect("shelters"))
}

#[test]
fn who_gathered_at_one_safe_harbor_goes_on_building_by_building() {
    let mut town = street();
    let harbor = harbor(&mut town, 200.0, 100);
    let places = |site: &mut crate::plan::Site| site.capacity = Capacity::Persons(Persons(20));
    let east = town.site(SiteKind::Shelter, (220.0, 0.0), places);
    let west = town.site(SiteKind::Shelter, (160.0, 0.0), places);
    for wholeness in [Wholeness::Buildings, Wholeness::Areas] {
        let second = second_stage(&town, wholeness);
        assert!(adds_up(&second), "{wholeness:?}");
        assert_eq!(second.persons, AllocationLedger { total: 30, served: 30, ..AllocationLedger::default() });
        assert_eq!(second.origins[0].place, crate::analysis::OriginPlace::Site(harbor));
        let sent: Vec<(Option<SiteId>, u32)> = second.parts[0].iter().map(|part| (part.site, part.persons)).collect();
        assert_eq!(sent, [(Some(east), 20), (Some(west), 10)], "two of the three houses find places in the nearer one");
        assert_eq!(second.person_millimetres, second.bound_person_millimetres, "houses of ten fit exactly");
    }
}

#[test]
fn every_door_shows_where_most_of_its_people_end_up_in_each_stage() {
    let mut town = street();
    let gathering = harbor(&mut town, 0.0, 18);
    let places = |site: &mut crate::plan::Site| site.capacity = Capacity::Persons(Persons(20));
    let west = town.site(SiteKind::Shelter, (-20.0, 0.0), places);
    let study = study(&town, Wholeness::People);
    // Ten from the west house and eight from the middle fill it; the rest of the street finds it full.
    let full = Fate::Left(NoPlace::OverCapacity);
    assert_eq!(study.fates(SiteKind::SafeHarbor, 3), [Fate::Goes(gathering), Fate::Goes(gathering), full]);
    // The eighteen go on together; of the two left in the middle and the ten in the east two more find a place.
    assert_eq!(study.fates(SiteKind::Shelter, 3), [Fate::Goes(west), Fate::Goes(west), full]);
    assert_eq!(study.fates(SiteKind::Exit, 3), [Fate::Nobody; 3], "no stage leads there");
    assert_eq!(study.stage_or_first(SiteKind::Exit).map(|stage| stage.kind), Some(SiteKind::SafeHarbor));
    assert_eq!(study.site(west).map(|(stage, facts)| (stage.kind, facts.assigned)), Some((SiteKind::Shelter, 20)));
}

#[test]
fn a_building_stays_together_on_its_way_on_from_a_safe_harbor() {
    let mut town = street();
    harbor(&mut town, 200.0, 100);
    let places = |n: u32| move |site: &mut crate::plan::Site| site.capacity = Capacity::Persons(Persons(n));
    let near = town.site(SiteKind::Shelter, (220.0, 0.0), places(15));
    let far = town.site(SiteKind::Shelter, (160.0, 0.0), places(15));
    let (free, whole) = (second_stage(&town, Wholeness::People), second_stage(&town, Wholeness::Buildings));
    assert_eq!((free.persons.served, free.persons.over_capacity), (30, 0));
    assert_eq!((whole.persons.served, whole.persons.over_capacity), (20, 10), "a house of ten fits each");
    for site in [near, far] {
        assert_eq!(whole.site(site).expect("it").assigned, 10);
    }
}

#[test]
fn cancelled_work_leaves_no_trace_in_the_next_answer() {
    let mut town = street();
    let west = harbor(&mut town, -20.0, 15);
    harbor(&mut town, 420.0, 15);
    let (mut coverage, mut kept) = (town.engine(), AllocationEngine::new());
    let options = AllocationOptions::default();
    let cancelled = JobContext::new();
    cancelled.token().cancel();
    for capacity in [15, 4, 11] {
        town.change(west, |site| site.capacity = Capacity::Persons(Persons(capacity)));
        let report = coverage.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
        let mut ask = |context| kept.allocate(&coverage, &report, SiteKind::SafeHarbor, options, context);
        assert!(ask(&cancelled).is_err());
        assert_eq!(ask(&JobContext::new()).expect("wanted"), allocate(&town, SiteKind::SafeHarbor, Wholeness::People));
    }
}

#[test]
fn no_site_and_no_places_are_answered() {
    let mut town = street();
    assert_eq!(allocate(&town, SiteKind::SafeHarbor, Wholeness::People), None);
    harbor(&mut town, 0.0, 0);
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::Buildings).expect("a harbor");
    assert_eq!((report.persons.served, report.persons.over_capacity), (0, 30));
    assert_eq!(report.sites[0].saving, PlaceSaving::NotTold, "prices are those of people one by one");
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("a harbor");
    assert_eq!(report.sites[0].saving, PlaceSaving::Place);
}

/// An evacuation area over the west house and the one in the middle, sent to a site by hand.
fn send_west(town: &mut Town, destination: SiteId) {
    let mut area = EvacuationArea::new(EvacuationAreaId(0), rectangle((-20.0, -20.0), (220.0, 20.0)));
    area.destination = Some(destination);
    town.import(PlanObject::EvacuationArea(area.into()));
}

fn left_of(report: &AllocationReport) -> Vec<(NoPlace, Option<SiteId>, u32)> {
    let parts = report.parts.iter().flatten();
    parts.filter_map(|part| part.left.map(|left| (left.reason, left.sent_to, part.persons))).collect()
}

#[test]
fn a_shelter_set_by_hand_is_kept_by_those_who_gathered_at_a_safe_harbor() {
    for wholeness in Wholeness::ALL {
        let mut town = street();
        harbor(&mut town, 200.0, 100);
        let near = town.site(SiteKind::Shelter, (220.0, 0.0), |_| {});
        let far = town.site(SiteKind::Shelter, (420.0, 0.0), |_| {});
        send_west(&mut town, far);
        let second = second_stage(&town, wholeness);
        assert!(adds_up(&second), "{wholeness:?}");
        assert_eq!(second.site(far).expect("far").assigned, 20, "{wholeness:?}: the two houses of the area");
        assert_eq!(second.site(near).expect("near").assigned, 10, "{wholeness:?}: the east house is free");
    }
}

#[test]
fn who_is_kept_together_and_fits_nowhere_is_not_called_crowded_out() {
    let mut town = street();
    harbor(&mut town, 0.0, 8);
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::Buildings).expect("a harbor");
    assert_eq!((report.persons.served, report.persons.over_capacity, report.persons.not_together), (0, 30, 30));
    assert!(left_of(&report).iter().all(|left| left.0 == NoPlace::NotTogether));
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("a harbor");
    assert_eq!((report.persons.over_capacity, report.persons.not_together), (22, 0), "one by one it fills up");
}

#[test]
fn who_is_sent_somewhere_by_hand_hears_about_that_site_alone() {
    let mut town = street();
    harbor(&mut town, 0.0, 100);
    let full = harbor(&mut town, 400.0, 15);
    send_west(&mut town, full);
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("harbors");
    assert!(left_of(&report).iter().all(|left| (left.0, left.1) == (NoPlace::OverCapacity, Some(full))));
    assert_eq!(report.persons.over_capacity, 5);
    let houses = vec![house((0.0, 5.0), 10, 0, 0), house((200.0, 5.0), 10, 0, 4)];
    let roads = vec![road(&[(-50.0, 0.0), (450.0, 0.0)]), road(&[(3_000.0, 0.0), (3_300.0, 0.0)])];
    let mut town = Town::new(roads, houses, Vec::new());
    harbor(&mut town, 0.0, 100);
    let island = harbor(&mut town, 3_100.0, 100);
    send_west(&mut town, island);
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("harbors");
    let cut_off = (NoPlace::Unreachable, Some(island), 10);
    assert_eq!(left_of(&report), [cut_off, cut_off], "though ways lead to the other harbor");
}

#[test]
fn who_has_a_site_nearest_and_goes_elsewhere_is_counted_even_where_others_come() {
    let mut town = street();
    let (west, east) = (harbor(&mut town, 0.0, 100), harbor(&mut town, 400.0, 100));
    send_west(&mut town, east);
    let report = allocate(&town, SiteKind::SafeHarbor, Wholeness::People).expect("harbors");
    let facts = report.site(west).expect("west");
    assert_eq!((facts.nearest, facts.assigned, facts.nearest_elsewhere), (20, 0, 20));
    let facts = report.site(east).expect("east");
    assert_eq!((facts.nearest, facts.assigned, facts.nearest_elsewhere), (10, 30, 0));
}

#[test]
fn one_vulnerable_person_does_not_put_a_whole_house_before_another_with_more_of_them() {
    let houses = vec![house((0.0, 5.0), 10, 0, 1), house((200.0, 5.0), 5, 0, 4), house((400.0, 5.0), 5, 0, 1)];
    let mut town = Town::new(vec![road(&[(-50.0, 0.0), (450.0, 0.0)])], houses, Vec::new());
    harbor(&mut town, 0.0, 10);
    let whole = allocate(&town, SiteKind::SafeHarbor, Wholeness::Buildings).expect("a harbor");
    assert_eq!(
        (whole.persons.served, whole.vulnerable.served),
        (10, 5),
        "the house of ten, at the door, has one of six"
    );
    assert_eq!(whole.vulnerable.over_capacity, 1);
    assert!(whole.is_proven);
}

#[test]
fn walking_is_not_compared_where_other_people_have_places() {
    let mut town = street();
    let only = harbor(&mut town, 0.0, 12);
    let whole = allocate(&town, SiteKind::SafeHarbor, Wholeness::Buildings).expect("a harbor");
    assert_eq!((whole.persons.over_capacity, whole.bound_over_capacity), (20, 18));
    assert_eq!((whole.gap(), whole.places_as_many()), (None, false));
    town.change(only, |site| site.capacity = Capacity::Persons(Persons(30)));
    let whole = allocate(&town, SiteKind::SafeHarbor, Wholeness::Buildings).expect("a harbor");
    assert_eq!((whole.gap(), whole.places_as_many()), (Some(0.0), true));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn following_edits_gives_what_a_fresh_allocation_gives(mut town in town(), steps in steps(24)) {
        let mut coverage = town.engine();
        let (mut kept, context) = (AllocationEngine::new(), JobContext::new());
        let options = AllocationOptions::default();
        for step in &steps {
            town.take(step);
            let report = coverage.update(&town.document.snapshot(), BASE_SCENARIO, &context).expect("report");
            for kind in [SiteKind::SafeHarbor, SiteKind::Shelter] {
                let ours = kept.allocate(&coverage, &report, kind, options, &context).expect("not cancelled");
                let fresh = AllocationEngine::new().allocate(&coverage, &report, kind, options, &context);
                prop_assert_eq!(&ours, &fresh.expect("not cancelled"), "after {:?}", step);
                let Some(ours) = ours else { continue };
                prop_assert!(adds_up(&ours), "{:?}", ours);
                let figures = report.kind(kind).expect("figures");
                prop_assert_eq!(ours.persons.no_road_access, figures.persons.no_road_access);
                prop_assert_eq!(ours.persons.total, figures.persons.total);
                prop_assert!(ours.persons.served + ours.persons.over_capacity <= figures.persons.reached);
                let is_free = town.document.plan().evacuation_areas().values().all(|area| area.destination.is_none());
                if is_free {
                    prop_assert_eq!(ours.persons.unreachable, figures.persons.unreachable);
                }
                if is_free && ours.persons.over_capacity == 0 && ours.sites.iter().all(|site| site.capacity.is_none()) {
                    // Without capacities everybody goes to the nearest site, as coverage says.
                    let nearest: u128 = figures.outcomes.iter().zip(ours.origins.iter()).map(|(outcome, origin)| {
                        let way = outcome.way().filter(|_| matches!(outcome, Outcome::Reached(_)));
                        way.map_or(0, |way| u128::from(way.distance.0) * u128::from(origin.persons))
                    }).sum();
                    prop_assert_eq!(ours.person_millimetres, nearest);
                }
                prop_assert_eq!(ours.person_millimetres, ours.bound_person_millimetres);
            }
        }
    }
}
