//! Questions on top of the window: which file, save first, what failed, shortcuts, about.

use egui::{Key, Ui};

use super::basemap_panel::BasemapCommand;
use super::command::{AppCommand, UiCommand};
use super::coordinate_dialog::coordinates_ui;
use super::finding_dialogs::finding_dialogs_ui;
use super::search_list::is_just_opened;
use super::session::{Dialog, PathPurpose, Session};
use super::table_rows::rows_ui;
use super::taking_panel::taking_ui;
use super::text::{Texts, Value};
use super::view::View;
use super::widgets::faint_ui;
use std::path::PathBuf;

/// Shows the open question, if any; `out` collects the answer.
pub(super) fn dialogs_ui(ctx: &egui::Context, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    if finding_dialogs_ui(ctx, view, session, out) {
        return;
    }
    if session.dialog == Some(Dialog::Rows) {
        let modal = egui::Modal::new(egui::Id::unique("rows-question"));
        if modal.show(ctx, |ui| rows_ui(ui, view.texts, session, out)).should_close() {
            out.push(AppCommand::CancelDialog);
        }
        return;
    }
    if session.dialog == Some(Dialog::Taking) {
        let Some(question) = &mut session.taking else { return };
        let modal = egui::Modal::new(egui::Id::unique("taking-question"));
        if modal.show(ctx, |ui| taking_ui(ui, view.texts, question, out)).should_close() {
            out.push(AppCommand::CancelDialog);
        }
        return;
    }
    let Some(dialog) = &mut session.dialog else { return };
    if let Dialog::Coordinates(question) = dialog {
        let modal = egui::Modal::new(egui::Id::unique("coordinates-question"));
        if modal.show(ctx, |ui| coordinates_ui(ui, view, question, out)).should_close() {
            out.push(AppCommand::CancelDialog);
        }
        return;
    }
    let texts = view.texts;
    let response = egui::Modal::new(egui::Id::unique("question")).show(ctx, |ui| {
        ui.set_width(460.0);
        match dialog {
            Dialog::Path { purpose, typed } => path_ui(ui, texts, *purpose, typed, out),
            Dialog::Unsaved(_) => unsaved_ui(ui, texts, out),
            Dialog::ChangedOnDisk(path) => changed_ui(ui, texts, path, "dialog-changed", out),
            Dialog::Newer(path) => newer_ui(ui, texts, path, out),
            Dialog::Exists { path, .. } => changed_ui(ui, texts, path, "dialog-exists", out),
            Dialog::Failure { title, message } => {
                ui.heading(texts.get(title));
                // A field that cannot be changed: so the message can be selected and copied by keyboard too.
                let said = message.say(texts);
                let mut shown = said.as_str();
                let field = egui::TextEdit::multiline(&mut shown).frame(egui::Frame::NONE).desired_rows(1);
                let response = ui.add(field.desired_width(ui.available_width()));
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MultilineTextInput, true, &said));
                faint_ui(ui, texts.get("dialog-failure-note"));
                close_ui(ui, texts, out);
            }
            Dialog::About => about_ui(ui, texts, out),
            // Shown by `finding_dialogs_ui`, `rows_ui`, `coordinates_ui` and `taking_ui`.
            Dialog::Shortcuts
            | Dialog::Palette(_)
            | Dialog::Find(_)
            | Dialog::GoTo(_)
            | Dialog::Bookmark(_)
            | Dialog::Rows
            | Dialog::Coordinates(_)
            | Dialog::Taking => {}
        }
    });
    if response.should_close() {
        out.push(AppCommand::CancelDialog);
    }
}

pub(super) fn close_ui(ui: &mut Ui, texts: Texts, out: &mut Vec<AppCommand>) {
    ui.add_space(8.0);
    if ui.button(texts.get("dialog-close")).clicked() {
        out.push(AppCommand::SetDialog(None));
    }
}

/// What a typed path asks for; `None` while nothing is typed.
fn answer(purpose: PathPurpose, typed: &str) -> Option<AppCommand> {
    let paths: Vec<PathBuf> =
        typed.split(';').map(str::trim).filter(|path| !path.is_empty()).map(PathBuf::from).collect();
    paths.first()?;
    // Only several files to open are parted by semicolons; a file to write may have one in its name.
    let first = PathBuf::from(typed.trim());
    Some(match purpose {
        PathPurpose::Open => AppCommand::OpenFiles(paths),
        PathPurpose::Add => AppCommand::AddFiles(paths),
        PathPurpose::Save => AppCommand::SaveTo(first),
        PathPurpose::ExportCoverage => AppCommand::ExportCoverageTo(first),
        PathPurpose::ExportAllocation => AppCommand::ExportAllocationTo(first),
        PathPurpose::ExportAllocationSites => AppCommand::ExportAllocationSitesTo(first),
        PathPurpose::ExportPackage => AppCommand::ExportPackageTo(first),
        PathPurpose::ExportGeoPackage => AppCommand::ExportGeoPackageTo(first),
        PathPurpose::ExportTable(style) => AppCommand::ExportTableTo(first, style),
        PathPurpose::ImportTable => AppCommand::ImportTableFrom(first),
        PathPurpose::TakeFeatures => AppCommand::ReadFeatures(first),
        PathPurpose::Basemap => AppCommand::Basemap(BasemapCommand::Use(first)),
    })
}

