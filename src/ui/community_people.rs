//! The people of the community: how many by night and by day, where the numbers come from, what they are scaled to.

use egui::Ui;

use super::command::AppCommand;
use super::format;
use super::view::View;
use super::widgets::{Typed, card_ui, fact_ui, faint_ui, heading_ui, number_row_ui, row_ui};
use crate::community::Community;
use crate::document::Command;
use crate::plan::{PopulationSettings, Scenario, Settings, TimeOfDay};
use crate::units::Persons;

/// The panel; `out` collects what was asked for.
pub(super) fn people_ui(ui: &mut Ui, view: &View<'_>, community: &Community, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let people = community.population();
    heading_ui(ui, texts.get("community-people"));
    card_ui(ui, |ui| {
        fact_ui(ui, texts.get("community-people-total"), format::count(people.total));
        let sources = [
            ("community-people-given", people.given),
            ("community-people-spread", people.spread),
            ("community-people-estimated", people.estimated),
        ];
        for (key, persons) in sources {
            let share = format::percent(persons, people.total);
            let value = format!("{} · {share}", format::count(persons));
            fact_ui(ui, format!("    {}", texts.get(key)), value);
        }
        fact_ui(ui, texts.get("community-people-by-day"), format::count(people.total_by_day));
        fact_ui(ui, texts.get("community-people-vulnerable"), format::count(people.vulnerable));
    });
    time_ui(ui, view, out);
    let settings = view.document.plan().settings();
    let total = settings.population.total.map(|total| f64::from(total.0));
    let label = texts.get("community-total");
    let taken = number_row_ui(ui, ui.scope_id().with("total"), &label, total, (0.0, 4e9));
    if let Some(total) = taken.map(Typed::number) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the field's range")]
        let total = total.map(|total| Persons(total as u32));
        let settings = Settings { population: PopulationSettings { total }, ..(**settings).clone() };
        out.push(AppCommand::Edit(Command::SetSettings(settings)));
    }
    faint_ui(ui, texts.get("community-total-tip"));
}

/// Which people the figures count: a fact of the scenario in view.
fn time_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let Some(scenario) = view.document.plan().scenarios().get(&view.scenario) else { return };
    let label = texts.get("community-counted");
    row_ui(ui, &label, |ui| {
        for time in TimeOfDay::ALL {
            let is_chosen = scenario.time_of_day == time;
            let name = texts.get(&format!("community-time-{}", time.name()));
            let response = ui.add(egui::Button::selectable(is_chosen, name));
            if response.on_hover_text(texts.get("community-counted-tip")).clicked() && !is_chosen {
                let scenario = Scenario { time_of_day: time, ..(**scenario).clone() };
                out.push(AppCommand::Edit(Command::SetScenario(scenario)));
            }
        }
    });
}
