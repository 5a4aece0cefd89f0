//! Two stages: what is told building by building of the way on from a safe harbor is what the second stage says.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::random_town::{steps, town};
use super::town::{Town, house, rectangle, road};
use crate::analysis::{
    AllocationChoice, AllocationEngine, AllocationReport, AllocationStudy, CoverageEngine, Fate, OnwardPart,
    OriginPart, OriginPlace, Wholeness,
};
use crate::ids::{DemandId, EvacuationAreaId, SiteId};
use crate::jobs::JobContext;
use crate::plan::{BASE_SCENARIO, Capacity, EvacuationArea, PlanObject, SiteKind};
use crate::units::Persons;

fn both(town: &Town, coverage: &mut CoverageEngine, wholeness: Wholeness) -> AllocationStudy {
    let context = JobContext::new();
    let report = coverage.update(&town.document.snapshot(), BASE_SCENARIO, &context).expect("report");
    let choice = AllocationChoice { kind: None, wholeness };
    AllocationStudy::run(&mut AllocationEngine::new(), coverage, &report, choice, &context).expect("not cancelled")
}

fn study(town: &Town, wholeness: Wholeness) -> AllocationStudy {
    both(town, &mut town.engine(), wholeness)
}

fn place(town: &mut Town, kind: SiteKind, x: f64, capacity: u32) -> SiteId {
    town.site(kind, (x, 0.0), |site| site.capacity = Capacity::Persons(Persons(capacity)))
}

/// A long street with a house in the west, one in the middle and one in the east, ten people each; four of those in the
/// middle are vulnerable.
fn street() -> Town {
    let houses = vec![house((0.0, 5.0), 10, 0, 0), house((200.0, 5.0), 10, 0, 4), house((400.0, 5.0), 10, 0, 0)];
    Town::new(vec![road(&[(-50.0, 0.0), (450.0, 0.0)])], houses, Vec::new())
}

/// Where the people of a door end up in the second stage, wherever they start in it.
fn ends(stage: &AllocationReport, door: u32) -> BTreeMap<Option<SiteId>, u32> {
    let mut ends = BTreeMap::new();
    let onward = stage.onward_of(DemandId(door)).iter().map(|onward| onward.part);
    for part in onward.chain(stage.door_parts(DemandId(door)).iter().copied()) {
        *ends.entry(part.site).or_default() += part.persons;
    }
    ends
}

#[test]
fn each_building_is_told_the_shelter_of_its_own_people() {
    for wholeness in Wholeness::ALL {
        let mut town = street();
        let harbor = place(&mut town, SiteKind::SafeHarbor, 200.0, 100);
        let near = place(&mut town, SiteKind::Shelter, 220.0, 20);
        let far = place(&mut town, SiteKind::Shelter, 160.0, 10);
        let study = study(&town, wholeness);
        let stage = study.stage(SiteKind::Shelter).expect("shelters");
        let told: Vec<_> = (0..3).map(|door| ends(stage, door)).collect();
        assert!(told.iter().all(|ends| ends.len() == 1), "{wholeness:?}: nobody has to be parted: {told:?}");
        let to = |site| told.iter().filter(|ends| ends.contains_key(&Some(site))).count();
        assert_eq!((to(near), to(far)), (2, 1), "{wholeness:?}");
        assert!(stage.onward.iter().all(|onward| onward.from == harbor && onward.part.left.is_none()));
        let fates = study.fates(SiteKind::Shelter, 3);
        let wanted: Vec<Fate> = told.iter().filter_map(|ends| ends.keys().next().copied()?.map(Fate::Goes)).collect();
        assert_eq!(fates, wanted, "{wholeness:?}: the map shows a building's own people, not those of the harbor");
        assert_eq!(study.stages[0].onward.len(), 0, "nobody has gathered before the first stage");
    }
}

#[test]
fn an_area_kept_together_goes_on_together_from_where_it_gathered() {
    let mut town = street();
    place(&mut town, SiteKind::SafeHarbor, 200.0, 100);
    let near = place(&mut town, SiteKind::Shelter, 220.0, 15);
    let far = place(&mut town, SiteKind::Shelter, 160.0, 20);
    let area = EvacuationArea::new(EvacuationAreaId(0), rectangle((-20.0, -20.0), (220.0, 20.0)));
    town.import(PlanObject::EvacuationArea(area.into()));
    let study = study(&town, Wholeness::Areas);
    let stage = study.stage(SiteKind::Shelter).expect("shelters");
    let told: Vec<_> = (0..3).map(|door| ends(stage, door)).collect();
    assert_eq!(told[0], BTreeMap::from([(Some(far), 10)]), "only the far one takes the twenty of the area");
    assert_eq!(told[1], told[0]);
    assert_eq!(told[2], BTreeMap::from([(Some(near), 10)]), "the house outside of it is on its own");
    assert_eq!(stage.areas[0].sites, [(far, 20)], "and the area tells where its people go on to");
    assert_eq!((stage.areas[0].persons.total, stage.areas[0].persons.served), (20, 20));
}

