//! How long simulations take: Liechtenstein on foot to 50 sites, Castlemaine by car before its fire, a million people
//! on the roads of Hangzhou, and 60,500 cars on a grid whose run time another program states. Printed, not asserted.
//!
//! Words after the name choose: `liechtenstein`, `castlemaine`, `hangzhou`, `grid`; without one all are run.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::sync::Arc;
use std::time::Instant;

use muster::analysis::CoverageEngine;
use muster::community::{Building, Community, CommunityParts, PopulationRules};
use muster::document::Document;
use muster::evacuation::simulation::{Goal, Origin, Outcome, Party, Simulation, SimulationOptions, Start, simulate};
use muster::evacuation::streets::{Direction, Gate, Street, StreetUse, Streets};
use muster::evacuation::{EvacuationReport, EvacuationStudy, Moment, StudyInput};
use muster::exchange::open::open_files;
use muster::geometry::LonLat;
use muster::ids::{DemandId, SegmentId, SiteId};
use muster::jobs::JobContext;
use muster::network::{NetworkSettings, RoadNetwork};
use muster::plan::{
    BASE_SCENARIO, Capacity, CrowdingModel, DepartureCurve, DestinationRule, Plan, PlanHeader, PlanObject, Settings,
    Site, SiteKind,
};
use muster::units::Persons;
use muster::{community, geometry, units};

#[path = "support/country.rs"]
#[expect(dead_code, reason = "shared by the benchmarks")]
mod country;
#[path = "support/places.rs"]
#[expect(dead_code, reason = "shared by the benchmarks")]
mod places;
#[path = "support/towns.rs"]
#[expect(dead_code, reason = "shared by the benchmarks")]
mod towns;

const N_SITES: usize = 50;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|word| word == name);
    for (name, run) in
        [("grid", grid as fn()), ("castlemaine", castlemaine), ("liechtenstein", liechtenstein), ("hangzhou", hangzhou)]
    {
        if is_asked(name) {
            run();
            println!("           greatest memory so far {}", peak_memory());
        }
    }
}

/// The most memory the process has held, as Linux tells it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}

/// One line about a simulation.
fn told(name: &str, parties: &[Party], ran: &Simulation, seconds: f64) {
    let mut times: Vec<f64> = Vec::new();
    for (party, result) in parties.iter().zip(&ran.parties) {
        if let Outcome::Safe { at, .. } = result.outcome {
            times.push((at - party.leaves).seconds().value());
        }
    }
    let count = u32::try_from(times.len().max(1)).unwrap_or(u32::MAX);
    println!(
        "{name:<34} simulated {:>8.0} ms: {} parties, {} safe, {:.0} s on the way on average, ended {}, {} steps, {} squeezed",
        seconds * 1e3,
        parties.len(),
        times.len(),
        times.iter().sum::<f64>() / f64::from(count),
        ran.ended,
        ran.n_steps,
        ran.squeezed,
    );
}

