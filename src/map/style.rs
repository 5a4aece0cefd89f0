//! How drawn things look: colours, patterns, and widths that follow the scale.

use egui::Color32;

use super::fingerprint::Fingerprint;

/// The look of an item of a scene: a position in a [`StyleSheet`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StyleId(pub u16);

/// A length in screen points that follows the scale: (metres per point, points), finest scale first,
/// in between in proportion to the doubling of the scale, constant beyond both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp(pub &'static [(f64, f32)]);

impl Ramp {
    /// The length at a scale in metres per point. 0 for an empty ramp.
    #[must_use]
    pub fn at(self, metres_per_point: f64) -> f32 {
        let Some(&(first, value)) = self.0.first() else { return 0.0 };
        if metres_per_point <= first {
            return value;
        }
        for pair in self.0.windows(2) {
            let ((near, a), (far, b)) = (pair[0], pair[1]);
            if metres_per_point <= far {
                #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
                let share = ((metres_per_point / near).ln() / (far / near).ln()) as f32;
                return a + (b - a) * share;
            }
        }
        self.0.last().map_or(0.0, |&(_, value)| value)
    }
}

/// What fills an area besides plain color, so that meaning does not hang on color alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// Full.
    Solid,
    /// Parallel lines, rising to the right.
    Hatch,
    /// Parallel lines, falling to the right.
    BackHatch,
    /// Both.
    Cross,
    /// Dots.
    Dots,
}

/// One way of painting an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Paint {
    /// The inside of polygons.
    Fill {
        /// Color, with transparency.
        color: Color32,
        /// Pattern; anything but `Solid` leaves gaps free.
        pattern: Pattern,
    },
    /// Lines, and outlines of polygons.
    Line {
        /// Color, with transparency.
        color: Color32,
        /// Width in points.
        width: Ramp,
        /// Added to the width, in points: twice the casing of a road.
        grow: f32,
        /// Lengths of dash and gap in points.
        dash: Option<[f32; 2]>,
    },
    /// Points.
    Dot {
        /// Color, with transparency.
        color: Color32,
        /// Radius in points.
        radius: Ramp,
        /// Added to the radius, in points: a rim.
        grow: f32,
    },
}

/// One stroke of the brush over all items of a style.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pass {
    /// Lower orders are painted first.
    pub order: i16,
    /// Which items.
    pub style: StyleId,
    /// How.
    pub paint: Paint,
    /// Left out when a screen point covers this many metres or fewer: another pass serves the near view.
    pub min_metres_per_point: f64,
    /// Left out when a screen point covers more metres than this.
    pub max_metres_per_point: f64,
}

impl Pass {
    /// A pass for all scales.
    #[must_use]
    pub const fn new(order: i16, style: StyleId, paint: Paint) -> Self {
        Self { order, style, paint, min_metres_per_point: 0.0, max_metres_per_point: f64::INFINITY }
    }

    /// The same, left out when a screen point covers more metres than this.
    #[must_use]
    pub const fn until(self, max_metres_per_point: f64) -> Self {
        Self { max_metres_per_point, ..self }
    }

    /// The same, left out when a screen point covers this many metres or fewer.
    #[must_use]
    pub const fn beyond(self, min_metres_per_point: f64) -> Self {
        Self { min_metres_per_point, ..self }
    }

    /// Is it painted at this scale, and does it leave anything?
    #[must_use]
    pub fn is_active(&self, metres_per_point: f64) -> bool {
        let is_inked = match self.paint {
            Paint::Fill { color, .. } => color.a() > 0,
            Paint::Line { color, width, .. } => color.a() > 0 && width.at(metres_per_point) > 0.0,
            Paint::Dot { color, radius, .. } => color.a() > 0 && radius.at(metres_per_point) > 0.0,
        };
        is_inked && metres_per_point > self.min_metres_per_point && metres_per_point <= self.max_metres_per_point
    }
}

/// The looks of all styles of a picture, in the order of painting.
#[derive(Clone, Debug, PartialEq)]
pub struct StyleSheet {
    background: Option<Color32>,
    passes: Vec<Pass>,
    version: u64,
}

impl StyleSheet {
    /// Puts a sheet together; `background` is `None` for overlays.
    #[must_use]
    pub fn new(background: Option<Color32>, mut passes: Vec<Pass>) -> Self {
        passes.sort_by_key(|pass| pass.order);
        let mut print = Fingerprint::new();
        print.write_text(&format!("{background:?}{passes:?}"));
        Self { background, passes, version: print.finish() }
    }

    /// The color of bare land; `None` where nothing is painted below.
    #[must_use]
    pub const fn background(&self) -> Option<Color32> {
        self.background
    }

    /// All passes, in the order of painting.
    #[must_use]
    pub fn passes(&self) -> &[Pass] {
        &self.passes
    }

    /// A number that differs for sheets that look different.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Both sheets as one: `over` is painted after this one. For pictures in reports.
    #[must_use]
    pub fn below(&self, over: &Self) -> Self {
        let lift = self.passes.iter().map(|pass| pass.order).max().unwrap_or(0);
        let lowest = over.passes.iter().map(|pass| pass.order).min().unwrap_or(0);
        let lifted = over.passes.iter().map(|pass| Pass {
            order: pass.order.saturating_sub(lowest).saturating_add(lift).saturating_add(1),
            ..*pass
        });
        Self::new(self.background.or(over.background), self.passes.iter().copied().chain(lifted).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_is_constant_beyond_its_ends_and_falls_in_between() {
        let ramp = Ramp(&[(1.0, 8.0), (4.0, 2.0)]);
        assert_eq!(ramp.at(0.1), 8.0);
        assert_eq!(ramp.at(100.0), 2.0);
        assert!((ramp.at(2.0) - 5.0).abs() < 1e-4);
        assert_eq!(Ramp(&[]).at(1.0), 0.0);
    }

    #[test]
    fn sheets_that_look_different_have_different_versions() {
        let paint = Paint::Fill { color: Color32::WHITE, pattern: Pattern::Solid };
        let pass = |order| Pass::new(order, StyleId(1), paint);
        let (a, b) = (StyleSheet::new(None, vec![pass(1)]), StyleSheet::new(None, vec![pass(2)]));
        assert_ne!(a.version(), b.version());
        assert_eq!(a, StyleSheet::new(None, vec![pass(1)]));
        assert_eq!(a.below(&b).passes().len(), 2);
    }
}
