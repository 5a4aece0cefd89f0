//! What keeps work from being lost, on screen: what a crash left behind, what others changed on disk, and a banner
//! while the work is not being backed up.

use std::path::PathBuf;

use egui::{Frame, Margin, RichText, Ui};

use super::command::AppCommand;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::faint_ui;

/// Work that a crash left behind, in the words of the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryOffer {
    /// Name of the plan; empty where it has none.
    pub name: String,
    /// Its file; `None` for a plan that was never saved.
    pub path: Option<PathBuf>,
    /// Minutes since the last step.
    pub age_min: u64,
    /// Objects the file does not have.
    pub added: usize,
    /// Objects that differ from the file.
    pub changed: usize,
    /// Objects only the file has.
    pub removed: usize,
    /// Name, review, settings or scenarios differ.
    pub has_other: bool,
    /// Somebody has changed the file since.
    pub is_file_changed: bool,
    /// Why (the end of) the work cannot be read; `None` where all of it can.
    pub problem: Option<String>,
    /// Is there anything to restore?
    pub is_readable: bool,
    /// The report the program left when it failed.
    pub report: Option<PathBuf>,
}

/// How safe the work is.
#[derive(Clone, Copy, Debug, Default)]
pub struct SafetyView<'a> {
    /// Why the work is not being backed up; `None` while it is.
    pub backup_problem: Option<&'a str>,
    /// The plan was restored after a crash and not saved since.
    pub is_recovered: bool,
    /// The plan's file was changed by someone else.
    pub is_plan_changed: bool,
    /// Community files that were changed by someone else.
    pub changed_files: &'a [PathBuf],
    /// Who else has the plan open.
    pub elsewhere: Option<&'a str>,
    /// Work that a crash left behind, to be asked about now.
    pub offers: &'a [RecoveryOffer],
}

impl SafetyView<'_> {
    /// Is there anything to say beside the map?
    pub(super) const fn has_cards(&self) -> bool {
        self.is_plan_changed || !self.changed_files.is_empty() || self.elsewhere.is_some()
    }
}

/// Answers of the planner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SafetyCommand {
    /// Open the work of this offer.
    Restore(usize),
    /// Put the work of this offer into the bin.
    Discard(usize),
    /// Ask again at the next start.
    Later,
    /// Open the plan's file again.
    ReloadPlan,
    /// Go on with the plan as it is here; the next save replaces the file.
    KeepMine,
    /// Decide when saving.
    NotNow,
    /// Read the community's files again.
    ReloadCommunity,
    /// Go on with the community as it was read.
    KeepCommunity,
    /// Somebody else has the plan open: understood.
    DismissElsewhere,
}

/// The banner that stays while the work is not being backed up.
pub(super) fn banner_ui(ui: &mut Ui, view: &View<'_>) {
    let Some(why) = view.safety.backup_problem else { return };
    let palette = palette(ui.ctx());
    let frame = Frame::new().fill(palette.attention).inner_margin(Margin::symmetric(10, 4));
    egui::Panel::top("backup").frame(frame).resizable(false).show(ui, |ui| {
        let text = view.texts.with("safety-no-backup", &[("why", Value::Text(why))]);
        ui.add(egui::Label::new(RichText::new(text).color(palette.on_accent).strong()).wrap());
    });
}

/// What others did to the files of the plan, above the other messages.
pub(super) fn cards_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    if view.safety.is_plan_changed {
        let is_dirty = view.document.is_dirty();
        let path = view.path.map(|path| path.display().to_string()).unwrap_or_default();
        let key = if is_dirty { "safety-plan-changed-dirty" } else { "safety-plan-changed" };
        let load = if is_dirty { "safety-load-theirs" } else { "safety-reload" };
        let mut buttons = vec![(load, SafetyCommand::ReloadPlan), ("safety-not-now", SafetyCommand::NotNow)];
        if is_dirty {
            buttons.insert(0, ("safety-keep-mine", SafetyCommand::KeepMine));
        }
        card_ui(ui, view, texts.with(key, &[("path", Value::Text(&path))]), &buttons, out);
    }
    if !view.safety.changed_files.is_empty() {
        let names: Vec<String> = view.safety.changed_files.iter().map(|path| path.display().to_string()).collect();
        let text = texts.with("safety-files-changed", &[("paths", Value::Text(&names.join(", ")))]);
        let buttons =
            [("safety-read-again", SafetyCommand::ReloadCommunity), ("safety-keep-read", SafetyCommand::KeepCommunity)];
        card_ui(ui, view, text, &buttons, out);
    }
    if let Some(who) = view.safety.elsewhere {
        let somebody = texts.get("safety-elsewhere-somebody");
        let who = if who.is_empty() { &somebody } else { who };
        let text = texts.with("safety-elsewhere", &[("who", Value::Text(who))]);
        card_ui(ui, view, text, &[("safety-understood", SafetyCommand::DismissElsewhere)], out);
    }
}

fn card_ui(ui: &mut Ui, view: &View<'_>, text: String, buttons: &[(&str, SafetyCommand)], out: &mut Vec<AppCommand>) {
    let palette = palette(ui.ctx());
    let stroke = egui::Stroke::new(1.0, palette.attention);
    Frame::new().fill(palette.card).stroke(stroke).corner_radius(5).inner_margin(8).show(ui, |ui| {
        ui.add(egui::Label::new(text).wrap());
        ui.horizontal(|ui| {
            for (key, command) in buttons {
                if ui.button(view.texts.get(key)).clicked() {
                    out.push(AppCommand::Safety(*command));
                }
            }
        });
    });
}

