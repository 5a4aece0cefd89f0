//! The inspector of a road change: what is done, its numbers and direction, the roads it lies on as they are today,
//! and which figures feel it.

use egui::{RichText, Ui};

use super::command::{AppCommand, UiCommand};
use super::format;
use super::inspector::name_row_ui;
use super::map_roads::paint_arrow;
use super::table_words::{cell_fault, heading};
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{choice_ui, faint_ui, heading_ui, row_ui, text_row_ui};
use crate::analysis::{ChangeGround, RoadUnder};
use crate::community::OneWay;
use crate::exchange::tables::{Cell, Column, Derived, cell, set_cell};
use crate::geometry::{LocalProjection, LonLat};
use crate::ids::RoadId;
use crate::plan::{ObjectId, PlanObject, RoadChange, RoadMeasure};
use crate::units::Metres;

/// So many roads under a change are listed.
const MOST_ROADS: usize = 6;
/// A change may leave the roads for so many metres at bends and crossings before the planner is told.
const OFF_ROAD_M: f64 = 10.0;

/// Can its direction be turned round?
pub(super) fn has_direction(object: &PlanObject) -> bool {
    matches!(object, PlanObject::RoadChange(change) if change.kind.measure().has_direction())
}

/// The facts of one road change; the change where something was edited.
pub(super) fn road_change_ui(
    ui: &mut Ui,
    view: &View<'_>,
    change: &RoadChange,
    out: &mut Vec<AppCommand>,
) -> Option<RoadChange> {
    let texts = view.texts;
    let id = ObjectId::RoadChange(change.id);
    let measure = change.kind.measure();
    let mut new = change.clone();
    if let Some(name) = name_row_ui(ui, texts, id, &change.name) {
        new.name = name;
    }
    let label = heading(texts, Column::Change);
    row_ui(ui, &label, |ui| {
        let options = RoadMeasure::ALL.map(|measure| (measure, texts.get(&format!("change-{}", measure.name()))));
        if let Some(measure) = choice_ui(ui, ui.scope_id().with((id, "measure")), &label, measure, options) {
            new.kind = change.kind.with_measure(measure);
        }
    });
    let column = match measure {
        RoadMeasure::Width | RoadMeasure::NewLink => Some(Column::Width),
        RoadMeasure::Speed => Some(Column::Speed),
        RoadMeasure::Contraflow | RoadMeasure::OneWay => None,
    };
    if let Some(column) = column
        && let Some(PlanObject::RoadChange(changed)) = number_ui(ui, view, change, column, out)
    {
        new.kind = changed.kind;
    }
    if measure.has_direction() {
        direction_ui(ui, texts, change, out);
    }
    if change.kind == measure.first() && column.is_some() {
        faint_ui(ui, texts.get("road-start-value"));
    }
    match view.roads.and_then(|roads| roads.change(change.id)) {
        Some(ground) => ground_ui(ui, view, change, ground, out),
        None => {
            faint_ui(ui, texts.get("road-looking"));
        }
    }
    heading_ui(ui, texts.get("road-acts"));
    faint_ui(ui, texts.get(&format!("road-acts-{}", measure.name())));
    (new != *change).then_some(new)
}

/// A number of the change; what cannot be taken is said in words, and nothing changes.
fn number_ui(
    ui: &mut Ui,
    view: &View<'_>,
    change: &RoadChange,
    column: Column,
    out: &mut Vec<AppCommand>,
) -> Option<PlanObject> {
    let texts = view.texts;
    let object = PlanObject::RoadChange(change.clone().into());
    let now = match cell(&object, column, &Derived::default()) {
        Cell::Empty => String::new(),
        cell => cell.text(),
    };
    let label = heading(texts, column);
    let id = ui.scope_id().with((ObjectId::RoadChange(change.id), column));
    let typed = text_row_ui(ui, id, &label, &now)?;
    match set_cell(view.document.plan(), &object, column, &typed) {
        Ok(changed) => Some(changed),
        Err(fault) => {
            let (name, why) = (super::names::object(texts, &object), cell_fault(texts, &fault));
            let values = [("column", Value::Text(&label)), ("object", Value::Text(&name)), ("why", Value::Text(&why))];
            out.push(AppCommand::Say(texts.with("table-fault", &values)));
            None
        }
    }
}

