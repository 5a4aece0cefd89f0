//! The legend: what the colors and patterns of the map mean, for the kind in view.

use std::collections::BTreeSet;

use egui::{Rect, Ui};

use super::community_layers::classes_legend_ui;
use super::format;
use super::map_roads::paint_measure;
use super::names;
use super::session::Session;
use super::text::Value;
use super::theme::{map_theme, palette};
use super::view::View;
use super::widgets::faint_ui;
use crate::map::{Classed, CoverageClass, MapTheme};
use crate::plan::{ObjectId, RoadMeasure};

/// The legend in the lower left corner of the map.
pub(super) fn legend_ui(ui: &Ui, view: &View<'_>, session: &Session, classed: &[Classed], rect: Rect) {
    let texts = view.texts;
    let palette = palette(ui.ctx());
    let kind = names::site_kind(texts, session.shown_kind);
    let corner = rect.left_bottom() + egui::vec2(12.0, -58.0);
    let area = egui::Area::new(egui::Id::unique("legend")).order(egui::Order::Middle).interactable(false);
    area.pivot(egui::Align2::LEFT_BOTTOM).fixed_pos(corner).constrain_to(rect).show(ui.ctx(), |ui| {
        let frame = egui::Frame::new()
            .fill(palette.card.gamma_multiply(0.94))
            .stroke(egui::Stroke::new(1.0, palette.line))
            .corner_radius(5)
            .inner_margin(8);
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            for classed in classed {
                classes_legend_ui(ui, texts, classed);
                ui.add_space(4.0);
            }
            plan_lines_ui(ui, view, session);
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
                ui.horizontal(|ui| {
                    let (swatch, _) = ui.allocate_exact_size(egui::vec2(22.0, 13.0), egui::Sense::empty());
                    paint_swatch(&ui.painter_at(swatch), swatch, class, theme);
                    ui.label(egui::RichText::new(text).small());
                });
            }
        });
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
fn paint_swatch(painter: &egui::Painter, rect: Rect, class: CoverageClass, theme: MapTheme) {
    let colors = theme.palette();
    let (color, ground) = match class {
        CoverageClass::Reached => (colors.reached, 0.85),
        CoverageClass::BeyondLimit => (colors.beyond, 0.38),
        CoverageClass::Unreachable => (colors.unreachable, 0.25),
        CoverageClass::NoRoadAccess | CoverageClass::Empty => (colors.no_access, 0.12),
    };
    painter.rect_filled(rect, 2, color.gamma_multiply(ground));
    let stroke = egui::Stroke::new(1.2, color);
    let steps = (0_u8..12).map(|step| rect.left() - rect.height() + 4.5 * f32::from(step));
    match class {
        CoverageClass::BeyondLimit => {
            for x in steps {
                painter.line_segment([egui::pos2(x, rect.bottom()), egui::pos2(x + rect.height(), rect.top())], stroke);
            }
        }
        CoverageClass::Unreachable => {
            for x in steps {
                painter.line_segment([egui::pos2(x, rect.bottom()), egui::pos2(x + rect.height(), rect.top())], stroke);
                painter.line_segment([egui::pos2(x, rect.top()), egui::pos2(x + rect.height(), rect.bottom())], stroke);
            }
        }
        CoverageClass::NoRoadAccess => {
            for x in steps {
                painter.circle_filled(egui::pos2(x, rect.center().y), 1.1, color);
            }
        }
        CoverageClass::Reached | CoverageClass::Empty => {}
    }
    painter.rect_stroke(rect, 2, stroke, egui::StrokeKind::Inside);
}
