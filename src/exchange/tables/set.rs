//! One fact of an object set by what was typed into its cell.

use std::sync::Arc;

use super::entry::{flag_from_text, number_from_text};
use super::stock::stock_from_text;
use super::words::word_from_text;
use super::{CellFault, Column, TableKind, columns};
use crate::geometry::{LonLat, Shape};
use crate::ids::SiteId;
use crate::plan::{
    Capacity, Closure, EvacuationArea, Hazard, HazardArea, HazardEffect, Note, NoteStatus, Plan, PlanObject,
    RoadChange, RoadChangeKind, RoadMeasure, ShelterClass, Site, SiteKind, SiteSpace, SiteState,
};
use crate::units::{Persons, SquareMetres};

type Taken = Result<(), CellFault>;

/// Range of times in minutes: two years, before the order too.
const MINUTES: (f64, f64) = (-1e6, 1e6);
/// Range of areas in square metres.
const AREA: (f64, f64) = (0.0, 1e9);
/// Share of the walking speed left where people pass, until the planner says otherwise.
const FIRST_SPEED_FACTOR: f64 = 0.5;

/// The object with the fact of a column set by a typed text; nothing typed takes the fact away where it may be missing,
/// and leaves words and yes-or-no as they are. The plan tells which sites there are.
///
/// # Errors
/// [`CellFault`] says why not. A locked object takes nothing but its unlocking.
pub fn set_cell(plan: &Plan, object: &PlanObject, column: Column, typed: &str) -> Result<PlanObject, CellFault> {
    if object.is_locked() && column != Column::IsLocked {
        return Err(CellFault::Locked);
    }
    if !columns(TableKind::of(object)).contains(&column) {
        return Err(CellFault::ReadOnly);
    }
    let typed = if column.entry() == super::Entry::Text { typed } else { typed.trim() };
    if column == Column::IsLocked {
        return Ok(flag(typed)?.map_or_else(|| object.clone(), |locked| object.with_lock(locked)));
    }
    if matches!(column, Column::Longitude | Column::Latitude) {
        return moved(object, column, typed);
    }
    let mut changed = object.clone();
    match &mut changed {
        PlanObject::Site(site) => set_site(Arc::make_mut(site), column, typed)?,
        PlanObject::EvacuationArea(area) => set_area(plan, Arc::make_mut(area), column, typed)?,
        PlanObject::HazardArea(area) => set_hazard(Arc::make_mut(area), column, typed)?,
        PlanObject::Closure(closure) => set_closure(Arc::make_mut(closure), column, typed)?,
        PlanObject::RoadChange(change) => set_change(Arc::make_mut(change), column, typed)?,
        PlanObject::Route(route) => {
            let route = Arc::make_mut(route);
            match column {
                Column::Name => typed.clone_into(&mut route.name),
                Column::HasSigns => route.has_signs = flag(typed)?.unwrap_or(route.has_signs),
                _ => return Err(CellFault::ReadOnly),
            }
        }
        PlanObject::Note(note) => set_note(Arc::make_mut(note), column, typed)?,
    }
    Ok(changed)
}

fn moved(object: &PlanObject, column: Column, typed: &str) -> Result<PlanObject, CellFault> {
    let Shape::Point(place) = object.shape() else { return Err(CellFault::NotAPoint) };
    let limit = if column == Column::Longitude { 180.0 } else { 90.0 };
    let degrees = number(typed, (-limit, limit))?.ok_or(CellFault::NumberNeeded)?;
    let to = if column == Column::Longitude {
        LonLat::new_clamped(degrees, place.lat())
    } else {
        LonLat::new_clamped(place.lon(), degrees)
    };
    object.with_shape(Shape::Point(to)).ok_or(CellFault::NotAPoint)
}

fn number(typed: &str, (low, high): (f64, f64)) -> Result<Option<f64>, CellFault> {
    if typed.is_empty() {
        return Ok(None);
    }
    let number = number_from_text(typed).ok_or_else(|| CellFault::NotANumber(typed.to_owned()))?;
    if number < low || number > high {
        return Err(CellFault::OutOfRange { number, low, high });
    }
    Ok(Some(number))
}

/// Above zero: what is divided by, or drawn with.
fn above_zero(typed: &str, high: f64) -> Result<Option<f64>, CellFault> {
    match number(typed, (0.0, high))? {
        Some(zero) if zero <= 0.0 => Err(CellFault::OutOfRange { number: zero, low: 0.001, high }),
        number => Ok(number),
    }
}

fn count(typed: &str) -> Result<Option<u32>, CellFault> {
    if typed.is_empty() {
        return Ok(None);
    }
    let fault = || CellFault::NotACount(typed.to_owned());
    let number = number_from_text(typed).ok_or_else(fault)?;
    if number.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&number) {
        return Err(fault());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
    let count = number as u32;
    Ok(Some(count))
}

