//! The run of a simulation: departures, looks at lines and changes of the streets in the order of time.

use std::collections::BTreeMap;

use super::choices::EveryStreetOpen;
use super::events::{Event, EventSink, NoEvents};
use super::lines::{InLine, Lines};
use super::news::News;
use super::outcome::{Outcome, PartyOutcome, Simulation, StrandedReason};
use super::party::{Goal, Origin, Party};
use super::record::TrailStep;
use super::recorder::Recorder;
use super::routes::Tables;
use super::way_through::{LastChances, Through};
use super::{SimulationOptions, Start};
use crate::evacuation::Moment;
use crate::evacuation::streets::{StreetUse, Streets};
use crate::jobs::{Cancelled, JobContext};

/// Where a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Not left yet.
    Home,
    /// In line at the road before its door.
    AtDoor,
    /// In line at a node, beside the streets.
    AtNode(u32),
    /// Before its door, and no way leads on.
    HeldAtDoor,
    /// At a node beside the streets, and no way leads on.
    HeldAt(u32),
    /// On a direction.
    On(u32),
    /// Safe, caught, or never going anywhere.
    Done,
}

/// A party as it moves. In a line of the processor's memory of its own, as every step looks at some other party.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Moving {
    pub(super) entered: Moment,
    /// Time spent waiting.
    pub(super) waited: Moment,
    /// Millimetres moved along streets.
    pub(super) moved: u64,
    pub(super) place: Place,
    /// The gate it goes to.
    pub(super) gate: Option<u32>,
    /// The direction it got on last.
    pub(super) last: Option<u32>,
    /// Millimetres to go on its direction when it got on; before that, the part it will take.
    pub(super) rest: u32,
    /// The epoch whose closures it knows of, at least.
    pub(super) knows: u32,
    /// How often it had to choose another site.
    pub(super) redirected: u32,
    /// Does the gate keep places for it?
    pub(super) is_kept: bool,
    pub(super) is_followed: bool,
}

/// A street as it fills.
#[derive(Clone, Debug, Default)]
pub(super) struct StreetState {
    /// When the next may leave it.
    pub(super) free_at: Moment,
    pub(super) occupancy: u32,
    /// Lines that stand before it because it is full.
    pub(super) waiting: Vec<u32>,
}

/// A gate as it fills.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GateState {
    pub(super) free_at: Moment,
    /// Persons inside or with places kept.
    pub(super) taken: u64,
    /// Waiting before it, in person-microseconds.
    pub(super) waited: u128,
}

/// A simulation at work.
pub(super) struct Run<'a, S> {
    pub(super) streets: &'a Streets,
    pub(super) origins: &'a [Origin],
    pub(super) parties: &'a [Party],
    pub(super) options: &'a SimulationOptions,
    pub(super) context: &'a JobContext,
    pub(super) sink: &'a mut S,
    pub(super) now: Moment,
    /// Moments at which epochs begin, the first being the order itself.
    pub(super) epochs: Vec<Moment>,
    pub(super) epoch: usize,
    pub(super) tables: Tables,
    /// Last chances to get through in the present epoch, by use and walking speed, found when first asked for.
    pub(super) last_chances: BTreeMap<(StreetUse, u32), LastChances>,
    /// Ways that parties follow: those given to them, and those through that they have found in the present epoch.
    pub(super) followed: BTreeMap<u32, Through>,
    /// Where people take account of queues.
    pub(super) news: Option<News>,
    /// Lines on the directions, then those before the directions, then those of people who stand right before a gate.
    pub(super) lines: Lines,
    pub(super) state: Vec<StreetState>,
    pub(super) gates: Vec<GateState>,
    pub(super) moving: Vec<Moving>,
    /// How it ended for each party that is done.
    pub(super) outcomes: Vec<Outcome>,
    /// Parties no way leads on for, in the order it happened.
    pub(super) held: Vec<u32>,
    pub(super) record: Recorder,
    pub(super) trails: Vec<TrailStep>,
    pub(super) squeezed: u32,
    pub(super) turned_away: u32,
    pub(super) ended: Moment,
    pub(super) n_steps: u64,
}

/// Moves everybody until nothing more happens or the horizon is reached.
///
/// # Errors
/// [`Cancelled`] when the work was cancelled.
pub fn simulate(
    streets: &Streets,
    origins: &[Origin],
    parties: &[Party],
    options: &SimulationOptions,
    context: &JobContext,
) -> Result<Simulation, Cancelled> {
    simulate_with(streets, origins, parties, options, context, &mut NoEvents)
}

