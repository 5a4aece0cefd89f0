//! The plan's objects on the map: symbols and names to press and drag, clicks that select, loops that select many.

use std::collections::BTreeSet;

use egui::{PointerButton, Pos2, Rect, Response, Sense, Shape as Paint, Stroke, Ui};

use super::allocation_map::site_ring;
use super::analysis_section::AnalysisCommand;
use super::command::AppCommand;
use super::evacuation_map::road_at;
use super::evacuation_playback::is_left_out;
use super::map_keys::{is_keyed, pointed_at};
use super::map_memory::MapMemory;
use super::map_view::{place_at, screen_at};
use super::names;
use super::session::{Session, Tool};
use super::theme::{map_theme, palette};
use super::view::View;
use crate::document::Command;
use crate::geometry::Shape;
use crate::map::tools::{AreaPick, ids_inside};
use crate::map::{Camera, MapTheme, SymbolKind, SymbolState, paint_symbol, pick_objects, symbol_size};
use crate::plan::{ClosureShape, ObjectId, PlanObject};

/// Size of a pin in points.
const PIN_SIZE: f32 = 26.0;
/// How near the pointer must be to a place to mean it, in points.
const REACH_POINTS: f32 = 8.0;

/// Sites, closures and notes with their names, as things that can be pressed and dragged; what is selected stands
/// out, and what the hand is changing is shown as it would be.
pub(super) fn objects_ui(
    ui: &Ui,
    view: &View<'_>,
    session: &mut Session,
    rect: Rect,
    camera: &Camera,
    out: &mut Vec<AppCommand>,
) {
    let Some(community) = view.community else { return };
    let painter = ui.painter_at(rect);
    let size = symbol_size(camera.metres_per_point());
    paint_selected(ui, view, session, rect, camera);
    for object in view.document.plan().objects() {
        let id = object.id();
        // Sites out of the scenario stay in view, greyed; a closure that does not act is not there.
        let is_away = !matches!(object, PlanObject::Site(_)) && !view.takes_part(id);
        if session.hidden.contains(&id) || is_away {
            continue;
        }
        let Some(place) = session.dragged_to(id).or_else(|| object.place()) else { continue };
        let pos = screen_at(community, camera, rect, place);
        if !rect.expand(PIN_SIZE).contains(pos) {
            continue;
        }
        let is_selected = session.selection.contains(&id);
        let Some((kind, state)) = symbol_of(view, session, &object, is_selected, map_theme(ui.ctx())) else { continue };
        paint_symbol(&painter, pos, size, kind, &state, map_theme(ui.ctx()));
        if session.tool == Tool::Select {
            handle_ui(ui, view, session, &object, rect, pos, camera, out);
        }
    }
}

/// The outlines of what is selected, and of what a gesture is about to make of it.
fn paint_selected(ui: &Ui, view: &View<'_>, session: &Session, rect: Rect, camera: &Camera) {
    let Some(community) = view.community else { return };
    let painter = ui.painter_at(rect);
    let palette = palette(ui.ctx());
    let plan = view.document.plan();
    let preview = view.preview.filter(|_| session.gesture.is_some());
    for &id in &session.selection {
        let Some(object) = preview.unwrap_or(plan).object(id) else { continue };
        let shape = object.shape();
        let is_changing = preview.is_some() && plan.object(id).is_none_or(|old| !old.has_same_shape(&object));
        let width = if is_changing { 3.0 } else { 2.5 };
        let courses: Vec<&Vec<crate::geometry::LonLat>> = match &shape {
            Shape::Point(_) => Vec::new(),
            Shape::Lines(lines) => lines.iter().collect(),
            Shape::Area(area) => area.0.iter().flat_map(|p| std::iter::once(&p.outer).chain(&p.holes)).collect(),
        };
        for course in courses {
            let points: Vec<Pos2> = course.iter().map(|&place| screen_at(community, camera, rect, place)).collect();
            painter.add(Paint::line(points.clone(), Stroke::new(width + 2.5, palette.card.gamma_multiply(0.8))));
            painter.add(Paint::line(points, Stroke::new(width, palette.accent)));
        }
    }
}

