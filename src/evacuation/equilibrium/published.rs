//! Published networks with known answers: Braess by hand, Sioux Falls and Anaheim from their collection.
//!
//! The files are those of the Transportation Networks for Research collection (cite the source); they are read where they
//! lie and are no part of Muster.

use std::path::{Path, PathBuf};

use super::all_or_nothing::TripTable;
use super::network::{TrafficLink, TrafficNetwork, Trip};
use super::solve::{Equilibrium, EquilibriumSettings, equilibrium};
use crate::evacuation::flows::FlowNode;
use crate::jobs::JobContext;

/// The folder of the collection; says so on the way out when it is not there.
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn folder(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("data/tntp").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not here", folder.display());
    None
}

/// The number a header line gives.
fn header(text: &str, name: &str) -> u32 {
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.trim_start_matches(name).trim().parse().unwrap()
}

/// Places are numbered from 1 in the files.
fn node(field: &str) -> FlowNode {
    FlowNode(field.trim().parse::<u32>().unwrap() - 1)
}

fn read_network(text: &str) -> TrafficNetwork {
    let body = text.split_once("<END OF METADATA>").unwrap().1;
    let rows = body.lines().map(str::trim).filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    let link = |line: &str| {
        let fields: Vec<&str> = line.trim_end_matches(';').split_whitespace().collect();
        let number = |i: usize| fields[i].parse::<f64>().unwrap();
        TrafficLink {
            from: node(fields[0]),
            to: node(fields[1]),
            capacity: number(2),
            free_time: number(4),
            alpha: number(5),
            beta: number(6),
            fixed_cost: 0.0,
        }
    };
    let links: Vec<TrafficLink> = rows.map(link).collect();
    assert_eq!(links.len(), header(text, "<NUMBER OF LINKS>") as usize);
    let first_through = FlowNode(header(text, "<FIRST THRU NODE>") - 1);
    TrafficNetwork::try_new(header(text, "<NUMBER OF NODES>"), links, first_through).unwrap()
}

fn read_trips(text: &str) -> Vec<Trip> {
    let body = text.split_once("<END OF METADATA>").unwrap().1;
    let mut trips = Vec::new();
    for origin in body.split("Origin").skip(1) {
        let (from, rest) = origin.trim_start().split_once(|c: char| c.is_whitespace()).unwrap();
        for entry in rest.split(';').filter_map(|entry| entry.split_once(':')) {
            trips.push(Trip { from: node(from), to: node(entry.0), vehicles: entry.1.trim().parse().unwrap() });
        }
    }
    trips
}

/// Published volumes in the order of the network's roads.
fn read_volumes(text: &str, network: &TrafficNetwork) -> Vec<f64> {
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    let volume = |link: &TrafficLink| {
        let row = rows.iter().find(|row| row.len() >= 3 && (node(row[0]), node(row[1])) == (link.from, link.to));
        row.unwrap()[2].parse().unwrap()
    };
    network.links().iter().map(volume).collect()
}

fn solve(network: &TrafficNetwork, trips: &[Trip], relative_gap: f64) -> Equilibrium {
    let trips = TripTable::try_new(network, trips).unwrap();
    let settings = EquilibriumSettings { relative_gap, ..EquilibriumSettings::default() };
    equilibrium(network, &trips, settings, &JobContext::new()).unwrap()
}

fn read(folder: &Path, name: &str) -> (TrafficNetwork, Vec<Trip>) {
    let text = |kind: &str| std::fs::read_to_string(folder.join(format!("{name}_{kind}.tntp"))).unwrap();
    (read_network(&text("net")), read_trips(&text("trips")))
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Six vehicles, five roads: two on each of the three ways, 92 units of time for everyone (Braess 1968).
#[test]
fn the_paradox_of_braess_has_its_known_answer() {
    let link = |from, to, free_time, slope: f64| TrafficLink {
        from: FlowNode(from),
        to: FlowNode(to),
        free_time,
        capacity: 1.0,
        alpha: slope / free_time,
        beta: 1.0,
        fixed_cost: 0.0,
    };
    let links = vec![
        link(0, 2, 1e-8, 10.0),
        link(0, 3, 50.0, 1.0),
        link(2, 1, 50.0, 1.0),
        link(2, 3, 10.0, 1.0),
        link(3, 1, 1e-8, 10.0),
    ];
    let network = TrafficNetwork::try_new(4, links, FlowNode(0)).unwrap();
    let trips = [Trip { from: FlowNode(0), to: FlowNode(1), vehicles: 6.0 }];
    let result = solve(&network, &trips, 1e-9);
    assert!(largest_difference(&result.volumes, &[4.0, 2.0, 2.0, 2.0, 4.0]) < 1e-3, "{:?}", result.volumes);
    assert!((result.total_cost - 552.0).abs() < 1e-2, "{}", result.total_cost);
    if let Some(folder) = folder("Braess-Example") {
        let (network, trips) = read(&folder, "Braess");
        assert!((solve(&network, &trips, 1e-9).total_cost - 552.0).abs() < 1e-2);
    }
}

#[test]
fn sioux_falls_comes_to_its_published_volumes() {
    let Some(folder) = folder("SiouxFalls") else {
        return;
    };
    let (network, trips) = read(&folder, "SiouxFalls");
    let result = solve(&network, &trips, 1e-5);
    // The objective and the total time of the best known volumes.
    assert!((result.objective / 4_231_335.287 - 1.0).abs() < 1e-5, "{}", result.objective);
    assert!((result.total_cost / 7_480_225.34 - 1.0).abs() < 1e-3, "{}", result.total_cost);
    assert!(result.relative_gap <= 1e-5 && result.iterations < 300, "{} {}", result.relative_gap, result.iterations);
    let text = std::fs::read_to_string(folder.join("SiouxFalls_flow.tntp")).unwrap();
    let published = read_volumes(&text, &network);
    let difference = largest_difference(&result.volumes, &published);
    assert!(difference < 20.0, "{difference}");
    // The default setting is met quickly and is near enough.
    let quick = solve(&network, &trips, EquilibriumSettings::default().relative_gap);
    assert!((quick.objective / 4_231_335.287 - 1.0).abs() < 1e-4);
}

#[test]
fn anaheim_drives_through_no_zone_and_comes_to_its_published_volumes() {
    let Some(folder) = folder("Anaheim") else {
        return;
    };
    let (network, trips) = read(&folder, "Anaheim");
    let result = solve(&network, &trips, 1e-5);
    let text = std::fs::read_to_string(folder.join("Anaheim_flow.tntp")).unwrap();
    let published = read_volumes(&text, &network);
    let objective: f64 = network.links().iter().zip(&published).map(|(link, &volume)| link.cost_to(volume)).sum();
    assert!(result.objective >= objective * (1.0 - 1e-9));
    assert!(result.objective <= objective * (1.0 + 1e-4), "{} against {objective}", result.objective);
    let difference = largest_difference(&result.volumes, &published);
    assert!(difference < 250.0, "{difference}");
}
