//! Which demand points lie in which evacuation area; found once and again only for areas that changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tally::AreaDoors;
use crate::community::Community;
use crate::geometry::{MultiPolygon, PreparedArea};
use crate::ids::EvacuationAreaId;
use crate::plan::{EvacuationArea, Plan};

/// The demand points of a community from west to east, to look into areas quickly.
#[derive(Clone, Debug)]
pub(super) struct DoorsByLongitude {
    doors: Vec<(f64, u32)>,
}

impl DoorsByLongitude {
    /// O(n log n).
    pub(super) fn new(community: &Community) -> Self {
        let mut doors: Vec<(f64, u32)> =
            community.demand().iter().zip(0u32..).map(|(demand, door)| (demand.place.lon(), door)).collect();
        doors.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Self { doors }
    }

    /// The demand points inside an outline, ascending. O(log n + doors between its west and east end × edges
    /// near their latitude).
    pub(super) fn inside(&self, community: &Community, outline: &MultiPolygon) -> Arc<[u32]> {
        let area = PreparedArea::new(outline);
        let Some(bounds) = area.bounds() else { return Arc::from([]) };
        let from = self.doors.partition_point(|door| door.0 < bounds.min.lon());
        let to = self.doors.partition_point(|door| door.0 <= bounds.max.lon());
        let candidates = self.doors.get(from..to).unwrap_or_default().iter().map(|door| door.1);
        let mut inside: Vec<u32> = candidates
            .filter(|&door| {
                community.demand().get(door as usize).is_some_and(|demand| {
                    let lat = demand.place.lat();
                    (bounds.min.lat()..=bounds.max.lat()).contains(&lat) && area.contains(demand.place)
                })
            })
            .collect();
        inside.sort_unstable();
        Arc::from(inside)
    }
}

/// The demand points of every evacuation area of a plan.
#[derive(Clone, Debug, Default)]
pub(super) struct AreaIndex {
    known: BTreeMap<EvacuationAreaId, (Arc<EvacuationArea>, Arc<[u32]>)>,
}

impl AreaIndex {
    /// Follows the plan; true when anything changed.
    pub(super) fn follow(&mut self, plan: &Plan, community: &Community, doors: &DoorsByLongitude) -> bool {
        let areas = plan.evacuation_areas();
        let before = self.known.len();
        self.known.retain(|id, _| areas.contains_key(id));
        let mut has_changed = before != self.known.len();
        for (&id, area) in areas {
            let inside = match self.known.get(&id) {
                Some((known, _)) if Arc::ptr_eq(known, area) || known == area => continue,
                Some((known, inside)) if known.outline == area.outline => Arc::clone(inside),
                Some(_) | None => doors.inside(community, &area.outline),
            };
            self.known.insert(id, (Arc::clone(area), inside));
            has_changed = true;
        }
        has_changed
    }

    /// The areas for the tally, by id.
    pub(super) fn areas(&self) -> Vec<AreaDoors> {
        let of = |(&id, (area, doors)): (&EvacuationAreaId, &(Arc<EvacuationArea>, Arc<[u32]>))| AreaDoors {
            area: id,
            name: area.name.clone(),
            doors: Arc::clone(doors),
        };
        self.known.iter().map(of).collect()
    }
}
