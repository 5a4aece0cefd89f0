//! Filling in a cell of the table: a text, or a choice among words. One cell is one step of undo.

use egui::{Key, Modifiers, Ui};

use super::command::{AppCommand, UiCommand};
use super::table_state::{Editing, TableState};
use super::table_words::{cell_fault, heading, word, yes_or_no};
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::wording::Wording;
use crate::document::Command;
use crate::exchange::tables::{Column, Derived, Entry, cell, set_cell, words};
use crate::plan::PlanObject;

/// Is the column filled in by choosing?
pub(super) fn is_choice(column: Column) -> bool {
    matches!(column.entry(), Entry::Word | Entry::Flag)
}

/// What can be chosen in a column: what is typed into the plan, and what it is called.
fn options(texts: Texts, column: Column) -> Vec<(&'static str, String)> {
    match column.entry() {
        Entry::Flag => vec![("true", yes_or_no(texts, true)), ("false", yes_or_no(texts, false))],
        _ => words(column).into_iter().map(|w| (w, word(texts, column, w))).collect(),
    }
}

/// Opens a cell, with what is in it or with what was typed over it; says why where it cannot be filled in.
pub(super) fn begin_edit(
    view: &View<'_>,
    table: &mut TableState,
    object: &PlanObject,
    column: Column,
    typed: Option<String>,
) {
    let now = cell(object, column, &Derived::default()).text();
    // A cell that would not even take back what it says is not opened.
    if let Err(fault) = set_cell(view.document.plan(), object, column, &now) {
        use crate::exchange::tables::CellFault as F;
        if matches!(fault, F::Locked | F::ReadOnly | F::NotAPoint | F::StockOnlyInInspector) {
            table.fault = Some(fault_wording(object, column, &fault));
            return;
        }
    }
    table.fault = None;
    let typed = typed.unwrap_or(now);
    table.editing = Some(Editing { id: object.id(), column, typed, is_new: true });
}

fn fault_wording(object: &PlanObject, column: Column, fault: &crate::exchange::tables::CellFault) -> Wording {
    let (object, fault) = (object.clone(), fault.clone());
    Wording::new(move |texts| {
        let (column, why) = (heading(texts, column), cell_fault(texts, &fault));
        let object = super::names::object(texts, &object);
        let values = [("column", Value::Text(&column)), ("object", Value::Text(&object)), ("why", Value::Text(&why))];
        texts.with("table-fault", &values)
    })
}

/// Takes over what was typed: one step of undo, or a message that says why not. Was it taken?
pub(super) fn commit(view: &View<'_>, table: &mut TableState, out: &mut Vec<AppCommand>) -> bool {
    let Some(editing) = table.editing.take() else { return true };
    let plan = view.document.plan();
    let Some(object) = plan.object(editing.id) else { return true };
    match set_cell(plan, &object, editing.column, &editing.typed) {
        Ok(changed) => {
            table.fault = None;
            if changed != object {
                out.push(AppCommand::Edit(Command::UpdateObjects(vec![changed])));
            }
            true
        }
        Err(fault) => {
            table.fault = Some(fault_wording(&object, editing.column, &fault));
            false
        }
    }
}

/// The other of yes and no.
pub(super) fn toggle(
    view: &View<'_>,
    table: &mut TableState,
    object: &PlanObject,
    column: Column,
    out: &mut Vec<AppCommand>,
) {
    begin_edit(view, table, object, column, None);
    if let Some(editing) = &mut table.editing {
        let other = if editing.typed == "true" { "false" } else { "true" };
        other.clone_into(&mut editing.typed);
        commit(view, table, out);
    }
}

