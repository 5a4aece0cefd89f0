//! The question before features of a file go into the plan: what they become, which columns say what, how many.

use egui::{RichText, Ui};

use super::command::AppCommand;
use super::format;
use super::text::{Texts, Value};
use super::theme::palette;
use super::warning_text::warning_line;
use super::widgets::{Typed, choice_ui, faint_ui, number_row_ui, row_ui};
use crate::community::{FileLayer, Shape};
use crate::plan::taking::{Becomes, Outlook, Taking, TakingNote, TimeColumn, TimeUnit, outlook, taken};
use crate::plan::{Hazard, HazardEffect, PlanObject, SiteKind};

/// So many notes are listed in words.
const MOST_NOTES: usize = 200;
/// Share of the speed that ground which can be passed leaves, until the planner says otherwise (project choice).
const PASSABLE_FACTOR: f64 = 0.5;
/// Height of the list of notes in points.
const NOTES_HEIGHT: f32 = 72.0;

/// What is asked about the features of a file.
#[derive(Clone, Debug)]
pub struct TakingQuestion {
    layers: Vec<FileLayer>,
    layer: usize,
    taking: Taking,
    /// What would come of it.
    outlook: Outlook,
}

impl TakingQuestion {
    /// The question about a file's layers, with what can be told from their columns; `None` without a layer.
    #[must_use]
    pub fn new(layers: Vec<FileLayer>) -> Option<Self> {
        let taking = suggested(layers.first()?);
        let mut question = Self { layers, layer: 0, taking, outlook: Outlook::default() };
        question.reckon();
        Some(question)
    }

    /// Makes the objects the plan would get, in the order of the file. O(size of the layer).
    #[must_use]
    pub fn objects(&self) -> Vec<PlanObject> {
        let found = self.layers.get(self.layer).map(|layer| taken(layer, &self.taking));
        // Columns are chosen among those there are: none can be missing.
        found.and_then(Result::ok).unwrap_or_default().objects
    }

    fn reckon(&mut self) {
        let found = self.layers.get(self.layer).map(|layer| outlook(layer, &self.taking));
        self.outlook = found.and_then(Result::ok).unwrap_or_default();
    }
}

/// Areas become hazard areas, points shelters, until the planner says otherwise.
fn suggested(layer: &FileLayer) -> Taking {
    let is_area = |shape: &Shape| matches!(shape, Shape::Area(_));
    let has_areas = layer.features.iter().any(|feature| feature.shape.as_ref().is_some_and(is_area));
    let becomes = if has_areas { Becomes::HazardArea } else { Becomes::Site(SiteKind::Shelter) };
    Taking::suggested(layer, becomes)
}

/// The content of the question; `out` collects the answer.
pub(super) fn taking_ui(ui: &mut Ui, texts: Texts, question: &mut TakingQuestion, out: &mut Vec<AppCommand>) {
    ui.set_width(460.0);
    let Some(layer) = question.layers.get(question.layer) else { return };
    ui.heading(texts.with("taking-title", &[("file", Value::Text(&layer.name))]));
    let (before, layer_before) = (question.taking.clone(), question.layer);
    if question.layers.len() > 1 {
        let options = question.layers.iter().enumerate().map(|(place, layer)| (place, layer.name.clone()));
        question.layer = chosen(ui, texts, "taking-layer", question.layer, options);
    }
    let all = [Becomes::HazardArea, Becomes::EvacuationArea].into_iter();
    let all = all.chain(SiteKind::ALL.map(Becomes::Site));
    let options = all.map(|becomes| (becomes, becomes_text(texts, becomes)));
    let becomes = chosen(ui, texts, "taking-becomes", question.taking.becomes, options);
    if let Some(layer) = question.layers.get(question.layer) {
        if becomes != before.becomes {
            question.taking = Taking::suggested(layer, becomes);
        } else if question.layer != layer_before {
            question.taking = suggested(layer);
        }
        columns_ui(ui, texts, layer, &mut question.taking);
    }
    if question.taking != before || question.layer != layer_before {
        question.reckon();
    }
    ui.add_space(6.0);
    outcome_ui(ui, texts, question);
    faint_ui(ui, texts.get("taking-drop"));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let n = question.outlook.n_objects as u64;
        let shown = format::count(n);
        let button =
            egui::Button::new(texts.with("taking-take", &[("n", Value::Count(n)), ("text", Value::Text(&shown))]));
        if ui.add_enabled(n > 0, button).clicked() {
            out.push(AppCommand::TakeFeatures);
        }
        if ui.button(texts.get("dialog-cancel")).clicked() {
            out.push(AppCommand::CancelDialog);
        }
    });
}

