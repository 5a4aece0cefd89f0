//! Everybody of Liechtenstein to 50 sites on foot: making the streets ready, and the simulation to the last person.
//! Printed, not asserted.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::sync::Arc;
use std::time::Instant;

use muster::analysis::CoverageEngine;
use muster::document::Document;
use muster::evacuation::simulation::{Outcome, simulate};
use muster::evacuation::{EvacuationReport, EvacuationStudy, StudyInput};
use muster::exchange::open::open_files;
use muster::jobs::JobContext;
use muster::network::{NetworkSettings, RoadNetwork};
use muster::plan::{BASE_SCENARIO, Capacity, DepartureCurve, Plan, PlanHeader, PlanObject, Settings, Site, SiteKind};
use muster::units::Persons;

#[path = "support/country.rs"]
mod country;

const N_SITES: usize = 50;

fn main() {
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