/// 11 by 11 junctions a kilometre apart, 440 lanes of one direction, 20 m/s, 0.8 cars a second, 200 cars a lane; 125
/// cars from every junction of a side to every one of the opposite side within an hour: 60,500. Every car takes the
/// way that is the shortest on empty roads and keeps to it; then again with news of the queues every two minutes.
fn grid() {
    const SIDE: u32 = 11;
    const CARS: u32 = 125;
    let at = |x: u32, y: u32| x * SIDE + y;
    let (mut streets, mut directions) = (Vec::new(), Vec::new());
    for x in 0..SIDE {
        for y in 0..SIDE {
            let next = [(x + 1, y), (x.wrapping_sub(1), y), (x, y + 1), (x, y.wrapping_sub(1))];
            for (to_x, to_y) in next.into_iter().filter(|&(x, y)| x < SIDE && y < SIDE) {
                let street = u32::try_from(streets.len()).unwrap_or(u32::MAX);
                directions.push(Direction { from: at(x, y), to: at(to_x, to_y), street });
                streets.push(Street {
                    usage: StreetUse::Driving,
                    length: 1_000_000,
                    interval: Moment::from_seconds(1.0 / 0.8),
                    storage: 200,
                    area: 0.0,
                    ease: 1.0,
                    car_speed: 20_000,
                    windows: Vec::new(),
                    segment: SegmentId(street),
                    span: (0, 1_000_000),
                });
            }
        }
    }
    let gate = |node: u32| Gate {
        site: SiteId(node),
        on_foot: None,
        by_car: Some(node),
        walk: 0,
        walk_by_car: 0,
        capacity: None,
        interval: Moment::START,
    };
    let starts = |node: u32| {
        let from = (0_u32..).zip(&directions).filter(|(_, direction)| direction.from == node);
        from.map(|(direction, _)| Start { direction, rest: 1_000_000 }).collect::<Vec<_>>()
    };
    let origin = |node: u32| Origin {
        demand: DemandId(node),
        walk: 0,
        walk_to_car: 0,
        on_foot: Vec::new(),
        by_car: starts(node),
        overrun: Moment::NEVER,
    };
    let origins: Vec<Origin> = (0..SIDE * SIDE).map(origin).collect();
    let gates = (0..SIDE * SIDE).map(gate).collect();
    let mut parties = Vec::new();
    for a in 0..SIDE {
        for b in 0..SIDE {
            let (west, east) = (at(0, a), at(SIDE - 1, b));
            let (south, north) = (at(a, 0), at(b, SIDE - 1));
            for (from, to) in [(west, east), (east, west), (south, north), (north, south)] {
                for car in 0..CARS {
                    let leaves = Moment::from_seconds(3600.0 * f64::from(car) / f64::from(CARS));
                    let usage = StreetUse::Driving;
                    parties.push(Party { origin: from, usage, persons: 1, speed: 1000, leaves, goal: Goal::Kept(to) });
                }
            }
        }
    }
    let streets = Streets::new(SIDE * SIDE, streets, directions.clone(), gates);
    let two = Some(Moment::from_minutes(2.0));
    for (name, hours, news) in [
        ("grid, two hours", 2.0, None),
        ("grid, to the last car", 24.0, None),
        ("grid, two hours, around queues", 2.0, two),
        ("grid, to the last, around queues", 24.0, two),
    ] {
        let options = SimulationOptions {
            crowding: CrowdingModel::FreeSpeed,
            horizon: Moment::from_minutes(hours * 60.0),
            news,
            ..SimulationOptions::default()
        };
        let start = Instant::now();
        let Ok(ran) = simulate(&streets, &origins, &parties, &options, &JobContext::new()) else { return };
        told(name, &parties, &ran, start.elapsed().as_secs_f64());
    }
}

/// 10,867 people by car while the fire of every hour comes.
fn castlemaine() {
    let Some(place) = places::castlemaine(0) else { return };
    for _ in 0..3 {
        let start = Instant::now();
        let Some(study) = place.study() else { return };
        let ready = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let Ok(ran) = simulate(&study.streets, &study.origins, &study.parties, &study.options, &JobContext::new())
        else {
            return;
        };
        told("Castlemaine by car", &study.parties, &ran, start.elapsed().as_secs_f64());
        println!("           made ready in {:.0} ms", ready * 1e3);
    }
}

/// A million people on foot, ten or eleven at the middle vertex of every road, to 64 exits: of the junctions nearest to
/// the middles of 8 by 8 equal parts of the box of all roads. Everybody goes to the nearest exit.
fn hangzhou() {
    const PERSONS: usize = 1_000_000;
    const PARTS: u32 = 8;
    let Some(roads) = towns::roads("region-hangzhou/roads.geojson.gz") else { return };
    let places: Vec<LonLat> = roads.iter().filter_map(|road| road.line.get(road.line.len() / 2).copied()).collect();
    let n = places.len().max(1);
    let buildings: Vec<Building> = places
        .iter()
        .enumerate()
        .map(|(number, &place)| Building {
            persons: Some(Persons(u32::try_from(PERSONS * (number + 1) / n - PERSONS * number / n).unwrap_or(0))),
            ..towns::door(place)
        })
        .collect();
    let least = |of: fn(&LonLat) -> f64| places.iter().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&LonLat) -> f64| places.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (west, east) = (least(|place| place.lon()), most(|place| place.lon()));
    let (south, north) = (least(|place| place.lat()), most(|place| place.lat()));
    let mut exits = Vec::new();
    for x in 0..PARTS {
        for y in 0..PARTS {
            let share = |n: u32| (f64::from(n) + 0.5) / f64::from(PARTS);
            let (lon, lat) = (west + (east - west) * share(x), south + (north - south) * share(y));
            let away = |place: &LonLat| (place.lon() - lon).powi(2) + (place.lat() - lat).powi(2);
            exits.extend(places.iter().min_by(|a, b| away(a).total_cmp(&away(b))).copied());
        }
    }
    let parts = CommunityParts { roads, buildings, ..CommunityParts::default() };
    let Ok(community) = Community::assemble(parts, &PopulationRules::default()).map(Arc::new) else { return };
    let context = JobContext::new();
    let start = Instant::now();
    let Ok(network) = RoadNetwork::build(&community, &NetworkSettings::default(), &context).map(Arc::new) else {
        return;
    };
    println!("Hangzhou: {} junctions, roads in {:.1} s", network.n_junctions(), start.elapsed().as_secs_f64());
    let mut settings = Settings::default();
    settings.evacuation.departure = DepartureCurve::Rayleigh;
    settings.evacuation.destinations = DestinationRule::Nearest;
    let sites =
        (1_u32..).zip(exits).map(|(n, place)| PlanObject::Site(Site::new(SiteId(n), SiteKind::Exit, place).into()));
    let snapshot = Document::new(Plan::from_parts(PlanHeader::default(), settings, [], sites)).snapshot();
    let mut coverage = CoverageEngine::new(Arc::clone(&community), Arc::clone(&network));
    let Ok(report) = coverage.update(&snapshot, BASE_SCENARIO, &context) else { return };
    let input =
        StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario: BASE_SCENARIO, kind: None };
    let start = Instant::now();
    let Ok(study) = EvacuationStudy::new(&input, &context) else { return };
    println!(
        "           made ready in {:.1} s: {} streets, {} exits",
        start.elapsed().as_secs_f64(),
        study.streets.streets().len(),
        study.streets.gates().len()
    );
    let start = Instant::now();
    let Ok(ran) = simulate(&study.streets, &study.origins, &study.parties, &study.options, &context) else { return };
    told("Hangzhou, a million on foot", &study.parties, &ran, start.elapsed().as_secs_f64());
}