/// A labelled choice; what is chosen now, or was before.
fn chosen<T: Copy + PartialEq>(
    ui: &mut Ui,
    texts: Texts,
    key: &str,
    current: T,
    options: impl IntoIterator<Item = (T, String)>,
) -> T {
    let label = texts.get(key);
    let mut chosen = None;
    row_ui(ui, &label, |ui| chosen = choice_ui(ui, ui.scope_id().with(key), &label, current, options));
    chosen.unwrap_or(current)
}

fn becomes_text(texts: Texts, becomes: Becomes) -> String {
    match becomes {
        Becomes::HazardArea => texts.get("objects-hazard_area"),
        Becomes::EvacuationArea => texts.get("objects-evacuation_area"),
        Becomes::Site(kind) => texts.get(&format!("objects-{}", kind.name())),
    }
}

/// Which column says what.
fn columns_ui(ui: &mut Ui, texts: Texts, layer: &FileLayer, taking: &mut Taking) {
    taking.name = column_ui(ui, texts, layer, "taking-name", "taking-no-name", taking.name.as_deref());
    match taking.becomes {
        Becomes::HazardArea => {
            let hazards = Hazard::ALL.map(|hazard| (Some(hazard), texts.get(&format!("hazard-{}", hazard.name()))));
            let options = std::iter::once((None, texts.get("taking-hazard-of-file"))).chain(hazards);
            taking.hazard = chosen(ui, texts, "taking-hazard", taking.hazard, options);
            taking.effect = effect_ui(ui, texts, taking.effect);
            taking.from = time_ui(ui, texts, layer, ["taking-from", "taking-from-start"], taking.from.as_ref());
            taking.until = time_ui(ui, texts, layer, ["taking-until", "taking-until-never"], taking.until.as_ref());
        }
        Becomes::EvacuationArea => {
            taking.from = time_ui(ui, texts, layer, ["taking-phase", "taking-from-start"], taking.from.as_ref());
        }
        Becomes::Site(_) => {}
    }
}

/// What hazard areas do; of ground that can still be passed, how fast.
fn effect_ui(ui: &mut Ui, texts: Texts, current: HazardEffect) -> HazardEffect {
    // The factor is kept while another effect is looked at.
    let key = ui.scope_id().with("taking-factor");
    let kept = ui.data(|data| data.get_temp(key)).unwrap_or(PASSABLE_FACTOR);
    let speed_factor = match current {
        HazardEffect::Passable { speed_factor } => speed_factor,
        HazardEffect::ClosedToWalkers | HazardEffect::ClosedToCars => kept,
    };
    let effects = [HazardEffect::ClosedToWalkers, HazardEffect::ClosedToCars, HazardEffect::Passable { speed_factor }];
    let options = effects.map(|effect| (effect, texts.get(&format!("effect-{}", effect.name()))));
    let chosen = chosen(ui, texts, "taking-effect", current, options);
    let HazardEffect::Passable { speed_factor } = chosen else { return chosen };
    let label = texts.get("inspector-speed-factor");
    let taken = number_row_ui(ui, key.with("field"), &label, Some(speed_factor), (0.01, 1.0));
    let speed_factor = taken.and_then(Typed::number).unwrap_or(speed_factor);
    ui.data_mut(|data| data.insert_temp(key, speed_factor));
    HazardEffect::Passable { speed_factor }
}

fn column_ui(
    ui: &mut Ui,
    texts: Texts,
    layer: &FileLayer,
    key: &str,
    none: &str,
    current: Option<&str>,
) -> Option<String> {
    let here = current.and_then(|name| layer.column(name));
    let columns = layer.columns.iter().enumerate().map(|(place, name)| (Some(place), name.to_string()));
    let options = std::iter::once((None, texts.get(none))).chain(columns);
    let column = chosen(ui, texts, key, here, options);
    column.and_then(|place| layer.columns.get(place)).map(ToString::to_string)
}

