//! The legend: what the colors and patterns of the map mean, for the kind in view.

use std::collections::BTreeSet;

use egui::{Pos2, Rect, Ui};

use super::allocation_map;
use super::analysis_section::Analysis;
use super::community_layers::classes_legend_ui;
use super::evacuation_map;
use super::format;
use super::map_roads::paint_measure;
use super::names;
use super::session::Session;
use super::text::Value;
use super::theme::{map_theme, palette};
use super::view::View;
use super::widgets::faint_ui;
use crate::map::{Classed, CoverageClass, MapTheme, Pattern};
use crate::plan::{ObjectId, RoadMeasure};

/// Of the map's height the legend takes at most this share unasked.
const MOST_OF_MAP: f32 = 0.62;

/// The legend in the lower left corner of the map, or a button that brings it back: by itself it is put away where it
/// would hide most of the map.
pub(super) fn legend_ui(ui: &Ui, view: &View<'_>, session: &mut Session, classed: &[Classed], rect: Rect) {
    let corner = rect.left_bottom() + egui::vec2(12.0, -58.0);
    // How high it was when the same things were on the map.
    let shows_people = session.playback.is_open && session.playback.shows_people;
    let is_run = view.evacuation.is_some();
    let key = egui::Id::unique(("legend height", session.shown_analysis.name(), shows_people, is_run, classed.len()));
    let height: f32 = ui.data(|data| data.get_temp(key)).unwrap_or_default();
    let is_folded = session.legend_folded.unwrap_or(height > rect.height() * MOST_OF_MAP);
    let (place, pivot) = if is_folded {
        (corner, egui::Align2::LEFT_BOTTOM)
    } else {
        let legend = rows_ui(ui, view, session, classed, (rect, corner));
        ui.data_mut(|data| data.insert_temp(key, legend.height()));
        (legend.right_top() + egui::vec2(-3.0, 3.0), egui::Align2::RIGHT_TOP)
    };
    // The button alone takes clicks: through the rows one can still drag the map.
    let area = egui::Area::new(egui::Id::unique("legend fold")).order(egui::Order::Middle);
    area.pivot(pivot).fixed_pos(place).constrain_to(rect).show(ui.ctx(), |ui| {
        let (title, name) = (view.texts.get("legend-show"), view.texts.get("legend-fold"));
        let (shown, said) = if is_folded { (title.as_str(), &title) } else { ("−", &name) };
        let response = ui.small_button(shown).on_hover_text(said);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
        if response.clicked() {
            session.legend_folded = Some(!is_folded);
        }
    });
}

/// What is on the map, row by row; where it was drawn.
fn rows_ui(ui: &Ui, view: &View<'_>, session: &Session, classed: &[Classed], (rect, corner): (Rect, Pos2)) -> Rect {
    let texts = view.texts;
    let palette = palette(ui.ctx());
    let area = egui::Area::new(egui::Id::unique("legend")).order(egui::Order::Middle).interactable(false);
    let shown = area.pivot(egui::Align2::LEFT_BOTTOM).fixed_pos(corner).constrain_to(rect).show(ui.ctx(), |ui| {
        let frame = egui::Frame::new()
            .fill(palette.card.gamma_multiply(0.94))
            .stroke(egui::Stroke::new(1.0, palette.line))
            .corner_radius(5)
            // On the right there is room for the button.
            .inner_margin(egui::Margin { left: 8, right: 28, top: 8, bottom: 8 });
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            // Rows of a legend are read, not pressed: they stand as close as their letters allow.
            ui.spacing_mut().interact_size.y = 14.0;
            for classed in classed {
                classes_legend_ui(ui, texts, classed);
                ui.add_space(4.0);
            }
            plan_lines_ui(ui, view, session);
            match session.shown_analysis {
                Analysis::Coverage => coverage_rows_ui(ui, view, session),
                Analysis::Allocation => allocation_map::legend_rows_ui(ui, view, session),
                Analysis::Evacuation | Analysis::Bottlenecks => evacuation_map::legend_rows_ui(ui, view, session),
            }
        });
    });
    shown.response.rect
}

fn coverage_rows_ui(ui: &mut Ui, view: &View<'_>, session: &Session) {
    let texts = view.texts;
    let kind = names::site_kind(texts, session.shown_kind);
    let Some(coverage) = view.kind_coverage(session.shown_kind) else {
        faint_ui(ui, texts.with("legend-no-sites", &[("kind", Value::Text(&kind))]));
        return;
    };
    // In one line: wrapped, it would go by the width the legend happened to have before.
    let title = egui::RichText::new(texts.with("legend-title", &[("kind", Value::Text(&kind))]));
    ui.add(egui::Label::new(title.small().strong()).extend());
    let limit = format::distance(texts, coverage.limit);
    let rows = [
        (CoverageClass::Reached, texts.with("legend-reached", &[("limit", Value::Text(&limit))])),
        (CoverageClass::BeyondLimit, texts.get("legend-beyond")),
        (CoverageClass::Unreachable, texts.get("legend-unreachable")),
        (CoverageClass::NoRoadAccess, texts.get("legend-no-road")),
    ];
    let theme = map_theme(ui.ctx());
    for (class, text) in rows {
        patch_row_ui(ui, text, |painter, patch| paint_class(painter, patch, class, theme));
    }
}

