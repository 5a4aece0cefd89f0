//! Laws of picking: the same answer as looking at everything.

use egui::{Pos2, Rect};
use proptest::prelude::*;

use super::{Camera, CommunityHit, CommunityIndex, pick_objects};
use crate::community::{Building, Community, CommunityParts, PopulationRules, Road, RoadClass};
use crate::geometry::{LocalPoint, LonLat, MultiPolygon, Polygon};
use crate::ids::{BuildingId, SiteId};
use crate::jobs::JobContext;
use crate::plan::{BASE_SCENARIO, Plan};

const STEP: f64 = 1e-5;

fn place(x: f64, y: f64) -> LonLat {
    LonLat::new_clamped(9.5 + x * STEP, 47.1 + y * STEP)
}

fn building(x: f64, y: f64, side: f64) -> Building {
    let ring = vec![place(x, y), place(x + side, y), place(x + side, y + side), place(x, y + side), place(x, y)];
    let outline = MultiPolygon(vec![Polygon::from_ring(ring)]);
    Building::plain(outline, place(x + side / 2.0, y + side / 2.0))
}

fn road(a: (f64, f64), b: (f64, f64)) -> Road {
    Road::plain(vec![place(a.0, a.1), place(b.0, b.1)], RoadClass::Residential)
}

fn community(buildings: Vec<Building>, roads: Vec<Road>) -> Community {
    let parts = CommunityParts { roads, buildings, ..CommunityParts::default() };
    Community::assemble(parts, &PopulationRules::default()).expect("a small town")
}

#[test]
fn a_click_in_a_house_means_the_house_and_beside_it_the_road() {
    let town = community(vec![building(0.0, 0.0, 20.0)], vec![road((-50.0, 25.0), (50.0, 25.0))]);
    let index = CommunityIndex::new(&town, &JobContext::new()).expect("not cancelled");
    let at = |x, y| town.plane().local_from_lon_lat(place(x, y));
    assert_eq!(index.pick(&town, at(10.0, 10.0), 8.0), Some(CommunityHit::Building(BuildingId(0))));
    assert!(matches!(index.pick(&town, at(40.0, 24.0), 8.0), Some(CommunityHit::Road(_))));
    assert_eq!(index.pick(&town, at(40.0, -40.0), 8.0), None);
    assert_eq!(index.pick(&town, LocalPoint::new(f64::NAN, 0.0), 8.0), None);
    assert_eq!(index.pick_building(&town, at(40.0, 24.0), 8.0), None);
}

#[test]
fn an_empty_plan_has_nothing_under_the_pointer() {
    let town = community(vec![building(0.0, 0.0, 20.0)], Vec::new());
    let rect = Rect::from_min_max(Pos2::ZERO, Pos2::new(100.0, 100.0));
    let hits = pick_objects(&Plan::default(), town.plane(), &Camera::default(), rect, Pos2::new(50.0, 50.0), 14.0);
    assert!(hits.is_empty());
    assert_ne!(SiteId(1).0, BASE_SCENARIO.0);
}

proptest! {
    #[test]
    fn the_nearest_road_is_the_one_a_full_search_finds(
        roads in prop::collection::vec((-200.0f64..200.0, -200.0f64..200.0, -200.0f64..200.0, -200.0f64..200.0), 1..40),
        x in -200.0f64..200.0, y in -200.0f64..200.0, reach in 1.0f64..60.0,
    ) {
        let roads: Vec<Road> = roads.iter().map(|&(a, b, c, d)| road((a, b), (c, d))).collect();
        let town = community(Vec::new(), roads);
        let index = CommunityIndex::new(&town, &JobContext::new()).expect("not cancelled");
        let at = town.plane().local_from_lon_lat(place(x, y));
        let away = |road: &Road| {
            let [a, b] = [0, 1].map(|i| town.plane().local_from_lon_lat(road.line[i]));
            at.nearest_on(a, b).0.distance(at)
        };
        let best = town.roads().iter().map(away).fold(f64::INFINITY, f64::min);
        let found = index.pick_road(&town, at, reach);
        match found {
            Some(id) => prop_assert!((away(&town.roads()[id.index()]) - best).abs() < 1e-9 && best <= reach),
            None => prop_assert!(best > reach),
        }
    }
}
