//! A shape being drawn: what each click, drag and typed number does to it.

use super::corners::{Corners, aim, is_same};
use super::{DrawMethod, Pointer, SketchEvent, SketchWorld, Snap, SnapKind, TypedPoint};
use crate::geometry::editing::{circle, circle_through, rectangle, shape_faults, simplified_ring, tidied};
use crate::geometry::{Line, LonLat, MultiPolygon, Polygon, Shape, geodesic_length};
use crate::units::Metres;

/// Freehand corners nearer than this share of the snapping reach to the smoothed outline are left out.
const FREEHAND_SHARE: f64 = 0.2;

/// The state of a drawing tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    method: DrawMethod,
    stage: Stage,
    cursor: Option<LonLat>,
    snap: Option<Snap>,
    /// Why the last click or end came to nothing.
    refusal: Option<Refusal>,
}

/// Why a click or the end of a drawing came to nothing; what was drawn so far stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing can be there: no road, no street block, too few corners.
    NothingThere,
    /// The outline would cross itself or have no area: it must be mended first.
    Unsound,
}

#[derive(Clone, Debug, PartialEq)]
enum Stage {
    /// One click ends it.
    Click,
    /// Corner by corner.
    Corners(Corners),
    /// The second click, or the end of a drag, ends it.
    Two { first: Option<LonLat>, is_dragging: bool },
    /// The pressed pointer draws.
    Trail(Line),
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum SketchOutcome {
    /// The drawing goes on.
    Going,
    /// This was drawn; the tool is ready for the next.
    Done(Shape),
    /// Nothing can be there: no road, no street block, too few corners. What was drawn before is still there.
    Refused,
    /// This was drawn, but is not sound: it is still in the hand, to be mended.
    Unsound(Shape),
}

impl Sketch {
    /// A tool with nothing drawn yet.
    #[must_use]
    pub fn new(method: DrawMethod) -> Self {
        let stage = match method {
            DrawMethod::Point | DrawMethod::BlockFill => Stage::Click,
            DrawMethod::AlongRoads => Stage::Corners(Corners::along_roads()),
            DrawMethod::Line | DrawMethod::Polygon => Stage::Corners(Corners::straight()),
            DrawMethod::Rectangle | DrawMethod::Circle => Stage::Two { first: None, is_dragging: false },
            DrawMethod::Freehand => Stage::Trail(Vec::new()),
        };
        Self { method, stage, cursor: None, snap: None, refusal: None }
    }

    /// How it is drawn.
    #[must_use]
    pub const fn method(&self) -> DrawMethod {
        self.method
    }

    /// Where the pointer snapped to.
    #[must_use]
    pub const fn snap(&self) -> Option<Snap> {
        self.snap
    }

    /// Why the last click or end came to nothing; `None` where it did not. Moving the pointer does not change it.
    #[must_use]
    pub const fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// Has anything been set that Escape or Backspace would take back?
    #[must_use]
    pub fn is_begun(&self) -> bool {
        match &self.stage {
            Stage::Click => false,
            Stage::Corners(corners) => !corners.corners().is_empty(),
            Stage::Two { first, .. } => first.is_some(),
            Stage::Trail(trail) => !trail.is_empty(),
        }
    }

    /// Does dragging draw, instead of moving the map?
    #[must_use]
    pub const fn takes_drags(&self) -> bool {
        matches!(self.stage, Stage::Two { .. } | Stage::Trail(_))
    }

    /// Points set so far, to be shown as handles.
    #[must_use]
    pub fn points(&self) -> &[LonLat] {
        match &self.stage {
            Stage::Corners(corners) => corners.corners(),
            Stage::Two { first, .. } => first.as_slice(),
            Stage::Click | Stage::Trail(_) => &[],
        }
    }

    /// The key of what to do next, by the state: shown in the status bar.
    #[must_use]
    pub fn hint_key(&self) -> &'static str {
        match (&self.stage, self.method) {
            (Stage::Click, DrawMethod::BlockFill) => "sketch-hint-block",
            (Stage::Click, _) => "sketch-hint-point",
            (Stage::Corners(corners), method) => match (corners.corners().len(), method.is_area()) {
                (0, _) if method == DrawMethod::AlongRoads => "sketch-hint-road-first",
                (0, _) => "sketch-hint-first",
                (1, false) => "sketch-hint-next",
                (1 | 2, true) => "sketch-hint-corner",
                (_, false) => "sketch-hint-line-end",
                (_, true) => "sketch-hint-area-end",
            },
            (Stage::Two { first: None, .. }, DrawMethod::Circle) => "sketch-hint-middle",
            (Stage::Two { first: None, .. }, _) => "sketch-hint-first",
            (Stage::Two { .. }, DrawMethod::Circle) => "sketch-hint-rim",
            (Stage::Two { .. }, _) => "sketch-hint-opposite",
            (Stage::Trail(_), _) => "sketch-hint-freehand",
        }
    }

