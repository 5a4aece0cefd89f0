//! From a recognised feature to a road, building, zone … of the community.

use std::sync::Arc;

use super::column_names::Tag;
use super::columns::Columns;
use super::notices::Notices;
use super::number::{Measure, number_from};
use super::recognize::USES;
use super::road_facts::{class_from, is_walkable, layer_from, one_way_from};
use super::row::Row;
use crate::community::{
    Boundary, Building, CommunityParts, Facility, Fact, FeatureKind, FeatureSource, NumberProblem, Oddity, OneWay,
    OpenSpace, OtherFeature, PopulationZone, Road, RoadClass, Shape, ShapeKind, Water, ZoneCount,
};
use crate::geometry::{Line, LonLat, MultiPolygon};
use crate::units::{Metres, Persons};

/// A feature on its way into the community.
pub(super) struct Record<'a> {
    pub(super) source: FeatureSource,
    pub(super) source_id: Option<Arc<str>>,
    pub(super) row: Row<'a>,
    pub(super) place: Option<LonLat>,
}

/// What records are built into.
pub(super) struct Builder<'b, 'm> {
    pub(super) parts: &'b mut CommunityParts,
    pub(super) columns: &'b mut Columns<'m>,
    pub(super) notices: &'b mut Notices,
}

impl Builder<'_, '_> {
    /// Adds a feature; returns what it was counted as.
    pub(super) fn add(&mut self, record: &Record<'_>, kind: FeatureKind, shape: Shape) -> FeatureKind {
        match (kind, shape) {
            (FeatureKind::Road, Shape::Lines(lines)) => self.add_roads(record, lines),
            (FeatureKind::Building, Shape::Area(outline)) => self.add_building(record, outline),
            (FeatureKind::Building, Shape::Point(door)) => self.add_building_at(record, MultiPolygon::default(), door),
            (FeatureKind::OpenSpace, Shape::Area(outline)) => self.add_open_space(record, outline),
            (FeatureKind::Facility, shape) => self.add_facility(record, &shape),
            (FeatureKind::Water, shape @ (Shape::Lines(_) | Shape::Area(_))) => {
                let name = self.name(record);
                self.parts.water.push(Water { source: record.source, shape, name });
                FeatureKind::Water
            }
            (FeatureKind::Boundary, shape @ (Shape::Lines(_) | Shape::Area(_))) => {
                let name = self.name(record);
                self.parts.boundaries.push(Boundary { source: record.source, shape, name });
                FeatureKind::Boundary
            }
            (FeatureKind::PopulationZone, shape @ (Shape::Point(_) | Shape::Area(_))) => self.add_zone(record, shape),
            (FeatureKind::Other, shape) => self.add_other(record, Some(shape)),
            (
                FeatureKind::Road
                | FeatureKind::Building
                | FeatureKind::OpenSpace
                | FeatureKind::Water
                | FeatureKind::Boundary
                | FeatureKind::PopulationZone,
                shape,
            ) => {
                let oddity = Oddity::WrongShape(kind, shape_kind(&shape));
                self.notices.add(oddity, Some(record.source.feature), record.place);
                self.add_other(record, Some(shape))
            }
        }
    }

    /// Counts a feature that is not used.
    pub(super) fn add_other(&mut self, record: &Record<'_>, shape: Option<Shape>) -> FeatureKind {
        let name = self.name(record);
        self.parts.others.push(OtherFeature { source: record.source, shape, name });
        FeatureKind::Other
    }