/// Which way it runs, by arrow and by word, and the button that turns it round.
fn direction_ui(ui: &mut Ui, texts: Texts, change: &RoadChange, out: &mut Vec<AppCommand>) {
    let ends = || {
        let from = change.lines.first().and_then(|line| line.first())?;
        let to = change.lines.last().and_then(|line| line.last())?;
        Some((*from, *to))
    };
    row_ui(ui, &texts.get("road-direction"), |ui| {
        if let Some((from, to)) = ends() {
            let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(20.0), egui::Sense::empty());
            let toward = toward(from, to);
            paint_arrow(ui.painter(), rect.center(), egui::vec2(toward.0, -toward.1), 8.0, palette(ui.ctx()).accent);
            ui.label(texts.get(compass_key(toward)));
        }
    });
    let command = UiCommand::ReverseDirection;
    if ui.button(texts.get(command.text_key())).on_hover_text(texts.get("command-reverse-tip")).clicked() {
        out.push(AppCommand::Ui(command));
    }
}

/// East and north parts of the way from one place to another, of length one.
fn toward(from: LonLat, to: LonLat) -> (f32, f32) {
    let there = LocalProjection::new(from).local_from_lon_lat(to);
    let length = there.x.hypot(there.y).max(1e-9);
    #[expect(clippy::cast_possible_truncation, reason = "parts of a direction of length one")]
    let parts = ((there.x / length) as f32, (there.y / length) as f32);
    parts
}

/// The point of the compass a direction goes to.
fn compass_key((east, north): (f32, f32)) -> &'static str {
    const NAMES: [&str; 8] = [
        "compass-east",
        "compass-north-east",
        "compass-north",
        "compass-north-west",
        "compass-west",
        "compass-south-west",
        "compass-south",
        "compass-south-east",
    ];
    let eighth = (north.atan2(east) / std::f32::consts::FRAC_PI_4).round();
    #[expect(clippy::cast_possible_truncation, reason = "from -4 to 4")]
    let place = (eighth as i32).rem_euclid(8);
    usize::try_from(place).ok().and_then(|place| NAMES.get(place)).copied().unwrap_or("compass-east")
}

/// What a measure starts with, before anything is drawn.
pub(super) fn start_text(texts: Texts, measure: RoadMeasure) -> String {
    let first = measure.first();
    let number = first.width_m().or(first.speed_km_h()).map(|number| number.to_string()).unwrap_or_default();
    let key = match measure {
        RoadMeasure::Width => "road-start-width",
        RoadMeasure::NewLink => "road-start-new_link",
        RoadMeasure::Speed => "road-start-speed",
        RoadMeasure::Contraflow | RoadMeasure::OneWay => "road-start-direction",
    };
    texts.with(key, &[("n", Value::Text(&number))])
}

/// What a road is called; a new link of the plan by that word.
pub(super) fn road_name(view: &View<'_>, road: RoadId) -> String {
    let texts = view.texts;
    let Some(community) = view.community else { return String::new() };
    match community.roads().get(road.index()) {
        Some(road) => {
            road.name.as_deref().map_or_else(|| texts.get(&format!("road-{}", road.class.name())), str::to_owned)
        }
        None => texts.get("change-new_link"),
    }
}

/// `6.5 m, measured` or `6.5 m, guessed`.
pub(super) fn width_text(texts: Texts, width: Metres, is_guess: bool, is_planned: bool) -> String {
    let key = match (is_planned, is_guess) {
        (true, _) => "road-width-planned",
        (false, true) => "road-width-guessed",
        (false, false) => "road-width-measured",
    };
    texts.with(key, &[("n", Value::Text(&metres(width)))])
}

