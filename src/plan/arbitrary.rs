//! Random valid plans, for laws that must hold for every plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::community::{CrossingRule, Fact, FeatureKind, GridPlace, LayerMapping, Mapping, Mend};
use crate::geometry::{CoordinateSystem, Line, LonLat, MultiPolygon, Polygon};
use crate::ids::{ClosureId, EvacuationAreaId, HazardAreaId, NoteId, RoadChangeId, RouteId, ScenarioId, SiteId};
use crate::standards::ValueKey;
use crate::units::{Persons, SquareMetres};

type ExtraList = Vec<(Arc<str>, Arc<str>)>;

/// Any text, odd signs included.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "\\PC{0,6}", "[\"\\\\/\u{0}\n\u{7f}\u{202e}😀北]{1,4}"]
}

/// JSON texts whose form is easily lost.
fn json() -> impl Strategy<Value = Arc<str>> {
    let odd = [
        "1e2",
        "-0.0",
        "12345678901234567890123",
        "9007199254740993",
        "0.10",
        "\"\\u00e9\\/\"",
        "[1, {\"b\": null, \"a\":[]}]",
        "null",
        "true",
        "{\"type\": \"Feature\"}",
    ];
    select(odd.to_vec()).prop_map(Arc::from)
}

fn extra_list() -> impl Strategy<Value = ExtraList> {
    vec(("[a-z\"é ]{0,4}".prop_map(|name| Arc::from(format!("x:{name}"))), json()), 0..3)
}

fn extras() -> impl Strategy<Value = Extras> {
    (extra_list(), extra_list()).prop_map(|(properties, members)| Extras { properties, members })
}

fn source_id() -> impl Strategy<Value = Option<Arc<str>>> {
    option::of(select(vec!["\"way/1\"", "9007199254740993", "-1.50", "\"\\u0041\"", "\"site/00\""]).prop_map(Arc::from))
}

/// A place on the grid of the file.
fn place() -> impl Strategy<Value = LonLat> {
    (-179.0f64..179.0, -89.0f64..89.0).prop_map(|(lon, lat)| LonLat::new_clamped(lon, lat).rounded())
}

fn line() -> impl Strategy<Value = Line> {
    vec(place(), 2..5)
}

/// A right-hand polygon around a middle, with or without a hole.
fn polygon() -> impl Strategy<Value = Polygon> {
    (place(), 3usize..8, any::<bool>()).prop_map(|(middle, corners, has_hole)| {
        let ring = |radius: f64, turn: f64| -> Vec<LonLat> {
            (0..=corners)
                .map(|corner| {
                    #[expect(clippy::cast_precision_loss, reason = "few corners")]
                    let angle = turn * std::f64::consts::TAU * (corner % corners) as f64 / corners as f64;
                    let (lon, lat) = (middle.lon() + radius * angle.cos(), middle.lat() + radius * angle.sin());
                    LonLat::new_clamped(lon, lat).rounded()
                })
                .collect()
        };
        Polygon { outer: ring(0.5, 1.0), holes: if has_hole { vec![ring(0.1, -1.0)] } else { Vec::new() } }
    })
}

fn area() -> impl Strategy<Value = MultiPolygon> {
    vec(polygon(), 1..3).prop_map(MultiPolygon)
}

/// Any finite number that is not negative, with awkward ones among them.
fn amount() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 0.0f64..1e6, (0u32..500).prop_map(f64::from), Just(1e-300), Just(f64::MAX), Just(0.1 + 0.2)]
}

fn square_metres() -> impl Strategy<Value = SquareMetres> {
    (0.001f64..1e7).prop_map(SquareMetres::new_clamped)
}

fn capacity() -> impl Strategy<Value = Capacity> {
    prop_oneof![
        Just(Capacity::Unknown),
        any::<u32>().prop_map(|persons| Capacity::Persons(Persons(persons))),
        (square_metres(), option::of(square_metres()))
            .prop_map(|(effective_area, area_per_person)| Capacity::Area { effective_area, area_per_person }),
    ]
}

fn stock_line() -> impl Strategy<Value = StockLine> {
    (text(), amount(), text(), text(), text(), extra_list()).prop_map(
        |(item, quantity, unit, expiry, keeper, extras)| StockLine { item, quantity, unit, expiry, keeper, extras },
    )
}

