//! Makes streets of the roads of a plan: cut where sites are reached and where hazards, closures and road changes begin
//! and end.

use std::collections::BTreeMap;

use super::rules::{Room, StreetRules, for_cars, is_for_cars};
use super::{Direction, Gate, Street, StreetUse, Streets, Window, WindowEffect};
use crate::analysis::{Circumstances, PlannedRoads};
use crate::community::{Community, RoadClass};
use crate::evacuation::Moment;
use crate::ids::{ClosureId, SegmentId};
use crate::jobs::{Cancelled, JobContext};
use crate::network::{AccessPoint, NetworkMask, RoadNetwork, Segment};
use crate::plan::{ClosureShape, HazardEffect, ObjectId};
use crate::units::Millimetres;

/// The roads streets are made of.
#[derive(Clone, Copy, Debug)]
pub struct StreetGround<'a> {
    /// The community.
    pub community: &'a Community,
    /// Its roads, new links joined.
    pub network: &'a RoadNetwork,
    /// The scenario.
    pub circumstances: &'a Circumstances,
    /// The road changes of the plan.
    pub planned: &'a PlannedRoads,
    /// How roads become streets.
    pub rules: StreetRules,
    /// Are walkways made?
    pub has_walkers: bool,
}

/// A site before it has a place on the streets.
#[derive(Clone, Debug)]
pub struct GatePlace {
    /// The gate; its nodes are found here.
    pub gate: Gate,
    /// Where people on foot come to it.
    pub on_foot: Option<AccessPoint>,
    /// Where cars come to it.
    pub by_car: Option<AccessPoint>,
}

/// A road change that begins or ends this near to an end of a segment begins or ends there (mm; project choice: as near
/// as a line is drawn by hand).
const CHANGE_END_MM: u32 = 1_000;

/// A piece of a segment between two cuts, with its directions: on foot there and back, by car there and back.
#[derive(Clone, Copy, Debug, Default)]
struct Piece {
    from: u32,
    to: u32,
    directions: [Option<u32>; 4],
}

/// Streets, and where each place of the roads lies on them.
#[derive(Clone, Debug, Default)]
pub struct StreetMap {
    /// The streets.
    pub streets: Streets,
    /// Closures that touch no road.
    pub idle_closures: Vec<ClosureId>,
    /// First piece of each segment, and the one after the last.
    starts: Vec<u32>,
    pieces: Vec<Piece>,
}

/// Something that acts on part of a segment for a while.
#[derive(Clone, Copy, Debug)]
struct Acting {
    from: u32,
    to: u32,
    window: Window,
    on_foot: bool,
    by_car: bool,
}

impl StreetMap {
    /// Cuts and measures all roads. O(n + k log k) for k cuts, and the search of what hazards and closures touch.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn build(ground: &StreetGround<'_>, gates: &[GatePlace], context: &JobContext) -> Result<Self, Cancelled> {
        let mut acting: BTreeMap<u32, Vec<Acting>> = BTreeMap::new();
        let mut idle_closures = Vec::new();
        collect_acting(ground, &mut acting, &mut idle_closures, context)?;
        let mut gate_cuts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for access in gates.iter().flat_map(|place| place.on_foot.iter().chain(&place.by_car)) {
            gate_cuts.entry(access.segment.0).or_default().push(access.along.0);
        }
        let mut maker = Maker {
            ground,
            n_nodes: u32::try_from(ground.network.n_junctions()).unwrap_or(u32::MAX),
            streets: Vec::new(),
            directions: Vec::new(),
            map: Self { starts: vec![0], idle_closures, ..Self::default() },
            cut_nodes: BTreeMap::new(),
        };
        for (id, _) in ground.network.segments() {
            if id.0.is_multiple_of(4096) {
                context.check()?;
            }
            let acting = acting.get(&id.0).map_or(&[][..], Vec::as_slice);
            let mut cuts = gate_cuts.remove(&id.0).unwrap_or_default();
            cuts.extend(change_cuts(ground, id));
            maker.add(id, acting, &cuts);
        }
        let gates = gates.iter().map(|place| maker.placed(place)).collect();
        let mut map = maker.map;
        map.streets = Streets::new(maker.n_nodes, maker.streets, maker.directions, gates);
        Ok(map)
    }

    /// The ways onto the streets from a place on a road: at most two, or four where the road is cut just there.
    #[must_use]
    pub fn starts(&self, access: &AccessPoint, usage: StreetUse) -> Vec<crate::evacuation::simulation::Start> {
        let segment = access.segment.index();
        let range = match (self.starts.get(segment), self.starts.get(segment + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => return Vec::new(),
        };
        let along = access.along.0;
        let pieces = self.pieces.get(range).unwrap_or_default();
        let holds = |piece: &&Piece| piece.from <= along && along <= piece.to && piece.from < piece.to;
        let offset = match usage {
            StreetUse::Walking => 0,
            StreetUse::Driving => 2,
        };
        let ways = |piece: &Piece| {
            [(piece.directions[offset], piece.to - along), (piece.directions[offset + 1], along - piece.from)]
        };
        pieces
            .iter()
            .filter(holds)
            .flat_map(ways)
            .filter_map(|(direction, rest)| Some(crate::evacuation::simulation::Start { direction: direction?, rest }))
            .collect()
    }
}

