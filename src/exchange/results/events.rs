//! The log of an evacuation, a line for each step of each walker and car, as it happens.

use std::io::{self, Write};

use super::coverage::door_facts;
use super::table::quoted;
use super::{ResultValue, guarded};
use crate::community::Community;
use crate::evacuation::simulation::{Event, EventSink};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{DirectionPlaces, EvacuationStudy, Moment, RoadBook};
use crate::exchange::json::{number_text, object_text};
use crate::geometry::LonLat;

/// How the lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventFormat {
    /// A JSON object a line; what does not exist is left out.
    JsonLines,
    /// CSV with a header; what does not exist is empty.
    Csv,
}

/// The columns, in order: seconds after the order, what happened, to whom, where.
pub const EVENT_COLUMNS: [&str; 14] = [
    "t_s",
    "event",
    "party",
    "usage",
    "persons",
    "door_id",
    "segment_id",
    "road_id",
    "is_forward",
    "ready_s",
    "is_squeezed",
    "site_id",
    "lon",
    "lat",
];

/// What is known of a direction, ready to be written.
#[derive(Clone, Debug)]
struct DirectionText {
    segment: u64,
    road: String,
    is_forward: bool,
    start: LonLat,
    end: LonLat,
}

/// Takes the events of a simulation and writes them at once: nothing is held but the place of each party.
#[derive(Debug)]
pub struct EventLog<'a, W> {
    out: W,
    format: EventFormat,
    study: &'a EvacuationStudy,
    directions: Vec<Option<DirectionText>>,
    doors: Vec<(Option<String>, LonLat)>,
    at: Vec<Option<LonLat>>,
    fault: Option<io::Error>,
}

impl<'a, W: Write> EventLog<'a, W> {
    /// A log of one study; the header of a table is written at once.
    pub fn new(
        out: W,
        format: EventFormat,
        study: &'a EvacuationStudy,
        book: &RoadBook,
        community: &Community,
    ) -> Self {
        let places = DirectionPlaces::of(&study.streets, book.network());
        let text = |number: u32| {
            let place = places.get(number)?;
            let entry = book.entry(place.segment)?;
            let (is_forward, start, end) = (place.is_forward, place.start, place.end);
            Some(DirectionText { segment: u64::from(entry.segment.0), road: entry.id(), is_forward, start, end })
        };
        let nowhere = LonLat::new_clamped(0.0, 0.0);
        let door = |origin: &crate::evacuation::simulation::Origin| {
            community.demand().get(origin.demand.index()).map_or((None, nowhere), |demand| {
                (door_facts(community, demand).1.as_deref().map(str::to_owned), demand.place)
            })
        };
        let n_directions = u32::try_from(study.streets.directions().len()).unwrap_or(u32::MAX);
        let mut log = Self {
            out,
            format,
            study,
            directions: (0..n_directions).map(text).collect(),
            doors: study.origins.iter().map(door).collect(),
            at: vec![None; study.parties.len()],
            fault: None,
        };
        if format == EventFormat::Csv {
            log.line(&(EVENT_COLUMNS.join(",") + "\r\n"));
        }
        log
    }

    /// Hands the file back.
    ///
    /// # Errors
    /// The first line that could not be written; those after it were not tried.
    pub fn finish(self) -> io::Result<W> {
        self.fault.map_or(Ok(self.out), Err)
    }

    fn line(&mut self, text: &str) {
        if self.fault.is_none()
            && let Err(fault) = self.out.write_all(text.as_bytes())
        {
            self.fault = Some(fault);
        }
    }

