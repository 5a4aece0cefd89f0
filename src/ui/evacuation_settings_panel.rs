//! Settings of an evacuation over time: when people leave, how they crowd, who drives, where they go.

use egui::Ui;

use super::command::AppCommand;
use super::departure_table::departure_table_ui;
use super::format;
use super::inspector_road::attention_ui;
use super::names;
use super::text::{Texts, Value};
use super::view::View;
use super::widgets::{Typed, choice_ui, faint_ui, heading_ui, number_row_ui, row_ui};
use crate::document::Command;
use crate::evacuation::departure::{DepartureValues, departure_ms, share_gone};
use crate::plan::{
    CrowdingModel, DepartureCurve, DepartureTableFault, DestinationRule, EvacuationSettings, Settings, WayChoice,
};
use crate::standards::ValueKey;
use crate::units::Seconds;

/// The section, folded away until it is wanted; `out` collects what was asked for.
pub(super) fn evacuation_settings_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    heading_ui(ui, view.texts.get("evacuation-settings"));
    evacuation_settings_fold_ui(ui, view, out);
}

/// The settings alone, folded, below a headline of somebody else.
pub(super) fn evacuation_settings_fold_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let header = egui::CollapsingHeader::new(texts.get("evacuation-settings-show")).id_salt("evacuation-settings");
    header.show(ui, |ui| {
        departure_ui(ui, view, out);
        ui.add_space(4.0);
        let settings = &view.document.plan().settings().evacuation;
        let crowding = CrowdingModel::ALL.map(|model| (model, texts.get(&format!("crowding-{}", model.name()))));
        if let Some(crowding) = chosen(ui, texts, "evacuation-crowding", settings.crowding, crowding) {
            set(view, out, |settings| settings.crowding = crowding);
        }
        let rules = DestinationRule::ALL.map(|rule| (rule, texts.get(&format!("destinations-{}", rule.name()))));
        if let Some(destinations) = chosen(ui, texts, "evacuation-destinations", settings.destinations, rules) {
            set(view, out, |settings| settings.destinations = destinations);
        }
        let ways = WayChoice::ALL.map(|ways| (ways, texts.get(&format!("ways-{}", ways.name().replace('_', "-")))));
        if let Some(ways) = chosen(ui, texts, "evacuation-ways", settings.ways, ways) {
            set(view, out, |settings| settings.ways = ways);
        }
        numbers_ui(ui, view, out);
    });
}

/// Puts changed settings of the evacuation into the plan.
fn set(view: &View<'_>, out: &mut Vec<AppCommand>, change: impl FnOnce(&mut EvacuationSettings)) {
    let mut settings: Settings = (**view.document.plan().settings()).clone();
    change(&mut settings.evacuation);
    out.push(AppCommand::Edit(Command::SetSettings(settings)));
}

fn chosen<T: Copy + PartialEq>(
    ui: &mut Ui,
    texts: Texts,
    key: &str,
    current: T,
    options: impl IntoIterator<Item = (T, String)>,
) -> Option<T> {
    let mut chosen = None;
    let label = texts.get(key);
    row_ui(ui, &label, |ui| chosen = choice_ui(ui, ui.scope_id().with(key), &label, current, options));
    chosen
}

/// Which curve, its value, and what it comes to.
fn departure_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let curve = &view.document.plan().settings().evacuation.departure;
    let values = DepartureValues::of(view.values);
    let options = DepartureCurve::NAMES.map(|name| (name, texts.get(&format!("departure-{name}"))));
    if let Some(name) = chosen(ui, texts, "evacuation-departure", curve.name(), options)
        && let Some(departure) = DepartureCurve::from_name(name, starting_table(values))
    {
        set(view, out, |settings| settings.departure = departure);
    }
    match curve {
        DepartureCurve::Immediate => {}
        DepartureCurve::Fixed => value_ui(ui, view, ValueKey::DepartureDelay, out),
        DepartureCurve::Rayleigh => value_ui(ui, view, ValueKey::DepartureMean, out),
        DepartureCurve::Table(rows) => {
            if let Some(rows) = departure_table_ui(ui, texts, rows) {
                set(view, out, |settings| settings.departure = DepartureCurve::Table(rows));
            }
        }
    }
    if *curve != DepartureCurve::Immediate {
        for (share, key) in [(0.5, "departure-half"), (0.95, "departure-most")] {
            if let Some(ms) = departure_ms(curve, values, share) {
                let time = format::duration(texts, seconds(ms));
                faint_ui(ui, texts.with(key, &[("time", Value::Text(&time))]));
            }
        }
    }
    let stay = 1.0 - curve.share_that_leaves();
    if stay > 0.0 {
        let share = percent_text(stay);
        attention_ui(ui, &texts.with("departure-stay", &[("share", Value::Text(&share))]));
    }
}

