//! Coverage against petgraph: every door and site a node of its own, roads cut wherever something meets them.

use std::collections::BTreeMap;

use petgraph::algo::dijkstra;
use petgraph::graph::{NodeIndex, UnGraph};
use proptest::prelude::*;

use super::random_town::{steps, town};
use super::town::Town;
use crate::analysis::{Circumstances, Outcome, StudyValues};
use crate::ids::SiteId;
use crate::network::{AccessPoint, NetworkMask, RoadNetwork};
use crate::plan::{BASE_SCENARIO, ObjectId, SiteKind, SiteState};
use crate::units::Millimetres;

/// The roads with every access point as a node. The answer has one node per access.
fn graph_with(
    network: &RoadNetwork,
    mask: &NetworkMask,
    accesses: &[AccessPoint],
) -> (UnGraph<(), u64>, Vec<NodeIndex>) {
    let mut graph = UnGraph::new_undirected();
    let junctions: Vec<NodeIndex> = (0..network.n_junctions()).map(|_| graph.add_node(())).collect();
    let nodes: Vec<NodeIndex> = accesses.iter().map(|_| graph.add_node(())).collect();
    let closed: BTreeMap<_, _> = mask.closed_segments().collect();
    for (id, segment) in network.segments().filter(|(_, segment)| segment.is_walkable) {
        let mut stops = vec![(0, junctions[segment.from.index()]), (segment.length.0, junctions[segment.to.index()])];
        let on_it = accesses.iter().zip(&nodes).filter(|(access, _)| access.segment == id);
        stops.extend(on_it.map(|(access, &node)| (access.along.0, node)));
        stops.sort_by_key(|stop| (stop.0, stop.1 != junctions[segment.from.index()], stop.1));
        let is_closed = |from: u32, to: u32| {
            let intervals = closed.get(&id).into_iter().flatten();
            intervals.into_iter().any(|(a, b)| a.0 <= to && b.0 >= from)
        };
        for pair in stops.windows(2) {
            if !is_closed(pair[0].0, pair[1].0) {
                graph.add_edge(pair[0].1, pair[1].1, u64::from(pair[1].0 - pair[0].0));
            }
        }
    }
    (graph, nodes)
}

/// Sites that take people, by the plain words of the rule.
fn open_sites(town: &Town, circumstances: &Circumstances, kind: SiteKind) -> Vec<SiteId> {
    let sites = town.document.plan().sites().values().filter(|site| site.kind == kind);
    sites
        .filter(|site| {
            let place = site.geometry.place().expect("a place");
            circumstances.scenario().selection.includes(ObjectId::Site(site.id))
                && site.is_open
                && site.state != SiteState::Candidate
                && !site.unfit_for.iter().any(|hazard| circumstances.hazards().contains(hazard))
                && circumstances.closed_hazard_at(place).is_none()
        })
        .map(|site| site.id)
        .collect()
}

fn expected(town: &Town, kind: SiteKind) -> Vec<(&'static str, Option<(u64, SiteId)>)> {
    let plan = town.document.plan();
    let circumstances = Circumstances::new(plan, BASE_SCENARIO);
    let values = StudyValues::from_settings(plan.settings());
    let network = town.planned_network();
    let mask = circumstances.mask(&network);
    let near = |access: &AccessPoint| access.walk <= values.max_access();
    let doors: Vec<Option<AccessPoint>> =
        network.demand_access_under(&mask).into_iter().map(|access| access.filter(near)).collect();
    let mut accesses: Vec<AccessPoint> = doors.iter().flatten().copied().collect();
    let n_doors = accesses.len();
    let mut sites: Vec<(SiteId, Millimetres)> = Vec::new();
    for id in open_sites(town, &circumstances, kind) {
        let site = &plan.sites()[&id];
        let access = network.access(site.geometry.place().expect("a place"), &mask).filter(near);
        if let (Some(access), Some(limit)) = (access, values.walk_limit(kind, site.class)) {
            sites.push((id, limit));
            accesses.push(access);
        }
    }
    let (graph, nodes) = graph_with(&network, &mask, &accesses);
    let mut at = 0;
    doors
        .iter()
        .map(|door| {
            let Some(door) = door else { return ("no_road_access", None) };
            let found = dijkstra(&graph, nodes[at], None, |edge| *edge.weight());
            at += 1;
            let ways = sites.iter().enumerate().filter_map(|(n, &(id, limit))| {
                let distance = found.get(&nodes[n_doors + n])? + u64::from(door.walk.0 + accesses[n_doors + n].walk.0);
                Some((distance > u64::from(limit.0), distance, id))
            });
            match ways.min() {
                Some((false, distance, id)) => ("reached", Some((distance, id))),
                Some((true, distance, id)) => ("beyond_limit", Some((distance, id))),
                None => ("unreachable", None),
            }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn coverage_equals_petgraph_to_the_millimetre(mut town in town(), steps in steps(16)) {
        for step in &steps {
            town.take(step);
        }
        let report = town.report();
        for kind in SiteKind::REACHED {
            let Some(coverage) = report.kind(kind) else { continue };
            let found: Vec<_> = coverage
                .outcomes
                .iter()
                .map(|outcome: &Outcome| {
                    (outcome.name(), outcome.way().map(|way| (u64::from(way.distance.0), way.site)))
                })
                .collect();
            prop_assert_eq!(found, expected(&town, kind), "{:?}", kind);
        }
    }
}
