//! The rows and cells of the table: only those in view are drawn; mouse and keyboard select, sort and open cells.

use egui::{Event, Key, Modifiers, RichText, Ui};
use egui_extras::{Column as Width, TableBuilder, TableRow};

use super::command::{AppCommand, UiCommand};
use super::session::Session;
use super::table_edit::{begin_edit, choice_ui, commit, is_choice, text_edit_ui, toggle};
use super::table_state::{ShownRows, SortOrder, TableState};
use super::table_words::{Labels, heading, table_name};
use super::text::Value;
use super::theme::palette;
use super::view::View;
use crate::exchange::tables::{Cell, Column, Entry, cell, columns};
use crate::plan::{ObjectId, PlanObject};

/// Height of a row in points.
const ROW: f32 = 22.0;
/// Height of the headings.
const HEAD: f32 = 24.0;
/// Rows that Page Up and Page Down move by.
const PAGE: usize = 10;

/// Everything a cell needs to draw itself.
struct Grid<'a> {
    view: &'a View<'a>,
    rows: &'a ShownRows,
    columns: &'a [Column],
    labels: Labels,
    id: egui::Id,
}

/// What was done with the rows in this frame.
#[derive(Default)]
struct Done {
    clicked: Option<(usize, Column, Modifiers)>,
    flown_to: Option<usize>,
    sorted_by: Option<Column>,
}

/// The grid; `out` collects what was asked for.
pub(super) fn grid_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &mut Session,
    rows: &ShownRows,
    out: &mut Vec<AppCommand>,
) {
    let kind = session.table.kind;
    let columns = columns(kind);
    let id = egui::Id::unique("table-grid");
    let rect = ui.available_rect_before_wrap();
    let response = ui.interact(rect, id, egui::Sense::focusable_noninteractive());
    let label = view.texts.with("table-grid", &[("table", Value::Text(&table_name(view.texts, kind)))]);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Grid, true, &label));
    if std::mem::take(&mut session.table.takes_focus) {
        response.request_focus();
    }
    let has_focus = response.has_focus();
    if has_focus {
        keyboard(ui, view, session, rows, &columns, id, out);
    }
    let grid = Grid { view, rows, columns: &columns, labels: Labels::new(view.texts), id };
    let was_editing = session.table.editing.clone();
    let mut done = Done::default();
    let mut drawn_edit = false;
    let widths: Vec<f32> = columns.iter().map(|&column| width(ui, view, column)).collect();
    egui::ScrollArea::horizontal().id_salt(("table", kind)).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut table = TableBuilder::new(ui)
            .id_salt(kind)
            .striped(true)
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .animate_scrolling(false)
            .sense(egui::Sense::hover());
        for width in &widths {
            table = table.column(Width::initial(*width).at_least(40.0).clip(true).resizable(true));
        }
        let reveals = session.table.reveals;
        if reveals && let Some(place) = session.table.cursor.and_then(|(id, _)| rows.place(id)) {
            table = table.scroll_to_row(place, None);
        }
        table.header(HEAD, |row| header_ui(row, &grid, &session.table, &mut done)).body(|body| {
            body.rows(ROW, rows.rows.len(), |mut row| {
                let Some((object, _)) = rows.rows.get(row.index()) else { return };
                row.set_selected(session.selection.contains(&object.id()));
                row_ui(&mut row, &grid, session, has_focus, &mut drawn_edit, &mut done, out);
            });
        });
    });
    session.table.reveals = false;
    // A cell that was scrolled out of view while it was filled in is left: what was typed counts.
    if let Some(editing) = was_editing.filter(|_| !drawn_edit)
        && session.table.editing.as_ref() == Some(&editing)
    {
        commit(view, &mut session.table, out);
    }
    act(view, session, rows, &done, out);
}

