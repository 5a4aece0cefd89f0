//! The inspector: facts of what is selected, editable; or the explanation of a clicked building.

use std::sync::Arc;

use egui::{RichText, Ui};

use super::allocation_story::{area_story_ui, site_story_ui};
use super::command::{AppCommand, UiCommand};
use super::evacuation_story::{area_clearance_ui, road_story_ui, site_arrivals_ui};
use super::explanation::explanation_ui;
use super::inspector_corners::corners_ui;
use super::inspector_many::many_ui;
use super::inspector_road::{has_direction, road_change_ui};
use super::inspector_route::route_ui;
use super::inspector_site::site_ui;
use super::names;
use super::session::Session;
use super::text::{Texts, Value};
use super::view::View;
use super::widgets::{Typed, choice_ui, faint_ui, number_row_ui, row_ui, text_row_ui};
use crate::document::{BufferInto, Command};
use crate::geometry::{BoundingBox, LonLat, Shape};
use crate::plan::{Closure, EvacuationArea, Hazard, HazardArea, HazardEffect, Note, NoteStatus, ObjectId, PlanObject};

/// The inspector; `out` collects what was asked for.
pub(super) fn inspector_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let selected: Vec<ObjectId> = session.selection.iter().copied().collect();
    match selected.as_slice() {
        [] => {
            if let Some(road) = session.road {
                road_story_ui(ui, view, session, road, out);
            } else if let Some(explanation) = view.explanation {
                explanation_ui(ui, view, session, explanation, out);
            } else {
                ui.heading(texts.get("inspector-nothing"));
                faint_ui(ui, texts.get("inspector-nothing-text"));
            }
        }
        [id] => {
            if let Some(object) = view.document.plan().object(*id) {
                ui.add(egui::Label::new(RichText::new(names::object(texts, &object)).heading()).wrap());
                object_ui(ui, view, session, &object, out);
                actions_ui(ui, view, session, out);
                corners_ui(ui, view, session, &object, out);
            }
        }
        several => {
            let n = several.len().to_string();
            ui.heading(texts.with("inspector-several", &[("n", Value::Text(&n))]));
            many_ui(ui, view, several, out);
            actions_ui(ui, view, session, out);
        }
    }
}

fn actions_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    ui.add_space(8.0);
    let all = [
        UiCommand::ZoomSelection,
        UiCommand::Duplicate,
        UiCommand::MergeSelection,
        UiCommand::SplitSelection,
        UiCommand::CutHole,
        UiCommand::LockSelection,
        UiCommand::UnlockSelection,
        UiCommand::HideSelection,
        UiCommand::ReverseDirection,
        UiCommand::Delete,
    ];
    let selected: Vec<PlanObject> =
        session.selection.iter().filter_map(|&id| view.document.plan().object(id)).collect();
    let has_lines = selected.iter().any(|object| !matches!(object.shape(), Shape::Point(_)));
    let has_area = selected.iter().any(|object| matches!(object.shape(), Shape::Area(_)));
    let fits = |command: &UiCommand| match command {
        UiCommand::SplitSelection => has_lines,
        UiCommand::CutHole => has_area,
        UiCommand::ReverseDirection => selected.len() > 1 && selected.iter().any(has_direction),
        UiCommand::LockSelection => selected.iter().any(|object| !object.is_locked()),
        UiCommand::UnlockSelection => selected.iter().any(PlanObject::is_locked),
        _ => true,
    };
    ui.horizontal_wrapped(|ui| {
        for command in all.into_iter().filter(|command| command.is_enabled(&view.environment) && fits(command)) {
            let tip = view.texts.get(&format!("{}-tip", command.text_key()));
            if ui.button(view.texts.get(command.text_key())).on_hover_text(tip).clicked() {
                out.push(AppCommand::Ui(command));
            }
        }
    });
    if has_area {
        ui.checkbox(&mut session.moves_shared_corners, view.texts.get("reshape-shared"))
            .on_hover_text(view.texts.get("reshape-shared-tip"));
    }
    turn_ui(ui, view, session, &selected, has_lines, out);
}

/// Turning and widening by numbers.
fn turn_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &Session,
    selected: &[PlanObject],
    has_lines: bool,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    let key = session.selection.iter().next().copied();
    move_ui(ui, view, session, out);
    if has_lines || selected.len() > 1 {
        let field = ui.scope_id().with((key, "turn"));
        let turned = number_row_ui(ui, field, &texts.get("inspector-turn"), None, (-360.0, 360.0));
        let middle = BoundingBox::around(selected.iter().flat_map(|object| {
            let places: Vec<LonLat> = object.shape().places().collect();
            places
        }));
        if let (Some(Typed::Number(degrees)), Some(middle)) = (turned, middle) {
            let about = middle.center();
            out.push(AppCommand::Edit(Command::RotateObjects { ids: session.selection.clone(), degrees, about }));
        }
    }
    let [object] = selected else { return };
    let field = ui.scope_id().with((key, "buffer"));
    let widened = number_row_ui(ui, field, &texts.get("inspector-buffer"), None, (-10_000.0, 10_000.0));
    if let Some(Typed::Number(distance_m)) = widened {
        let grows =
            matches!(object, PlanObject::EvacuationArea(_) | PlanObject::HazardArea(_) | PlanObject::Closure(_));
        // What has no outline of its own to grow gets its surroundings as an evacuation area.
        let into = if grows { BufferInto::Outline } else { BufferInto::EvacuationArea };
        out.push(AppCommand::Edit(Command::BufferObject { id: object.id(), distance_m, into }));
    }
}

