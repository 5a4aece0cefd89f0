//! What Muster does not understand in a plan file and keeps all the same.

use std::sync::Arc;

/// Members and properties with unknown names: name and JSON text, in file order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// Unknown properties of the feature.
    pub properties: Vec<(Arc<str>, Arc<str>)>,
    /// Unknown members beside `type`, `id`, `properties` and `geometry`.
    pub members: Vec<(Arc<str>, Arc<str>)>,
}

impl Extras {
    /// Nothing unknown.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.properties.is_empty() && self.members.is_empty()
    }
}

/// A feature of the plan file that is no plan object: kept as its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignFeature {
    /// The feature's JSON, byte for byte.
    pub text: Arc<str>,
}
