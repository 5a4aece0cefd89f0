//! The map in the middle: what is drawn in which order, and what the pointer does there.

use egui::{Pos2, Rect, Response, Sense, Stroke, Ui};

use super::command::AppCommand;
use super::format;
use super::map_legend::legend_ui;
use super::map_memory::MapMemory;
use super::names;
use super::session::{Drag, Session, Tool};
use super::theme::{map_theme, palette};
use super::view::View;
use crate::community::Community;
use crate::document::Command;
use crate::geometry::{LocalBounds, LonLat};
use crate::jobs::Spawner;
use crate::map::{
    Camera, ScaleBar, SymbolKind, SymbolState, focus_bounds, paint_attribution, paint_north_arrow, paint_scale_bar,
    paint_symbol, symbol_size,
};
use crate::network::NetworkMask;
use crate::plan::{ClosureShape, PlanObject, SiteKind};
use crate::units::Metres;

/// Size of a pin in points.
const PIN_SIZE: f32 = 26.0;
/// How near the pointer must be to a place to mean it, in points.
const REACH_POINTS: f32 = 8.0;
/// Metres panned by an arrow key, in points of the screen.
const KEY_PAN_POINTS: f32 = 60.0;

/// Draws the map and takes the pointer; `out` collects what was asked for.
pub(super) fn map_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &mut Session,
    memory: &mut MapMemory,
    spawner: &mut dyn Spawner,
    out: &mut Vec<AppCommand>,
) {
    let Some(community) = view.community else { return };
    let rect = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    let label = view.texts.get("map-canvas");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, &label));
    if rect.width() < 8.0 || rect.height() < 8.0 {
        return;
    }
    let mut camera = session.camera.unwrap_or_else(|| first_look(community, rect));
    navigate(ui, &response, rect, session, &mut camera);
    session.camera = Some(camera);
    memory.prepare(ui.ctx(), view, session, spawner);
    memory.paint(ui, rect, &camera, spawner);
    let painter = ui.painter_at(rect);
    paint_closed_roads(&painter, view, rect, &camera);
    paint_route(&painter, view, rect, &camera);
    objects_ui(ui, view, session, rect, &camera, out);
    // A drag whose hand is gone (deleted, undone, released elsewhere) is over.
    if ui.input(|input| !input.pointer.any_down() && !input.pointer.any_released()) {
        session.drag = None;
    }
    session.pointer = response.hover_pos().map(|pos| place_at(community, &camera, rect, pos));
    clicks(ui, &response, view, session, memory, rect, &camera, out);
    furniture(ui, view, session, rect, &camera);
}

/// The first look: where nearly all people are; stray places far outside do not shrink the rest.
fn first_look(community: &Community, rect: Rect) -> Camera {
    let bounds = focus_bounds(community);
    let mut camera = Camera::new(bounds.center(), 1.0);
    camera.fit(rect.shrink(12.0), bounds);
    camera
}

fn place_at(community: &Community, camera: &Camera, rect: Rect, pos: Pos2) -> LonLat {
    community.plane().lon_lat_from_local(camera.local_from_screen(rect, pos))
}

fn screen_at(community: &Community, camera: &Camera, rect: Rect, place: LonLat) -> Pos2 {
    camera.screen_from_local(rect, community.plane().local_from_lon_lat(place))
}

/// Pan by dragging, zoom by wheel, pinch and double click, both by keys while the map has the keyboard.
fn navigate(ui: &Ui, response: &Response, rect: Rect, session: &Session, camera: &mut Camera) {
    let is_free = session.drag.is_none();
    if is_free
        && (response.dragged_by(egui::PointerButton::Primary) || response.dragged_by(egui::PointerButton::Middle))
    {
        camera.pan(response.drag_delta());
    }
    if let Some(pos) =
        response.hover_pos().or_else(|| ui.input(|input| input.pointer.hover_pos())).filter(|p| rect.contains(*p))
        && response.contains_pointer()
    {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = f64::from((-scroll * 0.005).exp()) / f64::from(pinch.max(0.01));
        if (factor - 1.0).abs() > 1e-6 {
            camera.zoom_at(rect, pos, factor);
        }
    }
    if session.tool == Tool::Select
        && response.double_clicked()
        && let Some(pos) = response.interact_pointer_pos()
    {
        camera.zoom_at(rect, pos, 0.5);
    }
    if response.clicked() {
        response.request_focus();
    }
    if response.has_focus() {
        ui.memory_mut(|memory| {
            let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
            memory.set_focus_lock_filter(response.id, filter);
        });
        let (delta, zoom) = ui.input(|input| {
            let axis = |plus, minus| f32::from(i8::from(input.key_pressed(plus)) - i8::from(input.key_pressed(minus)));
            let delta = egui::vec2(
                axis(egui::Key::ArrowLeft, egui::Key::ArrowRight),
                axis(egui::Key::ArrowUp, egui::Key::ArrowDown),
            );
            let plain = input.modifiers.is_none() || input.modifiers.shift_only();
            let zoom = if plain { axis(egui::Key::Plus, egui::Key::Minus) } else { 0.0 };
            (delta, zoom)
        });
        camera.pan(delta * KEY_PAN_POINTS);
        if zoom != 0.0 {
            camera.zoom_at(rect, rect.center(), 1.5_f64.powf(f64::from(-zoom)));
        }
    }
}

