//! The inspector's page for a site: its facts, by kind, and what it does for whom.

use egui::Ui;

use super::format;
use super::inspector::name_row_ui;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{
    Typed, card_ui, choice_ui, fact_colored_ui, fact_ui, faint_ui, heading_ui, number_row_ui, row_ui, text_field_ui,
    text_row_ui,
};
use crate::analysis::ExclusionReason;
use crate::plan::{Capacity, Hazard, ObjectId, ShelterClass, Site, SiteKind, SiteSpace, SiteState, StockLine};
use crate::units::{Persons, SquareMetres};

/// The page; returns the changed site once something was changed.
pub(super) fn site_ui(ui: &mut Ui, view: &View<'_>, site: &Site) -> Option<Site> {
    let texts = view.texts;
    let id = ObjectId::Site(site.id);
    let mut new = site.clone();
    if let Some(name) = name_row_ui(ui, texts, id, &site.name) {
        new.name = name;
    }
    row_ui(ui, &texts.get("inspector-kind"), |ui| {
        let options = SiteKind::ALL.map(|kind| (kind, texts.get(&format!("kind-{}", kind.name()))));
        if let Some(kind) =
            choice_ui(ui, ui.scope_id().with((id, "kind")), &texts.get("inspector-kind"), site.kind, options)
        {
            new.kind = kind;
        }
    });
    row_ui(ui, &texts.get("inspector-state"), |ui| {
        let options = SiteState::ALL.map(|state| (state, texts.get(&format!("state-{}", state.name()))));
        let chosen =
            choice_ui(ui, ui.scope_id().with((id, "state")), &texts.get("inspector-state"), site.state, options);
        if let Some(state) = chosen {
            new.state = state;
        }
    });
    ui.checkbox(&mut new.is_open, texts.get("inspector-open"));
    match site.kind {
        SiteKind::Shelter => {
            class_ui(ui, texts, id, site, &mut new);
            capacity_ui(ui, view, id, site, &mut new);
            unfit_ui(ui, texts, &mut new);
        }
        SiteKind::SafeHarbor => {
            capacity_ui(ui, view, id, site, &mut new);
            unfit_ui(ui, texts, &mut new);
        }
        SiteKind::SupplyPoint => stock_ui(ui, texts, id, &mut new),
        SiteKind::MedicalPoint => medical_ui(ui, texts, id, &mut new),
        SiteKind::WarningDevice => device_ui(ui, texts, id, &mut new),
        SiteKind::Exit => {
            let label = texts.get("inspector-exit-flow");
            let field = ui.scope_id().with((id, "flow"));
            if let Some(flow) = number_row_ui(ui, field, &label, site.exit_persons_per_min, (0.0, 1e6)) {
                new.exit_persons_per_min = flow.number();
            }
        }
        SiteKind::ServicePoint => {}
    }
    for (key, field) in [("inspector-manager", &mut new.manager), ("inspector-phone", &mut new.phone)] {
        if let Some(value) = text_row_ui(ui, ui.scope_id().with((id, key)), &texts.get(key), field) {
            *field = value;
        }
    }
    ui.checkbox(&mut new.is_locked, texts.get("inspector-locked"));
    figures_ui(ui, view, site);
    (new != *site).then_some(new)
}

fn class_ui(ui: &mut Ui, texts: Texts, id: ObjectId, site: &Site, new: &mut Site) {
    row_ui(ui, &texts.get("inspector-class"), |ui| {
        let options = ShelterClass::ALL.map(|class| (class, texts.get(&format!("class-{}", class.name()))));
        let label = texts.get("inspector-class");
        if let Some(class) = choice_ui(ui, ui.scope_id().with((id, "class")), &label, site.class, options) {
            new.class = class;
        }
    });
    row_ui(ui, &texts.get("inspector-space"), |ui| {
        let options = SiteSpace::ALL.map(|space| (space, texts.get(&format!("space-{}", space.name()))));
        let label = texts.get("inspector-space");
        if let Some(space) = choice_ui(ui, ui.scope_id().with((id, "space")), &label, site.space, options) {
            new.space = space;
        }
    });
}

/// How the capacity is known: not at all, as a number, or from an area.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CapacityRule {
    Unknown,
    Persons,
    Area,
}

