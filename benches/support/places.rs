//! Real places as plans, by one simple rule where the data names no sites: for tests and benchmarks of evacuations.
//!
//! Sites that the data does not have: every park, pitch, playground, sports ground or school yard of at least 1,000 m²
//! is a safe harbor, reached at its middle; 60 % of its ground is free, and the profile's area per person makes the
//! places. A school given as a point alone has a yard of 2,000 m². The order comes at night; departures are spread as
//! a Rayleigh curve; everything else is at its default.

#![expect(clippy::unwrap_used, reason = "data that is there and cannot be read is a fault, not a reason to skip")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster::analysis::CoverageEngine;
use muster::community::Community;
use muster::document::Document;
use muster::evacuation::{EvacuationStudy, StudyInput};
use muster::exchange::community::{ImportOptions, file_layers};
use muster::exchange::open::open_files;
use muster::geometry::LocalProjection;
use muster::ids::SiteId;
use muster::jobs::JobContext;
use muster::network::{NetworkSettings, RoadNetwork};
use muster::plan::taking::{Becomes, Taking, TimeColumn, TimeUnit, taken};
use muster::plan::{
    BASE_SCENARIO, Capacity, DepartureCurve, Plan, PlanHeader, PlanObject, Scenario, Settings, Site, SiteKind,
    TravelMode,
};
use muster::units::SquareMetres;

/// Smallest ground that is a safe harbor, m².
const LEAST_AREA_M2: f64 = 1_000.0;
/// Share of the ground that is free.
const FREE_SHARE: f64 = 0.6;
/// Yard of a school that is given as a point, m².
const SCHOOL_YARD_M2: f64 = 2_000.0;
/// Uses of open land that make a safe harbor.
const USES: [&str; 7] = ["park", "pitch", "playground", "recreation_ground", "sports_centre", "stadium", "track"];

/// A place made ready for planning.
pub(crate) struct Place {
    /// Its name.
    pub(crate) name: &'static str,
    /// What was loaded.
    pub(crate) community: Arc<Community>,
    /// Its roads.
    pub(crate) network: Arc<RoadNetwork>,
    /// The plan.
    pub(crate) plan: Plan,
}

fn shared(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = root.join("data").join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    #[expect(clippy::print_stderr, reason = "tells why nothing is looked at")]
    {
        eprintln!("skipped: {} is not there", folder.display());
    }
    None
}

/// Settings of all places.
fn settings(plan: &Plan) -> Settings {
    let mut settings = (**plan.settings()).clone();
    settings.evacuation.departure = DepartureCurve::Rayleigh;
    settings
}

fn place(name: &'static str, files: &[PathBuf], plan_of: impl FnOnce(&Community) -> Plan) -> Place {
    let context = JobContext::new();
    let opened = open_files(files, &context).unwrap();
    let community = Arc::new(opened.community.unwrap());
    let plan = match opened.plan {
        Some(opened) => opened.read.plan,
        None => plan_of(&community),
    };
    let network = Arc::new(RoadNetwork::build(&community, &NetworkSettings::default(), &context).unwrap());
    let plan = plan.with_settings(settings(&plan));
    Place { name, community, network, plan }
}

/// The demonstration, with the sites of its plan.
pub(crate) fn balzers() -> Place {
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/balzers/plan.geojson");
    place("Balzers", &[plan], |_| Plan::default())
}

/// A folder of the shared data, on foot to the safe harbors of the rule.
fn by_rule(name: &'static str, folder: &str) -> Option<Place> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(shared(folder)?).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "geojson"));
    files.sort();
    Some(place(name, &files, |community| {
        let sites = harbors(community).into_iter().map(|site| PlanObject::Site(Arc::new(site)));
        Plan::from_parts(PlanHeader::default(), Settings::default(), [], sites)
    }))
}

/// The capital of Liechtenstein, on foot.
pub(crate) fn vaduz() -> Option<Place> {
    by_rule("Vaduz", "community-vaduz")
}

/// Lujiazui and the Bund, on foot.
pub(crate) fn shanghai() -> Option<Place> {
    by_rule("Shanghai (Lujiazui and the Bund)", "community-shanghai")
}

/// The whole country, on foot.
pub(crate) fn liechtenstein() -> Option<Place> {
    by_rule("Liechtenstein", "town-liechtenstein")
}

