//! Where the people are: given per building or address, spread from zones and grid cells, or estimated.
//!
//! Order of trust: a number given for a building or an address; else the total of the smallest zone or cell that
//! holds the building, spread by floor area × storeys with the largest-remainder rule; else an estimate from floor
//! area alone. Every person keeps the mark of where the number came from.

use geo::Area as _;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::containment::PreparedArea;
use super::{CommunityParts, EstimateScale, ImportWarning, Oddity, Shape, WarningList, ZoneCount, ZoneRest};
use crate::geometry::{BoundingBox, LocalProjection, LonLat, MultiPolygon};
use crate::ids::BuildingId;
use crate::units::{Persons, split_persons};

/// Where a number of people came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonsSource {
    /// Given in the data for this very place.
    Given,
    /// A given zone or cell total, spread over the buildings inside.
    Spread,
    /// Estimated from floor area or dwellings.
    Estimated,
}

impl PersonsSource {
    /// The word in JSON and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Spread => "spread",
            Self::Estimated => "estimated",
        }
    }

    /// Is the number anything but given for the place itself?
    #[must_use]
    pub const fn is_guess(self) -> bool {
        !matches!(self, Self::Given)
    }
}

/// What kind of place people leave from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemandOrigin {
    /// A building's door.
    Building(BuildingId),
    /// An address, or the middle of a zone without buildings: position in the zones.
    Zone(u32),
}

/// A place with people who must leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemandPoint {
    /// The door.
    pub place: LonLat,
    /// Building or zone.
    pub origin: DemandOrigin,
    /// Residents (by night).
    pub persons: Persons,
    /// People by day; equals `persons` where the data says nothing.
    pub persons_by_day: Persons,
    /// Vulnerable people among the residents.
    pub vulnerable: Persons,
    /// Where `persons` came from.
    pub source: PersonsSource,
}

/// The values people are spread and estimated by; from the standards profile or the planner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PopulationRules {
    /// Floor area per resident in m², for estimates. Above 0.
    pub floor_area_per_resident_m2: f64,
    /// Height of a storey in metres, where only a building's height is given. Above 0.
    pub storey_height_m: f64,
    /// People per dwelling, where only dwellings are given.
    pub persons_per_dwelling: f64,
    /// The planner's own total for the whole community: estimates are scaled to what it leaves.
    pub total: Option<Persons>,
}

impl Default for PopulationRules {
    /// 40 m² of floor per resident, storeys of 3 m, 2.5 people per dwelling: project choices, to be edited.
    fn default() -> Self {
        Self { floor_area_per_resident_m2: 40.0, storey_height_m: 3.0, persons_per_dwelling: 2.5, total: None }
    }
}

/// People of the community in numbers; given + spread + estimated = total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PopulationSummary {
    /// Everybody (by night).
    pub total: u64,
    /// Given for the very place.
    pub given: u64,
    /// Spread from zone totals.
    pub spread: u64,
    /// Estimated.
    pub estimated: u64,
    /// Everybody by day.
    pub total_by_day: u64,
    /// Vulnerable people.
    pub vulnerable: u64,
}

impl PopulationSummary {
    /// People whose place or number is not given outright: spread + estimated.
    #[must_use]
    pub const fn guessed(&self) -> u64 {
        self.spread + self.estimated
    }
}

pub(super) struct PlacedPeople {
    pub(super) demand: Vec<DemandPoint>,
    pub(super) summary: PopulationSummary,
    pub(super) warnings: Vec<ImportWarning>,
}

/// One zone as it is worked on: smallest first.
struct ZoneWork {
    zone: usize,
    area_m2: f64,
    bounds: BoundingBox,
    total: Persons,
    is_dwellings: bool,
}

type Doors = RTree<GeomWithData<[f64; 2], usize>>;

/// What is left of a total; none where more than all stand there already.
fn less(total: Persons, already: u64) -> Persons {
    Persons(u32::try_from(total.count().saturating_sub(already)).unwrap_or(0))
}

/// Places everybody. O((buildings + zones) log n) plus one containment test per door and overlapping zone box.
pub(super) fn place_people(parts: &CommunityParts, plane: &LocalProjection, rules: &PopulationRules) -> PlacedPeople {
    let mut work = Placing::new(parts, plane, rules);
    work.take_addresses();
    work.spread_zones();
    work.estimate_rest();
    work.finish()
}

