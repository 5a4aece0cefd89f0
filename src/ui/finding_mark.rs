//! The finding that was chosen in a list, marked on the map; and the joints the plan has mended.

use egui::{Rect, Stroke};

use super::map_view::screen_at;
use super::session::{Session, Step};
use super::theme::palette;
use super::view::View;
use crate::geometry::LonLat;
use crate::map::Camera;

/// Points from the center of a mark to its ring.
const RING: f32 = 14.0;
/// Mended joints are drawn up to this scale, in metres per point.
const MENDS_UNTIL: f64 = 4.0;

/// A finding of the road network: its place, and where a gap would be closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// Where it is.
    pub place: LonLat,
    /// The other side of a gap.
    pub to: Option<LonLat>,
}

impl Finding {
    /// The scale to look at it, in metres per point: gaps are small.
    #[must_use]
    pub const fn scale(&self) -> f64 {
        if self.to.is_some() { 0.1 } else { 0.4 }
    }
}

/// Marks the chosen finding and the mended joints while the community is looked at.
pub(super) fn finding_mark_ui(
    painter: &egui::Painter,
    view: &View<'_>,
    session: &Session,
    rect: Rect,
    camera: &Camera,
) {
    let (Some(community), Some(network), Step::Community) = (view.community, view.network, session.step) else {
        return;
    };
    let palette = palette(painter.ctx());
    let at = |place: LonLat| screen_at(community, camera, rect, place);
    if camera.metres_per_point() <= MENDS_UNTIL {
        for outcome in network.health().mends.iter().filter(|outcome| outcome.is_applied) {
            let place = at(outcome.mend.place());
            if !rect.expand(40.0).contains(place) {
                continue;
            }
            if let Some(to) = outcome.mend.joined_at() {
                painter.line_segment([place, at(to)], Stroke::new(5.0, palette.card));
                painter.line_segment([place, at(to)], Stroke::new(2.5, palette.reached));
            }
            painter.circle(place, 4.0, palette.reached, Stroke::new(1.5, palette.card));
        }
    }
    let Some(finding) = session.finding else { return };
    let place = at(finding.place);
    if let Some(to) = finding.to {
        painter.extend(egui::Shape::dashed_line(&[place, at(to)], Stroke::new(2.5, palette.beyond), 4.0, 3.0));
        painter.circle_filled(at(to), 3.5, palette.beyond);
    }
    painter.circle_stroke(place, RING, Stroke::new(5.0, palette.card));
    painter.circle_stroke(place, RING, Stroke::new(2.5, palette.beyond));
    painter.circle_filled(place, 2.5, palette.beyond);
}
