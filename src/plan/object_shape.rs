//! What all kinds of plan objects share: a shape on the map, a lock, an id from their file.

use std::sync::Arc;

use super::{
    Closure, ClosureShape, EvacuationArea, Hazard, HazardArea, Note, ObjectKind, PlanObject, RoadChange, RoadMeasure,
    Route, Site, SiteGeometry, SiteKind,
};
use crate::geometry::{BoundingBox, Line, Shape};
use crate::ids::{ClosureId, EvacuationAreaId, HazardAreaId, NoteId, RoadChangeId, RouteId, SiteId};

/// The same change to whichever kind an object is.
macro_rules! with_each {
    ($object:expr, $inner:ident => $change:expr) => {
        match $object {
            PlanObject::EvacuationArea($inner) => $change,
            PlanObject::HazardArea($inner) => $change,
            PlanObject::Site($inner) => $change,
            PlanObject::Closure($inner) => $change,
            PlanObject::RoadChange($inner) => $change,
            PlanObject::Route($inner) => $change,
            PlanObject::Note($inner) => $change,
        }
    };
}

impl ObjectKind {
    /// May an object of this kind have such a shape? Areas are polygons, road changes and routes lines, notes
    /// points; sites are points or polygons, closures any of the three.
    #[must_use]
    pub const fn takes(self, shape: &Shape) -> bool {
        match (self, shape) {
            (Self::Closure, _)
            | (Self::EvacuationArea | Self::HazardArea | Self::Site, Shape::Area(_))
            | (Self::RoadChange | Self::Route, Shape::Lines(_))
            | (Self::Site | Self::Note, Shape::Point(_)) => true,
            (Self::EvacuationArea | Self::HazardArea, Shape::Point(_) | Shape::Lines(_))
            | (Self::RoadChange | Self::Route, Shape::Point(_) | Shape::Area(_))
            | (Self::Site, Shape::Lines(_))
            | (Self::Note, Shape::Lines(_) | Shape::Area(_)) => false,
        }
    }
}

impl PlanObject {
    /// A new object of a kind with this shape, under the number 0 until the plan gives it one; `None` where the
    /// kind does not take the shape. Sites are safe harbors, hazards floods, road changes a width of 3 m, until
    /// said otherwise.
    #[must_use]
    pub fn drawn(kind: ObjectKind, shape: Shape) -> Option<Self> {
        Some(match (kind, shape) {
            (ObjectKind::EvacuationArea, Shape::Area(outline)) => {
                Self::EvacuationArea(Arc::new(EvacuationArea::new(EvacuationAreaId(0), outline)))
            }
            (ObjectKind::HazardArea, Shape::Area(outline)) => {
                Self::HazardArea(Arc::new(HazardArea::new(HazardAreaId(0), Hazard::default(), outline)))
            }
            (ObjectKind::Site, Shape::Point(place)) => {
                Self::Site(Arc::new(Site::new(SiteId(0), SiteKind::SafeHarbor, place)))
            }
            (ObjectKind::Site, Shape::Area(outline)) => {
                let place = outline.center()?;
                let site = Site::new(SiteId(0), SiteKind::SafeHarbor, place);
                Self::Site(Arc::new(Site { geometry: SiteGeometry::Area(outline), ..site }))
            }
            (ObjectKind::Closure, shape) => {
                let shape = match shape {
                    Shape::Point(place) => ClosureShape::Point(place),
                    Shape::Lines(lines) => ClosureShape::Lines(lines),
                    Shape::Area(area) => ClosureShape::Area(area),
                };
                Self::Closure(Arc::new(Closure::new(ClosureId(0), shape)))
            }
            (ObjectKind::RoadChange, Shape::Lines(lines)) => {
                Self::RoadChange(Arc::new(RoadChange::new(RoadChangeId(0), lines, RoadMeasure::Width.first())))
            }
            (ObjectKind::Route, Shape::Lines(lines)) => Self::Route(Arc::new(Route::new(RouteId(0), lines))),
            (ObjectKind::Note, Shape::Point(place)) => Self::Note(Arc::new(Note::new(NoteId(0), place))),
            (
                ObjectKind::EvacuationArea
                | ObjectKind::HazardArea
                | ObjectKind::Site
                | ObjectKind::RoadChange
                | ObjectKind::Route
                | ObjectKind::Note,
                _,
            ) => return None,
        })
    }

    /// Where it is. O(places).
    #[must_use]
    pub fn shape(&self) -> Shape {
        match self {
            Self::EvacuationArea(area) => Shape::Area(area.outline.clone()),
            Self::HazardArea(area) => Shape::Area(area.outline.clone()),
            Self::Site(site) => match &site.geometry {
                SiteGeometry::Point(place) => Shape::Point(*place),
                SiteGeometry::Area(area) => Shape::Area(area.clone()),
            },
            Self::Closure(closure) => match &closure.shape {
                ClosureShape::Point(place) => Shape::Point(*place),
                ClosureShape::Lines(lines) => Shape::Lines(lines.clone()),
                ClosureShape::Area(area) => Shape::Area(area.clone()),
            },
            Self::RoadChange(change) => Shape::Lines(change.lines.clone()),
            Self::Route(route) => Shape::Lines(route.lines.clone()),
            Self::Note(note) => Shape::Point(note.place),
        }
    }