fn flag(typed: &str) -> Result<Option<bool>, CellFault> {
    if typed.is_empty() {
        return Ok(None);
    }
    flag_from_text(typed).map(Some).ok_or_else(|| CellFault::NotAFlag(typed.to_owned()))
}

/// The thing a word names; `None` where nothing was typed.
fn word<T>(column: Column, typed: &str, from_name: impl Fn(&str) -> Option<T>) -> Result<Option<T>, CellFault> {
    if typed.is_empty() {
        return Ok(None);
    }
    let found = word_from_text(column, typed).and_then(from_name);
    found.map(Some).ok_or_else(|| CellFault::UnknownWord { text: typed.to_owned(), column })
}

fn set_site(site: &mut Site, column: Column, typed: &str) -> Taken {
    match column {
        Column::Name => typed.clone_into(&mut site.name),
        Column::SiteKind => site.kind = word(column, typed, SiteKind::from_name)?.unwrap_or(site.kind),
        Column::State => site.state = word(column, typed, SiteState::from_name)?.unwrap_or(site.state),
        Column::IsOpen => site.is_open = flag(typed)?.unwrap_or(site.is_open),
        Column::Class => site.class = word(column, typed, ShelterClass::from_name)?.unwrap_or(site.class),
        Column::Space => site.space = word(column, typed, SiteSpace::from_name)?.unwrap_or(site.space),
        Column::CapacityPersons | Column::EffectiveArea | Column::AreaPerPerson => {
            site.capacity = capacity(site.capacity, column, typed)?;
        }
        Column::UnfitFor => {
            let parts = typed.split([',', ';', '、', '，', '；', '|']).map(str::trim).filter(|part| !part.is_empty());
            let hazards: Result<_, _> = parts.map(|part| word(column, part, Hazard::from_name)).collect();
            let hazards: Vec<Option<Hazard>> = hazards?;
            site.unfit_for = hazards.into_iter().flatten().collect();
        }
        Column::Stock => site.stock = stock_from_text(typed, &site.stock)?,
        Column::Beds => site.beds = count(typed)?,
        Column::Staff => site.staff = count(typed)?,
        Column::DeviceType => typed.clone_into(&mut site.device.device_type),
        Column::LevelDb => site.device.level_db = number(typed, (0.0, 200.0))?,
        Column::Reference => site.device.reference_m = number(typed, (0.0, 10_000.0))?,
        Column::HasBackupPower => {
            site.device.has_backup_power = flag(typed)?.unwrap_or(site.device.has_backup_power);
        }
        Column::Operator => typed.clone_into(&mut site.device.operator),
        Column::ExitFlow => site.exit_persons_per_min = number(typed, (0.0, 1e6))?,
        Column::Manager => typed.clone_into(&mut site.manager),
        Column::Phone => typed.clone_into(&mut site.phone),
        _ => return Err(CellFault::ReadOnly),
    }
    Ok(())
}

/// Persons, an area, or not known: what is typed into one of the three columns decides; what is taken away takes
/// its rule with it.
fn capacity(now: Capacity, column: Column, typed: &str) -> Result<Capacity, CellFault> {
    let per_person = match now {
        Capacity::Area { area_per_person, .. } => area_per_person,
        Capacity::Unknown | Capacity::Persons(_) => None,
    };
    Ok(match column {
        Column::CapacityPersons => match (count(typed)?, now) {
            (Some(persons), _) => Capacity::Persons(Persons(persons)),
            (None, Capacity::Persons(_)) => Capacity::Unknown,
            (None, now) => now,
        },
        Column::EffectiveArea => match (number(typed, AREA)?, now) {
            (Some(area), _) => {
                Capacity::Area { effective_area: SquareMetres::new_clamped(area), area_per_person: per_person }
            }
            (None, Capacity::Area { .. }) => Capacity::Unknown,
            (None, now) => now,
        },
        _ => match (above_zero(typed, 1e4)?, now) {
            (area, Capacity::Area { effective_area, .. }) => {
                Capacity::Area { effective_area, area_per_person: area.map(SquareMetres::new_clamped) }
            }
            (None, now) => now,
            (Some(_), _) => return Err(CellFault::NeedsArea),
        },
    })
}

fn set_area(plan: &Plan, area: &mut EvacuationArea, column: Column, typed: &str) -> Taken {
    match column {
        Column::Name => typed.clone_into(&mut area.name),
        Column::Code => typed.clone_into(&mut area.code),
        Column::Phase => area.phase_min = number(typed, MINUTES)?.unwrap_or(0.0),
        Column::Organization => typed.clone_into(&mut area.organization),
        Column::Contact => typed.clone_into(&mut area.contact),
        Column::Wardens => area.wardens = count(typed)?,
        Column::Destination => area.destination = site_from_text(plan, typed)?,
        Column::LastDrill => typed.clone_into(&mut area.last_drill),
        _ => return Err(CellFault::ReadOnly),
    }
    Ok(())
}

