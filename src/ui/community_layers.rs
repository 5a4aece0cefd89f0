//! The layers of the base map: shown or hidden, their order and strength, colored by a fact, with names.

use egui::{Align, Layout, RichText, Ui};

use super::format;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::{map_theme, palette};
use super::view::View;
use super::widgets::{choice_ui, ends_ui, faint_ui, heading_ui, row_ui};
use crate::community::{Community, FeatureKind};
use crate::map::{
    BaseLayer, CLASS_RANGE, ClassLabel, ClassMethod, Classed, Classing, Coloring, LabelKind, MapTheme, class_color,
};

/// The kind of feature a layer shows.
#[must_use]
pub const fn kind_of(layer: BaseLayer) -> FeatureKind {
    match layer {
        BaseLayer::OpenSpaces => FeatureKind::OpenSpace,
        BaseLayer::Water => FeatureKind::Water,
        BaseLayer::Buildings => FeatureKind::Building,
        BaseLayer::Roads => FeatureKind::Road,
        BaseLayer::Boundaries => FeatureKind::Boundary,
        BaseLayer::Facilities => FeatureKind::Facility,
        BaseLayer::Zones => FeatureKind::PopulationZone,
        BaseLayer::Others => FeatureKind::Other,
    }
}

/// The list, from the top down.
pub(super) fn layers_ui(ui: &mut Ui, view: &View<'_>, community: &Community, session: &mut Session) {
    let texts = view.texts;
    heading_ui(ui, texts.get("layers-title"));
    let counts = community.counts();
    let present = session.dress.order().into_iter().filter(|&layer| counts.of(kind_of(layer)) > 0);
    let present: Vec<BaseLayer> = present.collect();
    for (place, &layer) in present.iter().enumerate() {
        let above = place.checked_sub(1).and_then(|place| present.get(place)).copied();
        layer_ui(ui, texts, community, layer, above, session);
    }
    faint_ui(ui, texts.get("layers-names"));
    ui.horizontal_wrapped(|ui| {
        for kind in LabelKind::ALL {
            let mut is_shown = session.labels.contains(&kind);
            let name = texts.get(&format!("label-{}", kind.name()));
            if ui.checkbox(&mut is_shown, name).changed() && !session.labels.remove(&kind) {
                session.labels.insert(kind);
            }
        }
    });
}

fn layer_ui(
    ui: &mut Ui,
    texts: Texts,
    community: &Community,
    layer: BaseLayer,
    above: Option<BaseLayer>,
    session: &mut Session,
) {
    let kind = kind_of(layer);
    let name = texts.get(&format!("layer-{}", kind.name()));
    let said = |key: &str| texts.with(key, &[("layer", Value::Text(&name))]);
    ends_ui(ui, |ui| {
        let mut percent = session.dress.opacity_of(layer);
        let label = said("layers-opacity");
        let response = ui.add(egui::DragValue::new(&mut percent).range(10..=100).suffix("\u{202f}%").speed(1.0));
        let value = f64::from(percent);
        response.widget_info(|| egui::WidgetInfo {
            label: Some(label.clone()),
            ..egui::WidgetInfo::drag_value(true, value)
        });
        if response.on_hover_text(&label).changed() {
            session.dress.set_opacity(layer, percent);
        }
        let up = said("layers-up");
        let response = ui.add_enabled(above.is_some(), egui::Button::new("▲").small());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, above.is_some(), &up));
        if response.on_hover_text(&up).clicked()
            && let Some(above) = above
        {
            // Layers that are not there lie in between: the layer goes up until it has passed one that is.
            let place = |session: &Session, layer| session.dress.order().iter().position(|&other| other == layer);
            while place(session, layer) > place(session, above) {
                session.dress.lift(layer);
            }
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let mut is_shown = !session.hidden_layers.contains(&kind);
            if ui.checkbox(&mut is_shown, &name).changed() && !session.hidden_layers.remove(&kind) {
                session.hidden_layers.insert(kind);
            }
        });
    });
    if !session.hidden_layers.contains(&kind) {
        coloring_ui(ui, texts, community, layer, &name, session);
    }
}

