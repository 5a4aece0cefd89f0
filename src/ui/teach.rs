//! Tips that teach: the name of a command, its keys, and what it does, wherever it can be asked for.

use egui::{Response, RichText, Ui};

use super::command::UiCommand;
use super::names;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;

/// The name of a command as it stands now: undo and redo say which step.
#[must_use]
pub(super) fn command_label(view: &View<'_>, command: UiCommand) -> String {
    let step = match command {
        UiCommand::Undo => view.document.next_undo().map(|label| ("label-undo-step", label)),
        UiCommand::Redo => view.document.next_redo().map(|label| ("label-redo-step", label)),
        _ => None,
    };
    match step {
        Some((key, label)) => view.texts.with(key, &[("step", Value::Text(&names::step(view.texts, label)))]),
        None => view.texts.get(command.text_key()),
    }
}

/// What a command does.
#[must_use]
pub(super) fn command_tip(texts: Texts, command: UiCommand) -> String {
    texts.get(&format!("{}-tip", command.text_key()))
}

/// The keys of a command as they are written on this system; empty where it has none.
#[must_use]
pub(super) fn command_keys(ctx: &egui::Context, command: UiCommand) -> String {
    command.shortcut().map_or_else(String::new, |keys| ctx.format_shortcut(&keys))
}

/// Shows the tip of a command on a control, also where the control is greyed.
pub(super) fn teach(response: Response, texts: Texts, command: UiCommand) -> Response {
    let show = move |ui: &mut Ui| {
        let keys = command_keys(ui.ctx(), command);
        tip_ui(ui, &texts.get(command.text_key()), &keys, &command_tip(texts, command));
    };
    response.on_hover_ui(show).on_disabled_hover_ui(show)
}

/// A tip: name and keys in one line, what it does below.
pub(super) fn tip_ui(ui: &mut Ui, name: &str, keys: &str, tip: &str) {
    ui.set_max_width(300.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).strong());
        if !keys.is_empty() {
            ui.label(RichText::new(keys).monospace().color(palette(ui.ctx()).faint_text));
        }
    });
    if !tip.is_empty() && tip != name {
        ui.add(egui::Label::new(tip).wrap());
    }
}
