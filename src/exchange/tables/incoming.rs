//! Rows on their way into the plan: what is understood of each column and row, before anything is done.

use std::collections::BTreeSet;

use super::aliases::column_from_heading;
use super::text::rows_from_text;
use super::{Cell, CellFault, Column, Derived, RowOddity, TableKind, TableTextError, cell, set_cell, shape_from_wkt};
use crate::exchange::results::guarded;
use crate::geometry::{BoundingBox, LonLat, Shape};
use crate::plan::{ObjectId, ObjectKind, Plan, PlanObject, Site, SiteKind};

/// Most rows taken at once.
const MAX_ROWS: usize = 100_000;
/// A place this many degrees beyond the community's edge is asked about.
const FAR_DEGREES: f64 = 0.5;

/// What will be done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowAction {
    /// It becomes a new object.
    Add,
    /// It changes an object.
    Replace,
    /// It says what the plan says already.
    Same,
    /// It is left out.
    Refuse,
}

/// One row and what is understood of it.
#[derive(Clone, Debug, PartialEq)]
pub struct IncomingRow {
    /// Its line in the text, from 1.
    pub line: u64,
    /// Its cells as they were written.
    pub cells: Vec<String>,
    /// What will be done.
    pub action: RowAction,
    /// The object it becomes; `None` where it is refused.
    pub object: Option<PlanObject>,
    /// What is odd.
    pub oddities: Vec<RowOddity>,
}

/// Rows of a spreadsheet, understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The table they go into.
    pub kind: TableKind,
    /// Each heading as written, and the column it means, if any.
    pub headings: Vec<(String, Option<Column>)>,
    /// The rows in order.
    pub rows: Vec<IncomingRow>,
}

impl Incoming {
    /// The objects to be added or changed, in the order of rows; for one command of the document.
    #[must_use]
    pub fn objects(&self) -> Vec<PlanObject> {
        let wanted = |row: &&IncomingRow| matches!(row.action, RowAction::Add | RowAction::Replace);
        self.rows.iter().filter(wanted).filter_map(|row| row.object.clone()).collect()
    }

    /// How many rows have an action.
    #[must_use]
    pub fn count(&self, action: RowAction) -> usize {
        self.rows.iter().filter(|row| row.action == action).count()
    }
}

/// What rows are held against.
struct Reader<'a> {
    plan: &'a Plan,
    kind: TableKind,
    columns: Vec<Option<Column>>,
    around: Option<BoundingBox>,
    seen: BTreeSet<u32>,
    fresh: u32,
}

/// Reads a text with a heading row against a plan. Rows whose `id` is in the plan change that object; others are new.
/// Cells that say what the plan says already change nothing, however they are written. `around` is the community's
/// extent, to ask about places far away. O(rows × columns).
///
/// # Errors
/// [`TableTextError`] where the text is no table with known headings.
pub fn read_rows(
    text: &str,
    kind: TableKind,
    plan: &Plan,
    around: Option<BoundingBox>,
) -> Result<Incoming, TableTextError> {
    let mut lines = rows_from_text(text)?.into_iter();
    let (_, first) = lines.next().ok_or(TableTextError::Empty)?;
    let mut headings: Vec<(String, Option<Column>)> = Vec::new();
    for heading in first {
        // A second column of the same meaning is not used.
        let column =
            column_from_heading(kind, unguarded(&heading)).filter(|c| headings.iter().all(|h| h.1 != Some(*c)));
        headings.push((heading, column));
    }
    if headings.iter().all(|(_, column)| column.is_none()) {
        let said: Vec<&str> = headings.iter().map(|(heading, _)| heading.as_str()).collect();
        return Err(TableTextError::NoKnownHeading(said.join(", ")));
    }
    let lines: Vec<(u64, Vec<String>)> = lines.collect();
    if lines.is_empty() {
        return Err(TableTextError::Empty);
    }
    if lines.len() > MAX_ROWS {
        return Err(TableTextError::TooManyRows(lines.len(), MAX_ROWS));
    }
    // New objects stand under a number nobody has until the document gives them theirs.
    let is_free = |number: &u32| plan.object(ObjectId::new(kind.object_kind(), *number)).is_none();
    let fresh = (0..=u32::MAX).rev().find(is_free).unwrap_or(u32::MAX);
    let columns = headings.iter().map(|(_, column)| *column).collect();
    let mut reader = Reader { plan, kind, columns, around, seen: BTreeSet::new(), fresh };
    let rows = lines.into_iter().map(|(line, cells)| reader.row(line, cells)).collect();
    Ok(Incoming { kind, headings, rows })
}

