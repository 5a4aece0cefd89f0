//! Evacuations of real places, as Markdown: the figures, and how they move when each main assumption moves by a fifth.
//! Printed, not asserted; `data/real-places.md` tells what came of it. Words after the name choose places.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use muster::evacuation::simulation::{Outcome, simulate};
use muster::evacuation::streets::{Street, StreetUse, Streets};
use muster::evacuation::{Culprit, EvacuationReport, EvacuationStudy, Moment};
use muster::ids::{DemandId, SegmentId};
use muster::jobs::JobContext;
use muster::plan::{DestinationRule, EvacuationSettings, Plan, TravelMode, WayChoice};
use muster::standards::ValueKey;

#[path = "support/places.rs"]
mod places;

use places::Place;

/// What moves by a fifth.
#[derive(Clone, Copy)]
enum Assumption {
    /// Planning values, all together.
    Values(&'static [(ValueKey, f64)]),
    /// Persons of a household.
    Household,
    /// The width of streets for people on foot.
    Width,
    /// Cars that a road passes.
    CarFlow,
    /// Speed of cars.
    CarSpeed,
    /// Cars that fit on a road.
    CarRoom,
}

/// The assumptions with their values in the profile of every plan here, for people on foot and for cars.
const ON_FOOT: [(&str, Assumption); 5] = [
    (
        "walking speeds",
        Assumption::Values(&[
            (ValueKey::WalkingSpeedAdult, 1.2),
            (ValueKey::WalkingSpeedChildGroup, 1.0),
            (ValueKey::WalkingSpeedOlder, 0.8),
            (ValueKey::WalkingSpeedSlow, 0.5),
        ]),
    ),
    ("flow per metre of width", Assumption::Values(&[(ValueKey::LinkFlow, 1.2), (ValueKey::StairsFlow, 0.88)])),
    ("width of streets", Assumption::Width),
    ("mean departure", Assumption::Values(&[(ValueKey::DepartureMean, 10.0)])),
    ("persons of a household", Assumption::Household),
];
const BY_CAR: [(&str, Assumption); 6] = [
    ("cars a road passes", Assumption::CarFlow),
    ("speed of cars", Assumption::CarSpeed),
    ("cars that fit on a road", Assumption::CarRoom),
    ("mean departure", Assumption::Values(&[(ValueKey::DepartureMean, 10.0)])),
    ("persons of a household", Assumption::Household),
    ("persons in a car", Assumption::Values(&[(ValueKey::PersonsPerCar, 2.5)])),
];

/// Opens a place, where its data is there.
type Opener = fn() -> Option<Place>;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let all: [(&str, Opener); 7] = [
        ("balzers", places::balzers),
        ("vaduz", places::vaduz),
        ("shanghai", places::shanghai),
        ("liechtenstein", places::liechtenstein),
        ("castlemaine", || places::castlemaine(0)),
        ("castlemaine3", || places::castlemaine(3)),
        ("castlemaine5", || places::castlemaine(5)),
    ];
    for (name, place) in all {
        if (asked.is_empty() || asked.iter().any(|word| word == name))
            && let Some(place) = place()
        {
            show(&place);
        }
    }
}

fn minutes(moment: Option<Moment>) -> String {
    moment.map_or_else(|| "never".to_owned(), |moment| format!("{:.1} min", moment.seconds().value() / 60.0))
}

