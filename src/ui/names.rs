//! How things of the plan and the community are called on screen: one grammar for map, lists and tests.

use super::format;
use super::text::{Texts, Value};
use crate::document::CommandLabel;
use crate::plan::{Capacity, ObjectKind, PlanObject, Site, SiteKind};
use crate::standards::{Profile, ValueKey};

/// The word for a kind of site.
#[must_use]
pub(super) fn site_kind(texts: Texts, kind: SiteKind) -> String {
    texts.get(&format!("kind-{}", kind.name()))
}

/// The word for the kind of an object; for sites the kind of site.
#[must_use]
pub(super) fn object_kind(texts: Texts, object: &PlanObject) -> String {
    match object {
        PlanObject::Site(site) => site_kind(texts, site.kind),
        other => texts.get(&format!("object-{}", other.id().kind().name())),
    }
}

/// The headline over a group of objects of one kind.
#[must_use]
pub(super) fn group(texts: Texts, object: &PlanObject) -> String {
    match object {
        PlanObject::Site(site) => texts.get(&format!("objects-{}", site.kind.name())),
        other => texts.get(&format!("objects-{}", other.id().kind().name())),
    }
}

/// *Kind name*, or *kind number* where it has no name.
#[must_use]
pub(super) fn object(texts: Texts, object: &PlanObject) -> String {
    let kind = object_kind(texts, object);
    if object.name().is_empty() {
        let number = object.id().number().to_string();
        return texts.with("object-unnamed", &[("kind", Value::Text(&kind)), ("n", Value::Text(&number))]);
    }
    // A name that begins with the kind says it already.
    if object.name().starts_with(&kind) {
        return object.name().to_owned();
    }
    texts.with("object-named", &[("kind", Value::Text(&kind)), ("name", Value::Text(object.name()))])
}

/// The name alone, as it stands under the headline of its kind; *kind number* where it has none.
#[must_use]
pub(super) fn in_group(texts: Texts, plan_object: &PlanObject) -> String {
    if plan_object.name().is_empty() { object(texts, plan_object) } else { plan_object.name().to_owned() }
}

/// The name of a site alone, or *kind number*.
#[must_use]
pub(super) fn site(texts: Texts, site: &Site) -> String {
    if site.name.is_empty() {
        let (kind, number) = (site_kind(texts, site.kind), site.id.0.to_string());
        return texts.with("object-unnamed", &[("kind", Value::Text(&kind)), ("n", Value::Text(&number))]);
    }
    site.name.clone()
}

/// *Kind name, key fact*: how an object is announced on the map.
#[must_use]
pub(super) fn object_with_fact(texts: Texts, plan_object: &PlanObject) -> String {
    let name = object(texts, plan_object);
    match plan_object {
        PlanObject::Site(site) => match site.capacity {
            Capacity::Persons(persons) => {
                let n = format::count(persons.count());
                texts.with("object-with-capacity", &[("object", Value::Text(&name)), ("n", Value::Text(&n))])
            }
            Capacity::Unknown | Capacity::Area { .. } => name,
        },
        _ => name,
    }
}

/// The words for a step of undo.
#[must_use]
pub(super) fn step(texts: Texts, label: CommandLabel) -> String {
    match label {
        CommandLabel::PlaceSite(kind) => texts.with("edit-place", &[("kind", Value::Text(&site_kind(texts, kind)))]),
        CommandLabel::PlaceClosure => texts.get("edit-close"),
        CommandLabel::Draw(kind) => {
            let kind = texts.get(&format!("object-{}", kind.name()));
            texts.with("edit-place", &[("kind", Value::Text(&kind))])
        }
        CommandLabel::Move => texts.get("edit-move"),
        CommandLabel::Rotate => texts.get("edit-rotate"),
        CommandLabel::Reshape => texts.get("edit-reshape"),
        CommandLabel::Split => texts.get("edit-split"),
        CommandLabel::Merge => texts.get("edit-merge"),
        CommandLabel::CutHole => texts.get("edit-cut-hole"),
        CommandLabel::Buffer => texts.get("edit-buffer"),
        CommandLabel::Lock => texts.get("edit-lock"),
        CommandLabel::Unlock => texts.get("edit-unlock"),
        CommandLabel::Rows => texts.get("edit-rows"),
        CommandLabel::AddScenario => texts.get("edit-add-scenario"),
        CommandLabel::RenameScenario => texts.get("edit-rename-scenario"),
        CommandLabel::DeleteScenario => texts.get("edit-delete-scenario"),
        CommandLabel::Change => texts.get("edit-change"),
        CommandLabel::Delete => texts.get("edit-delete"),
        CommandLabel::Duplicate => texts.get("edit-duplicate"),
        CommandLabel::Import => texts.get("edit-import"),
        CommandLabel::Settings => texts.get("edit-settings"),
        CommandLabel::Header => texts.get("edit-header"),
        CommandLabel::Scenario => texts.get("edit-scenario"),
    }
}

/// The documents a profile follows; its own words where it does not come with Muster.
#[must_use]
pub(super) fn edition(texts: Texts, profile: &Profile) -> String {
    let key = format!("edition-{}", profile.id());
    if texts.has(&key) { texts.get(&key) } else { profile.edition().to_owned() }
}

/// What a planning value is about.
#[must_use]
pub(super) fn value(texts: Texts, key: ValueKey) -> String {
    texts.get(&format!("value-{}", key.name()))
}

/// The unit of a planning value.
#[must_use]
pub fn unit(texts: Texts, key: ValueKey) -> String {
    texts.get(&unit_key(key))
}

/// The key of a unit's text: signs written out, so that it can stand as a key.
fn unit_key(key: ValueKey) -> String {
    let plain = key.unit().replace("/(m s)", "_per_m_s").replace('/', "_per_").replace(' ', "_");
    format!("value-unit-{plain}")
}

/// *Value = number unit*: how a number set in the plan is listed.
#[must_use]
pub(super) fn value_with_number(texts: Texts, key: ValueKey, number: f64) -> String {
    let (name, unit, number) = (value(texts, key), unit(texts, key), number.to_string());
    let values = [("name", Value::Text(&name)), ("n", Value::Text(&number)), ("unit", Value::Text(&unit))];
    texts.with("value-with-number", &values)
}

/// The order objects are listed in: sites first, by kind, then the rest in the order of the file.
#[must_use]
pub(super) fn list_rank(object: &PlanObject) -> usize {
    match object {
        PlanObject::Site(site) => SiteKind::ALL.iter().position(|&kind| kind == site.kind).unwrap_or(0),
        other => {
            let kinds = ObjectKind::ALL;
            SiteKind::ALL.len() + kinds.iter().position(|&kind| kind == other.id().kind()).unwrap_or(0)
        }
    }
}
