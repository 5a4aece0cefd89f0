//! Where the people of each building go on to, of those who gathered at a site of the stage before.
//!
//! Kept together, the search says it of every building. One by one, only numbers are known of a place of gathering: so
//! many go on to each site. Everybody there has the same ways, so whoever goes where, the walking is the same; they are
//! given to the sites in the order of doors: first buildings that fit whole, then the others in parts.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::origins::Household;
use super::summary::Found;
use super::{LeftOver, Origin, OriginPart, OriginPlace};
use crate::ids::{DemandId, SiteId};
use crate::units::Millimetres;

/// People of one building who gathered at a site of the stage before, and go on from there together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnwardPart {
    /// The door of the building.
    pub door: DemandId,
    /// Where they gathered.
    pub from: SiteId,
    /// Where they go on to, from there; or why they have no place.
    pub part: OriginPart,
}

/// So many of a place go to one site, or nowhere: persons, and the vulnerable among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Flow {
    site: Option<SiteId>,
    persons: u32,
    vulnerable: u32,
}

/// The onward ways of all households, by door; those of a place make the parts of that place, as `parts` has them.
/// O(households · sites).
pub(super) fn onward_parts(
    origins: &[Origin],
    parts: &[Vec<OriginPart>],
    columns: &Columns,
    households: &BTreeMap<SiteId, Vec<Household>>,
    found: &Found<'_>,
) -> Vec<OnwardPart> {
    let mut onward = Vec::new();
    for (number, (origin, parts)) in origins.iter().zip(parts).enumerate() {
        let OriginPlace::Site(from) = origin.place else { continue };
        let mut tell = |household: &Household, flow: Flow| {
            let left = parts.iter().filter_map(|part| part.left).find(|left| left.sent_to == household.fixed);
            let left: Option<LeftOver> = left.filter(|_| flow.site.is_none());
            let distance = flow.site.and_then(|site| columns.way(site, number)).unwrap_or(Millimetres(0));
            let Flow { site, persons, vulnerable } = flow;
            let part = OriginPart { site, persons, vulnerable, distance, left };
            onward.push(OnwardPart { door: household.door, from, part });
        };
        if let Some(whole) = &found.whole {
            for part in whole.parts.get(number).into_iter().flatten() {
                if let Some(household) = part.household {
                    tell(&household, Flow { site: part.site, persons: part.persons, vulnerable: part.vulnerable });
                }
            }
            continue;
        }
        let gathered = households.get(&from).map_or(&[][..], Vec::as_slice);
        for share in found.shares.range(number) {
            let fixed = found.shares.all().get(share).and_then(|share| share.fixed);
            let members: Vec<&Household> = gathered.iter().filter(|household| household.fixed == fixed).collect();
            for (household, flow) in given(&members, flows(number, share, columns, found)) {
                tell(household, flow);
            }
        }
    }
    onward.sort_by_key(|one| (one.door, one.from, one.part.site.is_none(), one.part.distance, one.part.site));
    onward
}

/// Where the people of a share go: the nearest site first, no place last.
fn flows(number: usize, share: usize, columns: &Columns, found: &Found<'_>) -> Vec<Flow> {
    let mut sums: BTreeMap<Option<SiteId>, (u32, u32)> = BTreeMap::new();
    for (site, persons, vulnerable) in found.flows(share) {
        let sum = sums.entry(site).or_default();
        *sum = (sum.0 + persons, sum.1 + vulnerable);
    }
    let flow = |(site, (persons, vulnerable))| Flow { site, persons, vulnerable };
    let mut flows: Vec<Flow> = sums.into_iter().map(flow).collect();
    if flows.is_empty() {
        // Nobody could be sent on: there is no way to the roads.
        let people = found.shares.all().get(share).map_or((0, 0), |share| (share.persons, share.vulnerable));
        flows.push(flow((None, people)));
    }
    let way = |site: Option<SiteId>| site.and_then(|site| columns.way(site, number));
    flows.sort_by_key(|flow| (flow.site.is_none(), way(flow.site), flow.site));
    flows
}

/// Gives households to flows, which hold just as many people: whole ones first, each to the first flow that has room for
/// all of them, then the rest.
fn given<'a>(members: &[&'a Household], mut flows: Vec<Flow>) -> Vec<(&'a Household, Flow)> {
    let mut given = Vec::with_capacity(members.len());
    let mut parted = Vec::new();
    for &household in members {
        let Household { persons, vulnerable, .. } = *household;
        let has_room = |flow: &&mut Flow| {
            vulnerable <= flow.vulnerable && persons - vulnerable <= flow.persons.saturating_sub(flow.vulnerable)
        };
        match flows.iter_mut().find(has_room) {
            Some(flow) => {
                flow.persons -= persons;
                flow.vulnerable -= vulnerable;
                given.push((household, Flow { persons, vulnerable, ..*flow }));
            }
            None => parted.push(household),
        }
    }
    for household in parted {
        let (mut others, mut vulnerable) = (household.persons - household.vulnerable, household.vulnerable);
        for flow in &mut flows {
            let weak = vulnerable.min(flow.vulnerable);
            let strong = others.min(flow.persons.saturating_sub(flow.vulnerable));
            if weak + strong > 0 {
                flow.persons -= weak + strong;
                flow.vulnerable -= weak;
                others -= strong;
                vulnerable -= weak;
                given.push((household, Flow { persons: weak + strong, vulnerable: weak, ..*flow }));
            }
        }
    }
    given
}
