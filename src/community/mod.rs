//! The community: what was loaded from the planner's files. It is never edited.
//!
//! Files are read by `exchange`, which fills [`CommunityParts`]; [`Community::assemble`] then places the
//! people (given, spread from zones, or estimated) and fixes the local plane. Every guess keeps its mark.

mod containment;
mod doubt;
mod features;
mod layer;
mod population;
mod warning;

mod community;

pub use community::{Community, CommunityError, CommunityParts, FeatureCounts};
pub use doubt::{CoordinateDoubt, Suspected};
pub use features::{
    Boundary, Building, Facility, FeatureKind, FeatureSource, OneWay, OpenSpace, OtherFeature, PopulationZone, Road,
    RoadClass, Shape, Water, ZoneCount,
};
pub use layer::{ColumnSummary, CrossingRule, Fact, Layer, LayerMapping, Mapping};
pub use population::{DemandOrigin, DemandPoint, PersonsSource, PopulationRules, PopulationSummary};
pub use warning::{ImportWarning, WarningCode, WarningList};