/// Roads that closures and hazards of the scenario close, drawn over the base map.
fn paint_closed_roads(painter: &egui::Painter, view: &View<'_>, rect: Rect, camera: &Camera) {
    let (Some(community), Some(network), Some(mask)) = (view.community, view.planned_network, view.mask) else {
        return;
    };
    let visible = camera.visible(rect);
    let color = palette(painter.ctx()).beyond;
    for (segment, pieces) in mask.closed_segments() {
        if !network.segment(segment).is_some_and(|segment| segment.is_walkable) {
            continue;
        }
        let bounds = LocalBounds::around(network.segment_local(segment).iter().copied());
        if !bounds.intersects(&visible) {
            continue;
        }
        for (from, to) in pieces {
            let line = network.segment_piece(segment, from, to);
            let points: Vec<Pos2> = line.iter().map(|&place| screen_at(community, camera, rect, place)).collect();
            painter.extend(egui::Shape::dashed_line(&points, Stroke::new(3.0, color), 7.0, 4.0));
        }
    }
}

/// The explained route, from the door to the site.
fn paint_route(painter: &egui::Painter, view: &View<'_>, rect: Rect, camera: &Camera) {
    let (Some(community), Some(explanation)) = (view.community, view.explanation) else { return };
    let palette = palette(painter.ctx());
    let points: Vec<Pos2> = explanation
        .way
        .iter()
        .flat_map(|way| &way.line)
        .map(|&place| screen_at(community, camera, rect, place))
        .collect();
    if points.len() > 1 {
        painter.line(points.clone(), Stroke::new(7.0, palette.card));
        painter.line(points, Stroke::new(4.0, palette.accent));
    }
    if let Some(demand) = community.demand().get(explanation.demand.index()) {
        let door = screen_at(community, camera, rect, demand.place);
        painter.circle(door, 6.0, palette.accent, Stroke::new(2.0, palette.card));
    }
}

/// Sites, closures and notes with their names, as things that can be pressed and dragged.
fn objects_ui(ui: &Ui, view: &View<'_>, session: &mut Session, rect: Rect, camera: &Camera, out: &mut Vec<AppCommand>) {
    let Some(community) = view.community else { return };
    let painter = ui.painter_at(rect);
    let size = symbol_size(camera.metres_per_point());
    for object in view.document.plan().objects() {
        let id = object.id();
        let dragged = session.drag.filter(|drag| drag.id == id).map(|drag| drag.to);
        let Some(place) = dragged.or_else(|| object.place()) else { continue };
        let pos = screen_at(community, camera, rect, place);
        if !rect.expand(PIN_SIZE).contains(pos) {
            continue;
        }
        let is_selected = session.selection.contains(&id);
        match symbol_of(view, &object, is_selected) {
            Some((kind, state)) => paint_symbol(&painter, pos, size, kind, &state, map_theme(ui.ctx())),
            None if is_selected => {
                painter.circle_stroke(pos, 9.0, Stroke::new(3.0, palette(ui.ctx()).accent));
            }
            None => {}
        }
        if session.tool == Tool::Select {
            handle_ui(ui, view, session, &object, rect, pos, camera, out);
        }
    }
}

