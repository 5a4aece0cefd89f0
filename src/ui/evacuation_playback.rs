//! People on the streets at the moment in view: queues growing back from where streets end, and one followed party of
//! every door as a dot.

use egui::{Mesh, Painter, Pos2, Rect, RichText, Shape, Stroke, Ui};

use super::evacuation_map::shown_run;
use super::evacuation_run::EvacuationRun;
use super::map_legend::patch_row_ui;
use super::map_view::screen_at;
use super::session::Session;
use super::theme::{Palette, palette};
use super::view::View;
use crate::community::Community;
use crate::evacuation::Moment;
use crate::evacuation::streets::{Street, WindowEffect};
use crate::geometry::LocalBounds;
use crate::map::Camera;
use crate::plan::{HazardArea, ObjectId};
use crate::units::Millimetres;

/// Beyond so many dots they are drawn as squares of one mesh: a country plays as smoothly as a village.
const MOST_CIRCLES: usize = 1_500;
/// Dots are small beyond this scale, in metres per point.
const NEAR_M: f64 = 5.0;
/// Radius of a dot near by, in points.
const NEAR_RADIUS: f32 = 3.6;
/// Width of a queue in points.
const QUEUE_WIDTH: f32 = 5.0;
/// Streets emptier than this show no queue.
const LEAST_SHARE: f32 = 0.02;

/// Hazard areas that do not act at the moment in view, while people are played back: a fire is seen as it spreads.
/// What is selected is seen all the same.
pub(super) fn hazards_not_acting(view: &View<'_>, session: &Session) -> Vec<ObjectId> {
    if shown_run(view, session).is_none() || !is_played(session) {
        return Vec::new();
    }
    let minutes = session.playback.at.seconds().value() / 60.0;
    let areas = view.document.plan().hazard_areas().values();
    let not_acting = areas.filter(|area| !acts(area, minutes)).map(|area| ObjectId::HazardArea(area.id));
    not_acting.filter(|id| !session.selection.contains(id)).collect()
}

/// Does a hazard act so many minutes after the order? At its end no longer.
fn acts(area: &HazardArea, minutes: f64) -> bool {
    area.from_min <= minutes && area.until_min.is_none_or(|until| minutes < until)
}

/// Is an object left out of the map, hidden by hand or as a hazard that does not act at the moment in view?
pub(super) fn is_left_out(view: &View<'_>, session: &Session, id: ObjectId) -> bool {
    session.hidden.contains(&id) || hazards_not_acting(view, session).contains(&id)
}

/// Is the moment in view on the map?
fn is_played(session: &Session) -> bool {
    session.playback.is_open && session.playback.shows_people
}

/// Is a street closed or overrun by a hazard: at the moment in view while people are played back, else ever?
fn is_closed(street: &Street, session: &Session) -> bool {
    if is_played(session) {
        return street.is_closed_at(session.playback.at) || street.is_overrun_at(session.playback.at);
    }
    street.windows.iter().any(|window| matches!(window.effect, WindowEffect::Closed | WindowEffect::Overrun))
}

/// Pieces of road nobody gets through, on foot or by car, dotted in the color of text: unlike the dashes of loads.
pub(super) fn closed_streets(painter: &Painter, view: &View<'_>, session: &Session, rect: Rect, camera: &Camera) {
    let (Some(run), Some(community)) = (shown_run(view, session), view.community) else { return };
    let colors = palette(painter.ctx());
    let visible = camera.visible(rect);
    // A piece of road is one street for those on foot and one for each direction of cars.
    let streets = run.report.study.streets.streets();
    for piece in streets.chunk_by(|a, b| (a.segment, a.span) == (b.segment, b.span)) {
        let Some(street) = piece.first().filter(|_| piece.iter().all(|street| is_closed(street, session))) else {
            continue;
        };
        let bounds = LocalBounds::around(run.network.segment_local(street.segment).iter().copied());
        if bounds.intersects(&visible) {
            let (from, to) = street.span;
            let line = run.network.segment_piece(street.segment, Millimetres(from), Millimetres(to));
            let points: Vec<Pos2> = line.iter().map(|&place| screen_at(community, camera, rect, place)).collect();
            paint_closed(painter, &points, colors);
        }
    }
}

fn paint_closed(painter: &Painter, line: &[Pos2], colors: &Palette) {
    painter.line(line.to_vec(), Stroke::new(4.0, colors.card));
    painter.extend(Shape::dashed_line(line, Stroke::new(3.0, colors.text), 2.0, 3.0));
}

/// Draws them where the time line is in view.
pub(super) fn people_ui(painter: &Painter, view: &View<'_>, session: &Session, rect: Rect, camera: &Camera) {
    let playback = &session.playback;
    let (Some(run), Some(community)) = (shown_run(view, session), view.community) else { return };
    if !is_played(session) {
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
                painter.line(points.clone(), Stroke::new(QUEUE_WIDTH + 3.0, colors.card));
                painter.line(points, Stroke::new(QUEUE_WIDTH, queue_color(colors, share)));
            }
        }
    }
}

/// What of all that is on the map, as rows of the legend.
pub(super) fn legend_rows_ui(ui: &mut Ui, view: &View<'_>, session: &Session) {
    let (texts, colors) = (view.texts, palette(ui.ctx()));
    let has_closed = shown_run(view, session)
        .is_some_and(|run| run.report.study.streets.streets().iter().any(|street| is_closed(street, session)));
    if has_closed {
        patch_row_ui(ui, texts.get("legend-closed"), |painter, patch| {
            paint_closed(painter, &[patch.left_center(), patch.right_center()], colors);
        });
    }
    if !is_played(session) {
        return;
    }
    ui.add(egui::Label::new(RichText::new(texts.get("legend-moment")).small().strong()).extend());
    patch_row_ui(ui, texts.get("legend-party"), |painter, patch| {
        painter.circle(patch.center(), NEAR_RADIUS, colors.accent, Stroke::new(1.0, colors.card));
    });
    for (share, key) in [(0.0, "legend-filled-0"), (1.0, "legend-filled-1")] {
        patch_row_ui(ui, texts.get(key), |painter, patch| {
            painter.hline(patch.x_range(), patch.center().y, Stroke::new(QUEUE_WIDTH, queue_color(colors, share)));
        });
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
    let radius = if camera.metres_per_point() < NEAR_M { NEAR_RADIUS } else { 2.2 };
    for pos in points {
        painter.circle(pos, radius, colors.accent, Stroke::new(1.0, colors.card));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::MultiPolygon;
    use crate::ids::HazardAreaId;
    use crate::plan::Hazard;

    #[test]
    fn a_fire_of_the_second_hour_burns_from_its_beginning_to_its_end() {
        let fire = HazardArea::new(HazardAreaId(1), Hazard::Fire, MultiPolygon::default());
        let fire = HazardArea { from_min: 60.0, until_min: Some(120.0), ..fire };
        assert_eq!([0.0, 59.9, 60.0, 119.9, 120.0].map(|at| acts(&fire, at)), [false, false, true, true, false]);
        let lasting = HazardArea { until_min: None, ..fire };
        assert!(acts(&lasting, 1e6));
    }
}