/// What the layer is colored by, and into how many classes.
fn coloring_ui(ui: &mut Ui, texts: Texts, community: &Community, layer: BaseLayer, name: &str, session: &mut Session) {
    let offered: Vec<Coloring> = Coloring::ALL.into_iter().filter(|coloring| coloring.layer() == layer).collect();
    if offered.is_empty() || community.counts().of(kind_of(layer)) == 0 {
        return;
    }
    let current = session.dress.colorings.get(&layer).copied();
    let mut new = current;
    ui.horizontal(|ui| {
        ui.add_space(18.0);
        let label = texts.with("layers-color-by", &[("layer", Value::Text(name))]);
        let plain = std::iter::once((None, texts.get("coloring-none")));
        let options = offered.into_iter().map(|c| (Some(c), texts.get(&format!("coloring-{}", c.name()))));
        let id = ui.scope_id().with(("coloring", layer));
        if let Some(coloring) = choice_ui(ui, id, &label, current.map(|c| c.coloring), plain.chain(options)) {
            new = coloring.map(|coloring| Classing { coloring, ..current.unwrap_or(Classing::by(coloring)) });
        }
    });
    if let Some(classing) = &mut new {
        ui.push_id(layer, |ui| classing_ui(ui, texts, classing));
    }
    if new != current {
        match new {
            Some(classing) => _ = session.dress.colorings.insert(layer, classing),
            None => _ = session.dress.colorings.remove(&layer),
        }
    }
}

fn classing_ui(ui: &mut Ui, texts: Texts, classing: &mut Classing) {
    if !classing.coloring.has_categories() {
        let label = texts.get("layers-method");
        row_ui(ui, &label, |ui| {
            let options = ClassMethod::ALL.map(|method| (method, texts.get(&format!("method-{}", method.name()))));
            if let Some(method) = choice_ui(ui, ui.scope_id().with("method"), &label, classing.method, options) {
                classing.method = method;
            }
        });
    }
    let label = texts.get("layers-classes");
    row_ui(ui, &label, |ui| {
        let options = (CLASS_RANGE.0..=CLASS_RANGE.1).map(|n| (n, n.to_string()));
        if let Some(n) = choice_ui(ui, ui.scope_id().with("classes"), &label, classing.n_classes, options) {
            classing.n_classes = n;
        }
    });
}

/// The legend of a colored layer: each class with its color and how many features it holds.
pub(super) fn classes_legend_ui(ui: &mut Ui, texts: Texts, classed: &Classed) {
    let theme: MapTheme = map_theme(ui.ctx());
    let coloring = classed.classing.coloring;
    let kind = texts.get(&format!("layer-{}", kind_of(coloring.layer()).name()));
    let by = texts.get(&format!("coloring-{}", coloring.name()));
    ui.label(RichText::new(format!("{kind}: {by}")).small().strong());
    for entry in &classed.entries {
        ui.horizontal(|ui| {
            let (swatch, _) = ui.allocate_exact_size(egui::vec2(22.0, 13.0), egui::Sense::empty());
            let color = class_color(theme, coloring.has_categories(), entry.class);
            ui.painter().rect(
                swatch,
                2,
                color,
                egui::Stroke::new(1.0, palette(ui.ctx()).line),
                egui::StrokeKind::Inside,
            );
            let text = format!("{}  ({})", class_words(texts, &entry.label), format::count(entry.n_features as u64));
            ui.label(RichText::new(text).small());
        });
    }
}

fn class_words(texts: Texts, label: &ClassLabel) -> String {
    let number = |value: f64| {
        if value.fract() == 0.0 || value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
    };
    match label {
        ClassLabel::Range(from, to) if number(*from) == number(*to) => number(*from),
        ClassLabel::Range(from, to) => format!("{} – {}", number(*from), number(*to)),
        ClassLabel::Usage(usage) => usage.clone(),
        ClassLabel::Road(class) => texts.get(&format!("road-{}", class.name())),
        ClassLabel::Rest => texts.get("class-rest"),
    }
}
