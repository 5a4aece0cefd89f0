//! The question about the coordinates of a file: what looks odd, the systems to choose among, and the picture.

use egui::{RichText, Ui};

use super::command::AppCommand;
use super::coordinate_map::{after_stroke, before_stroke, is_in_picture, others_stroke, picture_ui};
use super::coordinates::{
    CodeFault, CoordinateChoice, CoordinateCommand, CoordinateLook, CoordinatePicture, CoordinatePurpose,
    CoordinateQuestion, epsg_words, system_words,
};
use super::format;
use super::search_list::is_just_opened;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{fact_colored_ui, fact_ui, faint_ui};
use crate::community::ReadPlaces;
use crate::geometry::{CoordinateSystem, CoordinateSystemError, LonLat, geodesic_length};

/// Width of the whole question in points.
const WIDTH: f32 = 830.0;
/// Width of the choices.
const CHOICES: f32 = 330.0;
/// The picture is brought nearer at most so often; each time to half its size.
const CLOSEST: u8 = 8;

/// The content of the question; `out` collects the answer.
pub(super) fn coordinates_ui(
    ui: &mut Ui,
    view: &View<'_>,
    question: &mut CoordinateQuestion,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    ui.set_width(WIDTH);
    ui.heading(texts.with("coordinates-title", &[("file", Value::Text(&question.layer))]));
    ui.add(egui::Label::new(as_sentence(&question.why.say(texts))).wrap().selectable(true));
    ui.add_space(4.0);
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(CHOICES);
            choices_ui(ui, texts, question);
        });
        ui.add_space(8.0);
        ui.vertical(|ui| look_ui(ui, view, question));
    });
    ui.add_space(8.0);
    answer_ui(ui, view, question, out);
}

/// What an error says in the middle of a line, at the beginning of one.
fn as_sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn choices_ui(ui: &mut Ui, texts: Texts, question: &mut CoordinateQuestion) {
    faint_ui(ui, texts.get("coordinates-read-as"));
    let offers = question.offers();
    let is_new = is_just_opened(ui);
    for choice in CoordinateChoice::ALL {
        if !question.is_offered(choice) {
            continue;
        }
        let is_likely = offers.iter().any(|&offer| CoordinateChoice::of(Some(offer)) == choice);
        let name = texts.get(choice.text_key());
        let name = if is_likely { texts.with("coordinates-likely", &[("name", Value::Text(&name))]) } else { name };
        let tip = texts.get(&format!("{}-tip", choice.text_key()));
        let response = ui.radio_value(&mut question.choice, choice, name).on_hover_text(tip);
        // The choice has the keyboard when the question opens: arrows and Tab lead on.
        if is_new && question.choice == choice {
            response.request_focus();
        }
        if choice == CoordinateChoice::Epsg && question.choice == choice {
            ui.indent("epsg", |ui| code_ui(ui, texts, &offers, question));
        }
    }
}

/// The code of a projected system: typed, or one of the likely ones.
fn code_ui(ui: &mut Ui, texts: Texts, offers: &[CoordinateSystem], question: &mut CoordinateQuestion) {
    ui.horizontal(|ui| {
        let label = texts.get("coordinates-code");
        let field = egui::TextEdit::singleline(&mut question.code).hint_text("2056").desired_width(76.0);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
        ui.checkbox(&mut question.is_north_first, texts.get("coordinates-north-first"));
    });
    match question.system() {
        Ok(system) => _ = faint_ui(ui, system_words(texts, system)),
        Err(fault) => {
            let color = palette(ui.ctx()).attention;
            let text = RichText::new(code_fault(texts, &fault)).small().color(color);
            ui.add(egui::Label::new(text).wrap());
        }
    }
    for &offer in offers {
        if let CoordinateSystem::Epsg(code) | CoordinateSystem::EpsgSwapped(code) = offer
            && question.code.trim() != code.0.to_string()
        {
            let words = texts.with("coordinates-perhaps", &[("name", Value::Text(&epsg_words(code)))]);
            if ui.add(egui::Button::new(RichText::new(words).small()).wrap()).clicked() {
                question.choose(Some(offer));
            }
        }
    }
}

fn code_fault(texts: Texts, fault: &CodeFault) -> String {
    match fault {
        CodeFault::Missing => texts.get("coordinates-code-missing"),
        CodeFault::NoNumber => texts.get("coordinates-code-no-number"),
        CodeFault::System(CoordinateSystemError::Unknown(code)) => {
            texts.with("coordinates-code-unknown", &[("code", Value::Text(&code.to_string()))])
        }
        CodeFault::System(CoordinateSystemError::NoDatum(code)) => {
            texts.with("coordinates-code-no-datum", &[("name", Value::Text(&epsg_words(*code)))])
        }
    }
}

/// The picture, its legend, and the figures.
fn look_ui(ui: &mut Ui, view: &View<'_>, question: &mut CoordinateQuestion) {
    let texts = view.texts;
    let picture = match view.coordinates {
        CoordinateLook::Ready(picture) => Some(&**picture),
        CoordinateLook::Nothing | CoordinateLook::Reading | CoordinateLook::Failed(_) => None,
    };
    let words = picture.map_or_else(|| texts.get("coordinates-picture-empty"), |picture| in_words(texts, picture));
    picture_ui(ui, picture, question.closeness, &words);
    legend_ui(ui, texts, picture, question);
    match view.coordinates {
        CoordinateLook::Nothing => _ = faint_ui(ui, texts.get("coordinates-look-nothing")),
        CoordinateLook::Reading => _ = faint_ui(ui, texts.get("coordinates-look-reading")),
        CoordinateLook::Failed(why) => {
            let color = palette(ui.ctx()).attention;
            let why = why.say(texts);
            let text = texts.with("coordinates-look-failed", &[("why", Value::Text(&why))]);
            ui.add(egui::Label::new(RichText::new(text).small().color(color)).wrap());
        }
        CoordinateLook::Ready(picture) => figures_ui(ui, texts, picture),
    }
}

