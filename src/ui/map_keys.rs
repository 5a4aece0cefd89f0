//! The map by keyboard: a cross in its middle stands for the pointer, arrow keys move the map below it, Space is a
//! click there; with Alt the arrow keys move what is selected.

use egui::{Key, Pos2, Rect, Response, Stroke, Ui, Vec2};

use super::command::AppCommand;
use super::session::{Session, Tool};
use super::theme::palette;
use crate::document::Command;
use crate::map::Camera;

/// Points of the screen the map is moved by with one press of an arrow key.
const PAN_POINTS: f32 = 60.0;
/// Metres a selection is moved by with one press, for exact work.
const NUDGE_M: f64 = 1.0;
/// Metres with Shift.
const LONG_NUDGE_M: f64 = 10.0;
/// Half the size of the cross in points.
const ARM: f32 = 9.0;

/// Takes the keys while the map has the keyboard; the cross comes with the first one and goes with the pointer.
pub(super) fn map_keys_ui(
    ui: &Ui,
    response: &Response,
    rect: Rect,
    session: &mut Session,
    camera: &mut Camera,
    out: &mut Vec<AppCommand>,
) {
    let is_pointed = ui.input(|input| input.pointer.delta() != Vec2::ZERO || input.pointer.any_down());
    if !response.has_focus() || is_pointed {
        session.crosshair = false;
    }
    if !response.has_focus() {
        return;
    }
    ui.memory_mut(|memory| {
        let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
        memory.set_focus_lock_filter(response.id, filter);
    });
    let (modifiers, right, down, zoom, space) = ui.input(|input| {
        let axis = |plus, minus| i8::from(input.key_pressed(plus)) - i8::from(input.key_pressed(minus));
        let plain = input.modifiers.is_none() || input.modifiers.shift_only();
        let zoom = if plain { axis(Key::Plus, Key::Minus) } else { 0 };
        let (right, down) = (axis(Key::ArrowRight, Key::ArrowLeft), axis(Key::ArrowDown, Key::ArrowUp));
        (input.modifiers, right, down, zoom, input.key_pressed(Key::Space))
    });
    if (right, down, zoom) != (0, 0, 0) || space {
        session.crosshair = true;
    }
    if modifiers.alt && (right, down) != (0, 0) {
        let step = if modifiers.shift { LONG_NUDGE_M } else { NUDGE_M };
        if session.tool == Tool::Select && !session.selection.is_empty() {
            let (east_m, north_m) = (f64::from(right) * step, f64::from(-down) * step);
            out.push(AppCommand::Edit(Command::MoveObjects { ids: session.selection.clone(), east_m, north_m }));
        }
        return;
    }
    camera.pan(-Vec2::new(f32::from(right), f32::from(down)) * PAN_POINTS);
    if zoom != 0 {
        camera.zoom_at(rect, rect.center(), std::f64::consts::SQRT_2.powf(f64::from(zoom)));
    }
}

/// Where the planner points: the cross while the keyboard leads, else the pointer.
pub(super) fn pointed_at(session: &Session, rect: Rect, pointer: Option<Pos2>) -> Option<Pos2> {
    if session.crosshair { Some(rect.center()) } else { pointer }
}

/// Was the cross pressed? Enter is for ending a drawing, so that only Space sets points.
pub(super) fn is_keyed(ui: &Ui, session: &Session) -> bool {
    session.crosshair && ui.input(|input| input.key_pressed(Key::Space))
}

/// The cross, where the keyboard leads.
pub(super) fn crosshair_ui(ui: &Ui, session: &Session, rect: Rect) {
    if !session.crosshair {
        return;
    }
    let painter = ui.painter_at(rect);
    let (palette, middle) = (palette(ui.ctx()), rect.center());
    for (width, color) in [(4.0, palette.card), (1.5, palette.text)] {
        for arm in [Vec2::new(ARM, 0.0), Vec2::new(0.0, ARM)] {
            painter.line_segment([middle - arm, middle + arm], Stroke::new(width, color));
        }
    }
}
