//! The inspector for several objects: what they share, set for all of them in one step.

use egui::{RichText, Ui};

use super::command::AppCommand;
use super::table_words::{cell_fault, heading, word, yes_or_no};
use super::text::Value;
use super::view::View;
use super::widgets::{choice_ui, faint_ui, row_ui};
use crate::document::Command;
use crate::exchange::tables::{Cell, Column, Derived, Entry, TableKind, cell, editable_together, set_cell, words};
use crate::plan::{ObjectId, PlanObject};

/// Common facts of the selected objects; "(mixed)" where they differ.
pub(super) fn many_ui(ui: &mut Ui, view: &View<'_>, selected: &[ObjectId], out: &mut Vec<AppCommand>) {
    let plan = view.document.plan();
    let objects: Vec<PlanObject> = selected.iter().filter_map(|&id| plan.object(id)).collect();
    let mut kinds: Vec<TableKind> = objects.iter().map(TableKind::of).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let names: Vec<String> = kinds.iter().map(|&kind| super::table_words::table_name(view.texts, kind)).collect();
    faint_ui(ui, names.join(" · "));
    let mut taken: Option<(Column, String)> = None;
    let key = (selected.first().copied(), selected.last().copied(), selected.len());
    for column in editable_together(&kinds) {
        let id = ui.scope_id().with(("many", key, column));
        let common = common_cell(&objects, column);
        if let Some(typed) = field_ui(ui, view, id, column, common.as_ref()) {
            taken = Some((column, typed));
        }
    }
    let n_locked = objects.iter().filter(|object| object.is_locked()).count();
    if n_locked > 0 {
        let n = n_locked.to_string();
        faint_ui(ui, view.texts.with("many-locked", &[("n", Value::Text(&n))]));
    }
    if let Some((column, typed)) = taken {
        set_all(view, &objects, column, &typed, out);
    }
}

/// What all of them say, if they agree.
fn common_cell(objects: &[PlanObject], column: Column) -> Option<Cell> {
    let mut cells = objects.iter().map(|object| cell(object, column, &Derived::default()));
    let first = cells.next()?;
    cells.all(|other| other == first).then_some(first)
}

/// One step for all of them, or the reason why not and nothing.
fn set_all(view: &View<'_>, objects: &[PlanObject], column: Column, typed: &str, out: &mut Vec<AppCommand>) {
    let plan = view.document.plan();
    let mut changed = Vec::new();
    for object in objects {
        match set_cell(plan, object, column, typed) {
            Ok(new) if new == *object => {}
            Ok(new) => changed.push(new),
            Err(fault) => {
                let texts = view.texts;
                let (name, why) = (super::names::object(texts, object), cell_fault(texts, &fault));
                let column = heading(texts, column);
                let values =
                    [("column", Value::Text(&column)), ("object", Value::Text(&name)), ("why", Value::Text(&why))];
                out.push(AppCommand::Say(texts.with("table-fault", &values)));
                return;
            }
        }
    }
    if !changed.is_empty() {
        out.push(AppCommand::Edit(Command::UpdateObjects(changed)));
    }
}

/// A field with what they share; returns what is to be set for all.
fn field_ui(ui: &mut Ui, view: &View<'_>, id: egui::Id, column: Column, common: Option<&Cell>) -> Option<String> {
    let texts = view.texts;
    let label = heading(texts, column);
    let mixed = texts.get("many-mixed");
    let mut taken = None;
    row_ui(ui, &label, |ui| match column.entry() {
        Entry::Flag | Entry::Word => {
            let choices: Vec<(&'static str, String)> = if column.entry() == Entry::Flag {
                vec![("true", yes_or_no(texts, true)), ("false", yes_or_no(texts, false))]
            } else {
                words(column).into_iter().map(|w| (w, word(texts, column, w))).collect()
            };
            let now = common.map(Cell::text);
            let known = choices.iter().map(|(word, _)| *word).find(|word| now.as_deref() == Some(*word));
            let current = known.unwrap_or_default();
            let first = known.is_none().then(|| ("", mixed.clone()));
            let chosen = choice_ui(ui, id, &label, current, first.into_iter().chain(choices));
            taken = chosen.filter(|word| !word.is_empty()).map(str::to_owned);
        }
        _ => taken = text_ui(ui, view, id, column, common, &mixed),
    });
    taken
}

/// A text field that shows "(mixed)" while it is empty and they differ; left empty it changes nothing then.
fn text_ui(
    ui: &mut Ui,
    view: &View<'_>,
    id: egui::Id,
    column: Column,
    common: Option<&Cell>,
    mixed: &str,
) -> Option<String> {
    let current = common.map(Cell::text).unwrap_or_default();
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| current.clone());
    let hint = if common.is_none() { mixed } else { "" };
    let field = egui::TextEdit::singleline(&mut typed).id(id).hint_text(RichText::new(hint));
    let response = ui.add(field.desired_width(ui.available_width()));
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, heading(view.texts, column));
        let shown = if typed.is_empty() && common.is_none() { mixed.to_owned() } else { typed.clone() };
        info.current_text_value = Some(shown);
        info
    });
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, typed));
        return None;
    }
    ui.data_mut(|data| data.remove::<String>(id));
    let is_taken = response.lost_focus() && !ui.input(|input| input.key_pressed(egui::Key::Escape));
    (is_taken && typed != current).then_some(typed)
}
