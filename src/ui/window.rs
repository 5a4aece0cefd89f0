//! The window: menu and strip on top, steps left, inspector right, status below, the map in the middle.

use egui::{Frame, Margin, RichText, Ui};

use super::chart_panel::chart_panel_ui;
use super::command::{AppCommand, UiCommand};
use super::community_panel::community_ui;
use super::dialogs::dialogs_ui;
use super::finding::mark_ui;
use super::inspector::inspector_ui;
use super::map_memory::MapMemory;
use super::map_view::map_ui;
use super::menu::menu_ui;
use super::plan_panel::plan_ui;
use super::regions::{Region, map_focus_ui, map_region, region_ui};
use super::review_panel::review_ui;
use super::safety;
use super::session::{Session, Step};
use super::status::status_ui;
use super::strip::strip_ui;
use super::table_panel::table_panel_ui;
use super::teach::{teach, tip_ui};
use super::test_panel::test_ui;
use super::text::Value;
use super::theme::palette;
use super::view::View;
use crate::jobs::Spawner;

/// Width of the left panel in points.
const LEFT_WIDTH: f32 = 284.0;
/// Width of the inspector in points.
const RIGHT_WIDTH: f32 = 292.0;

/// Draws one frame of the window; `out` collects what was asked for.
pub fn window_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &mut Session,
    map: &mut MapMemory,
    spawner: &mut dyn Spawner,
    out: &mut Vec<AppCommand>,
) {
    let palette = palette(ui.ctx());
    let panel = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 6));
    let bar = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 3));
    egui::Panel::top("menu").frame(bar).show(ui, |ui| {
        region_ui(ui, view.texts, Region::Menu);
        menu_ui(ui, view, out);
    });
    safety::banner_ui(ui, view);
    if view.community.is_some() {
        egui::Panel::top("strip").frame(panel).resizable(false).show(ui, |ui| {
            region_ui(ui, view.texts, Region::Strip);
            strip_ui(ui, view, session, out);
        });
    }
    egui::Panel::bottom("status").frame(bar).resizable(false).show(ui, |ui| {
        region_ui(ui, view.texts, Region::Bottom);
        status_ui(ui, view, session, out);
    });
    table_panel_ui(ui, view, session, map, out);
    chart_panel_ui(ui, view, session, out);
    let left = egui::Panel::left("steps").frame(panel).default_size(LEFT_WIDTH).size_range(270.0..=420.0);
    left.show(ui, |ui| {
        region_ui(ui, view.texts, Region::Left);
        left_ui(ui, view, session, out);
    });
    if view.community.is_some() {
        let right = egui::Panel::right("inspector").frame(panel).default_size(RIGHT_WIDTH).size_range(240.0..=460.0);
        right.show(ui, |ui| {
            region_ui(ui, view.texts, Region::Inspector);
            egui::ScrollArea::vertical().id_salt("inspector").auto_shrink(false).show(ui, |ui| {
                inspector_ui(ui, view, session, out);
            });
        });
    }
    // The map paints its own ground; the empty state stands on the panel's.
    let ground = if view.community.is_some() { Frame::new() } else { Frame::new().fill(palette.panel) };
    egui::CentralPanel::default().frame(ground).show(ui, |ui| {
        if view.community.is_some() {
            let rect = ui.available_rect_before_wrap();
            let canvas = map_region(ui);
            map_ui(ui, view, session, map, spawner, out);
            mark_ui(ui, view, session, rect);
            map_focus_ui(ui, canvas, rect);
        } else {
            region_ui(ui, view.texts, Region::Map);
            empty_ui(ui, view, out);
        }
        notices_ui(ui, view, session, out);
    });
    if session.dialog.is_none() {
        safety::recovery_ui(ui.ctx(), view, out);
    }
    dialogs_ui(ui.ctx(), view, session, out);
}