fn capacity_ui(ui: &mut Ui, view: &View<'_>, id: ObjectId, site: &Site, new: &mut Site) {
    let texts = view.texts;
    let current = match site.capacity {
        Capacity::Unknown => CapacityRule::Unknown,
        Capacity::Persons(_) => CapacityRule::Persons,
        Capacity::Area { .. } => CapacityRule::Area,
    };
    row_ui(ui, &texts.get("inspector-capacity"), |ui| {
        let options = [
            (CapacityRule::Unknown, texts.get("inspector-capacity-unknown")),
            (CapacityRule::Persons, texts.get("inspector-capacity-persons")),
            (CapacityRule::Area, texts.get("inspector-capacity-area")),
        ];
        let label = texts.get("inspector-capacity");
        let known = view.values.capacity(site);
        match choice_ui(ui, ui.scope_id().with((id, "capacity")), &label, current, options) {
            Some(CapacityRule::Unknown) => new.capacity = Capacity::Unknown,
            Some(CapacityRule::Persons) => new.capacity = Capacity::Persons(known.unwrap_or(Persons::NONE)),
            Some(CapacityRule::Area) => {
                new.capacity = Capacity::Area { effective_area: SquareMetres::ZERO, area_per_person: None };
            }
            None => {}
        }
    });
    match site.capacity {
        Capacity::Unknown => {}
        Capacity::Persons(persons) => {
            let label = texts.get("inspector-capacity-persons");
            let range = (0.0, 1e8);
            let taken =
                number_row_ui(ui, ui.scope_id().with((id, "places")), &label, Some(f64::from(persons.0)), range);
            if let Some(Typed::Number(places)) = taken {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the field's range")]
                let places = places as u32;
                new.capacity = Capacity::Persons(Persons(places));
            }
        }
        Capacity::Area { effective_area, area_per_person } => {
            area_capacity_ui(ui, view, site, new, effective_area, area_per_person);
        }
    }
}

fn area_capacity_ui(
    ui: &mut Ui,
    view: &View<'_>,
    site: &Site,
    new: &mut Site,
    effective_area: SquareMetres,
    area_per_person: Option<SquareMetres>,
) {
    let texts = view.texts;
    let id = ObjectId::Site(site.id);
    let label = texts.get("inspector-area");
    let taken = number_row_ui(ui, ui.scope_id().with((id, "area")), &label, Some(effective_area.value()), (0.0, 1e8));
    if let Some(Typed::Number(area)) = taken {
        new.capacity = Capacity::Area { effective_area: SquareMetres::new_clamped(area), area_per_person };
    }
    let label = texts.get("inspector-area-per-person");
    let field = ui.scope_id().with((id, "per-person"));
    let taken = number_row_ui(ui, field, &label, area_per_person.map(SquareMetres::value), (0.01, 1e4));
    if let Some(area) = taken.map(Typed::number) {
        new.capacity = Capacity::Area { effective_area, area_per_person: area.map(SquareMetres::new_clamped) };
    }
    if area_per_person.is_none()
        && let Some(area) = view.values.area_per_person(site.kind, site.class, site.space)
    {
        let n = format!("{}", area.value());
        faint_ui(ui, texts.with("inspector-area-profile", &[("n", Value::Text(&n))]));
    }
    if let Some(places) = view.values.capacity(site) {
        faint_ui(ui, texts.with("inspector-places", &[("n", Value::Text(&format::count(places.count())))]));
    }
}

fn unfit_ui(ui: &mut Ui, texts: Texts, new: &mut Site) {
    heading_ui(ui, texts.get("inspector-unfit"));
    ui.horizontal_wrapped(|ui| {
        for hazard in Hazard::ALL {
            let mut is_unfit = new.unfit_for.contains(&hazard);
            if ui.checkbox(&mut is_unfit, texts.get(&format!("hazard-{}", hazard.name()))).changed() {
                if is_unfit {
                    new.unfit_for.insert(hazard);
                } else {
                    new.unfit_for.remove(&hazard);
                }
            }
        }
    });
}