fn show(place: &Place) {
    let start = Instant::now();
    let Some(study) = place.study() else { return };
    let ready = start.elapsed().as_secs_f64();
    let study = Arc::new(study);
    let start = Instant::now();
    let _ = simulate(&study.streets, &study.origins, &study.parties, &study.options, &JobContext::new());
    let simulated = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let Ok(report) = EvacuationReport::run(Arc::clone(&study), &JobContext::new()) else { return };
    let whole = start.elapsed().as_secs_f64();
    println!("\n## {}\n", place.name);
    let gates = study.streets.gates();
    let places_of = |gate: &muster::evacuation::streets::Gate| gate.capacity.map_or(0, muster::units::Persons::count);
    println!("- {} persons in {} parties, {} doors", study.persons, study.parties.len(), study.origins.len());
    println!(
        "- {} sites that can be reached, {} places; {} sites planned",
        gates.len(),
        gates.iter().map(places_of).sum::<u64>(),
        place.plan.sites().len()
    );
    let [half, nine, five, all] = report.clear.map(minutes);
    println!("- 50 % safe after {half}, 90 % {nine}, 95 % {five}, 100 % {all}; the last after {}", {
        minutes(report.curve.last().map(|last| last.0))
    });
    println!("- at best {}: {}", minutes(report.bound.time), culprit(place, &report));
    let ledger = &report.persons;
    println!(
        "- safe {}, caught on the way {}, caught at home {}, stranded {}: {:?}",
        ledger.safe,
        ledger.exposed_on_the_way,
        ledger.exposed_at_home,
        ledger.n_stranded(),
        ledger.stranded
    );
    println!("- cut off before they move: {} persons", report.latest.cut_off_persons);
    exposed(place, &report);
    stranded(place, &report);
    println!("- findings: {:?}", report.findings);
    println!(
        "- made ready in {ready:.2} s, simulated in {simulated:.2} s ({} steps), all figures {whole:.2} s",
        report.simulation.n_steps
    );
    println!(
        "\n| road | persons | passes a minute | load | waiting caused, person-minutes | queue, m | shortest piece, m |"
    );
    println!("|---|---|---|---|---|---|---|");
    for road in report.roads.iter().take(5) {
        println!(
            "| {} | {} | {:.0} | {:.2} | {:.0} | {:.0}{} | {:.2} |",
            road_name(place, road.segment),
            road.persons,
            road.capacity_per_min,
            road.load_ratio,
            road.waiting_person_min,
            road.queue_m,
            if road.spills_back { ", spills back" } else { "" },
            shortest_piece(&study.streets, road.segment, road.usage),
        );
    }
    hardest_worked(place, &report);
    latest_sites(place, &report);
    last_ones(place, &report);
    artefacts(&study);
    sensitivity(place, &study);
}

fn road_name(place: &Place, segment: SegmentId) -> String {
    let Some(segment) = place.network.segment(segment) else { return "?".to_owned() };
    let road = place.community.roads().get(segment.road.index());
    let name = road.and_then(|road| road.name.as_deref()).unwrap_or("unnamed");
    let class = road.map_or_else(String::new, |road| format!("{:?}", road.class).to_lowercase());
    let id = road.and_then(|road| road.source_id.as_deref()).unwrap_or("");
    let at = place.network.junction_place(segment.to);
    format!("{name} ({class} {:.12}, to {:.4} {:.4})", id.trim_matches('"'), at.lat(), at.lon())
}

fn shortest_piece(streets: &Streets, segment: SegmentId, usage: StreetUse) -> f64 {
    let pieces = streets.streets().iter().filter(|street| street.segment == segment && street.usage == usage);
    f64::from(pieces.map(|street| street.length).min().unwrap_or(0)) / 1000.0
}

fn door_name(place: &Place, demand: DemandId) -> String {
    let Some(door) = place.community.demand().get(demand.index()) else { return "?".to_owned() };
    format!("door at {:.4} {:.4}", door.place.lat(), door.place.lon())
}

fn culprit(place: &Place, report: &EvacuationReport) -> String {
    match &report.bound.culprit {
        Culprit::Nobody => "nobody has to leave".to_owned(),
        Culprit::LastToArrive { demand, leaves } => {
            format!("{}, left after {}", door_name(place, *demand), minutes(Some(*leaves)))
        }
        Culprit::Narrow { segments, sites, people, per_min } => {
            let roads: Vec<String> = segments.iter().take(4).map(|&segment| road_name(place, segment)).collect();
            let names = roads.join(", ");
            format!(
                "{people} behind {} roads ({names}) and {} gates, {per_min:.0} a minute",
                segments.len(),
                sites.len()
            )
        }
        Culprit::TooFewPlaces { people, places } => format!("{people} people, {places} places"),
    }
}

/// Where and when people were caught, the largest counts first.
fn exposed(place: &Place, report: &EvacuationReport) {
    let mut where_caught: BTreeMap<String, u64> = BTreeMap::new();
    for (party, result) in report.study.parties.iter().zip(&report.simulation.parties) {
        if let Outcome::Exposed { at, direction } = result.outcome {
            let street = direction.and_then(|direction| report.study.streets.street_of(direction));
            let spot = street.map_or_else(|| "at home".to_owned(), |street| road_name(place, street.segment));
            let spot = format!("{spot}, minute {:.0}", at.seconds().value() / 60.0);
            *where_caught.entry(spot).or_default() += u64::from(party.persons);
        }
    }
    let mut list: Vec<(u64, String)> = where_caught.into_iter().map(|(spot, persons)| (persons, spot)).collect();
    list.sort_by(|a, b| b.cmp(a));
    for (persons, spot) in list.iter().take(12) {
        println!("  - caught: {persons} {spot}");
    }
}

