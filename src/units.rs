//! Quantities with their units: lengths, times, speeds, areas and counts of people.
//!
//! Measured quantities are finite and never negative; counts on the network are integers,
//! so that equal means equal and no result depends on the order of additions.

use std::fmt;
use std::ops::{Add, Div, Mul};

use thiserror::Error;

/// A number that cannot be a quantity: not finite, or negative.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error("{value} is not a usable {quantity}: it must be a finite number, not below zero")]
pub struct QuantityError {
    /// The name of the quantity that was asked for.
    pub quantity: &'static str,
    /// The refused number.
    pub value: f64,
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $unit:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct $name(f64);

        impl $name {
            /// Zero of this quantity.
            pub const ZERO: Self = Self(0.0);

            /// Accepts a finite number that is not negative.
            ///
            /// # Errors
            /// [`QuantityError`] for NaN, infinity and negative numbers.
            pub fn try_new(value: f64) -> Result<Self, QuantityError> {
                if value.is_finite() && value >= 0.0 {
                    Ok(Self(value + 0.0))
                } else {
                    Err(QuantityError { quantity: stringify!($name), value })
                }
            }

            /// Clamps into the allowed range: NaN and negatives become zero, infinity the largest finite number.
            #[must_use]
            pub fn new_clamped(value: f64) -> Self {
                Self(if value.is_nan() { 0.0 } else { value.clamp(0.0, f64::MAX) })
            }

            #[doc = concat!("The bare number, in ", $unit, ".")]
            #[must_use]
            pub const fn value(self) -> f64 {
                self.0
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.0.total_cmp(&other.0)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self::new_clamped(self.0 + other.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", self.0, $unit)
            }
        }
    };
}

quantity!(
    /// A length or distance in metres.
    Metres, "m"
);
quantity!(
    /// An area in square metres.
    SquareMetres, "m²"
);
quantity!(
    /// A duration in seconds.
    Seconds, "s"
);
quantity!(
    /// A speed in metres per second.
    MetresPerSecond, "m/s"
);

impl Div<MetresPerSecond> for Metres {
    /// `None` at speed zero: nobody arrives.
    type Output = Option<Seconds>;
    fn div(self, speed: MetresPerSecond) -> Option<Seconds> {
        (speed.0 > 0.0).then(|| Seconds::new_clamped(self.0 / speed.0))
    }
}

impl Mul<Metres> for Metres {
    type Output = SquareMetres;
    fn mul(self, other: Metres) -> SquareMetres {
        SquareMetres::new_clamped(self.0 * other.0)
    }
}

/// A distance on the road network, in whole millimetres (up to 4,294 km).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millimetres(pub u32);

impl Millimetres {
    /// Rounds to the nearest millimetre; longer than 4,294 km becomes the largest value.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range just before")]
    pub fn from_metres(metres: Metres) -> Self {
        Self((metres.value() * 1000.0).round().clamp(0.0, f64::from(u32::MAX)) as u32)
    }

    /// The same length in metres.
    #[must_use]
    pub fn metres(self) -> Metres {
        Metres::new_clamped(f64::from(self.0) / 1000.0)
    }

    /// The sum, held at the largest value instead of wrapping.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Millimetres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} mm", self.0)
    }
}

/// A number of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Persons(pub u32);

impl Persons {
    /// Nobody.
    pub const NONE: Self = Self(0);

    /// The count as a number for sums over a whole community.
    #[must_use]
    pub const fn count(self) -> u64 {
        self.0 as u64
    }
}

impl fmt::Display for Persons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} persons", self.0)
    }
}

/// Splits `total` people over `weights` so that the parts add up exactly.
///
/// Largest-remainder rule: everyone gets the whole part of the exact share, the people left over
/// go to the largest remainders, ties to the earlier place. Where all weights are zero (or there is
/// none), everybody is shared out evenly. Not-finite and negative weights count as zero.
/// O(n log n). Returns one count per weight; an empty list where there is no weight.
#[must_use]
pub fn split_persons(total: Persons, weights: &[f64]) -> Vec<Persons> {
    if weights.is_empty() {
        return Vec::new();
    }
    let clean = |w: f64| if w.is_finite() && w > 0.0 { w } else { 0.0 };
    let sum: f64 = weights.iter().copied().map(clean).sum();
    let is_even = !(sum.is_finite() && sum > 0.0);
    #[expect(clippy::cast_precision_loss, reason = "a list of places is far below 2^52")]
    let count = weights.len() as f64;
    let mut left = total.0;
    let mut parts: Vec<(usize, u32, f64)> = Vec::with_capacity(weights.len());
    for (place, weight) in weights.iter().copied().enumerate() {
        let share = if is_even { 1.0 / count } else { clean(weight) / sum };
        let exact = f64::from(total.0) * share;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ exact ≤ total")]
        let whole = (exact.floor() as u32).min(left);
        left -= whole;
        parts.push((place, whole, exact - f64::from(whole)));
    }
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| parts[b].2.total_cmp(&parts[a].2).then(a.cmp(&b)));
    for place in order.into_iter().cycle().take(left as usize) {
        parts[place].1 += 1;
    }
    parts.into_iter().map(|(_, n, _)| Persons(n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nan_infinity_and_negatives_are_no_quantities() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.5] {
            assert!(Metres::try_new(bad).is_err());
        }
        assert_eq!(Metres::try_new(2.0), Ok(Metres(2.0)));
    }

    #[test]
    fn standing_still_never_arrives() {
        assert_eq!(Metres(10.0) / MetresPerSecond(0.0), None);
        assert_eq!(Metres(10.0) / MetresPerSecond(2.0), Some(Seconds(5.0)));
    }

    proptest! {
        #[test]
        fn split_people_add_up(total in 0u32..2_000_000, weights in prop::collection::vec(-1.0f64..1e6, 1..60)) {
            let parts = split_persons(Persons(total), &weights);
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(parts.iter().map(|p| p.count()).sum::<u64>(), u64::from(total));
            let sum: f64 = weights.iter().map(|w| w.max(0.0)).sum();
            if sum > 0.0 {
                for (part, weight) in parts.iter().zip(&weights) {
                    let exact = f64::from(total) * weight.max(0.0) / sum;
                    prop_assert!((f64::from(part.0) - exact).abs() < 1.0 + 1e-6);
                }
            }
        }
    }
}
