//! The evacuation on the map: roads by what went along them, buildings whose people are not safe, the roads that set
//! the best possible time or lie in the minimum cut, and what all that means.

use std::borrow::Cow;
use std::sync::Arc;

use egui::{Align2, Color32, Painter, Pos2, Rect, RichText, Stroke, Ui, Vec2};

use super::analysis_section::Analysis;
use super::bottlenecks_panel::listed_roads;
use super::evacuation_playback;
use super::evacuation_run::{DoorFate, EvacuationRun};
use super::format;
use super::map_legend::{paint_class, paint_patch, patch_row_ui};
use super::map_view::screen_at;
use super::session::Session;
use super::text::Value;
use super::theme::{map_theme, palette};
use super::view::View;
use super::widgets::faint_ui;
use crate::community::Community;
use crate::evacuation::Culprit;
use crate::evacuation::simulation::StrandedReason;
use crate::ids::SegmentId;
use crate::jobs::JobState;
use crate::map::{
    BaseDress, BaseLayer, Camera, CoverageClass, LoadLook, MapTheme, OverlayStyle, Pattern, Scene, load_scene,
    paint_halo_text,
};

/// Strength of the base map's roads below the loads, in percent (project choice).
const BELOW_LOADS: u8 = 45;

/// The run that is on the map now; `None` where another analysis is.
pub(super) fn shown_run<'a>(view: &View<'a>, session: &Session) -> Option<&'a Arc<EvacuationRun>> {
    match session.shown_analysis {
        Analysis::Coverage | Analysis::Allocation => None,
        Analysis::Evacuation | Analysis::Bottlenecks => view.evacuation,
    }
}

/// The base map below the loads: its roads stand back, for their yellow is near that of a full street. What the planner
/// has weakened more or colored stays so.
pub(super) fn dress_below_loads<'a>(view: &View<'_>, session: &'a Session) -> Cow<'a, BaseDress> {
    let roads = BaseLayer::Roads;
    let is_strong = session.dress.opacity_of(roads) > BELOW_LOADS && !session.dress.colored().contains(&roads);
    if shown_run(view, session).is_none() || !is_strong {
        return Cow::Borrowed(&session.dress);
    }
    let mut dress = session.dress.clone();
    dress.set_opacity(roads, BELOW_LOADS);
    Cow::Owned(dress)
}

/// How the places with people look.
pub(super) fn door_looks(run: &EvacuationRun, community: &Community) -> Vec<OverlayStyle> {
    run.fates(community).into_iter().map(door_look).collect()
}

/// Those who are safe keep quiet: the roads are what is looked at.
const fn door_look(fate: DoorFate) -> OverlayStyle {
    match fate {
        DoorFate::Nobody | DoorFate::Safe => OverlayStyle::Coverage(CoverageClass::Empty),
        DoorFate::Stranded => OverlayStyle::Coverage(CoverageClass::BeyondLimit),
        DoorFate::NoRoad => OverlayStyle::Coverage(CoverageClass::NoRoadAccess),
        DoorFate::CutOff => OverlayStyle::Coverage(CoverageClass::Unreachable),
        DoorFate::Caught => OverlayStyle::Full,
    }
}

/// The roads somebody used, the busiest as the widest.
pub(super) fn roads_scene(run: &EvacuationRun) -> Scene {
    let most = most_persons(run);
    let look = |road: &super::evacuation_run::UsedRoad| {
        let persons = run.loads(road).map(|load| load.persons).max().unwrap_or(0);
        let ratio = run.loads(road).map(|load| load.load_ratio).fold(0.0, f64::max);
        LoadLook::of(persons, most, ratio)
    };
    load_scene(run.roads.iter().map(|road| (look(road), run.network.segment_local(road.segment))))
}

fn most_persons(run: &EvacuationRun) -> u64 {
    run.report.roads.iter().map(|road| road.persons).max().unwrap_or(0)
}

/// The nearest road somebody used, within reach of a point of the map.
pub(super) fn road_at(
    view: &View<'_>,
    session: &Session,
    (camera, rect, pos): (&Camera, Rect, Pos2),
    reach: f32,
) -> Option<SegmentId> {
    let run = shown_run(view, session)?;
    let visible = camera.visible(rect);
    let mut best: Option<(f32, SegmentId)> = None;
    for road in run.roads.iter().filter(|road| road.bounds.intersects(&visible)) {
        let line = run.network.segment_local(road.segment);
        for pair in line.windows(2) {
            let (a, b) = (camera.screen_from_local(rect, pair[0]), camera.screen_from_local(rect, pair[1]));
            let away = distance_to(pos, a, b);
            if away <= reach && best.is_none_or(|(known, _)| away < known) {
                best = Some((away, road.segment));
            }
        }
    }
    best.map(|(_, segment)| segment)
}

