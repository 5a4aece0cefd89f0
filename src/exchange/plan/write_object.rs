//! One object of the plan as one `GeoJSON` feature on one line.

use std::borrow::Cow;
use std::sync::Arc;

use super::geometry_text::{area_text, lines_text, point_text, with_members_of};
use super::originals::Originals;
use super::properties::Properties;
use super::read_object::{CAPACITY_MEMBERS, read_capacity};
use super::words;
use crate::exchange::json::{ObjectWriter, array_text, number_text, object_text, string_text};
use crate::plan::{
    Capacity, Closure, ClosureShape, EvacuationArea, Extras, HazardArea, HazardEffect, Note, NoteStatus, ObjectId,
    PlanObject, RoadChange, Route, ShelterClass, Site, SiteGeometry, SiteKind, SiteSpace, SiteState, StockLine,
};

/// The feature of an object: its old text where it is untouched, else written anew.
pub(in crate::exchange) fn feature_text(object: &PlanObject, originals: &Originals) -> String {
    if let Some(text) = originals.text(object) {
        return text.to_owned();
    }
    let extras = extras_of(object);
    let mut feature = ObjectWriter::new(&extras.members);
    feature.put("type", string_text("Feature"));
    feature.put("id", source_id_of(object).map_or_else(|| own_id_text(object.id()), |id| source_id_text(id)));
    feature.put("properties", object_text(&properties(object, extras)));
    feature.put("geometry", geometry_of(object, originals));
    object_text(&feature.finish(words::FEATURE_MEMBERS))
}

/// The id a feature gets that had none: `"site/7"`.
pub(super) fn own_id_text(id: ObjectId) -> String {
    format!("\"{}/{}\"", id.kind().name(), id.number())
}

/// The id as it was in the file: JSON text of a string or number. Anything else is taken for bare text.
fn source_id_text(id: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(id) {
        Ok(serde_json::Value::String(_) | serde_json::Value::Number(_)) => id.to_owned(),
        Ok(_) | Err(_) => string_text(id),
    }
}

fn geometry_of(object: &PlanObject, originals: &Originals) -> String {
    match originals.get(object.id()) {
        Some(original) if has_same_geometry(&original.object, object) => original.geometry.as_ref().to_owned(),
        Some(original) => with_members_of(&geometry_text(object), &original.geometry),
        None => geometry_text(object),
    }
}

fn geometry_text(object: &PlanObject) -> String {
    match object {
        PlanObject::EvacuationArea(area) => area_text(&area.outline),
        PlanObject::HazardArea(area) => area_text(&area.outline),
        PlanObject::Site(site) => match &site.geometry {
            SiteGeometry::Point(place) => point_text(*place),
            SiteGeometry::Area(area) => area_text(area),
        },
        PlanObject::Closure(closure) => match &closure.shape {
            ClosureShape::Point(place) => point_text(*place),
            ClosureShape::Lines(lines) => lines_text(lines),
            ClosureShape::Area(area) => area_text(area),
        },
        PlanObject::RoadChange(change) => lines_text(&change.lines),
        PlanObject::Route(route) => lines_text(&route.lines),
        PlanObject::Note(note) => point_text(note.place),
    }
}

fn has_same_geometry(a: &PlanObject, b: &PlanObject) -> bool {
    match (a, b) {
        (PlanObject::EvacuationArea(a), PlanObject::EvacuationArea(b)) => a.outline == b.outline,
        (PlanObject::HazardArea(a), PlanObject::HazardArea(b)) => a.outline == b.outline,
        (PlanObject::Site(a), PlanObject::Site(b)) => a.geometry == b.geometry,
        (PlanObject::Closure(a), PlanObject::Closure(b)) => a.shape == b.shape,
        (PlanObject::RoadChange(a), PlanObject::RoadChange(b)) => a.lines == b.lines,
        (PlanObject::Route(a), PlanObject::Route(b)) => a.lines == b.lines,
        (PlanObject::Note(a), PlanObject::Note(b)) => a.place == b.place,
        (
            PlanObject::EvacuationArea(_)
            | PlanObject::HazardArea(_)
            | PlanObject::Site(_)
            | PlanObject::Closure(_)
            | PlanObject::RoadChange(_)
            | PlanObject::Route(_)
            | PlanObject::Note(_),
            _,
        ) => false,
    }
}

