//! What a person's walk costs in the allocation: places first, metres second, and never a tie.
//!
//! Three costs packed into one number and compared in this order: being left without a place (more for those with
//! priority), the length of the walk in millimetres, and a small fixed number of each pair of unit and site. The last
//! one makes the best answer the only best answer, so that it does not depend on what was asked before. It never
//! outweighs a millimetre: a cycle of moves names at most twice as many pairs as there are sites.
//!
//! A cycle of moves passes "no place" at most once, so of two people the one with priority gets the place, whatever the
//! size of the step between them; and to give one more person a place is worth a step, too. So steps of one are enough
//! to put the vulnerable first, then everybody, then walking. Bits from the top: one sign, seven spare for sums along
//! chains, 28 of which priorities use 22, 44 of millimetres, 48 of ties; walks of 2³² mm over chains of 2¹¹ sites fit.

use std::ops::{Add, Neg, Sub};

use super::problem::Priority;

/// Bits left for the sum of small fixed numbers along a cycle.
const TIE_BITS: u32 = 48;
/// Bits of millimetres below the cost of having no place.
const LENGTH_BITS: u32 = 44;

/// A cost, or a difference of costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost(i128);

impl Cost {
    pub(super) const ZERO: Self = Self(0);
    /// No way at all: more than any sum of costs, and far from overflow when added up.
    pub(super) const NONE: Self = Self(1 << 120);

    /// A walk of so many millimetres between a unit and a site.
    pub(super) fn of_walk(millimetres: u32, unit: u64, site: u64) -> Self {
        Self((i128::from(millimetres) << TIE_BITS) + i128::from(tie(unit, site)))
    }

    /// Staying without a place: a step for the place, and one for each step of priority.
    pub(super) fn of_no_place(priority: Priority, unit: u64) -> Self {
        let rank = i128::from(priority.steps());
        Self((rank << (LENGTH_BITS + TIE_BITS)) + i128::from(tie(unit, u64::MAX)))
    }

    pub(super) fn is_none(self) -> bool {
        self >= Self(1 << 119)
    }

    /// The millimetres in it, and the places (negative: fewer) by steps.
    pub(super) fn parts(self) -> CostParts {
        let half = |bits: u32| 1_i128 << (bits - 1);
        let length = (self.0 + half(TIE_BITS)) >> TIE_BITS;
        let places = (length + half(LENGTH_BITS)) >> LENGTH_BITS;
        let millimetres = length - (places << LENGTH_BITS);
        CostParts {
            places: i64::try_from(places).unwrap_or(i64::MAX),
            millimetres: i64::try_from(millimetres).unwrap_or(i64::MAX),
        }
    }
}

/// A cost in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CostParts {
    /// People without a place, each by the steps of their priority.
    pub(super) places: i64,
    /// Walk.
    pub(super) millimetres: i64,
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Cost {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Cost {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

/// A number that looks random and belongs to the pair (finalizer of `SplitMix64`).
fn tie(unit: u64, site: u64) -> u32 {
    let mut z = unit.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ site.wrapping_mul(0xD1B5_4A32_D192_ED03);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or_default()
}