fn stock_ui(ui: &mut Ui, texts: Texts, id: ObjectId, new: &mut Site) {
    heading_ui(ui, texts.get("inspector-stock"));
    let mut removed = None;
    for (place, line) in new.stock.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let number = (place + 1).to_string();
            let label = |key: &str| format!("{} {number}", texts.get(key));
            let field = |part: &str| ui.scope_id().with((id, "stock", place, part));
            let (item, quantity, unit) = (field("item"), field("quantity"), field("unit"));
            if let Some(text) = text_field_ui(ui, item, &label("inspector-stock-item"), &line.item, 100.0) {
                line.item = text;
            }
            let shown = format!("{}", line.quantity);
            if let Some(text) = text_field_ui(ui, quantity, &label("inspector-stock-quantity"), &shown, 46.0)
                && let Ok(number) = text.trim().parse::<f64>()
                && number.is_finite()
                && number >= 0.0
            {
                line.quantity = number;
            }
            if let Some(text) = text_field_ui(ui, unit, &label("inspector-stock-unit"), &line.unit, 58.0) {
                line.unit = text;
            }
            let name = texts.with("inspector-stock-remove", &[("n", Value::Text(&number))]);
            let button = ui.small_button("×").on_hover_text(&name);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if button.clicked() {
                removed = Some(place);
            }
        });
    }
    if let Some(place) = removed {
        new.stock.remove(place);
    }
    if ui.button(texts.get("inspector-stock-add")).clicked() {
        new.stock.push(StockLine::default());
    }
}

fn medical_ui(ui: &mut Ui, texts: Texts, id: ObjectId, new: &mut Site) {
    for (key, field) in [("inspector-beds", &mut new.beds), ("inspector-staff", &mut new.staff)] {
        let taken = number_row_ui(ui, ui.scope_id().with((id, key)), &texts.get(key), field.map(f64::from), (0.0, 1e6));
        if let Some(number) = taken.map(Typed::number) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the field's range")]
            let number = number.map(|number| number as u32);
            *field = number;
        }
    }
}

fn device_ui(ui: &mut Ui, texts: Texts, id: ObjectId, new: &mut Site) {
    let fields =
        [("inspector-device-type", &mut new.device.device_type), ("inspector-operator", &mut new.device.operator)];
    for (key, field) in fields {
        if let Some(value) = text_row_ui(ui, ui.scope_id().with((id, key)), &texts.get(key), field) {
            *field = value;
        }
    }
    let label = texts.get("inspector-device-level");
    if let Some(level) = number_row_ui(ui, ui.scope_id().with((id, "level")), &label, new.device.level_db, (0.0, 200.0))
    {
        new.device.level_db = level.number();
    }
    ui.checkbox(&mut new.device.has_backup_power, texts.get("inspector-device-backup"));
}

/// What the latest coverage says of the site.
fn figures_ui(ui: &mut Ui, view: &View<'_>, site: &Site) {
    let Some(report) = view.coverage else { return };
    let texts = view.texts;
    let palette = palette(ui.ctx());
    heading_ui(ui, texts.get("site-figures"));
    if let Some(excluded) = report.excluded_sites.iter().find(|excluded| excluded.site == site.id) {
        let why: Vec<String> = excluded.reasons.iter().map(|reason| texts.get(exclusion_key(*reason))).collect();
        let why = why.join("; ");
        faint_ui(ui, texts.with("site-excluded", &[("why", Value::Text(&why))]));
        return;
    }
    let Some(coverage) = report.kind(site.kind).and_then(|kind| kind.site(site.id)) else { return };
    card_ui(ui, |ui| {
        fact_colored_ui(ui, texts.get("site-reached"), format::count(coverage.persons_reached), Some(palette.reached));
        fact_colored_ui(
            ui,
            texts.get("site-beyond"),
            format::count(coverage.persons_beyond_limit),
            Some(palette.beyond),
        );
        if let Some(capacity) = coverage.capacity {
            fact_ui(ui, texts.get("inspector-capacity-persons"), format::count(capacity.count()));
        }
        if let Some(over) = coverage.over_capacity.filter(|&over| over > 0) {
            fact_colored_ui(ui, texts.get("site-over"), format::count(over), Some(palette.beyond));
        }
    });
}

/// The key of the words for a reason.
const fn exclusion_key(reason: ExclusionReason) -> &'static str {
    match reason {
        ExclusionReason::NotInScenario => "excluded-not-in-scenario",
        ExclusionReason::Candidate => "excluded-candidate",
        ExclusionReason::Closed => "excluded-closed",
        ExclusionReason::UnfitFor(_) => "excluded-unfit",
        ExclusionReason::InsideHazard(_) => "excluded-inside-hazard",
        ExclusionReason::NoRoadAccess => "excluded-no-road-access",
    }
}
