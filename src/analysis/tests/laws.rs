//! Laws of coverage on random towns and random scripts of edits.

use proptest::prelude::*;

use super::random_town::{steps, town};
use super::town::{Town, at};
use crate::analysis::{CoverageReport, KindCoverage};
use crate::document::Command;
use crate::jobs::JobContext;
use crate::plan::{BASE_SCENARIO, ObjectId, SiteKind};

fn adds_up(report: &CoverageReport) -> bool {
    report.kinds.iter().all(|kind| {
        let by_sites: (u64, u64) = kind
            .sites
            .iter()
            .fold((0, 0), |sum, site| (sum.0 + site.persons_reached, sum.1 + site.persons_beyond_limit));
        kind.persons.adds_up()
            && kind.vulnerable.adds_up()
            && kind.areas.iter().all(|area| area.persons.adds_up() && area.vulnerable.adds_up())
            && by_sites == (kind.persons.reached, kind.persons.beyond_limit)
            && kind.sources.given + kind.sources.guessed() == kind.persons.total
    })
}

fn same_figures(a: &KindCoverage, b: &KindCoverage) -> bool {
    let lengths = |kind: &KindCoverage| -> Vec<(&'static str, Option<u32>)> {
        kind.outcomes.iter().map(|outcome| (outcome.name(), outcome.way().map(|way| way.distance.0))).collect()
    };
    a.persons == b.persons && a.vulnerable == b.vulnerable && a.walk == b.walk && lengths(a) == lengths(b)
}

/// The doors and sites meet the roads where they did.
fn same_accesses(town: &Town, before: &crate::network::NetworkMask, after: &crate::network::NetworkMask) -> bool {
    let sites = town.document.plan().sites().values().filter_map(|site| site.geometry.place());
    let network = town.planned_network();
    network.demand_access_under(before) == network.demand_access_under(after)
        && sites.into_iter().all(|place| network.access(place, before) == network.access(place, after))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn following_edits_gives_what_a_fresh_engine_gives(mut town in town(), steps in steps(24)) {
        let mut engine = town.engine();
        for step in &steps {
            town.take(step);
            if matches!(step, super::random_town::Step::Delete(_)) {
                let cancelled = JobContext::new();
                cancelled.token().cancel();
                prop_assert!(engine.update(&town.document.snapshot(), BASE_SCENARIO, &cancelled).is_err());
            }
            let report = engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
            prop_assert!(adds_up(&report), "{:?}", report);
            prop_assert_eq!(&report, &town.report(), "after {:?}", step);
        }
    }

    #[test]
    fn more_sites_never_lower_who_is_reached_and_a_copy_changes_nothing(
        mut town in town(),
        places in prop::collection::vec((-60.0f64..560.0, -60.0f64..560.0), 2..5),
    ) {
        let mut reached = 0;
        for (x, y) in places {
            let id = town.site(SiteKind::SafeHarbor, (x, y), |_| ());
            let report = town.report();
            let harbors = report.kind(SiteKind::SafeHarbor).expect("harbors");
            prop_assert!(harbors.persons.reached >= reached);
            reached = harbors.persons.reached;
            let copy = town.site(SiteKind::SafeHarbor, (0.0, 0.0), |_| ());
            town.execute(Command::MoveObject { id: ObjectId::Site(copy), to: at(x, y) });
            let place = town.document.plan().sites()[&id].geometry.clone();
            town.change(copy, |site| site.geometry = place);
            let doubled = town.report();
            prop_assert!(same_figures(harbors, doubled.kind(SiteKind::SafeHarbor).expect("harbors")));
            town.execute(Command::DeleteObjects([ObjectId::Site(copy)].into_iter().collect()));
        }
    }

    /// As far as doors and sites keep their place on the road: a door whose road is closed goes to another road,
    /// and that may be the better one.
    #[test]
    fn closing_a_road_never_raises_who_is_reached(
        mut town in town(),
        sites in prop::collection::vec((-60.0f64..560.0, -60.0f64..560.0), 1..4),
        closures in prop::collection::vec((-60.0f64..560.0, -60.0f64..560.0), 1..6),
    ) {
        for place in sites {
            town.site(SiteKind::SafeHarbor, place, |_| ());
        }
        let mut engine = town.engine();
        let mut before = engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
        let mut mask = std::sync::Arc::clone(engine.mask().expect("a mask"));
        for (x, y) in closures {
            town.execute(Command::PlaceClosure { place: at(x, y) });
            let after = engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
            let new_mask = std::sync::Arc::clone(engine.mask().expect("a mask"));
            if same_accesses(&town, &mask, &new_mask) {
                let reached = |report: &CoverageReport| report.kinds[0].persons.reached;
                prop_assert!(reached(&after) <= reached(&before));
            }
            (before, mask) = (after, new_mask);
        }
    }
}