/// Moving by numbers: metres to the east and to the north.
fn move_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let key = session.selection.iter().next().copied();
    let field = ui.scope_id().with((key, session.selection.len(), "move"));
    let Some(typed) = text_row_ui(ui, field, &texts.get("inspector-move"), "") else { return };
    match offset_from(&typed) {
        Some((east_m, north_m)) => {
            out.push(AppCommand::Edit(Command::MoveObjects { ids: session.selection.clone(), east_m, north_m }));
        }
        None => out.push(AppCommand::Say(texts.get("inspector-move-wrong"))),
    }
}

/// Two numbers parted by a comma, a semicolon or spaces: `25, -10`. Within 100 km.
fn offset_from(typed: &str) -> Option<(f64, f64)> {
    let typed = typed.replace('−', "-").replace('，', ",").replace('；', ";");
    let parts: Vec<&str> =
        typed.split([',', ';', ' ', '\u{202f}', '\u{a0}']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.abs() <= 100_000.0);
    match parts.as_slice() {
        [east, north] => Some((number(east)?, number(north)?)),
        _ => None,
    }
}

fn object_ui(ui: &mut Ui, view: &View<'_>, session: &Session, object: &PlanObject, out: &mut Vec<AppCommand>) {
    let changed = match object {
        PlanObject::Site(site) => {
            let changed = site_ui(ui, view, site).map(|site| PlanObject::Site(Arc::new(site)));
            site_story_ui(ui, view, site, out);
            site_arrivals_ui(ui, view, session, site.id);
            changed
        }
        PlanObject::Closure(closure) => closure_ui(ui, view.texts, closure).map(|c| PlanObject::Closure(Arc::new(c))),
        PlanObject::HazardArea(area) => hazard_ui(ui, view.texts, area).map(|a| PlanObject::HazardArea(Arc::new(a))),
        PlanObject::EvacuationArea(area) => {
            let changed = area_ui(ui, view.texts, area).map(|a| PlanObject::EvacuationArea(Arc::new(a)));
            area_story_ui(ui, view, area.id, out);
            area_clearance_ui(ui, view, area.id);
            changed
        }
        PlanObject::Note(note) => note_ui(ui, view.texts, note).map(|n| PlanObject::Note(Arc::new(n))),
        PlanObject::Route(route) => route_ui(ui, view, route, out).map(|route| PlanObject::Route(Arc::new(route))),
        PlanObject::RoadChange(change) => {
            road_change_ui(ui, view, change, out).map(|change| PlanObject::RoadChange(Arc::new(change)))
        }
    };
    if let Some(changed) = changed {
        out.push(AppCommand::Edit(Command::UpdateObject(changed)));
    }
    place_ui(ui, view.texts, object, out);
}

/// The field for an object's name.
pub(super) fn name_row_ui(ui: &mut Ui, texts: Texts, id: ObjectId, name: &str) -> Option<String> {
    text_row_ui(ui, ui.scope_id().with((id, "name")), &texts.get("inspector-name"), name)
}

/// The place of an object as numbers, to be typed.
fn place_ui(ui: &mut Ui, texts: Texts, object: &PlanObject, out: &mut Vec<AppCommand>) {
    let Some(place) = object.place() else { return };
    let id = object.id();
    let rounded = place.rounded();
    let field = |ui: &mut Ui, key: &str, value: f64, limit: f64| {
        number_row_ui(ui, ui.scope_id().with((id, key)), &texts.get(key), Some(value), (-limit, limit))
            .and_then(Typed::number)
    };
    let lon = field(ui, "inspector-longitude", rounded.lon(), 180.0);
    let lat = field(ui, "inspector-latitude", rounded.lat(), 90.0);
    if lon.is_some() || lat.is_some() {
        let to = LonLat::new_clamped(lon.unwrap_or(place.lon()), lat.unwrap_or(place.lat()));
        out.push(AppCommand::Edit(Command::MoveObject { id, to }));
    }
}

/// From and until, in minutes after the order.
fn times_ui(ui: &mut Ui, texts: Texts, id: ObjectId, from: f64, until: Option<f64>) -> Option<(f64, Option<f64>)> {
    let range = (0.0, 1e6);
    let new_from = number_row_ui(ui, ui.scope_id().with((id, "from")), &texts.get("inspector-from"), Some(from), range)
        .and_then(Typed::number);
    let new_until = number_row_ui(ui, ui.scope_id().with((id, "until")), &texts.get("inspector-until"), until, range)
        .map(Typed::number);
    (new_from.is_some() || new_until.is_some()).then(|| (new_from.unwrap_or(from), new_until.unwrap_or(until)))
}

