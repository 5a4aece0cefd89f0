//! Where the doors of the community meet the open roads.

use crate::network::{AccessPoint, NetworkMask, RoadNetwork};
use crate::units::Millimetres;

/// The doors under one mask, by demand point.
#[derive(Clone, Debug, Default)]
pub(super) struct Doors(Vec<Option<AccessPoint>>);

impl Doors {
    /// Doors whose road is closed go to the nearest open one; doors farther than `max_access` have none.
    /// O(doors), plus O(log n) for each door that goes elsewhere.
    pub(super) fn new(network: &RoadNetwork, mask: &NetworkMask, max_access: Millimetres) -> Self {
        let mut accesses = network.demand_access_under(mask);
        for access in &mut accesses {
            *access = access.filter(|access| access.walk <= max_access);
        }
        Self(accesses)
    }

    /// Where each door meets the open roads.
    pub(super) fn accesses(&self) -> &[Option<AccessPoint>] {
        &self.0
    }
}