/// The question about work that a crash left behind. Enter restores the newest.
pub(super) fn recovery_ui(ctx: &egui::Context, view: &View<'_>, out: &mut Vec<AppCommand>) {
    if view.safety.offers.is_empty() {
        return;
    }
    let texts = view.texts;
    let response = egui::Modal::new(egui::Id::unique("recovery")).show(ctx, |ui| {
        ui.set_width(500.0);
        ui.heading(texts.get("recovery-title"));
        faint_ui(ui, texts.get("recovery-text"));
        ui.add_space(6.0);
        egui::ScrollArea::vertical().max_height(320.0).auto_shrink([false, true]).show(ui, |ui| {
            for (place, offer) in view.safety.offers.iter().enumerate() {
                super::widgets::card_ui(ui, |ui| offer_ui(ui, texts, place, offer, out));
                ui.add_space(4.0);
            }
        });
        ui.add_space(6.0);
        if ui.button(texts.get("recovery-later")).on_hover_text(texts.get("recovery-later-tip")).clicked() {
            out.push(AppCommand::Safety(SafetyCommand::Later));
        }
    });
    if response.should_close() {
        out.push(AppCommand::Safety(SafetyCommand::Later));
    }
}

fn offer_ui(ui: &mut Ui, texts: Texts, place: usize, offer: &RecoveryOffer, out: &mut Vec<AppCommand>) {
    let name = offer_name(texts, offer);
    ui.label(RichText::new(&name).strong());
    let path = offer.path.as_ref().map(|path| path.display().to_string());
    faint_ui(ui, path.unwrap_or_else(|| texts.get("recovery-never-saved")));
    ui.label(age(texts, offer.age_min));
    if offer.is_readable {
        ui.label(differences(texts, offer));
    }
    if offer.is_file_changed {
        ui.add(egui::Label::new(texts.get("recovery-file-changed")).wrap());
    }
    if let Some(problem) = &offer.problem {
        let color = palette(ui.ctx()).attention;
        ui.add(egui::Label::new(RichText::new(problem).color(color)).wrap().selectable(true));
    }
    if let Some(report) = &offer.report {
        let path = report.display().to_string();
        let text = texts.with("recovery-report", &[("path", Value::Text(&path))]);
        ui.add(egui::Label::new(RichText::new(text).small()).wrap().selectable(true));
    }
    let palette = palette(ui.ctx());
    ui.horizontal(|ui| {
        let mut button = |key: &str, is_enabled: bool, command: SafetyCommand| {
            let named = texts.with(&format!("{key}-named"), &[("name", Value::Text(&name))]);
            let is_main = place == 0 && is_enabled && matches!(command, SafetyCommand::Restore(_));
            let color = if is_main { palette.on_accent } else { palette.text };
            let mut face = egui::Button::new(RichText::new(texts.get(key)).color(color));
            if is_main {
                face = face.fill(palette.accent);
            }
            let response = ui.add_enabled(is_enabled, face);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_enabled, &named));
            if response.clicked() {
                out.push(AppCommand::Safety(command));
            }
            response
        };
        let restore = button("recovery-restore", offer.is_readable, SafetyCommand::Restore(place));
        button("recovery-discard", true, SafetyCommand::Discard(place))
            .on_hover_text(texts.get("recovery-discard-tip"));
        // The first answer has the keyboard when the question opens, and only then: Tab leads on.
        let asked = egui::Id::unique("recovery asked");
        if place == 0 && offer.is_readable && !ui.data(|data| data.get_temp::<bool>(asked).unwrap_or(false)) {
            ui.data_mut(|data| data.insert_temp(asked, true));
            restore.request_focus();
        }
    });
}

fn offer_name(texts: Texts, offer: &RecoveryOffer) -> String {
    if !offer.name.is_empty() {
        return offer.name.clone();
    }
    let file = offer.path.as_ref().and_then(|path| path.file_name());
    file.map_or_else(|| texts.get("plan-untitled"), |file| file.to_string_lossy().into_owned())
}

fn age(texts: Texts, minutes: u64) -> String {
    let (key, n) = match minutes {
        0 => ("recovery-age-now", 0),
        1..60 => ("recovery-age-minutes", minutes),
        60..2880 => ("recovery-age-hours", minutes / 60),
        _ => ("recovery-age-days", minutes / 1440),
    };
    texts.with(key, &[("n", Value::Count(n))])
}

/// What is new against the file, in words.
fn differences(texts: Texts, offer: &RecoveryOffer) -> String {
    let mut parts = Vec::new();
    for (key, n) in
        [("recovery-added", offer.added), ("recovery-changed", offer.changed), ("recovery-removed", offer.removed)]
    {
        if n > 0 {
            parts.push(texts.with(key, &[("n", Value::Count(n as u64))]));
        }
    }
    if offer.has_other {
        parts.push(texts.get("recovery-other"));
    }
    if parts.is_empty() { texts.get("recovery-no-difference") } else { parts.join(" · ") }
}
