//! One feature as one object of the plan.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::oddity::{Expected, FeatureFault, NeededShape, PlanOddity};
use super::properties::{Properties, read_string};
use super::words;
use crate::community::Shape;
use crate::exchange::json::elements;
use crate::geometry::{Line, LonLat, MultiPolygon};
use crate::ids::{ClosureId, EvacuationAreaId, HazardAreaId, NoteId, RoadChangeId, RouteId, SiteId};
use crate::plan::{
    Capacity, Closure, ClosureShape, Device, EvacuationArea, Extras, Hazard, HazardArea, HazardEffect, Note,
    NoteStatus, ObjectKind, PlanObject, RoadChange, RoadChangeKind, Route, ShelterClass, Site, SiteGeometry, SiteKind,
    SiteSpace, SiteState, StockLine,
};
use crate::units::{Persons, SquareMetres};

/// The members that make up a site's capacity.
pub(super) const CAPACITY_MEMBERS: [&str; 3] = ["capacity_persons", "effective_area_m2", "area_per_person_m2"];

/// What every object has, whatever its kind.
pub(super) struct Frame {
    /// Its number.
    pub(super) number: u32,
    /// Its id in the file, as JSON text.
    pub(super) source_id: Option<Arc<str>>,
    /// Unknown members of the feature; unknown properties join them here.
    pub(super) extras: Extras,
}

/// The object of a kind; the fault where a fact it cannot do without is missing.
pub(super) fn read_object(
    kind: ObjectKind,
    frame: Frame,
    shape: Shape,
    properties: &mut Properties<'_>,
) -> Result<PlanObject, FeatureFault> {
    match kind {
        ObjectKind::EvacuationArea => Ok(evacuation_area(frame, area(shape)?, properties)),
        ObjectKind::HazardArea => hazard_area(frame, area(shape)?, properties),
        ObjectKind::Site => site(frame, shape, properties),
        ObjectKind::Closure => Ok(closure(frame, shape, properties)),
        ObjectKind::RoadChange => road_change(frame, lines(shape)?, properties),
        ObjectKind::Route => Ok(route(frame, lines(shape)?, properties)),
        ObjectKind::Note => Ok(note(frame, point(&shape)?, properties)),
    }
}

fn point(shape: &Shape) -> Result<LonLat, FeatureFault> {
    match shape {
        Shape::Point(place) => Ok(*place),
        Shape::Lines(_) | Shape::Area(_) => Err(FeatureFault::NeedsShape(NeededShape::Point)),
    }
}

fn lines(shape: Shape) -> Result<Vec<Line>, FeatureFault> {
    match shape {
        Shape::Lines(lines) => Ok(lines),
        Shape::Point(_) | Shape::Area(_) => Err(FeatureFault::NeedsShape(NeededShape::Line)),
    }
}

fn area(shape: Shape) -> Result<MultiPolygon, FeatureFault> {
    match shape {
        Shape::Area(area) => Ok(area),
        Shape::Point(_) | Shape::Lines(_) => Err(FeatureFault::NeedsShape(NeededShape::Polygon)),
    }
}

impl Frame {
    /// The extras with every property that was not taken.
    fn extras_with(extras: Extras, properties: &Properties<'_>) -> Extras {
        Extras { properties: properties.rest(), ..extras }
    }
}

fn evacuation_area(frame: Frame, outline: MultiPolygon, from: &mut Properties<'_>) -> PlanObject {
    PlanObject::EvacuationArea(Arc::new(EvacuationArea {
        id: EvacuationAreaId(frame.number),
        source_id: frame.source_id,
        outline,
        name: from.string("name"),
        code: from.string("code"),
        phase_min: from.number("phase_min").unwrap_or_default(),
        organization: from.string("organization"),
        contact: from.string("contact"),
        wardens: from.count("wardens"),
        destination: from.count("destination").map(SiteId),
        last_drill: from.string("last_drill"),
        is_locked: from.flag("is_locked").unwrap_or(false),
        extras: Frame::extras_with(frame.extras, from),
    }))
}

