//! What a cell says: one fact of an object, with its type.

use std::cmp::Ordering;

use super::stock::stock_text;
use super::words::words;
use super::{Column, Entry};
use crate::exchange::results::ResultValue;
use crate::geometry::{LocalProjection, Shape, line_length};
use crate::plan::{Capacity, Closure, EvacuationArea, HazardArea, HazardEffect, Note, PlanObject, RoadChange, Site};
use crate::units::{Metres, Seconds, SquareMetres};

/// A fact in a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// A text.
    Text(String),
    /// A number, in the unit of its column.
    Number(f64),
    /// So many.
    Count(u64),
    /// Yes or no.
    Flag(bool),
    /// One of the column's words.
    Word(&'static str),
    /// Several of them.
    Words(Vec<&'static str>),
}

/// What is worked out for an object elsewhere: from the community and the latest figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Derived {
    /// People inside an area.
    pub people_inside: Option<u64>,
    /// People for whom a site is the nearest, within its limit.
    pub persons_reached: Option<u64>,
    /// People for whom it is the nearest, and too far.
    pub persons_beyond: Option<u64>,
    /// Walking a route from end to end.
    pub walk: Option<Seconds>,
    /// Gaps of a route.
    pub gaps: Option<u64>,
    /// Things to mend on a route, gaps among them.
    pub faults: Option<u64>,
    /// Width of a route where it is narrowest.
    pub narrowest: Option<Metres>,
    /// The narrowest width today, measured or guessed, of the roads under a road change.
    pub width_today: Option<Metres>,
}

impl Derived {
    /// The same without the people reached: where those figures are not of the plan as it stands.
    #[must_use]
    pub const fn without_reach(self) -> Self {
        Self { persons_reached: None, persons_beyond: None, ..self }
    }
}

impl Cell {
    /// The cell as text, the same in every language: what is written to files, and what an edit begins with.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => crate::exchange::json::number_text(*number),
            Self::Count(count) => count.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Word(word) => (*word).to_owned(),
            Self::Words(words) => words.join(", "),
        }
    }

    /// The cell as a value of a file: numbers by their type.
    pub(super) fn value(&self) -> ResultValue {
        match self {
            Self::Empty => ResultValue::Null,
            Self::Number(number) => ResultValue::Number(*number),
            Self::Count(count) => ResultValue::Count(*count),
            Self::Flag(flag) => ResultValue::Flag(*flag),
            Self::Text(_) | Self::Word(_) | Self::Words(_) => ResultValue::Text(self.text()),
        }
    }

    fn from_text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    fn count(count: Option<u32>) -> Self {
        count.map_or(Self::Empty, |count| Self::Count(u64::from(count)))
    }

    fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    fn derived(count: Option<u64>) -> Self {
        count.map_or(Self::Empty, Self::Count)
    }
}

/// What an object says in a column; empty where it has no such fact. O(places) for areas and lengths.
#[must_use]
pub fn cell(object: &PlanObject, column: Column, derived: &Derived) -> Cell {
    match column {
        Column::Id => Cell::Count(u64::from(object.id().number())),
        Column::IsLocked => Cell::Flag(object.is_locked()),
        Column::Longitude => Cell::number(point(object).map(|place| place.rounded().lon())),
        Column::Latitude => Cell::number(point(object).map(|place| place.rounded().lat())),
        Column::PeopleInside => Cell::derived(derived.people_inside),
        Column::PersonsReached => Cell::derived(derived.persons_reached),
        Column::PersonsBeyond => Cell::derived(derived.persons_beyond),
        Column::Area => Cell::number(area_m2(&object.shape())),
        Column::Length => Cell::number(length_m(&object.shape())),
        Column::WalkMinutes => Cell::number(derived.walk.map(|walk| (walk.value() / 6.0).round() / 10.0)),
        Column::Gaps => Cell::derived(derived.gaps),
        Column::Faults => Cell::derived(derived.faults),
        Column::NarrowestWidth => Cell::number(derived.narrowest.map(centimetres)),
        Column::WidthToday => Cell::number(derived.width_today.map(centimetres)),
        Column::Wkt => Cell::from_text(&super::wkt_text(&object.shape())),
        Column::Name if !matches!(object, PlanObject::Note(_)) => Cell::from_text(object.name()),
        column => match object {
            PlanObject::Site(site) => site_cell(site, column),
            PlanObject::EvacuationArea(area) => area_cell(area, column),
            PlanObject::HazardArea(area) => hazard_cell(area, column),
            PlanObject::Closure(closure) => closure_cell(closure, column),
            PlanObject::RoadChange(change) => change_cell(change, column),
            PlanObject::Route(route) => match column {
                Column::HasSigns => Cell::Flag(route.has_signs),
                _ => Cell::Empty,
            },
            PlanObject::Note(note) => note_cell(note, column),
        },
    }
}