/// The symbol of an object, where it has one: sites, closures at a point, notes.
fn symbol_of(view: &View<'_>, object: &PlanObject, is_selected: bool) -> Option<(SymbolKind, SymbolState)> {
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
            let state = SymbolState { state: site.state, is_open: site.is_open, load, ..plain };
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
        out.push(AppCommand::Select(vec![id]));
    }
    if object.is_locked() {
        return;
    }
    if response.drag_started() {
        out.push(AppCommand::Select(vec![id]));
        session.drag = object.place().map(|to| Drag { id, to });
    }
    if response.dragged()
        && let (Some(pos), Some(drag)) = (response.interact_pointer_pos(), &mut session.drag)
    {
        drag.to = place_at(community, camera, rect, rect.shrink(1.0).clamp(pos)).rounded();
    }
    // Escape ends a drag without a release: then nothing is moved.
    if response.drag_stopped()
        && ui.input(|input| input.pointer.any_released())
        && let Some(drag) = session.drag.take()
        && object.place() != Some(drag.to)
    {
        out.push(AppCommand::Edit(Command::MoveObject { id: drag.id, to: drag.to }));
    }
}

/// What a click on the map means, by the tool in hand.
#[expect(clippy::too_many_arguments, reason = "one gesture needs the whole scene")]
fn clicks(
    ui: &Ui,
    response: &Response,
    view: &View<'_>,
    session: &Session,
    memory: &MapMemory,
    rect: Rect,
    camera: &Camera,
    out: &mut Vec<AppCommand>,
) {
    let Some(community) = view.community else { return };
    if response.hovered() {
        ui.ctx().set_cursor_icon(match session.tool {
            Tool::Select => egui::CursorIcon::Default,
            Tool::Place(_) => egui::CursorIcon::Crosshair,
            Tool::Close => egui::CursorIcon::NotAllowed,
        });
    }
    let Some(pos) = response.interact_pointer_pos().filter(|_| response.clicked()) else { return };
    let place = place_at(community, camera, rect, pos).rounded();
    match session.tool {
        Tool::Place(kind) => {
            let name = new_name(view, kind);
            out.push(AppCommand::Edit(Command::PlaceSite { kind, place, name }));
        }
        Tool::Close => {
            let has_road =
                view.network.is_some_and(|network| network.access(place, &NetworkMask::open(network)).is_some());
            out.push(if has_road {
                AppCommand::Edit(Command::PlaceClosure { place })
            } else {
                AppCommand::Say(view.texts.get("notice-nothing-near"))
            });
        }
        Tool::Select => {
            let local = camera.local_from_screen(rect, pos);
            let reach = f64::from(REACH_POINTS) * camera.metres_per_point();
            let area = view.document.plan().objects().filter(|object| contains(object, place)).last();
            match (memory.demand_at(community, local, reach), area) {
                (Some(demand), _) => out.push(AppCommand::Explain(demand)),
                (None, Some(area)) => out.push(AppCommand::Select(vec![area.id()])),
                (None, None) => out.push(AppCommand::Select(Vec::new())),
            }
        }
    }
}

/// Is the place inside an object that is an area?
fn contains(object: &PlanObject, place: LonLat) -> bool {
    match object {
        PlanObject::EvacuationArea(area) => area.outline.contains(place),
        PlanObject::HazardArea(area) => area.outline.contains(place),
        PlanObject::Closure(closure) => match &closure.shape {
            ClosureShape::Area(area) => area.contains(place),
            ClosureShape::Point(_) | ClosureShape::Lines(_) => false,
        },
        PlanObject::Site(_) | PlanObject::RoadChange(_) | PlanObject::Route(_) | PlanObject::Note(_) => false,
    }
}

/// A first name for a new site: its kind and the number it will get.
fn new_name(view: &View<'_>, kind: SiteKind) -> String {
    let number = view.document.plan().sites().values().filter(|site| site.kind == kind).count() + 1;
    format!("{} {number}", names::site_kind(view.texts, kind))
}

/// Scale bar, north arrow, credits and legend.
fn furniture(ui: &Ui, view: &View<'_>, session: &Session, rect: Rect, camera: &Camera) {
    let Some(community) = view.community else { return };
    let painter = ui.painter_at(rect);
    let theme = map_theme(ui.ctx());
    let bar = ScaleBar::for_camera(camera);
    let length = format::distance(view.texts, Metres::new_clamped(bar.metres));
    _ = paint_scale_bar(&painter, rect, bar, &length, theme);
    let north = rect.right_top() + egui::vec2(-30.0, 30.0);
    _ = paint_north_arrow(&painter, north, &view.texts.get("map-north"), theme);
    let credits = community.attributions().join(" · ");
    _ = paint_attribution(&painter, rect, &credits, theme);
    legend_ui(ui, view, session, rect);
}