fn hazard_area(frame: Frame, outline: MultiPolygon, from: &mut Properties<'_>) -> Result<PlanObject, FeatureFault> {
    let name = from.string("name");
    let hazard = from.word("hazard", Hazard::from_name).ok_or(FeatureFault::MissingOrUnknown("hazard"))?;
    let (from_min, until_min) = times(from);
    let effect = from.value("effect", Expected::Word, read_string).ok_or(FeatureFault::Missing("effect"))?;
    let effect = match effect.as_str() {
        "passable" => {
            let speed_factor = from.number("speed_factor").ok_or(FeatureFault::NoNumber("speed_factor"))?;
            HazardEffect::Passable { speed_factor }
        }
        "closed_to_walkers" => HazardEffect::ClosedToWalkers,
        "closed_to_cars" => HazardEffect::ClosedToCars,
        _ => return Err(FeatureFault::Unknown("effect")),
    };
    Ok(PlanObject::HazardArea(Arc::new(HazardArea {
        id: HazardAreaId(frame.number),
        source_id: frame.source_id,
        outline,
        name,
        hazard,
        from_min,
        until_min,
        effect,
        depth_m: from.number("depth_m"),
        is_locked: from.flag("is_locked").unwrap_or(false),
        extras: Frame::extras_with(frame.extras, from),
    })))
}

fn times(from: &mut Properties<'_>) -> (f64, Option<f64>) {
    (from.number("from_min").unwrap_or_default(), from.number("until_min"))
}

fn site(frame: Frame, shape: Shape, from: &mut Properties<'_>) -> Result<PlanObject, FeatureFault> {
    let kind = from.word("site_kind", SiteKind::from_name).ok_or(FeatureFault::MissingOrUnknown("site_kind"))?;
    let geometry = match shape {
        Shape::Point(place) => SiteGeometry::Point(place),
        Shape::Area(area) => SiteGeometry::Area(area),
        Shape::Lines(_) => return Err(FeatureFault::NeedsShape(NeededShape::PointOrPolygon)),
    };
    Ok(PlanObject::Site(Arc::new(Site {
        id: SiteId(frame.number),
        source_id: frame.source_id,
        kind,
        name: from.string("name"),
        state: from.word("state", SiteState::from_name).unwrap_or_default(),
        geometry,
        capacity: read_capacity(from),
        class: from.word("class", ShelterClass::from_name).unwrap_or_default(),
        space: from.word("space", SiteSpace::from_name).unwrap_or_else(|| words::usual_space(kind)),
        unfit_for: from.value("unfit_for", Expected::Hazards, read_hazards).unwrap_or_default(),
        is_open: from.flag("is_open").unwrap_or(true),
        manager: from.string("manager"),
        phone: from.string("phone"),
        stock: from.value("stock", Expected::Stock, read_stock).unwrap_or_default(),
        beds: from.count("beds"),
        staff: from.count("staff"),
        device: Device {
            device_type: from.string("device_type"),
            level_db: from.number("level_db"),
            reference_m: from.number("reference_m"),
            has_backup_power: from.flag("has_backup_power").unwrap_or(false),
            operator: from.string("operator"),
        },
        exit_persons_per_min: from.number("exit_persons_per_min"),
        is_locked: from.flag("is_locked").unwrap_or(false),
        extras: Frame::extras_with(frame.extras, from),
    })))
}

/// Persons where they are given, else the area; what is given beside them is kept and not used.
pub(super) fn read_capacity(from: &mut Properties<'_>) -> Capacity {
    let positive = |text: &str| SquareMetres::try_new(super::properties::read_number(text)?).ok();
    if let Some(persons) = from.count("capacity_persons") {
        for name in ["effective_area_m2", "area_per_person_m2"] {
            if from.peek(name).is_some() {
                from.problem(name, PlanOddity::CapacityInPersons);
            } else {
                from.take(name);
            }
        }
        return Capacity::Persons(Persons(persons));
    }
    let Some(effective_area) = from.value("effective_area_m2", Expected::Area, positive) else {
        if from.peek("area_per_person_m2").is_some() {
            from.problem("area_per_person_m2", PlanOddity::NoAreaToDivide);
        } else {
            from.take("area_per_person_m2");
        }
        return Capacity::Unknown;
    };
    Capacity::Area { effective_area, area_per_person: from.value("area_per_person_m2", Expected::Area, positive) }
}

