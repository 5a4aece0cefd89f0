//! The status bar: the hint of the tool, the place under the pointer, how figures and file stand, long work.

use egui::{Align, Layout, RichText, Ui};

use super::command::{AppCommand, UiCommand};
use super::names;
use super::session::{Session, Tool};
use super::text::Value;
use super::theme::palette;
use super::view::{View, Work};
use crate::jobs::JobState;
use crate::map::tools::{DrawMethod, Drawn, Refusal};

/// The bar; `out` collects what was asked for.
pub(super) fn status_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let palette = palette(ui.ctx());
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(file_state(view)).small());
            ui.separator();
            let (figures, is_problem) = figures_state(view);
            let color = if is_problem { palette.attention } else { palette.faint_text };
            ui.label(RichText::new(figures).small().color(color));
            if let Some((work, progress)) = view.work {
                ui.separator();
                if ui.small_button(view.texts.get("command-cancel")).clicked() {
                    out.push(AppCommand::Ui(UiCommand::CancelWork));
                }
                let label = view.texts.get(match work {
                    Work::Reading => "busy-reading",
                    Work::ServiceAreas => "busy-areas",
                });
                let bar = egui::ProgressBar::new(progress.share()).desired_width(90.0).text(String::new());
                ui.add(bar).widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &label));
                ui.label(RichText::new(&label).small());
            }
            hidden_ui(ui, view, session, out);
            ui.separator();
            if let Some(place) = session.pointer {
                let (lon, lat) = (place.lon(), place.lat());
                let (east, north) = (if lon < 0.0 { "W" } else { "E" }, if lat < 0.0 { "S" } else { "N" });
                let text = format!("{:.5}° {east}  {:.5}° {north}", lon.abs(), lat.abs());
                ui.label(RichText::new(text).small().monospace());
                ui.separator();
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(
                    egui::Label::new(RichText::new(hint(view, session)).small().color(palette.faint_text)).truncate(),
                );
            });
        });
    });
}

/// What is hidden still acts on the figures: that is said as long as it is so, and one press shows it again.
fn hidden_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    if session.hidden.is_empty() {
        return;
    }
    ui.separator();
    let n = session.hidden.len().to_string();
    let text = view.texts.with("status-hidden", &[("n", Value::Text(&n))]);
    if ui.small_button(text).on_hover_text(view.texts.get("command-show-hidden-tip")).clicked() {
        out.push(AppCommand::Ui(UiCommand::ShowHidden));
    }
}

fn hint(view: &View<'_>, session: &Session) -> String {
    let texts = view.texts;
    if view.community.is_none() {
        return String::new();
    }
    if session.gesture.is_some() {
        return texts.get("hint-drag");
    }
    match session.tool {
        Tool::Select => texts.get("hint-select"),
        Tool::PickRectangle => texts.get("hint-pick-rectangle"),
        Tool::PickLasso => texts.get("hint-pick-lasso"),
        Tool::Draw(Drawn::Site(kind), DrawMethod::Point) => {
            texts.with("hint-place", &[("kind", Value::Text(&names::site_kind(texts, kind)))])
        }
        Tool::Draw(Drawn::Closure, DrawMethod::Point) => texts.get("hint-close"),
        Tool::Draw(..) | Tool::Split | Tool::CutHole | Tool::Measure(_) => session
            .sketch
            .as_ref()
            .map(|sketch| {
                texts.get(sketch.refusal().map_or(sketch.hint_key(), |why| refused_key(why, sketch.method())))
            })
            .unwrap_or_default(),
    }
}

/// Why nothing was drawn at the last click.
pub(super) const fn refused_key(why: Refusal, method: DrawMethod) -> &'static str {
    match (why, method) {
        (Refusal::Unsound, _) => "sketch-refused-unsound",
        (Refusal::NothingThere, DrawMethod::BlockFill) => "sketch-refused-block",
        (Refusal::NothingThere, DrawMethod::AlongRoads) => "sketch-refused-road",
        (
            Refusal::NothingThere,
            DrawMethod::Point
            | DrawMethod::Line
            | DrawMethod::Polygon
            | DrawMethod::Rectangle
            | DrawMethod::Circle
            | DrawMethod::Freehand,
        ) => "sketch-refused",
    }
}

fn figures_state(view: &View<'_>) -> (String, bool) {
    let texts = view.texts;
    match view.coverage_state {
        JobState::NotRun => (texts.get("status-no-figures"), false),
        JobState::UpToDate => (texts.get("status-up-to-date"), false),
        JobState::OutOfDate => (texts.get("status-out-of-date"), true),
        JobState::Running(_) => (texts.get("status-running"), false),
        JobState::Failed(why) => (texts.with("status-failed", &[("why", Value::Text(why))]), true),
    }
}

fn file_state(view: &View<'_>) -> String {
    let key = match (view.document.is_dirty(), view.path) {
        (true, _) => "status-unsaved",
        (false, Some(_)) => "status-saved",
        (false, None) => "status-new",
    };
    view.texts.get(key)
}
