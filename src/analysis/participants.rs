//! Which sites take people in a scenario, and for each of the others, why not.

use super::{Circumstances, ExcludedSite, ExclusionReason};
use crate::network::AccessPoint;
use crate::plan::{ObjectId, Site, SiteState};

/// All reasons against a site that do not depend on the roads.
pub(super) fn reasons_against(site: &Site, circumstances: &Circumstances) -> Vec<ExclusionReason> {
    let mut reasons = Vec::new();
    if !circumstances.scenario().selection.includes(ObjectId::Site(site.id)) {
        reasons.push(ExclusionReason::NotInScenario);
    }
    match site.state {
        SiteState::Candidate => reasons.push(ExclusionReason::Candidate),
        SiteState::Existing | SiteState::Planned => {}
    }
    if !site.is_open {
        reasons.push(ExclusionReason::Closed);
    }
    reasons
        .extend(site.unfit_for.intersection(circumstances.hazards()).map(|&hazard| ExclusionReason::UnfitFor(hazard)));
    if let Some(area) = site.geometry.place().and_then(|place| circumstances.closed_hazard_at(place)) {
        reasons.push(ExclusionReason::InsideHazard(area));
    }
    reasons
}

/// A site with its way to the road, or why it takes nobody.
pub(super) fn judged(
    site: &Site,
    circumstances: &Circumstances,
    access: Option<AccessPoint>,
) -> Result<AccessPoint, ExcludedSite> {
    let mut reasons = reasons_against(site, circumstances);
    if access.is_none() {
        reasons.push(ExclusionReason::NoRoadAccess);
    }
    match access {
        Some(access) if reasons.is_empty() => Ok(access),
        Some(_) | None => Err(ExcludedSite { site: site.id, kind: site.kind, reasons }),
    }
}