    /// The box around it in degrees; `None` where nothing is drawn. Nothing is copied. O(places).
    #[must_use]
    pub fn bounds(&self) -> Option<BoundingBox> {
        let of_lines = |lines: &[Line]| BoundingBox::around(lines.iter().flatten().copied());
        match self {
            Self::EvacuationArea(area) => BoundingBox::around(area.outline.places()),
            Self::HazardArea(area) => BoundingBox::around(area.outline.places()),
            Self::Site(site) => match &site.geometry {
                SiteGeometry::Point(place) => BoundingBox::around([*place]),
                SiteGeometry::Area(area) => BoundingBox::around(area.places()),
            },
            Self::Closure(closure) => match &closure.shape {
                ClosureShape::Point(place) => BoundingBox::around([*place]),
                ClosureShape::Lines(lines) => of_lines(lines),
                ClosureShape::Area(area) => BoundingBox::around(area.places()),
            },
            Self::RoadChange(change) => of_lines(&change.lines),
            Self::Route(route) => of_lines(&route.lines),
            Self::Note(note) => BoundingBox::around([note.place]),
        }
    }

    /// Is it drawn exactly like another object? Nothing is copied.
    #[must_use]
    pub fn has_same_shape(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::EvacuationArea(a), Self::EvacuationArea(b)) => a.outline == b.outline,
            (Self::HazardArea(a), Self::HazardArea(b)) => a.outline == b.outline,
            (Self::Site(a), Self::Site(b)) => a.geometry == b.geometry,
            (Self::Closure(a), Self::Closure(b)) => a.shape == b.shape,
            (Self::RoadChange(a), Self::RoadChange(b)) => a.lines == b.lines,
            (Self::Route(a), Self::Route(b)) => a.lines == b.lines,
            (Self::Note(a), Self::Note(b)) => a.place == b.place,
            (
                Self::EvacuationArea(_)
                | Self::HazardArea(_)
                | Self::Site(_)
                | Self::Closure(_)
                | Self::RoadChange(_)
                | Self::Route(_)
                | Self::Note(_),
                _,
            ) => self.shape() == other.shape(),
        }
    }

    /// The same object in another shape; `None` where its kind cannot have it (see [`ObjectKind::takes`]).
    #[must_use]
    pub fn with_shape(&self, shape: Shape) -> Option<Self> {
        let mut changed = self.clone();
        match (&mut changed, shape) {
            (Self::EvacuationArea(o), Shape::Area(area)) => Arc::make_mut(o).outline = area,
            (Self::HazardArea(o), Shape::Area(area)) => Arc::make_mut(o).outline = area,
            (Self::Site(o), Shape::Point(place)) => Arc::make_mut(o).geometry = SiteGeometry::Point(place),
            (Self::Site(o), Shape::Area(area)) => Arc::make_mut(o).geometry = SiteGeometry::Area(area),
            (Self::Closure(o), Shape::Point(place)) => Arc::make_mut(o).shape = ClosureShape::Point(place),
            (Self::Closure(o), Shape::Lines(lines)) => Arc::make_mut(o).shape = ClosureShape::Lines(lines),
            (Self::Closure(o), Shape::Area(area)) => Arc::make_mut(o).shape = ClosureShape::Area(area),
            (Self::RoadChange(o), Shape::Lines(lines)) => Arc::make_mut(o).lines = lines,
            (Self::Route(o), Shape::Lines(lines)) => Arc::make_mut(o).lines = lines,
            (Self::Note(o), Shape::Point(place)) => Arc::make_mut(o).place = place,
            (Self::EvacuationArea(_) | Self::HazardArea(_), Shape::Point(_) | Shape::Lines(_))
            | (Self::RoadChange(_) | Self::Route(_), Shape::Point(_) | Shape::Area(_))
            | (Self::Site(_), Shape::Lines(_))
            | (Self::Note(_), Shape::Lines(_) | Shape::Area(_)) => return None,
        }
        Some(changed)
    }

    /// Is it locked against moving, reshaping and deleting?
    #[must_use]
    pub fn is_locked(&self) -> bool {
        with_each!(self, o => o.is_locked)
    }

    /// The same object locked or unlocked.
    #[must_use]
    pub fn with_lock(&self, is_locked: bool) -> Self {
        let mut changed = self.clone();
        with_each!(&mut changed, o => Arc::make_mut(o).is_locked = is_locked);
        changed
    }

    /// A copy as a thing of its own: unlocked, and without the id the original had in its file.
    #[must_use]
    pub fn as_copy(&self) -> Self {
        let mut changed = self.clone();
        with_each!(&mut changed, o => {
            let o = Arc::make_mut(o);
            o.source_id = None;
            o.is_locked = false;
        });
        changed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::arbitrary;

    proptest! {
        #[test]
        fn an_object_takes_its_own_shape_and_says_which_others(plan in arbitrary::plan()) {
            for object in plan.objects() {
                prop_assert_eq!(object.with_shape(object.shape()), Some(object.clone()));
                prop_assert!(object.has_same_shape(&object.with_lock(true)));
                for other in plan.objects() {
                    let shape = other.shape();
                    let is_taken = object.id().kind().takes(&shape);
                    prop_assert_eq!(object.with_shape(shape.clone()).map(|o| o.shape()), is_taken.then_some(shape));
                }
            }
        }
    }
}
