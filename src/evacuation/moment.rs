//! Moments after the order to leave, in whole microseconds, so that equal means equal.

use std::fmt;
use std::ops::{Add, Sub};

use crate::units::Seconds;

/// A moment after the order, or a span of time; microseconds, up to some 584,000 years.
///
/// A metre of road lets some 1.2 people pass in a second: whole milliseconds would make a wide road a part in a
/// hundred too narrow, whole microseconds a part in a hundred thousand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub u64);

impl Moment {
    /// The order itself.
    pub const START: Self = Self(0);
    /// Later than everything.
    pub const NEVER: Self = Self(u64::MAX);

    /// Rounds to the nearest microsecond; negative and not finite numbers become the order itself.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range just before")]
    pub fn from_seconds(seconds: f64) -> Self {
        let micros = (seconds * 1e6).round();
        Self(if micros.is_finite() { micros.clamp(0.0, 9e18) as u64 } else { 0 })
    }

    /// The same from minutes.
    #[must_use]
    pub fn from_minutes(minutes: f64) -> Self {
        Self::from_seconds(minutes * 60.0)
    }

    /// Seconds after the order.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "centuries are exact to the microsecond")]
    pub fn seconds(self) -> Seconds {
        Seconds::new_clamped(self.0 as f64 / 1e6)
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn whole_seconds(self) -> u64 {
        self.0 / 1_000_000
    }
}

impl Add for Moment {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Moment {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.whole_seconds();
        write!(f, "{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_seconds_become_microseconds_and_bad_numbers_the_order() {
        assert_eq!(Moment::from_minutes(1.5), Moment(90_000_000));
        assert_eq!(Moment::from_seconds(-1.0), Moment::START);
        assert_eq!(Moment::from_seconds(f64::NAN), Moment::START);
        assert_eq!(Moment(3_725_000_000).to_string(), "1:02:05");
        assert_eq!(Moment::NEVER + Moment(1), Moment::NEVER);
        assert_eq!(Moment(3) - Moment(5), Moment::START);
    }
}
