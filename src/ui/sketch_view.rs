//! Drawing on the map: the pointer's movements become events of the tool, and what is drawn so far is shown with
//! its lengths, its area and the people inside.

use std::sync::Arc;

use egui::{Align2, FontId, Key, PointerButton, Pos2, Rect, Response, Shape as Paint, Stroke, Ui};

use super::command::AppCommand;
use super::format;
use super::map_keys::{is_keyed, pointed_at};
use super::map_memory::MapMemory;
use super::names;
use super::session::{Measure, Measured, Session, Tool};
use super::sketch_world::MapWorld;
use super::status::refused_key;
use super::text::Value;
use super::theme::palette;
use super::view::View;
use crate::analysis::PeopleIndex;
use crate::community::Community;
use crate::document::Command;
use crate::geometry::editing::{self, ShapeFault, shape_faults};
use crate::geometry::{Line, LonLat, Shape};
use crate::ids::ScenarioId;
use crate::map::tools::{DrawMethod, Drawn, Pointer, Refusal, Sketch, SketchEvent, SketchOutcome, SnapKind};
use crate::map::{Camera, paint_halo_text};
use crate::network::RoadsFor;
use crate::plan::{ObjectId, Plan, PlanObject, TimeOfDay};

/// Snapping reaches so many points of the screen.
pub(super) const SNAP_POINTS: f32 = 9.0;

/// What is drawn so far, reckoned once per movement.
pub(super) struct Drawing {
    sketch: Sketch,
    shape: Option<Shape>,
    measured: Measured,
    faults: Vec<LonLat>,
}

/// Takes the pointer for the drawing tool in hand; `out` collects what was drawn.
#[expect(clippy::too_many_arguments, reason = "one gesture needs the whole scene")]
pub(super) fn sketch_ui(
    ui: &Ui,
    response: &Response,
    view: &View<'_>,
    session: &mut Session,
    memory: &mut MapMemory,
    rect: Rect,
    camera: &Camera,
    out: &mut Vec<AppCommand>,
) {
    let Some(community) = view.community else { return };
    let pressed = events(ui, response, session, community, rect, camera);
    let Some(sketch) = &mut session.sketch else { return };
    let known = memory.drawing.take();
    let memory_now = &*memory;
    let world = MapWorld {
        community,
        network: view.network.map(Arc::as_ref),
        plan: view.document.plan(),
        index: memory_now.index(),
        without: None,
        roads: roads_for(session.tool),
        is_on_road: session.tool == Tool::Draw(Drawn::Closure, DrawMethod::Point),
    };
    let time = counted_at(view.document.plan(), view.scenario);
    let mut all = std::mem::take(&mut session.sketch_events);
    all.extend(pressed);
    for event in all {
        match sketch.on_event(event, &world) {
            SketchOutcome::Going => {}
            SketchOutcome::Done(shape) if matches!(session.tool, Tool::Measure(_)) => {
                session.measured = Some((shape.clone(), measure(&shape, memory_now.people(), time)));
            }
            SketchOutcome::Done(shape) => finished(view, session.tool, &session.selection, shape, out),
            SketchOutcome::Unsound(_) if matches!(session.tool, Tool::Measure(_)) => {
                out.push(AppCommand::Say(view.texts.get(refused_key(Refusal::Unsound, sketch.method()))));
            }
            SketchOutcome::Unsound(shape) => {
                // The plan refuses it and says what is wrong and where; the tool and the corners stay.
                let mut tried = Vec::new();
                finished(view, session.tool, &session.selection, shape, &mut tried);
                out.extend(tried.into_iter().filter(|command| !matches!(command, AppCommand::UseTool(_))));
            }
            SketchOutcome::Refused => {
                let is_single = matches!(event, SketchEvent::Click(_)) && !sketch.is_begun();
                if is_single {
                    out.push(AppCommand::Say(view.texts.get(refused_key(Refusal::NothingThere, sketch.method()))));
                }
            }
        }
    }
    let drawing = known.filter(|known| known.sketch == *sketch);
    let drawing = drawing.unwrap_or_else(|| {
        let shape = sketch.shape_now(&world);
        let measured = shape.as_ref().map(|shape| measure(shape, memory_now.people(), time)).unwrap_or_default();
        let faults = match &shape {
            Some(shape @ Shape::Area(_)) => shape_faults(shape).iter().filter_map(ShapeFault::place).collect(),
            _ => Vec::new(),
        };
        Drawing { sketch: sketch.clone(), shape, measured, faults }
    });
    if let Some((shape, _)) = session.measured.as_ref().filter(|_| !sketch.is_begun()) {
        paint_shape(ui, shape, community, rect, camera, palette(ui.ctx()).accent);
    }
    paint(ui, view, session, &drawing, community, rect, camera);
    memory.drawing = Some(drawing);
}

