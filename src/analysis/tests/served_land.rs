//! Service areas in the town of six roads, and their laws on random towns.

use proptest::prelude::*;

use super::random_town::{steps, town};
use super::town::{Town, at, metres_of, rectangle, water};
use crate::analysis::{DEFAULT_OFFSET_M, ServiceAreaError, ServiceAreas};
use crate::geometry::LocalPoint;
use crate::jobs::{Cancelled, JobContext};
use crate::network::{Forest, Seed};
use crate::plan::{BASE_SCENARIO, SiteKind};
use crate::units::Metres;

fn offset() -> Metres {
    Metres::new_clamped(DEFAULT_OFFSET_M)
}

fn areas(town: &Town, context: &JobContext) -> Result<ServiceAreas, ServiceAreaError> {
    let mut engine = town.engine();
    engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
    engine.service_areas(SiteKind::SafeHarbor, None, offset(), context)
}

/// Distance of a point from the nearest of some straight pieces.
fn away(point: LocalPoint, pieces: &[(LocalPoint, LocalPoint)]) -> f64 {
    pieces.iter().map(|&(a, b)| point.distance(point.nearest_on(a, b).0)).fold(f64::INFINITY, f64::min)
}

#[test]
fn land_of_one_harbor_is_what_lies_within_the_offset_of_480_metres_of_road() {
    let mut town = Town::six_roads(vec![water(rectangle((700.0, -200.0), (720.0, 600.0)))]);
    let id = town.site(SiteKind::SafeHarbor, (600.0, -20.0), |_| ());
    let areas = areas(&town, &JobContext::new()).expect("areas");
    let area = &areas.sites[0];
    assert_eq!(area.sites, [id]);
    // 20 m to the road leave 480 m: west 480, of these 180 into South Lane; east 480; north 400 and 80 on the ring.
    assert!((area.reached_road.value() - 1620.0).abs() < 0.5, "{}", area.reached_road);
    let reached = [
        ((120.0, 0.0), (1080.0, 0.0)),
        ((300.0, 0.0), (300.0, -180.0)),
        ((600.0, 0.0), (600.0, 400.0)),
        ((600.0, 400.0), (680.0, 400.0)),
    ]
    .map(|(a, b)| (LocalPoint::new(a.0, a.1), LocalPoint::new(b.0, b.1)));
    let mut n_inside = 0;
    for column in 0..130 {
        for row in 0..70 {
            let (x, y) = (f64::from(column) * 10.0 + 0.7, f64::from(row) * 10.0 - 249.7);
            let away = away(LocalPoint::new(x, y), &reached);
            let is_inside = area.land.contains(at(x, y));
            n_inside += u32::from(is_inside);
            if (699.5..=720.5).contains(&x) {
                let is_wet = (700.5..=719.5).contains(&x);
                assert!(!(is_wet && is_inside), "{x}, {y} is in the river");
            } else if away < DEFAULT_OFFSET_M - 1.0 {
                assert!(is_inside, "{x}, {y} is {away} m from a reached road");
            } else if away > DEFAULT_OFFSET_M + 1.0 {
                assert!(!is_inside, "{x}, {y} is {away} m from every reached road");
            }
        }
    }
    // Every sample stands for 100 m².
    assert!((area.area.value() / 100.0 - f64::from(n_inside)).abs() < 0.03 * f64::from(n_inside));
    assert_eq!(areas.merged.as_ref(), Some(area));
    assert_eq!(area.uncut_water, 0);
}

#[test]
fn cancelled_work_draws_nothing_and_no_site_has_no_area() {
    let mut town = Town::six_roads(Vec::new());
    assert_eq!(areas(&town, &JobContext::new()), Ok(ServiceAreas::default()));
    town.site(SiteKind::SafeHarbor, (600.0, -20.0), |_| ());
    let context = JobContext::new();
    context.token().cancel();
    assert_eq!(areas(&town, &context), Err(ServiceAreaError::from(Cancelled)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn land_never_holds_what_is_farther_than_the_offset_from_reached_roads(
        mut town in town(),
        steps in steps(14),
        sites in prop::collection::vec((-60.0f64..560.0, -60.0f64..560.0), 1..4),
        limit in 60.0f64..500.0,
        samples in prop::collection::vec((-150.0f64..650.0, -150.0f64..650.0), 80),
    ) {
        for step in &steps {
            town.take(step);
        }
        for place in sites {
            town.site(SiteKind::SafeHarbor, place, |_| ());
        }
        let mut engine = town.engine();
        engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
        let limit = Metres::new_clamped(limit);
        let context = JobContext::new();
        let areas = engine.service_areas(SiteKind::SafeHarbor, Some(limit), offset(), &context).expect("areas");
        let served = engine.served_sites(SiteKind::SafeHarbor);
        prop_assert_eq!(areas.sites.len(), served.len());
        let Some(merged) = areas.merged else { return Ok(()) };
        let mask = engine.mask().expect("a mask");
        let seeds: Vec<Seed> = served.iter().map(|s| Seed { source: s.site.0, access: s.access }).collect();
        let forest = Forest::compute(engine.network(), mask, &seeds, &context).expect("not cancelled");
        let limit = crate::units::Millimetres::from_metres(limit);
        let mut pieces = Vec::new();
        let mut length = 0.0;
        for piece in forest.reached_pieces(engine.network(), mask, limit, None) {
            length += f64::from(piece.to.0 - piece.from.0) / 1000.0;
            let line = engine.network().segment_piece(piece.segment, piece.from, piece.to);
            let local: Vec<LocalPoint> = line
                .into_iter()
                .map(|place| { let (x, y) = metres_of(place); LocalPoint::new(x, y) })
                .collect();
            pieces.extend(local.windows(2).map(|pair| (pair[0], pair[1])));
        }
        // Where two sites meet, a road is shared at a millimetre.
        prop_assert!((merged.reached_road.value() - length).abs() < 0.1);
        for (x, y) in samples {
            let away = away(LocalPoint::new(x, y), &pieces);
            let is_inside = merged.land.contains(at(x, y));
            prop_assert!(away > DEFAULT_OFFSET_M - 1.5 || is_inside, "{}, {} at {} m", x, y, away);
            prop_assert!(away < DEFAULT_OFFSET_M + 1.5 || !is_inside, "{}, {} at {} m", x, y, away);
        }
        let least = areas.sites.iter().map(|site| site.area).max();
        prop_assert!(least <= Some(Metres::new_clamped(0.01) * Metres::new_clamped(1.0) + merged.area));
    }
}
