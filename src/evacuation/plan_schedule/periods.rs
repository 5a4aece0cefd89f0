//! When a street can be entered, in whole steps, and how many steps it takes then.

use crate::evacuation::Moment;
use crate::evacuation::streets::{Street, StreetUse};

/// Steps in which somebody may set out for a street, and the steps until they have left it at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Period {
    pub(super) opens: u32,
    pub(super) closes: u32,
    pub(super) transit: u32,
}

/// What of a street somebody takes, and when they get there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    /// Millimetres to its end.
    pub(super) rest: u32,
    /// Own free speed in millimetres per second.
    pub(super) speed: u32,
    /// From setting out to getting on it.
    pub(super) lead: Moment,
    /// By this moment they must have got on it.
    pub(super) on_it_by: Moment,
}

/// Seconds a piece of a street takes somebody when nobody is in the way.
pub(super) fn free_seconds(street: &Street, millimetres: u32, speed: u32) -> f64 {
    let speed = match street.usage {
        StreetUse::Walking => f64::from(speed.max(1)) * street.ease,
        StreetUse::Driving => f64::from(street.car_speed.max(1)),
    };
    f64::from(millimetres) / speed
}

/// Steps that are surely enough, at least one.
pub(super) fn whole_steps(seconds: f64, step: Moment) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let steps = (seconds / step.seconds().value()).ceil().clamp(1.0, 1e6) as u32;
    steps
}

/// The periods in which a street can be taken. A step in which it closes, or in which how slow it is changes, belongs to
/// none; who enters is through before a hazard comes, as late as they may be in their step. O(windows²).
pub(super) fn periods(street: &Street, course: &Course, step: Moment) -> Vec<Period> {
    let mut changes: Vec<Moment> = street.windows.iter().flat_map(|window| [window.from, window.until]).collect();
    changes.push(Moment::START);
    changes.push(Moment::NEVER);
    changes.sort_unstable();
    changes.dedup();
    let free = free_seconds(street, course.rest, course.speed);
    let mut found: Vec<Period> = Vec::new();
    for (&from, &until) in changes.iter().zip(changes.iter().skip(1)) {
        if street.is_closed_at(from) {
            continue;
        }
        let transit = whole_steps(course.lead.seconds().value() + free / street.slowing_at(from), step);
        let opens = (from - course.lead).0.div_ceil(step.0);
        // Setting out at a step may mean as late as the next one.
        let on_it = until.min(course.on_it_by);
        let by_change = last_before(on_it - course.lead, step, 1);
        let by_hazard = last_before(street.overrun_after(from), step, u64::from(transit) + 1);
        let closes = if on_it == Moment::NEVER { by_hazard } else { by_change.zip(by_hazard).map(|(a, b)| a.min(b)) };
        let (Ok(opens), Some(closes)) = (u32::try_from(opens), closes) else { continue };
        if opens <= closes {
            match found.last_mut() {
                // What ends without any effect, as a closure for cars only, parts nothing.
                Some(last) if last.transit == transit && last.closes.saturating_add(1) == opens => last.closes = closes,
                Some(_) | None => found.push(Period { opens, closes, transit }),
            }
        }
    }
    found
}

/// The last step after which so many more are over by a moment; `None`: there is none.
fn last_before(by: Moment, step: Moment, more: u64) -> Option<u32> {
    if by == Moment::NEVER {
        return Some(u32::MAX);
    }
    let last = (by.0 / step.0).checked_sub(more)?;
    Some(u32::try_from(last).unwrap_or(u32::MAX - 1))
}
