//! Small building blocks of the panels: figures, rows, fields that commit when they are left.

use egui::{Align, Color32, Layout, Response, RichText, Ui};

use super::text::{Texts, Value};
use super::theme::{GAP, palette};
use crate::exchange::tables::number_from_text;

/// A headline inside a panel.
pub(super) fn heading_ui(ui: &mut Ui, text: impl Into<String>) {
    ui.add_space(GAP);
    let color = palette(ui.ctx()).faint_text;
    ui.label(RichText::new(text).small().strong().color(color));
}

/// Less important text that wraps.
pub(super) fn faint_ui(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = palette(ui.ctx()).faint_text;
    // Lines break at thin spaces, but not at this one: a number stays in one piece.
    let text = text.into().replace('\u{202f}', "\u{a0}");
    ui.add(egui::Label::new(RichText::new(text).small().color(color)).wrap())
}

/// A row of a name on the left and a number on the right.
pub(super) fn fact_ui(ui: &mut Ui, name: impl Into<String>, value: impl Into<String>) {
    fact_colored_ui(ui, name, value, None);
}

/// A row with the number in a color of its own.
pub(super) fn fact_colored_ui(ui: &mut Ui, name: impl Into<String>, value: impl Into<String>, color: Option<Color32>) {
    let (name, value) = (name.into(), value.into());
    ui.horizontal(|ui| {
        let value = RichText::new(value).color(color.unwrap_or(palette(ui.ctx()).text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(value);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(name).truncate());
            });
        });
    });
}

/// A line of text that is taken over on Enter or when the field is left; Escape puts the old text back.
///
/// Returns the new text once. What is being typed lives in the screen's memory under the field's id.
pub(super) fn text_field_ui(ui: &mut Ui, id: egui::Id, label: &str, current: &str, width: f32) -> Option<String> {
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| current.to_owned());
    let field = egui::TextEdit::singleline(&mut typed).id(id).desired_width(width);
    let response = ui.add(field);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, label);
        info.current_text_value = Some(typed.clone());
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

/// A labelled row with a text field.
pub(super) fn text_row_ui(ui: &mut Ui, id: egui::Id, label: &str, current: &str) -> Option<String> {
    let mut taken = None;
    row_ui(ui, label, |ui| {
        let width = ui.available_width();
        taken = text_field_ui(ui, id, label, current, width);
    });
    taken
}

/// What was typed into a number field: a number, or nothing at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Typed {
    /// The field was emptied.
    Nothing,
    /// A number in range.
    Number(f64),
}

impl Typed {
    /// The number, if there is one.
    pub(super) const fn number(self) -> Option<f64> {
        match self {
            Self::Nothing => None,
            Self::Number(number) => Some(number),
        }
    }
}

/// A labelled row with a number; taken over like text, refused silently where it is no number in range.
pub(super) fn number_row_ui(
    ui: &mut Ui,
    id: egui::Id,
    label: &str,
    current: Option<f64>,
    range: (f64, f64),
) -> Option<Typed> {
    let shown = current.map(|n| format!("{n}")).unwrap_or_default();
    let typed = text_row_ui(ui, id, label, &shown)?;
    if typed.trim().is_empty() {
        return Some(Typed::Nothing);
    }
    let number = number_from_text(&typed)?;
    (number >= range.0 && number <= range.1).then_some(Typed::Number(number))
}

/// Width of the names in front of fields.
const NAME_WIDTH: f32 = 96.0;

/// A row: a name, then anything. A name that does not fit in front stands above, whole.
pub(super) fn row_ui(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui)) {
    let color = palette(ui.ctx()).faint_text;
    let font = egui::TextStyle::Body.resolve(ui.style());
    if ui.painter().layout_no_wrap(label.to_owned(), font, color).size().x > NAME_WIDTH {
        ui.add(egui::Label::new(RichText::new(label).color(color)).wrap());
        ui.horizontal(add);
        return;
    }
    ui.horizontal(|ui| {
        let size = egui::vec2(NAME_WIDTH, ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(NAME_WIDTH);
            ui.add(egui::Label::new(RichText::new(label).color(color)).truncate());
        });
        add(ui);
    });
}

/// A choice among named things; returns the newly chosen one. A long name goes on in the next line.
pub(super) fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    id: egui::Id,
    label: &str,
    current: T,
    options: impl IntoIterator<Item = (T, String)>,
) -> Option<T> {
    chosen_ui(ui, id, label, current, options, egui::TextWrapMode::Wrap)
}

/// A choice where there is room for one line only: a long name is cut short.
pub(super) fn short_choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    id: egui::Id,
    label: &str,
    current: T,
    options: impl IntoIterator<Item = (T, String)>,
) -> Option<T> {
    chosen_ui(ui, id, label, current, options, egui::TextWrapMode::Truncate)
}

fn chosen_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    id: egui::Id,
    label: &str,
    current: T,
    options: impl IntoIterator<Item = (T, String)>,
    mode: egui::TextWrapMode,
) -> Option<T> {
    let options: Vec<(T, String)> = options.into_iter().collect();
    let shown = options.iter().find(|(option, _)| *option == current).map(|(_, name)| name.clone()).unwrap_or_default();
    let mut chosen = current;
    let width = ui.available_width();
    let response =
        egui::ComboBox::from_id_salt(id).selected_text(shown.clone()).width(width).wrap_mode(mode).show_ui(ui, |ui| {
            for (option, name) in options {
                ui.selectable_value(&mut chosen, option, name);
            }
        });
    response.response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label);
        info.current_text_value = Some(shown.clone());
        info
    });
    (chosen != current).then_some(chosen)
}

/// One line that is filled from its right end: buttons first, then what may be cut short.
pub(super) fn ends_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| ui.with_layout(Layout::right_to_left(Align::Center), add));
}

/// Which part of a long list is shown, with the buttons for the one before and the next; returns the page chosen.
pub(super) fn pages_ui(ui: &mut Ui, texts: Texts, page: usize, page_size: usize, n: usize) -> usize {
    let last_page = n.saturating_sub(1) / page_size.max(1);
    let mut chosen = page.min(last_page);
    ui.horizontal(|ui| {
        if ui.add_enabled(page > 0, egui::Button::new(texts.get("community-previous")).small()).clicked() {
            chosen = page.saturating_sub(1);
        }
        if ui.add_enabled(page < last_page, egui::Button::new(texts.get("community-next")).small()).clicked() {
            chosen = page + 1;
        }
        let from = page * page_size;
        let (first, last) = ((from + 1).to_string(), n.min(from + page_size).to_string());
        let all = super::format::count(n as u64);
        let values = [("from", Value::Text(&first)), ("to", Value::Text(&last)), ("n", Value::Text(&all))];
        faint_ui(ui, texts.with("community-warnings-page", &values));
    });
    chosen
}

/// A card: a lighter surface with a fine border.
pub(super) fn card_ui<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = palette(ui.ctx());
    egui::Frame::new()
        .fill(palette.card)
        .stroke(egui::Stroke::new(1.0, palette.line))
        .corner_radius(5)
        .inner_margin(8)
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            add(ui)
        })
        .inner
}