fn closure_ui(ui: &mut Ui, texts: Texts, closure: &Closure) -> Option<Closure> {
    let id = ObjectId::Closure(closure.id);
    let mut new = closure.clone();
    let mut is_changed = false;
    let mut take = |field: &mut String, value: Option<String>| {
        if let Some(value) = value {
            *field = value;
            is_changed = true;
        }
    };
    take(&mut new.name, name_row_ui(ui, texts, id, &closure.name));
    take(
        &mut new.reason,
        text_row_ui(ui, ui.scope_id().with((id, "reason")), &texts.get("inspector-reason"), &closure.reason),
    );
    if let Some((from, until)) = times_ui(ui, texts, id, closure.from_min, closure.until_min) {
        (new.from_min, new.until_min) = (from, until);
        is_changed = true;
    }
    is_changed.then_some(new)
}

fn hazard_ui(ui: &mut Ui, texts: Texts, area: &HazardArea) -> Option<HazardArea> {
    let id = ObjectId::HazardArea(area.id);
    let mut new = area.clone();
    if let Some(name) = name_row_ui(ui, texts, id, &area.name) {
        new.name = name;
    }
    row_ui(ui, &texts.get("inspector-hazard"), |ui| {
        let options = Hazard::ALL.map(|hazard| (hazard, texts.get(&format!("hazard-{}", hazard.name()))));
        if let Some(hazard) =
            choice_ui(ui, ui.scope_id().with((id, "hazard")), &texts.get("inspector-hazard"), area.hazard, options)
        {
            new.hazard = hazard;
        }
    });
    row_ui(ui, &texts.get("inspector-effect"), |ui| {
        let effects =
            [HazardEffect::Passable { speed_factor: 0.5 }, HazardEffect::ClosedToWalkers, HazardEffect::ClosedToCars];
        let current = effects.iter().position(|effect| effect.name() == area.effect.name()).unwrap_or(0);
        let options = effects.iter().enumerate().map(|(i, e)| (i, texts.get(&format!("effect-{}", e.name()))));
        let chosen =
            choice_ui(ui, ui.scope_id().with((id, "effect")), &texts.get("inspector-effect"), current, options);
        if let Some(effect) = chosen.and_then(|place| effects.get(place)) {
            new.effect = *effect;
        }
    });
    if let HazardEffect::Passable { speed_factor } = area.effect {
        let label = texts.get("inspector-speed-factor");
        let taken = number_row_ui(ui, ui.scope_id().with((id, "factor")), &label, Some(speed_factor), (0.01, 1.0));
        if let Some(Typed::Number(speed_factor)) = taken {
            new.effect = HazardEffect::Passable { speed_factor };
        }
    }
    if let Some((from, until)) = times_ui(ui, texts, id, area.from_min, area.until_min) {
        (new.from_min, new.until_min) = (from, until);
    }
    (new != *area).then_some(new)
}

fn area_ui(ui: &mut Ui, texts: Texts, area: &EvacuationArea) -> Option<EvacuationArea> {
    let id = ObjectId::EvacuationArea(area.id);
    let mut new = area.clone();
    if let Some(name) = name_row_ui(ui, texts, id, &area.name) {
        new.name = name;
    }
    let fields: [(&str, &mut String); 3] = [
        ("inspector-code", &mut new.code),
        ("inspector-organization", &mut new.organization),
        ("inspector-contact", &mut new.contact),
    ];
    for (key, field) in fields {
        if let Some(value) = text_row_ui(ui, ui.scope_id().with((id, key)), &texts.get(key), field) {
            *field = value;
        }
    }
    let phase = texts.get("inspector-phase");
    if let Some(Typed::Number(phase_min)) =
        number_row_ui(ui, ui.scope_id().with((id, "phase")), &phase, Some(area.phase_min), (0.0, 1e6))
    {
        new.phase_min = phase_min;
    }
    (new != *area).then_some(new)
}

fn note_ui(ui: &mut Ui, texts: Texts, note: &Note) -> Option<Note> {
    let id = ObjectId::Note(note.id);
    let mut new = note.clone();
    let fields: [(&str, &mut String); 2] = [("inspector-author", &mut new.author), ("inspector-text", &mut new.text)];
    for (key, field) in fields {
        if let Some(value) = text_row_ui(ui, ui.scope_id().with((id, key)), &texts.get(key), field) {
            *field = value;
        }
    }
    let mut is_resolved = note.status == NoteStatus::Resolved;
    if ui.checkbox(&mut is_resolved, texts.get("inspector-status")).changed() {
        new.status = if is_resolved { NoteStatus::Resolved } else { NoteStatus::Open };
    }
    (new != *note).then_some(new)
}
