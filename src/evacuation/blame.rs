//! Who is to blame for waiting: queues that reach back over several streets are charged to the road at their head.

use super::simulation::{DirectionRecord, Simulation};

/// So often waiting is handed on along a queue before it stays where it is: queues longer in streets are rare, and in
/// rings of full streets nobody is the head.
const MOST_STREETS: usize = 200;

/// Waiting by what causes it, in person-minutes. Its sum is the waiting of all who moved on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blame {
    /// By direction.
    pub directions: Vec<f64>,
    /// By gate.
    pub gates: Vec<f64>,
}

/// A direction as waiting passes through it.
struct Passing {
    /// Share of the waiting before it that is for what is ahead of it.
    handed_on: f64,
    /// To whom, as shares of that.
    to: Vec<(u32, f64)>,
    /// The rest of that goes to the gate at its end.
    gate: Option<(usize, f64)>,
}

impl Blame {
    /// People on a street wait for its own width, or for the next street or the gate, which let nobody in. People before
    /// a full street wait for what fills it: its own width and what is ahead, in the shares in which those on it wait.
    /// `gate_at` says which gate lies at a direction's end. O(directions × streets a queue reaches over).
    #[must_use]
    pub fn of(simulation: &Simulation, gate_at: impl Fn(usize) -> Option<usize>) -> Self {
        let records = &simulation.directions;
        let mut blame = Self {
            directions: records.iter().map(|record| minutes(record.waited - record.waited_for_next)).collect(),
            gates: vec![0.0; simulation.gate_waits.len()],
        };
        let passing: Vec<Passing> =
            records.iter().enumerate().map(|(number, record)| passing(record, gate_at(number))).collect();
        // What each direction's own people wait for at its gate is the gate's; what stood beside a gate too.
        for (gate, &waited) in blame.gates.iter_mut().zip(&simulation.gate_waits) {
            *gate = minutes(waited);
        }
        let mut waiting: Vec<f64> = records.iter().map(|record| minutes(record.held_up)).collect();
        for _ in 0..MOST_STREETS {
            let mut next = vec![0.0; waiting.len()];
            let mut is_over = true;
            for ((here, passing), blamed) in waiting.iter().zip(&passing).zip(&mut blame.directions) {
                if *here <= 0.0 {
                    continue;
                }
                let on = here * passing.handed_on;
                *blamed += here - on;
                if on > 0.0 {
                    is_over = false;
                    for &(to, share) in &passing.to {
                        if let Some(entry) = next.get_mut(to as usize) {
                            *entry += on * share;
                        }
                    }
                    if let Some((gate, share)) = passing.gate
                        && let Some(entry) = blame.gates.get_mut(gate)
                    {
                        *entry += on * share;
                    }
                }
            }
            waiting = next;
            if is_over {
                return blame;
            }
        }
        for (blamed, left) in blame.directions.iter_mut().zip(waiting) {
            *blamed += left;
        }
        blame
    }
}

fn passing(record: &DirectionRecord, gate: Option<usize>) -> Passing {
    let (waited, ahead) = (minutes(record.waited), minutes(record.waited_for_next));
    if ahead <= 0.0 {
        return Passing { handed_on: 0.0, to: Vec::new(), gate: None };
    }
    let to: Vec<(u32, f64)> = record.waited_for.iter().map(|&(next, n)| (next, minutes(n) / ahead)).collect();
    let to_streets: f64 = to.iter().map(|share| share.1).sum();
    let gate = gate.map(|gate| (gate, (1.0 - to_streets).max(0.0)));
    // Without a gate at the end everything ahead is streets; rounding aside, so are the shares.
    let named = to_streets + gate.map_or(0.0, |gate| gate.1);
    Passing { handed_on: (ahead / waited * named).clamp(0.0, 1.0), to, gate }.normalised(named)
}

impl Passing {
    fn normalised(mut self, named: f64) -> Self {
        if named > 0.0 {
            for share in &mut self.to {
                share.1 /= named;
            }
            self.gate = self.gate.map(|(gate, share)| (gate, share / named));
        }
        self
    }
}

fn minutes(person_micros: u128) -> f64 {
    super::report::person_minutes(person_micros)
}
