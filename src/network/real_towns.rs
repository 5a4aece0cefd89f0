//! Real towns: counts as published with the data, distances as petgraph finds them.

use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::algo::dijkstra;
use petgraph::graph::NodeIndex;

use super::fixtures::{settings, towns};
use super::{AccessPoint, Forest, NetworkMask, NetworkSettings, RoadNetwork, Seed};
use crate::community::{Community, CrossingRule};
use crate::geometry::LonLat;
use crate::ids::{JunctionId, SegmentId};
use crate::jobs::JobContext;
use crate::units::Millimetres;

fn built(community: &Arc<Community>, settings: &NetworkSettings) -> RoadNetwork {
    RoadNetwork::build(community, settings, &JobContext::new()).expect("not cancelled")
}

/// Junctions, segments with copies, components and largest component, with nothing snapped.
fn published_counts(path: &str) -> Option<[usize; 4]> {
    let community = towns::community(towns::roads(path)?, &[])?;
    let network = built(&community, &settings(CrossingRule::Leave, 0.0));
    let health = network.health();
    Some([
        network.n_junctions(),
        network.n_segments() + health.n_merged_copies,
        health.components.len(),
        health.components.first().map_or(0, |part| part.n_junctions),
    ])
}

#[test]
fn counts_are_those_published_with_the_data() {
    let published = [
        ("community-vaduz/roads.geojson", [1583, 1937, 20, 1443]),
        ("community-shanghai/roads.geojson", [1925, 2489, 54, 1747]),
        ("community-helsinki/roads.geojson", [3582, 4672, 45, 3460]),
        ("town-liechtenstein/roads.geojson", [11473, 14356, 29, 11302]),
        ("town-castlemaine/roads.geojson", [9934, 12232, 12, 9895]),
        ("town-berkeley/roads.geojson", [13979, 29455, 1, 13979]),
        ("city-wuhan/roads.geojson", [19814, 29590, 1, 19814]),
    ];
    for (path, expected) in published {
        if let Some(found) = published_counts(path) {
            assert_eq!(found, expected, "{path}");
        }
    }
}

/// Distances of doors to their nearest site, by petgraph on a graph cut physically at doors and sites.
fn by_petgraph(
    network: &RoadNetwork,
    mask: &NetworkMask,
    doors: &[AccessPoint],
    seeds: &[Seed],
) -> Vec<Option<(u64, u32)>> {
    let mut graph = network.oracle_graph(mask).map(|_, _| (), |_, length| u64::from(length.0));
    let mut on: BTreeMap<SegmentId, BTreeMap<u32, NodeIndex>> = BTreeMap::new();
    for point in doors.iter().chain(seeds.iter().map(|seed| &seed.access)) {
        let node = graph.add_node(());
        on.entry(point.segment).or_default().entry(point.along.0).or_insert(node);
    }
    for (&id, points) in &on {
        let segment = network.segment(id).expect("known");
        let mut last = (0, NodeIndex::new(segment.from.index()));
        let end = (segment.length.0, NodeIndex::new(segment.to.index()));
        for (along, node) in points.iter().map(|(&along, &node)| (along, node)).chain([end]) {
            graph.add_edge(last.1, node, u64::from(along - last.0));
            last = (along, node);
        }
    }
    let mut best = vec![None; doors.len()];
    for seed in seeds {
        let start = on[&seed.access.segment][&seed.access.along.0];
        let far = dijkstra(&graph, start, None, |edge| *edge.weight());
        for (best, door) in best.iter_mut().zip(doors) {
            let Some(way) = far.get(&on[&door.segment][&door.along.0]) else { continue };
            let found = (way + u64::from(seed.access.walk.0) + u64::from(door.walk.0), seed.source);
            *best = Some(best.map_or(found, |best: (u64, u32)| best.min(found)));
        }
    }
    best
}

#[test]
fn two_hundred_doors_are_as_far_as_petgraph_says() {
    for town in ["community-vaduz", "community-shanghai", "town-liechtenstein"] {
        let (Some(roads), Some(doors)) =
            (towns::roads(&format!("{town}/roads.geojson")), towns::doors(&format!("{town}/buildings.geojson")))
        else {
            continue;
        };
        let community = towns::community(roads, &doors).expect("a town");
        let network = built(&community, &NetworkSettings::default());
        let mask = NetworkMask::open(&network);
        let mut draw = towns::Draw(42);
        let mut pick = |n: usize| -> Vec<LonLat> { (0..n).map(|_| doors[draw.below(doors.len())]).collect() };
        let sites = pick(20);
        let seeds: Vec<Seed> = sites
            .iter()
            .zip(0..)
            .filter_map(|(&site, source)| Some(Seed { source, access: network.access(site, &mask)? }))
            .collect();
        assert!(seeds.len() > 15, "{town}");
        let doors: Vec<AccessPoint> =
            pick(220).iter().filter_map(|&door| network.access(door, &mask)).take(200).collect();
        assert!(doors.len() > 190, "{town}");
        let forest = Forest::compute(&network, &mask, &seeds, &JobContext::new()).expect("not cancelled");
        let expected = by_petgraph(&network, &mask, &doors, &seeds);
        for (door, expected) in doors.iter().zip(expected) {
            let ours = forest.reach(&network, &mask, door).map(|r| (u64::from(r.distance.0), r.source));
            assert_eq!(ours, expected, "{town}");
        }
        check_health(&community, &network);
    }
}

/// The report adds up, and snapping explains every component it removes.
fn check_health(community: &Arc<Community>, network: &RoadNetwork) {
    let health = network.health();
    assert_eq!(health.components.iter().map(|part| part.n_junctions).sum::<usize>(), network.n_junctions());
    assert_eq!(health.components.iter().map(|part| part.n_segments).sum::<usize>(), network.n_segments());
    let persons: u64 = health.components.iter().map(|part| part.persons).sum();
    assert_eq!(persons + health.persons_without_access, community.population().total);
    for junction in (0..network.n_junctions()).map(JunctionId::from_index) {
        assert!((network.component_of(junction) as usize) < health.components.len());
    }
    let strict = built(community, &settings(CrossingRule::Automatic, 0.0));
    let fewer = strict.health().components.len() - health.components.len();
    assert!(fewer <= health.snapped_ends.len());
    let per_door = network.demand_access().iter().zip(community.demand());
    for (access, door) in per_door.take(100) {
        if let Some(access) = access {
            let length = network.segment(access.segment).expect("known").length;
            assert!(access.along <= length && access.walk <= Millimetres(200_000));
            let walk = crate::geometry::geodesic_length(door.place, access.place);
            assert_eq!(Millimetres::from_metres(walk), access.walk);
        }
    }
}