/// Where people are stranded, by reason: how many doors, and one of them.
fn stranded(place: &Place, report: &EvacuationReport) {
    let mut doors: BTreeMap<_, BTreeMap<DemandId, u64>> = BTreeMap::new();
    for (party, result) in report.study.parties.iter().zip(&report.simulation.parties) {
        if let (Outcome::Stranded(reason), Some(origin)) =
            (result.outcome, report.study.origins.get(party.origin as usize))
        {
            *doors.entry(reason).or_default().entry(origin.demand).or_default() += u64::from(party.persons);
        }
    }
    for (reason, doors) in doors {
        let most = doors.iter().max_by_key(|(_, persons)| **persons);
        if let Some((&demand, persons)) = most {
            println!("  - {}: {} doors, {persons} at the {}", reason.name(), doors.len(), door_name(place, demand));
        }
    }
}

/// The streets that would take longest for those who went along them, by width alone.
fn hardest_worked(place: &Place, report: &EvacuationReport) {
    let streets = &report.study.streets;
    let mut units = vec![0_u64; streets.streets().len()];
    for (record, direction) in report.simulation.directions.iter().zip(streets.directions()) {
        units[direction.street as usize] += u64::from(record.passed);
    }
    let mut busy: Vec<(Moment, usize)> = (0..)
        .zip(streets.streets())
        .map(|(n, street): (usize, &Street)| (Moment(street.interval.0.saturating_mul(units[n])), n))
        .collect();
    busy.sort_unstable();
    println!();
    for &(time, n) in busy.iter().rev().take(3) {
        let street = &streets.streets()[n];
        println!(
            "- at least {} for {} along {}, {:.1} m long, room for {}",
            minutes(Some(time)),
            units[n],
            road_name(place, street.segment),
            f64::from(street.length) / 1000.0,
            street.storage
        );
    }
}

/// The sites that were reached last, and what comes in over which street.
fn latest_sites(place: &Place, report: &EvacuationReport) {
    let streets = &report.study.streets;
    let mut sites: Vec<_> = (0_u32..).zip(&report.sites).filter(|(_, site)| site.arrived > 0).collect();
    sites.sort_by_key(|(_, site)| std::cmp::Reverse(site.between.map(|between| between.1)));
    for (gate, site) in sites.into_iter().take(3) {
        let name = place.plan.sites().get(&site.site).map_or("", |site| site.name.as_str());
        println!(
            "- reached last: {name}, {} of {:?} places, last after {}",
            site.arrived,
            site.capacity,
            minutes(site.between.map(|between| between.1))
        );
        for usage in StreetUse::ALL {
            let Some(node) = streets.gates().get(gate as usize).and_then(|gate| gate.node(usage)) else { continue };
            for direction in streets.into_node(node) {
                let (Some(street), Some(record)) =
                    (streets.street_of(direction), report.simulation.directions.get(direction as usize))
                else {
                    continue;
                };
                println!(
                    "  - over {}: {}, {:.0} a minute, {} to {}",
                    road_name(place, street.segment),
                    record.passed,
                    60.0 / street.interval.seconds().value(),
                    minutes(record.busy.map(|busy| busy.0)),
                    minutes(record.busy.map(|busy| busy.1)),
                );
            }
        }
    }
}

/// Who came last, and what their time was made of.
fn last_ones(place: &Place, report: &EvacuationReport) {
    let study = &report.study;
    let mut arrivals: Vec<(Moment, usize)> = (0..)
        .zip(&report.simulation.parties)
        .filter_map(|(party, result)| match result.outcome {
            Outcome::Safe { at, .. } => Some((at, party)),
            Outcome::Exposed { .. } | Outcome::Stranded(_) => None,
        })
        .collect();
    arrivals.sort_unstable();
    println!();
    for &(at, party) in arrivals.iter().rev().take(3) {
        let (who, result) = (&study.parties[party], &report.simulation.parties[party]);
        let Some(origin) = study.origins.get(who.origin as usize) else { continue };
        println!(
            "- last: {}, {} m to the road, left after {}, {} m at {:.2} m/s, waited {}, {} times redirected, safe after {}",
            door_name(place, origin.demand),
            origin.walk / 1000,
            minutes(Some(who.leaves)),
            result.moved / 1000,
            f64::from(who.speed) / 1000.0,
            minutes(Some(result.waited)),
            result.redirected,
            minutes(Some(at)),
        );
    }
}

/// Pieces so short that they hold one alone.
fn artefacts(study: &EvacuationStudy) {
    for usage in StreetUse::ALL {
        let of: Vec<&Street> = study.streets.streets().iter().filter(|street| street.usage == usage).collect();
        if of.is_empty() {
            continue;
        }
        let count = |test: &dyn Fn(&Street) -> bool| of.iter().filter(|street| test(street)).count();
        println!(
            "- {usage:?}: {} streets, {} below 1 m, {} that hold one, {} that hold below five",
            of.len(),
            count(&|street| street.length < 1000),
            count(&|street| street.storage == 1),
            count(&|street| street.storage < 5),
        );
    }
}

