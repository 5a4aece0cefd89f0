//! What an evacuation over time is reckoned with: when people leave, how they crowd, who drives, where they go.

use std::ops::RangeInclusive;

/// When people leave after the order of their area.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DepartureCurve {
    /// Everybody at once.
    #[default]
    Immediate,
    /// Everybody after the planning value `departure_delay_min`.
    Fixed,
    /// Spread as a Rayleigh curve whose mean is the planning value `departure_mean_min`.
    Rayleigh,
    /// Minutes after the order and the share that has left by then, 0 to 1; straight lines between the rows, from
    /// nobody at minute 0. A last share below 1 means that the others never leave. [`departure_table_fault`] says
    /// whether the rows make a curve.
    Table(Vec<(f64, f64)>),
}

impl DepartureCurve {
    /// The words of all of them, as in files.
    pub const NAMES: [&'static str; 4] = ["immediate", "fixed", "rayleigh", "table"];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::Fixed => "fixed",
            Self::Rayleigh => "rayleigh",
            Self::Table(_) => "table",
        }
    }

    /// The curve a word names; `rows` are those of the table.
    #[must_use]
    pub fn from_name(name: &str, rows: Vec<(f64, f64)>) -> Option<Self> {
        match name {
            "immediate" => Some(Self::Immediate),
            "fixed" => Some(Self::Fixed),
            "rayleigh" => Some(Self::Rayleigh),
            "table" => Some(Self::Table(rows)),
            _ => None,
        }
    }

    /// The share that leaves at all, 0 to 1: less than 1 only where a table ends below it.
    #[must_use]
    pub fn share_that_leaves(&self) -> f64 {
        match self {
            Self::Immediate | Self::Fixed | Self::Rayleigh => 1.0,
            Self::Table(rows) => rows.last().map_or(0.0, |(_, share)| share.clamp(0.0, 1.0)),
        }
    }
}

/// Why rows of minutes and shares are no departure curve; rows are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DepartureTableFault {
    /// There is no row.
    #[error("the departure table has no rows")]
    Empty,
    /// A row is not a pair of numbers.
    #[error("row {0} of the departure table is not a pair of minutes and a share")]
    NotAPair(usize),
    /// Minutes below zero or beyond what a simulation plays.
    #[error("the minutes in row {0} of the departure table are not from 0 to 10080")]
    Minutes(usize),
    /// A share outside 0 to 1.
    #[error("the share in row {0} of the departure table is not from 0 to 1")]
    Share(usize),
    /// Minutes that do not come after those of the row before.
    #[error("the minutes in row {0} of the departure table are not after those of the row before")]
    NotLater(usize),
    /// A share below that of the row before: nobody comes back.
    #[error("the share in row {0} of the departure table is below that of the row before")]
    Fewer(usize),
}

/// What is wrong with the rows of a departure table, the first fault first; `None` where they make a curve.
///
/// Minutes must be 0 to 10080 and strictly increase, shares 0 to 1 and never decrease. A first row at minute 0 is
/// the share that leaves at once. O(rows).
#[must_use]
pub fn departure_table_fault(rows: &[(f64, f64)]) -> Option<DepartureTableFault> {
    if rows.is_empty() {
        return Some(DepartureTableFault::Empty);
    }
    let mut before: Option<(f64, f64)> = None;
    for (row, &(minutes, share)) in (1..).zip(rows) {
        if !(0.0..=EvacuationSettings::LONGEST_MIN).contains(&minutes) {
            return Some(DepartureTableFault::Minutes(row));
        }
        if !(0.0..=1.0).contains(&share) {
            return Some(DepartureTableFault::Share(row));
        }
        if before.is_some_and(|(earlier, _)| minutes <= earlier) {
            return Some(DepartureTableFault::NotLater(row));
        }
        if before.is_some_and(|(_, fewer)| share < fewer) {
            return Some(DepartureTableFault::Fewer(row));
        }
        before = Some((minutes, share));
    }
    None
}

/// How walking slows down where it is crowded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrowdingModel {
    /// Weidmann 1993.
    #[default]
    Weidmann,
    /// Nelson and Mowrer, as in the handbook of the Society of Fire Protection Engineers.
    Sfpe,
    /// Nobody slows down; only widths hold people up.
    FreeSpeed,
}

impl CrowdingModel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Weidmann, Self::Sfpe, Self::FreeSpeed];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weidmann => "weidmann",
            Self::Sfpe => "sfpe",
            Self::FreeSpeed => "free_speed",
        }
    }

    /// The model a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }
}

