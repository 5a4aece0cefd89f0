//! The referee: reads a log of events and knows nothing of how it came about.

use crate::evacuation::Moment;
use crate::evacuation::simulation::{Event, Origin, Outcome, Party, Simulation, SimulationOptions};
use crate::evacuation::streets::{StreetUse, Streets};

/// Where the log has put a party.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Seen {
    Home,
    AtDoor,
    AtNode(u32),
    On {
        direction: u32,
        ready: Moment,
    },
    /// Off a direction, at this very moment.
    Between {
        node: u32,
        at: Moment,
        waited: Moment,
    },
    Safe(u32),
    Caught,
}

struct Referee<'a> {
    streets: &'a Streets,
    origins: &'a [Origin],
    parties: &'a [Party],
    seen: Vec<Seen>,
    occupancy: Vec<u32>,
    squeezed: Vec<u32>,
    /// Moments of leaving with units, by street.
    leavings: Vec<Vec<(Moment, u32)>>,
    gate_times: Vec<Vec<(Moment, u32)>>,
    patience: Moment,
    n_squeezed: u32,
}

/// Panics where a log breaks a law, or the result says something else than the log.
pub(super) fn judge(
    streets: &Streets,
    origins: &[Origin],
    parties: &[Party],
    options: &SimulationOptions,
    log: &[(Moment, Event)],
    simulation: &Simulation,
) {
    let mut referee = Referee {
        streets,
        origins,
        parties,
        seen: vec![Seen::Home; parties.len()],
        occupancy: vec![0; streets.streets().len()],
        squeezed: vec![0; streets.streets().len()],
        leavings: vec![Vec::new(); streets.streets().len()],
        gate_times: vec![Vec::new(); streets.gates().len()],
        patience: options.patience,
        n_squeezed: 0,
    };
    let mut before = Moment::START;
    for &(at, event) in log {
        assert!(at >= before, "time runs forward");
        assert!(at <= options.horizon, "nothing after the horizon");
        before = at;
        referee.see(at, event);
    }
    referee.judge_flows();
    referee.judge_ending(simulation);
    assert_eq!(referee.n_squeezed, simulation.squeezed, "each who squeezed in is counted");
}