/// A column of times, with its unit below once there is one.
fn time_ui(
    ui: &mut Ui,
    texts: Texts,
    layer: &FileLayer,
    [key, none]: [&str; 2],
    current: Option<&TimeColumn>,
) -> Option<TimeColumn> {
    let column = column_ui(ui, texts, layer, key, none, current.map(|time| time.column.as_str()))?;
    let unit = current.map_or_else(TimeUnit::default, |time| time.unit);
    let options = TimeUnit::ALL.map(|unit| (unit, texts.get(&format!("taking-unit-{}", unit.name()))));
    let unit = chosen(ui, texts, &format!("{key}-unit"), unit, options);
    Some(TimeColumn { column, unit })
}

/// How many objects, when they begin, and what is to be said.
fn outcome_ui(ui: &mut Ui, texts: Texts, question: &TakingQuestion) {
    let n_features = question.layers.get(question.layer).map_or(0, |layer| layer.features.len());
    let (n, of) = (format::count(question.outlook.n_objects as u64), format::count(n_features as u64));
    let what = becomes_text(texts, question.taking.becomes);
    let values = [("n", Value::Text(&n)), ("of", Value::Text(&of)), ("what", Value::Text(&what))];
    ui.add(egui::Label::new(texts.with("taking-outcome", &values)).wrap());
    if let Some((first, last)) = question.outlook.starts_min.filter(|_| question.taking.from.is_some()) {
        let (first, last) = (format!("{}", first.round()), format!("{}", last.round()));
        faint_ui(ui, texts.with("taking-times", &[("first", Value::Text(&first)), ("last", Value::Text(&last))]));
    }
    let has_times = question.taking.from.is_some() || question.taking.until.is_some();
    if question.taking.becomes == Becomes::HazardArea && has_times {
        faint_ui(ui, texts.get("taking-times-where"));
    }
    let attention = palette(ui.ctx()).attention;
    let list = egui::ScrollArea::vertical().id_salt("taking-notes").max_height(NOTES_HEIGHT);
    list.auto_shrink([false, true]).show(ui, |ui| {
        let warnings = question.layers.get(question.layer).map(|layer| layer.warnings.as_slice()).unwrap_or_default();
        for warning in warnings.iter().take(MOST_NOTES) {
            let text = warning_line(texts, warning);
            ui.add(egui::Label::new(RichText::new(text).small().color(attention)).wrap());
        }
        for (feature, note) in question.outlook.notes.iter().take(MOST_NOTES) {
            let (n, why) = (feature.to_string(), note_text(texts, note));
            let text = texts.with("taking-note", &[("n", Value::Text(&n)), ("why", Value::Text(&why))]);
            ui.add(egui::Label::new(RichText::new(text).small().color(attention)).wrap());
        }
    });
}

fn note_text(texts: Texts, note: &TakingNote) -> String {
    let quoted = |text: &str| if text.is_empty() { texts.get("taking-nothing") } else { text.to_owned() };
    let say = |key: &str, text: &str| texts.with(key, &[("text", Value::Text(&quoted(text)))]);
    match note {
        TakingNote::NoShape => texts.get("taking-note-no_shape"),
        TakingNote::NotAnArea => texts.get("taking-note-not_an_area"),
        TakingNote::NotAPlace => texts.get("taking-note-not_a_place"),
        TakingNote::NoStart(text) => say("taking-note-no_start", text),
        TakingNote::NoEnd(text) => say("taking-note-no_end", text),
        TakingNote::NeverActs => texts.get("taking-note-never_acts"),
        TakingNote::UnknownHazard(text) => say("taking-note-unknown_hazard", text),
        TakingNote::NoCapacity(text) => say("taking-note-no_capacity", text),
        TakingNote::NoExitFlow(text) => say("taking-note-no_exit_flow", text),
        TakingNote::DoubtfulCapacity(text) => say("taking-note-doubtful_capacity", text),
    }
}