/// The same, every event going to a sink.
///
/// # Errors
/// [`Cancelled`] when the work was cancelled.
pub fn simulate_with<S: EventSink>(
    streets: &Streets,
    origins: &[Origin],
    parties: &[Party],
    options: &SimulationOptions,
    context: &JobContext,
    sink: &mut S,
) -> Result<Simulation, Cancelled> {
    simulate_on_ways(streets, origins, parties, (options, &[]), context, sink)
}

/// The same with ways that are given to some parties: the directions from the door to the gate that keeps places for
/// them, by party; empty for who has none. They keep to them as long as they may enter what comes next.
///
/// # Errors
/// [`Cancelled`] when the work was cancelled.
pub fn simulate_on_ways<S: EventSink>(
    streets: &Streets,
    origins: &[Origin],
    parties: &[Party],
    (options, ways): (&SimulationOptions, &[Vec<u32>]),
    context: &JobContext,
    sink: &mut S,
) -> Result<Simulation, Cancelled> {
    let mut run = Run::new(streets, origins, parties, options, context, sink);
    run.follow_some();
    run.give_ways(ways);
    let departures = run.departures();
    run.go(&departures)?;
    context.check()?;
    Ok(run.finish())
}

impl<'a, S: EventSink> Run<'a, S> {
    fn new(
        streets: &'a Streets,
        origins: &'a [Origin],
        parties: &'a [Party],
        options: &'a SimulationOptions,
        context: &'a JobContext,
        sink: &'a mut S,
    ) -> Self {
        let mut epochs = streets.changes();
        epochs.extend(origins.iter().map(|origin| origin.overrun).filter(|&at| at != Moment::NEVER));
        epochs.push(Moment::START);
        epochs.sort_unstable();
        epochs.dedup();
        let mut gates = vec![GateState::default(); streets.gates().len()];
        let moving: Vec<Moving> = parties.iter().map(|party| moving(party, &mut gates)).collect();
        Self {
            streets,
            origins,
            parties,
            options,
            context,
            sink,
            now: Moment::START,
            epochs,
            epoch: 0,
            tables: Tables::new(streets.gates().len()),
            last_chances: BTreeMap::new(),
            followed: BTreeMap::new(),
            news: options.news.map(|every| News::new(every, streets.directions().len(), mean_walking_speed(parties))),
            lines: Lines::new(streets.directions().len() * 2 + streets.gates().len()),
            state: vec![StreetState::default(); streets.streets().len()],
            gates,
            moving,
            outcomes: vec![Outcome::Stranded(StrandedReason::OnTheWay); parties.len()],
            held: Vec::new(),
            record: Recorder::new(streets.directions().len(), options.slice),
            trails: Vec::new(),
            squeezed: 0,
            turned_away: 0,
            ended: Moment::START,
            n_steps: 0,
        }
    }

    /// The first party of every origin is followed.
    fn follow_some(&mut self) {
        let mut last = None;
        for (party, moving) in self.parties.iter().zip(&mut self.moving) {
            moving.is_followed = last != Some(party.origin);
            last = Some(party.origin);
        }
    }

    /// Who leaves, by the moment they stand at the road.
    fn departures(&self) -> Vec<(Moment, u32)> {
        let mut departures = Vec::with_capacity(self.parties.len());
        for (number, party) in (0_u32..).zip(self.parties) {
            let goes = !matches!(party.goal, Goal::Nowhere(_)) && party.leaves != Moment::NEVER;
            if let Some(origin) = self.origins.get(party.origin as usize).filter(|_| goes) {
                departures.push((party.leaves + walking_time(origin.walk(party.usage), party.speed), number));
            }
        }
        departures.sort_unstable();
        departures
    }

    fn go(&mut self, departures: &[(Moment, u32)]) -> Result<(), Cancelled> {
        let mut leaving = departures.iter().copied().peekable();
        self.change_streets();
        loop {
            self.n_steps += 1;
            self.context.check()?;
            let change = self.epochs.get(self.epoch + 1).copied().unwrap_or(Moment::NEVER);
            let departure = leaving.peek().map_or(Moment::NEVER, |next| next.0);
            let look = self.lines.next_look().unwrap_or(Moment::NEVER);
            let next = change.min(departure).min(look);
            let nobody_moves = departure == Moment::NEVER && look == Moment::NEVER && !self.may_still_change();
            if next == Moment::NEVER || next > self.options.horizon || nobody_moves {
                return Ok(());
            }
            let nobody_hears = departure == Moment::NEVER && look == Moment::NEVER;
            if let Some(news) = self.news.as_ref().map(|news| news.next).filter(|&news| news <= next && !nobody_hears) {
                // News that nobody was there to hear are told late.
                self.now = news.max(self.now);
                self.tell_news();
                continue;
            }
            self.now = next;
            if next == change {
                self.epoch += 1;
                self.tables.enter(self.epoch);
                self.last_chances.clear();
                self.followed.retain(|_, way| way.is_given);
                self.change_streets();
            } else if next == departure {
                if let Some((_, party)) = leaving.next() {
                    self.leave_home(party);
                }
            } else if let Some(line) = self.lines.pop_look() {
                self.serve(line);
            }
        }
    }