/// The elements of a list. Programs without lists hand them on as text that holds one.
fn with_elements<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let inner = if text.starts_with('"') { read_string(text)? } else { text.to_owned() };
    elements(&inner).ok()?.into_iter().map(read).collect()
}

fn read_hazards(text: &str) -> Option<BTreeSet<Hazard>> {
    let hazards = with_elements(text, |word| Hazard::from_name(&read_string(word)?))?;
    Some(hazards.into_iter().collect())
}

fn read_stock(text: &str) -> Option<Vec<StockLine>> {
    with_elements(text, |line| {
        let mut from = Properties::read(Some(line)).ok()?;
        let line = StockLine {
            item: from.string("item"),
            quantity: from.number("quantity").unwrap_or_default(),
            unit: from.string("unit"),
            expiry: from.string("expiry"),
            keeper: from.string("keeper"),
            extras: from.rest(),
        };
        // A line with a quantity in words would count as nothing at all: the whole list is then kept as it is.
        from.problems.is_empty().then_some(line)
    })
}

fn closure(frame: Frame, shape: Shape, from: &mut Properties<'_>) -> PlanObject {
    let shape = match shape {
        Shape::Point(place) => ClosureShape::Point(place),
        Shape::Lines(lines) => ClosureShape::Lines(lines),
        Shape::Area(area) => ClosureShape::Area(area),
    };
    let (from_min, until_min) = times(from);
    PlanObject::Closure(Arc::new(Closure {
        id: ClosureId(frame.number),
        source_id: frame.source_id,
        shape,
        name: from.string("name"),
        reason: from.string("reason"),
        from_min,
        until_min,
        is_locked: from.flag("is_locked").unwrap_or(false),
        extras: Frame::extras_with(frame.extras, from),
    }))
}

fn road_change(frame: Frame, lines: Vec<Line>, from: &mut Properties<'_>) -> Result<PlanObject, FeatureFault> {
    let name = from.string("name");
    let change = from.value("change", Expected::Word, read_string).ok_or(FeatureFault::Missing("change"))?;
    let above_zero = |from: &mut Properties<'_>, property: &'static str| {
        let number = from.number(property).filter(|number| *number > 0.0);
        number.ok_or(FeatureFault::NotAboveZero(property))
    };
    let kind = match change.as_str() {
        "width" => RoadChangeKind::Width(above_zero(from, "width_m")?),
        "new_link" => RoadChangeKind::NewLink(above_zero(from, "width_m")?),
        "contraflow" => RoadChangeKind::Contraflow,
        "one_way" => RoadChangeKind::OneWay,
        "speed" => RoadChangeKind::Speed(above_zero(from, "speed_km_h")?),
        _ => return Err(FeatureFault::Unknown("change")),
    };
    Ok(PlanObject::RoadChange(Arc::new(RoadChange {
        id: RoadChangeId(frame.number),
        source_id: frame.source_id,
        lines,
        name,
        kind,
        is_locked: from.flag("is_locked").unwrap_or(false),
        extras: Frame::extras_with(frame.extras, from),
    })))
}

fn route(frame: Frame, lines: Vec<Line>, from: &mut Properties<'_>) -> PlanObject {
    PlanObject::Route(Arc::new(Route {
        id: RouteId(frame.number),
        source_id: frame.source_id,
        lines,
        name: from.string("name"),
        has_signs: from.flag("has_signs").unwrap_or(false),
        is_locked: from.flag("is_locked").unwrap_or(false),
        extras: Frame::extras_with(frame.extras, from),
    }))
}

fn note(frame: Frame, place: LonLat, from: &mut Properties<'_>) -> PlanObject {
    let status = |word: &str| [NoteStatus::Open, NoteStatus::Resolved].into_iter().find(|s| s.name() == word);
    PlanObject::Note(Arc::new(Note {
        id: NoteId(frame.number),
        source_id: frame.source_id,
        place,
        author: from.string("author"),
        text: from.string("text"),
        status: from.word("status", status).unwrap_or_default(),
        is_locked: from.flag("is_locked").unwrap_or(false),
        extras: Frame::extras_with(frame.extras, from),
    }))
}