/// From a point to a stretch, in points of the screen.
fn distance_to(pos: Pos2, a: Pos2, b: Pos2) -> f32 {
    let (along, to) = (b - a, pos - a);
    let share = if along.length_sq() > 0.0 { (to.dot(along) / along.length_sq()).clamp(0.0, 1.0) } else { 0.0 };
    (to - along * share).length()
}

/// Rails beside the roads that matter most, ranks of the bottlenecks, and the way of the chosen door's people.
pub(super) fn evacuation_map_ui(painter: &Painter, view: &View<'_>, session: &Session, rect: Rect, camera: &Camera) {
    let (Some(run), Some(community)) = (shown_run(view, session), view.community) else { return };
    let colors = palette(painter.ctx());
    let rails_of = |segments: &[SegmentId], color: Color32| {
        for &segment in segments {
            rails(painter, &on_screen(run, segment, rect, camera), color, colors.card);
        }
    };
    match session.shown_analysis {
        Analysis::Bottlenecks => {
            for (_, cut) in run.cuts.iter().filter(|(_, cut)| cut.per_min.is_some()) {
                rails_of(&cut.segments, colors.text);
            }
            ranks(painter, run, rect, camera, map_theme(painter.ctx()));
        }
        Analysis::Coverage | Analysis::Allocation | Analysis::Evacuation => {
            if let Culprit::Narrow { segments, .. } = &run.report.bound.culprit {
                rails_of(segments, colors.text);
            }
        }
    }
    if let Some(road) = session.road {
        rails_of(&[road], colors.accent);
    }
    let followed = session.explained.and_then(|door| run.origin(door)).and_then(|origin| run.followed(origin));
    let Some(party) = followed else { return };
    let places = run.trail(party).flat_map(|step| run.piece(step.direction, step.rest));
    let points: Vec<Pos2> = places.map(|place| screen_at(community, camera, rect, place)).collect();
    if points.len() > 1 {
        painter.line(points.clone(), Stroke::new(6.0, colors.card));
        painter.line(points, Stroke::new(3.0, colors.accent));
    }
}

fn on_screen(run: &EvacuationRun, segment: SegmentId, rect: Rect, camera: &Camera) -> Vec<Pos2> {
    run.network.segment_local(segment).iter().map(|&place| camera.screen_from_local(rect, place)).collect()
}

/// A line on each side of a road: it stands out, and what is on it stays in view.
fn rails(painter: &Painter, line: &[Pos2], color: Color32, halo: Color32) {
    const ASIDE: f32 = 8.0;
    for (width, color) in [(4.5, halo), (2.0, color)] {
        for pair in line.windows(2) {
            let along = pair[1] - pair[0];
            if along.length() < 0.5 {
                continue;
            }
            let aside: Vec2 = along.normalized().rot90() * ASIDE;
            for side in [aside, -aside] {
                painter.line_segment([pair[0] + side, pair[1] + side], Stroke::new(width, color));
            }
        }
    }
}

/// The ranks of the worst roads at their middles.
fn ranks(painter: &Painter, run: &EvacuationRun, rect: Rect, camera: &Camera, theme: MapTheme) {
    let colors = palette(painter.ctx());
    for (place, load) in listed_roads(run).enumerate().collect::<Vec<_>>().into_iter().rev() {
        let line = run.network.segment_local(load.segment);
        let Some(&middle) = line.get(line.len() / 2) else { continue };
        let pos = camera.screen_from_local(rect, middle);
        if rect.contains(pos) {
            painter.circle(pos, 9.0, colors.card, Stroke::new(1.5, colors.beyond));
            _ = paint_halo_text(painter, pos, Align2::CENTER_CENTER, &(place + 1).to_string(), 11.0, theme);
        }
    }
}

