//! Where people start: doors in the first stage; in the second the sites of the first, and the doors left over.

use std::collections::BTreeMap;

use super::AllocationReport;
use crate::ids::{DemandId, SiteId};
use crate::network::AccessPoint;

/// People who start at one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Origin {
    /// Which place.
    pub place: OriginPlace,
    /// Where it meets the open roads; `None` has no road access.
    pub access: Option<AccessPoint>,
    /// How many.
    pub persons: u32,
    /// Of these, vulnerable people.
    pub vulnerable: u32,
}

/// A door or a site of the stage before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OriginPlace {
    /// A door.
    Door(DemandId),
    /// A site where people gathered.
    Site(SiteId),
}

impl OriginPlace {
    /// A number of its own, for ever.
    pub(super) fn key(self) -> u64 {
        match self {
            Self::Door(door) => u64::from(door.0) * 4,
            Self::Site(site) => u64::from(site.0) * 4 + 2,
        }
    }
}

/// The people of one building who gathered at a site: they came together, and can go on together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Household {
    pub(super) door: DemandId,
    /// The site of the coming stage they must go to, by their evacuation area.
    pub(super) fixed: Option<SiteId>,
    pub(super) persons: u32,
    pub(super) vulnerable: u32,
}

/// Who starts: people by place, and for places where many gathered whom they came with.
#[derive(Clone, Debug, Default)]
pub(super) struct Starters {
    pub(super) origins: Vec<Origin>,
    pub(super) households: BTreeMap<SiteId, Vec<Household>>,
}

/// The households that gathered at each site of a stage. O(parts).
fn households(first: &AllocationReport) -> BTreeMap<SiteId, Vec<Household>> {
    let mut gathered: BTreeMap<SiteId, Vec<Household>> = BTreeMap::new();
    for (origin, parts) in first.origins.iter().zip(first.parts.iter()) {
        let OriginPlace::Door(door) = origin.place else { continue };
        for part in parts {
            if let Some(site) = part.site {
                let household = Household { door, fixed: None, persons: part.persons, vulnerable: part.vulnerable };
                gathered.entry(site).or_default().push(household);
            }
        }
    }
    gathered
}

/// Who enters the second stage: everybody who gathered at a site, and everybody who found no place and has a road.
/// `access` says where a site meets the roads.
pub(super) fn onward(first: &AllocationReport, access: impl Fn(SiteId) -> Option<AccessPoint>) -> Starters {
    let left = |(origin, parts): (&Origin, &Vec<super::OriginPart>)| {
        let mut origin = *origin;
        let without = parts.iter().filter(|part| part.site.is_none());
        (origin.persons, origin.vulnerable) =
            without.fold((0, 0), |sum, part| (sum.0 + part.persons, sum.1 + part.vulnerable));
        (origin.persons > 0).then_some(origin)
    };
    let doors = first.origins.iter().zip(first.parts.iter()).filter_map(left);
    let gathered = first.sites.iter().filter(|site| site.assigned > 0).map(|site| Origin {
        place: OriginPlace::Site(site.site),
        access: access(site.site),
        persons: u32::try_from(site.assigned).unwrap_or(u32::MAX),
        vulnerable: u32::try_from(site.assigned_vulnerable).unwrap_or(u32::MAX),
    });
    Starters { origins: doors.chain(gathered).collect(), households: households(first) }
}
