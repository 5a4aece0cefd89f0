//! The roads as the plan would have them: widths, speeds and directions after its road changes.
//!
//! Walking ignores all three, so coverage does not ask here; the check of routes does, and so do vehicles and the
//! crowding of people over time.

use std::collections::BTreeMap;

use super::Circumstances;
use crate::community::{Community, OneWay};
use crate::ids::{RoadChangeId, SegmentId};
use crate::network::{RoadNetwork, RoadPart};
use crate::plan::{RoadChange, RoadChangeKind};
use crate::units::{Metres, Millimetres};

/// What is known of a road at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadFacts {
    /// The width to reckon with.
    pub width: Metres,
    /// The width is a guess from lanes or class, not measured and not planned.
    pub is_width_guess: bool,
    /// The width is one the plan would make.
    pub is_width_planned: bool,
    /// Speed limit in kilometres per hour, as given or planned.
    pub max_speed_km_h: Option<f64>,
    /// Direction for cars, seen along the segment.
    pub one_way: OneWay,
    /// All lanes run in that direction.
    pub is_contraflow: bool,
    /// The road changes that made it so, by id.
    pub changed_by: Vec<RoadChangeId>,
}

/// The roads of one community after the road changes of one scenario.
#[derive(Clone, Debug, Default)]
pub struct PlannedRoads {
    /// Width of each new link, by its position after the community's roads.
    links: Vec<(Metres, RoadChangeId)>,
    changes: BTreeMap<SegmentId, Vec<(RoadPart, RoadChangeId, RoadChangeKind)>>,
}

impl PlannedRoads {
    /// The road changes that take part, laid onto roads; `network` has the new links joined (see
    /// [`RoadNetwork::with_links`]). Where changes of one kind overlap, the one with the higher number holds.
    /// O(k log n) for k edges near the changes.
    #[must_use]
    pub fn new(network: &RoadNetwork, circumstances: &Circumstances) -> Self {
        let mut planned = Self::default();
        for change in circumstances.road_changes() {
            match change.kind {
                RoadChangeKind::NewLink(width) => {
                    planned.links.extend(change.lines.iter().map(|_| (Metres::new_clamped(width), change.id)));
                }
                RoadChangeKind::Width(_)
                | RoadChangeKind::Contraflow
                | RoadChangeKind::OneWay
                | RoadChangeKind::Speed(_) => planned.lay(network, change),
            }
        }
        planned
    }

    fn lay(&mut self, network: &RoadNetwork, change: &RoadChange) {
        for part in network.parts_along(&change.lines) {
            self.changes.entry(part.segment).or_default().push((part, change.id, change.kind));
        }
    }

    /// What is known of a segment at a position, after the changes; `None` for an id of another network.
    #[must_use]
    pub fn facts(
        &self,
        community: &Community,
        network: &RoadNetwork,
        id: SegmentId,
        at: Millimetres,
    ) -> Option<RoadFacts> {
        let segment = network.segment(id)?;
        let plain = |width, is_width_guess, max_speed_km_h| RoadFacts {
            width,
            is_width_guess,
            is_width_planned: false,
            max_speed_km_h,
            one_way: segment.one_way,
            is_contraflow: false,
            changed_by: Vec::new(),
        };
        let mut facts = if let Some(road) = community.roads().get(segment.road.index()) {
            let (width, is_width_guess) = road.width_or_guess();
            plain(width, is_width_guess, road.max_speed_km_h.map(f64::from))
        } else {
            let link = segment.road.index().checked_sub(community.roads().len())?;
            let &(width, change) = self.links.get(link)?;
            RoadFacts { changed_by: vec![change], is_width_planned: true, ..plain(width, false, None) }
        };
        for (part, change, kind) in self.changes.get(&id).into_iter().flatten() {
            if part.from <= at && at <= part.to {
                facts.take(*kind, part.runs_forward);
                facts.changed_by.push(*change);
            }
        }
        Some(facts)
    }

    /// Where along a segment road changes begin and end, overlapping ones each by itself. O(log n).
    pub fn parts(&self, id: SegmentId) -> impl Iterator<Item = (Millimetres, Millimetres)> + '_ {
        self.changes.get(&id).into_iter().flatten().map(|(part, _, _)| (part.from, part.to))
    }

    /// Segments that road changes touch (new links not counted), in order.
    pub fn changed_segments(&self) -> impl Iterator<Item = SegmentId> + '_ {
        self.changes.keys().copied()
    }
}

impl RoadFacts {
    fn take(&mut self, kind: RoadChangeKind, runs_forward: bool) {
        let direction = if runs_forward { OneWay::Forward } else { OneWay::Backward };
        match kind {
            RoadChangeKind::Width(width) | RoadChangeKind::NewLink(width) => {
                self.width = Metres::new_clamped(width);
                self.is_width_guess = false;
                self.is_width_planned = true;
            }
            RoadChangeKind::Speed(speed) => self.max_speed_km_h = Some(speed),
            RoadChangeKind::OneWay => self.one_way = direction,
            RoadChangeKind::Contraflow => {
                self.one_way = direction;
                self.is_contraflow = true;
            }
        }
    }
}