/// The symbol of an object, where it has one: sites, closures at a point, notes.
fn symbol_of(
    view: &View<'_>,
    session: &Session,
    object: &PlanObject,
    is_selected: bool,
    theme: MapTheme,
) -> Option<(SymbolKind, SymbolState)> {
    let plain = SymbolState { is_selected, ..SymbolState::default() };
    match object {
        PlanObject::Site(site) => {
            let coverage = view.kind_coverage(site.kind).and_then(|kind| kind.site(site.id));
            let load = coverage.and_then(|coverage| {
                let capacity = coverage.capacity?.0;
                #[expect(clippy::cast_precision_loss, reason = "a share for a ring")]
                let share = coverage.persons_reached as f32 / capacity.max(1) as f32;
                Some(share)
            });
            let ring = site_ring(view, session, site.id, theme);
            let load = ring.map_or(load, |(load, _)| load);
            let is_open = site.is_open && view.takes_part(object.id());
            let ring_color = ring.and_then(|(_, color)| color);
            let state = SymbolState { state: site.state, is_open, load, ring_color, ..plain };
            Some((SymbolKind::Site(site.kind), state))
        }
        PlanObject::Closure(closure) => {
            matches!(closure.shape, ClosureShape::Point(_)).then_some((SymbolKind::Closure, plain))
        }
        PlanObject::Note(_) => Some((SymbolKind::Note, plain)),
        PlanObject::EvacuationArea(_)
        | PlanObject::HazardArea(_)
        | PlanObject::RoadChange(_)
        | PlanObject::Route(_) => None,
    }
}

/// The part of an object that can be pressed and dragged, under its spoken name.
#[expect(clippy::too_many_arguments, reason = "one gesture needs the whole scene")]
fn handle_ui(
    ui: &Ui,
    view: &View<'_>,
    session: &mut Session,
    object: &PlanObject,
    rect: Rect,
    pos: Pos2,
    camera: &Camera,
    out: &mut Vec<AppCommand>,
) {
    let Some(community) = view.community else { return };
    let id = object.id();
    let handle = Rect::from_center_size(pos, egui::Vec2::splat(PIN_SIZE)).intersect(rect);
    if !handle.is_positive() {
        return;
    }
    let response = ui.interact(handle, egui::Id::unique(("object", id)), Sense::click_and_drag());
    let name = names::object_with_fact(view.texts, object);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    let response = response.on_hover_text(&name);
    if response.clicked() {
        let pos = response.interact_pointer_pos().unwrap_or(pos);
        select_at(ui, view, session, rect, pos, camera, out);
    }
    response.context_menu(|ui| super::context_menu::object_menu_ui(ui, view, session, id, out));
    if object.is_locked() {
        return;
    }
    if response.drag_started_by(PointerButton::Primary) {
        if !session.selection.contains(&id) {
            out.push(AppCommand::Select(vec![id]));
        }
        session.gesture = object.place().map(|to| Command::MoveObject { id, to });
    }
    if response.dragged_by(PointerButton::Primary)
        && let (Some(pos), Some(gesture)) = (response.interact_pointer_pos(), &mut session.gesture)
    {
        let to = place_at(community, camera, rect, rect.shrink(1.0).clamp(pos)).rounded();
        *gesture = Command::MoveObject { id, to };
    }
    // Escape ends a drag without a release: then nothing is moved.
    if response.drag_stopped()
        && ui.input(|input| input.pointer.any_released())
        && let Some(Command::MoveObject { id, to }) = session.gesture.take()
        && object.place() != Some(to)
    {
        out.push(AppCommand::Edit(Command::MoveObject { id, to }));
    }
}

/// What is under the pointer, the topmost first; hidden objects are not there.
fn under(view: &View<'_>, session: &Session, rect: Rect, pos: Pos2, camera: &Camera) -> Vec<ObjectId> {
    let Some(community) = view.community else { return Vec::new() };
    let radius = symbol_size(camera.metres_per_point()) / 2.0;
    let mut ids = pick_objects(view.document.plan(), community.plane(), camera, rect, pos, radius);
    ids.retain(|id| !is_left_out(view, session, *id));
    ids
}

/// A click selects what is on top; again at the same place, what lies below it, and round again. Ctrl adds or
/// takes away.
pub(super) fn select_at(
    ui: &Ui,
    view: &View<'_>,
    session: &Session,
    rect: Rect,
    pos: Pos2,
    camera: &Camera,
    out: &mut Vec<AppCommand>,
) -> bool {
    let ids = under(view, session, rect, pos, camera);
    let adds = ui.input(|input| input.modifiers.command || input.modifiers.shift);
    let selected: Vec<ObjectId> = session.selection.iter().copied().collect();
    let next = match selected.as_slice() {
        [only] if !adds => {
            let place = ids.iter().position(|id| id == only).map_or(0, |place| place + 1);
            ids.get(place).or_else(|| ids.first())
        }
        _ => ids.first(),
    };
    let Some(&next) = next else { return false };
    let mut chosen: BTreeSet<ObjectId> = if adds { session.selection.clone() } else { BTreeSet::new() };
    if !chosen.insert(next) {
        chosen.remove(&next);
    }
    out.push(AppCommand::Select(chosen.into_iter().collect()));
    true
}