/// Where road changes begin and end inside a segment.
fn change_cuts(ground: &StreetGround<'_>, id: SegmentId) -> impl Iterator<Item = u32> {
    let length = ground.network.segment(id).map_or(0, |segment| segment.length.0);
    let inside = CHANGE_END_MM..length.saturating_sub(CHANGE_END_MM);
    ground.planned.parts(id).flat_map(|(from, to)| [from.0, to.0]).filter(move |cut| inside.contains(cut))
}

/// What hazard areas and closures do to which parts of which segments; and which closures touch no road.
fn collect_acting(
    ground: &StreetGround<'_>,
    acting: &mut BTreeMap<u32, Vec<Acting>>,
    idle_closures: &mut Vec<ClosureId>,
    context: &JobContext,
) -> Result<(), Cancelled> {
    let (network, circumstances) = (ground.network, ground.circumstances);
    let window = |from_min: f64, until_min: Option<f64>, effect, cause| Window {
        from: Moment::from_minutes(from_min),
        until: until_min.map_or(Moment::NEVER, Moment::from_minutes),
        effect,
        cause,
    };
    for area in circumstances.hazard_areas() {
        context.check()?;
        let cause = ObjectId::HazardArea(area.id);
        let (effect, on_foot) = match area.effect {
            HazardEffect::Passable { speed_factor } if speed_factor >= 1.0 => continue,
            HazardEffect::Passable { speed_factor } => (WindowEffect::Slowed(speed_factor.max(0.01)), true),
            HazardEffect::ClosedToWalkers => (WindowEffect::Overrun, true),
            HazardEffect::ClosedToCars => (WindowEffect::Closed, false),
        };
        let window = window(area.from_min, area.until_min, effect, cause);
        let mut mask = NetworkMask::open(network);
        mask.close_area(network, &area.outline);
        for (id, parts) in mask.closed_segments() {
            let parts =
                parts.into_iter().map(|(from, to)| Acting { from: from.0, to: to.0, window, on_foot, by_car: true });
            acting.entry(id.0).or_default().extend(parts);
        }
    }
    for closure in circumstances.closures() {
        context.check()?;
        let cause = ObjectId::Closure(closure.id);
        let window = window(closure.from_min, closure.until_min, WindowEffect::Closed, cause);
        let mut close = |mask: &NetworkMask, on_foot: bool, by_car: bool| {
            for (id, parts) in mask.closed_segments() {
                let act =
                    |(from, to): (Millimetres, Millimetres)| Acting { from: from.0, to: to.0, window, on_foot, by_car };
                acting.entry(id.0).or_default().extend(parts.into_iter().map(act));
            }
        };
        // On foot what coverage closes; at a point cars mind the nearest road whether or not one can walk there.
        let mask = circumstances.mask_of(network, cause);
        let by_car = match &closure.shape {
            ClosureShape::Point(place) => {
                let mut by_car = NetworkMask::open(network);
                by_car.close_any_at(network, *place);
                by_car
            }
            ClosureShape::Lines(_) | ClosureShape::Area(_) => mask.clone(),
        };
        close(&mask, true, false);
        close(&by_car, false, true);
        let stops = |mask: &NetworkMask, is_used: &dyn Fn(&Segment) -> bool| {
            mask.closed_segments().any(|(id, _)| network.segment(id).is_some_and(is_used))
        };
        let stops_walkers = ground.has_walkers && stops(&mask, &|segment| segment.is_walkable);
        let is_car_road = |segment: &Segment| {
            ground.community.roads().get(segment.road.index()).is_none_or(|road| is_for_cars(road.class))
        };
        let stops_cars = ground.rules.has_cars && stops(&by_car, &is_car_road);
        if !(stops_walkers || stops_cars) {
            idle_closures.push(closure.id);
        }
    }
    Ok(())
}

/// Streets as they are made.
struct Maker<'a> {
    ground: &'a StreetGround<'a>,
    n_nodes: u32,
    streets: Vec<Street>,
    directions: Vec<Direction>,
    map: StreetMap,
    /// Node at each cut inside a segment.
    cut_nodes: BTreeMap<(u32, u32), u32>,
}

