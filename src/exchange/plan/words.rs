//! The words of the plan file that are used on both sides, writing and reading.

use crate::plan::{SiteKind, SiteSpace};

/// The version of the file this program writes.
pub(super) const FORMAT_VERSION: u32 = 1;
/// The top-level member that makes a `FeatureCollection` a plan.
pub(in crate::exchange) const MUSTER: &str = "muster";
/// The property that says what an object is.
pub(in crate::exchange) const KIND: &str = "muster:kind";
/// The property with an object's number.
pub(super) const ID: &str = "muster:id";
/// Members of a feature that are not kept as unknown ones.
pub(super) const FEATURE_MEMBERS: &[&str] = &["type", "id", "properties", "geometry", "bbox"];
/// Top-level members that are not kept as unknown ones.
pub(super) const TOP_MEMBERS: &[&str] = &["type", MUSTER, "features", "bbox"];

/// The space a site of a kind has when nobody says: safe harbors are in the open.
pub(super) fn usual_space(kind: SiteKind) -> SiteSpace {
    match kind {
        SiteKind::SafeHarbor => SiteSpace::Outdoor,
        SiteKind::Shelter
        | SiteKind::SupplyPoint
        | SiteKind::MedicalPoint
        | SiteKind::ServicePoint
        | SiteKind::WarningDevice
        | SiteKind::Exit => SiteSpace::Indoor,
    }
}