impl Referee<'_> {
    fn see(&mut self, at: Moment, event: Event) {
        match event {
            Event::Left { party } => {
                assert_eq!(self.seen[party as usize], Seen::Home);
                assert!(at >= self.parties[party as usize].leaves);
                self.seen[party as usize] = Seen::AtDoor;
            }
            Event::Entered { party, direction, ready, squeezed } => self.enter(at, party, direction, ready, squeezed),
            Event::Passed { party, direction } => self.pass(at, party, direction),
            Event::Arrived { party, gate } => self.arrive(at, party, gate),
            Event::Redirected { .. } => {}
            Event::Held { party, node } => match self.seen[party as usize] {
                Seen::Between { node: here, at: since, .. } => {
                    assert_eq!((here, since), (node, at));
                    self.seen[party as usize] = Seen::AtNode(node);
                }
                Seen::AtDoor | Seen::AtNode(_) => {}
                other => panic!("{other:?} cannot be held"),
            },
            Event::Caught { party } => {
                match self.seen[party as usize] {
                    Seen::On { direction, .. } => {
                        let street = self.streets.directions()[direction as usize].street as usize;
                        assert!(self.streets.streets()[street].is_overrun_at(at), "caught on safe ground");
                        self.occupancy[street] -= self.parties[party as usize].units();
                    }
                    Seen::Home | Seen::AtDoor => {
                        let origin = &self.origins[self.parties[party as usize].origin as usize];
                        assert!(origin.overrun <= at);
                    }
                    Seen::AtNode(_) => {}
                    other => panic!("{other:?} cannot be caught"),
                }
                self.seen[party as usize] = Seen::Caught;
            }
        }
    }

    fn enter(&mut self, at: Moment, party: u32, direction: u32, ready: Moment, squeezed: bool) {
        let who = &self.parties[party as usize];
        let found = self.streets.directions()[direction as usize];
        let street = &self.streets.streets()[found.street as usize];
        assert_eq!(street.usage, who.usage);
        assert!(!street.is_closed_at(at), "entered a closed street");
        let rest = match self.seen[party as usize] {
            Seen::AtDoor => {
                let starts = self.origins[who.origin as usize].starts(who.usage);
                starts.iter().find(|start| start.direction == direction).expect("gets on at its own door").rest
            }
            Seen::AtNode(node) => {
                assert_eq!(node, found.from);
                street.length
            }
            Seen::Between { node, at: since, waited } => {
                assert!(!squeezed || waited >= self.patience, "squeezed in without having waited");
                assert_eq!((node, since), (found.from, at), "goes on at once from where it got off");
                street.length
            }
            other => panic!("{other:?} cannot enter"),
        };
        let fastest = match who.usage {
            StreetUse::Walking => f64::from(who.speed) * street.ease,
            StreetUse::Driving => f64::from(street.car_speed),
        } * street.slowing_at(at);
        let free = f64::from(rest) * 1e6 / fastest;
        assert!((ready - at).seconds().value() * 1e6 >= free - 1.0, "nobody is faster than free");
        assert!(ready <= street.overrun_after(at) || street.usage == StreetUse::Driving, "got off before the hazard");
        let occupancy = &mut self.occupancy[found.street as usize];
        *occupancy += who.units();
        if squeezed {
            self.n_squeezed += 1;
            self.squeezed[found.street as usize] += who.units();
        }
        let most = street.storage.max(who.units()) + self.squeezed[found.street as usize];
        assert!(*occupancy <= most, "{occupancy} on a street for {most}");
        self.seen[party as usize] = Seen::On { direction, ready };
    }

    fn pass(&mut self, at: Moment, party: u32, direction: u32) {
        let Seen::On { direction: on, ready } = self.seen[party as usize] else { panic!("passes from nowhere") };
        assert_eq!(on, direction);
        assert!(at >= ready, "nobody is ready earlier than he is");
        let found = self.streets.directions()[direction as usize];
        let units = self.parties[party as usize].units();
        self.occupancy[found.street as usize] -= units;
        self.leavings[found.street as usize].push((at, units));
        self.seen[party as usize] = Seen::Between { node: found.to, at, waited: at - ready };
    }

    fn arrive(&mut self, at: Moment, party: u32, gate: u32) {
        let node = match self.seen[party as usize] {
            Seen::Between { node, at: since, .. } => {
                assert_eq!(since, at);
                node
            }
            Seen::AtNode(node) => node,
            other => panic!("{other:?} cannot arrive"),
        };
        let usage = self.parties[party as usize].usage;
        assert_eq!(self.streets.gates()[gate as usize].node(usage), Some(node));
        self.gate_times[gate as usize].push((at, self.parties[party as usize].persons));
        self.seen[party as usize] = Seen::Safe(gate);
    }

    /// In any window of time no more leave than capacity lets, and one.
    fn judge_flows(&self) {
        let streets = self.streets.streets().iter().map(|street| street.interval);
        let gates = self.streets.gates().iter().map(|gate| gate.interval);
        let flows = streets.zip(&self.leavings).chain(gates.zip(&self.gate_times));
        for (interval, times) in flows {
            for (first, &(from, _)) in times.iter().enumerate() {
                let mut units = 0_u64;
                for &(to, n) in &times[first..] {
                    assert!(units * interval.0 <= (to - from).0, "{units} before this one within {}", to - from);
                    units += u64::from(n);
                }
            }
        }
    }

    fn judge_ending(&self, simulation: &Simulation) {
        let mut inside = vec![0_u64; self.streets.gates().len()];
        for (number, result) in simulation.parties.iter().enumerate() {
            let persons = u64::from(self.parties[number].persons);
            match (result.outcome, self.seen[number]) {
                (Outcome::Safe { gate, at }, Seen::Safe(seen)) => {
                    assert_eq!(gate, seen);
                    assert!(at >= self.parties[number].leaves);
                    inside[gate as usize] += persons;
                }
                (Outcome::Exposed { .. }, Seen::Caught)
                | (Outcome::Stranded(_), Seen::Home | Seen::AtDoor | Seen::AtNode(_) | Seen::On { .. }) => {}
                (outcome, seen) => panic!("party {number}: said {outcome:?}, seen {seen:?}"),
            }
        }
        for (gate, &persons) in self.streets.gates().iter().zip(&inside) {
            assert!(gate.capacity.is_none_or(|capacity| persons <= capacity.count()), "a site beyond its places");
        }
        for (direction, record) in simulation.directions.iter().enumerate() {
            let passed: u32 = record.slices.iter().map(|slice| slice.passed).sum();
            assert_eq!(passed, record.passed, "slices of direction {direction} add up");
            let came: u32 = record.came.iter().map(|&(_, n)| n).sum();
            assert_eq!(came, record.passed, "who passed had come");
            assert!(record.waited_for_next <= record.waited);
            let by_next: u128 = record.waited_for.iter().map(|next| next.1).sum();
            assert!(by_next <= record.waited_for_next, "the rest is for gates");
        }
        let parties = self.parties.iter().zip(&simulation.parties);
        let by_people: u128 =
            parties.map(|(party, result)| u128::from(result.waited.0) * u128::from(party.persons)).sum();
        let by_streets: u128 =
            simulation.directions.iter().map(|record| record.waited - record.waited_for_next + record.held_up).sum();
        let by_gates: u128 = simulation.gate_waits.iter().sum();
        assert_eq!(by_people, by_streets + by_gates, "every wait has its cause");
        let passed: usize = simulation.directions.iter().map(|record| record.passed as usize).sum();
        assert_eq!(passed, self.leavings.iter().map(Vec::len).sum::<usize>());
    }
}