/// The rows of the legend.
pub(super) fn legend_rows_ui(ui: &mut Ui, view: &View<'_>, session: &Session) {
    let (texts, theme) = (view.texts, map_theme(ui.ctx()));
    let Some(run) = shown_run(view, session) else {
        let key = match view.evacuation_state {
            JobState::Running(_) => "analysis-running",
            JobState::NotRun | JobState::UpToDate | JobState::OutOfDate | JobState::Failed(_) => "legend-no-evacuation",
        };
        faint_ui(ui, texts.get(key));
        return;
    };
    let title = |ui: &mut Ui, key: &str| {
        ui.add(egui::Label::new(RichText::new(texts.get(key)).small().strong()).extend());
    };
    title(ui, "legend-load");
    for step in 0..LoadLook::N {
        let look = LoadLook::of_steps(2, step);
        let text = texts.get(&format!("legend-load-{step}"));
        patch_row_ui(ui, text, |painter, patch| paint_load(painter, patch, look, 6.0, theme));
    }
    let most = most_persons(run);
    if most >= 16 {
        title(ui, "legend-persons");
        widths_ui(ui, view, most, theme);
    }
    fates_ui(ui, view, run, theme);
    let outlined = match session.shown_analysis {
        Analysis::Bottlenecks => run.cuts.iter().any(|(_, cut)| cut.per_min.is_some()).then_some("legend-cut"),
        Analysis::Coverage | Analysis::Allocation | Analysis::Evacuation => {
            matches!(run.report.bound.culprit, Culprit::Narrow { .. }).then_some("legend-culprit")
        }
    };
    if let Some(key) = outlined {
        let color = palette(ui.ctx()).text;
        patch_row_ui(ui, texts.get(key), |painter, patch| {
            for y in [patch.center().y - 4.0, patch.center().y + 4.0] {
                painter.hline(patch.x_range(), y, Stroke::new(2.0, color));
            }
        });
    }
    evacuation_playback::legend_rows_ui(ui, view, session);
    if *view.evacuation_state != JobState::UpToDate {
        faint_ui(ui, texts.get("analysis-out-of-date"));
    }
}

/// The widths side by side, each with the most people it stands for.
fn widths_ui(ui: &mut Ui, view: &View<'_>, most: u64, theme: MapTheme) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        for step in 0..LoadLook::N {
            let (patch, _) = ui.allocate_exact_size(egui::vec2(18.0, 13.0), egui::Sense::empty());
            let look = LoadLook::of_steps(step, 0);
            paint_load(&ui.painter_at(patch), patch, look, look.width().at(1.0), theme);
            let n = format::count(LoadLook::persons_of(step, most));
            let text = view.texts.with("legend-up-to", &[("n", Value::Text(&n))]);
            ui.label(RichText::new(text).small());
        }
    });
}

/// A little of how a road looks.
fn paint_load(painter: &Painter, patch: Rect, look: LoadLook, width: f32, theme: MapTheme) {
    let line = [patch.left_center(), patch.right_center()];
    let stroke = Stroke::new(width, look.color(theme));
    match look.dash() {
        None => _ = painter.line_segment(line, stroke),
        Some([dash, gap]) => painter.extend(egui::Shape::dashed_line(&line, stroke, dash.min(6.0), gap)),
    }
}

/// The people who are not safe, where there are any.
fn fates_ui(ui: &mut Ui, view: &View<'_>, run: &EvacuationRun, theme: MapTheme) {
    let (texts, persons) = (view.texts, &run.report.persons);
    let n = |reason| persons.stranded.get(&reason).copied().unwrap_or(0);
    let (cut_off, no_road) = (n(StrandedReason::CutOff), n(StrandedReason::NoRoadAccess));
    if persons.exposed() > 0 {
        patch_row_ui(ui, texts.get("legend-caught"), |painter, patch| {
            paint_patch(painter, patch, theme.palette().full, 0.3, Pattern::Cross);
        });
    }
    let rows = [
        (CoverageClass::Unreachable, "legend-cut-off", cut_off),
        (CoverageClass::BeyondLimit, "legend-stranded", persons.n_stranded() - cut_off - no_road),
        (CoverageClass::NoRoadAccess, "legend-no-road", no_road),
    ];
    for (class, key, _) in rows.into_iter().filter(|(_, _, n)| *n > 0) {
        patch_row_ui(ui, texts.get(key), |painter, patch| paint_class(painter, patch, class, theme));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_beside_a_stretch_is_as_far_as_its_nearest_point() {
        let at = |x: f32, y: f32| Pos2::new(x, y);
        assert_eq!(distance_to(at(5.0, 3.0), at(0.0, 0.0), at(10.0, 0.0)), 3.0);
        assert_eq!(distance_to(at(13.0, 4.0), at(0.0, 0.0), at(10.0, 0.0)), 5.0);
        assert_eq!(distance_to(at(3.0, 4.0), at(0.0, 0.0), at(0.0, 0.0)), 5.0);
    }
}