fn path_ui(ui: &mut Ui, texts: Texts, purpose: PathPurpose, typed: &mut String, out: &mut Vec<AppCommand>) {
    let (title, ok) = match purpose {
        PathPurpose::Open => ("dialog-path-open", "dialog-ok-open"),
        PathPurpose::Add => ("dialog-path-add", "dialog-ok-add"),
        PathPurpose::Save => ("dialog-path-save", "dialog-ok-save"),
        PathPurpose::ExportCoverage => ("dialog-path-export-coverage", "dialog-ok-save"),
        PathPurpose::ExportAllocation => ("dialog-path-export-allocation", "dialog-ok-save"),
        PathPurpose::ExportAllocationSites => ("dialog-path-export-allocation-sites", "dialog-ok-save"),
        PathPurpose::ExportPackage => ("dialog-path-export-package", "dialog-ok-save"),
        PathPurpose::ExportGeoPackage => ("dialog-path-export-geopackage", "dialog-ok-save"),
        PathPurpose::ExportTable(_) => ("dialog-path-export-table", "dialog-ok-save"),
        PathPurpose::ImportTable => ("dialog-path-import-table", "dialog-ok-open"),
        PathPurpose::TakeFeatures => ("dialog-path-take-features", "dialog-ok-open"),
        PathPurpose::Basemap => ("dialog-path-basemap", "dialog-ok-open"),
    };
    ui.heading(texts.get(title));
    let label = texts.get("dialog-path-field");
    let mut is_entered = false;
    ui.horizontal(|ui| {
        let field = egui::TextEdit::singleline(typed).hint_text(&label).desired_width(340.0);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
        is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        // The field has the keyboard when the question opens, and only then: Tab leads on.
        if is_just_opened(ui) {
            response.request_focus();
        }
        if ui.button(texts.get("dialog-browse")).clicked() {
            out.push(AppCommand::Browse);
        }
    });
    if matches!(purpose, PathPurpose::Open | PathPurpose::Add) {
        faint_ui(ui, texts.get("dialog-path-hint"));
    }
    if purpose == PathPurpose::Basemap {
        faint_ui(ui, texts.get("dialog-path-basemap-hint"));
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let answer = answer(purpose, typed);
        let pressed = ui.add_enabled(answer.is_some(), egui::Button::new(texts.get(ok))).clicked();
        if (pressed || is_entered)
            && let Some(answer) = answer
        {
            out.push(AppCommand::SetDialog(None));
            out.push(answer);
        }
        if ui.button(texts.get("dialog-cancel")).clicked() {
            out.push(AppCommand::CancelDialog);
        }
    });
}

fn unsaved_ui(ui: &mut Ui, texts: Texts, out: &mut Vec<AppCommand>) {
    ui.heading(texts.get("dialog-unsaved"));
    ui.label(texts.get("dialog-unsaved-text"));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button(texts.get("dialog-unsaved-save")).clicked() {
            out.push(AppCommand::SaveAndContinue);
        }
        if ui.button(texts.get("dialog-unsaved-discard")).clicked() {
            out.push(AppCommand::DiscardAndContinue);
        }
        if ui.button(texts.get("dialog-cancel")).clicked() {
            out.push(AppCommand::CancelDialog);
        }
    });
}

fn changed_ui(ui: &mut Ui, texts: Texts, path: &std::path::Path, key: &str, out: &mut Vec<AppCommand>) {
    ui.heading(texts.get(key));
    let shown = path.display().to_string();
    ui.add(egui::Label::new(texts.with(&format!("{key}-text"), &[("path", Value::Text(&shown))])).wrap());
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button(texts.get("dialog-changed-overwrite")).clicked() {
            out.push(AppCommand::Overwrite);
        }
        if ui.button(texts.get("dialog-cancel")).clicked() {
            out.push(AppCommand::CancelDialog);
        }
    });
}

fn newer_ui(ui: &mut Ui, texts: Texts, path: &std::path::Path, out: &mut Vec<AppCommand>) {
    ui.heading(texts.get("dialog-newer"));
    let shown = path.display().to_string();
    ui.add(egui::Label::new(texts.with("dialog-newer-text", &[("path", Value::Text(&shown))])).wrap());
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        // The safe way stands first.
        if ui.button(texts.get("command-save-as")).clicked() {
            out.push(AppCommand::SetDialog(None));
            out.push(AppCommand::Ui(UiCommand::SaveAs));
        }
        if ui.button(texts.get("dialog-changed-overwrite")).clicked() {
            out.push(AppCommand::Overwrite);
        }
        if ui.button(texts.get("dialog-cancel")).clicked() {
            out.push(AppCommand::CancelDialog);
        }
    });
}

fn about_ui(ui: &mut Ui, texts: Texts, out: &mut Vec<AppCommand>) {
    ui.heading(texts.get("app-name"));
    let version = env!("CARGO_PKG_VERSION");
    ui.add(egui::Label::new(texts.with("dialog-about-text", &[("version", Value::Text(version))])).wrap());
    ui.add_space(4.0);
    faint_ui(ui, texts.get("dialog-about-values"));
    faint_ui(ui, texts.get("dialog-about-data"));
    close_ui(ui, texts, out);
}
