//! New links: roads the plan would build, joined to the loaded ones.
//!
//! A plan's new link makes another network, built like the first from all roads together: so whatever searches it
//! needs no special case, and following edits equals starting anew. Building costs what building the first did; it
//! is done once per change of a link, not per movement of a site.

use super::road_network::RoadNetwork;
use super::road_snap::RoadsFor;
use crate::community::{Community, Road, RoadClass};
use crate::geometry::Line;
use crate::jobs::{Cancelled, JobContext};
use crate::units::Metres;

/// A link's end this near to a road, in metres, meets it (project choice: lines are drawn by hand).
pub const LINK_REACH_M: f64 = 5.0;

/// A road the plan would build.
#[derive(Clone, Debug, PartialEq)]
pub struct NewLink {
    /// Its line.
    pub line: Line,
    /// Its width.
    pub width: Metres,
}

/// The roads a network is built from: the loaded ones, and after them the plan's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Roads<'a> {
    pub(super) loaded: &'a [Road],
    pub(super) links: &'a [Road],
    /// Are crossings without a vertex joined? `None` where the data decide.
    pub(super) is_joining: Option<bool>,
}

impl<'a> Roads<'a> {
    pub(super) fn of(community: &'a Community) -> Self {
        Self { loaded: community.roads(), links: &[], is_joining: None }
    }

    pub(super) fn iter(self) -> impl Iterator<Item = &'a Road> {
        self.loaded.iter().chain(self.links)
    }

    pub(super) fn get(self, road: usize) -> Option<&'a Road> {
        self.loaded.get(road).or_else(|| self.links.get(road.checked_sub(self.loaded.len())?))
    }

    /// Is it one of the plan's?
    pub(super) const fn is_link(self, road: u32) -> bool {
        road as usize >= self.loaded.len()
    }
}

impl RoadNetwork {
    /// The network with links joined to it; this one must be the community's own, without links.
    ///
    /// A link's end within 5 m of a road moves onto it; where a link crosses a road on the ground both meet, whatever the
    /// rule for loaded roads; bridges and tunnels it passes. Links are for walkers and for cars in both directions.
    /// Their road ids follow those of the community, in the order given. Junctions and segments are numbered anew.
    /// O(n log n) over all roads.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn with_links(
        &self,
        community: &Community,
        links: &[NewLink],
        context: &JobContext,
    ) -> Result<Self, Cancelled> {
        let roads: Vec<Road> = links.iter().map(|link| self.road_of(link)).collect();
        let is_joining = Some(self.health().are_crossings_joined);
        let roads = Roads { loaded: community.roads(), links: &roads, is_joining };
        Self::build_from(community, roads, self.settings(), context)
    }

    fn road_of(&self, link: &NewLink) -> Road {
        let reach = Metres::new_clamped(LINK_REACH_M);
        let meets = |place| self.nearest_road(place, reach, RoadsFor::Walkers).map(|snap| snap.place.rounded());
        let mut line: Line = link.line.iter().map(|place| place.rounded()).collect();
        // The end itself moves: kept beside its meeting place, an end drawn a little too far would run across the
        // road and back.
        if let Some(first) = line.first_mut() {
            *first = meets(*first).unwrap_or(*first);
        }
        if let Some(last) = line.last_mut() {
            *last = meets(*last).unwrap_or(*last);
        }
        line.dedup();
        Road { width: Some(link.width), ..Road::plain(line, RoadClass::Residential) }
    }
}
