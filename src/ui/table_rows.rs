//! The question before rows go into the plan: what was understood of each column and row.

use egui::{RichText, Ui};
use egui_extras::{Column as Width, TableBuilder};

use super::command::AppCommand;
use super::format;
use super::session::Session;
use super::table_grid::pasted;
use super::table_state::RowsQuestion;
use super::table_words::{heading, row_oddity, table_error, table_name};
use super::text::{Texts, Value};
use super::theme::palette;
use super::widgets::faint_ui;
use crate::exchange::tables::{Column, Incoming, IncomingRow, RowAction, columns};

/// Height of a row in points.
const ROW: f32 = 20.0;
/// Height of the list of odd rows in points.
const ODD_HEIGHT: f32 = 96.0;
/// So many odd rows are listed in words.
const MOST_ODD: usize = 200;

/// The content of the question; `out` collects the answer.
pub(super) fn rows_ui(ui: &mut Ui, texts: Texts, session: &Session, out: &mut Vec<AppCommand>) {
    ui.set_width(760.0);
    let table = table_name(texts, session.table.kind);
    ui.heading(texts.with("rows-title", &[("table", Value::Text(&table))]));
    match &session.table.question {
        Some(RowsQuestion::Understood(incoming)) => understood_ui(ui, texts, incoming, out),
        question => {
            if let Some(RowsQuestion::NotUnderstood(error)) = question {
                let text = RichText::new(table_error(texts, error)).color(palette(ui.ctx()).attention);
                ui.add(egui::Label::new(text).wrap());
            }
            ui.add(egui::Label::new(texts.get("rows-waiting")).wrap());
            let names: Vec<String> = columns(session.table.kind)
                .into_iter()
                .filter(|column| !column.is_derived())
                .chain([Column::Wkt])
                .map(|column| heading(texts, column))
                .collect();
            faint_ui(ui, texts.with("rows-headings", &[("names", Value::Text(&names.join(" · ")))]));
            if let Some(text) = pasted(ui) {
                out.push(AppCommand::ReadRows(text));
            }
            ui.add_space(8.0);
            if ui.button(texts.get("dialog-cancel")).clicked() {
                out.push(AppCommand::CancelDialog);
            }
        }
    }
}

fn understood_ui(ui: &mut Ui, texts: Texts, incoming: &Incoming, out: &mut Vec<AppCommand>) {
    let n = |action| format::count(incoming.count(action) as u64);
    let (add, replace) = (n(RowAction::Add), n(RowAction::Replace));
    let (same, refuse) = (n(RowAction::Same), n(RowAction::Refuse));
    let values = [
        ("add", Value::Text(&add)),
        ("replace", Value::Text(&replace)),
        ("same", Value::Text(&same)),
        ("refuse", Value::Text(&refuse)),
    ];
    ui.add(egui::Label::new(texts.with("rows-summary", &values)).wrap());
    let unknown: Vec<&str> =
        incoming.headings.iter().filter(|(_, column)| column.is_none()).map(|(said, _)| said.as_str()).collect();
    if !unknown.is_empty() {
        faint_ui(ui, texts.with("rows-unknown", &[("names", Value::Text(&unknown.join(" · ")))]));
    }
    ui.add_space(4.0);
    // A frame of its own height: the answer below is never pushed out of the window.
    ui.allocate_ui(egui::vec2(760.0, 300.0), |ui| {
        ui.set_min_height(120.0);
        egui::ScrollArea::horizontal().id_salt("rows").auto_shrink([false, true]).show(ui, |ui| {
            preview_ui(ui, texts, incoming);
        });
    });
    oddities_ui(ui, texts, incoming);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let n_taken = incoming.count(RowAction::Add) + incoming.count(RowAction::Replace);
        let n = format::count(n_taken as u64);
        let values = [("n", Value::Count(n_taken as u64)), ("text", Value::Text(&n))];
        let button = egui::Button::new(texts.with("rows-take", &values));
        if ui.add_enabled(n_taken > 0, button).clicked() {
            out.push(AppCommand::TakeRows);
        }
        if ui.button(texts.get("dialog-cancel")).clicked() {
            out.push(AppCommand::CancelDialog);
        }
    });
}

