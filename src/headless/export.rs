//! `muster export`: result layers, the network, or the whole package, as `GeoJSON` text.

use super::allocate::{allocated, choice_of};
use super::arguments::{Export, ExportKind};
use super::evacuation_run::{EvacuationChoice, Prepared};
use super::output::file_name;
use super::{Failure, Study};
use std::sync::Arc;

use crate::analysis::DEFAULT_OFFSET_M;
use crate::evacuation::EvacuationReport;
use crate::exchange::open::package_of;
use crate::exchange::results::{
    CsvMark, EvacuationSource, allocation_layer, allocation_table, coverage_layer, evacuation_layer,
    evacuation_road_layer, network_layer, plan_to_geopackage, result_layer_to_text, route_layer, service_area_layer,
    table_to_csv,
};
use crate::jobs::JobContext;
use crate::plan::PlanHeader;
use crate::units::Metres;

/// An export.
pub(super) enum Exported {
    /// Text for the terminal or a file.
    Text(String),
    /// Bytes for a file.
    Bytes(Vec<u8>),
}

/// What to write: text, or the bytes of a database.
pub(super) fn exported(study: &Study, export: &Export, context: &JobContext) -> Result<Exported, Failure> {
    refuse_unused_options(export)?;
    let scenario = study.scenario(export.common.scenario.as_deref())?;
    Ok(Exported::Text(match export.what {
        ExportKind::GeoPackage => {
            if export.common.output.is_none() {
                return Err(Failure::BadOption {
                    option: "export",
                    value: "geopackage".to_owned(),
                    remedy: "a database is no text for the terminal: name the file to write with --output".to_owned(),
                });
            }
            if !study.has_plan {
                let first = export.files.first().map(|path| file_name(path)).unwrap_or_default();
                return Err(Failure::NoPlan(first));
            }
            return Ok(Exported::Bytes(plan_to_geopackage(&study.plan, &study.originals)?));
        }
        ExportKind::Coverage => {
            let (_, report) = study.coverage(scenario, context)?;
            result_layer_to_text(&coverage_layer(&study.community, &study.plan, &report))
        }
        ExportKind::Allocation | ExportKind::AllocationSites => {
            let choice = choice_of(export.kind.as_deref(), export.whole.as_deref())?;
            let answer = allocated(study, scenario, choice, context)?;
            if export.what == ExportKind::AllocationSites {
                table_to_csv(&allocation_table(&answer), CsvMark::None)
            } else {
                result_layer_to_text(&allocation_layer(&study.community, &study.plan, &answer))
            }
        }
        ExportKind::Evacuation | ExportKind::EvacuationRoads => {
            let choice = EvacuationChoice::of(export.kind.as_deref(), export.mode.as_deref())?;
            let prepared = Prepared::of(study, scenario, choice, context)?;
            let report = EvacuationReport::run(Arc::clone(&prepared.study), context)?;
            let source = EvacuationSource {
                community: &study.community,
                plan: &study.plan,
                header: &prepared.report.header,
                book: &prepared.book,
            };
            let is_of_doors = export.what == ExportKind::Evacuation;
            let layer = if is_of_doors { evacuation_layer } else { evacuation_road_layer };
            result_layer_to_text(&layer(&source, &report))
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
        ExportKind::Routes => {
            let (engine, report) = study.coverage(scenario, context)?;
            let checks = engine.check_routes(context)?;
            result_layer_to_text(&route_layer(&study.community, &study.plan, &report, &checks))
        }
        ExportKind::Package => {
            let community = study.files.clone();
            let header = PlanHeader { community, ..(**study.plan.header()).clone() };
            package_of(&study.plan.with_header(header), &study.originals, None)?
        }
    }))
}

/// Refuses options that what is exported does not depend on: passed over, they would seem to be followed.
fn refuse_unused_options(export: &Export) -> Result<(), Failure> {
    let (is_allocation, is_evacuation) = match export.what {
        ExportKind::Allocation | ExportKind::AllocationSites => (true, false),
        ExportKind::Evacuation | ExportKind::EvacuationRoads => (false, true),
        ExportKind::Coverage
        | ExportKind::ServiceAreas
        | ExportKind::Network
        | ExportKind::Routes
        | ExportKind::Package
        | ExportKind::GeoPackage => (false, false),
    };
    let options = [
        ("--kind", &export.kind, is_allocation || is_evacuation, "only allocations and evacuations take it"),
        ("--whole", &export.whole, is_allocation, "only `export allocation` and `export allocation-sites` take it"),
        ("--mode", &export.mode, is_evacuation, "only `export evacuation` and `export evacuation-roads` take it"),
    ];
    for (option, value, is_used, remedy) in options {
        if let Some(value) = value.as_ref().filter(|_| !is_used) {
            return Err(Failure::BadOption { option, value: value.clone(), remedy: remedy.to_owned() });
        }
    }
    Ok(())
}
