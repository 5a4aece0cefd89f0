//! The facts of one feature, with a note of each that cannot be taken as it is written.

use std::sync::Arc;

use super::columns::Found;
use super::{TakingNote, hazard_from_words};
use crate::community::{FileFeature, FileValue, Measure};
use crate::geometry::{MultiPolygon, Shape};
use crate::plan::{Capacity, Hazard, SiteKind};
use crate::units::Persons;

/// The facts of a feature, with a note of each that cannot be taken as it is written.
pub(super) struct Facts<'l, 'n> {
    pub(super) feature: &'l FileFeature,
    pub(super) notes: &'n mut Vec<(u32, TakingNote)>,
}

impl<'l> Facts<'l, '_> {
    pub(super) fn say(&mut self, note: TakingNote) {
        self.notes.push((self.feature.number, note));
    }

    fn value(&self, column: Option<usize>) -> Option<&'l FileValue> {
        column.and_then(|column| self.feature.value(column))
    }

    pub(super) fn minutes(
        &mut self,
        time: Option<&(usize, f64, Arc<str>)>,
        note: fn(String) -> TakingNote,
    ) -> Option<f64> {
        let (column, factor, _) = time?;
        let value = self.value(Some(*column));
        let minutes = value.and_then(FileValue::number).map(|number| number * factor);
        let minutes = minutes.filter(|minutes| minutes.is_finite() && *minutes >= 0.0);
        if minutes.is_none() {
            self.say(note(value.map(FileValue::words).unwrap_or_default()));
        }
        minutes
    }

    /// The hazard a column names; another one where it names none.
    pub(super) fn hazard(&mut self, column: Option<usize>) -> Hazard {
        let Some(words) = self.value(column).map(FileValue::words) else { return Hazard::Other };
        hazard_from_words(&words).unwrap_or_else(|| {
            self.say(TakingNote::UnknownHazard(words));
            Hazard::Other
        })
    }

    pub(super) fn measured(
        &mut self,
        column: Option<usize>,
        measure: Measure,
        note: fn(String) -> TakingNote,
    ) -> Option<f64> {
        let value = self.value(column)?;
        let number = value.measured(measure);
        if number.is_err() {
            self.say(note(value.words()));
        }
        number.ok().flatten()
    }

    /// The places of a site. What an exit's column says without saying of what is not taken.
    pub(super) fn capacity(&mut self, kind: SiteKind, found: &Found) -> Capacity {
        let is_exit = kind == SiteKind::Exit;
        let column = found.places.or(found.capacity.filter(|_| !is_exit));
        if let Some(doubtful) = self.value(found.capacity).filter(|_| is_exit && column.is_none()) {
            self.say(TakingNote::DoubtfulCapacity(doubtful.words()));
        }
        let persons = self.measured(column, Measure::Places, TakingNote::NoCapacity);
        persons.map_or(Capacity::Unknown, |persons| Capacity::Persons(whole_persons(persons)))
    }
}

pub(super) fn area_of(shape: &Shape) -> Result<&MultiPolygon, TakingNote> {
    match shape {
        Shape::Area(area) => Ok(area),
        Shape::Point(_) | Shape::Lines(_) => Err(TakingNote::NotAnArea),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 1e9, never negative")]
const fn whole_persons(persons: f64) -> Persons {
    Persons(persons.round() as u32)
}
