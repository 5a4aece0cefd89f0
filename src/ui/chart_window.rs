//! The part of the time axis a chart shows: all of it, or what was zoomed into.

use crate::evacuation::Moment;

/// Nothing shorter than this is shown, in seconds.
const SHORTEST_S: f64 = 60.0;

/// A part of the time from the order to the end of what a chart draws.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TimeWindow {
    /// First and last second in view; `None`: everything.
    part: Option<(f64, f64)>,
}

impl TimeWindow {
    /// The first and the last moment in view of something that ends at `end`.
    #[must_use]
    pub fn span(self, end: Moment) -> (Moment, Moment) {
        let (from, to) = self.seconds(end.seconds().value());
        (Moment::from_seconds(from), Moment::from_seconds(to))
    }

    /// Is only a part in view?
    #[must_use]
    pub fn is_part(self, end: Moment) -> bool {
        let end = end.seconds().value();
        let (from, to) = self.seconds(end);
        from > 0.0 || to < end
    }

    /// Zooms by a factor, beyond 1 closer; the moment `about` stays where it is, as far as there is time on both sides.
    pub fn zoom(&mut self, factor: f64, about: Moment, end: Moment) {
        let (end, about) = (end.seconds().value(), about.seconds().value());
        let (from, to) = self.seconds(end);
        let length = to - from;
        if !(factor.is_finite() && factor > 0.0 && length > 0.0) {
            return;
        }
        let wanted = (length / factor).clamp(SHORTEST_S.min(end), end);
        let share = ((about - from) / length).clamp(0.0, 1.0);
        self.set(from + (length - wanted) * share, wanted, end);
    }

    /// Moves by so many seconds, back where they are below 0, without leaving the time there is.
    pub fn pan(&mut self, seconds: f64, end: Moment) {
        let end = end.seconds().value();
        let (from, to) = self.seconds(end);
        if seconds.is_finite() {
            self.set(from + seconds, to - from, end);
        }
    }

    /// Moves as little as brings a moment into view.
    pub fn follow(&mut self, at: Moment, end: Moment) {
        let (from, to) = self.seconds(end.seconds().value());
        let at = at.seconds().value();
        self.pan((at - to).max(0.0) + (at - from).min(0.0), end);
    }

    /// Shows everything again.
    pub const fn reset(&mut self) {
        self.part = None;
    }

    fn seconds(self, end: f64) -> (f64, f64) {
        let Some((from, to)) = self.part else { return (0.0, end) };
        // What is drawn may have become shorter.
        let length = (to - from).min(end);
        let from = from.clamp(0.0, end - length);
        (from, from + length)
    }

    fn set(&mut self, from: f64, length: f64, end: f64) {
        let from = from.clamp(0.0, (end - length).max(0.0));
        self.part = (length < end).then_some((from, from + length));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer_and_everything_comes_back() {
        let (end, about) = (Moment::from_minutes(100.0), Moment::from_minutes(40.0));
        let mut window = TimeWindow::default();
        assert_eq!(window.span(end), (Moment::START, end));
        window.zoom(2.0, about, end);
        assert_eq!(window.span(end), (Moment::from_minutes(20.0), Moment::from_minutes(70.0)));
        window.pan(600.0, end);
        assert_eq!(window.span(end), (Moment::from_minutes(30.0), Moment::from_minutes(80.0)));
        window.follow(Moment::from_minutes(90.0), end);
        assert_eq!(window.span(end), (Moment::from_minutes(40.0), Moment::from_minutes(90.0)));
        window.follow(Moment::from_minutes(50.0), end);
        assert_eq!(window.span(end), (Moment::from_minutes(40.0), Moment::from_minutes(90.0)), "it is in view");
        window.zoom(0.1, about, end);
        assert!(!window.is_part(end));
        window.zoom(1e9, about, end);
        assert_eq!(window.span(end), (Moment::from_seconds(2376.0), Moment::from_seconds(2436.0)), "a minute");
        window.reset();
        assert_eq!(window, TimeWindow::default());
    }

    proptest! {
        #[test]
        fn what_is_in_view_is_a_part_of_the_time_there_is(
            steps in prop::collection::vec((0_u8..3, -3.0_f64..3.0, 0.0_f64..9000.0), 0..20),
            end in 1.0_f64..9000.0,
            later in 1.0_f64..9000.0,
        ) {
            let all = Moment::from_seconds(end);
            let mut window = TimeWindow::default();
            for (what, number, at) in steps {
                let about = Moment::from_seconds(at.min(end));
                let (from, to) = window.span(all);
                let inside = (from..=to).contains(&about);
                match what {
                    0 => window.zoom(number.exp(), about, all),
                    1 => window.pan(number * 1000.0, all),
                    _ => window.follow(about, all),
                }
                let (from, to) = window.span(all);
                prop_assert!(from < to && to.seconds().value() <= end + 1e-5, "{:?} {:?}", from, to);
                prop_assert!((to - from).seconds().value() >= SHORTEST_S.min(end) - 1e-5);
                // What was in view and is zoomed about, or followed, is in view.
                if what == 2 || (what == 0 && inside) {
                    let near = Moment(2);
                    prop_assert!(from <= about + near && about <= to + near, "{:?} {:?} {:?}", from, about, to);
                }
            }
            let (from, to) = window.span(Moment::from_seconds(later));
            prop_assert!(from < to && to.seconds().value() <= later + 1e-5);
        }
    }
}
