//! How many objects two states of a plan differ by: what a planner is told before work is restored.

use std::collections::BTreeMap;

use crate::plan::{ObjectId, Plan, PlanObject};

/// The difference between a plan on disk and the work that was not saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkChanges {
    /// Objects the file does not have.
    pub added: usize,
    /// Objects that differ.
    pub changed: usize,
    /// Objects only the file has.
    pub removed: usize,
    /// Name, review, settings or scenarios differ.
    pub has_other: bool,
}

/// Compares two states object by object. O(n log n).
#[must_use]
pub fn changes_between(old: &Plan, new: &Plan) -> WorkChanges {
    let before: BTreeMap<ObjectId, PlanObject> = old.objects().map(|object| (object.id(), object)).collect();
    let mut changes = WorkChanges::default();
    let mut n_kept = 0;
    for object in new.objects() {
        match before.get(&object.id()) {
            None => changes.added += 1,
            Some(old) => {
                n_kept += 1;
                changes.changed += usize::from(*old != object);
            }
        }
    }
    changes.removed = before.len() - n_kept;
    let (a, b) = (old.header(), new.header());
    changes.has_other = a.name != b.name
        || a.review != b.review
        || old.settings() != new.settings()
        || old.scenarios() != new.scenarios();
    changes
}
