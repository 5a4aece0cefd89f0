//! A few streets and people drawn by hand.

use crate::evacuation::Moment;
use crate::evacuation::simulation::{
    Event, Goal, Origin, Outcome, Party, Simulation, SimulationOptions, Start, simulate_with,
};
use crate::evacuation::streets::{Direction, Gate, Street, StreetUse, Streets, Window};
use crate::ids::{DemandId, SegmentId, SiteId};
use crate::jobs::JobContext;
use crate::plan::CrowdingModel;
use crate::units::Persons;

/// Streets and people as they are drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Sketch {
    pub(super) n_nodes: u32,
    pub(super) streets: Vec<Street>,
    pub(super) directions: Vec<Direction>,
    pub(super) gates: Vec<Gate>,
    pub(super) origins: Vec<Origin>,
    pub(super) parties: Vec<Party>,
}

/// Time between two at so many a second.
pub(super) fn every(per_second: f64) -> Moment {
    Moment::from_seconds(1.0 / per_second)
}

/// No crowding: streets are plain queues.
pub(super) fn plain() -> SimulationOptions {
    SimulationOptions { crowding: CrowdingModel::FreeSpeed, ..SimulationOptions::default() }
}

impl Sketch {
    /// A street for walkers, both ways; gives its forward direction, the backward one follows it.
    pub(super) fn walkway(&mut self, from: u32, to: u32, metres: u32, per_second: f64, storage: u32) -> u32 {
        self.street(StreetUse::Walking, from, to, metres, per_second, storage, true)
    }

    /// A street for cars, one way, at 10 m/s.
    pub(super) fn lane(&mut self, from: u32, to: u32, metres: u32, per_second: f64, storage: u32) -> u32 {
        self.street(StreetUse::Driving, from, to, metres, per_second, storage, false)
    }

    #[expect(clippy::too_many_arguments, reason = "a drawing in one line")]
    fn street(
        &mut self,
        usage: StreetUse,
        from: u32,
        to: u32,
        metres: u32,
        per_second: f64,
        storage: u32,
        is_both_ways: bool,
    ) -> u32 {
        let number = u32::try_from(self.streets.len()).unwrap();
        let direction = u32::try_from(self.directions.len()).unwrap();
        self.n_nodes = self.n_nodes.max(from + 1).max(to + 1);
        self.streets.push(Street {
            usage,
            length: metres * 1000,
            interval: every(per_second),
            storage,
            area: f64::from(storage) / 5.4,
            ease: 1.0,
            car_speed: 10_000,
            windows: Vec::new(),
            segment: SegmentId(number),
            span: (0, metres * 1000),
        });
        self.directions.push(Direction { from, to, street: number });
        if is_both_ways {
            self.directions.push(Direction { from: to, to: from, street: number });
        }
        direction
    }

    pub(super) fn window(&mut self, direction: u32, window: Window) {
        let street = self.directions[direction as usize].street as usize;
        self.streets[street].windows.push(window);
    }

    pub(super) fn gate(&mut self, node: u32, capacity: Option<u32>, per_second: Option<f64>) -> u32 {
        let number = u32::try_from(self.gates.len()).unwrap();
        self.gates.push(Gate {
            site: SiteId(number),
            on_foot: Some(node),
            by_car: Some(node),
            walk: 0,
            walk_by_car: 0,
            capacity: capacity.map(Persons),
            interval: per_second.map_or(Moment::START, every),
        });
        number
    }

    /// A door on a direction, so many metres before its end, from which people set out that way only.
    pub(super) fn door(&mut self, direction: u32, metres_before_end: u32) -> u32 {
        let number = u32::try_from(self.origins.len()).unwrap();
        let start = Start { direction, rest: metres_before_end * 1000 };
        let usage = self.streets[self.directions[direction as usize].street as usize].usage;
        let (on_foot, by_car) = match usage {
            StreetUse::Walking => (vec![start], Vec::new()),
            StreetUse::Driving => (Vec::new(), vec![start]),
        };
        self.origins.push(Origin {
            demand: DemandId(number),
            walk: 0,
            walk_to_car: 0,
            on_foot,
            by_car,
            overrun: Moment::NEVER,
        });
        number
    }

    /// Walkers at 1 m/s who leave a door together, or so many seconds after each other.
    pub(super) fn walkers(&mut self, origin: u32, count: u32, goal: Goal, seconds_between: f64) {
        for n in 0..count {
            let leaves = Moment::from_seconds(f64::from(n) * seconds_between);
            self.parties.push(Party { origin, usage: StreetUse::Walking, persons: 1, speed: 1000, leaves, goal });
        }
    }

    /// Cars with one person each.
    pub(super) fn cars(&mut self, origin: u32, count: u32, goal: Goal, seconds_between: f64) {
        for n in 0..count {
            let leaves = Moment::from_seconds(f64::from(n) * seconds_between);
            self.parties.push(Party { origin, usage: StreetUse::Driving, persons: 1, speed: 1000, leaves, goal });
        }
    }

    pub(super) fn built(&self) -> Streets {
        Streets::new(self.n_nodes, self.streets.clone(), self.directions.clone(), self.gates.clone())
    }

    /// Runs it, the referee watching.
    pub(super) fn run(&self, options: &SimulationOptions) -> Ran {
        let streets = self.built();
        let mut log = Vec::new();
        let simulation =
            simulate_with(&streets, &self.origins, &self.parties, options, &JobContext::new(), &mut log).unwrap();
        super::referee::judge(&streets, &self.origins, &self.parties, options, &log, &simulation);
        Ran { simulation, log }
    }
}

/// What happened.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) simulation: Simulation,
    pub(super) log: Vec<(Moment, Event)>,
}

impl Ran {
    /// Seconds of all who are safe, in order.
    pub(super) fn arrivals(&self) -> Vec<f64> {
        let mut times: Vec<Moment> = self
            .simulation
            .parties
            .iter()
            .filter_map(|party| match party.outcome {
                Outcome::Safe { at, .. } => Some(at),
                Outcome::Exposed { .. } | Outcome::Stranded(_) => None,
            })
            .collect();
        times.sort_unstable();
        times.into_iter().map(|at| at.seconds().value()).collect()
    }

    pub(super) fn last(&self) -> f64 {
        self.arrivals().last().copied().unwrap_or(0.0)
    }

    pub(super) fn outcome(&self, party: usize) -> Outcome {
        self.simulation.parties[party].outcome
    }
}
