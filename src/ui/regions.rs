//! The parts of the window as stops of the keyboard: F6 goes round, Tab goes on inside, the stop is outlined.

use egui::{Id, Rect, Sense, Stroke, StrokeKind, Ui};

use super::text::Texts;
use super::theme::palette;

/// A part of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// The strip of figures.
    Strip,
    /// The steps on the left.
    Left,
    /// The map.
    Map,
    /// The inspector on the right.
    Inspector,
    /// The chart of the safe by time.
    Chart,
    /// The status bar.
    Bottom,
    /// The menu bar.
    Menu,
}

/// Where a part is drawn and what takes the keyboard there.
#[derive(Clone, Copy, Debug)]
struct Stop {
    rect: Rect,
    id: Id,
    frame: u64,
}

impl Region {
    /// The order in which F6 goes round.
    pub const ALL: [Self; 7] =
        [Self::Strip, Self::Left, Self::Map, Self::Inspector, Self::Chart, Self::Bottom, Self::Menu];

    const fn text_key(self) -> &'static str {
        match self {
            Self::Strip => "region-strip",
            Self::Left => "region-left",
            Self::Map => "region-map",
            Self::Inspector => "region-inspector",
            Self::Chart => "region-chart",
            Self::Bottom => "region-bottom",
            Self::Menu => "region-menu",
        }
    }

    fn key(self) -> Id {
        Id::unique(("region", self.text_key()))
    }

    fn stop(self, ctx: &egui::Context) -> Option<Stop> {
        let stop = ctx.data(|data| data.get_temp::<Stop>(self.key()))?;
        // A part that is not drawn any more is no stop.
        (stop.frame + 1 >= ctx.cumulative_frame_nr()).then_some(stop)
    }

    fn note(self, ctx: &egui::Context, rect: Rect, id: Id) {
        let frame = ctx.cumulative_frame_nr();
        ctx.data_mut(|data| data.insert_temp(self.key(), Stop { rect, id, frame }));
    }

    /// Gives the keyboard to the part after the one that has it; `step` 1 forward, −1 back.
    pub fn go_round(ctx: &egui::Context, step: isize) {
        let focused = ctx.memory(egui::Memory::focused);
        let at = focused.and_then(|id| ctx.read_response(id)).map(|response| response.rect.center());
        let stops: Vec<Stop> = Self::ALL.into_iter().filter_map(|region| region.stop(ctx)).collect();
        let is_here = |stop: &Stop| focused == Some(stop.id) || at.is_some_and(|at| stop.rect.contains(at));
        let n = stops.len().cast_signed();
        if n == 0 {
            return;
        }
        let next = match stops.iter().position(is_here) {
            Some(place) => (place.cast_signed() + step).rem_euclid(n),
            None if step > 0 => 0,
            None => n - 1,
        };
        if let Some(stop) = usize::try_from(next).ok().and_then(|next| stops.get(next)) {
            ctx.memory_mut(|memory| memory.request_focus(stop.id));
        }
    }
}

/// Makes the panel that is being drawn a stop; to be called first in it.
pub(super) fn region_ui(ui: &Ui, texts: Texts, region: Region) {
    let id = region.key().with("stop");
    let rect = ui.max_rect();
    let response = ui.interact(Rect::from_min_size(rect.min, egui::Vec2::ZERO), id, Sense::focusable_noninteractive());
    let name = texts.get(region.text_key());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Region, true, &name));
    region.note(ui.ctx(), rect, id);
    if response.has_focus() {
        outline_ui(ui, rect.expand(3.0));
    }
}

/// Makes the map a stop: its canvas is the next thing drawn here, and takes the keyboard itself.
pub(super) fn map_region(ui: &Ui) -> Id {
    let id = ui.next_auto_id();
    Region::Map.note(ui.ctx(), ui.available_rect_before_wrap(), id);
    id
}

/// Shows that the map has the keyboard.
pub(super) fn map_focus_ui(ui: &Ui, canvas: Id, rect: Rect) {
    if ui.memory(|memory| memory.has_focus(canvas)) {
        outline_ui(ui, rect.shrink(1.0));
    }
}

fn outline_ui(ui: &Ui, rect: Rect) {
    let painter = ui.ctx().layer_painter(ui.layer_id());
    painter.rect_stroke(rect, 3.0, Stroke::new(2.0, palette(ui.ctx()).accent), StrokeKind::Inside);
}