fn device() -> impl Strategy<Value = Device> {
    (text(), option::of(amount()), option::of(amount()), any::<bool>(), text()).prop_map(
        |(device_type, level_db, reference_m, has_backup_power, operator)| Device {
            device_type,
            level_db,
            reference_m,
            has_backup_power,
            operator,
        },
    )
}

fn site() -> impl Strategy<Value = Site> {
    let geometry = prop_oneof![place().prop_map(SiteGeometry::Point), area().prop_map(SiteGeometry::Area)];
    let words = (
        select(SiteKind::ALL.to_vec()),
        select(SiteState::ALL.to_vec()),
        select(ShelterClass::ALL.to_vec()),
        select(SiteSpace::ALL.to_vec()),
        btree_set(select(Hazard::ALL.to_vec()), 0..3),
        any::<(bool, bool)>(),
    );
    let texts = (text(), text(), text(), source_id(), extras());
    let facts =
        (capacity(), vec(stock_line(), 0..3), any::<(Option<u32>, Option<u32>)>(), device(), option::of(amount()));
    (geometry.boxed(), words.boxed(), texts.boxed(), facts.boxed()).prop_map(|(geometry, words, texts, facts)| {
        let (kind, state, class, space, unfit_for, (is_open, is_locked)) = words;
        let (name, manager, phone, source_id, extras) = texts;
        let (capacity, stock, (beds, staff), device, exit_persons_per_min) = facts;
        Site {
            id: SiteId(0),
            source_id,
            kind,
            name,
            state,
            geometry,
            capacity,
            class,
            space,
            unfit_for,
            is_open,
            manager,
            phone,
            stock,
            beds,
            staff,
            device,
            exit_persons_per_min,
            is_locked,
            extras,
        }
    })
}

fn evacuation_area() -> impl Strategy<Value = EvacuationArea> {
    let texts = (text(), text(), text(), text(), text());
    (area(), texts, amount(), option::of(any::<u32>()), source_id(), extras(), any::<bool>()).prop_map(
        |(outline, texts, phase_min, wardens, source_id, extras, is_locked)| {
            let (name, code, organization, contact, last_drill) = texts;
            EvacuationArea {
                id: EvacuationAreaId(0),
                source_id,
                outline,
                name,
                code,
                phase_min,
                organization,
                contact,
                wardens,
                destination: None,
                last_drill,
                is_locked,
                extras,
            }
        },
    )
}

fn hazard_area() -> impl Strategy<Value = HazardArea> {
    let effect = prop_oneof![
        (0.01f64..=1.0).prop_map(|speed_factor| HazardEffect::Passable { speed_factor }),
        Just(HazardEffect::ClosedToWalkers),
        Just(HazardEffect::ClosedToCars),
    ];
    let times = (amount(), option::of(amount()), option::of(amount()));
    (area(), text(), select(Hazard::ALL.to_vec()), times, effect, source_id(), extras(), any::<bool>()).prop_map(
        |(outline, name, hazard, (from_min, until_min, depth_m), effect, source_id, extras, is_locked)| HazardArea {
            id: HazardAreaId(0),
            source_id,
            outline,
            name,
            hazard,
            from_min,
            until_min,
            effect,
            depth_m,
            is_locked,
            extras,
        },
    )
}

fn closure() -> impl Strategy<Value = Closure> {
    let shape = prop_oneof![
        place().prop_map(ClosureShape::Point),
        vec(line(), 1..3).prop_map(ClosureShape::Lines),
        area().prop_map(ClosureShape::Area),
    ];
    (shape, text(), text(), amount(), option::of(amount()), source_id(), extras(), any::<bool>()).prop_map(
        |(shape, name, reason, from_min, until_min, source_id, extras, is_locked)| Closure {
            id: ClosureId(0),
            source_id,
            shape,
            name,
            reason,
            from_min,
            until_min,
            is_locked,
            extras,
        },
    )
}

fn road_change() -> impl Strategy<Value = RoadChange> {
    let kind = prop_oneof![
        (0.1f64..50.0).prop_map(RoadChangeKind::Width),
        (0.1f64..50.0).prop_map(RoadChangeKind::NewLink),
        (1.0f64..130.0).prop_map(RoadChangeKind::Speed),
        Just(RoadChangeKind::Contraflow),
        Just(RoadChangeKind::OneWay),
    ];
    (vec(line(), 1..3), text(), kind, source_id(), extras(), any::<bool>()).prop_map(
        |(lines, name, kind, source_id, extras, is_locked)| RoadChange {
            id: RoadChangeId(0),
            source_id,
            lines,
            name,
            kind,
            is_locked,
            extras,
        },
    )
}

