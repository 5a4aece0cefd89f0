//! How a simulation runs.

use crate::evacuation::Moment;
use crate::plan::CrowdingModel;

/// What a simulation takes beside streets and people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SimulationOptions {
    /// How crowds slow down.
    pub crowding: CrowdingModel,
    /// Nothing is looked at after this moment.
    pub horizon: Moment,
    /// Who has waited this long before a full street squeezes in, and is counted: where full streets wait for each
    /// other in a ring, nothing else would ever move.
    pub patience: Moment,
    /// Width of the slices of time in which streets are recorded; at least a second.
    pub slice: Moment,
    /// How often people hear of the queues and take another way where that is sooner; `None` where they keep to the way
    /// that is shortest on empty streets. At least a second.
    pub news: Option<Moment>,
    /// At most so many steps of followed parties are kept, for playing back.
    pub max_trail_steps: usize,
}

impl Default for SimulationOptions {
    /// Weidmann's crowding, a day, ten minutes of patience (project choice), slices of a minute.
    fn default() -> Self {
        Self {
            crowding: CrowdingModel::default(),
            horizon: Moment::from_minutes(1440.0),
            patience: Moment::from_minutes(10.0),
            slice: Moment::from_minutes(1.0),
            news: None,
            max_trail_steps: 4_000_000,
        }
    }
}