    /// What would be there if the drawing ended under the pointer: shown and measured while it is drawn.
    #[must_use]
    pub fn shape_now(&self, world: &dyn SketchWorld) -> Option<Shape> {
        match &self.stage {
            Stage::Click => match self.method {
                // A block is looked for at the click: in open country the search takes longer than a frame.
                DrawMethod::BlockFill => None,
                _ => self.cursor.map(Shape::Point),
            },
            Stage::Corners(corners) => {
                let mut course = corners.course();
                let leg = self.cursor.and_then(|place| corners.leg_to(place, world));
                course.extend(leg.into_iter().flatten().skip(1));
                self.shape_of_course(course)
            }
            Stage::Two { first, .. } => self.shape_of_two((*first)?, self.cursor?),
            Stage::Trail(trail) if trail.len() > 1 => Some(Shape::Lines(vec![trail.clone()])),
            Stage::Trail(_) => None,
        }
    }

    fn shape_of_course(&self, mut course: Line) -> Option<Shape> {
        course.dedup_by(|a, b| is_same(*a, *b));
        if self.method.is_area() && course.len() >= 3 {
            let first = course.first().copied()?;
            if course.last().is_none_or(|last| !is_same(*last, first)) {
                course.push(first);
            } else {
                *course.last_mut()? = first;
            }
            return Some(Shape::Area(MultiPolygon(vec![Polygon::from_ring(course)])));
        }
        (course.len() >= 2).then(|| Shape::Lines(vec![course]))
    }

    fn shape_of_two(&self, first: LonLat, second: LonLat) -> Option<Shape> {
        let ring = match self.method {
            DrawMethod::Circle => circle_through(first, second),
            _ => rectangle(first, second, 0.0),
        }?;
        Some(Shape::Area(MultiPolygon(vec![ring])))
    }

    /// Takes one event.
    pub fn on_event(&mut self, event: SketchEvent, world: &dyn SketchWorld) -> SketchOutcome {
        if !matches!(event, SketchEvent::Hover(_)) {
            self.refusal = None;
        }
        let outcome = match event {
            SketchEvent::Hover(pointer) => {
                self.look(pointer, world);
                SketchOutcome::Going
            }
            SketchEvent::Click(pointer) => {
                self.look(pointer, world);
                self.set(world)
            }
            SketchEvent::Press(pointer) => self.press(pointer, world),
            SketchEvent::Drag(pointer) => {
                self.look(pointer, world);
                self.draw(pointer);
                SketchOutcome::Going
            }
            SketchEvent::Release(pointer) => self.release(pointer, world),
            SketchEvent::Typed(point) => self.typed(point, world),
            SketchEvent::Finish => self.finish(),
            SketchEvent::RemoveLast => {
                match &mut self.stage {
                    Stage::Click => {}
                    Stage::Corners(corners) => drop(corners.remove_last()),
                    Stage::Two { first, .. } => *first = None,
                    Stage::Trail(trail) => trail.clear(),
                }
                SketchOutcome::Going
            }
        };
        match &outcome {
            SketchOutcome::Going => {}
            SketchOutcome::Done(_) => {
                let cursor = self.cursor;
                *self = Self::new(self.method);
                self.cursor = cursor;
            }
            SketchOutcome::Refused => self.refusal = Some(Refusal::NothingThere),
            SketchOutcome::Unsound(_) => self.refusal = Some(Refusal::Unsound),
        }
        outcome
    }

    /// A point by numbers. A radius needs no direction, so the pointer may be anywhere.
    fn typed(&mut self, point: TypedPoint, world: &dyn SketchWorld) -> SketchOutcome {
        if let (TypedPoint::Length(radius), DrawMethod::Circle, Stage::Two { first: Some(middle), .. }) =
            (point, self.method, &self.stage)
        {
            let ring = circle(*middle, Metres::new_clamped(radius));
            return Self::ended(ring.map(|ring| Shape::Area(MultiPolygon(vec![ring]))));
        }
        let last = self.points().last().copied();
        let Some(place) = point.place(last, self.cursor) else { return SketchOutcome::Refused };
        self.cursor = Some(place);
        self.snap = None;
        self.set(world)
    }