fn legend_ui(ui: &mut Ui, texts: Texts, picture: Option<&CoordinatePicture>, question: &mut CoordinateQuestion) {
    let colors = palette(ui.ctx());
    ui.horizontal(|ui| {
        let mut entry = |key: &str, stroke: egui::Stroke, is_dashed: bool| {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(22.0, 12.0), egui::Sense::empty());
            let ends = [rect.left_center(), rect.right_center()];
            if is_dashed {
                ui.painter().extend(egui::Shape::dashed_line(&ends, stroke, 4.0, 3.0));
            } else {
                ui.painter().line_segment(ends, stroke);
            }
            ui.label(RichText::new(texts.get(key)).small());
        };
        entry("coordinates-legend-before", before_stroke(colors), true);
        entry("coordinates-legend-after", after_stroke(colors), false);
        if picture.is_some_and(|picture| !picture.others.is_empty()) {
            entry("coordinates-legend-others", others_stroke(colors), false);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let step = |ui: &mut Ui, sign: &str, key: &str, is_enabled: bool| {
                let name = texts.get(key);
                let response = ui.add_enabled(is_enabled, egui::Button::new(sign).small());
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_enabled, &name));
                response.on_hover_text(&name).clicked()
            };
            if step(ui, "+", "coordinates-closer", question.closeness < CLOSEST) {
                question.closeness += 1;
            }
            if step(ui, "−", "coordinates-farther", question.closeness > 0) {
                question.closeness -= 1;
            }
        });
    });
}

fn figures_ui(ui: &mut Ui, texts: Texts, picture: &CoordinatePicture) {
    let CoordinatePicture { before, after, extent, .. } = picture;
    ui.spacing_mut().item_spacing.y = 2.0;
    let middle = |places: &ReadPlaces| match places.middle {
        Some(place) => place_words(place),
        None => texts.get("coordinates-no-degrees"),
    };
    fact_ui(ui, texts.get("coordinates-middle-before"), middle(before));
    fact_ui(ui, texts.get("coordinates-middle-after"), middle(after));
    let moved = before.middle.zip(after.middle).map(|(from, to)| format::distance(texts, geodesic_length(from, to)));
    fact_ui(ui, texts.get("coordinates-moved"), moved.unwrap_or_else(|| "–".to_owned()));
    if extent.is_some() {
        let color = (after.n_within == 0).then_some(palette(ui.ctx()).attention);
        fact_colored_ui(ui, texts.get("coordinates-within"), within_words(texts, picture), color);
    } else {
        fact_ui(ui, texts.get("coordinates-features"), format::count(after.n_features as u64));
    }
    let outside = [("coordinates-outside-before", before), ("coordinates-outside-after", after)];
    for (key, places) in outside {
        if !places.lines.is_empty() && !is_in_picture(picture, places) {
            faint_ui(ui, texts.get(key));
        }
    }
}

fn place_words(place: LonLat) -> String {
    format!("{:.5}°, {:.5}°", place.lon(), place.lat())
}

fn within_words(texts: Texts, picture: &CoordinatePicture) -> String {
    let n = |n: usize| format::count(n as u64);
    let (now, of) = (n(picture.after.n_within), n(picture.after.n_features));
    let before = n(picture.before.n_within);
    texts.with(
        "coordinates-within-of",
        &[("n", Value::Text(&now)), ("of", Value::Text(&of)), ("before", Value::Text(&before))],
    )
}

/// The picture for those who do not see it.
fn in_words(texts: Texts, picture: &CoordinatePicture) -> String {
    let after = picture.after.middle.map_or_else(String::new, place_words);
    let n = format::count(picture.after.n_features as u64);
    texts.with("coordinates-picture", &[("n", Value::Text(&n)), ("place", Value::Text(&after))])
}

fn answer_ui(ui: &mut Ui, view: &View<'_>, question: &CoordinateQuestion, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let key = match question.purpose {
        CoordinatePurpose::Open { .. } => "dialog-ok-open",
        CoordinatePurpose::Adopt => "coordinates-ok-adopt",
        CoordinatePurpose::Layer => "coordinates-ok-layer",
    };
    let is_same = question.purpose == CoordinatePurpose::Layer && question.system() == Ok(question.current);
    // What could not be read for the look cannot be read at all.
    let is_ready = matches!(view.coordinates, CoordinateLook::Ready(_)) && !is_same;
    ui.horizontal(|ui| {
        if ui.add_enabled(is_ready, egui::Button::new(texts.get(key))).clicked() {
            out.push(AppCommand::Coordinates(CoordinateCommand::Accept));
        }
        if ui.button(texts.get("dialog-cancel")).clicked() {
            out.push(AppCommand::CancelDialog);
        }
        faint_ui(ui, texts.get("coordinates-note"));
    });
}