    fn add_roads(&mut self, record: &Record<'_>, lines: Vec<Line>) -> FeatureKind {
        let class_word = self.words(record, Fact::RoadClass);
        let class = class_word.as_deref().map_or(RoadClass::Unknown, class_from);
        let is_link = class_word.as_deref().is_some_and(|word| word.ends_with("_link"));
        let width = self.measure(record, Fact::WidthM, Measure::Width);
        let lanes = self.measure(record, Fact::Lanes, Measure::Lanes);
        let speed = self.measure(record, Fact::MaxSpeedKmH, Measure::Speed);
        let capacity_cars_per_h = self.measure(record, Fact::CapacityCarsPerH, Measure::CarsPerHour);
        let one_way_word = self.words(record, Fact::OneWay);
        let one_way: OneWay = one_way_from(one_way_word.as_deref(), &record.row, class, is_link);
        let name = self.name(record);
        let surface = record.row.said(Tag::Surface).map(|words| Arc::from(words.as_ref()));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 < lanes ≤ 30, speed ≤ 400")]
        let (lanes, max_speed_km_h) =
            (lanes.map(|lanes| lanes.floor().max(1.0) as u8), speed.map(|speed| speed.round() as u16));
        for line in lines {
            self.parts.roads.push(Road {
                source: record.source,
                source_id: record.source_id.clone(),
                line,
                class,
                name: name.clone(),
                width: width.map(Metres::new_clamped),
                lanes,
                max_speed_km_h,
                capacity_cars_per_h,
                one_way,
                surface: surface.clone(),
                is_bridge: record.row.has(Tag::Bridge),
                is_tunnel: record.row.has(Tag::Tunnel),
                layer: layer_from(&record.row),
                is_walkable: is_walkable(class, &record.row),
            });
        }
        FeatureKind::Road
    }

    fn add_building(&mut self, record: &Record<'_>, outline: MultiPolygon) -> FeatureKind {
        match outline.center() {
            Some(door) => self.add_building_at(record, outline, door),
            None => self.add_other(record, None),
        }
    }

    fn add_building_at(&mut self, record: &Record<'_>, outline: MultiPolygon, door: LonLat) -> FeatureKind {
        #[expect(clippy::cast_possible_truncation, reason = "at most 250 storeys")]
        let levels = self.measure(record, Fact::Levels, Measure::Levels).map(|n| n as f32);
        let height = self.measure(record, Fact::HeightM, Measure::Height).map(Metres::new_clamped);
        let tagged = record.row.tag(Tag::Building).filter(|word| word != "yes" && word != "true" && word != "1");
        let usage = tagged.or_else(|| record.row.tag(Tag::Amenity)).map(|word| Arc::from(word.as_ref()));
        let building = Building {
            source: record.source,
            source_id: record.source_id.clone(),
            outline,
            door,
            name: self.name(record),
            address: address(&record.row),
            usage: usage.or_else(|| self.words(record, Fact::Usage)),
            levels,
            height,
            persons: self.persons(record, Fact::Persons),
            persons_by_day: self.persons(record, Fact::PersonsByDay),
            vulnerable_persons: self.persons(record, Fact::VulnerablePersons),
        };
        self.parts.buildings.push(building);
        FeatureKind::Building
    }

    fn add_open_space(&mut self, record: &Record<'_>, outline: MultiPolygon) -> FeatureKind {
        let tags = [Tag::Leisure, Tag::Landuse, Tag::Natural, Tag::Highway, Tag::Place, Tag::Amenity];
        let usage = tags.iter().find_map(|&tag| record.row.tag(tag)).map(|word| Arc::from(word.as_ref()));
        let space = OpenSpace {
            source: record.source,
            source_id: record.source_id.clone(),
            outline,
            name: self.name(record),
            usage: usage.or_else(|| self.words(record, Fact::Usage)),
        };
        self.parts.open_spaces.push(space);
        FeatureKind::OpenSpace
    }

    fn add_facility(&mut self, record: &Record<'_>, shape: &Shape) -> FeatureKind {
        let Some(place) = shape.center() else { return self.add_other(record, None) };
        let tagged = USES.iter().find_map(|&tag| named_use(&record.row, tag));
        let tagged = tagged.or_else(|| record.row.tag(Tag::Leisure).or_else(|| record.row.tag(Tag::Highway)));
        let facility = Facility {
            source: record.source,
            source_id: record.source_id.clone(),
            place,
            name: self.name(record),
            usage: tagged.map(|word| Arc::from(word.as_ref())).or_else(|| self.words(record, Fact::Usage)),
        };
        self.parts.facilities.push(facility);
        FeatureKind::Facility
    }

