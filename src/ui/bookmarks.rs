//! Kept views: a name for where the map looks, Alt+1 to Alt+9 to come back.

use egui::{Key, Modifiers, Ui};

use super::command::{AppCommand, UiCommand};
use super::finding::{FindingCommand, MAX_BOOKMARKS};
use super::menu::command_ui;
use super::search_list::is_just_opened;
use super::text::Value;
use super::view::View;
use super::widgets::faint_ui;

/// The keys of the first nine.
const KEYS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// The kept view whose keys were pressed.
#[must_use]
pub fn bookmark_pressed(ctx: &egui::Context) -> Option<AppCommand> {
    let place = ctx.input_mut(|input| KEYS.into_iter().position(|key| input.consume_key(Modifiers::ALT, key)))?;
    Some(AppCommand::Finding(FindingCommand::UseBookmark(place)))
}

/// The keys of a kept view; empty beyond the ninth.
#[must_use]
pub(super) fn bookmark_keys(place: usize) -> String {
    if place < KEYS.len() { format!("Alt+{}", place + 1) } else { String::new() }
}

/// The lines of the View menu: keep this view, and those that are kept.
pub(super) fn bookmarks_menu_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    command_ui(ui, view, UiCommand::AddBookmark, out);
    for (place, bookmark) in view.bookmarks.iter().enumerate() {
        let button = egui::Button::new(&bookmark.name).shortcut_text(bookmark_keys(place)).truncate();
        if ui.add_enabled(view.community.is_some(), button).clicked() {
            out.push(AppCommand::Finding(FindingCommand::UseBookmark(place)));
            ui.close();
        }
    }
}

/// The question for a name, and what is kept already.
pub(super) fn bookmark_ui(ui: &mut Ui, view: &View<'_>, name: &mut String, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    ui.heading(texts.get("bookmark-title"));
    let label = texts.get("bookmark-field");
    // A name to take where nothing is typed.
    let n = (view.bookmarks.len() + 1).to_string();
    let usual = texts.with("bookmark-name", &[("n", Value::Text(&n))]);
    let is_full = view.bookmarks.len() >= MAX_BOOKMARKS;
    let mut is_entered = false;
    ui.horizontal(|ui| {
        let response = ui.add(egui::TextEdit::singleline(name).hint_text(&usual).desired_width(300.0));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
        is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if is_just_opened(ui) {
            response.request_focus();
        }
        let can_keep = !is_full;
        let pressed = ui.add_enabled(can_keep, egui::Button::new(texts.get("bookmark-keep"))).clicked();
        if can_keep && (pressed || is_entered) {
            out.push(AppCommand::SetDialog(None));
            let name = if name.trim().is_empty() { usual } else { name.trim().to_owned() };
            out.push(AppCommand::Finding(FindingCommand::AddBookmark(name)));
        }
    });
    if is_full {
        faint_ui(ui, texts.with("bookmark-full", &[("n", Value::Text(&MAX_BOOKMARKS.to_string()))]));
    }
    if !view.bookmarks.is_empty() {
        ui.add_space(8.0);
        kept_ui(ui, view, out);
    }
    ui.add_space(8.0);
    if ui.button(texts.get("dialog-cancel")).clicked() {
        out.push(AppCommand::SetDialog(None));
    }
}

/// The kept views, each to go to or to forget.
fn kept_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    faint_ui(ui, texts.get("bookmark-kept"));
    egui::ScrollArea::vertical().id_salt("kept").max_height(200.0).show(ui, |ui| {
        for (place, bookmark) in view.bookmarks.iter().enumerate() {
            ui.horizontal(|ui| {
                let name = texts.with("bookmark-forget", &[("name", Value::Text(&bookmark.name))]);
                let forget = ui.small_button("×").on_hover_text(&name);
                forget.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if forget.clicked() {
                    out.push(AppCommand::Finding(FindingCommand::RemoveBookmark(place)));
                }
                let button = egui::Button::new(&bookmark.name).shortcut_text(bookmark_keys(place)).truncate();
                if ui.add(button).clicked() {
                    out.push(AppCommand::SetDialog(None));
                    out.push(AppCommand::Finding(FindingCommand::UseBookmark(place)));
                }
            });
        }
    });
}