/// What is odd in which row, in whole sentences.
fn oddities_ui(ui: &mut Ui, texts: Texts, incoming: &Incoming) {
    let odd: Vec<&IncomingRow> = incoming.rows.iter().filter(|row| !row.oddities.is_empty()).collect();
    if odd.is_empty() {
        return;
    }
    ui.add_space(4.0);
    faint_ui(ui, texts.get("rows-odd"));
    let attention = palette(ui.ctx()).attention;
    egui::ScrollArea::vertical().id_salt("odd").max_height(ODD_HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
        for row in odd.iter().take(MOST_ODD) {
            let said: Vec<String> = row.oddities.iter().map(|oddity| row_oddity(texts, oddity)).collect();
            let (line, why) = (row.line.to_string(), said.join("; "));
            let text = texts.with("rows-odd-line", &[("line", Value::Text(&line)), ("why", Value::Text(&why))]);
            ui.add(egui::Label::new(RichText::new(text).small().color(attention)).wrap());
        }
        if odd.len() > MOST_ODD {
            let more = format::count((odd.len() - MOST_ODD) as u64);
            faint_ui(ui, texts.with("rows-odd-more", &[("n", Value::Text(&more))]));
        }
    });
}

fn preview_ui(ui: &mut Ui, texts: Texts, incoming: &Incoming) {
    let palette = palette(ui.ctx());
    let mut table = TableBuilder::new(ui)
        .striped(true)
        .min_scrolled_height(0.0)
        .max_scroll_height(200.0)
        .auto_shrink([false, true])
        .column(Width::exact(36.0))
        .column(Width::initial(86.0).clip(true).resizable(true));
    for _ in &incoming.headings {
        table = table.column(Width::initial(104.0).at_least(40.0).clip(true).resizable(true));
    }
    let small = |text: String| RichText::new(text).small();
    let header = |mut row: egui_extras::TableRow<'_, '_>| {
        for key in ["rows-line", "rows-action"] {
            row.col(|ui| {
                ui.label(small(texts.get(key)).color(palette.faint_text));
            });
        }
        for (said, column) in &incoming.headings {
            row.col(|ui| {
                let (meant, color) = match column {
                    Some(column) if column.is_derived() => (texts.get("rows-derived"), palette.faint_text),
                    Some(column) => (heading(texts, *column), palette.text),
                    None => (texts.get("rows-not-used"), palette.attention),
                };
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add(egui::Label::new(small(said.clone()).color(palette.faint_text)).truncate());
                    ui.add(egui::Label::new(small(meant).color(color)).truncate());
                });
            });
        }
    };
    table.header(36.0, header).body(|body| {
        body.rows(ROW, incoming.rows.len(), |mut row| {
            let Some(incoming_row) = incoming.rows.get(row.index()) else { return };
            preview_row_ui(&mut row, texts, incoming_row, incoming.headings.len());
        });
    });
}

fn preview_row_ui(row: &mut egui_extras::TableRow<'_, '_>, texts: Texts, incoming: &IncomingRow, n_columns: usize) {
    let key = match incoming.action {
        RowAction::Add => "rows-add",
        RowAction::Replace => "rows-replace",
        RowAction::Same => "rows-same",
        RowAction::Refuse => "rows-refuse",
    };
    row.col(|ui| {
        ui.label(RichText::new(incoming.line.to_string()).small().color(palette(ui.ctx()).faint_text));
    });
    row.col(|ui| {
        let palette = palette(ui.ctx());
        let is_odd = incoming.action == RowAction::Refuse || !incoming.oddities.is_empty();
        let color = if is_odd { palette.attention } else { palette.text };
        ui.label(RichText::new(texts.get(key)).small().color(color));
    });
    for place in 0..n_columns {
        row.col(|ui| {
            let text = incoming.cells.get(place).map(|text| text.replace(['\n', '\r', '\t'], " ")).unwrap_or_default();
            ui.add(egui::Label::new(RichText::new(text).small()).truncate());
        });
    }
}
