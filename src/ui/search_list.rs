//! A field and the list it narrows: typed letters, arrow keys, Enter. Palette, find and go-to are made of it.

use egui::{Align2, Key, Modifiers, Rect, RichText, Sense, Stroke, TextStyle, Ui, WidgetText};

use super::finding::Search;
use super::teach::tip_ui;
use super::theme::palette;

/// Height of a row in points.
const ROW_HEIGHT: f32 = 26.0;
/// Height of the list in points.
const LIST_HEIGHT: f32 = 380.0;
/// Rows a page key moves by.
const PAGE: isize = 10;

/// One thing that can be chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    /// A headline above it.
    pub(super) heading: Option<String>,
    /// What it is called.
    pub(super) label: String,
    /// Fainter, behind it.
    pub(super) detail: String,
    /// Its keys, on the right.
    pub(super) keys: String,
    /// What it does.
    pub(super) tip: String,
    /// Can it be chosen?
    pub(super) is_enabled: bool,
}

/// What the keyboard asked of the list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pressed {
    moved: isize,
    is_entered: bool,
}

/// Was this question not on screen in the frame before? Its field then takes the keyboard, and Tab leads on.
pub(super) fn is_just_opened(ui: &Ui) -> bool {
    let (id, now) = (ui.scope_id().with("asked"), ui.ctx().cumulative_frame_nr());
    let last = ui.data_mut(|data| {
        let last = data.get_temp::<u64>(id);
        data.insert_temp(id, now);
        last
    });
    last.is_none_or(|last| last + 1 < now)
}

/// The field; it has the keyboard from the start.
pub(super) fn field_ui(ui: &mut Ui, label: &str, hint: &str, search: &mut Search) -> Pressed {
    let pressed = ui.input_mut(|input| {
        let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key).cast_signed();
        let moved = count(Key::ArrowDown) - count(Key::ArrowUp) + PAGE * (count(Key::PageDown) - count(Key::PageUp));
        Pressed { moved, is_entered: input.consume_key(Modifiers::NONE, Key::Enter) }
    });
    let before = search.typed.clone();
    let width = ui.available_width();
    let field = egui::TextEdit::singleline(&mut search.typed).hint_text(hint).desired_width(width);
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SearchInput, true, label));
    if is_just_opened(ui) {
        response.request_focus();
    }
    if search.typed != before {
        search.chosen = 0;
    }
    pressed
}

/// The rows; the place of the one that was chosen by Enter or click.
pub(super) fn rows_ui(ui: &mut Ui, search: &mut Search, pressed: Pressed, rows: &[Row]) -> Option<usize> {
    if rows.is_empty() {
        return None;
    }
    let n = rows.len();
    let last = n.cast_signed() - 1;
    let chosen = search.chosen.min(n - 1).cast_signed();
    // One step past an end goes round; a page stops there.
    let moved = chosen + pressed.moved;
    let moved = if pressed.moved.abs() == 1 { moved.rem_euclid(n.cast_signed()) } else { moved.clamp(0, last) };
    search.chosen = usize::try_from(moved).unwrap_or(0);
    let mut answer = pressed.is_entered.then_some(search.chosen);
    // The list grows with what is found: it does not stay as low as it was a letter before.
    let scroll = egui::ScrollArea::vertical().id_salt("rows").auto_shrink([false, true]);
    scroll.max_height(LIST_HEIGHT).min_scrolled_height(LIST_HEIGHT).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (place, row) in rows.iter().enumerate() {
            if let Some(heading) = &row.heading {
                ui.add_space(6.0);
                ui.label(RichText::new(heading).small().strong().color(palette(ui.ctx()).faint_text));
            }
            let is_chosen = place == search.chosen;
            // Two of a name are told apart by their number: spoken, where the headline above cannot be seen.
            let n_same = rows.iter().take(place).filter(|other| spoken(other) == spoken(row)).count();
            let response = row_ui(ui, row, is_chosen, n_same);
            if is_chosen && pressed.moved != 0 {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                search.chosen = place;
                answer = Some(place);
            }
        }
    });
    answer.filter(|&place| rows.get(place).is_some_and(|row| row.is_enabled))
}

/// What a row is called where it cannot be seen.
fn spoken(row: &Row) -> String {
    let parts = [&row.label, &row.detail, &row.keys].into_iter().filter(|part| !part.is_empty());
    parts.cloned().collect::<Vec<_>>().join(", ")
}

fn row_ui(ui: &mut Ui, row: &Row, is_chosen: bool, n_same: usize) -> egui::Response {
    let colors = palette(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    let mut name = spoken(row);
    if n_same > 0 {
        name.push_str(&format!(" ({})", n_same + 1));
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, row.is_enabled, is_chosen, &name));
    if ui.is_rect_visible(rect) {
        if is_chosen {
            ui.painter().rect_filled(rect, 4.0, colors.accent.gamma_multiply(0.18));
        }
        if is_chosen || response.has_focus() || response.hovered() {
            let width = if is_chosen || response.has_focus() { 1.5 } else { 1.0 };
            let stroke = Stroke::new(width, colors.accent);
            ui.painter().rect_stroke(rect, 4.0, stroke, egui::StrokeKind::Inside);
        }
        paint_row(ui, row, rect.shrink2(egui::vec2(8.0, 0.0)));
    }
    if row.tip.is_empty() { response } else { response.on_hover_ui(|ui| tip_ui(ui, &row.label, &row.keys, &row.tip)) }
}

/// Name, then the fainter words, then the keys on the right; what does not fit is cut with an ellipsis.
fn paint_row(ui: &Ui, row: &Row, rect: Rect) {
    let colors = palette(ui.ctx());
    let color = if row.is_enabled { colors.text } else { colors.faint_text.gamma_multiply(0.7) };
    let mut right = rect.right();
    if !row.keys.is_empty() {
        let keys = WidgetText::from(RichText::new(&row.keys).monospace().color(colors.faint_text));
        let galley = keys.into_galley(ui, None, f32::INFINITY, TextStyle::Monospace);
        right -= galley.size().x;
        let place = Align2::LEFT_CENTER.anchor_size(egui::pos2(right, rect.center().y), galley.size());
        ui.painter().galley(place.min, galley, colors.faint_text);
        right -= 12.0;
    }
    let wrap = Some(egui::TextWrapMode::Truncate);
    let label = WidgetText::from(RichText::new(&row.label).color(color));
    let galley = label.into_galley(ui, wrap, (right - rect.left()).max(0.0), TextStyle::Body);
    let place = Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size());
    let end = place.right();
    ui.painter().galley(place.min, galley, color);
    let left = end + 10.0;
    if row.detail.is_empty() || right - left < 24.0 {
        return;
    }
    let detail = WidgetText::from(RichText::new(&row.detail).small().color(colors.faint_text));
    let galley = detail.into_galley(ui, wrap, right - left, TextStyle::Small);
    let place = Align2::LEFT_CENTER.anchor_size(egui::pos2(left, rect.center().y), galley.size());
    ui.painter().galley(place.min, galley, colors.faint_text);
}
