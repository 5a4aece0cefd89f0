//! What the planner may set about how roads are joined and reached.

use std::collections::BTreeSet;

use crate::community::{CrossingRule, Mend};
use crate::units::Metres;

/// How roads are joined, and how far a door may be from one.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkSettings {
    /// What happens where roads cross without a common vertex.
    pub crossings: CrossingRule,
    /// A road's end this near to another road is joined to it; 0 joins nothing.
    pub snap_tolerance: Metres,
    /// Doors and sites farther than this from every usable road have no road access.
    pub max_access: Metres,
    /// Joints the planner accepted.
    pub mends: BTreeSet<Mend>,
}

impl Default for NetworkSettings {
    /// Crossings by the look of the data, ends joined within 0.5 m, access within 200 m (project choices).
    fn default() -> Self {
        Self {
            crossings: CrossingRule::Automatic,
            snap_tolerance: Metres::new_clamped(0.5),
            max_access: Metres::new_clamped(200.0),
            mends: BTreeSet::new(),
        }
    }
}