fn sensitivity(place: &Place, base: &EvacuationStudy) {
    let list: &[(&str, Assumption)] = if base.mode == TravelMode::Walking { &ON_FOOT } else { &BY_CAR };
    println!("\n| assumption | −20 %: 90 % / all safe / caught | +20 %: 90 % / all safe / caught |");
    println!("|---|---|---|");
    println!("| as it is | {} | |", figures(base));
    let with = |change: fn(&mut EvacuationSettings)| {
        let mut settings = (**place.plan.settings()).clone();
        change(&mut settings.evacuation);
        place.study_of(&place.plan.with_settings(settings)).map_or_else(|| "-".to_owned(), |study| figures(&study))
    };
    println!("| around queues to the site that is given | {} | |", with(|plan| plan.ways = WayChoice::AroundQueues));
    let anywhere = with(|plan| {
        plan.ways = WayChoice::AroundQueues;
        plan.destinations = DestinationRule::Nearest;
    });
    println!("| around queues to the site that is soonest reached | {anywhere} | |");
    for &(name, assumption) in list {
        let [less, more] = [0.8, 1.2].map(|factor| {
            changed(place, base, assumption, factor).map_or_else(|| "-".to_owned(), |study| figures(&study))
        });
        println!("| {name} | {less} | {more} |");
    }
}

/// 90 % of all, the last of those who are safe, and the caught.
fn figures(study: &EvacuationStudy) -> String {
    let Ok(ran) = simulate(&study.streets, &study.origins, &study.parties, &study.options, &JobContext::new()) else {
        return "-".to_owned();
    };
    let (mut arrivals, mut caught) = (Vec::new(), 0);
    for (party, result) in study.parties.iter().zip(&ran.parties) {
        match result.outcome {
            Outcome::Safe { at, .. } => arrivals.push((at, u64::from(party.persons))),
            Outcome::Exposed { .. } => caught += u64::from(party.persons),
            Outcome::Stranded(_) => {}
        }
    }
    arrivals.sort_unstable();
    let wanted = (study.persons * 90).div_ceil(100);
    let mut safe = 0;
    let nine = arrivals.iter().find(|&&(_, persons)| {
        safe += persons;
        safe >= wanted
    });
    let (nine, last) = (minutes(nine.map(|a| a.0)), minutes(arrivals.last().map(|a| a.0)));
    format!("{nine} / {last} / {caught}")
}

fn changed(place: &Place, base: &EvacuationStudy, assumption: Assumption, factor: f64) -> Option<EvacuationStudy> {
    let mut settings = (**place.plan.settings()).clone();
    match assumption {
        Assumption::Values(values) => {
            settings.overrides.extend(values.iter().map(|&(key, value)| (key, value * factor)));
        }
        Assumption::Household => settings.evacuation.household_persons *= factor,
        Assumption::Width => {
            return Some(with_streets(base, StreetUse::Walking, |street| {
                street.interval = scaled(street.interval, 1.0 / factor);
                street.storage = whole(f64::from(street.storage) * factor);
                street.area *= factor;
            }));
        }
        Assumption::CarFlow => {
            return Some(with_streets(base, StreetUse::Driving, |street| {
                street.interval = scaled(street.interval, 1.0 / factor);
            }));
        }
        Assumption::CarSpeed => {
            return Some(with_streets(base, StreetUse::Driving, |street| {
                street.car_speed = whole(f64::from(street.car_speed) * factor);
            }));
        }
        Assumption::CarRoom => {
            return Some(with_streets(base, StreetUse::Driving, |street| {
                street.storage = whole(f64::from(street.storage) * factor);
            }));
        }
    }
    let plan: Plan = place.plan.with_settings(settings);
    place.study_of(&plan)
}

fn scaled(moment: Moment, factor: f64) -> Moment {
    Moment::from_seconds(moment.seconds().value() * factor)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, clamped")]
fn whole(value: f64) -> u32 {
    value.round().clamp(1.0, f64::from(u32::MAX)) as u32
}

fn with_streets(base: &EvacuationStudy, usage: StreetUse, change: impl Fn(&mut Street)) -> EvacuationStudy {
    let mut list = base.streets.streets().to_vec();
    list.iter_mut().filter(|street| street.usage == usage).for_each(change);
    let n_nodes = u32::try_from(base.streets.n_nodes()).unwrap_or(u32::MAX);
    let streets = Streets::new(n_nodes, list, base.streets.directions().to_vec(), base.streets.gates().to_vec());
    EvacuationStudy { streets: Arc::new(streets), ..base.clone() }
}