    /// The end of a drawing: done where the shape is sound; else what was drawn stays, to be mended.
    fn ended(shape: Option<Shape>) -> SketchOutcome {
        let Some(shape) = shape else { return SketchOutcome::Refused };
        if shape_faults(&tidied(&shape)).is_empty() {
            SketchOutcome::Done(shape)
        } else {
            SketchOutcome::Unsound(shape)
        }
    }

    fn look(&mut self, pointer: Pointer, world: &dyn SketchWorld) {
        let (place, snap) = match &self.stage {
            Stage::Click if self.method == DrawMethod::BlockFill => (pointer.place, None),
            Stage::Trail(_) => (pointer.place, None),
            Stage::Click => aim(&[], pointer, world),
            Stage::Corners(corners) => corners.aim(pointer, world),
            // A circle's radius and a rectangle's corner are free of right angles: they have their own.
            Stage::Two { .. } => aim(&[], Pointer { is_square: false, ..pointer }, world),
        };
        self.cursor = Some(place.rounded());
        self.snap = snap;
    }

    /// A click at the cursor.
    fn set(&mut self, world: &dyn SketchWorld) -> SketchOutcome {
        let Some(place) = self.cursor else { return SketchOutcome::Refused };
        let is_own_first = matches!(self.snap, Some(Snap { kind: SnapKind::OwnCorner, .. }))
            && self.points().first().is_some_and(|first| is_same(*first, place));
        match &mut self.stage {
            Stage::Click => match self.method {
                DrawMethod::BlockFill => {
                    world.block(place).map_or(SketchOutcome::Refused, |block| SketchOutcome::Done(Shape::Area(block)))
                }
                _ => SketchOutcome::Done(Shape::Point(place)),
            },
            Stage::Corners(corners) => {
                // The first corner again closes an area.
                if is_own_first && self.method.is_area() && corners.corners().len() >= 3 {
                    return self.finish();
                }
                let is_again = corners.corners().last().is_some_and(|last| is_same(*last, place));
                if corners.add(place, world) || is_again { SketchOutcome::Going } else { SketchOutcome::Refused }
            }
            Stage::Two { first: Some(first), .. } => {
                let first = *first;
                let shape = self.shape_of_two(first, place);
                Self::ended(shape)
            }
            Stage::Two { first, .. } => {
                *first = Some(place);
                SketchOutcome::Going
            }
            Stage::Trail(_) => SketchOutcome::Refused,
        }
    }

    fn press(&mut self, pointer: Pointer, world: &dyn SketchWorld) -> SketchOutcome {
        self.look(pointer, world);
        match &mut self.stage {
            Stage::Two { first, is_dragging } => {
                if first.is_none() {
                    *first = self.cursor;
                }
                *is_dragging = true;
            }
            Stage::Trail(trail) => *trail = vec![pointer.place],
            Stage::Click | Stage::Corners(_) => {}
        }
        SketchOutcome::Going
    }

    fn draw(&mut self, pointer: Pointer) {
        if let Stage::Trail(trail) = &mut self.stage
            && !trail.is_empty()
            && trail
                .last()
                .is_none_or(|last| geodesic_length(*last, pointer.place).value() > pointer.reach_m * FREEHAND_SHARE)
        {
            trail.push(pointer.place);
        }
    }

    fn release(&mut self, pointer: Pointer, world: &dyn SketchWorld) -> SketchOutcome {
        self.look(pointer, world);
        match &mut self.stage {
            Stage::Two { is_dragging, .. } if *is_dragging => {
                *is_dragging = false;
                self.set(world)
            }
            Stage::Trail(trail) if !trail.is_empty() => {
                let ring = simplified_ring(trail, Metres::new_clamped(pointer.reach_m * FREEHAND_SHARE));
                if ring.len() < 3 {
                    trail.clear();
                    return SketchOutcome::Refused;
                }
                let shape = self.shape_of_course(ring);
                Self::ended(shape)
            }
            Stage::Click | Stage::Corners(_) | Stage::Two { .. } | Stage::Trail(_) => SketchOutcome::Going,
        }
    }

    fn finish(&self) -> SketchOutcome {
        let Stage::Corners(corners) = &self.stage else { return SketchOutcome::Going };
        let n_needed = if self.method.is_area() { 3 } else { 2 };
        if corners.corners().len() < n_needed {
            return SketchOutcome::Refused;
        }
        let shape = self.shape_of_course(corners.course());
        Self::ended(shape)
    }
}