    /// What an event says beside time and party, by [`EVENT_COLUMNS`]; the party's place follows.
    fn values(&mut self, at: Moment, event: &Event) -> [ResultValue; EVENT_COLUMNS.len()] {
        let (party, name, direction, gate) = match *event {
            Event::Left { party } => (party, "left", None, None),
            Event::Entered { party, direction, .. } => (party, "entered", Some(direction), None),
            Event::Passed { party, direction } => (party, "passed", Some(direction), None),
            Event::Arrived { party, gate } => (party, "arrived", None, Some(gate)),
            Event::Redirected { party, gate } => (party, "redirected", None, Some(gate)),
            Event::Held { party, .. } => (party, "held", None, None),
            Event::Caught { party } => (party, "caught", None, None),
        };
        let direction = direction.and_then(|direction| self.directions.get(direction as usize)?.as_ref());
        let (ready, squeezed) = match *event {
            Event::Entered { ready, squeezed, .. } => (seconds(ready), ResultValue::Flag(squeezed)),
            Event::Left { .. }
            | Event::Passed { .. }
            | Event::Arrived { .. }
            | Event::Redirected { .. }
            | Event::Held { .. }
            | Event::Caught { .. } => (ResultValue::Null, ResultValue::Null),
        };
        let who = self.study.parties.get(party as usize);
        let door = who.and_then(|who| self.doors.get(who.origin as usize));
        let moved_to = match *event {
            Event::Left { .. } => door.map(|door| door.1),
            Event::Entered { .. } => direction.map(|direction| direction.start),
            Event::Passed { .. } => direction.map(|direction| direction.end),
            Event::Arrived { .. } | Event::Redirected { .. } | Event::Held { .. } | Event::Caught { .. } => None,
        };
        if let Some(place) = self.at.get_mut(party as usize) {
            *place = moved_to.or(*place);
        }
        let place = self.at.get(party as usize).copied().flatten().or(door.map(|door| door.1));
        let site = gate.and_then(|gate| self.study.streets.gates().get(gate as usize)).map(|gate| gate.site);
        let usage = who.map(|who| match who.usage {
            StreetUse::Walking => "walking",
            StreetUse::Driving => "driving",
        });
        let degrees = |degrees: fn(&LonLat) -> f64| place.as_ref().map(|p| ResultValue::rounded(degrees(p), 7)).into();
        [
            seconds(at),
            ResultValue::text(name),
            ResultValue::Count(u64::from(party)),
            usage.map(ResultValue::text).into(),
            who.map(|who| ResultValue::Count(u64::from(who.persons))).into(),
            door.and_then(|door| door.0.clone()).map(ResultValue::Text).into(),
            direction.map(|direction| ResultValue::Count(direction.segment)).into(),
            direction.map(|direction| ResultValue::Text(direction.road.clone())).into(),
            direction.map(|direction| ResultValue::Flag(direction.is_forward)).into(),
            ready,
            squeezed,
            site.map(|site| ResultValue::Count(u64::from(site.0))).into(),
            degrees(|place| place.lon()),
            degrees(|place| place.lat()),
        ]
    }
}

impl<W: Write> EventSink for EventLog<'_, W> {
    fn take(&mut self, at: Moment, event: Event) {
        if self.fault.is_some() {
            return;
        }
        let values = self.values(at, &event);
        let text = match self.format {
            EventFormat::JsonLines => {
                let known = EVENT_COLUMNS.iter().zip(&values).filter(|(_, value)| **value != ResultValue::Null);
                object_text(&known.map(|(name, value)| (*name, value.to_json())).collect::<Vec<_>>()) + "\n"
            }
            EventFormat::Csv => values.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n",
        };
        self.line(&text);
    }
}

fn cell(value: &ResultValue) -> String {
    match value {
        ResultValue::Null => String::new(),
        ResultValue::Number(number) => number_text(*number),
        ResultValue::Text(text) => quoted(&guarded(text)),
        ResultValue::Flag(_)
        | ResultValue::Count(_)
        | ResultValue::Integer(_)
        | ResultValue::List(_)
        | ResultValue::Record(_) => value.to_json(),
    }
}

/// Seconds after the order, to the microsecond.
fn seconds(at: Moment) -> ResultValue {
    if at == Moment::NEVER { ResultValue::Null } else { ResultValue::rounded(at.seconds().value(), 6) }
}
