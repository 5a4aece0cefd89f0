//! At best so long: a time for the last person that no plan for these people can beat, and what makes it so.

use std::collections::BTreeSet;

use super::flows::{BoundReason, CutSide, NO_LIMIT, RateArc, RatedNetwork, Terminal, bounds_in_milliseconds, max_flow};
use super::rated::{ArcIs, RatedStreets};
use super::simulation::{Goal, nearest_free_times};
use super::streets::StreetUse;
use super::{EvacuationStudy, Moment};
use crate::ids::{DemandId, SegmentId, SiteId};
use crate::jobs::{Cancelled, JobContext};

/// What makes it so.
#[derive(Clone, Debug, PartialEq)]
pub enum Culprit {
    /// Nobody has to leave, or nobody who has to can.
    Nobody,
    /// Somebody who leaves late or walks slowly, far from every site.
    LastToArrive {
        /// Their door.
        demand: DemandId,
        /// When they leave it.
        leaves: Moment,
    },
    /// People behind these roads and gates can only come through them.
    Narrow {
        /// The roads.
        segments: Vec<SegmentId>,
        /// The gates.
        sites: Vec<SiteId>,
        /// The people (or cars) behind.
        people: u64,
        /// What they let through together, people (or cars) a minute.
        per_min: f64,
    },
    /// More people than places: all of them are never safe.
    TooFewPlaces {
        /// People who have a way.
        people: u64,
        /// How many of them find a place at best.
        places: u64,
    },
}

/// A time nobody can beat.
#[derive(Clone, Debug, PartialEq)]
pub struct EvacuationBound {
    /// When the last could be safe; `None`: never.
    pub time: Option<Moment>,
    /// Why.
    pub culprit: Culprit,
}

/// Roads and gates that together let the least through between the people and the sites.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MinimumCut {
    /// People (or cars) a minute; `None` where nothing limits them.
    pub per_min: Option<f64>,
    /// The roads.
    pub segments: Vec<SegmentId>,
    /// The gates.
    pub sites: Vec<SiteId>,
}

#[expect(clippy::cast_precision_loss, reason = "rates are far below 2^52")]
fn per_min(milli_per_second: u64) -> f64 {
    milli_per_second as f64 * 0.06
}

impl EvacuationBound {
    /// The strongest of the bounds of ALGORITHMS 5.2 over everybody who has somewhere to go: for each use of the
    /// streets the farthest home, the worst road and the worst group of roads, and whoever would be last by leaving
    /// late or walking slowly on empty streets. A few searches and largest flows.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn of(study: &EvacuationStudy, context: &JobContext) -> Result<Self, Cancelled> {
        let mut best = last_to_arrive(study, context)?;
        for usage in StreetUse::ALL {
            let rated = RatedStreets::of(study, usage);
            if rated.sources.is_empty() {
                continue;
            }
            let Ok(network) = RatedNetwork::try_new(rated.n_nodes, rated.arcs.clone(), &rated.sources, &rated.sinks)
            else {
                continue;
            };
            let bounds = bounds_in_milliseconds(&network, context)?;
            let time = bounds.strongest.time.map(|ms| Moment(ms.saturating_mul(1000)));
            let is_stronger = match (best.time, time) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some(best), Some(time)) => time > best,
            };
            if is_stronger {
                best = Self { time, culprit: culprit(&rated, study, &bounds.telling().reason) };
            }
        }
        Ok(best)
    }
}

fn culprit(rated: &RatedStreets, study: &EvacuationStudy, reason: &BoundReason) -> Culprit {
    let narrow = |arcs: &[super::flows::FlowArcId], people: u64, capacity: u64| {
        let (segments, sites) = places_of(study, arcs.iter().map(|&arc| rated.what(arc)));
        Culprit::Narrow { segments, sites, people, per_min: per_min(capacity) }
    };
    match reason {
        BoundReason::Nobody => Culprit::Nobody,
        BoundReason::FarthestHome { source } => {
            let origin = rated.origins.get(source).and_then(|&origin| study.origins.get(origin as usize));
            origin.map_or(Culprit::Nobody, |origin| Culprit::LastToArrive {
                demand: origin.demand,
                leaves: Moment::START,
            })
        }
        BoundReason::Cut { arcs, people, capacity } => narrow(arcs, *people, *capacity),
        BoundReason::Road { arc, people, capacity } => narrow(&[*arc], *people, *capacity),
        BoundReason::NotClearable { people, places } => Culprit::TooFewPlaces { people: *people, places: *places },
    }
}