/// Wide enough for the heading, and for what usually stands below it.
fn width(ui: &Ui, view: &View<'_>, column: Column) -> f32 {
    let font = egui::TextStyle::Small.resolve(ui.style());
    let text = format!("{} ▲", heading(view.texts, column));
    let head = ui.painter().layout_no_wrap(text, font, egui::Color32::PLACEHOLDER).size().x + 20.0;
    let body = match column.entry() {
        Entry::Stock => 220.0,
        Entry::Text if matches!(column, Column::Name | Column::Text) => 170.0,
        Entry::Text | Entry::Site | Entry::Hazards => 120.0,
        Entry::Word => 130.0,
        Entry::Number => 84.0,
        Entry::Count | Entry::ReadOnly => 64.0,
        Entry::Flag | Entry::Shape => 50.0,
    };
    head.max(body)
}

fn header_ui(mut row: TableRow<'_, '_>, grid: &Grid<'_>, state: &TableState, done: &mut Done) {
    for &column in grid.columns {
        row.col(|ui| {
            let name = heading(grid.view.texts, column);
            let (mark, key) = match state.sort {
                Some((sorted, SortOrder::Ascending)) if sorted == column => (" ▲", "table-sorted-up"),
                Some((sorted, SortOrder::Descending)) if sorted == column => (" ▼", "table-sorted-down"),
                _ => ("", "table-sort"),
            };
            let color = palette(ui.ctx()).faint_text;
            let text = RichText::new(format!("{name}{mark}")).small().strong().color(color);
            let label = grid.view.texts.with(key, &[("column", Value::Text(&name))]);
            // Over numbers the heading stands where they do: on the right.
            let is_number = matches!(column.entry(), Entry::Number | Entry::Count | Entry::ReadOnly);
            let layout = if is_number {
                egui::Layout::right_to_left(egui::Align::Center)
            } else {
                egui::Layout::left_to_right(egui::Align::Center)
            };
            let inner = ui.max_rect().shrink2(egui::vec2(4.0, 0.0));
            ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(layout), |ui| {
                ui.spacing_mut().button_padding.x = 0.0;
                let response = ui.add(egui::Button::new(text).frame(false).truncate()).on_hover_text(&label);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
                if response.clicked() {
                    done.sorted_by = Some(column);
                }
            });
        });
    }
}

fn row_ui(
    row: &mut TableRow<'_, '_>,
    grid: &Grid<'_>,
    session: &mut Session,
    has_focus: bool,
    drawn_edit: &mut bool,
    done: &mut Done,
    out: &mut Vec<AppCommand>,
) {
    let place = row.index();
    let Some((object, derived)) = grid.rows.rows.get(place) else { return };
    for &column in grid.columns {
        row.col(|ui| {
            let is_here = |editing: &super::table_state::Editing| editing.id == object.id() && editing.column == column;
            let is_edited = session.table.editing.as_ref().is_some_and(is_here);
            if is_edited {
                *drawn_edit = true;
            }
            if is_edited && !is_choice(column) {
                text_edit_ui(ui, grid.view, object, &mut session.table, out);
                return;
            }
            let value = cell(object, column, derived);
            let rect = cell_ui(ui, grid, session, (object, column), &value, place, has_focus, done);
            if is_edited {
                choice_ui(ui, grid.view, rect, &mut session.table, out);
            }
        });
    }
}