    /// Is nobody interested any more? What stops looking for that reason is never told, as the next look at the token ends
    /// the run.
    pub(super) fn is_stopped(&self) -> bool {
        self.context.check().is_err()
    }

    /// Is there somebody whom a later change can set free or catch?
    fn may_still_change(&self) -> bool {
        let is_waiting = !self.held.is_empty();
        is_waiting || self.moving.iter().any(|moving| moving.place != Place::Done)
    }

    fn leave_home(&mut self, party: u32) {
        if self.moving[party as usize].place != Place::Home {
            return;
        }
        self.moving[party as usize].place = Place::AtDoor;
        self.sink.take(self.now, Event::Left { party });
        self.start_out(party);
    }

    /// What an epoch begins with: those on overrun ground are caught, everybody who waits looks again.
    fn change_streets(&mut self) {
        let now = self.now;
        for direction in 0..self.streets.directions().len() {
            let Some(street) = self.streets.directions().get(direction).map(|d| d.street as usize) else { continue };
            if self.state[street].occupancy > 0 && self.streets.streets()[street].is_overrun_at(now) {
                self.overrun_direction(direction, street);
            }
        }
        self.catch_beside();
        let held = std::mem::take(&mut self.held);
        for party in held {
            if self.is_stopped() {
                return;
            }
            match self.moving[party as usize].place {
                Place::HeldAtDoor => self.start_out(party),
                Place::HeldAt(node) if self.is_overrun(node) => self.catch(party as usize),
                Place::HeldAt(node) => self.go_on(party, node),
                Place::Home | Place::AtDoor | Place::AtNode(_) | Place::On(_) | Place::Done => {}
            }
        }
        for street in 0..self.state.len() {
            self.wake_waiting(street);
        }
    }

    /// Everybody on a direction is caught.
    fn overrun_direction(&mut self, direction: usize, street: usize) {
        let line = u32::try_from(direction).unwrap_or(u32::MAX);
        for who in self.lines.drain(line) {
            let units = self.units(who.party);
            let state = &mut self.state[street];
            state.occupancy = state.occupancy.saturating_sub(units);
            let on_it = state.occupancy;
            self.record.lose(line, self.now, on_it);
            self.follow_step(who.party, line, who.ready);
            self.catch(who.party as usize);
        }
    }

    /// Is every street that meets at a node overrun?
    pub(super) fn is_overrun(&self, node: u32) -> bool {
        let now = self.now;
        let mut around = self.streets.into_node(node).filter_map(|direction| self.streets.street_of(direction));
        around.all(|street| street.is_overrun_at(now))
    }

    /// Everybody on overrun ground beside the streets is caught: at home, at the door, at a node.
    fn catch_beside(&mut self) {
        let now = self.now;
        let is_caught = |run: &Self, party: usize| {
            let origin = run.origins.get(run.parties[party].origin as usize);
            match run.moving[party].place {
                Place::Home | Place::AtDoor | Place::HeldAtDoor => origin.is_some_and(|origin| origin.overrun <= now),
                Place::AtNode(node) => run.is_overrun(node),
                Place::HeldAt(_) | Place::On(_) | Place::Done => false,
            }
        };
        let caught: Vec<bool> = (0..self.parties.len()).map(|party| is_caught(self, party)).collect();
        if !caught.contains(&true) {
            return;
        }
        let beside = u32::try_from(self.streets.directions().len()).unwrap_or(u32::MAX);
        for line in beside..beside.saturating_mul(2).saturating_add(u32::try_from(self.gates.len()).unwrap_or(0)) {
            self.lines.part(line, |party| !caught.get(party as usize).copied().unwrap_or(false));
        }
        for party in caught.iter().enumerate().filter(|(_, caught)| **caught).map(|(party, _)| party) {
            self.catch(party);
        }
    }

