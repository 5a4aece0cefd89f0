//! How many people are inside an outline: shown while it is drawn, and for every area of the plan.

use std::sync::Arc;

use super::area_doors::DoorsByLongitude;
use crate::community::Community;
use crate::geometry::MultiPolygon;
use crate::plan::TimeOfDay;

/// The people behind the doors inside an outline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeopleInside {
    /// Places with a door inside.
    pub doors: usize,
    /// People inside at the asked time of day.
    pub persons: u64,
    /// Those of them whose number is a guess.
    pub persons_estimated: u64,
    /// Vulnerable people among the residents inside.
    pub vulnerable: u64,
}

/// Counts people inside outlines of one community.
#[derive(Clone, Debug)]
pub struct PeopleIndex {
    community: Arc<Community>,
    doors: DoorsByLongitude,
}

impl PeopleIndex {
    /// Sorts the doors. O(n log n).
    #[must_use]
    pub fn new(community: Arc<Community>) -> Self {
        let doors = DoorsByLongitude::new(&community);
        Self { community, doors }
    }

    /// The people inside an outline, by their doors; a building on the border counts where its door is.
    ///
    /// O(log n + doors between its west and east end × edges near their latitude): well under a millisecond for
    /// a few hundred corners over a town.
    #[must_use]
    pub fn inside(&self, outline: &MultiPolygon, time: TimeOfDay) -> PeopleInside {
        let mut people = PeopleInside::default();
        for &door in self.doors.inside(&self.community, outline).iter() {
            let Some(demand) = self.community.demand().get(door as usize) else { continue };
            let persons = match time {
                TimeOfDay::Night => demand.persons,
                TimeOfDay::Day => demand.persons_by_day,
            };
            people.doors += 1;
            people.persons += u64::from(persons.0);
            if demand.source.is_guess() {
                people.persons_estimated += u64::from(persons.0);
            }
            people.vulnerable += u64::from(demand.vulnerable.0);
        }
        people
    }
}
