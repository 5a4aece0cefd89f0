//! The departure table as text: a row a line, minutes and percent, as it is typed or pasted from a spreadsheet.

use egui::Ui;

use super::evacuation_settings_panel::{departure_table_fault, percent_text};
use super::inspector_road::attention_ui;
use super::text::Texts;
use super::widgets::faint_ui;
use crate::exchange::tables::number_from_text;
use crate::plan::{DepartureTableFault, departure_table_fault as fault_of};

/// The rows in a field of several lines; returns new ones once, when the field is left and they make a curve.
///
/// What is typed and makes no curve stays in the field with the reason below it, until it is mended or given up, or
/// the table it was to change is another one: after an undo, or in another plan.
pub(super) fn departure_table_ui(ui: &mut Ui, texts: Texts, rows: &[(f64, f64)]) -> Option<Vec<(f64, f64)>> {
    let id = ui.scope_id().with("departure-table");
    let current = text_of(rows);
    let label = texts.get("departure-table-rows");
    faint_ui(ui, texts.get("departure-table-hint"));
    let kept: Option<Unfinished> = ui.data(|data| data.get_temp(id));
    let mut typed = kept.filter(|kept| kept.of == current).map_or_else(|| current.clone(), |kept| kept.typed);
    let lines = rows.len().clamp(3, 12);
    let field = egui::TextEdit::multiline(&mut typed).id(id).desired_rows(lines).desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label);
        info.current_text_value = Some(typed.clone());
        info
    });
    let read = rows_of(&typed);
    if let Err(fault) = &read {
        attention_ui(ui, &departure_table_fault(texts, *fault));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) || typed == current {
        ui.data_mut(|data| data.remove::<Unfinished>(id));
        return None;
    }
    if !response.has_focus() {
        if let Ok(read) = read {
            ui.data_mut(|data| data.remove::<Unfinished>(id));
            return (read != rows).then_some(read);
        }
        if ui.small_button(texts.get("departure-table-back")).clicked() {
            ui.data_mut(|data| data.remove::<Unfinished>(id));
            return None;
        }
    }
    ui.data_mut(|data| data.insert_temp(id, Unfinished { typed, of: current }));
    None
}

/// What is typed so far, and the text of the table it is to change.
#[derive(Clone)]
struct Unfinished {
    typed: String,
    of: String,
}

fn text_of(rows: &[(f64, f64)]) -> String {
    let line = |(minutes, share): &(f64, f64)| format!("{minutes}\t{}", percent_text(*share));
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The rows of a text: on each line minutes and percent, with blanks, tabs or a semicolon between; empty lines do
/// not count.
fn rows_of(text: &str) -> Result<Vec<(f64, f64)>, DepartureTableFault> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let row = |(row, line): (usize, &str)| {
        let parts = line.split(|c: char| c.is_whitespace() || matches!(c, ';' | '；'));
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty() && *part != "%").collect();
        let numbers = match parts.as_slice() {
            [minutes, percent] => {
                number_from_text(minutes).zip(number_from_text(percent.trim_end_matches(['%', '％'])))
            }
            _ => None,
        };
        numbers.map(|(minutes, percent)| (minutes, percent / 100.0)).ok_or(DepartureTableFault::NotAPair(row))
    };
    let rows = (1..).zip(lines).map(row).collect::<Result<Vec<_>, _>>()?;
    fault_of(&rows).map_or(Ok(rows), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_typed_and_as_pasted() {
        let expected = Ok(vec![(5.0, 0.2), (10.5, 1.0)]);
        for text in ["5 20\n10.5 100", "5\t20%\n\n10.5\t100 %\n", " 5；20％ \n10.5 ; 100"] {
            assert_eq!(rows_of(text), expected, "{text}");
        }
        assert_eq!(text_of(&[(5.0, 0.2), (10.5, 1.0)]), "5\t20\n10.5\t100");
    }

    #[test]
    fn what_is_no_row_is_named_by_its_line() {
        use DepartureTableFault as Fault;
        for (text, fault) in [
            ("", Fault::Empty),
            ("5 20\nsoon 30", Fault::NotAPair(2)),
            ("5", Fault::NotAPair(1)),
            ("5 120", Fault::Share(1)),
            ("5 20\n4 30", Fault::NotLater(2)),
        ] {
            assert_eq!(rows_of(text), Err(fault), "{text}");
        }
    }
}
