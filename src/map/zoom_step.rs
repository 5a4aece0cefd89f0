//! The fixed scales at which tiles are made.

/// Scales per doubling. Four keep a shown tile within ±9 % of its own size, so that lines stay sharp;
/// with whole doublings they would be enlarged by up to 41 % and look soft.
const STEPS_PER_DOUBLING: i32 = 4;

/// One of the scales tiles are made at: metres per physical pixel is 2^(step/4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZoomStep(i32);

impl ZoomStep {
    /// The step nearest to a scale in metres per physical pixel (nearest as a ratio).
    /// Scales that are not positive count as the finest.
    #[must_use]
    pub fn nearest(metres_per_px: f64) -> Self {
        Self(clamped((metres_per_px.max(1e-6).log2() * f64::from(STEPS_PER_DOUBLING)).round()))
    }

    /// The first step not finer than a scale in metres per physical pixel.
    #[must_use]
    pub fn at_least(metres_per_px: f64) -> Self {
        Self(clamped((metres_per_px.max(1e-6).log2() * f64::from(STEPS_PER_DOUBLING) - 1e-9).ceil()))
    }

    /// Metres per physical pixel.
    #[must_use]
    pub fn metres_per_px(self) -> f64 {
        (f64::from(self.0) / f64::from(STEPS_PER_DOUBLING)).exp2()
    }

    /// How many steps lie between two scales.
    #[must_use]
    pub const fn distance(self, other: Self) -> u32 {
        self.0.abs_diff(other.0)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to a small range")]
fn clamped(step: f64) -> i32 {
    step.clamp(-60.0, 60.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shown_tile_is_within_ten_percent_of_its_own_size(scale in 0.01f64..4000.0) {
            let ratio = ZoomStep::nearest(scale).metres_per_px() / scale;
            prop_assert!((0.909..=1.1).contains(&ratio), "{}", ratio);
            let coarser = ZoomStep::at_least(scale).metres_per_px() / scale;
            prop_assert!((0.999_999..=1.19).contains(&coarser), "{}", coarser);
        }
    }
}
