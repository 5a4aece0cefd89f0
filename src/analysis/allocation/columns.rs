//! How far every origin is from each site, kept site by site: a moved site costs one search.

use std::collections::BTreeMap;

use super::Origin;
use crate::ids::SiteId;
use crate::jobs::{Cancelled, JobContext};
use crate::network::{AccessPoint, DoorDistances, NetworkMask, RoadNetwork};
use crate::units::Millimetres;

/// The origins within the limit of one site, ascending, with their distance.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    access: AccessPoint,
    limit: Millimetres,
    pub(super) ways: Vec<(u32, u32)>,
}

/// Columns by site.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    known: BTreeMap<SiteId, Column>,
    search: Option<DoorDistances>,
}

impl Columns {
    pub(super) fn get(&self, site: SiteId) -> &[(u32, u32)] {
        self.known.get(&site).map_or(&[], |column| &column.ways)
    }

    /// How far an origin is from a site; `None` beyond its limit. O(log origins).
    pub(super) fn way(&self, site: SiteId, origin: usize) -> Option<Millimetres> {
        let column = self.get(site);
        let place = column.binary_search_by_key(&u32::try_from(origin).ok()?, |way| way.0).ok()?;
        column.get(place).map(|way| Millimetres(way.1))
    }

    /// Follows the sites; returns those whose column is new or gone.
    ///
    /// # Errors
    /// [`Cancelled`]; what was found so far is kept.
    pub(super) fn follow(
        &mut self,
        network: &RoadNetwork,
        mask: &NetworkMask,
        sites: &[(SiteId, AccessPoint, Millimetres)],
        origins: &[Origin],
        context: &JobContext,
    ) -> Result<Vec<SiteId>, Cancelled> {
        let is_there = |id: &SiteId| sites.iter().any(|site| site.0 == *id);
        let mut changed: Vec<SiteId> = self.known.keys().filter(|id| !is_there(id)).copied().collect();
        self.known.retain(|id, _| is_there(id));
        for &(id, access, limit) in sites {
            if self.known.get(&id).is_some_and(|known| known.access == access && known.limit == limit) {
                continue;
            }
            context.check()?;
            let search = self.search.get_or_insert_with(|| DoorDistances::new(network));
            search.search(network, mask, &[access], limit);
            let way = |(number, origin): (u32, &Origin)| {
                let distance = search.to(network, mask, origin.access.as_ref()?)?;
                (distance <= limit).then_some((number, distance.0))
            };
            let ways = (0_u32..).zip(origins).filter_map(way).collect();
            self.known.insert(id, Column { access, limit, ways });
            changed.push(id);
        }
        changed.sort_unstable();
        Ok(changed)
    }
}
