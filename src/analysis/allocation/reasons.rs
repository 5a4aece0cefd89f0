//! Why people have no place: every site in reach is full or takes not all of them, too far, no way, or no road.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::engine::TakingPart;
use super::{NoPlace, Origin};
use crate::analysis::CoverageEngine;
use crate::ids::SiteId;
use crate::network::{AccessPoint, DoorDistances};
use crate::plan::SiteKind;
use crate::units::Millimetres;

/// Finds reasons, once everybody who has a place is known.
pub(super) struct Reasons<'a> {
    coverage: &'a CoverageEngine,
    kind: SiteKind,
    sites: &'a [TakingPart],
    columns: &'a Columns,
    /// People, and the vulnerable among them, sent to each site.
    sent: &'a BTreeMap<SiteId, (u64, u64)>,
    /// By origin: a site is within reach; one of these still has places. Whatever is set by hand.
    reach: Vec<(bool, bool)>,
    /// Searches as far as roads lead, from sites set by hand.
    searches: BTreeMap<SiteId, DoorDistances>,
}

impl<'a> Reasons<'a> {
    /// O(ways within reach).
    pub(super) fn new(
        coverage: &'a CoverageEngine,
        kind: SiteKind,
        sites: &'a [TakingPart],
        columns: &'a Columns,
        sent: &'a BTreeMap<SiteId, (u64, u64)>,
        n_origins: usize,
    ) -> Self {
        let reach = vec![(false, false); n_origins];
        let mut reasons = Self { coverage, kind, sites, columns, sent, reach, searches: BTreeMap::new() };
        for site in sites {
            let has_places = reasons.has_places(site);
            for &(origin, _) in columns.get(site.facts.site) {
                if let Some(reach) = reasons.reach.get_mut(origin as usize) {
                    *reach = (true, reach.1 || has_places);
                }
            }
        }
        reasons
    }

    /// Why people of an origin have no place; `fixed` is the only site they may go to. O(log origins), and one
    /// search of the whole network for each site set by hand that lies beyond somebody's limit.
    pub(super) fn why(&mut self, number: usize, origin: &Origin, fixed: Option<SiteId>) -> NoPlace {
        let Some(access) = &origin.access else { return NoPlace::NoRoadAccess };
        let (is_in_reach, has_places) = match fixed {
            None => self.reach.get(number).copied().unwrap_or_default(),
            Some(id) => {
                let site = self.sites.iter().find(|site| site.facts.site == id);
                let site = site.filter(|_| self.columns.way(id, number).is_some());
                (site.is_some(), site.is_some_and(|site| self.has_places(site)))
            }
        };
        if is_in_reach {
            return if has_places { NoPlace::NotTogether } else { NoPlace::OverCapacity };
        }
        let has_way = match fixed {
            Some(site) => self.leads_to(site, access),
            None => self.coverage.has_way(self.kind, access),
        };
        if has_way { NoPlace::BeyondLimit } else { NoPlace::Unreachable }
    }

    fn has_places(&self, site: &TakingPart) -> bool {
        let sent = self.sent.get(&site.facts.site).map_or(0, |sent| sent.0);
        site.facts.capacity.is_none_or(|capacity| sent < capacity.count())
    }

    /// Does any way lead to this site, however far?
    fn leads_to(&mut self, id: SiteId, from: &AccessPoint) -> bool {
        let Some(site) = self.sites.iter().find(|site| site.facts.site == id) else { return false };
        let Some(last) = self.coverage.last() else { return false };
        let (network, mask) = (self.coverage.network(), &last.ground.mask);
        let search = self.searches.entry(id).or_insert_with(|| {
            let mut search = DoorDistances::new(network);
            search.search(network, mask, &[site.access], Millimetres(u32::MAX));
            search
        });
        search.to(network, mask, from).is_some()
    }
}