fn route() -> impl Strategy<Value = Route> {
    (vec(line(), 1..3), text(), any::<bool>(), source_id(), extras(), any::<bool>()).prop_map(
        |(lines, name, has_signs, source_id, extras, is_locked)| Route {
            id: RouteId(0),
            source_id,
            lines,
            name,
            has_signs,
            is_locked,
            extras,
        },
    )
}

fn note() -> impl Strategy<Value = Note> {
    let status = select(vec![NoteStatus::Open, NoteStatus::Resolved]);
    (place(), text(), text(), status, source_id(), extras(), any::<bool>()).prop_map(
        |(place, author, text, status, source_id, extras, is_locked)| Note {
            id: NoteId(0),
            source_id,
            place,
            author,
            text,
            status,
            is_locked,
            extras,
        },
    )
}

/// Any object, numbered 0.
fn object() -> impl Strategy<Value = PlanObject> {
    prop_oneof![
        3 => site().prop_map(|o| PlanObject::Site(o.into())).boxed(),
        1 => evacuation_area().prop_map(|o| PlanObject::EvacuationArea(o.into())).boxed(),
        1 => hazard_area().prop_map(|o| PlanObject::HazardArea(o.into())).boxed(),
        1 => closure().prop_map(|o| PlanObject::Closure(o.into())).boxed(),
        1 => road_change().prop_map(|o| PlanObject::RoadChange(o.into())).boxed(),
        1 => route().prop_map(|o| PlanObject::Route(o.into())).boxed(),
        1 => note().prop_map(|o| PlanObject::Note(o.into())).boxed(),
    ]
}

/// Objects with numbers of their own; evacuation areas may be sent to a site.
fn objects() -> impl Strategy<Value = Vec<PlanObject>> {
    vec((object(), 1u32..1000, option::of(any::<Index>())), 0..7).prop_map(|drawn| {
        let mut number = 0;
        let mut objects = Vec::new();
        for (object, step, choice) in &drawn {
            number += step;
            objects.push((object.renumbered(number), choice));
        }
        let sites: Vec<SiteId> = objects
            .iter()
            .filter_map(|(object, _)| if let ObjectId::Site(id) = object.id() { Some(id) } else { None })
            .collect();
        let sent = |(object, choice): &(PlanObject, &Option<Index>)| match (object, choice) {
            (PlanObject::EvacuationArea(area), Some(choice)) if !sites.is_empty() => {
                let destination = Some(*choice.get(&sites));
                PlanObject::EvacuationArea(Arc::new(EvacuationArea { destination, ..(**area).clone() }))
            }
            _ => object.clone(),
        };
        objects.iter().map(sent).collect()
    })
}

fn mapping() -> impl Strategy<Value = Mapping> {
    let columns = proptest::collection::btree_map(select(Fact::ALL.to_vec()), text(), 0..3);
    let systems = ["wgs84", "cgcs2000", "gcj02", "bd09", "swapped", "epsg:4547", "epsg:2056-swapped"];
    let system = option::of(select(systems.to_vec()));
    let layer = (option::of(select(FeatureKind::ALL.to_vec())), system, columns).prop_map(|(kind, system, columns)| {
        LayerMapping { kind, coordinates: system.and_then(CoordinateSystem::from_name), columns }
    });
    proptest::collection::btree_map(text(), layer, 0..3).prop_map(|layers| Mapping { layers })
}

fn mends() -> impl Strategy<Value = BTreeSet<Mend>> {
    let grid = || place().prop_map(GridPlace::of);
    let mend = prop_oneof![
        grid().prop_map(|at| Mend::JoinCrossing { at }),
        (grid(), grid()).prop_map(|(end, to)| Mend::JoinEnd { end, to }),
    ];
    btree_set(mend, 0..3)
}

fn departure_table() -> impl Strategy<Value = DepartureCurve> {
    (vec((0.001f64..50.0, 0.0f64..0.2), 1..5), any::<bool>()).prop_map(|(steps, starts_at_once)| {
        let (mut minutes, mut share) = (0.0, 0.0);
        let rows = steps.iter().enumerate().map(|(row, (later, more))| {
            minutes += if row == 0 && starts_at_once { 0.0 } else { *later };
            share += more;
            (minutes, share)
        });
        DepartureCurve::Table(rows.collect())
    })
}

