//! One planning value: the number, where it is written, and how well we know that.

use super::ValueKey;

/// How a planning value came to be known, from seen in a document to chosen by Muster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceStatus {
    /// Seen in published material that states the number.
    Found,
    /// Known by heart with good confidence; to be checked against the document.
    Memory,
    /// Known by heart with low confidence; to be checked before anyone relies on it.
    MemoryLowConfidence,
    /// Worked out from other values of the same documents.
    Computed,
    /// Chosen for Muster, because the documents leave it open.
    ProjectChoice,
}

impl EvidenceStatus {
    /// Every status, from the best known to the freely chosen.
    pub const ALL: [Self; 5] =
        [Self::Found, Self::Memory, Self::MemoryLowConfidence, Self::Computed, Self::ProjectChoice];

    /// The word in profile files and exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Memory => "memory",
            Self::MemoryLowConfidence => "memory, low confidence",
            Self::Computed => "computed",
            Self::ProjectChoice => "project choice",
        }
    }

    /// The status with this [`name`](Self::name), or nothing if there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether the planner should look into the document before relying on the value.
    #[must_use]
    pub fn needs_check(self) -> bool {
        match self {
            Self::Memory | Self::MemoryLowConfidence => true,
            Self::Found | Self::Computed | Self::ProjectChoice => false,
        }
    }
}

/// A number of a standards profile with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanningValue {
    key: ValueKey,
    value: f64,
    source: String,
    clause: String,
    status: EvidenceStatus,
}

impl PlanningValue {
    /// A value whose number lies within [`ValueKey::range`]; nothing if it does not.
    pub(super) fn try_new(
        key: ValueKey,
        value: f64,
        source: &str,
        clause: &str,
        status: EvidenceStatus,
    ) -> Option<Self> {
        let (low, high) = key.range();
        // Written so that NaN, which is in no range, is refused.
        (value >= low && value <= high).then(|| Self {
            key,
            value,
            source: source.to_owned(),
            clause: clause.to_owned(),
            status,
        })
    }

    /// What the number is about.
    #[must_use]
    pub fn key(&self) -> ValueKey {
        self.key
    }

    /// The number, in [`ValueKey::unit`] and within [`ValueKey::range`].
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Its unit, the same for a key in every profile; see [`ValueKey::unit`].
    #[must_use]
    pub fn unit(&self) -> &'static str {
        self.key.unit()
    }

    /// The document or reason behind the number; never empty.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The clause or table of the document; empty where it is not known.
    #[must_use]
    pub fn clause(&self) -> &str {
        &self.clause
    }

    /// How well the number is known.
    #[must_use]
    pub fn status(&self) -> EvidenceStatus {
        self.status
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_found_by_its_name() {
        for status in EvidenceStatus::ALL {
            assert_eq!(EvidenceStatus::from_name(status.name()), Some(status));
        }
        assert_eq!(EvidenceStatus::from_name("guessed"), None);
    }

    #[test]
    fn a_number_outside_its_range_is_no_value() {
        let make = |number| {
            PlanningValue::try_new(ValueKey::NightSpeedFactor, number, "test", "", EvidenceStatus::ProjectChoice)
        };
        assert!(make(0.8).is_some());
        for number in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(make(number).is_none(), "{number}");
        }
    }
}
