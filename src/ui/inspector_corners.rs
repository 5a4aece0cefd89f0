//! Corners by numbers: one corner of the selected line or area after the other, moved, inserted and removed without
//! a pointer.

use egui::Ui;

use super::command::AppCommand;
use super::reshape_view::reshape;
use super::session::Session;
use super::text::Value;
use super::view::View;
use super::widgets::{Typed, faint_ui, heading_ui, number_row_ui};
use crate::document::Command;
use crate::geometry::{LonLat, Shape};
use crate::map::tools::{Handle, HandleKind, handles, without_corner};
use crate::plan::PlanObject;

/// The corners of an object that can be reshaped; `out` collects what was done.
pub(super) fn corners_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &mut Session,
    object: &PlanObject,
    out: &mut Vec<AppCommand>,
) {
    let shape = object.shape();
    if object.is_locked() || matches!(shape, Shape::Point(_)) {
        return;
    }
    let all = handles(&shape);
    let places: Vec<usize> = all
        .iter()
        .enumerate()
        .filter_map(|(place, handle)| (handle.kind == HandleKind::Corner).then_some(place))
        .collect();
    let n = places.len();
    let Some(last) = n.checked_sub(1) else { return };
    let texts = view.texts;
    heading_ui(ui, texts.get("inspector-corners"));
    let chosen = session.corner.filter(|(id, _)| *id == object.id()).map_or(0, |(_, corner)| corner.min(last));
    ui.horizontal(|ui| {
        let mut to = None;
        for (key, sign, next) in [
            ("inspector-corner-previous", "‹", if chosen == 0 { last } else { chosen - 1 }),
            ("inspector-corner-next", "›", if chosen == last { 0 } else { chosen + 1 }),
        ] {
            let name = texts.get(key);
            let button = ui.small_button(sign).on_hover_text(&name);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if button.clicked() {
                to = Some(next);
            }
        }
        let (number, of) = ((chosen + 1).to_string(), n.to_string());
        faint_ui(ui, texts.with("inspector-corner", &[("n", Value::Text(&number)), ("all", Value::Text(&of))]));
        if let Some(to) = to {
            session.corner = Some((object.id(), to));
        }
    });
    let Some(&place) = places.get(chosen) else { return };
    if let Some(handle) = all.get(place) {
        place_ui(ui, view, session, object, &shape, handle, out);
    }
    let next = all.get(place + 1).filter(|handle| handle.kind == HandleKind::Middle);
    actions_ui(ui, view, session, object, &shape, (all.get(place), next, chosen), out);
}

/// Where the corner is, to be typed.
fn place_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &Session,
    object: &PlanObject,
    shape: &Shape,
    handle: &Handle,
    out: &mut Vec<AppCommand>,
) {
    let at = handle.place.rounded();
    let field = |ui: &mut Ui, key: &str, value: f64, limit: f64| {
        let id = ui.scope_id().with((object.id(), handle.corner, key));
        number_row_ui(ui, id, &view.texts.get(key), Some(value), (-limit, limit)).and_then(Typed::number)
    };
    let lon = field(ui, "inspector-corner-longitude", at.lon(), 180.0);
    let lat = field(ui, "inspector-corner-latitude", at.lat(), 90.0);
    if lon.is_some() || lat.is_some() {
        let to = LonLat::new_clamped(lon.unwrap_or(at.lon()), lat.unwrap_or(at.lat()));
        out.push(AppCommand::Edit(reshape(view, session, object, shape, handle, to)));
    }
}

/// One corner more behind this one, or this one less.
fn actions_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &mut Session,
    object: &PlanObject,
    shape: &Shape,
    (corner, middle, chosen): (Option<&Handle>, Option<&Handle>, usize),
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    ui.horizontal_wrapped(|ui| {
        let insert = egui::Button::new(texts.get("inspector-corner-insert"));
        let tip = texts.get("inspector-corner-insert-tip");
        if ui.add_enabled(middle.is_some(), insert).on_hover_text(tip).clicked()
            && let Some(middle) = middle
        {
            out.push(AppCommand::Edit(reshape(view, session, object, shape, middle, middle.place.rounded())));
            session.corner = Some((object.id(), chosen + 1));
        }
        let less = corner.and_then(|corner| without_corner(shape, corner));
        let remove = egui::Button::new(texts.get("reshape-remove-corner"));
        if ui.add_enabled(less.is_some(), remove).clicked()
            && let Some(less) = less
        {
            out.push(AppCommand::Edit(Command::Reshape(vec![(object.id(), less)])));
        }
    });
}