/// What a click on the map itself means while the hand selects: an object, else a place with people.
#[expect(clippy::too_many_arguments, reason = "one gesture needs the whole scene")]
pub(super) fn clicks_ui(
    ui: &Ui,
    response: &Response,
    view: &View<'_>,
    session: &mut Session,
    memory: &MapMemory,
    rect: Rect,
    camera: &Camera,
    out: &mut Vec<AppCommand>,
) {
    let Some(community) = view.community else { return };
    loop_ui(ui, response, view, session, rect, camera, out);
    if session.tool != Tool::Select {
        return;
    }
    if response.secondary_clicked()
        && let Some(pos) = response.interact_pointer_pos()
    {
        session.menu_place = Some(place_at(community, camera, rect, pos));
        if let Some(&id) = under(view, session, rect, pos, camera).first()
            && !session.selection.contains(&id)
        {
            out.push(AppCommand::Select(vec![id]));
        }
    }
    response.context_menu(|ui| super::context_menu::map_menu_ui(ui, view, session, out));
    let is_clicked = response.clicked_by(PointerButton::Primary) || is_keyed(ui, session);
    let Some(pos) = pointed_at(session, rect, response.interact_pointer_pos()).filter(|_| is_clicked) else { return };
    let local = camera.local_from_screen(rect, pos);
    let reach = f64::from(REACH_POINTS) * camera.metres_per_point();
    // Places with people lie above areas, below lines and symbols.
    let top = under(view, session, rect, pos, camera).first().and_then(|&id| view.document.plan().object(id));
    let is_area = top.as_ref().is_none_or(|object| matches!(object.shape(), Shape::Area(_)));
    let demand = if is_area { memory.demand_at(community, local, reach) } else { None };
    let wants_object = ui.input(|input| !input.modifiers.is_none()) || session.selection.len() == 1;
    match demand {
        Some(demand) if !(wants_object && top.is_some()) => out.push(AppCommand::Explain(demand)),
        _ => {
            let road = if is_area { road_at(view, session, (camera, rect, pos), REACH_POINTS) } else { None };
            if let Some(road) = road {
                out.push(AppCommand::Analysis(AnalysisCommand::TellRoad(road)));
            } else if !select_at(ui, view, session, rect, pos, camera, out) {
                out.push(AppCommand::Select(Vec::new()));
            }
        }
    }
}

/// Selecting by a loop: the tools for it, or Shift and drag with the selecting hand.
fn loop_ui(
    ui: &Ui,
    response: &Response,
    view: &View<'_>,
    session: &mut Session,
    rect: Rect,
    camera: &Camera,
    out: &mut Vec<AppCommand>,
) {
    let Some(community) = view.community else { return };
    let shift = ui.input(|input| input.modifiers.shift);
    // By keyboard Space begins the loop, the arrow keys draw it, and Space ends it.
    let is_keyed = is_keyed(ui, session);
    let is_ended = response.drag_stopped() || is_keyed && session.pick.is_some();
    let begins = response.drag_started_by(PointerButton::Primary) || is_keyed && session.pick.is_none();
    let origin = ui.input(|input| input.pointer.press_origin()).or(response.interact_pointer_pos());
    if begins && let Some(pos) = pointed_at(session, rect, origin) {
        let from = place_at(community, camera, rect, pos);
        session.pick = match session.tool {
            Tool::PickRectangle => Some(AreaPick::Rectangle { from, to: from }),
            Tool::Select if shift && !is_keyed => Some(AreaPick::Rectangle { from, to: from }),
            Tool::PickLasso => Some(AreaPick::Lasso(vec![from])),
            Tool::Select | Tool::Draw(..) | Tool::Split | Tool::CutHole | Tool::Measure(_) => None,
        };
    }
    let pointer = pointed_at(session, rect, response.interact_pointer_pos());
    let Some(pick) = &mut session.pick else { return };
    if let Some(pos) = pointer {
        pick.extend(place_at(community, camera, rect, rect.clamp(pos)));
    }
    let points: Vec<Pos2> = pick.ring().iter().map(|&place| screen_at(community, camera, rect, place)).collect();
    let color = palette(ui.ctx()).accent;
    let painter = ui.painter_at(rect);
    painter.extend(Paint::dashed_line(&points, Stroke::new(1.5, color), 6.0, 4.0));
    if is_ended {
        let adds = ui.input(|input| input.modifiers.command);
        let mut ids: BTreeSet<ObjectId> = ids_inside(view.document.plan(), pick).into_iter().collect();
        ids.retain(|id| !is_left_out(view, session, *id));
        if adds {
            ids.extend(session.selection.iter().copied());
        }
        session.pick = None;
        out.push(AppCommand::Select(ids.into_iter().collect()));
    }
}
