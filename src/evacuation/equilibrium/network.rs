//! Roads whose travel time grows with the vehicles on them, and the trips to make.

use thiserror::Error;

use crate::evacuation::flows::FlowNode;

/// One direction of a road. Travel time at volume v: free time × (1 + alpha × (v / capacity)^beta).
///
/// The curve is that of the Bureau of Public Roads (Traffic Assignment Manual, 1964), whose own values are alpha 0.15 and
/// beta 4.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrafficLink {
    /// Where vehicles enter.
    pub from: FlowNode,
    /// Where vehicles leave.
    pub to: FlowNode,
    /// Travel time on the empty road, in any unit of time.
    pub free_time: f64,
    /// Volume at which the time has grown by the share `alpha`, in vehicles per the period of the trips; above 0.
    pub capacity: f64,
    /// The share by which the time has grown at capacity.
    pub alpha: f64,
    /// How steeply it grows; 0 (not at all) or at least 1.
    pub beta: f64,
    /// What the road costs besides, in the same unit as the time, whatever the volume: tolls, length.
    pub fixed_cost: f64,
}

impl TrafficLink {
    /// Travel time and fixed cost at a volume.
    #[must_use]
    pub fn cost(&self, volume: f64) -> f64 {
        self.free_time * (1.0 + self.alpha * power(volume / self.capacity, self.beta)) + self.fixed_cost
    }

    /// The area under [`cost`](Self::cost) from nothing to a volume.
    #[must_use]
    pub fn cost_to(&self, volume: f64) -> f64 {
        let grown = self.alpha * power(volume / self.capacity, self.beta) / (self.beta + 1.0);
        volume * (self.free_time * (1.0 + grown) + self.fixed_cost)
    }

    /// How fast the cost grows at a volume.
    pub(super) fn slope(&self, volume: f64) -> f64 {
        if self.beta == 0.0 {
            return 0.0;
        }
        self.free_time * self.alpha * self.beta / self.capacity * power(volume / self.capacity, self.beta - 1.0)
    }
}

/// Powers that occur are multiplied out: quicker, and the same on every machine.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent == 4.0 {
        (base * base) * (base * base)
    } else if exponent == 3.0 {
        base * base * base
    } else if exponent == 1.0 {
        base
    } else if exponent == 0.0 {
        1.0
    } else {
        base.powf(exponent)
    }
}

/// Vehicles from one place to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trip {
    /// Where they start.
    pub from: FlowNode,
    /// Where they go. Trips that end where they start use no road.
    pub to: FlowNode,
    /// How many, in the period of the capacities.
    pub vehicles: f64,
}

/// Roads or trips that cannot be used, and why.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum TrafficError {
    /// A road names a place that does not exist.
    #[error("road {link} names place {node}, but there are only {count} places; give every place a number below that")]
    LinkOutside {
        /// Position of the road.
        link: usize,
        /// The place.
        node: u32,
        /// How many places there are.
        count: u32,
    },
    /// A road's numbers give no travel time.
    #[error(
        "road {link} has no usable {quantity}: it must be finite and not below zero, capacity above zero, the exponent 0 \
         or at least 1"
    )]
    BadLink {
        /// Position of the road.
        link: usize,
        /// Which of its numbers.
        quantity: &'static str,
    },
    /// A trip names a place that does not exist.
    #[error("trip {trip} names place {node}, but there are only {count} places; give every place a number below that")]
    TripOutside {
        /// Position of the trip.
        trip: usize,
        /// The place.
        node: u32,
        /// How many places there are.
        count: u32,
    },
    /// A trip's number of vehicles is none.
    #[error("trip {trip} has {vehicles} vehicles; the number must be finite and not below zero")]
    BadTrip {
        /// Position of the trip.
        trip: usize,
        /// The number.
        vehicles: f64,
    },
}

/// Roads by place.
#[derive(Clone, Debug)]
pub struct TrafficNetwork {
    n_nodes: u32,
    first_through: u32,
    links: Vec<TrafficLink>,
    offsets: Vec<u32>,
    order: Vec<u32>,
}

impl TrafficNetwork {
    /// Checks and compresses roads. Places before `first_through` are ends of trips only: nobody drives through them.
    /// O(n + m).
    ///
    /// # Errors
    /// [`TrafficError`] for places that do not exist and numbers that give no travel time.
    pub fn try_new(n_nodes: u32, links: Vec<TrafficLink>, first_through: FlowNode) -> Result<Self, TrafficError> {
        let mut offsets = vec![0_u32; n_nodes as usize + 1];
        for (link, road) in links.iter().enumerate() {
            if let Some(node) = [road.from.0, road.to.0].into_iter().find(|&node| node >= n_nodes) {
                return Err(TrafficError::LinkOutside { link, node, count: n_nodes });
            }
            if let Some(quantity) = bad_quantity(road) {
                return Err(TrafficError::BadLink { link, quantity });
            }
            offsets[road.from.index() + 1] += 1;
        }
        for node in 0..n_nodes as usize {
            offsets[node + 1] += offsets[node];
        }
        let mut next = offsets.clone();
        let mut order = vec![0; links.len()];
        for (link, road) in (0_u32..).zip(&links) {
            order[next[road.from.index()] as usize] = link;
            next[road.from.index()] += 1;
        }
        Ok(Self { n_nodes, first_through: first_through.0, links, offsets, order })
    }

    /// How many places there are.
    #[must_use]
    pub const fn n_nodes(&self) -> u32 {
        self.n_nodes
    }

    /// All roads, by position.
    #[must_use]
    pub fn links(&self) -> &[TrafficLink] {
        &self.links
    }

    /// May one drive through a place?
    pub(super) const fn is_through(&self, node: u32) -> bool {
        node >= self.first_through
    }

    /// Positions of the roads that leave a place.
    pub(super) fn leaving(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.order[self.offsets[node] as usize..self.offsets[node + 1] as usize]
    }
}

/// The first number of a road that is of no use.
fn bad_quantity(road: &TrafficLink) -> Option<&'static str> {
    let is_amount = |value: f64| value.is_finite() && value >= 0.0;
    if !is_amount(road.free_time) {
        Some("free time")
    } else if !(road.capacity.is_finite() && road.capacity > 0.0) {
        Some("capacity")
    } else if !is_amount(road.alpha) {
        Some("growth")
    } else if !(road.beta == 0.0 || (road.beta.is_finite() && road.beta >= 1.0)) {
        Some("exponent")
    } else if !is_amount(road.fixed_cost) {
        Some("fixed cost")
    } else {
        None
    }
}