/// Metres to the centimetre.
fn centimetres(width: Metres) -> f64 {
    (width.value() * 100.0).round() / 100.0
}

/// The place of an object that is a point.
fn point(object: &PlanObject) -> Option<crate::geometry::LonLat> {
    if let Shape::Point(place) = object.shape() { Some(place) } else { None }
}

/// Whole square metres: more is not known of a drawn outline.
fn area_m2(shape: &Shape) -> Option<f64> {
    let Shape::Area(area) = shape else { return None };
    let plane = LocalProjection::new(area.center()?);
    Some(area.area(&plane).value().round())
}

/// Whole metres along the lines.
fn length_m(shape: &Shape) -> Option<f64> {
    let Shape::Lines(lines) = shape else { return None };
    Some(lines.iter().map(|line| line_length(line).value()).sum::<f64>().round())
}

fn site_cell(site: &Site, column: Column) -> Cell {
    let (effective, per_person) = match site.capacity {
        Capacity::Unknown | Capacity::Persons(_) => (None, None),
        Capacity::Area { effective_area, area_per_person } => (Some(effective_area), area_per_person),
    };
    match column {
        Column::SiteKind => Cell::Word(site.kind.name()),
        Column::State => Cell::Word(site.state.name()),
        Column::IsOpen => Cell::Flag(site.is_open),
        Column::Class => Cell::Word(site.class.name()),
        Column::Space => Cell::Word(site.space.name()),
        Column::CapacityPersons => match site.capacity {
            Capacity::Persons(persons) => Cell::Count(persons.count()),
            Capacity::Unknown | Capacity::Area { .. } => Cell::Empty,
        },
        Column::EffectiveArea => Cell::number(effective.map(SquareMetres::value)),
        Column::AreaPerPerson => Cell::number(per_person.map(SquareMetres::value)),
        Column::UnfitFor if site.unfit_for.is_empty() => Cell::Empty,
        Column::UnfitFor => Cell::Words(site.unfit_for.iter().map(|hazard| hazard.name()).collect()),
        Column::Stock => Cell::from_text(&stock_text(&site.stock)),
        Column::Beds => Cell::count(site.beds),
        Column::Staff => Cell::count(site.staff),
        Column::DeviceType => Cell::from_text(&site.device.device_type),
        Column::LevelDb => Cell::number(site.device.level_db),
        Column::Reference => Cell::number(site.device.reference_m),
        Column::HasBackupPower => Cell::Flag(site.device.has_backup_power),
        Column::Operator => Cell::from_text(&site.device.operator),
        Column::ExitFlow => Cell::number(site.exit_persons_per_min),
        Column::Manager => Cell::from_text(&site.manager),
        Column::Phone => Cell::from_text(&site.phone),
        _ => Cell::Empty,
    }
}