impl Maker<'_> {
    fn add(&mut self, id: SegmentId, acting: &[Acting], other_cuts: &[u32]) {
        let Some(segment) = self.ground.network.segment(id) else { return };
        let length = segment.length.0;
        let cuts = cuts_of(length, acting, other_cuts);
        let mut node = segment.from.0;
        for (n, pair) in cuts.windows(2).enumerate() {
            let (from, to) = (pair[0], pair[1]);
            let next = if n + 2 == cuts.len() { segment.to.0 } else { self.new_node() };
            if n + 2 < cuts.len() {
                self.cut_nodes.entry((id.0, to)).or_insert(next);
            }
            self.add_piece(id, (from, to), (node, next), acting);
            node = next;
        }
        self.map.starts.push(u32::try_from(self.map.pieces.len()).unwrap_or(u32::MAX));
    }

    const fn new_node(&mut self) -> u32 {
        let node = self.n_nodes;
        self.n_nodes = self.n_nodes.saturating_add(1);
        node
    }

    fn add_piece(&mut self, id: SegmentId, span: (u32, u32), ends: (u32, u32), acting: &[Acting]) {
        let ground = self.ground;
        let middle = Millimetres(span.0 + (span.1 - span.0) / 2);
        let mut piece = Piece { from: span.0, to: span.1, directions: [None; 4] };
        let segment = ground.network.segment(id);
        let facts = ground.planned.facts(ground.community, ground.network, id, middle);
        if let (Some(segment), Some(facts)) = (segment, facts) {
            let road = ground.community.roads().get(segment.road.index());
            let class = road.map_or(RoadClass::Residential, |road| road.class);
            let length = (span.1 - span.0).max(1);
            let on_piece = |act: &&Acting| act.from <= span.0 && span.1 <= act.to;
            let windows = |for_foot: bool| {
                let acts = acting.iter().filter(on_piece).filter(|act| if for_foot { act.on_foot } else { act.by_car });
                let mut windows: Vec<Window> = acts.map(|act| act.window).collect();
                windows.sort_by_key(|window| (window.from, window.until));
                windows
            };
            if ground.has_walkers && segment.is_walkable {
                let room = ground.rules.on_foot(&facts, class, length);
                let street = self.street(StreetUse::Walking, id, span, &room, windows(true));
                piece.directions[0] = Some(self.direction(ends.0, ends.1, street));
                piece.directions[1] = Some(self.direction(ends.1, ends.0, street));
            }
            if ground.rules.has_cars && is_for_cars(class) {
                let rooms = for_cars(road, &facts, length);
                for (slot, room, (from, to)) in [(2, rooms.forward, ends), (3, rooms.backward, (ends.1, ends.0))] {
                    if let Some(room) = room {
                        let street = self.street(StreetUse::Driving, id, span, &room, windows(false));
                        piece.directions[slot] = Some(self.direction(from, to, street));
                    }
                }
            }
        }
        self.map.pieces.push(piece);
    }

    fn street(
        &mut self,
        usage: StreetUse,
        segment: SegmentId,
        span: (u32, u32),
        room: &Room,
        windows: Vec<Window>,
    ) -> u32 {
        let Room { interval, storage, area, ease, car_speed } = *room;
        let length = (span.1 - span.0).max(1);
        let number = u32::try_from(self.streets.len()).unwrap_or(u32::MAX);
        self.streets.push(Street { usage, length, interval, storage, area, ease, car_speed, windows, segment, span });
        number
    }

    fn direction(&mut self, from: u32, to: u32, street: u32) -> u32 {
        let number = u32::try_from(self.directions.len()).unwrap_or(u32::MAX);
        self.directions.push(Direction { from, to, street });
        number
    }

    fn placed(&self, place: &GatePlace) -> Gate {
        let node = |access: &AccessPoint| {
            let segment = self.ground.network.segment(access.segment)?;
            match access.along.0 {
                0 => Some(segment.from.0),
                along if along >= segment.length.0 => Some(segment.to.0),
                along => self.cut_nodes.get(&(access.segment.0, along)).copied(),
            }
        };
        Gate {
            on_foot: place.on_foot.as_ref().and_then(node),
            by_car: place.by_car.as_ref().and_then(node),
            ..place.gate.clone()
        }
    }
}

/// Where a segment is cut, from 0 to its length; a place closed at one point stands twice.
fn cuts_of(length: u32, acting: &[Acting], other_cuts: &[u32]) -> Vec<u32> {
    let mut cuts = vec![0, length];
    cuts.extend(acting.iter().flat_map(|act| [act.from, act.to]).chain(other_cuts.iter().copied()));
    for cut in &mut cuts {
        *cut = (*cut).min(length);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut points: Vec<u32> = acting.iter().filter(|act| act.from == act.to).map(|act| act.from.min(length)).collect();
    points.sort_unstable();
    points.dedup();
    cuts.extend(points);
    cuts.sort_unstable();
    cuts
}
