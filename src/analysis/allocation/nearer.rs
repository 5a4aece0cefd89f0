//! Why the people of a building do not go to a site that is nearer: the reason that holds for this very building.

use super::{AllocationReport, Wholeness};
use crate::ids::{DemandId, EvacuationAreaId, SiteId};
use crate::units::Metres;

/// Where an evacuation area sends its people by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentByHand {
    /// The area: of those that overlap the one with the lowest number.
    pub area: EvacuationAreaId,
    /// The only site open to its people.
    pub site: SiteId,
}

/// What holds for the people of a door because of the evacuation areas it lies in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoorRule {
    /// They are sent to a site by hand.
    pub by_hand: Option<SentByHand>,
    /// They are kept together with the others of this area.
    pub kept_with: Option<EvacuationAreaId>,
}

/// The people of an evacuation area who are kept together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptArea {
    /// Which area.
    pub area: EvacuationAreaId,
    /// How many they are.
    pub persons: u64,
    /// The sites all of them may go to, by id.
    pub sites: Vec<SiteId>,
}

/// Why people are not sent to a nearer site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NotThere {
    /// Their evacuation area is sent somewhere else by hand.
    SentByHand(SentByHand),
    /// It is beyond its limit, which is this.
    BeyondLimit(Metres),
    /// It has no places at all.
    NoPlaces,
    /// It is full.
    Full {
        /// Its places.
        places: u64,
        /// Those of the building who have one of them.
        own: u64,
    },
    /// Not all who are kept together in this area may go there.
    NotForAll(EvacuationAreaId),
    /// It has places left, but not for all who are kept together.
    TooFewLeft {
        /// Its places left.
        left: u64,
        /// Those who are kept together.
        persons: u64,
        /// The area that keeps them together; `None` is the building.
        area: Option<EvacuationAreaId>,
    },
    /// It would take all who are kept together; with everybody kept so, another answer was better, or no better one
    /// was found. `None` is the building.
    Together(Option<EvacuationAreaId>),
}

impl AllocationReport {
    /// Why not all who start at a door in this stage go to a site this far away, which they pass over for one that is
    /// farther or for none; `None` where they all go there, nobody starts there or there is nothing to say. O(log n).
    #[must_use]
    pub fn why_not(&self, door: DemandId, site: SiteId, distance: Metres) -> Option<NotThere> {
        let (facts, parts) = (self.site(site)?, self.door_parts(door));
        let persons: u64 = parts.iter().map(|part| u64::from(part.persons)).sum();
        let here = parts.iter().filter(|part| part.site == Some(site));
        let own: u64 = here.map(|part| u64::from(part.persons)).sum();
        if own == persons {
            return None;
        }
        let rule = self.rules.get(&door).copied().unwrap_or_default();
        if let Some(by_hand) = rule.by_hand.filter(|by_hand| by_hand.site != site) {
            return Some(NotThere::SentByHand(by_hand));
        }
        if distance.value() > facts.limit.value() {
            return Some(NotThere::BeyondLimit(facts.limit));
        }
        let places = facts.capacity.map(crate::units::Persons::count);
        if places == Some(0) {
            return Some(NotThere::NoPlaces);
        }
        let kept = rule.kept_with.and_then(|area| self.kept_areas.iter().find(|kept| kept.area == area));
        if let Some(kept) = kept.filter(|kept| !kept.sites.contains(&site)) {
            return Some(NotThere::NotForAll(kept.area));
        }
        let left = places.map(|places| places.saturating_sub(facts.assigned));
        if let Some(places) = places.filter(|_| left == Some(0)) {
            return Some(NotThere::Full { places, own });
        }
        let (persons, area) = kept.map_or((persons, None), |kept| (kept.persons, Some(kept.area)));
        match (self.wholeness, left) {
            (Wholeness::People, _) => None,
            (Wholeness::Buildings | Wholeness::Areas, Some(left)) if left < persons => {
                Some(NotThere::TooFewLeft { left, persons, area })
            }
            (Wholeness::Buildings | Wholeness::Areas, _) => Some(NotThere::Together(area)),
        }
    }
}
