//! The menu bar: every command of the table, the plan's name, language and theme.

use egui::{Align, Layout, RichText, Ui};

use super::bookmarks::bookmarks_menu_ui;
use super::command::{AppCommand, UiCommand};
use super::scenario_panel::scenario_switch_ui;
use super::teach::{command_label, teach};
use super::theme::palette;
use super::view::View;

/// The menu bar; `out` collects what was asked for.
pub(super) fn menu_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    egui::MenuBar::new().ui(ui, |ui| {
        ui.menu_button(texts.get("menu-file"), |ui| file_ui(ui, view, out));
        ui.menu_button(texts.get("menu-edit"), |ui| {
            for command in [UiCommand::Undo, UiCommand::Redo] {
                command_ui(ui, view, command, out);
            }
            ui.separator();
            for command in [
                UiCommand::Duplicate,
                UiCommand::Delete,
                UiCommand::SplitSelection,
                UiCommand::MergeSelection,
                UiCommand::CutHole,
                UiCommand::LockSelection,
                UiCommand::UnlockSelection,
                UiCommand::HideSelection,
                UiCommand::ShowHidden,
            ] {
                command_ui(ui, view, command, out);
            }
            ui.separator();
            for command in [UiCommand::SelectAll, UiCommand::SelectNext, UiCommand::SelectPrevious, UiCommand::Escape] {
                command_ui(ui, view, command, out);
            }
            ui.separator();
            for command in [UiCommand::CommandPalette, UiCommand::Find] {
                command_ui(ui, view, command, out);
            }
        });
        ui.menu_button(texts.get("menu-view"), |ui| {
            for command in [UiCommand::ZoomAll, UiCommand::ZoomSelection, UiCommand::ZoomIn, UiCommand::ZoomOut] {
                command_ui(ui, view, command, out);
            }
            command_ui(ui, view, UiCommand::GoToPlace, out);
            ui.separator();
            bookmarks_menu_ui(ui, view, out);
            ui.separator();
            for command in [
                UiCommand::ToggleTable,
                UiCommand::ToggleChart,
                UiCommand::RunEvacuation,
                UiCommand::ToggleServiceAreas,
                UiCommand::ChooseBasemap,
                UiCommand::NextTheme,
                UiCommand::OtherLanguage,
            ] {
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
                let button = teach(ui.button(label), texts, command);
                if button.clicked() {
                    out.push(AppCommand::Ui(command));
                }
            }
            ui.add_space(8.0);
            title_ui(ui, view, out);
        });
    });
}

/// The plan's name and whether it is on disk, in the middle of the bar.
fn title_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let palette = palette(ui.ctx());
    let scenario = view.scenario_name();
    let title = view.plan_title();
    if view.document.plan().scenarios().len() > 1 {
        ui.scope(|ui| {
            ui.set_max_width(200.0);
            scenario_switch_ui(ui, view, view.scenario, out);
        });
    }
    ui.with_layout(Layout::centered_and_justified(egui::Direction::LeftToRight), |ui| {
        let text = RichText::new(format!("{title}  ·  {scenario}")).color(palette.text);
        ui.add(egui::Label::new(text).truncate());
    });
}

fn file_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    for command in [UiCommand::New, UiCommand::Open, UiCommand::AddData, UiCommand::TakeFeatures] {
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
    for command in [
        UiCommand::ExportCoverage,
        UiCommand::ExportAllocation,
        UiCommand::ExportAllocationSites,
        UiCommand::ExportPackage,
        UiCommand::ExportGeoPackage,
    ] {
        command_ui(ui, view, command, out);
    }
    ui.separator();
    command_ui(ui, view, UiCommand::Quit, out);
}

/// One line of a menu: name, keys, greyed where it cannot be used.
pub(super) fn command_ui(ui: &mut Ui, view: &View<'_>, command: UiCommand, out: &mut Vec<AppCommand>) {
    let mut button = egui::Button::new(command_label(view, command));
    if let Some(keys) = command.shortcut() {
        button = button.shortcut_text(ui.ctx().format_shortcut(&keys));
    }
    let response = teach(ui.add_enabled(command.is_enabled(&view.environment), button), view.texts, command);
    if response.clicked() {
        out.push(AppCommand::Ui(command));
        ui.close();
    }
}
