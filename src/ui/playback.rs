//! The time line of an evacuation: which moment is in view, and how fast time goes while it is played back.

use std::collections::BTreeSet;

use super::chart_window::TimeWindow;
use crate::evacuation::Moment;
use crate::ids::ScenarioId;

/// How many seconds of the evacuation go by in a second of playback.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaySpeed {
    /// Ten seconds.
    Slow,
    /// Half a minute.
    #[default]
    Usual,
    /// Two minutes.
    Fast,
    /// Ten minutes.
    Fastest,
}

impl PlaySpeed {
    /// Every speed, the slowest first.
    pub const ALL: [Self; 4] = [Self::Slow, Self::Usual, Self::Fast, Self::Fastest];

    /// How many times faster than the evacuation itself.
    #[must_use]
    pub const fn times(self) -> u16 {
        match self {
            Self::Slow => 10,
            Self::Usual => 30,
            Self::Fast => 120,
            Self::Fastest => 600,
        }
    }
}

/// What of the time line is in view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Playback {
    /// Is the chart of the safe by time, with the time line, open?
    pub is_open: bool,
    /// Are people on the streets drawn on the map?
    pub shows_people: bool,
    /// The moment in view.
    pub at: Moment,
    /// Does time go on by itself?
    pub is_playing: bool,
    /// How fast.
    pub speed: PlaySpeed,
    /// What the chart shows of the time.
    pub window: TimeWindow,
    /// Scenarios whose curves are not drawn.
    pub hidden: BTreeSet<ScenarioId>,
}

impl Playback {
    /// Lets so many seconds of playback go by; at the end it stops.
    pub fn go_on(&mut self, seconds: f64, end: Moment) {
        self.at = self.at + Moment::from_seconds(seconds * f64::from(self.speed.times()));
        if self.at >= end {
            self.at = end;
            self.is_playing = false;
        }
    }

    /// Plays, from the start where it had come to the end; or stops.
    pub fn toggle(&mut self, end: Moment) {
        if !self.is_playing && self.at >= end {
            self.at = Moment::START;
        }
        self.is_playing = !self.is_playing;
        // What is played back is to be seen.
        self.shows_people |= self.is_playing;
    }

    /// Moves by so many seconds, back where they are below 0, within the evacuation.
    pub fn step(&mut self, seconds: f64, end: Moment) {
        let by = Moment::from_seconds(seconds.abs());
        self.at = if seconds < 0.0 { self.at - by } else { (self.at + by).min(end) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_to_the_end_and_starts_again_from_there() {
        let end = Moment::from_minutes(10.0);
        let mut playback = Playback::default();
        playback.toggle(end);
        assert!(playback.is_playing && playback.shows_people);
        playback.go_on(1.0, end);
        assert_eq!(playback.at, Moment::from_seconds(30.0));
        playback.step(-60.0, end);
        assert_eq!(playback.at, Moment::START);
        playback.step(6000.0, end);
        assert_eq!(playback.at, end);
        playback.go_on(1.0, end);
        assert!(!playback.is_playing, "at the end it stops");
        playback.toggle(end);
        assert_eq!((playback.at, playback.is_playing), (Moment::START, true));
    }
}
