//! The map in the middle: what is drawn in which order, and what the pointer does there.

use egui::{Pos2, Rect, Response, Sense, Stroke, Ui};

use super::allocation_map::{links_ui, shown_stage};
use super::command::AppCommand;
use super::evacuation_map::{dress_below_loads, evacuation_map_ui, shown_run};
use super::evacuation_playback::{closed_streets, people_ui};
use super::finding_mark::finding_mark_ui;
use super::format;
use super::map_keys::{crosshair_ui, map_keys_ui, pointed_at};
use super::map_labels::names_ui;
use super::map_legend::legend_ui;
use super::map_memory::MapMemory;
use super::map_objects::{clicks_ui, objects_ui};
use super::map_roads::map_roads_ui;
use super::reshape_view::reshape_ui;
use super::session::{Session, Tool};
use super::sketch_view::sketch_ui;
use super::theme::{map_theme, palette};
use super::view::View;
use crate::community::Community;
use crate::geometry::{LocalBounds, LonLat};
use crate::ids::SiteId;
use crate::jobs::Spawner;
use crate::map::tools::{DrawMethod, Drawn, Sketch};
use crate::map::{Camera, ScaleBar, focus_bounds, paint_attribution, paint_north_arrow, paint_scale_bar};
use crate::units::Metres;

/// A wheel that stands still so long has come to rest, in seconds.
const ZOOM_REST_SECONDS: f64 = 0.15;

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
    navigate(ui, &response, rect, session, memory, &mut camera);
    map_keys_ui(ui, &response, rect, session, &mut camera, out);
    session.camera = Some(camera);
    memory.prepare(ui.ctx(), view, session, spawner);
    let dress = dress_below_loads(view, session);
    memory.paint(ui, view, &dress, rect, &camera, spawner);
    let painter = ui.painter_at(rect);
    names_ui(&painter, view, session, memory.names(), rect, &camera, map_theme(ui.ctx()));
    if shown_run(view, session).is_some() {
        closed_streets(&painter, view, session, rect, &camera);
    } else {
        paint_closed_roads(&painter, view, rect, &camera);
    }
    paint_route(&painter, view, session, rect, &camera);
    links_ui(&painter, view, session, rect, &camera);
    evacuation_map_ui(&painter, view, session, rect, &camera);
    people_ui(&painter, view, session, rect, &camera);
    finding_mark_ui(&painter, view, session, rect, &camera);
    objects_ui(ui, view, session, rect, &camera, out);
    map_roads_ui(&painter, view, session, rect, &camera);
    // A drag whose hand is gone (deleted, undone, released elsewhere) is over.
    if ui.input(|input| !input.pointer.any_down() && !input.pointer.any_released()) {
        session.gesture = None;
    }
    session.pointer =
        pointed_at(session, rect, response.hover_pos()).map(|pos| place_at(community, &camera, rect, pos));
    if session.tool.method().is_some() {
        sketch_ui(ui, &response, view, session, memory, rect, &camera, out);
    } else {
        reshape_ui(ui, view, session, memory.index(), rect, &camera, out);
        clicks_ui(ui, &response, view, session, memory, rect, &camera, out);
    }
    if response.hovered() {
        ui.ctx().set_cursor_icon(cursor(session.tool));
    }
    crosshair_ui(ui, session, rect);
    furniture(ui, view, session, memory, rect, &camera);
}

/// The pointer's shape says what the hand holds.
const fn cursor(tool: Tool) -> egui::CursorIcon {
    match tool {
        Tool::Select => egui::CursorIcon::Default,
        Tool::PickRectangle | Tool::PickLasso => egui::CursorIcon::Cell,
        Tool::Draw(Drawn::Closure, DrawMethod::Point) => egui::CursorIcon::NotAllowed,
        Tool::Draw(..) | Tool::Measure(_) => egui::CursorIcon::Crosshair,
        Tool::Split | Tool::CutHole => egui::CursorIcon::VerticalText,
    }
}

/// The first look: where nearly all people are; stray places far outside do not shrink the rest.
fn first_look(community: &Community, rect: Rect) -> Camera {
    let bounds = focus_bounds(community);
    let mut camera = Camera::new(bounds.center(), 1.0);
    camera.fit(rect.shrink(12.0), bounds);
    camera
}

pub(super) fn place_at(community: &Community, camera: &Camera, rect: Rect, pos: Pos2) -> LonLat {
    community.plane().lon_lat_from_local(camera.local_from_screen(rect, pos))
}

pub(super) fn screen_at(community: &Community, camera: &Camera, rect: Rect, place: LonLat) -> Pos2 {
    camera.screen_from_local(rect, community.plane().local_from_lon_lat(place))
}

