//! The tools of the Plan step: select, draw each kind of object in the ways it can be drawn, measure; and points
//! by numbers for whatever is being drawn.

use egui::{Key, Ui};

use super::command::AppCommand;
use super::inspector_road::start_text;
use super::map_roads::paint_measure;
use super::names;
use super::session::{Measure, Session, Tool};
use super::sketch_view::{measure_key, measured_text};
use super::text::{Texts, Value};
use super::theme::map_theme;
use super::view::View;
use super::widgets::{choice_ui, faint_ui, heading_ui};
use crate::map::tools::{DrawMethod, Drawn, SketchEvent, typed_point};
use crate::map::{SymbolKind, SymbolState, paint_symbol};
use crate::plan::{Hazard, RoadMeasure, SiteKind};

/// What can be drawn, in the order of the list.
fn drawables(session: &Session) -> Vec<Drawn> {
    let hazard = match session.tool {
        Tool::Draw(Drawn::HazardArea(hazard), _) => hazard,
        _ => Hazard::default(),
    };
    let measure = match session.tool {
        Tool::Draw(Drawn::RoadChange(measure), _) => measure,
        _ => RoadMeasure::default(),
    };
    let mut all: Vec<Drawn> = SiteKind::ALL.into_iter().map(Drawn::Site).collect();
    all.extend([
        Drawn::EvacuationArea,
        Drawn::HazardArea(hazard),
        Drawn::Closure,
        Drawn::RoadChange(measure),
        Drawn::Route,
        Drawn::Note,
    ]);
    all
}

/// The name of the tool that draws something.
pub(super) fn drawn_label(texts: Texts, what: Drawn) -> String {
    match what {
        Drawn::Site(kind) => texts.with("edit-place", &[("kind", Value::Text(&names::site_kind(texts, kind)))]),
        Drawn::Closure => texts.get("tool-close"),
        Drawn::EvacuationArea => texts.get("tool-draw-evacuation-area"),
        Drawn::HazardArea(_) => texts.get("tool-draw-hazard-area"),
        Drawn::RoadChange(_) => texts.get("tool-draw-road-change"),
        Drawn::Route => texts.get("tool-draw-route"),
        Drawn::Note => texts.get("tool-draw-note"),
    }
}

fn drawn_tip(texts: Texts, what: Drawn) -> String {
    texts.get(match what {
        Drawn::Site(_) => "tool-place-tip",
        Drawn::Closure => "tool-close-tip",
        Drawn::EvacuationArea => "tool-draw-evacuation-area-tip",
        Drawn::HazardArea(_) => "tool-draw-hazard-area-tip",
        Drawn::RoadChange(_) => "tool-draw-road-change-tip",
        Drawn::Route => "tool-draw-route-tip",
        Drawn::Note => "tool-draw-note-tip",
    })
}

const fn symbol(what: Drawn) -> Option<SymbolKind> {
    match what {
        Drawn::Site(kind) => Some(SymbolKind::Site(kind)),
        Drawn::Closure => Some(SymbolKind::Closure),
        Drawn::Note => Some(SymbolKind::Note),
        Drawn::EvacuationArea | Drawn::HazardArea(_) | Drawn::RoadChange(_) | Drawn::Route => None,
    }
}

/// The tools; `out` collects what was asked for.
pub(super) fn tools_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("plan-tools"));
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.horizontal_wrapped(|ui| {
        for (tool, key) in [
            (Tool::Select, "tool-select"),
            (Tool::PickRectangle, "tool-pick-rectangle"),
            (Tool::PickLasso, "tool-pick-lasso"),
        ] {
            small_tool_ui(ui, session, tool, &texts.get(key), &texts.get(&format!("{key}-tip")), out);
        }
    });
    // Two columns leave room for the objects below.
    let all = drawables(session);
    for pair in all.chunks(2) {
        ui.columns(2, |columns| {
            for (column, &what) in columns.iter_mut().zip(pair) {
                tool_ui(column, view, session, what, out);
            }
        });
    }
    if let Tool::Draw(what, method) = session.tool {
        options_ui(ui, view, session, what, method, out);
    }
    heading_ui(ui, texts.get("plan-measure"));
    ui.horizontal_wrapped(|ui| {
        for measure in Measure::ALL {
            let key = measure_key(measure);
            let tip = texts.get(&format!("{key}-tip"));
            small_tool_ui(ui, session, Tool::Measure(measure), &texts.get(key), &tip, out);
        }
    });
    if matches!(session.tool, Tool::Measure(_) | Tool::Split | Tool::CutHole) {
        numbers_ui(ui, view, session, out);
    }
}

fn small_tool_ui(ui: &mut Ui, session: &Session, tool: Tool, label: &str, tip: &str, out: &mut Vec<AppCommand>) {
    let button = egui::Button::selectable(session.tool == tool, label).min_size(egui::vec2(0.0, 22.0));
    if ui.add(button).on_hover_text(tip).clicked() {
        out.push(AppCommand::UseTool(tool));
    }
}

/// One tool: its sign and what it draws; spoken with what it does.
fn tool_ui(ui: &mut Ui, view: &View<'_>, session: &Session, what: Drawn, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let is_in_hand = matches!(session.tool, Tool::Draw(drawn, _) if drawn == what);
    let (label, short) = (drawn_label(texts, what), short_label(texts, what));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding.x = 3.0;
        let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 18.0), egui::Sense::empty());
        match symbol(what) {
            Some(kind) => {
                let theme = map_theme(ui.ctx());
                paint_symbol(ui.painter(), rect.center(), 16.0, kind, &SymbolState::default(), theme);
            }
            None => sample_ui(ui, rect, what),
        }
        let width = ui.available_width();
        let short = egui::RichText::new(short).size(12.5);
        let button = egui::Button::selectable(is_in_hand, (short, egui::Atom::grow())).truncate();
        let response = ui.add(button.min_size(egui::vec2(width, 22.0)));
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_in_hand, &label));
        let tip = format!("{label}\n{}", drawn_tip(texts, what));
        if response.on_hover_text(tip).clicked()
            && let Some(&method) = what.methods().first()
        {
            out.push(AppCommand::UseTool(Tool::Draw(what, method)));
        }
    });
}