/// Routes and measured ways are walked; closures and road changes may lie on any road.
const fn roads_for(tool: Tool) -> RoadsFor {
    match tool {
        Tool::Draw(Drawn::Closure | Drawn::RoadChange(_), _) => RoadsFor::Everyone,
        Tool::Select
        | Tool::PickRectangle
        | Tool::PickLasso
        | Tool::Draw(..)
        | Tool::Split
        | Tool::CutHole
        | Tool::Measure(_) => RoadsFor::Walkers,
    }
}

/// What the pointer and the keys did this frame.
fn events(
    ui: &Ui,
    response: &Response,
    session: &Session,
    community: &Community,
    rect: Rect,
    camera: &Camera,
) -> Vec<SketchEvent> {
    let (modifiers, pressed_at) = ui.input(|input| (input.modifiers, input.pointer.press_origin()));
    let pointer = |pos: Pos2| Pointer {
        place: community.plane().lon_lat_from_local(camera.local_from_screen(rect, pos)),
        reach_m: camera.metres_from_points(SNAP_POINTS),
        is_square: modifiers.shift,
        is_free: modifiers.alt,
    };
    let mut events = Vec::new();
    let here = pointed_at(session, rect, response.interact_pointer_pos().or_else(|| response.hover_pos()));
    let is_primary = response.dragged_by(PointerButton::Primary) || response.drag_stopped_by(PointerButton::Primary);
    if response.drag_started_by(PointerButton::Primary)
        && let Some(pos) = pressed_at.or(here)
    {
        events.push(SketchEvent::Press(pointer(pos)));
    }
    if let Some(pos) = here {
        if response.drag_stopped_by(PointerButton::Primary) {
            events.push(SketchEvent::Release(pointer(pos)));
        } else if is_primary {
            events.push(SketchEvent::Drag(pointer(pos)));
        } else if response.double_clicked() {
            events.push(SketchEvent::Finish);
        } else if response.clicked_by(PointerButton::Primary) || is_keyed(ui, session) {
            events.push(SketchEvent::Click(pointer(pos)));
        } else {
            events.push(SketchEvent::Hover(pointer(pos)));
        }
    }
    let is_typing = ui.ctx().text_edit_focused();
    if !is_typing && (response.has_focus() || ui.memory(|memory| memory.focused().is_none())) {
        ui.input(|input| {
            if input.key_pressed(Key::Enter) {
                events.push(SketchEvent::Finish);
            }
            if input.key_pressed(Key::Backspace) {
                events.push(SketchEvent::RemoveLast);
            }
        });
    }
    events
}

/// What a finished shape becomes, by the tool in hand.
pub(super) fn finished(
    view: &View<'_>,
    tool: Tool,
    selection: &std::collections::BTreeSet<ObjectId>,
    shape: Shape,
    out: &mut Vec<AppCommand>,
) {
    match tool {
        Tool::Draw(what, _) => out.extend(drawn(view, what, shape)),
        Tool::Split => {
            if let (Some(&id), Shape::Lines(lines)) = (selection.iter().next(), shape)
                && let Some(by) = lines.into_iter().next()
            {
                out.push(AppCommand::Edit(Command::SplitObject { id, by }));
                out.push(AppCommand::UseTool(Tool::Select));
            }
        }
        Tool::CutHole => {
            if let (Some(&id), Shape::Area(area)) = (selection.iter().next(), shape)
                && let Some(polygon) = area.0.into_iter().next()
            {
                out.push(AppCommand::Edit(Command::CutHole { id, ring: polygon.outer }));
                out.push(AppCommand::UseTool(Tool::Select));
            }
        }
        Tool::Select | Tool::PickRectangle | Tool::PickLasso | Tool::Measure(_) => {}
    }
}

