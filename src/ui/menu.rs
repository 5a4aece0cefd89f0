//! The menu bar: every command of the table, the plan's name, language and theme.

use egui::{Align, Layout, RichText, Ui};

use super::command::{AppCommand, UiCommand};
use super::names;
use super::text::Value;
use super::theme::palette;
use super::view::View;

/// The menu bar; `out` collects what was asked for.
pub(super) fn menu_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    egui::MenuBar::new().ui(ui, |ui| {
        ui.menu_button(texts.get("menu-file"), |ui| file_ui(ui, view, out));
        ui.menu_button(texts.get("menu-edit"), |ui| {
            for command in
                [UiCommand::Undo, UiCommand::Redo, UiCommand::Duplicate, UiCommand::Delete, UiCommand::Escape]
            {
                command_ui(ui, view, command, out);
            }
        });
        ui.menu_button(texts.get("menu-view"), |ui| {
            for command in [UiCommand::ZoomAll, UiCommand::ZoomSelection, UiCommand::ZoomIn, UiCommand::ZoomOut] {
                command_ui(ui, view, command, out);
            }
            ui.separator();
            for command in
                [UiCommand::ToggleTable, UiCommand::ToggleServiceAreas, UiCommand::NextTheme, UiCommand::OtherLanguage]
            {
                command_ui(ui, view, command, out);
            }
        });
        ui.menu_button(texts.get("menu-help"), |ui| {
            for command in [UiCommand::OpenDemonstration, UiCommand::ShowShortcuts, UiCommand::ShowAbout] {
                command_ui(ui, view, command, out);
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for command in [UiCommand::NextTheme, UiCommand::OtherLanguage] {
                let label = if command == UiCommand::NextTheme {
                    texts.get(&format!("theme-{}", view.theme.name()))
                } else {
                    texts.get(command.text_key())
                };
                let button = ui.button(label).on_hover_text(texts.get(&format!("{}-tip", command.text_key())));
                if button.clicked() {
                    out.push(AppCommand::Ui(command));
                }
            }
            ui.add_space(8.0);
            title_ui(ui, view);
        });
    });
}

/// The plan's name and whether it is on disk, in the middle of the bar.
fn title_ui(ui: &mut Ui, view: &View<'_>) {
    let palette = palette(ui.ctx());
    let scenario = view.scenario_name();
    let title = view.plan_title();
    ui.with_layout(Layout::centered_and_justified(egui::Direction::LeftToRight), |ui| {
        let text = RichText::new(format!("{title}  ·  {scenario}")).color(palette.text);
        ui.add(egui::Label::new(text).truncate());
    });
}

fn file_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    for command in [UiCommand::New, UiCommand::Open, UiCommand::AddData] {
        command_ui(ui, view, command, out);
    }
    ui.menu_button(texts.get("menu-recent"), |ui| {
        if view.recent.is_empty() {
            ui.label(texts.get("menu-recent-none"));
        }
        for path in view.recent {
            let name = path.display().to_string();
            if ui.add(egui::Button::new(name).truncate()).clicked() {
                out.push(AppCommand::OpenFiles(vec![path.clone()]));
                ui.close();
            }
        }
    });
    command_ui(ui, view, UiCommand::OpenDemonstration, out);
    ui.separator();
    for command in [UiCommand::Save, UiCommand::SaveAs] {
        command_ui(ui, view, command, out);
    }
    ui.separator();
    for command in [UiCommand::ExportCoverage, UiCommand::ExportPackage] {
        command_ui(ui, view, command, out);
    }
    ui.separator();
    command_ui(ui, view, UiCommand::Quit, out);
}

/// One line of a menu: name, keys, greyed where it cannot be used.
fn command_ui(ui: &mut Ui, view: &View<'_>, command: UiCommand, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let step = match command {
        UiCommand::Undo => view.document.next_undo().map(|label| ("label-undo-step", label)),
        UiCommand::Redo => view.document.next_redo().map(|label| ("label-redo-step", label)),
        _ => None,
    };
    let label = match step {
        Some((key, label)) => texts.with(key, &[("step", Value::Text(&names::step(texts, label)))]),
        None => texts.get(command.text_key()),
    };
    let mut button = egui::Button::new(label);
    if let Some(keys) = command.shortcut() {
        button = button.shortcut_text(ui.ctx().format_shortcut(&keys));
    }
    let response = ui
        .add_enabled(command.is_enabled(&view.environment), button)
        .on_hover_text(texts.get(&format!("{}-tip", command.text_key())));
    if response.clicked() {
        out.push(AppCommand::Ui(command));
        ui.close();
    }
}
