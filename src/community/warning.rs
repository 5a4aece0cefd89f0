//! What was odd in the planner's files: each oddity with file, feature, reason and place.

use std::collections::BTreeMap;
use std::fmt;

use super::Oddity;
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
    /// Coordinates were converted to WGS 84, as the planner or the file says.
    CoordinatesConverted,
    /// A way or relation of OpenStreetMap lacks parts that are not in the file.
    MissingParts,
    /// An area of OpenStreetMap whose ways do not close to rings.
    BrokenArea,
    /// A part of a binary file is damaged and was left out.
    DamagedPart,
    /// Something in the file is of a kind that is not read (routes, views, pictures).
    NotRead,
    /// A row of a table has no usable coordinates.
    RowWithoutPlace,
    /// What was assumed of a table: encoding, separator, columns with the coordinates.
    TableLayout,
    /// A companion of the file (its table, its coordinate system) is missing or does not fit.
    CompanionFile,
}

impl WarningCode {
    /// Every kind.
    pub const ALL: [Self; 36] = [
        Self::UnreadableFeature,
        Self::NullGeometry,
        Self::EmptyGeometry,
        Self::BadCoordinates,
        Self::SwappedAxes,
        Self::ProjectedCoordinates,
        Self::ExtraCoordinates,
        Self::TooShortLine,
        Self::TooShortRing,
        Self::UnclosedRing,
        Self::SelfCrossingRing,
        Self::FlatRing,
        Self::GeometryDoesNotFitKind,
        Self::BadNumber,
        Self::KindGuessed,
        Self::KindUnknown,
        Self::ColumnGuessed,
        Self::OldCrsMember,
        Self::PersonsSpread,
        Self::PersonsEstimated,
        Self::ZoneWithoutBuildings,
        Self::PersonsCountedTwice,
        Self::FactGuessed,
        Self::FarFromOthers,
        Self::LargeStudyArea,
        Self::DuplicateFeature,
        Self::TextEncoding,
        Self::TruncatedFile,
        Self::CoordinatesConverted,
        Self::MissingParts,
        Self::BrokenArea,
        Self::DamagedPart,
        Self::NotRead,
        Self::RowWithoutPlace,
        Self::TableLayout,
        Self::CompanionFile,
    ];

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
            Self::CoordinatesConverted => "coordinates_converted",
            Self::MissingParts => "missing_parts",
            Self::BrokenArea => "broken_area",
            Self::DamagedPart => "damaged_part",
            Self::NotRead => "not_read",
            Self::RowWithoutPlace => "row_without_place",
            Self::TableLayout => "table_layout",
            Self::CompanionFile => "companion_file",
        }
    }
}

/// One oddity. The object was kept, mended for use, or set aside, as the message says; never dropped silently.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportWarning {
    /// File name as shown.
    pub file: String,
    /// Position of the feature in its file, from 0; `None` where it concerns the whole file.
    pub feature: Option<u32>,
    /// What was found, what was done, what the planner can do.
    pub oddity: Oddity,
    /// Where to look.
    pub place: Option<LonLat>,
}

impl ImportWarning {
    /// Kind of oddity.
    #[must_use]
    pub const fn code(&self) -> WarningCode {
        self.oddity.code()
    }

    /// What is odd, in English; file and feature are not repeated.
    #[must_use]
    pub fn message(&self) -> String {
        self.oddity.to_string()
    }
}

impl fmt::Display for ImportWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(feature) = self.feature {
            write!(f, ", feature {feature}")?;
        }
        write!(f, ": {}", self.oddity)
    }
}

/// Collects warnings; beyond [`WarningList::MAX_ALIKE`] of one kind in one file they are only counted.
#[derive(Clone, Debug, Default)]
pub struct WarningList {
    kept: Vec<ImportWarning>,
    counts: BTreeMap<WarningCode, BTreeMap<String, usize>>,
}

impl WarningList {
    /// So many warnings of one kind in one file are kept whole; the others are folded into one.
    pub const MAX_ALIKE: usize = 50;

    /// Adds a warning. O(log n) in the number of files and kinds.
    pub fn push(&mut self, warning: ImportWarning) {
        let files = self.counts.entry(warning.code()).or_default();
        let count = match files.get_mut(&warning.file) {
            Some(count) => count,
            None => files.entry(warning.file.clone()).or_default(),
        };
        *count += 1;
        if *count <= Self::MAX_ALIKE {
            self.kept.push(warning);
        }
    }

    /// The warnings in the order they came, then one for each kind and file that was folded, with its count.
    #[must_use]
    pub fn into_warnings(self) -> Vec<ImportWarning> {
        let mut warnings = self.kept;
        for (code, files) in self.counts {
            for (file, n) in files.into_iter().filter(|&(_, n)| n > Self::MAX_ALIKE) {
                let more = n - Self::MAX_ALIKE;
                let oddity = Oddity::Folded { code, more, all: n };
                warnings.push(ImportWarning { file, feature: None, oddity, place: None });
            }
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_warnings_of_one_kind_are_folded_with_their_count() {
        let mut list = WarningList::default();
        for feature in 0..120 {
            list.push(ImportWarning {
                file: "a".to_owned(),
                feature: Some(feature),
                oddity: Oddity::ZoneWithoutCount,
                place: None,
            });
        }
        let warnings = list.into_warnings();
        assert_eq!(warnings.len(), WarningList::MAX_ALIKE + 1);
        assert!(warnings.last().unwrap().message().contains("70 more"));
        assert!(warnings.last().unwrap().message().contains("120 in all"));
    }
}