struct Placing<'a> {
    parts: &'a CommunityParts,
    plane: &'a LocalProjection,
    rules: &'a PopulationRules,
    floor_m2: Vec<f64>,
    demand: Vec<DemandPoint>,
    is_settled: Vec<bool>,
    warnings: WarningList,
}

impl<'a> Placing<'a> {
    fn new(parts: &'a CommunityParts, plane: &'a LocalProjection, rules: &'a PopulationRules) -> Self {
        let mut demand = Vec::with_capacity(parts.buildings.len());
        let mut is_settled = Vec::with_capacity(parts.buildings.len());
        let mut floor_m2 = Vec::with_capacity(parts.buildings.len());
        for (index, building) in parts.buildings.iter().enumerate() {
            let persons = building.persons.unwrap_or(Persons::NONE);
            demand.push(DemandPoint {
                place: building.door,
                origin: DemandOrigin::Building(BuildingId::from_index(index)),
                persons,
                persons_by_day: building.persons_by_day.unwrap_or(persons),
                vulnerable: building.vulnerable_persons.unwrap_or(Persons::NONE).min(persons),
                source: PersonsSource::Given,
            });
            is_settled.push(building.persons.is_some());
            let footprint: f64 = building.outline.0.iter().map(|p| p.to_local(plane).unsigned_area()).sum();
            let storeys = match (building.levels, building.height) {
                (Some(levels), _) => f64::from(levels).max(1.0),
                (None, Some(height)) => (height.value() / rules.storey_height_m).floor().max(1.0),
                (None, None) => 1.0,
            };
            floor_m2.push(footprint * storeys);
        }
        Self { parts, plane, rules, floor_m2, demand, is_settled, warnings: WarningList::default() }
    }

    fn file_of(&self, zone: usize) -> String {
        let layer = self.parts.zones[zone].source.layer as usize;
        self.parts.layers.get(layer).map_or_else(String::new, |layer| layer.name.clone())
    }

    /// Addresses: the point itself is a place people leave from.
    fn take_addresses(&mut self) {
        for (index, zone) in self.parts.zones.iter().enumerate() {
            let Shape::Point(place) = zone.shape else { continue };
            let (persons, source) = self.zone_total(index);
            self.demand.push(DemandPoint {
                place,
                origin: DemandOrigin::Zone(u32::try_from(index).unwrap_or(u32::MAX)),
                persons,
                persons_by_day: zone.persons_by_day.unwrap_or(persons),
                vulnerable: zone.vulnerable_persons.unwrap_or(Persons::NONE).min(persons),
                source,
            });
            self.is_settled.push(true);
        }
    }

    fn zone_total(&self, zone: usize) -> (Persons, PersonsSource) {
        match self.parts.zones[zone].count {
            ZoneCount::Persons(persons) => (persons, PersonsSource::Given),
            ZoneCount::Dwellings(dwellings) => {
                let persons = f64::from(dwellings) * self.rules.persons_per_dwelling;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
                let persons = persons.round().clamp(0.0, f64::from(u32::MAX)) as u32;
                (Persons(persons), PersonsSource::Estimated)
            }
        }
    }

    fn spread_zones(&mut self) {
        let mut zones: Vec<ZoneWork> = Vec::new();
        for (index, zone) in self.parts.zones.iter().enumerate() {
            let Shape::Area(area) = &zone.shape else { continue };
            let Some(bounds) = BoundingBox::around(area.places()) else { continue };
            let (total, source) = self.zone_total(index);
            let area_m2 = area.area(self.plane).value();
            let is_dwellings = source == PersonsSource::Estimated;
            zones.push(ZoneWork { zone: index, area_m2, bounds, total, is_dwellings });
        }
        zones.sort_by(|a, b| a.area_m2.total_cmp(&b.area_m2).then(a.zone.cmp(&b.zone)));
        let doors: Doors = RTree::bulk_load(
            self.demand.iter().enumerate().map(|(i, d)| GeomWithData::new([d.place.lon(), d.place.lat()], i)).collect(),
        );
        let n_doors = self.demand.len();
        for work in &zones {
            self.spread_one(work, &doors, n_doors);
        }
    }