fn liechtenstein() {
    let Some(files) = country::liechtenstein() else { return };
    let context = JobContext::new();
    let Some(community) = open_files(&files, &context).ok().and_then(|opened| opened.community).map(Arc::new) else {
        return;
    };
    let Ok(network) = RoadNetwork::build(&community, &NetworkSettings::default(), &context) else { return };
    let network = Arc::new(network);
    for departure in [DepartureCurve::Immediate, DepartureCurve::Rayleigh] {
        let mut settings = Settings::default();
        settings.evacuation.departure = departure.clone();
        let demand = community.demand();
        let total: u32 = demand.iter().map(|door| door.persons.0).sum();
        let step = (demand.len() / N_SITES).max(1);
        let places = total / u32::try_from(N_SITES).unwrap_or(1) + 1;
        let sites = (0_u32..).zip(demand.iter().step_by(step).take(N_SITES)).map(|(n, door)| {
            let mut site = Site::new(muster::ids::SiteId(n), SiteKind::SafeHarbor, door.place);
            site.capacity = Capacity::Persons(Persons(places));
            PlanObject::Site(site.into())
        });
        let plan = Plan::from_parts(PlanHeader::default(), settings, [], sites);
        let snapshot = Document::new(plan).snapshot();
        let mut coverage = CoverageEngine::new(Arc::clone(&community), Arc::clone(&network));
        let Ok(report) = coverage.update(&snapshot, BASE_SCENARIO, &context) else { return };
        let input = StudyInput {
            coverage: &coverage,
            report: &report,
            snapshot: &snapshot,
            scenario: BASE_SCENARIO,
            kind: None,
        };
        let start = Instant::now();
        let Ok(study) = EvacuationStudy::new(&input, &context) else { return };
        let ready = start.elapsed();
        let study = Arc::new(study);
        for _ in 0..3 {
            let start = Instant::now();
            let Ok(ran) = simulate(&study.streets, &study.origins, &study.parties, &study.options, &context) else {
                return;
            };
            let took = start.elapsed();
            let safe = ran.parties.iter().filter(|party| matches!(party.outcome, Outcome::Safe { .. })).count();
            println!(
                "{:<10} ready {:>7.0} ms, simulated {:>7.0} ms: {} parties, {} safe, last at {}, {} steps, {} squeezed",
                departure.name(),
                ready.as_secs_f64() * 1e3,
                took.as_secs_f64() * 1e3,
                study.parties.len(),
                safe,
                ran.ended,
                ran.n_steps,
                ran.squeezed,
            );
        }
        let start = Instant::now();
        let Ok(report) = EvacuationReport::run(Arc::clone(&study), &context) else { return };
        println!("           with all figures {:>7.0} ms: {:?}", start.elapsed().as_secs_f64() * 1e3, report.bound);
    }
}
