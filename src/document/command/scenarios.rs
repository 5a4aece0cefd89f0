//! Commands on scenarios, and what scenarios do when objects come and go.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::error::CommandError;
use super::kinds::Prepared;
use crate::document::edit::Edit;
use crate::ids::ScenarioId;
use crate::plan::{BASE_SCENARIO, ObjectId, Plan, Scenario, ScenarioSelection};

fn known(plan: &Plan, id: ScenarioId) -> Result<&Arc<Scenario>, CommandError> {
    plan.scenarios().get(&id).ok_or(CommandError::NoSuchScenario(id))
}

fn put(scenario: Scenario) -> Edit {
    Edit::SetScenario { id: scenario.id, value: Some(Arc::new(scenario)) }
}

/// Puts or replaces a scenario.
pub(super) fn set(plan: &Plan, scenario: Scenario, next_number: u32) -> Result<Prepared, CommandError> {
    if plan.scenarios().get(&scenario.id).is_some_and(|old| **old == scenario) {
        return Err(CommandError::NothingToDo);
    }
    let after = scenario.id.0.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    Ok(Prepared { edit: put(scenario), next_number: next_number.max(after) })
}

/// A new scenario, a copy of another one.
pub(super) fn add(
    plan: &Plan,
    name: String,
    from: Option<ScenarioId>,
    next_number: u32,
) -> Result<Prepared, CommandError> {
    let like = known(plan, from.unwrap_or(BASE_SCENARIO))?;
    let after = next_number.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    let scenario = Scenario { id: ScenarioId(next_number), name, ..(**like).clone() };
    Ok(Prepared { edit: put(scenario), next_number: after })
}

/// Another name.
pub(super) fn rename(plan: &Plan, id: ScenarioId, name: String) -> Result<Edit, CommandError> {
    let scenario = known(plan, id)?;
    if id == BASE_SCENARIO {
        return Err(CommandError::BaseScenarioStays);
    }
    if scenario.name == name {
        return Err(CommandError::NothingToDo);
    }
    Ok(put(Scenario { name, ..(**scenario).clone() }))
}

/// Removes a scenario.
pub(super) fn delete(plan: &Plan, id: ScenarioId) -> Result<Edit, CommandError> {
    known(plan, id)?;
    if id == BASE_SCENARIO {
        return Err(CommandError::BaseScenarioStays);
    }
    Ok(Edit::SetScenario { id, value: None })
}

/// Objects take part. A scenario whose list comes to hold every object takes all, those drawn later too.
pub(super) fn include(plan: &Plan, id: ScenarioId, ids: &BTreeSet<ObjectId>) -> Result<Edit, CommandError> {
    let scenario = known(plan, id)?;
    check_there(plan, ids)?;
    match &scenario.selection {
        ScenarioSelection::All => Err(CommandError::NothingToDo),
        ScenarioSelection::Only(chosen) if ids.is_subset(chosen) => Err(CommandError::NothingToDo),
        ScenarioSelection::Except(left_out) if ids.is_disjoint(left_out) => Err(CommandError::NothingToDo),
        ScenarioSelection::Except(left_out) => {
            let selection = all_except(left_out.difference(ids).copied().collect());
            Ok(put(Scenario { selection, ..(**scenario).clone() }))
        }
        ScenarioSelection::Only(chosen) => {
            let chosen: BTreeSet<ObjectId> = chosen.union(ids).copied().collect();
            let is_all = plan.objects().all(|object| chosen.contains(&object.id()));
            let selection = if is_all { ScenarioSelection::All } else { ScenarioSelection::Only(chosen) };
            Ok(put(Scenario { selection, ..(**scenario).clone() }))
        }
    }
}

/// A new object takes part: what is to be changed, where the scenario has a list of those it takes.
pub(super) fn with_new(plan: &Plan, id: ScenarioId, new: ObjectId) -> Result<Option<Edit>, CommandError> {
    let scenario = known(plan, id)?;
    Ok(match &scenario.selection {
        ScenarioSelection::All | ScenarioSelection::Except(_) => None,
        ScenarioSelection::Only(chosen) => {
            let selection = ScenarioSelection::Only(chosen.iter().copied().chain([new]).collect());
            Some(put(Scenario { selection, ..(**scenario).clone() }))
        }
    })
}

/// Objects take no part; what is drawn later still does where all took part before.
pub(super) fn exclude(plan: &Plan, id: ScenarioId, ids: &BTreeSet<ObjectId>) -> Result<Edit, CommandError> {
    let scenario = known(plan, id)?;
    check_there(plan, ids)?;
    let is_in = |id: &ObjectId| scenario.selection.includes(*id);
    if !ids.iter().any(is_in) {
        return Err(CommandError::NothingToDo);
    }
    let selection = match &scenario.selection {
        ScenarioSelection::All => ScenarioSelection::Except(ids.clone()),
        ScenarioSelection::Except(left_out) => ScenarioSelection::Except(left_out.union(ids).copied().collect()),
        ScenarioSelection::Only(chosen) => ScenarioSelection::Only(chosen.difference(ids).copied().collect()),
    };
    Ok(put(Scenario { selection, ..(**scenario).clone() }))
}

/// All but these; simply all where there are none.
fn all_except(left_out: BTreeSet<ObjectId>) -> ScenarioSelection {
    if left_out.is_empty() { ScenarioSelection::All } else { ScenarioSelection::Except(left_out) }
}

fn check_there(plan: &Plan, ids: &BTreeSet<ObjectId>) -> Result<(), CommandError> {
    ids.iter().try_for_each(|&id| plan.object(id).map(|_| ()).ok_or(CommandError::NoSuchObject(id)))
}

/// New parts of an object take part wherever it does.
pub(super) fn joined_by(plan: &Plan, id: ObjectId, new_ids: &[ObjectId]) -> Vec<Edit> {
    changed(plan, |named, _| {
        if named.contains(&id) {
            named.extend(new_ids);
        }
    })
}

/// Copies take part wherever their originals do.
pub(super) fn copied_in(plan: &Plan, copy_of: &BTreeMap<ObjectId, ObjectId>) -> Vec<Edit> {
    changed(plan, |named, _| {
        let copies: Vec<ObjectId> = named.iter().filter_map(|id| copy_of.get(id).copied()).collect();
        named.extend(copies);
    })
}

/// Objects that go are replaced in every list by another one, or taken out.
pub(super) fn replaced_in(plan: &Plan, gone: &BTreeSet<ObjectId>, by: Option<ObjectId>) -> Vec<Edit> {
    changed(plan, |named, is_only| {
        // The one that stays takes part where any of them did.
        let takes_part = gone.iter().any(|id| named.contains(id) == is_only);
        named.retain(|id| !gone.contains(id));
        if let Some(by) = by.filter(|_| takes_part) {
            if is_only {
                named.insert(by);
            } else {
                named.remove(&by);
            }
        }
    })
}

/// The scenarios whose lists change; `change` gets each list, and whether it names those that take part.
fn changed(plan: &Plan, change: impl Fn(&mut BTreeSet<ObjectId>, bool)) -> Vec<Edit> {
    let mut edits = Vec::new();
    for scenario in plan.scenarios().values() {
        let mut selection = scenario.selection.clone();
        match &mut selection {
            ScenarioSelection::All => {}
            ScenarioSelection::Only(chosen) => change(chosen, true),
            ScenarioSelection::Except(left_out) => {
                change(left_out, false);
                selection = all_except(std::mem::take(left_out));
            }
        }
        if selection != scenario.selection {
            edits.push(put(Scenario { selection, ..(**scenario).clone() }));
        }
    }
    edits
}
