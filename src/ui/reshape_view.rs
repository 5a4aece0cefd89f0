//! Reshaping on the map: the corners of the selected line or area as handles; middles insert, a menu removes.

use egui::{PointerButton, Rect, Sense, Stroke, Ui};

use super::command::AppCommand;
use super::map_view::{place_at, screen_at};
use super::session::{Session, Tool};
use super::sketch_view::SNAP_POINTS;
use super::sketch_world::MapWorld;
use super::text::Value;
use super::theme::palette;
use super::view::View;
use crate::document::Command;
use crate::geometry::{LonLat, Shape};
use crate::map::tools::{Handle, HandleKind, SketchWorld as _, handles, reshaped, shared_reshape, without_corner};
use crate::map::{Camera, CommunityIndex};
use crate::plan::{ObjectId, PlanObject};

/// Side of a corner's handle in points.
const HANDLE_SIZE: f32 = 14.0;
/// Middles are shown where their corners are at least so far apart, in points.
const MIDDLE_ROOM: f32 = 36.0;
/// Handles shown at most; a finer shape shows the rest closer up.
const MAX_HANDLES: usize = 900;

/// The handles of the one selected object, where it can be reshaped; `out` collects what was done.
pub(super) fn reshape_ui(
    ui: &Ui,
    view: &View<'_>,
    session: &mut Session,
    index: Option<&CommunityIndex>,
    rect: Rect,
    camera: &Camera,
    out: &mut Vec<AppCommand>,
) {
    let Some(object) = reshapable(view, session) else { return };
    let shape = object.shape();
    let all = handles(&shape);
    let mut n_shown = 0;
    for (place, handle) in all.iter().enumerate() {
        if n_shown > MAX_HANDLES {
            break;
        }
        if handle.kind == HandleKind::Middle && !has_room(view, rect, camera, &all, place) {
            continue;
        }
        n_shown += usize::from(handle_ui(ui, view, session, index, &object, &shape, handle, rect, camera, out));
    }
}

fn reshapable(view: &View<'_>, session: &Session) -> Option<PlanObject> {
    let mut ids = session.selection.iter();
    let (Some(&id), None, Tool::Select) = (ids.next(), ids.next(), session.tool) else { return None };
    let object = view.document.plan().object(id)?;
    (!object.is_locked() && !session.hidden.contains(&id)).then_some(object)
}

/// Is there room for a middle between its corner and the next?
fn has_room(view: &View<'_>, rect: Rect, camera: &Camera, all: &[Handle], place: usize) -> bool {
    let Some(community) = view.community else { return false };
    let at = |handle: &Handle| screen_at(community, camera, rect, handle.place);
    match (place.checked_sub(1).and_then(|before| all.get(before)), all.get(place)) {
        (Some(before), Some(middle)) => at(before).distance(at(middle)) * 2.0 >= MIDDLE_ROOM,
        _ => false,
    }
}