/// The field in place of a cell. Enter takes it over and goes on below, leaving takes it over, Escape puts it back.
pub(super) fn text_edit_ui(
    ui: &mut Ui,
    view: &View<'_>,
    object: &PlanObject,
    table: &mut TableState,
    out: &mut Vec<AppCommand>,
) {
    let Some(editing) = &mut table.editing else { return };
    let column = heading(view.texts, editing.column);
    let name = super::names::object(view.texts, object);
    let label = view.texts.with("table-cell", &[("column", Value::Text(&column)), ("object", Value::Text(&name))]);
    let id = egui::Id::unique("table-field");
    let field = egui::TextEdit::singleline(&mut editing.typed).id(id).desired_width(f32::INFINITY);
    // On a selected row the text of the row is light, the field is not.
    let field = field.text_color(palette(ui.ctx()).text);
    let output = field.margin(egui::Margin::symmetric(3, 1)).show(ui);
    let response = output.response.response.clone();
    let typed = editing.typed.clone();
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label);
        info.current_text_value = Some(typed.clone());
        info
    });
    if std::mem::take(&mut editing.is_new) {
        response.request_focus();
        let mut state = output.state;
        let end = egui::text::CCursor::new(editing.typed.chars().count());
        state.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
        state.store(ui.ctx(), id);
        return;
    }
    if !response.lost_focus() {
        return;
    }
    let (is_escaped, is_entered) = ui.input(|input| (input.key_pressed(Key::Escape), input.key_pressed(Key::Enter)));
    if is_escaped {
        table.editing = None;
        table.fault = None;
        table.takes_focus = true;
        return;
    }
    let kept = table.editing.clone();
    let is_taken = commit(view, table, out);
    if is_entered && !is_taken {
        // What was typed stays there to be put right.
        table.editing = kept.map(|editing| Editing { is_new: true, ..editing });
    } else if is_entered {
        table.takes_focus = true;
    }
}

/// The list below a cell to choose from.
pub(super) fn choice_ui(ui: &Ui, view: &View<'_>, rect: egui::Rect, table: &mut TableState, out: &mut Vec<AppCommand>) {
    let Some(editing) = &mut table.editing else { return };
    let list = options(view.texts, editing.column);
    let is_new = std::mem::take(&mut editing.is_new);
    let mut chosen = None;
    #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
    let height = list.len() as f32 * 26.0 + 12.0;
    // Near the bottom of the window the list stands above its cell.
    let below = rect.bottom() + height <= ui.ctx().content_rect().bottom();
    let corner = if below { rect.left_bottom() } else { egui::pos2(rect.left(), rect.top() - height) };
    let area = egui::Area::new(egui::Id::unique("table-choice")).fixed_pos(corner).order(egui::Order::Foreground);
    let shown = area.show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_min_width(rect.width().max(120.0));
            ui.with_layout(egui::Layout::top_down_justified(egui::Align::LEFT), |ui| {
                for (typed, name) in &list {
                    let button = egui::Button::selectable(editing.typed == *typed, name);
                    if ui.add(button).clicked() {
                        chosen = Some((*typed).to_owned());
                    }
                }
            });
        });
    });
    if let Some(typed) = chosen {
        editing.typed = typed;
        commit(view, table, out);
        table.takes_focus = true;
    } else if !is_new && shown.response.clicked_elsewhere() {
        table.editing = None;
    }
}

/// Up and down choose, Enter takes over, Escape leaves.
pub(super) fn choose_by_keys(ui: &Ui, view: &View<'_>, table: &mut TableState, out: &mut Vec<AppCommand>) {
    let Some(editing) = &mut table.editing else { return };
    let list = options(view.texts, editing.column);
    let now = list.iter().position(|(typed, _)| *typed == editing.typed).unwrap_or(0);
    let (step, is_entered) = ui.input_mut(|input| {
        let down = input.consume_key(Modifiers::NONE, Key::ArrowDown);
        let up = input.consume_key(Modifiers::NONE, Key::ArrowUp);
        let entered = input.consume_key(Modifiers::NONE, Key::Enter) || input.consume_key(Modifiers::NONE, Key::Space);
        (isize::from(down) - isize::from(up), entered)
    });
    if let Some((typed, _)) = now.checked_add_signed(step).and_then(|place| list.get(place)) {
        (*typed).clone_into(&mut editing.typed);
    }
    let is_escaped = out.iter().any(|command| *command == AppCommand::Ui(UiCommand::Escape));
    if is_escaped {
        // The list is what is left, not the selection.
        out.retain(|command| *command != AppCommand::Ui(UiCommand::Escape));
        table.editing = None;
    } else if is_entered {
        commit(view, table, out);
    }
}