/// Widths to the centimetre, without noughts behind.
pub(super) fn metres(width: Metres) -> String {
    let text = format!("{:.2}", width.value());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn ground_ui(ui: &mut Ui, view: &View<'_>, change: &RoadChange, ground: &ChangeGround, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("road-today"));
    for under in ground.roads.iter().take(MOST_ROADS) {
        under_ui(ui, view, change, under);
    }
    if ground.roads.len() > MOST_ROADS {
        let n = (ground.roads.len() - MOST_ROADS).to_string();
        faint_ui(ui, texts.with("road-more", &[("n", Value::Text(&n))]));
    }
    for end in &ground.ends {
        let text = match (end.meets, end.meets_link) {
            (Some(road), _) => texts.with("road-end-meets", &[("road", Value::Text(&road_name(view, road)))]),
            (None, true) => texts.get("road-end-link"),
            (None, false) => texts.get("road-end-loose"),
        };
        ui.horizontal_wrapped(|ui| {
            if end.is_joined() {
                faint_ui(ui, text);
            } else {
                attention_ui(ui, &text);
            }
            if ui.small_button(texts.get("route-show")).clicked() {
                out.push(AppCommand::LookAt(end.place));
            }
        });
    }
    let off = ground.off_road();
    if ground.ends.is_empty() && off.value() > OFF_ROAD_M {
        let length = format::distance(texts, off);
        attention_ui(ui, &texts.with("road-off", &[("length", Value::Text(&length))]));
    }
}

/// One road under a change: its name, how long, and what it is today.
fn under_ui(ui: &mut Ui, view: &View<'_>, change: &RoadChange, under: &RoadUnder) {
    let texts = view.texts;
    let (name, length) = (road_name(view, under.road), format::distance(texts, under.length));
    let mut facts = vec![length];
    if let Some((width, is_guess)) = under.width {
        facts.push(width_text(texts, width, is_guess, false));
    }
    match under.one_way {
        Some(OneWay::Forward) => facts.push(texts.get("road-today-along")),
        Some(OneWay::Backward) => facts.push(texts.get("road-today-against")),
        Some(OneWay::No) | None => {}
    }
    if let Some(speed) = under.max_speed_km_h {
        facts.push(texts.with("road-today-speed", &[("n", Value::Text(&speed.to_string()))]));
    }
    ui.add(egui::Label::new(RichText::new(name)).wrap());
    faint_ui(ui, facts.join(" · "));
    if let (RoadMeasure::Width, Some(planned), Some((width, is_guess))) =
        (change.kind.measure(), change.kind.width_m(), under.width)
        && planned < width.value()
    {
        let today = width_text(texts, width, is_guess, false);
        attention_ui(ui, &texts.with("road-narrower", &[("today", Value::Text(&today))]));
    }
}

/// Something the planner should look at.
pub(super) fn attention_ui(ui: &mut Ui, text: &str) {
    let color = palette(ui.ctx()).attention;
    let text = text.replace('\u{202f}', "\u{a0}");
    ui.add(egui::Label::new(RichText::new(text).small().color(color)).wrap());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_is_named_by_the_nearest_point_of_the_compass() {
        let at = |lon: f64, lat: f64| LonLat::new_clamped(lon, lat);
        for (to, key) in [
            (at(9.51, 47.0), "compass-east"),
            (at(9.5, 47.1), "compass-north"),
            (at(9.4, 47.0), "compass-west"),
            (at(9.5, 46.9), "compass-south"),
            (at(9.51, 46.99), "compass-south-east"),
            (at(9.49, 47.01), "compass-north-west"),
        ] {
            assert_eq!(compass_key(toward(at(9.5, 47.0), to)), key);
        }
    }

    #[test]
    fn widths_are_written_without_noughts_behind() {
        let text = |width| metres(Metres::new_clamped(width));
        assert_eq!([text(3.0), text(2.5), text(3.25), text(10.0)], ["3", "2.5", "3.25", "10"]);
    }
}