/// A site by its number, or by its name where only one has it.
fn site_from_text(plan: &Plan, typed: &str) -> Result<Option<SiteId>, CellFault> {
    if typed.is_empty() {
        return Ok(None);
    }
    let number = typed.parse::<u32>().ok().map(SiteId).filter(|id| plan.sites().contains_key(id));
    let mut named = plan.sites().values().filter(|site| site.name == typed).map(|site| site.id);
    let by_name = match (named.next(), named.next()) {
        (Some(id), None) => Some(id),
        _ => None,
    };
    number.or(by_name).map(Some).ok_or_else(|| CellFault::NoSuchSite(typed.to_owned()))
}

fn set_hazard(area: &mut HazardArea, column: Column, typed: &str) -> Taken {
    match column {
        Column::Name => typed.clone_into(&mut area.name),
        Column::Hazard => area.hazard = word(column, typed, Hazard::from_name)?.unwrap_or(area.hazard),
        Column::Effect => {
            let now = match area.effect {
                HazardEffect::Passable { speed_factor } => speed_factor,
                HazardEffect::ClosedToWalkers | HazardEffect::ClosedToCars => FIRST_SPEED_FACTOR,
            };
            let effect = |word: &str| match word {
                "passable" => Some(HazardEffect::Passable { speed_factor: now }),
                "closed_to_walkers" => Some(HazardEffect::ClosedToWalkers),
                "closed_to_cars" => Some(HazardEffect::ClosedToCars),
                _ => None,
            };
            area.effect = word(column, typed, effect)?.unwrap_or(area.effect);
        }
        Column::SpeedFactor => match (number(typed, (0.01, 1.0))?, area.effect) {
            (Some(speed_factor), HazardEffect::Passable { .. }) => {
                area.effect = HazardEffect::Passable { speed_factor };
            }
            (None, HazardEffect::Passable { .. }) => return Err(CellFault::NumberNeeded),
            (Some(_), _) => return Err(CellFault::NotPassable),
            (None, _) => {}
        },
        Column::From => area.from_min = number(typed, MINUTES)?.unwrap_or(0.0),
        Column::Until => area.until_min = number(typed, MINUTES)?,
        Column::Depth => area.depth_m = number(typed, (0.0, 1e4))?,
        _ => return Err(CellFault::ReadOnly),
    }
    Ok(())
}

fn set_closure(closure: &mut Closure, column: Column, typed: &str) -> Taken {
    match column {
        Column::Name => typed.clone_into(&mut closure.name),
        Column::Reason => typed.clone_into(&mut closure.reason),
        Column::From => closure.from_min = number(typed, MINUTES)?.unwrap_or(0.0),
        Column::Until => closure.until_min = number(typed, MINUTES)?,
        _ => return Err(CellFault::ReadOnly),
    }
    Ok(())
}

fn set_change(change: &mut RoadChange, column: Column, typed: &str) -> Taken {
    match column {
        Column::Name => typed.clone_into(&mut change.name),
        Column::Change => {
            let measure = word(column, typed, RoadMeasure::from_name)?;
            change.kind = measure.map_or(change.kind, |measure| change.kind.with_measure(measure));
        }
        Column::Width => {
            change.kind = match (change.kind.width_m(), number(typed, RoadChangeKind::WIDTH_RANGE_M)?) {
                (_, Some(width)) => change.kind.with_width_m(width).ok_or(CellFault::HasNoWidth)?,
                (Some(_), None) => return Err(CellFault::NumberNeeded),
                (None, None) => change.kind,
            };
        }
        Column::Speed => {
            change.kind = match (change.kind.speed_km_h(), number(typed, RoadChangeKind::SPEED_RANGE_KM_H)?) {
                (_, Some(speed)) => change.kind.with_speed_km_h(speed).ok_or(CellFault::HasNoSpeed)?,
                (Some(_), None) => return Err(CellFault::NumberNeeded),
                (None, None) => change.kind,
            };
        }
        _ => return Err(CellFault::ReadOnly),
    }
    Ok(())
}

fn set_note(note: &mut Note, column: Column, typed: &str) -> Taken {
    match column {
        Column::Text => typed.clone_into(&mut note.text),
        Column::Author => typed.clone_into(&mut note.author),
        Column::Status => {
            let status = |word: &str| [NoteStatus::Open, NoteStatus::Resolved].into_iter().find(|s| s.name() == word);
            note.status = word(column, typed, status)?.unwrap_or(note.status);
        }
        _ => return Err(CellFault::ReadOnly),
    }
    Ok(())
}