fn evacuation() -> impl Strategy<Value = EvacuationSettings> {
    let departure = prop_oneof![
        Just(DepartureCurve::Immediate),
        Just(DepartureCurve::Fixed),
        Just(DepartureCurve::Rayleigh),
        departure_table(),
    ];
    let words =
        (select(CrowdingModel::ALL.to_vec()), select(DestinationRule::ALL.to_vec()), select(WayChoice::ALL.to_vec()));
    let numbers = (
        prop_oneof![Just(2.5), 1.0f64..=10.0],
        prop_oneof![Just(0.5), 0.0f64..=1.0],
        prop_oneof![Just(1440.0), 1.0f64..=EvacuationSettings::LONGEST_MIN],
    );
    (departure, words, numbers).prop_map(|(departure, (crowding, destinations, ways), numbers)| {
        let (household_persons, car_share, horizon_min) = numbers;
        EvacuationSettings { departure, crowding, household_persons, car_share, horizon_min, destinations, ways }
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    let overrides = vec((select(ValueKey::ALL.to_vec()), 0.0f64..=1.0), 0..3).prop_map(|drawn| {
        let within = |(key, share): (ValueKey, f64)| {
            let (low, high) = key.range();
            (key, (low + share * (high - low)).clamp(low, high))
        };
        drawn.into_iter().map(within).collect::<BTreeMap<_, _>>()
    });
    let words = (select(WalkingProfile::ALL.to_vec()), select(CrossingRule::ALL.to_vec()));
    let parts = (mapping(), mends(), evacuation());
    (text(), overrides, words, any::<Option<u32>>(), parts, any::<u64>(), extra_list()).prop_map(
        |(profile, overrides, (walking, crossings), total, (mapping, mends, evacuation), seed, extras)| Settings {
            profile,
            overrides,
            walking,
            crossings,
            mends,
            population: PopulationSettings { total: total.map(Persons) },
            evacuation,
            mapping,
            seed,
            extras,
        },
    )
}

fn header() -> impl Strategy<Value = PlanHeader> {
    let file = (text(), text()).prop_map(|(path, sha256)| CommunityFile { path, sha256 });
    let foreign = select(vec![
        "{\"type\": \"Feature\", \"properties\": {\"a\": 1e2}, \"geometry\": null}",
        "{\n \"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Point\",\"coordinates\":[1.00,2]}}",
    ])
    .prop_map(|text| ForeignFeature { text: Arc::from(text) });
    let lists = (vec(file, 0..3), extra_list(), extra_list(), vec(foreign, 0..3));
    (text(), select(ReviewState::ALL.to_vec()), lists).prop_map(|(name, review, lists)| {
        let (community, extras, foreign_members, foreign_features) = lists;
        PlanHeader { name, community, review, extras, foreign_members, foreign_features }
    })
}

/// A scenario before its number and its objects are known.
type DrawnScenario = (String, TimeOfDay, TravelMode, Option<Vec<Index>>, ExtraList);

fn scenario() -> impl Strategy<Value = DrawnScenario> {
    let words = (select(TimeOfDay::ALL.to_vec()), select(TravelMode::ALL.to_vec()));
    (text(), words, option::of(vec(any::<Index>(), 0..4)), extra_list())
        .prop_map(|(name, (time, mode), chosen, extras)| (name, time, mode, chosen, extras))
}

/// Any valid plan, with everything a file can carry.
pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    (header().boxed(), settings().boxed(), objects().boxed(), vec(scenario(), 1..4).boxed()).prop_map(
        |(header, settings, objects, drawn)| {
            let ids: Vec<ObjectId> = objects.iter().map(PlanObject::id).collect();
            let scenarios = drawn.into_iter().zip(0..).map(|((name, time_of_day, mode, chosen, extras), number)| {
                let selection = chosen.map_or(ScenarioSelection::All, |chosen| {
                    let picked = chosen.iter().filter(|_| !ids.is_empty()).map(|choice| *choice.get(&ids));
                    let picked: BTreeSet<ObjectId> = picked.collect();
                    if name.len() % 2 == 0 || picked.is_empty() {
                        ScenarioSelection::Only(picked)
                    } else {
                        ScenarioSelection::Except(picked)
                    }
                });
                Scenario { id: ScenarioId(number), name, selection, time_of_day, mode, extras }
            });
            let scenarios: Vec<Scenario> = scenarios.collect();
            Plan::from_parts(header, settings, scenarios, objects)
        },
    )
}
