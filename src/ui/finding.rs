//! Finding one's way: what was typed, what was found, kept views, and the mark on the map.

use std::sync::Arc;

use egui::{Align2, Color32, Pos2, Rect, Stroke, Ui};

use super::find_panel::FoundRow;
use super::session::Session;
use super::text::Language;
use super::theme::{map_theme, palette};
use super::view::View;
use crate::geometry::{BoundingBox, LonLat};
use crate::ids::{Revision, ScenarioId};
use crate::map::{FoundFeature, paint_halo_text};
use crate::plan::ObjectId;

/// How many views are kept for a plan; the first nine have keys.
pub const MAX_BOOKMARKS: usize = 20;

/// A view kept under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    /// Its name.
    pub name: String,
    /// The place in the middle of the map.
    pub center: LonLat,
    /// Metres on the ground per point of the screen.
    pub metres_per_point: f64,
}

/// What finding one's way asks the application to do.
#[derive(Clone, Debug, PartialEq)]
pub enum FindingCommand {
    /// Select an object of the plan and fly there.
    ShowObject(ObjectId),
    /// Fly to a feature of the community and mark it; a building is explained.
    ShowFeature(FoundFeature),
    /// Fly to a place and mark it under these words.
    ShowPlace(LonLat, String),
    /// Look at the plan in this scenario.
    UseScenario(ScenarioId),
    /// Keep the view under this name.
    AddBookmark(String),
    /// Go to a kept view.
    UseBookmark(usize),
    /// Forget a kept view.
    RemoveBookmark(usize),
}

/// Letters typed into a list that narrows, and the row that is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Typed so far.
    pub typed: String,
    /// The chosen row.
    pub chosen: usize,
}

/// A place that was gone to.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The box around it; a point for places.
    pub bounds: BoundingBox,
    /// What it is called.
    pub name: String,
}

/// What a list of finds was made from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FoundKey {
    pub(super) typed: String,
    pub(super) revision: Revision,
    pub(super) language: Language,
    /// Are the names of the community there?
    pub(super) has_names: bool,
}

/// The rows found last, so that nothing is searched again while nothing changes.
#[derive(Clone, Debug, Default)]
pub struct FoundCache {
    pub(super) made: Option<(FoundKey, Arc<Vec<FoundRow>>)>,
}

/// Draws the mark of the place that was gone to over the map in `rect`.
pub(super) fn mark_ui(ui: &Ui, view: &View<'_>, session: &Session, rect: Rect) {
    let (Some(community), Some(camera), Some(mark)) = (view.community, session.camera, &session.mark) else { return };
    let painter = ui.painter_at(rect);
    let at = |place| camera.screen_from_local(rect, community.plane().local_from_lon_lat(place));
    let (a, b) = (at(mark.bounds.min), at(mark.bounds.max));
    let bounds = Rect::from_two_pos(a, b);
    let colors = palette(ui.ctx());
    let halo = if colors.is_dark { Color32::from_black_alpha(160) } else { Color32::from_white_alpha(200) };
    let top = if bounds.width().max(bounds.height()) > 28.0 {
        let frame = bounds.expand(6.0);
        painter.rect_stroke(frame, 4.0, Stroke::new(5.0, halo), egui::StrokeKind::Middle);
        painter.rect_stroke(frame, 4.0, Stroke::new(2.0, colors.accent), egui::StrokeKind::Middle);
        frame.top().max(rect.top() + 16.0)
    } else {
        let center = bounds.center();
        painter.circle_stroke(center, 14.0, Stroke::new(5.0, halo));
        painter.circle_stroke(center, 14.0, Stroke::new(2.0, colors.accent));
        painter.circle_filled(center, 2.5, colors.accent);
        center.y - 14.0
    };
    let pos = Pos2::new(bounds.center().x, top - 12.0);
    let map = map_theme(ui.ctx());
    let _ = paint_halo_text(&painter, pos, Align2::CENTER_CENTER, &mark.name, 13.5, map);
}
