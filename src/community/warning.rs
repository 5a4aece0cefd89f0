//! What was odd in the planner's files: each oddity with file, feature, reason and place.

use std::fmt;

use crate::geometry::LonLat;

/// The kind of an oddity; its name is stable and stands in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningCode {
    /// The feature is not a readable `GeoJSON` feature.
    UnreadableFeature,
    /// A feature without geometry.
    NullGeometry,
    /// A geometry without coordinates.
    EmptyGeometry,
    /// A coordinate that is no number, not finite, or beyond the earth.
    BadCoordinates,
    /// Coordinates that look like latitude before longitude.
    SwappedAxes,
    /// Coordinates that look like metres of a projected system.
    ProjectedCoordinates,
    /// A position of more than three numbers, or heights that differ in kind.
    ExtraCoordinates,
    /// A line with fewer than two different places.
    TooShortLine,
    /// A ring with fewer than four places.
    TooShortRing,
    /// A ring whose last place is not its first; closed for use.
    UnclosedRing,
    /// A ring that crosses itself.
    SelfCrossingRing,
    /// A ring without area.
    FlatRing,
    /// The geometry does not fit the kind (a road as a point …).
    GeometryDoesNotFitKind,
    /// A number that is none, negative, or not a whole count.
    BadNumber,
    /// The kind was guessed from weak signs.
    KindGuessed,
    /// No kind was recognised.
    KindUnknown,
    /// A column was guessed to give a fact.
    ColumnGuessed,
    /// The file's `crs` member was accepted as WGS 84.
    OldCrsMember,
    /// People were spread from a zone total.
    PersonsSpread,
    /// People were estimated from floor area or dwellings.
    PersonsEstimated,
    /// A zone without buildings: its people stand at its middle.
    ZoneWithoutBuildings,
    /// Two sources count the same people; the finer one was taken.
    PersonsCountedTwice,
    /// Heights, levels or other facts were guessed.
    FactGuessed,
    /// The layer lies far from the others.
    FarFromOthers,
    /// The study area is large; distances on the plane are less exact.
    LargeStudyArea,
    /// The same feature occurs again.
    DuplicateFeature,
    /// The text was not valid UTF-8, or carried a byte-order mark or record separators.
    TextEncoding,
    /// The file ended early; what could be read was kept.
    TruncatedFile,
}

impl WarningCode {
    /// The stable word in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnreadableFeature => "unreadable_feature",
            Self::NullGeometry => "null_geometry",
            Self::EmptyGeometry => "empty_geometry",
            Self::BadCoordinates => "bad_coordinates",
            Self::SwappedAxes => "swapped_axes",
            Self::ProjectedCoordinates => "projected_coordinates",
            Self::ExtraCoordinates => "extra_coordinates",
            Self::TooShortLine => "too_short_line",
            Self::TooShortRing => "too_short_ring",
            Self::UnclosedRing => "unclosed_ring",
            Self::SelfCrossingRing => "self_crossing_ring",
            Self::FlatRing => "flat_ring",
            Self::GeometryDoesNotFitKind => "geometry_does_not_fit_kind",
            Self::BadNumber => "bad_number",
            Self::KindGuessed => "kind_guessed",
            Self::KindUnknown => "kind_unknown",
            Self::ColumnGuessed => "column_guessed",
            Self::OldCrsMember => "old_crs_member",
            Self::PersonsSpread => "persons_spread",
            Self::PersonsEstimated => "persons_estimated",
            Self::ZoneWithoutBuildings => "zone_without_buildings",
            Self::PersonsCountedTwice => "persons_counted_twice",
            Self::FactGuessed => "fact_guessed",
            Self::FarFromOthers => "far_from_others",
            Self::LargeStudyArea => "large_study_area",
            Self::DuplicateFeature => "duplicate_feature",
            Self::TextEncoding => "text_encoding",
            Self::TruncatedFile => "truncated_file",
        }
    }
}

/// One oddity. The object was kept, mended for use, or set aside, as the message says; never dropped silently.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportWarning {
    /// Kind of oddity.
    pub code: WarningCode,
    /// File name as shown.
    pub file: String,
    /// Position of the feature in its file, from 0; `None` where it concerns the whole file.
    pub feature: Option<u32>,
    /// What was found, what was done, what the planner can do. English; file and feature are not repeated.
    pub message: String,
    /// Where to look.
    pub place: Option<LonLat>,
}

impl fmt::Display for ImportWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(feature) = self.feature {
            write!(f, ", feature {feature}")?;
        }
        write!(f, ": {}", self.message)
    }
}