/// The command that puts a drawn shape into the plan.
fn drawn(view: &View<'_>, what: Drawn, shape: Shape) -> Option<AppCommand> {
    let plan = view.document.plan();
    if let (Drawn::Site(kind), Shape::Point(place)) = (what, &shape) {
        let number = plan.sites().values().filter(|site| site.kind == kind).count() + 1;
        let name = format!("{} {number}", names::site_kind(view.texts, kind));
        return Some(AppCommand::Edit(Command::PlaceSite { kind, place: *place, name }));
    }
    if let (Drawn::Closure, Shape::Point(place)) = (what, &shape) {
        use crate::network::NetworkMask;
        let has_road =
            view.network.is_some_and(|network| network.access(*place, &NetworkMask::open(network)).is_some());
        return Some(if has_road {
            AppCommand::Edit(Command::PlaceClosure { place: *place })
        } else {
            AppCommand::Say(view.texts.get("notice-nothing-near"))
        });
    }
    let number = plan.objects().filter(|object| object.id().kind() == what.kind()).count() + 1;
    let name = match what {
        Drawn::Site(kind) => format!("{} {number}", names::site_kind(view.texts, kind)),
        Drawn::RoadChange(measure) => {
            let number = plan.road_changes().values().filter(|c| c.kind.measure() == measure).count() + 1;
            format!("{} {number}", view.texts.get(&format!("measure-{}", measure.name())))
        }
        Drawn::EvacuationArea | Drawn::HazardArea(_) | Drawn::Route => {
            format!("{} {number}", view.texts.get(&format!("object-{}", what.kind().name())))
        }
        // A closure is named by its reason, a note by its text.
        Drawn::Closure | Drawn::Note => String::new(),
    };
    let object = PlanObject::drawn(what.kind(), shape)?;
    let object = super::drawn_facts::with_facts(object, what, name);
    Some(AppCommand::Edit(Command::AddObject(Box::new(object))))
}

/// When the people inside are counted: as the scenario in view says.
fn counted_at(plan: &Plan, scenario: ScenarioId) -> TimeOfDay {
    plan.scenarios().get(&scenario).map_or(TimeOfDay::Night, |found| found.time_of_day)
}

/// Length, area and people of a shape, the people at a time of day.
pub(super) fn measure(shape: &Shape, people: Option<&PeopleIndex>, time: TimeOfDay) -> Measured {
    let editing::Measured { length, area } = editing::measured(shape);
    let people = match shape {
        Shape::Point(_) => return Measured::default(),
        Shape::Lines(_) => None,
        Shape::Area(area) => people.map(|people| people.inside(area, time)),
    };
    Measured { length: Some(length), area, people }
}

/// Lengths, area and people in words.
pub(super) fn measured_text(view: &View<'_>, measured: &Measured) -> String {
    let texts = view.texts;
    let mut parts = Vec::new();
    if let Some(area) = measured.area {
        parts.push(format::area(texts, area));
    }
    if let Some(length) = measured.length {
        parts.push(format::distance(texts, length));
    }
    if let Some(people) = measured.people {
        let (n, guessed) = (format::count(people.persons), format::count(people.persons_estimated));
        let values = [("n", Value::Text(&n)), ("guessed", Value::Text(&guessed))];
        let key = if people.persons_estimated > 0 { "sketch-people-guessed" } else { "sketch-people" };
        parts.push(texts.with(key, &values));
    }
    parts.join(" · ")
}

fn paint(
    ui: &Ui,
    view: &View<'_>,
    session: &Session,
    drawing: &Drawing,
    community: &Community,
    rect: Rect,
    camera: &Camera,
) {
    let painter = ui.painter_at(rect);
    let palette = palette(ui.ctx());
    let at = |place: LonLat| camera.screen_from_local(rect, community.plane().local_from_lon_lat(place));
    let is_wrong = !drawing.faults.is_empty();
    let color = if is_wrong { palette.attention } else { palette.accent };
    if let Some(shape) = &drawing.shape {
        paint_shape(ui, shape, community, rect, camera, color);
    }
    for &place in drawing.sketch.points() {
        painter.circle(at(place), 4.0, palette.card, Stroke::new(2.0, color));
    }
    for &place in drawing.faults.iter().take(8) {
        let pos = at(place);
        painter.circle_stroke(pos, 8.0, Stroke::new(2.5, palette.attention));
        painter.line_segment(
            [pos + egui::vec2(-4.0, -4.0), pos + egui::vec2(4.0, 4.0)],
            Stroke::new(2.5, palette.attention),
        );
    }
    if let Some(snap) = drawing.sketch.snap() {
        let pos = at(snap.place);
        let stroke = Stroke::new(2.0, palette.accent);
        match snap.kind {
            SnapKind::OwnCorner | SnapKind::Corner | SnapKind::Building => {
                painter.rect_stroke(
                    Rect::from_center_size(pos, egui::Vec2::splat(12.0)),
                    0,
                    stroke,
                    egui::StrokeKind::Middle,
                );
            }
            SnapKind::Junction => {
                painter.circle_stroke(pos, 7.0, stroke);
            }
            SnapKind::Road | SnapKind::Border => {
                let d = 6.0;
                painter.line_segment([pos + egui::vec2(-d, -d), pos + egui::vec2(d, d)], stroke);
                painter.line_segment([pos + egui::vec2(-d, d), pos + egui::vec2(d, -d)], stroke);
            }
        }
        let label = view.texts.get(&format!("snap-{}", snap.kind.name()));
        let corner = pos + egui::vec2(10.0, 12.0);
        _ = paint_halo_text(&painter, corner, Align2::LEFT_TOP, &label, 11.0, map_theme(ui));
    }
    let text = measured_text(view, &drawing.measured);
    let pointer = ui.input(|input| input.pointer.hover_pos());
    if let Some(pos) = pointed_at(session, rect, pointer).filter(|pos| rect.contains(*pos) && !text.is_empty()) {
        let shown = if is_wrong { format!("{}\n{text}", view.texts.get("sketch-crosses")) } else { text };
        label(&painter, rect, pos, &shown, ui);
    }
}