#[test]
fn who_finds_no_shelter_hears_why_in_their_own_building() {
    let mut town = street();
    place(&mut town, SiteKind::SafeHarbor, 200.0, 100);
    place(&mut town, SiteKind::Shelter, 220.0, 14);
    let study = study(&town, Wholeness::People);
    let stage = study.stage(SiteKind::Shelter).expect("shelters");
    let left: u32 = stage.onward.iter().filter(|onward| onward.part.left.is_some()).map(|one| one.part.persons).sum();
    assert_eq!(left, 16);
    let parted = (0..3).filter(|&door| ends(stage, door).len() > 1).count();
    assert!(parted <= 2, "fourteen places: those left over part two houses at most, by the vulnerable and the others");
    let weak: u32 = stage.onward.iter().filter(|one| one.part.left.is_none()).map(|one| one.part.vulnerable).sum();
    assert_eq!(weak, 4, "the vulnerable are served first");
}

type Flows = BTreeMap<(SiteId, Option<SiteId>, Option<SiteId>), (u32, u32)>;

fn key(from: SiteId, part: &OriginPart) -> (SiteId, Option<SiteId>, Option<SiteId>) {
    (from, part.site, part.left.and_then(|left| left.sent_to))
}

fn sums<'a>(parts: impl Iterator<Item = (SiteId, &'a OriginPart)>) -> Flows {
    let mut sums = Flows::new();
    for (from, part) in parts {
        let sum = sums.entry(key(from, part)).or_default();
        *sum = (sum.0 + part.persons, sum.1 + part.vulnerable);
    }
    sums
}

/// The onward ways of buildings make those of the places of gathering, and start with who came there.
fn is_consistent(study: &AllocationStudy) -> Result<(), TestCaseError> {
    let [first, second] = study.stages.as_slice() else { return Ok(()) };
    let of_sites = second.origins.iter().zip(second.parts.iter()).filter_map(|(origin, parts)| match origin.place {
        OriginPlace::Site(site) => Some(parts.iter().map(move |part| (site, part))),
        OriginPlace::Door(_) => None,
    });
    let told = second.onward.iter().map(|onward| (onward.from, &onward.part));
    prop_assert_eq!(sums(told.clone()), sums(of_sites.clone().flatten()), "the flows of the second stage");
    let ways: BTreeMap<_, _> =
        of_sites.flatten().map(|(from, part)| (key(from, part), (part.distance, part.left))).collect();
    for (from, part) in told {
        prop_assert_eq!(ways.get(&key(from, part)), Some(&(part.distance, part.left)), "the same way and reason");
    }
    let mut came: BTreeMap<(DemandId, SiteId), (u32, u32)> = BTreeMap::new();
    for (origin, parts) in first.origins.iter().zip(first.parts.iter()) {
        let OriginPlace::Door(door) = origin.place else { continue };
        for part in parts.iter().filter(|part| part.persons > 0) {
            if let Some(site) = part.site {
                came.insert((door, site), (part.persons, part.vulnerable));
            }
        }
    }
    let mut go: BTreeMap<(DemandId, SiteId), (u32, u32)> = BTreeMap::new();
    for OnwardPart { door, from, part } in second.onward.iter() {
        let sum = go.entry((*door, *from)).or_default();
        *sum = (sum.0 + part.persons, sum.1 + part.vulnerable);
    }
    prop_assert_eq!(go, came, "who came goes on");
    for (before, after) in first.areas.iter().zip(&second.areas) {
        prop_assert_eq!(before.persons.total, after.persons.total, "everybody of an area, in both stages");
        prop_assert!(after.persons.adds_up());
    }
    Ok(())
}

/// Kept together, a door (or all doors of an area that can be sent anywhere) has one end.
fn is_kept(study: &AllocationStudy, coverage: &CoverageEngine) -> Result<(), TestCaseError> {
    let [_, second] = study.stages.as_slice() else { return Ok(()) };
    let by_door = |door: u32| {
        let told = second.onward_of(DemandId(door)).iter().map(|onward| onward.part);
        let told = told.chain(second.door_parts(DemandId(door)).iter().copied()).filter(|part| part.persons > 0);
        told.map(|part| (part.site, part.left.map(|left| left.reason))).collect::<BTreeSet<_>>()
    };
    let n_doors = u32::try_from(study.stages[0].origins.len()).expect("few");
    for door in 0..n_doors {
        prop_assert!(by_door(door).len() <= 1, "door {door} goes to {:?}", by_door(door));
    }
    if study.choice.wholeness == Wholeness::Areas {
        let mut seen = BTreeSet::new();
        for area in coverage.areas() {
            let sites = area.doors.iter().filter(|&&door| seen.insert(door)).flat_map(|&door| by_door(door));
            let sites: BTreeSet<Option<SiteId>> = sites.map(|end| end.0).collect();
            let n_sites = sites.iter().flatten().count();
            prop_assert!(n_sites <= 1, "area {:?} goes to {sites:?}", area.area);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_onward_ways_of_buildings_make_the_flows_of_the_second_stage(mut town in town(), steps in steps(30)) {
        for (x, capacity) in [(0.0, 9), (300.0, 20)] {
            place(&mut town, SiteKind::SafeHarbor, x, capacity);
        }
        for (x, capacity) in [(150.0, 8), (450.0, 15)] {
            place(&mut town, SiteKind::Shelter, x, capacity);
        }
        for step in &steps {
            town.take(step);
        }
        let mut coverage = town.engine();
        for wholeness in Wholeness::ALL {
            let study = both(&town, &mut coverage, wholeness);
            is_consistent(&study)?;
            if wholeness != Wholeness::People {
                is_kept(&study, &coverage)?;
            }
        }
    }
}