fn left_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding = egui::vec2(7.0, 5.0);
        for (place, step) in Step::ALL.into_iter().enumerate() {
            let name = view.texts.get(step.text_key());
            let button = egui::Button::selectable(session.step == step, RichText::new(&name).size(13.0));
            let tip = view.texts.get(&format!("{}-tip", step.text_key()));
            let title = format!("{} {name}", place + 1);
            let response = ui.add(button).on_hover_ui(|ui| tip_ui(ui, &title, "", &tip));
            if response.clicked() {
                out.push(AppCommand::GoTo(step));
            }
        }
    });
    ui.separator();
    egui::ScrollArea::vertical().id_salt("step").auto_shrink(false).show(ui, |ui| match session.step {
        Step::Community => community_ui(ui, view, session, out),
        Step::Plan => plan_ui(ui, view, session, out),
        Step::Test => test_ui(ui, view, session, out),
        Step::Review => review_ui(ui, view),
    });
}

/// What stands in place of the map while nothing is open.
fn empty_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let height = ui.available_height();
    ui.vertical_centered(|ui| {
        ui.add_space((height * 0.28).max(20.0));
        ui.label(RichText::new(texts.get("empty-title")).size(22.0));
        ui.add_space(8.0);
        let text = RichText::new(texts.get("empty-text")).color(palette(ui.ctx()).faint_text);
        ui.scope(|ui| {
            ui.set_max_width(520.0);
            ui.add(egui::Label::new(text).wrap());
        });
        ui.add_space(16.0);
        for command in [UiCommand::OpenDemonstration, UiCommand::Open] {
            let palette = palette(ui.ctx());
            let is_main = command == UiCommand::OpenDemonstration;
            let color = if is_main { palette.on_accent } else { palette.text };
            let mut button = egui::Button::new(RichText::new(texts.get(command.text_key())).color(color).size(15.0));
            if is_main {
                button = button.fill(palette.accent);
            }
            if teach(ui.add_sized([240.0, 36.0], button), texts, command).clicked() {
                out.push(AppCommand::Ui(command));
            }
            ui.add_space(4.0);
        }
        if let Some((_, progress)) = view.work {
            ui.add_space(8.0);
            ui.add(egui::ProgressBar::new(progress.share()).desired_width(240.0).text(texts.get("busy-reading")));
        }
        if !view.recent.is_empty() {
            ui.add_space(12.0);
            ui.label(RichText::new(texts.get("empty-open-recent")).small().color(palette(ui.ctx()).faint_text));
            for path in view.recent.iter().take(5) {
                if ui.link(path.display().to_string()).clicked() {
                    out.push(AppCommand::OpenFiles(vec![path.clone()]));
                }
            }
        }
    });
}

/// Messages that do not stop the work, at the top of the map.
fn notices_ui(ui: &Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    if session.notices.is_empty() && !view.safety.has_cards() {
        return;
    }
    let palette = palette(ui.ctx());
    let corner = ui.max_rect().left_top() + egui::vec2(12.0, 12.0);
    egui::Area::new(egui::Id::unique("notices")).fixed_pos(corner).order(egui::Order::Foreground).show(
        ui.ctx(),
        |ui| {
            ui.set_max_width(420.0);
            safety::cards_ui(ui, view, out);
            for (place, notice) in session.notices.iter().enumerate() {
                let line = if notice.is_problem { palette.attention } else { palette.line };
                let frame = Frame::new().fill(palette.card).stroke(egui::Stroke::new(1.0, line)).corner_radius(5);
                frame.inner_margin(8).show(ui, |ui| {
                    ui.horizontal(|ui| {
                        let name = view.texts.with("notice-dismiss", &[("n", Value::Text(&(place + 1).to_string()))]);
                        let close = ui.small_button("×").on_hover_text(&name);
                        close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                        if close.clicked() {
                            out.push(AppCommand::DismissNotice(place));
                        }
                        ui.add(egui::Label::new(notice.text.say(view.texts)).wrap());
                    });
                });
            }
        },
    );
}
