//! What becomes of the timetable when everybody follows it: who is safe when it says so, and who is not and why not.
//!
//! People leave when the timetable says, go to the site it says and by the way it says, as long as they may enter what
//! comes next; they do not stand where it lets them stand.

use super::{PlannedLeg, PlannedSchedule};
use crate::evacuation::simulation::{Event, EventSink, Outcome, Simulation, simulate_on_ways};
use crate::evacuation::{EvacuationStudy, Moment};
use crate::jobs::{Cancelled, JobContext};

/// What became of those the timetable sends, in persons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// Safe, and no later than the timetable says.
    pub in_time: u64,
    /// Safe, but later.
    pub late: u64,
    /// The longest of these delays.
    pub latest: Moment,
    /// Not safe at all.
    pub not_safe: u64,
    /// Who could not keep to the timetable's way, because something on it closed before they were through.
    pub other_way: u64,
    /// Whom the timetable lets stand on the way for a step or more; they went on at once.
    pub standing: u64,
}

/// Watches whether everybody goes the way of the timetable.
struct Watch<'a, S> {
    ways: Vec<&'a [PlannedLeg]>,
    /// How many directions each party has entered.
    entered: Vec<usize>,
    strayed: Vec<bool>,
    sink: &'a mut S,
}

impl<S> Watch<'_, S> {
    fn enter(&mut self, party: usize, direction: u32) {
        let (Some(way), Some(entered)) = (self.ways.get(party), self.entered.get_mut(party)) else { return };
        if way.get(*entered).is_none_or(|leg| leg.direction != direction)
            && let Some(strayed) = self.strayed.get_mut(party)
        {
            *strayed = true;
        }
        *entered += 1;
    }
}

impl<S: EventSink> EventSink for Watch<'_, S> {
    fn take(&mut self, at: Moment, event: Event) {
        match event {
            Event::Entered { party, direction, .. } => self.enter(party as usize, direction),
            Event::Left { .. }
            | Event::Passed { .. }
            | Event::Arrived { .. }
            | Event::Redirected { .. }
            | Event::Held { .. }
            | Event::Caught { .. } => {}
        }
        self.sink.take(at, event);
    }
}

impl PlannedSchedule {
    /// Lets everybody follow the timetable and tells what becomes of them; every event goes to a sink.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn follow<S: EventSink>(
        &self,
        study: &EvacuationStudy,
        sink: &mut S,
        context: &JobContext,
    ) -> Result<(Simulation, Following), Cancelled> {
        let n = self.parties.len();
        let mut watch = Watch { ways: vec![&[]; n], entered: vec![0; n], strayed: vec![false; n], sink };
        for group in &self.groups {
            for &party in &group.parties {
                if let Some(way) = watch.ways.get_mut(party as usize) {
                    *way = &group.legs;
                }
            }
        }
        let way = |legs: &&[PlannedLeg]| legs.iter().map(|leg| leg.direction).collect();
        let ways: Vec<Vec<u32>> = watch.ways.iter().map(way).collect();
        let (streets, origins) = (&study.streets, &study.origins);
        let ran = simulate_on_ways(streets, origins, &self.parties, (&study.options, &ways), context, &mut watch)?;
        let following = self.compared(&ran, &watch.strayed);
        Ok((ran, following))
    }

    /// Holds the timetable against a simulation of those who follow it, some of whom strayed from their way.
    fn compared(&self, ran: &Simulation, strayed: &[bool]) -> Following {
        let mut following = Following::default();
        for group in &self.groups {
            for &party in &group.parties {
                let Some((who, result)) = self.parties.get(party as usize).zip(ran.parties.get(party as usize)) else {
                    continue;
                };
                let persons = u64::from(who.persons);
                match result.outcome {
                    Outcome::Safe { at, .. } if at <= group.arrives => following.in_time += persons,
                    Outcome::Safe { at, .. } => {
                        following.late += persons;
                        following.latest = following.latest.max(at - group.arrives);
                    }
                    Outcome::Exposed { .. } | Outcome::Stranded(_) => following.not_safe += persons,
                }
                if strayed.get(party as usize).copied().unwrap_or(false) {
                    following.other_way += persons;
                }
            }
            if group.stands() > Moment::START {
                following.standing += group.persons;
            }
        }
        following
    }
}
