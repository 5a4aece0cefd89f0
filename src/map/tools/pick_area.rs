//! Selecting by a rectangle or a lasso: everything that lies wholly inside.

use crate::geometry::{LonLat, MultiPolygon, Polygon, PreparedArea};
use crate::plan::{ObjectId, Plan};

/// The loop being drawn around objects.
#[derive(Clone, Debug, PartialEq)]
pub enum AreaPick {
    /// From one corner to the opposite one, along the screen's edges.
    Rectangle {
        /// Where the hand was pressed.
        from: LonLat,
        /// Where it is.
        to: LonLat,
    },
    /// A free loop.
    Lasso(Vec<LonLat>),
}

impl AreaPick {
    /// The loop goes on to this place.
    pub fn extend(&mut self, place: LonLat) {
        match self {
            Self::Rectangle { to, .. } => *to = place,
            Self::Lasso(trail) => {
                if trail.last() != Some(&place) {
                    trail.push(place);
                }
            }
        }
    }

    /// The closed loop.
    #[must_use]
    pub fn ring(&self) -> Vec<LonLat> {
        match self {
            Self::Rectangle { from, to } => {
                let corner = |lon: &LonLat, lat: &LonLat| LonLat::new_clamped(lon.lon(), lat.lat());
                vec![*from, corner(to, from), *to, corner(from, to), *from]
            }
            Self::Lasso(trail) => trail.iter().chain(trail.first()).copied().collect(),
        }
    }
}

/// Objects of the plan whose every corner lies inside the loop, by id. O(corners × edges near their latitude).
#[must_use]
pub fn ids_inside(plan: &Plan, pick: &AreaPick) -> Vec<ObjectId> {
    let area = PreparedArea::new(&MultiPolygon(vec![Polygon::from_ring(pick.ring())]));
    plan.objects()
        .filter(|object| {
            let shape = object.shape();
            shape.bounds().is_some() && shape.places().all(|place| area.contains(place))
        })
        .map(|object| object.id())
        .collect()
}