#[expect(clippy::too_many_arguments, reason = "one cell: its place, its content, its surroundings")]
fn cell_ui(
    ui: &mut Ui,
    grid: &Grid<'_>,
    session: &Session,
    (object, column): (&PlanObject, Column),
    value: &Cell,
    place: usize,
    has_focus: bool,
    done: &mut Done,
) -> egui::Rect {
    let palette = palette(ui.ctx());
    let rect = ui.max_rect();
    let text = grid.labels.shown(grid.view.document.plan(), column, value);
    let response = ui.interact(rect, grid.id.with((object.id(), column)), egui::Sense::CLICK);
    let is_selected = session.selection.contains(&object.id());
    response.widget_info(|| {
        let (name, of) = (heading(grid.view.texts, column), super::names::object(grid.view.texts, object));
        let label = grid.view.texts.with("table-cell", &[("column", Value::Text(&name)), ("object", Value::Text(&of))]);
        let mut info = egui::WidgetInfo::selected(egui::Role::GridCell, true, is_selected, label);
        info.current_text_value = Some(text.clone());
        info
    });
    let is_number = matches!(value, Cell::Number(_) | Cell::Count(_)) && column != Column::Destination;
    let is_fixed = column.entry() == Entry::ReadOnly || object.is_locked() && column != Column::IsLocked;
    let color = if is_selected {
        ui.visuals().selection.stroke.color
    } else if is_fixed {
        palette.faint_text
    } else {
        palette.text
    };
    let layout = if is_number {
        egui::Layout::right_to_left(egui::Align::Center)
    } else {
        egui::Layout::left_to_right(egui::Align::Center)
    };
    let inner = rect.shrink2(egui::vec2(4.0, 0.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(layout), |ui| {
        ui.add(egui::Label::new(RichText::new(&text).color(color)).truncate().selectable(false));
    });
    let is_cursor = session.table.cursor == Some((object.id(), column));
    if is_cursor {
        let width = if has_focus { 2.0 } else { 1.0 };
        let stroke = egui::Stroke::new(width, if is_selected { palette.text } else { palette.accent });
        ui.painter().rect_stroke(rect.shrink(1.0), 2, stroke, egui::StrokeKind::Inside);
        if session.table.reveals {
            ui.scroll_to_rect(rect, None);
        }
    }
    if response.double_clicked() {
        done.flown_to = Some(place);
    }
    if response.clicked() {
        done.clicked = Some((place, column, ui.input(|input| input.modifiers)));
    }
    rect
}

/// Carries out clicks, after all cells were drawn.
fn act(view: &View<'_>, session: &mut Session, rows: &ShownRows, done: &Done, out: &mut Vec<AppCommand>) {
    let table = &mut session.table;
    if let Some(column) = done.sorted_by {
        table.sort = match table.sort {
            Some((sorted, SortOrder::Ascending)) if sorted == column => Some((column, SortOrder::Descending)),
            Some((sorted, SortOrder::Descending)) if sorted == column => None,
            _ => Some((column, SortOrder::Ascending)),
        };
        table.reveals = table.cursor.is_some();
    }
    if let Some((place, column, modifiers)) = done.clicked
        && let Some((object, _)) = rows.rows.get(place)
    {
        if table.editing.is_some() {
            commit(view, table, out);
        }
        table.fault = None;
        table.takes_focus = true;
        table.cursor = Some((object.id(), column));
        select(session, rows, object.id(), modifiers, out);
    }
    if let Some(place) = done.flown_to.and_then(|place| rows.rows.get(place)).and_then(|(object, _)| object.place()) {
        out.push(AppCommand::LookAt(place));
    }
}

/// Selects a row; Shift from where the range began, Ctrl beside what is selected.
fn select(session: &mut Session, rows: &ShownRows, id: ObjectId, modifiers: Modifiers, out: &mut Vec<AppCommand>) {
    let ids = if modifiers.shift {
        let end = rows.place(id).unwrap_or(0);
        let start = session.table.anchor.and_then(|anchor| rows.place(anchor)).unwrap_or(end);
        let range = start.min(end)..=start.max(end);
        rows.rows.get(range).unwrap_or_default().iter().map(|(object, _)| object.id()).collect()
    } else if modifiers.command {
        session.table.anchor = Some(id);
        let mut ids: Vec<ObjectId> = session.selection.iter().copied().filter(|&other| other != id).collect();
        if ids.len() == session.selection.len() {
            ids.push(id);
        }
        ids
    } else {
        session.table.anchor = Some(id);
        vec![id]
    };
    // What the table itself selects does not move it.
    session.table.seen = ids.iter().copied().collect();
    out.push(AppCommand::Select(ids));
}

/// Keys while the grid has the keyboard.
fn keyboard(
    ui: &Ui,
    view: &View<'_>,
    session: &mut Session,
    rows: &ShownRows,
    columns: &[Column],
    id: egui::Id,
    out: &mut Vec<AppCommand>,
) {
    let is_choosing = session.table.editing.as_ref().is_some_and(|editing| is_choice(editing.column));
    ui.memory_mut(|memory| {
        let filter = egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: is_choosing,
            ..egui::EventFilter::default()
        };
        memory.set_focus_lock_filter(id, filter);
    });
    if let Some(text) = pasted(ui) {
        out.push(AppCommand::ReadRows(text));
    }
    if is_choosing {
        super::table_edit::choose_by_keys(ui, view, &mut session.table, out);
        return;
    }
    // Here, all means all rows.
    if let Some(place) = out.iter().position(|command| *command == AppCommand::Ui(UiCommand::SelectAll)) {
        let ids: Vec<ObjectId> = rows.rows.iter().map(|(object, _)| object.id()).collect();
        session.table.seen = ids.iter().copied().collect();
        out.splice(place..=place, [AppCommand::Select(ids)]);
    }
    move_cursor(ui, session, rows, columns, out);
    let Some((object, column)) = at_cursor(&session.table, rows) else { return };
    let (opens, toggles, typed) = ui.input_mut(|input| {
        let opens = input.consume_key(Modifiers::NONE, Key::Enter) || input.consume_key(Modifiers::NONE, Key::F2);
        let toggles = column.entry() == Entry::Flag && input.consume_key(Modifiers::NONE, Key::Space);
        let mut typed = String::new();
        if !is_choice(column) && !toggles {
            input.events.retain(|event| match event {
                Event::Text(text) => {
                    typed.push_str(text);
                    false
                }
                _ => true,
            });
        }
        (opens, toggles, typed)
    });
    if toggles {
        toggle(view, &mut session.table, object, column, out);
    } else if opens {
        begin_edit(view, &mut session.table, object, column, None);
    } else if !typed.is_empty() {
        begin_edit(view, &mut session.table, object, column, Some(typed));
    }
}