    /// Places inside a zone, in order: doors and addresses, and the middles of finer zones without buildings.
    fn places_inside(&self, work: &ZoneWork, area: &MultiPolygon, doors: &Doors, n_doors: usize) -> Vec<usize> {
        let BoundingBox { min, max } = work.bounds;
        let window = AABB::from_corners([min.lon(), min.lat()], [max.lon(), max.lat()]);
        let prepared = PreparedArea::new(area);
        let near = doors.locate_in_envelope(&window).map(|door| door.data).chain(n_doors..self.demand.len());
        let mut inside: Vec<usize> =
            near.filter(|&at| self.demand.get(at).is_some_and(|point| prepared.contains(point.place))).collect();
        inside.sort_unstable();
        inside
    }

    /// Spreads one zone over the doors inside it that no finer source has settled, less the people who stand there
    /// already. Zones come smallest first, so nobody of a nested zone is counted twice, at any depth.
    fn spread_one(&mut self, work: &ZoneWork, doors: &Doors, n_doors: usize) {
        let Some(zone) = self.parts.zones.get(work.zone) else { return };
        let Shape::Area(area) = &zone.shape else { return };
        let inside = self.places_inside(work, area, doors, n_doors);
        let (settled, free): (Vec<usize>, Vec<usize>) = inside.into_iter().partition(|&at| self.is_settled[at]);
        let sum = |count: fn(&DemandPoint) -> Persons| -> u64 {
            settled.iter().map(|&at| count(&self.demand[at]).count()).sum()
        };
        let already = sum(|point| point.persons);
        let left = less(work.total, already);
        let day_left = zone.persons_by_day.map(|day| less(day, sum(|point| point.persons_by_day)));
        let vulnerable_left = zone.vulnerable_persons.map_or(Persons::NONE, |n| less(n, sum(|point| point.vulnerable)));
        if already > 0 {
            let rest = match (free.is_empty(), left) {
                (_, Persons::NONE) => ZoneRest::Nobody,
                (false, left) => ZoneRest::Spread(left),
                (true, left) => ZoneRest::LeftOut(left),
            };
            self.warn(work.zone, Oddity::CountedTwice { zone: work.total, finer: already, rest });
        }
        let source = if work.is_dwellings { PersonsSource::Estimated } else { PersonsSource::Spread };
        if !free.is_empty() {
            self.fill_doors(&free, left, day_left, vulnerable_left, source);
        } else if already == 0 {
            self.stand_at_middle(work.zone, work.total, source);
        }
    }

    /// Spreads people over doors by floor area; by day too where that is known, the vulnerable among the residents.
    fn fill_doors(
        &mut self,
        free: &[usize],
        total: Persons,
        by_day: Option<Persons>,
        vulnerable: Persons,
        source: PersonsSource,
    ) {
        let weights: Vec<f64> = free.iter().map(|&door| self.floor_m2.get(door).copied().unwrap_or(0.0)).collect();
        let nights = split_persons(total, &weights);
        let days = by_day.map_or_else(|| nights.clone(), |day| split_persons(day, &weights));
        // By the residents themselves, so that no door has more vulnerable people than residents.
        let residents: Vec<f64> = nights.iter().map(|n| f64::from(n.0)).collect();
        let frail = split_persons(vulnerable.min(total), &residents);
        for (((&door, persons), persons_by_day), vulnerable) in free.iter().zip(nights).zip(days).zip(frail) {
            let Some(point) = self.demand.get_mut(door) else { continue };
            *point = DemandPoint { persons, persons_by_day, vulnerable: vulnerable.min(persons), source, ..*point };
            self.is_settled[door] = true;
        }
    }

    /// A zone without buildings: its people stand at its middle, and the planner is told.
    fn stand_at_middle(&mut self, zone: usize, total: Persons, source: PersonsSource) {
        let Some(data) = self.parts.zones.get(zone) else { return };
        let Shape::Area(area) = &data.shape else { return };
        let Some(place) = area.inner_place(self.plane).or_else(|| area.center()) else { return };
        let persons_by_day = data.persons_by_day.unwrap_or(total);
        if total == Persons::NONE && persons_by_day == Persons::NONE {
            return;
        }
        self.demand.push(DemandPoint {
            place,
            origin: DemandOrigin::Zone(u32::try_from(zone).unwrap_or(u32::MAX)),
            persons: total,
            persons_by_day,
            vulnerable: data.vulnerable_persons.unwrap_or(Persons::NONE).min(total),
            source,
        });
        self.is_settled.push(true);
        self.warn(zone, Oddity::ZoneWithoutBuildings(total));
    }

