//! What the features of a plan file looked like when they were read.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::plan::{ObjectId, Plan, PlanObject};

/// The text of every object of a plan file, kept so that untouched features are written back byte for byte.
///
/// An object counts as untouched while the plan still holds the very value that was read (undo brings it back).
/// Where only its facts changed, its geometry is still written as it was: digits, heights and foreign members.
/// Cheap to clone. Saving does not change it.
#[derive(Clone, Debug, Default)]
pub struct Originals {
    by_id: Arc<BTreeMap<ObjectId, Original>>,
}

/// One feature as it was read.
#[derive(Clone, Debug)]
pub(super) struct Original {
    /// The object made of it.
    pub(super) object: PlanObject,
    /// The whole feature; `None` where its number had to change, so that its text no longer fits.
    pub(super) text: Option<Arc<str>>,
    /// Its geometry.
    pub(super) geometry: Arc<str>,
}

impl Originals {
    /// Nothing was read from a file: a new plan.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    pub(super) fn new(originals: impl IntoIterator<Item = Original>) -> Self {
        Self { by_id: Arc::new(originals.into_iter().map(|original| (original.object.id(), original)).collect()) }
    }

    /// How many objects of `plan` are still as they were read. O(n log n).
    #[must_use]
    pub fn n_untouched(&self, plan: &Plan) -> usize {
        plan.objects().filter(|object| self.text(object).is_some()).count()
    }

    /// Are both of the same reading of the same file?
    pub(in crate::exchange) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.by_id, &other.by_id)
    }

    /// The text of an object, where it is untouched.
    pub(super) fn text(&self, object: &PlanObject) -> Option<&str> {
        let original = self.by_id.get(&object.id())?;
        if original.object.is_same(object) { original.text.as_deref() } else { None }
    }

    /// What an object was read from, touched or not.
    pub(super) fn get(&self, id: ObjectId) -> Option<&Original> {
        self.by_id.get(&id)
    }
}
