//! `muster export`: result layers, the network, or the whole package, as `GeoJSON` text.

use super::arguments::{Export, ExportKind};
use super::{Failure, Study};
use crate::analysis::DEFAULT_OFFSET_M;
use crate::exchange::open::package_of;
use crate::exchange::results::{coverage_layer, network_layer, result_layer_to_text, service_area_layer};
use crate::jobs::JobContext;
use crate::plan::PlanHeader;
use crate::units::Metres;

/// The text to write.
pub(super) fn export_text(study: &Study, export: &Export, context: &JobContext) -> Result<String, Failure> {
    let scenario = study.scenario(export.common.scenario.as_deref())?;
    Ok(match export.what {
        ExportKind::Coverage => {
            let (_, report) = study.coverage(scenario, context)?;
            result_layer_to_text(&coverage_layer(&study.community, &study.plan, &report))
        }
        ExportKind::ServiceAreas => {
            let (engine, report) = study.coverage(scenario, context)?;
            let mut areas = Vec::new();
            for kind in &report.kinds {
                let drawn = engine.service_areas(kind.kind, None, Metres::new_clamped(DEFAULT_OFFSET_M), context)?;
                areas.extend(drawn.sites);
                areas.extend(drawn.merged);
            }
            result_layer_to_text(&service_area_layer(&study.community, &study.plan, &report, &areas))
        }
        ExportKind::Network => result_layer_to_text(&network_layer(&study.community, &study.network)),
        ExportKind::Package => {
            let community = study.files.clone();
            let header = PlanHeader { community, ..(**study.plan.header()).clone() };
            package_of(&study.plan.with_header(header), &study.originals, None)?
        }
    })
}