/// One handle; true when it was in view.
#[expect(clippy::too_many_arguments, reason = "one gesture needs the whole scene")]
fn handle_ui(
    ui: &Ui,
    view: &View<'_>,
    session: &mut Session,
    index: Option<&CommunityIndex>,
    object: &PlanObject,
    shape: &Shape,
    handle: &Handle,
    rect: Rect,
    camera: &Camera,
    out: &mut Vec<AppCommand>,
) -> bool {
    let Some(community) = view.community else { return false };
    let pos = screen_at(community, camera, rect, handle.place);
    let size = if handle.kind == HandleKind::Corner { HANDLE_SIZE } else { HANDLE_SIZE - 3.0 };
    let area = Rect::from_center_size(pos, egui::Vec2::splat(size)).intersect(rect);
    if !area.is_positive() {
        return false;
    }
    let key = ("corner", object.id(), handle.corner, handle.kind);
    let response = ui.interact(area, egui::Id::unique(key), Sense::click_and_drag());
    let n = (handle.corner.corner + 1).to_string();
    let ring = (handle.corner.part + handle.corner.ring + 1).to_string();
    let text = match handle.kind {
        HandleKind::Corner => "reshape-corner",
        HandleKind::Middle => "reshape-middle",
    };
    response.widget_info(|| {
        let name = view.texts.with(text, &[("n", Value::Text(&n)), ("ring", Value::Text(&ring))]);
        egui::WidgetInfo::labeled(egui::Role::Button, true, name)
    });
    let is_hot =
        response.hovered() || response.dragged() || response.has_focus() || is_chosen(session, object, shape, handle);
    paint_handle(ui, rect, pos, handle.kind, is_hot);
    if response.hovered() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Move);
    }
    if handle.kind == HandleKind::Corner {
        response.context_menu(|ui| {
            let less = without_corner(shape, handle);
            let button = egui::Button::new(view.texts.get("reshape-remove-corner"));
            if ui.add_enabled(less.is_some(), button).clicked() {
                if let Some(less) = less {
                    out.push(AppCommand::Edit(Command::Reshape(vec![(object.id(), less)])));
                }
                ui.close();
            }
        });
        // Alt and click is the quick way to take a corner away.
        if response.clicked()
            && ui.input(|input| input.modifiers.alt)
            && let Some(less) = without_corner(shape, handle)
        {
            out.push(AppCommand::Edit(Command::Reshape(vec![(object.id(), less)])));
        }
    }
    // Pressed by keyboard, a corner can be moved by numbers and a middle becomes a corner.
    if response.clicked() && !response.clicked_by(PointerButton::Primary) {
        let corner = place_of(shape, handle);
        if handle.kind == HandleKind::Middle {
            out.push(AppCommand::Edit(reshape(view, session, object, shape, handle, handle.place.rounded())));
        }
        session.corner = Some((object.id(), corner + usize::from(handle.kind == HandleKind::Middle)));
    }
    if response.dragged_by(PointerButton::Primary)
        && let Some(pos) = response.interact_pointer_pos()
    {
        let to = aim(ui, view, index, object.id(), place_at(community, camera, rect, rect.clamp(pos)), camera);
        session.gesture = Some(reshape(view, session, object, shape, handle, to));
    }
    if response.drag_stopped()
        && ui.input(|input| input.pointer.any_released())
        && let Some(gesture @ Command::Reshape(_)) = session.gesture.take()
    {
        out.push(AppCommand::Edit(gesture));
    }
    true
}

/// Which of all corners of the shape a handle stands for or follows, counted from 0.
fn place_of(shape: &Shape, handle: &Handle) -> usize {
    let all = crate::geometry::editing::corners(shape);
    all.iter().position(|(corner, _)| *corner == handle.corner).unwrap_or(0)
}

/// Is this the corner that is worked on by numbers?
fn is_chosen(session: &Session, object: &PlanObject, shape: &Shape, handle: &Handle) -> bool {
    handle.kind == HandleKind::Corner
        && session.corner.is_some_and(|(id, corner)| id == object.id() && corner == place_of(shape, handle))
}

/// The command of a moved handle; neighbors that share the corner come along where that is wanted.
pub(super) fn reshape(
    view: &View<'_>,
    session: &Session,
    object: &PlanObject,
    shape: &Shape,
    handle: &Handle,
    to: LonLat,
) -> Command {
    let mut shapes = vec![(object.id(), reshaped(shape, handle, to))];
    if session.moves_shared_corners {
        let is_hidden = |id| session.hidden.contains(&id);
        shapes.extend(shared_reshape(view.document.plan(), object.id(), shape, handle, to, &is_hidden));
    }
    Command::Reshape(shapes)
}

/// Where a dragged corner lands: snapped unless Alt is down; never to the shape's own old outline.
fn aim(
    ui: &Ui,
    view: &View<'_>,
    index: Option<&CommunityIndex>,
    own: ObjectId,
    place: LonLat,
    camera: &Camera,
) -> LonLat {
    let Some(community) = view.community else { return place };
    let is_free = ui.input(|input| input.modifiers.alt);
    let world = MapWorld {
        community,
        network: view.network.map(std::sync::Arc::as_ref),
        plan: view.document.plan(),
        index,
        without: Some(own),
        roads: crate::network::RoadsFor::Walkers,
        is_on_road: false,
    };
    let snap = if is_free { None } else { world.snap(place, camera.metres_from_points(SNAP_POINTS)) };
    snap.map_or(place, |snap| snap.place).rounded()
}

fn paint_handle(ui: &Ui, rect: Rect, pos: egui::Pos2, kind: HandleKind, is_hot: bool) {
    let painter = ui.painter_at(rect);
    let palette = palette(ui.ctx());
    let (radius, fill) = match kind {
        HandleKind::Corner => (if is_hot { 6.0 } else { 4.5 }, palette.card),
        HandleKind::Middle => (if is_hot { 5.0 } else { 3.0 }, palette.accent.gamma_multiply(0.6)),
    };
    painter.circle(pos, radius, fill, Stroke::new(2.0, palette.accent));
}
