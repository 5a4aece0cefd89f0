//! The questions that help to find one's way, at the top of the window: palette, find, go to, bookmark, help.

use egui::{Align2, Modal};

use super::bookmarks::bookmark_ui;
use super::command::AppCommand;
use super::find_panel::find_ui;
use super::goto::goto_ui;
use super::help_sheet::help_sheet_ui;
use super::palette::palette_ui;
use super::session::{Dialog, Session};
use super::view::View;

/// Shows the open question where it is one of these; false where it is none of them.
pub(super) fn finding_dialogs_ui(
    ctx: &egui::Context,
    view: &View<'_>,
    session: &mut Session,
    out: &mut Vec<AppCommand>,
) -> bool {
    let Session { dialog, found, help_filter, .. } = session;
    let (name, width) = match dialog {
        Some(Dialog::Palette(_)) => ("palette", 560.0),
        Some(Dialog::Find(_)) => ("find", 560.0),
        Some(Dialog::GoTo(_)) => ("go-to", 560.0),
        Some(Dialog::Bookmark(_)) => ("bookmark", 420.0),
        Some(Dialog::Shortcuts) => ("help", 760.0),
        Some(
            Dialog::Path { .. }
            | Dialog::Unsaved(_)
            | Dialog::ChangedOnDisk(_)
            | Dialog::Newer(_)
            | Dialog::Exists { .. }
            | Dialog::Failure { .. }
            | Dialog::Rows
            | Dialog::Coordinates(_)
            | Dialog::Taking
            | Dialog::About,
        )
        | None => return false,
    };
    let id = egui::Id::unique(("finding", name));
    // From the top, so that the field stays where it is while the list below grows and shrinks.
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, [0.0, 88.0]);
    let response = Modal::new(id).area(area).show(ctx, |ui| {
        ui.set_width(width);
        match dialog {
            Some(Dialog::Palette(search)) => palette_ui(ui, view, search, out),
            Some(Dialog::Find(search)) => find_ui(ui, view, search, found, out),
            Some(Dialog::GoTo(search)) => goto_ui(ui, view, search, out),
            Some(Dialog::Bookmark(name)) => bookmark_ui(ui, view, name, out),
            Some(Dialog::Shortcuts) => help_sheet_ui(ui, view.texts, help_filter, out),
            Some(_) | None => {}
        }
    });
    if response.should_close() {
        out.push(AppCommand::CancelDialog);
    }
    true
}