/// Where people go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DestinationRule {
    /// To the site the allocation gives them: places are kept, and all walk least together.
    #[default]
    Allocated,
    /// To the nearest site, full or not.
    Nearest,
}

impl DestinationRule {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Allocated, Self::Nearest];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allocated => "allocated",
            Self::Nearest => "nearest",
        }
    }

    /// The rule a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }
}

/// Which way people take to their site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WayChoice {
    /// The one that takes least time on empty streets, whatever the queue.
    #[default]
    Shortest,
    /// The one that takes least time with the queues people hear of every two minutes; who goes to the nearest site
    /// takes another where that is much sooner.
    AroundQueues,
}

impl WayChoice {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Shortest, Self::AroundQueues];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shortest => "shortest",
            Self::AroundQueues => "around_queues",
        }
    }

    /// The choice a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// The settings of an evacuation over time; the numbers in the ranges of the constants.
#[derive(Clone, Debug, PartialEq)]
pub struct EvacuationSettings {
    /// When people leave.
    pub departure: DepartureCurve,
    /// How walking slows down where it is crowded.
    pub crowding: CrowdingModel,
    /// Persons of one household, who leave together; 1 to 10.
    pub household_persons: f64,
    /// Share of the households that drive in mixed mode, 0 to 1.
    pub car_share: f64,
    /// Minutes after the order at which a simulation stops, 1 to 10080 (a week).
    pub horizon_min: f64,
    /// Where people go.
    pub destinations: DestinationRule,
    /// Which way they take there.
    pub ways: WayChoice,
}

impl EvacuationSettings {
    /// The most minutes a simulation plays, and a departure table reaches: a week.
    pub const LONGEST_MIN: f64 = 10_080.0;
    /// Allowed persons of a household.
    pub const HOUSEHOLD_PERSONS: RangeInclusive<f64> = 1.0..=10.0;
    /// Allowed shares of households that drive.
    pub const CAR_SHARE: RangeInclusive<f64> = 0.0..=1.0;
    /// Allowed ends of a simulation, minutes.
    pub const HORIZON_MIN: RangeInclusive<f64> = 1.0..=Self::LONGEST_MIN;
}

impl Default for EvacuationSettings {
    fn default() -> Self {
        Self {
            departure: DepartureCurve::default(),
            crowding: CrowdingModel::default(),
            household_persons: 2.5,
            car_share: 0.5,
            horizon_min: 1440.0,
            destinations: DestinationRule::default(),
            ways: WayChoice::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_its_own() {
        for model in CrowdingModel::ALL {
            assert_eq!(CrowdingModel::from_name(model.name()), Some(model));
        }
        for rule in DestinationRule::ALL {
            assert_eq!(DestinationRule::from_name(rule.name()), Some(rule));
        }
        for ways in WayChoice::ALL {
            assert_eq!(WayChoice::from_name(ways.name()), Some(ways));
        }
        for name in DepartureCurve::NAMES {
            let rows = vec![(5.0, 1.0)];
            assert_eq!(DepartureCurve::from_name(name, rows).map(|curve| curve.name()), Some(name));
        }
        assert_eq!(DepartureCurve::from_name("later", Vec::new()), None);
    }

    #[test]
    fn a_table_is_a_curve_only_where_time_and_shares_grow() {
        use DepartureTableFault as Fault;
        type Rows = &'static [(f64, f64)];
        let cases: [(Rows, Option<Fault>); 9] = [
            (&[], Some(Fault::Empty)),
            (&[(5.0, 0.5), (10.0, 1.0)], None),
            (&[(0.0, 0.2), (10.0, 0.2), (11.0, 0.9)], None),
            (&[(5.0, 0.5), (5.0, 1.0)], Some(Fault::NotLater(2))),
            (&[(5.0, 0.5), (6.0, 0.4)], Some(Fault::Fewer(2))),
            (&[(5.0, 1.5)], Some(Fault::Share(1))),
            (&[(5.0, f64::NAN)], Some(Fault::Share(1))),
            (&[(-1.0, 0.5)], Some(Fault::Minutes(1))),
            (&[(1.0, 0.5), (f64::INFINITY, 0.6)], Some(Fault::Minutes(2))),
        ];
        for (rows, fault) in cases {
            assert_eq!(departure_table_fault(rows), fault, "{rows:?}");
        }
    }

    #[test]
    fn only_a_table_leaves_people_behind() {
        assert_eq!(DepartureCurve::Rayleigh.share_that_leaves(), 1.0);
        assert_eq!(DepartureCurve::Table(vec![(5.0, 0.5), (9.0, 0.75)]).share_that_leaves(), 0.75);
    }
}