    pub(super) fn catch(&mut self, party: usize) {
        let moving = &mut self.moving[party];
        let direction = moving.last;
        // The places kept for them are others' now.
        if let Some(state) = moving.gate.filter(|_| moving.is_kept).and_then(|gate| self.gates.get_mut(gate as usize)) {
            state.taken = state.taken.saturating_sub(u64::from(self.parties[party].persons));
        }
        moving.place = Place::Done;
        self.outcomes[party] = Outcome::Exposed { at: self.now, direction };
        self.ended = self.ended.max(self.now);
        self.sink.take(self.now, Event::Caught { party: u32::try_from(party).unwrap_or(u32::MAX) });
    }

    fn finish(mut self) -> Simulation {
        let mut known = EveryStreetOpen::default();
        for party in 0..self.parties.len() {
            let moving = self.moving[party];
            let reason = match moving.place {
                Place::Done => continue,
                Place::Home => match self.parties[party].goal {
                    Goal::Nowhere(reason) => reason,
                    Goal::Kept(_) | Goal::Nearest if self.parties[party].leaves == Moment::NEVER => {
                        StrandedReason::NeverLeaves
                    }
                    Goal::Kept(_) | Goal::Nearest => StrandedReason::OnTheWay,
                },
                Place::HeldAtDoor | Place::HeldAt(_) => self.why_held(party, &mut known),
                Place::AtDoor | Place::AtNode(_) | Place::On(_) => StrandedReason::OnTheWay,
            };
            self.outcomes[party] = Outcome::Stranded(reason);
        }
        let result = |(moving, &outcome): (&Moving, &Outcome)| PartyOutcome {
            outcome,
            waited: moving.waited,
            moved: moving.moved,
            redirected: moving.redirected,
        };
        Simulation {
            parties: self.moving.iter().zip(&self.outcomes).map(result).collect(),
            directions: self.record.finish(),
            gate_waits: self.gates.iter().map(|gate| gate.waited).collect(),
            trails: self.trails,
            squeezed: self.squeezed,
            turned_away: self.turned_away,
            ended: self.ended,
            n_steps: self.n_steps,
        }
    }

    /// Millimetres and waiting of a followed party that gets off a direction.
    pub(super) fn follow_step(&mut self, party: u32, direction: u32, ready: Moment) {
        let moving = self.moving[party as usize];
        if moving.is_followed && self.trails.len() < self.options.max_trail_steps {
            let (rest, entered) = (moving.rest, moving.entered);
            self.trails.push(TrailStep { party, direction, rest, entered, ready, left: self.now });
        }
    }

    /// How much of storage and capacity a party takes: each walker by himself, a car as one.
    pub(super) fn units(&self, party: u32) -> u32 {
        self.parties.get(party as usize).map_or(1, Party::units)
    }

    /// The ways onto the streets of a party.
    pub(super) fn starts_of(&self, party: u32) -> &'a [Start] {
        let Some(party) = self.parties.get(party as usize) else { return &[] };
        self.origins.get(party.origin as usize).map_or(&[], |origin| origin.starts(party.usage))
    }

    pub(super) fn stand_in_line(&mut self, line: u32, party: u32) {
        self.lines.join(line, InLine { ready: self.now, party });
    }
}

fn moving(party: &Party, gates: &mut [GateState]) -> Moving {
    let (gate, is_kept) = match party.goal {
        // Who never leaves needs no place.
        Goal::Kept(gate) if party.leaves != Moment::NEVER => (Some(gate), true),
        Goal::Kept(_) | Goal::Nearest | Goal::Nowhere(_) => (None, false),
    };
    if let Some(state) = gate.and_then(|gate| gates.get_mut(gate as usize)) {
        state.taken += u64::from(party.persons);
    }
    Moving {
        entered: Moment::START,
        waited: Moment::START,
        moved: 0,
        place: Place::Home,
        gate,
        is_kept,
        rest: 0,
        last: None,
        knows: 0,
        redirected: 0,
        is_followed: false,
    }
}

/// In millimetres per second; 1000 where nobody walks.
fn mean_walking_speed(parties: &[Party]) -> u64 {
    let on_foot = parties.iter().filter(|party| party.usage == StreetUse::Walking);
    let (sum, n) = on_foot.fold((0_u64, 0_u64), |(sum, n), party| (sum + u64::from(party.speed), n + 1));
    sum.checked_div(n).unwrap_or(1000)
}

/// Time somebody takes for a walk beside the streets.
pub(super) fn walking_time(millimetres: u32, speed: u32) -> Moment {
    Moment(u64::from(millimetres) * 1_000_000 / u64::from(speed.max(1)))
}