/// A cell without the apostrophe that kept a spreadsheet from taking it for a formula.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if guarded(rest) == text => rest,
        _ => text,
    }
}

impl Reader<'_> {
    fn row(&mut self, line: u64, cells: Vec<String>) -> IncomingRow {
        let mut oddities = Vec::new();
        if cells.iter().skip(self.columns.len()).any(|cell| !cell.trim().is_empty()) {
            oddities.push(RowOddity::TooManyCells);
        }
        let taken = self.object(&cells, &mut oddities);
        let (action, object) = match taken {
            Ok((None, new)) => (RowAction::Add, Some(new)),
            Ok((Some(old), new)) if old == new => (RowAction::Same, Some(new)),
            Ok((Some(_), new)) => (RowAction::Replace, Some(new)),
            Err(oddity) => {
                oddities.push(oddity);
                (RowAction::Refuse, None)
            }
        };
        IncomingRow { line, cells, action, object, oddities }
    }

    fn at<'c>(&self, cells: &'c [String], column: Column) -> Option<&'c str> {
        let place = self.columns.iter().position(|c| *c == Some(column))?;
        cells.get(place).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// The object there was, if any, and the object the row makes of it.
    fn object(
        &mut self,
        cells: &[String],
        oddities: &mut Vec<RowOddity>,
    ) -> Result<(Option<PlanObject>, PlanObject), RowOddity> {
        let old = self.known(cells, oddities)?;
        let start = match &old {
            Some(old) => self.reshaped(old, cells)?,
            None => self.drawn(cells, oddities)?,
        };
        if self.is_far(&start) && old.as_ref().is_none_or(|old| !old.has_same_shape(&start)) {
            oddities.push(RowOddity::FarAway);
        }
        let new = self.with_facts(&start, old.as_ref(), cells, oddities);
        match &old {
            Some(old) if old.is_locked() && new != *old && new != old.with_lock(false) => Err(RowOddity::Locked),
            _ => Ok((old, new)),
        }
    }

    /// The object whose id the row names.
    fn known(&mut self, cells: &[String], oddities: &mut Vec<RowOddity>) -> Result<Option<PlanObject>, RowOddity> {
        let Some(text) = self.at(cells, Column::Id) else { return Ok(None) };
        let number =
            super::number_from_text(text).filter(|n| n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n));
        let number = number.ok_or_else(|| RowOddity::NotAnId(text.to_owned()))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
        let number = number as u32;
        if !self.seen.insert(number) {
            return Err(RowOddity::Twice(number));
        }
        if let Some(object) = self.plan.object(ObjectId::new(self.kind.object_kind(), number)) {
            return Ok(Some(object));
        }
        let other = ObjectKind::ALL.into_iter().find(|&kind| self.plan.object(ObjectId::new(kind, number)).is_some());
        if let Some(kind) = other {
            return Err(RowOddity::OtherKind { number, kind });
        }
        oddities.push(RowOddity::UnknownId(number));
        Ok(None)
    }

    /// A known object in the shape the row gives it; the same where it gives none, or the one it has.
    fn reshaped(&self, old: &PlanObject, cells: &[String]) -> Result<PlanObject, RowOddity> {
        let Some(text) = self.at(cells, Column::Wkt) else { return Ok(old.clone()) };
        if says(&cell(old, Column::Wkt, &Derived::default()), text) {
            return Ok(old.clone());
        }
        let shape = shape_from_wkt(text).map_err(RowOddity::Wkt)?;
        // A point that longitude and latitude move too: they are what a planner types.
        if matches!(shape, Shape::Point(_)) && self.at(cells, Column::Longitude).is_some() {
            return Ok(old.clone());
        }
        old.with_shape(shape).ok_or_else(|| RowOddity::WrongShape(self.kind.object_kind()))
    }

    /// A new object at the place the row gives.
    fn drawn(&self, cells: &[String], oddities: &mut Vec<RowOddity>) -> Result<PlanObject, RowOddity> {
        let degrees = self.at(cells, Column::Longitude).zip(self.at(cells, Column::Latitude));
        let shape = if let Some((lon, lat)) = degrees {
            let place = super::number_from_text(lon).zip(super::number_from_text(lat));
            let place = place.and_then(|(lon, lat)| LonLat::try_new(lon, lat).ok());
            Shape::Point(place.ok_or_else(|| RowOddity::BadPlace(format!("{lon}, {lat}")))?)
        } else {
            let text = self.at(cells, Column::Wkt).ok_or(RowOddity::NoPlace)?;
            shape_from_wkt(text).map_err(RowOddity::Wkt)?
        };
        let kind = self.kind.object_kind();
        let new = PlanObject::drawn(kind, shape).ok_or(RowOddity::WrongShape(kind))?;
        Ok(match (self.kind, new) {
            (TableKind::Site(site_kind), PlanObject::Site(site)) => {
                let site_kind = self.site_kind(cells, site_kind, oddities);
                let place = site.geometry.place().unwrap_or_else(|| LonLat::new_clamped(0.0, 0.0));
                let fresh = Site::new(site.id, site_kind, place);
                PlanObject::Site(std::sync::Arc::new(Site { geometry: site.geometry.clone(), ..fresh }))
            }
            (_, new) => new,
        }
        .renumbered(self.fresh))
    }

    /// The kind of a new site: the row's own word first, for it decides what the other cells are about.
    fn site_kind(&self, cells: &[String], usual: SiteKind, oddities: &mut Vec<RowOddity>) -> SiteKind {
        let column = Column::SiteKind;
        let Some(text) = self.at(cells, column) else { return usual };
        let kind = super::word_from_text(column, text).and_then(SiteKind::from_name);
        kind.unwrap_or_else(|| {
            let fault = CellFault::UnknownWord { text: text.to_owned(), column };
            oddities.push(RowOddity::Cell { column, fault });
            usual
        })
    }

    fn is_far(&self, object: &PlanObject) -> bool {
        let (Some(around), Some(place)) = (self.around, object.place()) else { return false };
        let beyond = |value: f64, low: f64, high: f64| value < low - FAR_DEGREES || value > high + FAR_DEGREES;
        beyond(place.lon(), around.min.lon(), around.max.lon())
            || beyond(place.lat(), around.min.lat(), around.max.lat())
    }

    /// The facts of the row, one by one: what a cell cannot give stays as it is and is said.
    fn with_facts(
        &self,
        start: &PlanObject,
        old: Option<&PlanObject>,
        cells: &[String],
        oddities: &mut Vec<RowOddity>,
    ) -> PlanObject {
        // Unlocking comes first, so that one row can unlock and change; locking comes last.
        let mut new = start.clone();
        let mut locks = None;
        let has_persons = self.at(cells, Column::CapacityPersons).is_some();
        for (column, text) in self.columns.iter().zip(cells) {
            let Some(column) = *column else { continue };
            if matches!(column, Column::Id | Column::Wkt) || column.is_derived() {
                continue;
            }
            if old.is_some_and(|old| says(&cell(old, column, &Derived::default()), text)) {
                continue;
            }
            let is_new_place = old.is_none() && matches!(column, Column::Longitude | Column::Latitude);
            if is_new_place || (old.is_none() && (text.trim().is_empty() || column == Column::SiteKind)) {
                continue;
            }
            if has_persons && matches!(column, Column::EffectiveArea | Column::AreaPerPerson) {
                if !text.trim().is_empty() {
                    oddities.push(RowOddity::CapacityInPersons);
                }
                continue;
            }
            let free = new.with_lock(false);
            let text = unguarded(text);
            match set_cell(self.plan, &free, column, text) {
                Ok(changed) if column == Column::IsLocked => locks = Some(changed.is_locked()),
                Ok(changed) => new = changed.with_lock(new.is_locked()),
                // A fact that other kinds of site have is left out quietly only where it says nothing.
                Err(CellFault::ReadOnly) if text.trim().is_empty() => {}
                Err(fault) => oddities.push(RowOddity::Cell { column, fault }),
            }
        }
        locks.map_or_else(|| new.clone(), |locked| new.with_lock(locked))
    }
}

/// Does a text say what a cell says: as it is written to files, with or without the guard of spreadsheets? Asked first,
/// so that a name that itself begins like a guarded formula stays whole.
fn says(cell: &Cell, text: &str) -> bool {
    let written = cell.text();
    text == written || unguarded(text) == written || text == guarded(&written)
}
