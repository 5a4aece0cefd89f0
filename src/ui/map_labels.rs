//! Names on the map: roads along their line, facilities, open spaces and sites; none over another.

use egui::{Align2, FontId, Pos2, Rect, Vec2};

use super::map_view::screen_at;
use super::session::Session;
use super::view::View;
use crate::map::{Camera, LabelIndex, LabelKind, MapTheme, paint_halo_text};
use crate::plan::PlanObject;

/// Names painted at once, at most.
const MAX_NAMES: usize = 200;
/// The same name comes again no nearer than this, in points.
const AGAIN: f32 = 320.0;

/// Paints the names in view, the most important first; a name that would lie over another is left out.
pub(super) fn names_ui(
    painter: &egui::Painter,
    view: &View<'_>,
    session: &Session,
    index: Option<&LabelIndex>,
    rect: Rect,
    camera: &Camera,
    theme: MapTheme,
) {
    let (Some(community), false) = (view.community, session.labels.is_empty()) else { return };
    let mut wanted: Vec<(u32, Pos2, &str)> = Vec::new();
    if session.labels.contains(&LabelKind::Sites) {
        for site in view.document.plan().sites().values().filter(|site| !site.name.is_empty()) {
            if let Some(place) = PlanObject::Site(std::sync::Arc::clone(site)).place() {
                wanted.push((0, screen_at(community, camera, rect, place) + Vec2::new(0.0, 22.0), &site.name));
            }
        }
    }
    if let Some(index) = index {
        for (kind, rank, place, text) in index.in_view(camera.visible(rect), camera.metres_per_point()) {
            if session.labels.contains(&kind) {
                wanted.push((rank, camera.screen_from_local(rect, place), text));
            }
        }
    }
    // One order whatever the tree: a name does not flicker while the map moves.
    wanted.sort_by(|a, b| (a.0, a.2).cmp(&(b.0, b.2)).then(a.1.x.total_cmp(&b.1.x)).then(a.1.y.total_cmp(&b.1.y)));
    let mut taken: Vec<(Rect, &str)> = Vec::new();
    for (rank, pos, text) in wanted {
        if taken.len() >= MAX_NAMES {
            break;
        }
        if !rect.contains(pos) || taken.iter().any(|(at, name)| *name == text && at.center().distance(pos) < AGAIN) {
            continue;
        }
        let points = if rank <= 3 { 12.5 } else { 11.5 };
        let size = painter.layout_no_wrap(text.to_owned(), FontId::proportional(points), egui::Color32::BLACK).size();
        let area = Rect::from_center_size(pos, size + Vec2::splat(6.0));
        if rect.contains_rect(area) && !taken.iter().any(|(at, _)| at.intersects(area)) {
            _ = paint_halo_text(painter, pos, Align2::CENTER_CENTER, text, points, theme);
            taken.push((area, text));
        }
    }
}