/// Text from the clipboard, taken out of what came in.
pub(super) fn pasted(ui: &Ui) -> Option<String> {
    ui.input_mut(|input| {
        let place = input.events.iter().position(|event| matches!(event, Event::Paste(_)))?;
        match input.events.remove(place) {
            Event::Paste(text) => Some(text),
            _ => None,
        }
    })
}

fn at_cursor<'r>(table: &TableState, rows: &'r ShownRows) -> Option<(&'r PlanObject, Column)> {
    let (id, column) = table.cursor?;
    rows.rows.get(rows.place(id)?).map(|(object, _)| (object, column))
}

/// Arrows move the cell; up and down select its row, with Shift the rows from where it began.
fn move_cursor(ui: &Ui, session: &mut Session, rows: &ShownRows, columns: &[Column], out: &mut Vec<AppCommand>) {
    let Some(last) = rows.rows.len().checked_sub(1) else { return };
    let (row, column) = match session.table.cursor {
        Some((id, column)) => (rows.place(id), columns.iter().position(|&c| c == column).unwrap_or(0)),
        None => (None, 0),
    };
    let start = row.unwrap_or(0);
    let (mut to, mut to_column, mut extends) = (start, column, false);
    ui.input_mut(|input| {
        let mut pressed = |key| {
            let shifted = input.consume_key(Modifiers::SHIFT, key);
            extends |= shifted;
            shifted || input.consume_key(Modifiers::NONE, key)
        };
        if pressed(Key::ArrowDown) {
            to = if row.is_some() { (to + 1).min(last) } else { 0 };
        }
        if pressed(Key::ArrowUp) {
            to = to.saturating_sub(1);
        }
        if pressed(Key::PageDown) {
            to = (to + PAGE).min(last);
        }
        if pressed(Key::PageUp) {
            to = to.saturating_sub(PAGE);
        }
        if pressed(Key::ArrowRight) {
            to_column = (to_column + 1).min(columns.len().saturating_sub(1));
        }
        if pressed(Key::ArrowLeft) {
            to_column = to_column.saturating_sub(1);
        }
    });
    let is_moved = to != start || to_column != column || row.is_none();
    let (Some((object, _)), Some(&new_column)) = (rows.rows.get(to), columns.get(to_column)) else { return };
    if !is_moved || (row.is_none() && session.table.cursor.is_some()) {
        return;
    }
    session.table.cursor = Some((object.id(), new_column));
    session.table.reveals = true;
    session.table.fault = None;
    if to != start || row.is_none() {
        let modifiers = if extends { Modifiers::SHIFT } else { Modifiers::NONE };
        select(session, rows, object.id(), modifiers, out);
    }
}
