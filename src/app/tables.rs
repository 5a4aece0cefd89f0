//! Tables of the application: rows in from the clipboard and from files, the shown table out.

use std::path::Path;
use std::sync::Arc;

use super::app::App;
use super::error_text::save_error;
use crate::document::Command;
use crate::exchange::atomic::write_atomically;
use crate::exchange::tables::{Derived, TableKind, TableStyle, TableTextError, read_rows, read_table_file, table_text};
use crate::jobs::JobState;
use crate::plan::PlanObject;
use crate::ui::{Dialog, PathPurpose, RowsQuestion, Wording, column_heading};

impl App {
    /// Asks for rows, and the system for what is on the clipboard.
    pub(super) fn ask_rows(&mut self, ctx: &egui::Context) {
        self.session.table.is_open = true;
        self.session.table.question = Some(RowsQuestion::Waiting);
        self.session.dialog = Some(Dialog::Rows);
        ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste);
    }

    /// Understands rows and asks about them; nothing is changed yet.
    pub(super) fn read_rows(&mut self, text: Result<String, TableTextError>) {
        let around = self.loaded.as_ref().map(|loaded| loaded.community.bounds());
        let kind = self.session.table.kind;
        let read = text.and_then(|text| read_rows(&text, kind, self.plan(), around));
        let table = &mut self.session.table;
        table.is_open = true;
        table.editing = None;
        table.question = Some(match read {
            Ok(incoming) => RowsQuestion::Understood(Arc::new(incoming)),
            Err(error) => RowsQuestion::NotUnderstood(error),
        });
        self.session.dialog = Some(Dialog::Rows);
    }

    /// Puts the rows that were asked about into the plan: one step of undo.
    pub(super) fn take_rows(&mut self) {
        self.session.dialog = None;
        if let Some(RowsQuestion::Understood(incoming)) = self.session.table.question.take() {
            self.edit(Command::UpsertObjects(incoming.objects()));
        }
    }

    /// Reads rows from a file and asks about them.
    pub(super) fn import_table(&mut self, path: &Path) {
        self.read_rows(read_table_file(path));
    }

    /// Writes the table as it is shown: its rows in their order.
    pub(super) fn export_table(&mut self, path: &Path, style: TableStyle, is_forced: bool) {
        if !self.may_export(path, PathPurpose::ExportTable(style), is_forced) {
            return;
        }
        let (kind, texts) = (self.session.table.kind, self.texts());
        let text = table_text(kind, &self.rows_to_write(kind), style, |column| column_heading(texts, column));
        let result = write_atomically(path, text.as_bytes());
        let said = |error| Wording::new(move |texts| save_error(texts, &error));
        self.after_export(path, result.map(drop).map_err(said));
    }

    /// The rows as last shown, people reached only where that is of the plan as it stands; all of them, without figures, where the table was not shown since the last change.
    fn rows_to_write(&self, kind: TableKind) -> Vec<(PlanObject, Derived)> {
        let shown = self.session.table.shown.as_ref();
        let is_of_now = |shown: &&Arc<crate::ui::ShownRows>| {
            self.session.table.is_open && shown.kind() == kind && shown.is_of(self.document().revision())
        };
        if let Some(shown) = shown.filter(is_of_now) {
            // Neither figures of before a change, nor those of a drag under way.
            let is_fresh = self.figures_state() == JobState::UpToDate && self.session.gesture.is_none();
            let kept = |derived: Derived| if is_fresh { derived } else { derived.without_reach() };
            return shown.rows.iter().map(|(object, derived)| (object.clone(), kept(*derived))).collect();
        }
        let objects = self.plan().objects().filter(|object| TableKind::of(object) == kind);
        objects.map(|object| (object, Derived::default())).collect()
    }
}