fn extras_of(object: &PlanObject) -> &Extras {
    match object {
        PlanObject::EvacuationArea(area) => &area.extras,
        PlanObject::HazardArea(area) => &area.extras,
        PlanObject::Site(site) => &site.extras,
        PlanObject::Closure(closure) => &closure.extras,
        PlanObject::RoadChange(change) => &change.extras,
        PlanObject::Route(route) => &route.extras,
        PlanObject::Note(note) => &note.extras,
    }
}

fn source_id_of(object: &PlanObject) -> Option<&Arc<str>> {
    match object {
        PlanObject::EvacuationArea(area) => area.source_id.as_ref(),
        PlanObject::HazardArea(area) => area.source_id.as_ref(),
        PlanObject::Site(site) => site.source_id.as_ref(),
        PlanObject::Closure(closure) => closure.source_id.as_ref(),
        PlanObject::RoadChange(change) => change.source_id.as_ref(),
        PlanObject::Route(route) => route.source_id.as_ref(),
        PlanObject::Note(note) => note.source_id.as_ref(),
    }
}

/// What is kept of others beside the object's own. Of a site's capacity it stays as long as it is read as no other
/// capacity than the site's: an area that stood unused beside a number of persons is no capacity of its own.
fn kept_properties<'a>(object: &PlanObject, extras: &'a Extras) -> Cow<'a, [(Arc<str>, Arc<str>)]> {
    let all = Cow::Borrowed(extras.properties.as_slice());
    let PlanObject::Site(site) = object else { return all };
    let is_capacity = |(name, _): &&(Arc<str>, Arc<str>)| CAPACITY_MEMBERS.contains(&&**name);
    let kept: Vec<_> = extras.properties.iter().filter(is_capacity).cloned().collect();
    if kept.is_empty() {
        return all;
    }
    let mut out = ObjectWriter::new(&kept);
    put_capacity(&mut out, site.capacity);
    let text = object_text(&out.finish(&[]));
    let read = Properties::read(Some(&text)).ok().map(|mut from| read_capacity(&mut from));
    if read == Some(site.capacity) {
        return all;
    }
    Cow::Owned(extras.properties.iter().filter(|member| !is_capacity(member)).cloned().collect())
}

fn properties(object: &PlanObject, extras: &Extras) -> Vec<(String, String)> {
    let kept = kept_properties(object, extras);
    let mut out = ObjectWriter::new(&kept);
    out.put(words::KIND, string_text(object.id().kind().name()));
    out.put(words::ID, object.id().number().to_string());
    match object {
        PlanObject::EvacuationArea(area) => put_evacuation_area(&mut out, area),
        PlanObject::HazardArea(area) => put_hazard_area(&mut out, area),
        PlanObject::Site(site) => put_site(&mut out, site),
        PlanObject::Closure(closure) => put_closure(&mut out, closure),
        PlanObject::RoadChange(change) => put_road_change(&mut out, change),
        PlanObject::Route(route) => put_route(&mut out, route),
        PlanObject::Note(note) => put_note(&mut out, note),
    }
    out.put_flag("is_locked", object.is_locked(), false);
    out.finish(&[])
}

fn put_evacuation_area(out: &mut ObjectWriter<'_>, area: &EvacuationArea) {
    out.put_string("name", &area.name);
    out.put_string("code", &area.code);
    out.put_default("phase_min", number_text(area.phase_min), area.phase_min == 0.0);
    out.put_string("organization", &area.organization);
    out.put_string("contact", &area.contact);
    out.put_count("wardens", area.wardens);
    out.put_count("destination", area.destination.map(|site| site.0));
    out.put_string("last_drill", &area.last_drill);
}

fn put_hazard_area(out: &mut ObjectWriter<'_>, area: &HazardArea) {
    out.put_string("name", &area.name);
    out.put("hazard", string_text(area.hazard.name()));
    put_times(out, area.from_min, area.until_min);
    out.put("effect", string_text(area.effect.name()));
    let factor = match area.effect {
        HazardEffect::Passable { speed_factor } => Some(speed_factor),
        HazardEffect::ClosedToWalkers | HazardEffect::ClosedToCars => None,
    };
    out.put_number("speed_factor", factor);
    out.put_number("depth_m", area.depth_m);
}

