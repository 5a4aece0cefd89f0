//! The demonstration: Balzers in Liechtenstein, compiled into the program so that it opens anywhere.
//!
//! Map data © OpenStreetMap contributors (`ODbL` 1.0), see `data/balzers/README.md`; sites, capacities and
//! organizations of its plan are illustrative.

use crate::exchange::plan::{PlanReadError, ReadPlan, plan_from_text};

/// Community paths that start with this stand for the files inside the program.
pub const DEMONSTRATION_SCHEME: &str = "demo:balzers/";

const PLAN: &str = include_str!("../../../data/balzers/plan.geojson");

const FILES: [(&str, &str); 7] = [
    ("roads.geojson", include_str!("../../../data/balzers/roads.geojson")),
    ("buildings.geojson", include_str!("../../../data/balzers/buildings.geojson")),
    ("facilities.geojson", include_str!("../../../data/balzers/facilities.geojson")),
    ("open_spaces.geojson", include_str!("../../../data/balzers/open_spaces.geojson")),
    ("water.geojson", include_str!("../../../data/balzers/water.geojson")),
    ("admin.geojson", include_str!("../../../data/balzers/admin.geojson")),
    ("population.geojson", include_str!("../../../data/balzers/population.geojson")),
];

/// The text of a file of the demonstration, by its path with the scheme.
pub(super) fn embedded(path: &str) -> Option<(&'static str, &'static str)> {
    let name = path.strip_prefix(DEMONSTRATION_SCHEME)?;
    FILES.into_iter().find(|(file, _)| *file == name)
}

/// The demonstration's plan, with its community inside the program.
///
/// # Errors
/// [`PlanReadError`] would be a fault of the build; a test holds that there is none.
pub fn demonstration() -> Result<ReadPlan, PlanReadError> {
    let mut read = plan_from_text(PLAN, "balzers/plan.geojson")?;
    let mut header = (**read.plan.header()).clone();
    for file in &mut header.community {
        file.path.insert_str(0, DEMONSTRATION_SCHEME);
    }
    read.plan = read.plan.with_header(header);
    Ok(read)
}