    fn add_zone(&mut self, record: &Record<'_>, shape: Shape) -> FeatureKind {
        let persons = self.persons(record, Fact::Persons);
        let count = match persons {
            Some(persons) => Some(ZoneCount::Persons(persons)),
            None => self.persons(record, Fact::Dwellings).map(|dwellings| ZoneCount::Dwellings(dwellings.0)),
        };
        let Some(count) = count else {
            self.notices.add(Oddity::ZoneWithoutCount, Some(record.source.feature), record.place);
            return self.add_other(record, Some(shape));
        };
        let zone = PopulationZone {
            source: record.source,
            source_id: record.source_id.clone(),
            shape,
            name: self.name(record).or_else(|| address(&record.row)),
            count,
            persons_by_day: self.persons(record, Fact::PersonsByDay),
            vulnerable_persons: self.persons(record, Fact::VulnerablePersons),
        };
        self.parts.zones.push(zone);
        FeatureKind::PopulationZone
    }

    fn name(&mut self, record: &Record<'_>) -> Option<Arc<str>> {
        self.words(record, Fact::Name)
    }

    fn words(&mut self, record: &Record<'_>, fact: Fact) -> Option<Arc<str>> {
        let found = record.row.fact(fact)?;
        let words = found.value.words()?;
        self.columns.mark_used(found.column, fact);
        Some(Arc::from(words.as_ref()))
    }

    fn number(&mut self, record: &Record<'_>, fact: Fact, measure: Measure) -> Option<f64> {
        let found = record.row.fact(fact)?;
        self.columns.mark_used(found.column, fact);
        match number_from(found.value, measure) {
            Ok(number) => number,
            Err(problem) => {
                let column = self.columns.get(found.column).map_or("", |column| column.name.as_ref()).to_owned();
                let oddity = Oddity::ValueNotTaken { column, problem };
                self.notices.add(oddity, Some(record.source.feature), record.place);
                None
            }
        }
    }

    /// A number that cannot be zero: a road has a width, a building a storey.
    fn measure(&mut self, record: &Record<'_>, fact: Fact, measure: Measure) -> Option<f64> {
        let number = self.number(record, fact, measure)?;
        if number > 0.0 {
            return Some(number);
        }
        let column = record.row.fact(fact).and_then(|found| self.columns.get(found.column));
        let column = column.map_or("", |column| column.name.as_ref()).to_owned();
        let oddity = Oddity::ValueNotTaken { column, problem: NumberProblem::Zero };
        self.notices.add(oddity, Some(record.source.feature), record.place);
        None
    }

    fn persons(&mut self, record: &Record<'_>, fact: Fact) -> Option<Persons> {
        let number = self.number(record, fact, Measure::Count)?;
        let whole = number.round();
        if whole != number {
            self.notices.add(Oddity::NotWhole(number, whole), Some(record.source.feature), record.place);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ count ≤ 10⁹")]
        let persons = Persons(whole as u32);
        Some(persons)
    }
}

/// The use a tag names; a bare `yes` names none.
fn named_use<'a>(row: &Row<'a>, tag: Tag) -> Option<std::borrow::Cow<'a, str>> {
    row.tag(tag).filter(|word| word != "yes")
}

fn address(row: &Row<'_>) -> Option<Arc<str>> {
    match (row.said(Tag::Street), row.said(Tag::HouseNumber)) {
        (Some(street), Some(number)) => Some(Arc::from(format!("{street} {number}"))),
        (Some(street), None) => Some(Arc::from(street.as_ref())),
        (None, _) => row.said(Tag::Address).map(|words| Arc::from(words.as_ref())),
    }
}

const fn shape_kind(shape: &Shape) -> ShapeKind {
    match shape {
        Shape::Point(_) => ShapeKind::Point,
        Shape::Lines(_) => ShapeKind::Lines,
        Shape::Area(_) => ShapeKind::Area,
    }
}