fn area_cell(area: &EvacuationArea, column: Column) -> Cell {
    match column {
        Column::Code => Cell::from_text(&area.code),
        Column::Phase => Cell::Number(area.phase_min),
        Column::Organization => Cell::from_text(&area.organization),
        Column::Contact => Cell::from_text(&area.contact),
        Column::Wardens => Cell::count(area.wardens),
        Column::Destination => Cell::count(area.destination.map(|site| site.0)),
        Column::LastDrill => Cell::from_text(&area.last_drill),
        _ => Cell::Empty,
    }
}

fn hazard_cell(area: &HazardArea, column: Column) -> Cell {
    match column {
        Column::Hazard => Cell::Word(area.hazard.name()),
        Column::Effect => Cell::Word(area.effect.name()),
        Column::SpeedFactor => match area.effect {
            HazardEffect::Passable { speed_factor } => Cell::Number(speed_factor),
            HazardEffect::ClosedToWalkers | HazardEffect::ClosedToCars => Cell::Empty,
        },
        Column::From => Cell::Number(area.from_min),
        Column::Until => Cell::number(area.until_min),
        Column::Depth => Cell::number(area.depth_m),
        _ => Cell::Empty,
    }
}

fn closure_cell(closure: &Closure, column: Column) -> Cell {
    match column {
        Column::Reason => Cell::from_text(&closure.reason),
        Column::From => Cell::Number(closure.from_min),
        Column::Until => Cell::number(closure.until_min),
        _ => Cell::Empty,
    }
}

fn change_cell(change: &RoadChange, column: Column) -> Cell {
    match column {
        Column::Change => Cell::Word(change.kind.name()),
        Column::Width => Cell::number(change.kind.width_m()),
        Column::Speed => Cell::number(change.kind.speed_km_h()),
        _ => Cell::Empty,
    }
}

fn note_cell(note: &Note, column: Column) -> Cell {
    match column {
        Column::Text => Cell::from_text(&note.text),
        Column::Author => Cell::from_text(&note.author),
        Column::Status => Cell::Word(note.status.name()),
        _ => Cell::Empty,
    }
}

/// The order of two cells of a column: numbers as numbers, words in the order of their list, texts without regard to
/// capitals; what is empty stands last.
#[must_use]
pub fn compare_cells(column: Column, a: &Cell, b: &Cell) -> Ordering {
    let number = |cell: &Cell| match cell {
        Cell::Number(number) => Some(*number),
        #[expect(clippy::cast_precision_loss, reason = "counts of people stay below 2^52")]
        Cell::Count(count) => Some(*count as f64),
        Cell::Flag(flag) => Some(f64::from(u8::from(*flag))),
        Cell::Empty | Cell::Text(_) | Cell::Word(_) | Cell::Words(_) => None,
    };
    match (a, b) {
        (Cell::Empty, Cell::Empty) => Ordering::Equal,
        (Cell::Empty, _) => Ordering::Greater,
        (_, Cell::Empty) => Ordering::Less,
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ if column.entry() == Entry::Word => {
                let list = words(column);
                let place = |cell: &Cell| list.iter().position(|word| matches!(cell, Cell::Word(w) if w == word));
                place(a).cmp(&place(b))
            }
            _ => a.text().to_lowercase().cmp(&b.text().to_lowercase()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_numbers_words_by_their_list_and_nothing_last() {
        let count = |n| Cell::Count(n);
        assert_eq!(compare_cells(Column::CapacityPersons, &count(9), &count(10)), Ordering::Less);
        assert_eq!(compare_cells(Column::CapacityPersons, &Cell::Empty, &count(10)), Ordering::Greater);
        assert_eq!(compare_cells(Column::Class, &Cell::Word("short"), &Cell::Word("long")), Ordering::Less);
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(compare_cells(Column::Name, &text("b"), &text("A")), Ordering::Greater);
        assert_eq!(compare_cells(Column::From, &Cell::Number(-1.0), &Cell::Number(2.0)), Ordering::Less);
    }
}
