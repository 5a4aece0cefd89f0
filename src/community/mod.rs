//! The community: what was loaded from the planner's files. It is never edited.
//!
//! Files are read by `exchange`, which fills [`CommunityParts`]; [`Community::assemble`] then places the
//! people (given, spread from zones, or estimated) and fixes the local plane. Every guess keeps its mark.

mod containment;
mod doubt;
mod features;
mod file_layer;
mod format_oddity;
mod layer;
mod mend;
mod oddity;
mod population;
mod problem;
mod warning;
mod written_number;

mod community;

pub(crate) use community::MAX_LATITUDE;
pub use community::{Community, CommunityError, CommunityParts, FeatureCounts};
pub use doubt::{CoordinateDoubt, ReadPlaces, Suspected};
pub use features::{
    Boundary, Building, Facility, FeatureKind, FeatureSource, OneWay, OpenSpace, OtherFeature, PopulationZone, Road,
    RoadClass, Shape, Water, ZoneCount,
};
pub use file_layer::{FileFeature, FileLayer, FileValue};
pub use format_oddity::{FieldSeparator, FormatOddity, PartsUse, PlaceColumns};
pub use layer::{ColumnSummary, CrossingRule, Fact, KnownMapping, Layer, LayerMapping, Mapping};
pub use mend::{GridPlace, Mend};
pub use oddity::{EstimateScale, KindSign, Oddity, RingRole, ShapeKind, UnknownLook, ZoneRest};
pub use population::{DemandOrigin, DemandPoint, PersonsSource, PopulationRules, PopulationSummary};
pub use problem::{FeatureProblem, NumberProblem, RowProblem};
pub use warning::{ImportWarning, WarningCode, WarningList};
pub(crate) use written_number::shortened;
pub use written_number::{Measure, sensible_number, written_number};
