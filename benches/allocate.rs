//! Who goes where in Liechtenstein: 50 safe harbors with places for nine people in ten, from nothing and after one
//! harbor was moved or given other places; the answers are checked against a fresh one. Printed, not asserted.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use muster::analysis::{AllocationEngine, AllocationOptions, AllocationReport, CoverageEngine};
use muster::document::{Command, Document};
use muster::exchange::open::open_files;
use muster::geometry::LonLat;
use muster::jobs::JobContext;
use muster::network::{NetworkSettings, RoadNetwork};
use muster::plan::{BASE_SCENARIO, Capacity, ObjectId, Plan, PlanHeader, PlanObject, Settings, Site, SiteKind};
use muster::standards::ValueKey;
use muster::units::Persons;

#[path = "support/country.rs"]
mod country;

const N_SITES: usize = 50;

struct Bench {
    document: Document,
    coverage: CoverageEngine,
    allocation: AllocationEngine,
}

impl Bench {
    /// Coverage and allocation of the plan as it is, with the time of the allocation alone.
    fn allocate(&mut self) -> Option<(Arc<AllocationReport>, Duration)> {
        let context = JobContext::new();
        let report = self.coverage.update(&self.document.snapshot(), BASE_SCENARIO, &context).ok()?;
        let start = Instant::now();
        let options = AllocationOptions::default();
        let answer =
            self.allocation.allocate(&self.coverage, &report, SiteKind::SafeHarbor, options, &context).ok()??;
        Some((answer, start.elapsed()))
    }
}

fn changed(document: &mut Document, number: usize, change: impl FnOnce(&mut Site)) {
    let Some(mut site) = document.plan().sites().values().nth(number).map(|site| (**site).clone()) else { return };
    change(&mut site);
    drop(document.execute(Command::UpdateObject(PlanObject::Site(site.into()))));
}

fn main() {
    let Some(files) = country::liechtenstein() else { return };
    let context = JobContext::new();
    let Some(community) = open_files(&files, &context).ok().and_then(|opened| opened.community).map(Arc::new) else {
        return;
    };
    let Ok(network) = RoadNetwork::build(&community, &NetworkSettings::default(), &context) else { return };
    let network = Arc::new(network);
    for limit in [500.0, 2_000.0, 5_000.0] {
        // Values are planned in the profile; a wide limit lets everybody reach many sites.
        let mut settings = Settings::default();
        settings.overrides.insert(ValueKey::SafeHarborWalkLimit, limit);
        let mut document = Document::new(Plan::from_parts(PlanHeader::default(), settings, [], []));
        let total = community.population().total;
        let places = u32::try_from(total * 9 / 10 / N_SITES as u64).unwrap_or(u32::MAX);
        let step = (community.demand().len() / N_SITES).max(1);
        for (n, demand) in community.demand().iter().step_by(step).take(N_SITES).enumerate() {
            let place = Command::PlaceSite { kind: SiteKind::SafeHarbor, place: demand.place, name: String::new() };
            drop(document.execute(place));
            changed(&mut document, n, |site| site.capacity = Capacity::Persons(Persons(places)));
        }
        let coverage = CoverageEngine::new(Arc::clone(&community), Arc::clone(&network));
        let mut bench = Bench { document, coverage, allocation: AllocationEngine::new() };
        let mut cold = Vec::new();
        for _ in 0..5 {
            bench.allocation = AllocationEngine::new();
            let Some((_, time)) = bench.allocate() else { return };
            cold.push(time);
        }
        let (mut moved, mut resized, mut n_different) = (Vec::new(), Vec::new(), 0);
        for n in 0..20 {
            let Some((id, to)) = bench.document.plan().sites().values().nth(n * 2).and_then(|site| {
                let place = site.geometry.place()?;
                Some((ObjectId::Site(site.id), LonLat::try_new(place.lon() + 0.001, place.lat() + 0.0005).ok()?))
            }) else {
                continue;
            };
            drop(bench.document.execute(Command::MoveObject { id, to }));
            let Some((answer, time)) = bench.allocate() else { return };
            moved.push(time);
            let kept = std::mem::take(&mut bench.allocation);
            let Some((fresh, _)) = bench.allocate() else { return };
            n_different += usize::from(fresh != answer);
            bench.allocation = kept;
            changed(&mut bench.document, n, |site| site.capacity = Capacity::Persons(Persons(places / 2)));
            let Some((_, time)) = bench.allocate() else { return };
            resized.push(time);
        }
        let Some((answer, _)) = bench.allocate() else { return };
        println!(
            "limit {limit} m: {} doors, {} people, {} with a place, {} over capacity; ms",
            community.demand().len(),
            answer.persons.total,
            answer.persons.served,
            answer.persons.over_capacity
        );
        country::head();
        country::row("  from nothing", cold);
        country::row("  one harbor moved by 90 m", moved);
        country::row("  one harbor with half its places", resized);
        println!("  answers that differ from a fresh one: {n_different}");
    }
}