/// Pan by dragging, zoom by wheel, pinch and double click.
fn navigate(ui: &Ui, response: &Response, rect: Rect, session: &Session, memory: &mut MapMemory, camera: &mut Camera) {
    let draws = session.pick.is_some()
        || matches!(session.tool, Tool::PickRectangle | Tool::PickLasso)
        || session.sketch.as_ref().is_some_and(Sketch::takes_drags)
        || (session.tool == Tool::Select && ui.input(|input| input.modifiers.shift));
    let is_free = session.gesture.is_none();
    if is_free
        && ((response.dragged_by(egui::PointerButton::Primary) && !draws)
            || response.dragged_by(egui::PointerButton::Middle))
    {
        camera.pan(response.drag_delta());
    }
    if let Some(pos) =
        response.hover_pos().or_else(|| ui.input(|input| input.pointer.hover_pos())).filter(|p| rect.contains(*p))
        && response.contains_pointer()
    {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = f64::from((scroll * 0.005).exp()) * f64::from(pinch.max(0.01));
        if (factor - 1.0).abs() > 1e-6 {
            camera.zoom_at(rect, pos, factor);
            memory.last_zoom = Some((ui.input(|input| input.time), pos));
        }
    }
    rest_zoom(ui, rect, memory, camera);
    if session.tool == Tool::Select
        && response.double_clicked()
        && let Some(pos) = response.interact_pointer_pos()
    {
        camera.zoom_at(rect, pos, 2.0);
    }
    if response.clicked_by(egui::PointerButton::Primary) {
        response.request_focus();
    }
}

/// When the hand leaves the wheel, the scale glides to the nearest one at which tiles are made.
fn rest_zoom(ui: &Ui, rect: Rect, memory: &MapMemory, camera: &mut Camera) {
    let (now, seconds) = ui.input(|input| (input.time, f64::from(input.stable_dt)));
    let (zoomed_at, pos) = memory.last_zoom.unwrap_or((f64::NEG_INFINITY, rect.center()));
    let wait = zoomed_at + ZOOM_REST_SECONDS - now;
    if wait > 0.0 {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(wait));
    } else if camera.glide_to_rest(rect, pos, ui.ctx().pixels_per_point(), seconds) {
        ui.ctx().request_repaint();
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
fn paint_route(painter: &egui::Painter, view: &View<'_>, session: &Session, rect: Rect, camera: &Camera) {
    let (Some(community), Some(explanation)) = (view.community, view.explanation) else { return };
    let palette = palette(painter.ctx());
    // Under the allocation only a way that its people really take.
    let is_taken = |site: SiteId| {
        let stage = shown_stage(view, session);
        stage.is_none_or(|stage| stage.door_parts(explanation.demand).iter().any(|part| part.site == Some(site)))
    };
    // Under the evacuation the way they took is drawn with it.
    let ways = explanation.way.iter().filter(|_| shown_run(view, session).is_none());
    let points: Vec<Pos2> = ways
        .filter(|way| is_taken(way.site))
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

/// Whom to credit for what the map shows: the loaded data, then the basemap.
fn credits(view: &View<'_>, community: &Community) -> String {
    let mut all: Vec<&str> = community.attributions().iter().map(|credit| &**credit).collect();
    if let Some((facts, _)) = view.basemap.as_ref().and_then(|basemap| basemap.shown())
        && !facts.attribution.is_empty()
        && !all.contains(&facts.attribution.as_str())
    {
        all.push(&facts.attribution);
    }
    all.join(" · ")
}

/// Scale bar, north arrow, credits and legend.
fn furniture(ui: &Ui, view: &View<'_>, session: &mut Session, memory: &MapMemory, rect: Rect, camera: &Camera) {
    let Some(community) = view.community else { return };
    let painter = ui.painter_at(rect);
    let theme = map_theme(ui.ctx());
    let bar = ScaleBar::for_camera(camera);
    let length = format::distance(view.texts, Metres::new_clamped(bar.metres));
    _ = paint_scale_bar(&painter, rect, bar, &length, theme);
    let north = rect.right_top() + egui::vec2(-30.0, 30.0);
    _ = paint_north_arrow(&painter, north, &view.texts.get("map-north"), theme);
    let credits = credits(view, community);
    let plate = paint_attribution(&painter, rect, &credits, theme);
    if !credits.is_empty() {
        // Read by screen readers, and in nobody's way.
        let id = ui.scope_id().with("credits");
        let response = ui.interact(plate, id, Sense::empty());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &credits));
    }
    legend_ui(ui, view, session, memory.classed(), rect);
}
