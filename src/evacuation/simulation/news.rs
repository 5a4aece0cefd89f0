//! What people hear of queues ahead, where they are told: how long the wait at the end of every street is now.

use super::events::EventSink;
use super::lines::Lines;
use super::run::Run;
use crate::evacuation::Moment;
use crate::evacuation::streets::{StreetUse, Streets};

/// The waits, looked at again and again.
#[derive(Debug)]
pub(super) struct News {
    every: Moment,
    /// When people hear next.
    pub(super) next: Moment,
    /// By direction: when somebody got off last, and how long they had waited to.
    waited: Vec<(Moment, Moment)>,
    /// Mean free speed of those on foot, in millimetres per second: their way on is told in times at a metre a second.
    walking_speed: u64,
}

impl News {
    pub(super) fn new(every: Moment, n_directions: usize, walking_speed: u64) -> Self {
        Self { every, next: every, waited: vec![(Moment::START, Moment::START); n_directions], walking_speed }
    }

    /// Somebody gets off a direction.
    pub(super) fn gets_off(&mut self, direction: u32, now: Moment, waited: Moment) {
        if let Some(last) = self.waited.get_mut(direction as usize) {
            *last = (now, waited);
        }
    }

    /// The wait at the end of every direction now, in the unit of [`super::routes::Way::time`]: for as many as are ready
    /// there, one after the other; but no less than the first of them has waited already, and those who got off since
    /// the last news had. Empty where nobody waits anywhere.
    fn waits(&self, streets: &Streets, lines: &Lines, now: Moment) -> Vec<u32> {
        let count = |direction| lines.more_ready_than(direction, 0, now).unwrap_or(0);
        let ready: Vec<u32> = (0_u32..).zip(streets.directions()).map(|(number, _)| count(number)).collect();
        if ready.iter().all(|&n| n == 0) {
            return Vec::new();
        }
        // Both directions of a walkway share what it lets pass.
        let mut by_street = vec![0_u64; streets.streets().len()];
        for (direction, &n) in streets.directions().iter().zip(&ready) {
            by_street[direction.street as usize] += u64::from(n);
        }
        let wait = |(number, &n): (u32, &u32)| {
            let (Some(direction), Some(street)) =
                (streets.directions().get(number as usize), streets.street_of(number))
            else {
                return 0;
            };
            if n == 0 {
                return 0;
            }
            let one_after_the_other = Moment(street.interval.0.saturating_mul(by_street[direction.street as usize]));
            let so_far = lines.first(number).map_or(Moment::START, |first| now - first.ready);
            let lately = match self.waited.get(number as usize) {
                Some(&(at, waited)) if at + self.every >= now => waited,
                Some(_) | None => Moment::START,
            };
            let wait = one_after_the_other.max(so_far).max(lately).0 / 1000;
            let wait = match street.usage {
                StreetUse::Walking => wait.saturating_mul(self.walking_speed) / 1000,
                StreetUse::Driving => wait,
            };
            u32::try_from(wait).unwrap_or(u32::MAX)
        };
        (0_u32..).zip(&ready).map(wait).collect()
    }
}

impl<S: EventSink> Run<'_, S> {
    /// Everybody hears how long the waits are now.
    pub(super) fn tell_news(&mut self) {
        let Some(news) = &mut self.news else { return };
        news.next = self.now + news.every;
        let waits = news.waits(self.streets, &self.lines, self.now);
        self.tables.hear(waits);
    }
}
