//! What becomes of the facts of objects that were joined: said, since adding them up is right for some and wrong for
//! others (two halves of one hall each carry the capacity of the whole).

use super::names;
use super::table_words::{Labels, heading};
use super::text::{Texts, Value};
use super::wording::Wording;
use crate::exchange::tables::{Cell, Column, Derived, TableKind, cell, columns};
use crate::plan::{Plan, PlanObject};

/// What was kept and what was dropped; `None` where nothing differs. `plan` is the one before the step.
#[must_use]
pub fn merge_notice(plan: &Plan, kept: &PlanObject, dropped: &[PlanObject]) -> Option<Wording> {
    let lost: Vec<(PlanObject, Vec<(Column, Cell)>)> =
        dropped.iter().map(|object| (object.clone(), lost_facts(kept, object))).collect();
    if lost.iter().all(|(_, facts)| facts.is_empty()) {
        return None;
    }
    let (plan, kept) = (plan.clone(), kept.clone());
    Some(Wording::new(move |texts| {
        let parts: Vec<String> = lost
            .iter()
            .filter(|(_, facts)| !facts.is_empty())
            .map(|(object, facts)| lost_words(texts, &plan, object, facts))
            .collect();
        let (kept, lost) = (names::object(texts, &kept), parts.join("; "));
        texts.with("notice-merged", &[("object", Value::Text(&kept)), ("lost", Value::Text(&lost))])
    }))
}

/// The facts an object had and the one that stays has not, or has otherwise.
fn lost_facts(kept: &PlanObject, object: &PlanObject) -> Vec<(Column, Cell)> {
    let derived = Derived::default();
    let own = columns(TableKind::of(object)).into_iter().filter(|column| {
        // Number, place and lock are no facts about the ground; figures are made anew.
        let is_own = matches!(column, Column::Id | Column::Longitude | Column::Latitude | Column::IsLocked);
        !is_own && !column.is_derived()
    });
    own.map(|column| (column, cell(object, column, &derived)))
        .filter(|(column, value)| *value != Cell::Empty && *value != cell(kept, *column, &derived))
        .collect()
}

fn lost_words(texts: Texts, plan: &Plan, object: &PlanObject, facts: &[(Column, Cell)]) -> String {
    let labels = Labels::new(texts);
    let facts: Vec<String> = facts
        .iter()
        .map(|(column, cell)| format!("{} {}", heading(texts, *column), labels.shown(plan, *column, cell)))
        .collect();
    format!("{}: {}", names::object(texts, object), facts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::MultiPolygon;
    use crate::ids::EvacuationAreaId;
    use crate::plan::EvacuationArea;
    use crate::ui::Language;

    #[test]
    fn what_a_joined_area_loses_is_said_and_what_is_the_same_is_not() {
        let area = |id, name: &str, wardens| {
            let mut area = EvacuationArea::new(EvacuationAreaId(id), MultiPolygon(Vec::new()));
            (area.name, area.wardens, area.organization) = (name.to_owned(), wardens, "Fire service".to_owned());
            PlanObject::EvacuationArea(area.into())
        };
        let (kept, other, same) = (area(1, "North", Some(3)), area(2, "South", Some(4)), area(3, "North", Some(3)));
        let notice = merge_notice(&Plan::default(), &kept, &[other, same.clone()]).expect("something is lost");
        for (language, wardens) in [(Language::English, "Wardens 4"), (Language::Chinese, "4")] {
            let said = notice.say(Texts::new(language));
            assert!(said.contains("North") && said.contains("South") && said.contains(wardens), "{said}");
            assert!(!said.contains("Fire service"), "{said}");
        }
        assert_eq!(merge_notice(&Plan::default(), &kept, &[same]), None);
    }
}