    fn warn(&mut self, zone: usize, oddity: Oddity) {
        let zone_data = &self.parts.zones[zone];
        self.warnings.push(ImportWarning {
            file: self.file_of(zone),
            feature: Some(zone_data.source.feature),
            oddity,
            place: zone_data.shape.center(),
        });
    }

    /// Buildings no number reached: an estimate from floor area, scaled to the planner's total where there is one.
    /// Where some source covers the community, buildings outside it are left empty instead.
    fn estimate_rest(&mut self) {
        let free: Vec<usize> = (0..self.parts.buildings.len()).filter(|&door| !self.is_settled[door]).collect();
        if free.is_empty() {
            return;
        }
        let has_source = self.is_settled.iter().any(|&settled| settled);
        let known: u64 = self.demand.iter().map(|d| d.persons.count()).sum();
        let weights: Vec<f64> = free.iter().map(|&door| self.floor_m2[door]).collect();
        let total = match self.rules.total {
            Some(total) => Persons(u32::try_from(total.count().saturating_sub(known)).unwrap_or(0)),
            None if has_source && known > 0 => Persons::NONE,
            None => {
                let estimate = weights.iter().sum::<f64>() / self.rules.floor_area_per_resident_m2;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
                let estimate = estimate.round().clamp(0.0, f64::from(u32::MAX)) as u32;
                Persons(estimate)
            }
        };
        for (part, &door) in split_persons(total, &weights).into_iter().zip(&free) {
            let point = &mut self.demand[door];
            point.persons = part;
            point.persons_by_day = part;
            point.source = PersonsSource::Estimated;
            self.is_settled[door] = true;
        }
        let first = &self.parts.buildings[free[0]];
        let layer = self.parts.layers.get(first.source.layer as usize);
        let buildings = free.len();
        let oddity = if total == Persons::NONE {
            Oddity::BuildingsEmpty(buildings)
        } else {
            let scale = match self.rules.total {
                Some(total) => EstimateScale::GivenTotal(total),
                None => EstimateScale::FloorArea(self.rules.floor_area_per_resident_m2),
            };
            Oddity::PersonsEstimated { buildings, persons: total, scale }
        };
        self.warnings.push(ImportWarning {
            file: layer.map_or_else(String::new, |layer| layer.name.clone()),
            feature: None,
            oddity,
            place: None,
        });
    }

    fn finish(mut self) -> PlacedPeople {
        let mut summary = PopulationSummary::default();
        let (mut n_doors, mut n_middles) = (0_usize, 0_usize);
        for point in &self.demand {
            let n = point.persons.count();
            summary.total += n;
            summary.total_by_day += point.persons_by_day.count();
            summary.vulnerable += point.vulnerable.count();
            match (point.source, point.origin) {
                (PersonsSource::Given, _) => summary.given += n,
                (PersonsSource::Spread, DemandOrigin::Building(_)) => {
                    summary.spread += n;
                    n_doors += 1;
                }
                (PersonsSource::Spread, DemandOrigin::Zone(_)) => {
                    summary.spread += n;
                    n_middles += 1;
                }
                (PersonsSource::Estimated, _) => summary.estimated += n,
            }
        }
        if n_doors + n_middles > 0 {
            let file = self.parts.zones.iter().position(|zone| matches!(zone.shape, Shape::Area(_)));
            let oddity = Oddity::PersonsSpread { persons: summary.spread, doors: n_doors, middles: n_middles };
            self.warnings.push(ImportWarning {
                file: file.map_or_else(String::new, |zone| self.file_of(zone)),
                feature: None,
                oddity,
                place: None,
            });
        }
        PlacedPeople { demand: self.demand, summary, warnings: self.warnings.into_warnings() }
    }
}

#[cfg(test)]
#[path = "population_laws.rs"]
mod laws;