/// A row of the legend: a small patch as it looks on the map, and what it means.
pub(super) fn patch_row_ui(ui: &mut Ui, text: String, paint: impl FnOnce(&egui::Painter, Rect)) {
    ui.horizontal(|ui| {
        let (patch, _) = ui.allocate_exact_size(egui::vec2(22.0, 13.0), egui::Sense::empty());
        paint(&ui.painter_at(patch), patch);
        ui.label(egui::RichText::new(text).small());
    });
}

/// The measures on roads and the routes that are on the map now, each with its line.
fn plan_lines_ui(ui: &mut Ui, view: &View<'_>, session: &Session) {
    let texts = view.texts;
    let plan = view.document.plan();
    let is_shown = |id: ObjectId| view.takes_part(id) && !session.hidden.contains(&id);
    let changes = plan.road_changes().values().filter(|change| is_shown(ObjectId::RoadChange(change.id)));
    let measures: BTreeSet<RoadMeasure> = changes.map(|change| change.kind.measure()).collect();
    let has_routes = plan.routes().keys().any(|&id| is_shown(ObjectId::Route(id)));
    let theme = map_theme(ui.ctx());
    let row = |ui: &mut Ui, text: String, paint: &dyn Fn(&egui::Painter, [egui::Pos2; 2])| {
        ui.horizontal(|ui| {
            let (swatch, _) = ui.allocate_exact_size(egui::vec2(22.0, 13.0), egui::Sense::empty());
            paint(&ui.painter_at(swatch), [swatch.left_center(), swatch.right_center()]);
            ui.label(egui::RichText::new(text).small());
        });
    };
    if has_routes {
        let color = theme.palette().route;
        row(ui, texts.get("object-route"), &|painter, line| {
            painter.line_segment(line, egui::Stroke::new(3.5, color));
        });
    }
    for measure in &measures {
        let text = texts.get(&format!("change-{}", measure.name()));
        row(ui, text, &|painter, line| paint_measure(painter, &line, *measure, theme));
    }
    if has_routes || !measures.is_empty() {
        ui.add_space(4.0);
    }
}

/// A small patch in the color and pattern of a class, as on the map.
pub(super) fn paint_class(painter: &egui::Painter, rect: Rect, class: CoverageClass, theme: MapTheme) {
    let colors = theme.palette();
    let (color, ground, pattern) = match class {
        CoverageClass::Reached => (colors.reached, 0.85, Pattern::Solid),
        CoverageClass::BeyondLimit => (colors.beyond, 0.38, Pattern::Hatch),
        CoverageClass::Unreachable => (colors.unreachable, 0.25, Pattern::Cross),
        CoverageClass::NoRoadAccess => (colors.no_access, 0.12, Pattern::Dots),
        CoverageClass::Empty => (colors.no_access, 0.12, Pattern::Solid),
    };
    paint_patch(painter, rect, color, ground, pattern);
}

/// A small patch: a ground of so much of the color, the pattern over it, an edge.
pub(super) fn paint_patch(painter: &egui::Painter, rect: Rect, color: egui::Color32, ground: f32, pattern: Pattern) {
    painter.rect_filled(rect, 2, color.gamma_multiply(ground));
    let stroke = egui::Stroke::new(1.2, color);
    let (has_rising, has_falling) = match pattern {
        Pattern::Solid | Pattern::Dots => (false, false),
        Pattern::Hatch => (true, false),
        Pattern::BackHatch => (false, true),
        Pattern::Cross => (true, true),
    };
    for step in 0_u8..12 {
        let x = rect.left() - rect.height() + 4.5 * f32::from(step);
        let (left, right) = (x, x + rect.height());
        if has_rising {
            painter.line_segment([egui::pos2(left, rect.bottom()), egui::pos2(right, rect.top())], stroke);
        }
        if has_falling {
            painter.line_segment([egui::pos2(left, rect.top()), egui::pos2(right, rect.bottom())], stroke);
        }
        if pattern == Pattern::Dots {
            painter.circle_filled(egui::pos2(x, rect.center().y), 1.1, color);
        }
    }
    painter.rect_stroke(rect, 2, stroke, egui::StrokeKind::Inside);
}
