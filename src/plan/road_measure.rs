//! The measures a planner can take on a road: widen it, link it, turn its traffic, set its speed.

use super::RoadChangeKind;

/// What is done to a road, without its numbers: what is chosen before one draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoadMeasure {
    /// Another width.
    #[default]
    Width,
    /// A new link.
    NewLink,
    /// All lanes in one direction.
    Contraflow,
    /// One-way.
    OneWay,
    /// Another speed limit.
    Speed,
}

impl RoadMeasure {
    /// Every measure, in the order of lists.
    pub const ALL: [Self; 5] = [Self::Width, Self::NewLink, Self::Contraflow, Self::OneWay, Self::Speed];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Width => "width",
            Self::NewLink => "new_link",
            Self::Contraflow => "contraflow",
            Self::OneWay => "one_way",
            Self::Speed => "speed",
        }
    }

    /// The measure a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }

    /// Does the direction of the drawn line matter?
    #[must_use]
    pub const fn has_direction(self) -> bool {
        match self {
            Self::Contraflow | Self::OneWay => true,
            Self::Width | Self::NewLink | Self::Speed => false,
        }
    }

    /// The change with the numbers it starts with, until the planner says otherwise.
    #[must_use]
    pub const fn first(self) -> RoadChangeKind {
        match self {
            Self::Width => RoadChangeKind::Width(RoadChangeKind::FIRST_WIDTH_M),
            Self::NewLink => RoadChangeKind::NewLink(RoadChangeKind::FIRST_WIDTH_M),
            Self::Contraflow => RoadChangeKind::Contraflow,
            Self::OneWay => RoadChangeKind::OneWay,
            Self::Speed => RoadChangeKind::Speed(RoadChangeKind::FIRST_SPEED_KM_H),
        }
    }
}

impl RoadChangeKind {
    /// Width a change starts with, in metres (project choice: two people abreast in both directions).
    pub const FIRST_WIDTH_M: f64 = 3.0;
    /// Speed limit a change starts with, in km/h (project choice: a calmed street).
    pub const FIRST_SPEED_KM_H: f64 = 30.0;
    /// Widths a planner may set, in metres: least and most.
    pub const WIDTH_RANGE_M: (f64, f64) = (0.1, 100.0);
    /// Speed limits a planner may set, in km/h: least and most.
    pub const SPEED_RANGE_KM_H: (f64, f64) = (1.0, 150.0);

    /// The measure, without its numbers.
    #[must_use]
    pub const fn measure(self) -> RoadMeasure {
        match self {
            Self::Width(_) => RoadMeasure::Width,
            Self::NewLink(_) => RoadMeasure::NewLink,
            Self::Contraflow => RoadMeasure::Contraflow,
            Self::OneWay => RoadMeasure::OneWay,
            Self::Speed(_) => RoadMeasure::Speed,
        }
    }

    /// Its width in metres, where it has one.
    #[must_use]
    pub const fn width_m(self) -> Option<f64> {
        match self {
            Self::Width(width) | Self::NewLink(width) => Some(width),
            Self::Contraflow | Self::OneWay | Self::Speed(_) => None,
        }
    }

    /// Its speed limit in km/h, where it has one.
    #[must_use]
    pub const fn speed_km_h(self) -> Option<f64> {
        match self {
            Self::Speed(speed) => Some(speed),
            Self::Width(_) | Self::NewLink(_) | Self::Contraflow | Self::OneWay => None,
        }
    }

    /// Another measure with the numbers that both have; what is missing is that of [`RoadMeasure::first`].
    #[must_use]
    pub const fn with_measure(self, measure: RoadMeasure) -> Self {
        match (measure, self.width_m(), self.speed_km_h()) {
            (RoadMeasure::Width, Some(width), _) => Self::Width(width),
            (RoadMeasure::NewLink, Some(width), _) => Self::NewLink(width),
            (RoadMeasure::Speed, _, Some(speed)) => Self::Speed(speed),
            (measure, _, _) => measure.first(),
        }
    }

    /// The same measure with another width in metres; `None` where it has none.
    #[must_use]
    pub const fn with_width_m(self, width: f64) -> Option<Self> {
        match self {
            Self::Width(_) => Some(Self::Width(width)),
            Self::NewLink(_) => Some(Self::NewLink(width)),
            Self::Contraflow | Self::OneWay | Self::Speed(_) => None,
        }
    }

    /// The same measure with another speed limit in km/h; `None` where it has none.
    #[must_use]
    pub const fn with_speed_km_h(self, speed: f64) -> Option<Self> {
        match self {
            Self::Speed(_) => Some(Self::Speed(speed)),
            Self::Width(_) | Self::NewLink(_) | Self::Contraflow | Self::OneWay => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{ObjectId, PlanObject, arbitrary};
    use super::*;

    #[test]
    fn a_measure_is_found_by_its_word_and_starts_in_range() {
        for measure in RoadMeasure::ALL {
            assert_eq!(RoadMeasure::from_name(measure.name()), Some(measure));
            let first = measure.first();
            assert_eq!((first.measure(), first.name()), (measure, measure.name()));
            let is_in = |(low, high): (f64, f64), number: f64| low <= number && number <= high;
            assert!(first.width_m().is_none_or(|width| is_in(RoadChangeKind::WIDTH_RANGE_M, width)));
            assert!(first.speed_km_h().is_none_or(|speed| is_in(RoadChangeKind::SPEED_RANGE_KM_H, speed)));
        }
        assert_eq!(RoadMeasure::from_name("bridge"), None);
    }

    proptest! {
        #[test]
        fn another_measure_and_back_keeps_what_both_can_hold(plan in arbitrary::plan()) {
            for change in plan.road_changes().values() {
                let kind = change.kind;
                for measure in RoadMeasure::ALL {
                    let other = kind.with_measure(measure);
                    prop_assert_eq!(other.measure(), measure);
                    if kind.width_m().is_some() && other.width_m().is_some() {
                        prop_assert_eq!(other.width_m(), kind.width_m());
                    }
                    prop_assert_eq!(other.with_width_m(7.0).is_some(), other.width_m().is_some());
                    prop_assert_eq!(other.with_speed_km_h(50.0).is_some(), other.speed_km_h().is_some());
                }
                prop_assert_eq!(kind.with_measure(kind.measure()), kind);
            }
        }

        #[test]
        fn turned_round_twice_is_as_before_and_once_ends_where_it_began(plan in arbitrary::plan()) {
            for change in plan.road_changes().values() {
                let turned = change.reversed();
                let ends = |lines: &[crate::geometry::Line]| {
                    (lines.first().and_then(|l| l.first()).copied(), lines.last().and_then(|l| l.last()).copied())
                };
                let ((from, to), (new_from, new_to)) = (ends(&change.lines), ends(&turned.lines));
                prop_assert_eq!((from, to), (new_to, new_from));
                prop_assert_eq!(&turned.reversed(), &**change);
                let object = PlanObject::RoadChange(turned.into());
                prop_assert_eq!(object.id(), ObjectId::RoadChange(change.id));
            }
        }
    }
}
