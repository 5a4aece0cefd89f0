//! People inside an outline are those whose doors are inside.

use std::sync::Arc;

use proptest::prelude::*;

use super::random_town::town;
use super::town::at;
use crate::analysis::PeopleIndex;
use crate::geometry::{MultiPolygon, Polygon};
use crate::plan::TimeOfDay;

proptest! {
    #[test]
    fn people_inside_are_those_whose_doors_are_inside(
        town in town(), corners in prop::collection::vec((-200.0f64..700.0, -200.0f64..700.0), 3..30),
    ) {
        let mut ring: Vec<_> = corners.iter().map(|&(x, y)| at(x, y)).collect();
        ring.push(ring[0]);
        let outline = MultiPolygon(vec![Polygon::from_ring(ring)]);
        let index = PeopleIndex::new(Arc::clone(&town.community));
        let inside: Vec<_> = town.community.demand().iter().filter(|demand| outline.contains(demand.place)).collect();
        let night = index.inside(&outline, TimeOfDay::Night);
        prop_assert_eq!(night.doors, inside.len());
        prop_assert_eq!(night.persons, inside.iter().map(|demand| u64::from(demand.persons.0)).sum::<u64>());
        prop_assert_eq!(night.vulnerable, inside.iter().map(|demand| u64::from(demand.vulnerable.0)).sum::<u64>());
        let day = index.inside(&outline, TimeOfDay::Day);
        prop_assert_eq!(day.persons, inside.iter().map(|demand| u64::from(demand.persons_by_day.0)).sum::<u64>());
        prop_assert!(night.persons_estimated <= night.persons);
    }
}
