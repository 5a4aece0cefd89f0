//! What can be wrong with a drawn shape, and why a change of shape was not possible; always with the place.

use thiserror::Error;

use crate::geometry::LonLat;

/// Something in a drawn shape that must not be.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum ShapeFault {
    /// Nothing is drawn at all.
    #[error("nothing is drawn")]
    Empty,
    /// A line that begins and ends in one place.
    #[error("a line needs two different points; there is one at {0}")]
    LineOfOnePoint(LonLat),
    /// A ring with fewer than three different corners.
    #[error("an outline needs at least three corners; there are fewer at {0}")]
    TooFewCorners(LonLat),
    /// A ring without area, or thinner than 1 mm on average.
    #[error("the outline has no area at {0}")]
    NoArea(LonLat),
    /// A ring that crosses or touches itself.
    #[error("the outline crosses itself at {0}; move a corner so that it no longer does")]
    SelfCrossing(LonLat),
    /// Two rings of one shape that cross, or of which one lies in the other where it must not.
    #[error("two rings of the outline overlap at {0}; move one of them away")]
    RingsOverlap(LonLat),
    /// A hole that leaves its outline.
    #[error("the hole leaves the outline at {0}; keep it inside")]
    HoleOutside(LonLat),
    /// Wider than 500 km: a stray coordinate.
    #[error("the shape is wider than 500 km; a corner lies far away at {0}")]
    TooWide(LonLat),
}

impl ShapeFault {
    /// Where it is; `None` where nothing is drawn.
    #[must_use]
    pub const fn place(&self) -> Option<LonLat> {
        match self {
            Self::Empty => None,
            Self::LineOfOnePoint(place)
            | Self::TooFewCorners(place)
            | Self::NoArea(place)
            | Self::SelfCrossing(place)
            | Self::RingsOverlap(place)
            | Self::HoleOutside(place)
            | Self::TooWide(place) => Some(*place),
        }
    }
}

/// Why a shape could not be changed; what was there stays as it was.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum EditFault {
    /// A shape, before or after the change, is not sound.
    #[error("{}", described(.0))]
    Shape(Vec<ShapeFault>),
    /// The cutting line does not cut the shape in two.
    #[error("the line does not cut the shape; draw it from one side right through to the other")]
    NotCut,
    /// The shapes neither touch nor overlap (a common corner is not enough).
    #[error("the shapes lie apart; move them together, or keep them as parts of one")]
    Apart,
    /// Lines whose direction means something meet, but neither leads on into the other.
    #[error("the lines run against each other where they meet; draw one of them the other way round first")]
    AgainstEachOther,
    /// Nothing is left of a shape that is made narrower.
    #[error("nothing would be left: the shape is narrower than twice the distance")]
    Vanishes,
    /// The operation needs another kind of shape.
    #[error("this cannot be done with {0}")]
    WrongShape(&'static str),
    /// A number that cannot be used.
    #[error("{0} is not a usable number here")]
    BadNumber(f64),
    /// The result failed its check; better no result than a wrong one.
    #[error("the change came out wrong ({0}) and was dropped; change the shape a little and try again")]
    Unsound(&'static str),
}

fn described(faults: &[ShapeFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
