//! People on the streets at the moment in view: queues growing back from where streets end, and one followed party of
//! every door as a dot.

use egui::{Mesh, Painter, Pos2, Rect, Stroke};

use super::evacuation_map::shown_run;
use super::evacuation_run::EvacuationRun;
use super::map_view::screen_at;
use super::session::Session;
use super::theme::{Palette, palette};
use super::view::View;
use crate::community::Community;
use crate::evacuation::Moment;
use crate::map::Camera;

/// Beyond so many dots they are drawn as squares of one mesh: a country plays as smoothly as a village.
const MOST_CIRCLES: usize = 1_500;
/// Dots are small beyond this scale, in metres per point.
const NEAR_M: f64 = 5.0;
/// Streets emptier than this show no queue.
const LEAST_SHARE: f32 = 0.02;

/// Draws them where the time line is in view.
pub(super) fn people_ui(painter: &Painter, view: &View<'_>, session: &Session, rect: Rect, camera: &Camera) {
    let playback = &session.playback;
    let (Some(run), Some(community)) = (shown_run(view, session), view.community) else { return };
    if !(playback.is_open && playback.shows_people) {
        return;
    }
    queues(painter, run, community, playback.at, rect, camera);
    dots(painter, run, community, playback.at, rect, camera);
}

/// How much of a street's room is taken, as a line of that share of its length before its end.
fn queues(painter: &Painter, run: &EvacuationRun, community: &Community, at: Moment, rect: Rect, camera: &Camera) {
    let colors = palette(painter.ctx());
    let visible = camera.visible(rect);
    for road in run.roads.iter().filter(|road| road.bounds.intersects(&visible)) {
        for &direction in &road.directions {
            let on_it = run.on_direction(direction, at);
            let Some(street) = run.report.study.streets.street_of(direction).filter(|_| on_it > 0) else { continue };
            #[expect(clippy::cast_precision_loss, reason = "a share for a line")]
            let share = (on_it as f32 / street.storage.max(1) as f32).min(1.0);
            if share < LEAST_SHARE {
                continue;
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length")]
            let rest = (f64::from(street.length) * f64::from(share)) as u32;
            let piece = run.piece(direction, rest);
            let points: Vec<Pos2> = piece.iter().map(|&place| screen_at(community, camera, rect, place)).collect();
            if points.len() > 1 {
                painter.line(points.clone(), Stroke::new(8.0, colors.card));
                painter.line(points, Stroke::new(5.0, queue_color(colors, share)));
            }
        }
    }
}

const fn queue_color(colors: &Palette, share: f32) -> egui::Color32 {
    if share < 0.5 { colors.attention } else { colors.unreachable }
}

fn dots(painter: &Painter, run: &EvacuationRun, community: &Community, at: Moment, rect: Rect, camera: &Camera) {
    let colors = palette(painter.ctx());
    let places = run.walking_at(at).filter_map(|step| run.place(step, at));
    let points: Vec<Pos2> =
        places.map(|place| screen_at(community, camera, rect, place)).filter(|pos| rect.contains(*pos)).collect();
    if points.len() > MOST_CIRCLES {
        let mut mesh = Mesh::default();
        for &pos in &points {
            mesh.add_colored_rect(Rect::from_center_size(pos, egui::Vec2::splat(3.0)), colors.accent);
        }
        painter.add(mesh);
        return;
    }
    let radius = if camera.metres_per_point() < NEAR_M { 3.6 } else { 2.2 };
    for pos in points {
        painter.circle(pos, radius, colors.accent, Stroke::new(1.0, colors.card));
    }
}