/// What a tool draws, in a word or two.
fn short_label(texts: Texts, what: Drawn) -> String {
    match what {
        Drawn::Site(kind) => names::site_kind(texts, kind),
        Drawn::EvacuationArea
        | Drawn::HazardArea(_)
        | Drawn::Closure
        | Drawn::RoadChange(_)
        | Drawn::Route
        | Drawn::Note => texts.get(&format!("object-{}", what.kind().name())),
    }
}

/// How the tool in hand draws: its method, the hazard, points by numbers.
fn options_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &mut Session,
    what: Drawn,
    method: DrawMethod,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    ui.indent("methods", |ui| {
        if what.methods().len() > 1 {
            ui.horizontal_wrapped(|ui| {
                for &other in what.methods() {
                    let name = texts.get(&format!("method-{}", other.name()));
                    let tip = texts.get(&format!("method-{}-tip", other.name()));
                    let button = egui::Button::selectable(other == method, name).small();
                    if ui.add(button).on_hover_text(tip).clicked() {
                        out.push(AppCommand::UseTool(Tool::Draw(what, other)));
                    }
                }
            });
        }
        if let Drawn::HazardArea(hazard) = what {
            let options = Hazard::ALL.map(|hazard| (hazard, texts.get(&format!("hazard-{}", hazard.name()))));
            let id = ui.scope_id().with("hazard");
            if let Some(hazard) = choice_ui(ui, id, &texts.get("inspector-hazard"), hazard, options) {
                out.push(AppCommand::UseTool(Tool::Draw(Drawn::HazardArea(hazard), method)));
            }
        }
        if let Drawn::RoadChange(measure) = what {
            measure_ui(ui, view, measure, method, out);
        }
        numbers_ui(ui, view, session, out);
    });
}

/// Which road change is drawn, and the number it starts with.
fn measure_ui(ui: &mut Ui, view: &View<'_>, measure: RoadMeasure, method: DrawMethod, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let options = RoadMeasure::ALL.map(|measure| (measure, texts.get(&format!("change-{}", measure.name()))));
    let id = ui.scope_id().with("measure");
    if let Some(measure) = choice_ui(ui, id, &texts.get("column-change"), measure, options) {
        let what = Drawn::RoadChange(measure);
        let fits = what.methods().contains(&method);
        if let Some(&method) = what.methods().first().filter(|_| !fits).or(Some(&method)) {
            out.push(AppCommand::UseTool(Tool::Draw(what, method)));
        }
    }
    faint_ui(ui, start_text(texts, measure));
}

/// A little of how lines and areas of a kind look on the map.
fn sample_ui(ui: &Ui, rect: egui::Rect, what: Drawn) {
    let palette = map_theme(ui.ctx()).palette();
    let painter = ui.painter();
    let square = rect.shrink(3.0);
    match what {
        Drawn::EvacuationArea => {
            painter.rect(
                square,
                2,
                palette.area.gamma_multiply(0.15),
                egui::Stroke::new(1.5, palette.area),
                egui::StrokeKind::Inside,
            );
        }
        Drawn::HazardArea(_) => {
            painter.rect(
                square,
                2,
                palette.hazard.gamma_multiply(0.25),
                egui::Stroke::new(1.5, palette.hazard),
                egui::StrokeKind::Inside,
            );
        }
        Drawn::RoadChange(measure) => {
            let line = [square.left_bottom(), square.right_top()];
            paint_measure(painter, &line, measure, map_theme(ui.ctx()));
        }
        Drawn::Route | Drawn::Site(_) | Drawn::Closure | Drawn::Note => {
            let color = if what == Drawn::Route { palette.route } else { palette.area };
            painter.line_segment([square.left_bottom(), square.right_top()], egui::Stroke::new(3.0, color));
        }
    }
}

/// Points by numbers, the end of the drawing, and what it measures: everything the pointer can do, by keyboard.
fn numbers_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let label = texts.get("sketch-numbers");
    let mut is_entered = false;
    ui.horizontal(|ui| {
        let field = egui::TextEdit::singleline(&mut session.typed_point)
            .hint_text(texts.get("sketch-numbers-hint"))
            .desired_width(ui.available_width() - 56.0);
        let response = ui.add(field).on_hover_text(texts.get("sketch-numbers-tip"));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
        is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if is_entered {
            response.request_focus();
        }
        is_entered |= ui.button(texts.get("sketch-add")).clicked();
    });
    if is_entered {
        match typed_point(&session.typed_point) {
            Some(point) => {
                session.sketch_events.push(SketchEvent::Typed(point));
                session.typed_point.clear();
            }
            None if session.typed_point.trim().is_empty() => session.sketch_events.push(SketchEvent::Finish),
            None => out.push(AppCommand::Say(texts.get("sketch-numbers-wrong"))),
        }
    }
    if session.sketch.as_ref().is_some_and(crate::map::tools::Sketch::is_begun) {
        ui.horizontal(|ui| {
            if ui.button(texts.get("sketch-finish")).clicked() {
                session.sketch_events.push(SketchEvent::Finish);
            }
            if ui.button(texts.get("sketch-remove-last")).clicked() {
                session.sketch_events.push(SketchEvent::RemoveLast);
            }
        });
    }
    if let Some((_, measured)) = &session.measured {
        faint_ui(ui, measured_text(view, measured));
    }
}
