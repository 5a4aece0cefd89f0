//! The names of a community by place: roads, facilities, open spaces.

use std::sync::Arc;

use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use crate::community::{Community, RoadClass};
use crate::geometry::{LocalBounds, LocalPoint, LonLat, Polygon};
use crate::jobs::{Cancelled, JobContext};

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// Roads.
    Roads,
    /// Schools, hospitals and other points of use.
    Facilities,
    /// Parks, squares, fields.
    OpenSpaces,
    /// Sites of the plan.
    Sites,
}

impl LabelKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Roads, Self::Facilities, Self::OpenSpaces, Self::Sites];

    /// The word in text keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Roads => "roads",
            Self::Facilities => "facilities",
            Self::OpenSpaces => "open-spaces",
            Self::Sites => "sites",
        }
    }
}

/// A name and where it stands.
#[derive(Clone, Debug)]
struct Name {
    text: Arc<str>,
    kind: LabelKind,
    /// Lower comes first.
    rank: u32,
    /// Not shown when a point covers more metres.
    until: f64,
}

/// The names of a community by place.
#[derive(Debug)]
pub struct LabelIndex(RTree<GeomWithData<[f64; 2], Name>>);

impl LabelIndex {
    /// Gathers the names. O(n log n).
    ///
    /// # Errors
    /// [`Cancelled`] when the work is no longer wanted.
    pub fn new(community: &Community, context: &JobContext) -> Result<Self, Cancelled> {
        context.check()?;
        let at = |place: LonLat| {
            let place = community.plane().local_from_lon_lat(place);
            [place.x, place.y]
        };
        let mut names = Vec::new();
        for road in community.roads() {
            let (Some(text), Some(&middle)) = (&road.name, road.line.get(road.line.len() / 2)) else { continue };
            let before = road.line.get((road.line.len() / 2).saturating_sub(1)).copied().unwrap_or(middle);
            let (a, b) = (at(before), at(middle));
            let place = [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
            let (rank, until) = rank_of(road.class);
            names.push(GeomWithData::new(place, Name { text: text.clone(), kind: LabelKind::Roads, rank, until }));
        }
        for facility in community.facilities() {
            let Some(text) = &facility.name else { continue };
            let name = Name { text: text.clone(), kind: LabelKind::Facilities, rank: 20, until: 3.0 };
            names.push(GeomWithData::new(at(facility.place), name));
        }
        context.check()?;
        for space in community.open_spaces() {
            let Some((text, place)) = space.name.as_ref().zip(space.outline.0.first().and_then(Polygon::center)) else {
                continue;
            };
            // A name fits from where its land is about as wide as the name.
            let side = space.outline.area(community.plane()).value().sqrt();
            let name = Name { text: text.clone(), kind: LabelKind::OpenSpaces, rank: 30, until: side / 50.0 };
            names.push(GeomWithData::new(at(place), name));
        }
        context.check()?;
        Ok(Self(RTree::bulk_load(names)))
    }

    /// The names in a window at a scale in metres per point: kind, rank (lower comes first), place, text. In no
    /// particular order. O(log n) and what is found.
    pub fn in_view(
        &self,
        window: LocalBounds,
        metres_per_point: f64,
    ) -> impl Iterator<Item = (LabelKind, u32, LocalPoint, &str)> {
        let window = AABB::from_corners([window.min.x, window.min.y], [window.max.x, window.max.y]);
        self.found(window).filter(move |name| name.data.until >= metres_per_point).map(|name| {
            let [x, y] = *name.geom();
            (name.data.kind, name.data.rank, LocalPoint::new(x, y), name.data.text.as_ref())
        })
    }

    fn found(&self, window: AABB<[f64; 2]>) -> std::vec::IntoIter<&GeomWithData<[f64; 2], Name>> {
        self.0.locate_in_envelope(&window).collect::<Vec<_>>().into_iter()
    }
}

const fn rank_of(class: RoadClass) -> (u32, f64) {
    match class {
        RoadClass::Motorway | RoadClass::Trunk => (1, 60.0),
        RoadClass::Primary => (2, 30.0),
        RoadClass::Secondary => (3, 20.0),
        RoadClass::Tertiary => (4, 10.0),
        RoadClass::Residential | RoadClass::LivingStreet | RoadClass::Unknown => (5, 4.0),
        RoadClass::Service | RoadClass::Track | RoadClass::Footway | RoadClass::Steps | RoadClass::NotBuilt => (6, 1.6),
    }
}
