//! Menus at the pointer: what can be done with the object, or at the place, under it.

use egui::Ui;

use super::command::{AppCommand, UiCommand};
use super::session::Session;
use super::view::View;
use crate::plan::ObjectId;

/// What can be done with what is selected.
const OBJECT_COMMANDS: [UiCommand; 9] = [
    UiCommand::ZoomSelection,
    UiCommand::Duplicate,
    UiCommand::SplitSelection,
    UiCommand::MergeSelection,
    UiCommand::CutHole,
    UiCommand::LockSelection,
    UiCommand::UnlockSelection,
    UiCommand::HideSelection,
    UiCommand::Delete,
];

/// The menu of an object; it is selected first where it is not.
pub(super) fn object_menu_ui(ui: &mut Ui, view: &View<'_>, session: &Session, id: ObjectId, out: &mut Vec<AppCommand>) {
    if !session.selection.contains(&id) {
        out.push(AppCommand::Select(vec![id]));
    }
    commands_ui(ui, view, &OBJECT_COMMANDS, out);
}

/// The menu of the map: of what is selected, or of the place under the pointer.
pub(super) fn map_menu_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    if session.selection.is_empty() {
        if let Some(place) = session.menu_place {
            if ui.button(view.texts.get("menu-center-here")).clicked() {
                out.push(AppCommand::LookAt(place));
                ui.close();
            }
            if ui.button(view.texts.get("menu-copy-coordinates")).clicked() {
                ui.ctx().copy_text(format!("{:.7}, {:.7}", place.lon(), place.lat()));
                ui.close();
            }
        }
        commands_ui(ui, view, &[UiCommand::ZoomAll, UiCommand::ShowHidden], out);
    } else {
        commands_ui(ui, view, &OBJECT_COMMANDS, out);
    }
}

fn commands_ui(ui: &mut Ui, view: &View<'_>, commands: &[UiCommand], out: &mut Vec<AppCommand>) {
    for &command in commands.iter().filter(|command| command.is_enabled(&view.environment)) {
        let mut button = egui::Button::new(view.texts.get(command.text_key()));
        if let Some(keys) = command.shortcut() {
            button = button.shortcut_text(ui.ctx().format_shortcut(&keys));
        }
        let tip = view.texts.get(&format!("{}-tip", command.text_key()));
        if ui.add(button).on_hover_text(tip).clicked() {
            out.push(AppCommand::Ui(command));
            ui.close();
        }
    }
}