/// Roads and sites behind arcs, each once, in order.
fn places_of(study: &EvacuationStudy, arcs: impl Iterator<Item = ArcIs>) -> (Vec<SegmentId>, Vec<SiteId>) {
    let (mut segments, mut sites) = (BTreeSet::new(), BTreeSet::new());
    for arc in arcs {
        match arc {
            ArcIs::Direction(direction) => {
                segments.extend(study.streets.street_of(direction).map(|street| street.segment));
            }
            ArcIs::Gate(gate) => sites.extend(study.streets.gates().get(gate as usize).map(|gate| gate.site)),
            ArcIs::Door => {}
        }
    }
    (segments.into_iter().collect(), sites.into_iter().collect())
}

/// Nobody is safe before leaving and going the shortest free way at their own speed.
fn last_to_arrive(study: &EvacuationStudy, context: &JobContext) -> Result<EvacuationBound, Cancelled> {
    let streets = &*study.streets;
    context.check()?;
    let nearest = StreetUse::ALL.map(|usage| nearest_free_times(streets, usage));
    let mut best = EvacuationBound { time: Some(Moment::START), culprit: Culprit::Nobody };
    for party in study.parties.iter() {
        if party.leaves == Moment::NEVER || matches!(party.goal, Goal::Nowhere(_)) {
            continue;
        }
        let [on_foot, by_car] = &nearest;
        let times = match party.usage {
            StreetUse::Walking => on_foot,
            StreetUse::Driving => by_car,
        };
        let Some(origin) = study.origins.get(party.origin as usize) else { continue };
        let Some(time) = times.from(streets, origin.starts(party.usage)).map(u64::from) else { continue };
        // The table counts whole milliseconds, at least one for each street, however short: a hundredth and a tenth of
        // a second less, it stays a bound.
        let (speed, time) = (u64::from(party.speed.max(1)), time.saturating_sub(time / 100 + 100));
        let on_streets = match party.usage {
            StreetUse::Walking => time.saturating_mul(1_000_000) / speed,
            StreetUse::Driving => time.saturating_mul(1000),
        };
        let walk = u64::from(origin.walk(party.usage)) * 1_000_000 / speed;
        let at = party.leaves + Moment(walk + on_streets);
        if best.time.is_some_and(|best| at > best) {
            let culprit = Culprit::LastToArrive { demand: origin.demand, leaves: party.leaves };
            best = EvacuationBound { time: Some(at), culprit };
        }
    }
    Ok(best)
}

impl MinimumCut {
    /// The least that separates all people of one use from all sites, the cut nearest to the people. One largest flow.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn of(study: &EvacuationStudy, usage: StreetUse, context: &JobContext) -> Result<Self, Cancelled> {
        let rated = RatedStreets::of(study, usage);
        let arcs: Vec<RateArc> = rated
            .arcs
            .iter()
            .map(|arc| RateArc { from: arc.from, to: arc.to, capacity: arc.milli_per_second })
            .collect();
        let sources: Vec<Terminal> =
            rated.sources.iter().map(|source| Terminal { node: source.node, limit: NO_LIMIT }).collect();
        let sinks: Vec<Terminal> =
            rated.sinks.iter().map(|sink| Terminal { node: sink.node, limit: NO_LIMIT }).collect();
        let flow = max_flow(rated.n_nodes, &arcs, &sources, &sinks, context)?;
        let cut = flow.min_cut(CutSide::NearSources);
        let (segments, sites) = places_of(study, cut.arcs.iter().map(|&arc| rated.what(arc)));
        let per_min = (cut.capacity < NO_LIMIT).then(|| per_min(cut.capacity));
        Ok(Self { per_min, segments, sites })
    }
}