/// The lines and borders of a shape.
fn paint_shape(ui: &Ui, shape: &Shape, community: &Community, rect: Rect, camera: &Camera, color: egui::Color32) {
    let painter = ui.painter_at(rect);
    let at = |place: LonLat| camera.screen_from_local(rect, community.plane().local_from_lon_lat(place));
    let courses: Vec<&Line> = match shape {
        Shape::Point(_) => Vec::new(),
        Shape::Lines(lines) => lines.iter().collect(),
        Shape::Area(area) => area.0.iter().flat_map(|p| std::iter::once(&p.outer).chain(&p.holes)).collect(),
    };
    for course in courses {
        outline(&painter, course.iter().map(|&place| at(place)).collect(), color);
    }
}

fn map_theme(ui: &Ui) -> crate::map::MapTheme {
    super::theme::map_theme(ui.ctx())
}

/// A line that shows on every ground: light below, colored above.
fn outline(painter: &egui::Painter, points: Vec<Pos2>, color: egui::Color32) {
    painter.add(Paint::line(points.clone(), Stroke::new(4.5, egui::Color32::from_white_alpha(190))));
    painter.add(Paint::line(points, Stroke::new(2.0, color)));
}

/// Figures beside the pointer, on a card, kept inside the map.
fn label(painter: &egui::Painter, rect: Rect, pos: Pos2, text: &str, ui: &Ui) {
    let palette = palette(ui.ctx());
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(12.0), palette.text);
    let size = galley.size() + egui::vec2(12.0, 8.0);
    let mut corner = pos + egui::vec2(16.0, -size.y - 10.0);
    corner.x = corner.x.min(rect.right() - size.x - 4.0);
    corner.y = corner.y.max(rect.top() + 4.0);
    painter.rect(
        Rect::from_min_size(corner, size),
        4,
        palette.card,
        Stroke::new(1.0, palette.line),
        egui::StrokeKind::Inside,
    );
    painter.galley(corner + egui::vec2(6.0, 4.0), galley, palette.text);
}

/// The name of a kind of measuring, for tools and menus.
pub(super) fn measure_key(measure: Measure) -> &'static str {
    match measure {
        Measure::Straight => "tool-measure-straight",
        Measure::ByRoad => "tool-measure-by-road",
        Measure::Area => "tool-measure-area",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::community::{Building, CommunityParts, PopulationRules};
    use crate::document::Document;
    use crate::geometry::MultiPolygon;
    use crate::geometry::editing::circle;
    use crate::plan::{BASE_SCENARIO, Scenario};
    use crate::units::{Metres, Persons};

    #[test]
    fn the_people_inside_a_drawing_are_those_of_the_time_the_scenario_looks_at() {
        let middle = LonLat::new_clamped(9.5, 47.0);
        let school = Building {
            persons: Some(Persons(2)),
            persons_by_day: Some(Persons(300)),
            ..Building::plain(MultiPolygon::default(), middle)
        };
        let parts = CommunityParts { buildings: vec![school], ..CommunityParts::default() };
        let community = Community::assemble(parts, &PopulationRules::default()).expect("a school");
        let people = PeopleIndex::new(Arc::new(community));
        let ring = circle(middle, Metres::new_clamped(50.0)).expect("a circle");
        let shape = Shape::Area(MultiPolygon(vec![ring]));
        let mut document = Document::default();
        let counted = |document: &Document| {
            let time = counted_at(document.plan(), BASE_SCENARIO);
            measure(&shape, Some(&people), time).people.map(|people| people.persons)
        };
        assert_eq!(counted(&document), Some(2));
        let by_day = Scenario { time_of_day: TimeOfDay::Day, ..Scenario::base() };
        document.execute(Command::SetScenario(by_day)).expect("by day");
        assert_eq!(counted(&document), Some(300));
    }
}