fn seconds(ms: u32) -> Seconds {
    Seconds::new_clamped(f64::from(ms) / 1000.0)
}

/// A share in percent with as many decimals as it has, four at most.
pub(super) fn percent_text(share: f64) -> String {
    format!("{}", (share * 1e6).round() / 1e4)
}

/// The table a planner starts from: the spread departures of the profile, to be changed.
fn starting_table(values: DepartureValues) -> Vec<(f64, f64)> {
    let mean_min = if values.mean_min > 0.0 { values.mean_min } else { 10.0 };
    let spread = DepartureValues { mean_min, ..values };
    let row = |part: f64| {
        let minutes = part * mean_min;
        let share = share_gone(&DepartureCurve::Rayleigh, spread, minutes);
        (minutes, (share * 100.0).round() / 100.0)
    };
    vec![row(0.5), row(1.0), row(1.5), row(2.0), (3.0 * mean_min, 1.0)]
}

/// A planning value that belongs to the curve: set here as in the list of standards.
fn value_ui(ui: &mut Ui, view: &View<'_>, key: ValueKey, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let (name, unit) = (names::value(texts, key), names::unit(texts, key));
    let label = texts.with("evacuation-value", &[("name", Value::Text(&name)), ("unit", Value::Text(&unit))]);
    let id = ui.scope_id().with(("evacuation", key.name()));
    if let Some(Typed::Number(number)) = number_row_ui(ui, id, &label, Some(view.values.number(key)), key.range()) {
        let mut settings: Settings = (**view.document.plan().settings()).clone();
        settings.overrides.insert(key, number);
        out.push(AppCommand::Edit(Command::SetSettings(settings)));
    }
}

fn numbers_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let settings = &view.document.plan().settings().evacuation;
    let mut number = |key: &str, current: f64, (low, high): (f64, f64)| {
        let id = ui.scope_id().with(key);
        number_row_ui(ui, id, &texts.get(key), Some(current), (low, high)).and_then(Typed::number)
    };
    let persons = EvacuationSettings::HOUSEHOLD_PERSONS;
    let persons = number("evacuation-household", settings.household_persons, (*persons.start(), *persons.end()));
    let percent = (settings.car_share * 1e6).round() / 1e4;
    let car_share = number("evacuation-car-share", percent, (0.0, 100.0));
    let horizon = EvacuationSettings::HORIZON_MIN;
    let horizon = number("evacuation-horizon", settings.horizon_min, (*horizon.start(), *horizon.end()));
    if let Some(persons) = persons {
        set(view, out, |settings| settings.household_persons = persons);
    }
    if let Some(percent) = car_share {
        set(view, out, |settings| settings.car_share = (percent / 100.0).clamp(0.0, 1.0));
    }
    if let Some(horizon) = horizon {
        set(view, out, |settings| settings.horizon_min = horizon);
    }
    faint_ui(ui, texts.get("evacuation-mixed-note"));
}

/// Why the rows of a departure table make no curve, in the language of the window.
#[must_use]
pub fn departure_table_fault(texts: Texts, fault: DepartureTableFault) -> String {
    let (key, row) = match fault {
        DepartureTableFault::Empty => return texts.get("departure-table-fault-empty"),
        DepartureTableFault::NotAPair(row) => ("departure-table-fault-not_a_pair", row),
        DepartureTableFault::Minutes(row) => ("departure-table-fault-minutes", row),
        DepartureTableFault::Share(row) => ("departure-table-fault-share", row),
        DepartureTableFault::NotLater(row) => ("departure-table-fault-not_later", row),
        DepartureTableFault::Fewer(row) => ("departure-table-fault-fewer", row),
    };
    texts.with(key, &[("n", Value::Text(&row.to_string()))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::departure_table_fault as fault_of;

    #[test]
    fn the_table_to_start_from_is_a_curve_for_every_mean() {
        for mean_min in [0.0, 0.5, 10.0, 240.0] {
            let rows = starting_table(DepartureValues { delay_min: 0.0, mean_min });
            assert_eq!(fault_of(&rows), None, "{mean_min}: {rows:?}");
            assert_eq!(DepartureCurve::Table(rows).share_that_leaves(), 1.0);
        }
    }
}