fn put_times(out: &mut ObjectWriter<'_>, from_min: f64, until_min: Option<f64>) {
    out.put_default("from_min", number_text(from_min), from_min == 0.0);
    out.put_number("until_min", until_min);
}

fn put_site(out: &mut ObjectWriter<'_>, site: &Site) {
    out.put("site_kind", string_text(site.kind.name()));
    out.put_string("name", &site.name);
    out.put_default("state", string_text(site.state.name()), site.state == SiteState::default());
    put_capacity(out, site.capacity);
    let is_shelter = site.kind == SiteKind::Shelter;
    put_word(out, "class", site.class.name(), site.class == ShelterClass::default(), is_shelter);
    let usual_space = words::usual_space(site.kind);
    let shows_space = is_shelter || usual_space == SiteSpace::Outdoor;
    put_word(out, "space", site.space.name(), site.space == usual_space, shows_space);
    let unfit: Vec<String> = site.unfit_for.iter().map(|hazard| string_text(hazard.name())).collect();
    out.put_some("unfit_for", (!unfit.is_empty()).then(|| array_text(&unfit)));
    out.put_flag("is_open", site.is_open, true);
    out.put_string("manager", &site.manager);
    out.put_string("phone", &site.phone);
    let stock: Vec<String> = site.stock.iter().map(stock_line_text).collect();
    out.put_some("stock", (!stock.is_empty()).then(|| array_text(&stock)));
    out.put_count("beds", site.beds);
    out.put_count("staff", site.staff);
    out.put_string("device_type", &site.device.device_type);
    out.put_number("level_db", site.device.level_db);
    out.put_number("reference_m", site.device.reference_m);
    out.put_flag("has_backup_power", site.device.has_backup_power, false);
    out.put_string("operator", &site.device.operator);
    out.put_number("exit_persons_per_min", site.exit_persons_per_min);
}

/// A word that is shown at its default only where it means something.
fn put_word(out: &mut ObjectWriter<'_>, name: &str, word: &str, is_default: bool, is_shown: bool) {
    if is_shown {
        out.put_default(name, string_text(word), is_default);
    } else {
        out.put_some(name, (!is_default).then(|| string_text(word)));
    }
}

fn put_capacity(out: &mut ObjectWriter<'_>, capacity: Capacity) {
    let (persons, area, per_person) = match capacity {
        Capacity::Unknown => (None, None, None),
        Capacity::Persons(persons) => (Some(persons.0), None, None),
        Capacity::Area { effective_area, area_per_person } => (None, Some(effective_area), area_per_person),
    };
    out.put_count("capacity_persons", persons);
    out.put_number("effective_area_m2", area.map(crate::units::SquareMetres::value));
    out.put_number("area_per_person_m2", per_person.map(crate::units::SquareMetres::value));
}

fn stock_line_text(line: &StockLine) -> String {
    let mut out = ObjectWriter::new(&line.extras);
    out.put_default("item", string_text(&line.item), line.item.is_empty());
    out.put_default("quantity", number_text(line.quantity), line.quantity == 0.0);
    out.put_string("unit", &line.unit);
    out.put_string("expiry", &line.expiry);
    out.put_string("keeper", &line.keeper);
    object_text(&out.finish(&[]))
}

fn put_closure(out: &mut ObjectWriter<'_>, closure: &Closure) {
    out.put_string("name", &closure.name);
    out.put_string("reason", &closure.reason);
    put_times(out, closure.from_min, closure.until_min);
}

fn put_road_change(out: &mut ObjectWriter<'_>, change: &RoadChange) {
    out.put_string("name", &change.name);
    out.put("change", string_text(change.kind.name()));
    out.put_number("width_m", change.kind.width_m());
    out.put_number("speed_km_h", change.kind.speed_km_h());
}

fn put_route(out: &mut ObjectWriter<'_>, route: &Route) {
    out.put_string("name", &route.name);
    out.put_default("has_signs", route.has_signs.to_string(), !route.has_signs);
}

fn put_note(out: &mut ObjectWriter<'_>, note: &Note) {
    out.put_string("author", &note.author);
    out.put_default("text", string_text(&note.text), note.text.is_empty());
    out.put_default("status", string_text(note.status.name()), note.status == NoteStatus::Open);
}
