//! What a planner says of a file's columns: what its features become, and which column says when.

use super::columns::{NAME_COLUMNS, first_column};
use crate::community::FileLayer;
use crate::plan::time_columns::usual_unit;
use crate::plan::{Hazard, HazardEffect, SiteKind};

/// The unit of a column of times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Minutes.
    #[default]
    Minutes,
    /// Hours.
    Hours,
}

impl TimeUnit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Seconds, Self::Minutes, Self::Hours];

    /// The word in options.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
        }
    }

    /// The unit a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// So many minutes is one of it.
    #[must_use]
    pub const fn minutes(self) -> f64 {
        match self {
            Self::Seconds => 1.0 / 60.0,
            Self::Minutes => 1.0,
            Self::Hours => 60.0,
        }
    }
}

/// A column that says when, counted from the order to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeColumn {
    /// Its name.
    pub column: String,
    /// What its numbers count.
    pub unit: TimeUnit,
}

/// What the features become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// Hazard areas.
    HazardArea,
    /// Evacuation areas.
    EvacuationArea,
    /// Sites of a kind.
    Site(SiteKind),
}

/// How the features of a layer become objects of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Taking {
    /// What they become.
    pub becomes: Becomes,
    /// The column with their names; where there is none, hazard areas are called by what they begin with.
    pub name: Option<String>,
    /// When a hazard area begins to act, or the people of an evacuation area leave; from the start without a column.
    pub from: Option<TimeColumn>,
    /// When a hazard area ceases to act; never without a column.
    pub until: Option<TimeColumn>,
    /// What threatens; `None` takes the words of the file's column `hazard`, and "other" where they say nothing.
    pub hazard: Option<Hazard>,
    /// What hazard areas do.
    pub effect: HazardEffect,
}

impl Taking {
    /// What can be told from the columns: the one with names, and one with times and their unit.
    #[must_use]
    pub fn suggested(layer: &FileLayer, becomes: Becomes) -> Self {
        let has_time = match becomes {
            Becomes::HazardArea | Becomes::EvacuationArea => true,
            Becomes::Site(_) => false,
        };
        let is_numeric = |column: usize| {
            let values = || layer.features.iter().filter_map(|feature| feature.value(column));
            values().next().is_some() && values().all(|value| value.number().is_some())
        };
        let times = layer.columns.iter().enumerate().filter(|(column, _)| has_time && is_numeric(*column));
        let mut times = times.filter_map(|(_, name)| {
            let unit = usual_unit(name)?;
            Some(TimeColumn { column: name.as_ref().to_owned(), unit })
        });
        Self {
            becomes,
            name: first_column(layer, &NAME_COLUMNS)
                .and_then(|column| layer.columns.get(column))
                .map(ToString::to_string),
            from: times.next(),
            until: None,
            hazard: None,
            effect: HazardEffect::ClosedToWalkers,
        }
    }
}