/// Safe harbors by the rule.
fn harbors(community: &Community) -> Vec<Site> {
    let mut sites = Vec::new();
    let mut add = |place, name: Option<&Arc<str>>, usage: &str, area: f64| {
        let id = SiteId(u32::try_from(sites.len()).unwrap_or(u32::MAX) + 1);
        let mut site = Site::new(id, SiteKind::SafeHarbor, place);
        site.name = name.map_or_else(|| usage.to_owned(), ToString::to_string);
        let effective_area = SquareMetres::new_clamped(area * FREE_SHARE);
        site.capacity = Capacity::Area { effective_area, area_per_person: None };
        sites.push(site);
    };
    for space in community.open_spaces() {
        let usage = space.usage.as_deref().unwrap_or_default();
        let Some(middle) = space.outline.center().filter(|_| USES.contains(&usage)) else { continue };
        let plane = LocalProjection::new(middle);
        let area = space.outline.area(&plane).value();
        if area >= LEAST_AREA_M2 {
            add(space.outline.inner_place(&plane).unwrap_or(middle), space.name.as_ref(), usage, area);
        }
    }
    for facility in community.facilities() {
        if facility.usage.as_deref() == Some("school") {
            add(facility.place, facility.name.as_ref(), "school", SCHOOL_YARD_M2);
        }
    }
    sites
}

/// Castlemaine by car with its fire of every hour; the order is given so many hours after the fire's first map.
pub(crate) fn castlemaine(order_after_hours: u32) -> Option<Place> {
    let folder = shared("town-castlemaine")?;
    let file = |name: &str| folder.join(name);
    let mut place = place("Castlemaine", &[file("roads.geojson"), file("population.geojson")], |_| {
        let objects = castlemaine_objects(&folder, order_after_hours);
        let driving = Scenario { mode: TravelMode::Driving, ..Scenario::base() };
        Plan::from_parts(PlanHeader::default(), Settings::default(), [driving], objects)
    });
    if order_after_hours > 0 {
        place.name = "Castlemaine, ordered later";
    }
    Some(place)
}

fn castlemaine_objects(folder: &Path, order_after_hours: u32) -> Vec<PlanObject> {
    let mut objects = Vec::new();
    for (name, becomes) in
        [("fire_hourly.geojson", Becomes::HazardArea), ("destinations.geojson", Becomes::Site(SiteKind::Exit))]
    {
        for layer in file_layers(&folder.join(name), &ImportOptions::default(), &JobContext::new()).unwrap() {
            let from = TimeColumn { column: "burnt_by_hour".to_owned(), unit: TimeUnit::Hours };
            let from = (becomes == Becomes::HazardArea).then_some(from);
            objects.extend(taken(&layer, &Taking { from, ..Taking::suggested(&layer, becomes) }).unwrap().objects);
        }
    }
    let (mut hazards, mut sites) = (0, 100);
    let numbered = objects.into_iter().map(|object| match object {
        PlanObject::HazardArea(area) => {
            hazards += 1;
            let mut area = (*area).clone();
            area.id.0 = hazards;
            area.from_min = (area.from_min - 60.0 * f64::from(order_after_hours)).max(0.0);
            PlanObject::HazardArea(Arc::new(area))
        }
        PlanObject::Site(site) => {
            sites += 1;
            PlanObject::Site(Arc::new(Site { id: SiteId(sites), ..(*site).clone() }))
        }
        other => other,
    });
    numbered.collect()
}

impl Place {
    /// The evacuation of the place's plan.
    pub(crate) fn study(&self) -> Option<EvacuationStudy> {
        self.study_of(&self.plan)
    }

    /// The evacuation of another plan for the place.
    pub(crate) fn study_of(&self, plan: &Plan) -> Option<EvacuationStudy> {
        let context = JobContext::new();
        let snapshot = Document::new(plan.clone()).snapshot();
        let mut coverage = CoverageEngine::new(Arc::clone(&self.community), Arc::clone(&self.network));
        let report = coverage.update(&snapshot, BASE_SCENARIO, &context).ok()?;
        let input = StudyInput {
            coverage: &coverage,
            report: &report,
            snapshot: &snapshot,
            scenario: BASE_SCENARIO,
            kind: None,
        };
        EvacuationStudy::new(&input, &context).ok()
    }
}
