//! The strip of six figures for the scenario in view, each with its change, each a button to its explanation.

use egui::{Color32, RichText, Sense, Ui};

use super::analysis_section::Stale;
use super::command::AppCommand;
use super::evacuation_run::EvacuationRun;
use super::evacuation_words::{time as time_text, time_or_never};
use super::format;
use super::names;
use super::session::{Session, Step};
use super::text::{Texts, Value};
use super::theme::{GAP, Palette, palette};
use super::view::View;
use crate::analysis::{AllocationStudy, KindCoverage, Wholeness};
use crate::evacuation::Moment;
use crate::jobs::JobState;
use crate::plan::BASE_SCENARIO;

/// The place of 90 % among the marks of an evacuation.
const NINETY_PERCENT: usize = 1;

/// One figure of the strip.
struct Figure {
    name: String,
    value: String,
    below: String,
    tip: String,
    color: Option<Color32>,
    leads_to: Step,
}

/// The strip; `out` collects what was asked for.
pub(super) fn strip_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let figures = figures(view, session, palette(ui.ctx()));
    #[expect(clippy::cast_precision_loss, reason = "six figures")]
    let width = (ui.available_width() - GAP * 2.0 * (figures.len() as f32 - 1.0)) / figures.len() as f32;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP * 2.0;
        for figure in &figures {
            if figure_ui(ui, figure, width) {
                out.push(AppCommand::GoTo(figure.leads_to));
            }
        }
    });
}

fn figures(view: &View<'_>, session: &Session, palette: &Palette) -> Vec<Figure> {
    let texts = view.texts;
    let kind_name = names::site_kind(texts, session.shown_kind);
    let now = view.kind_coverage(session.shown_kind);
    let base = view.baseline.and_then(|report| report.kind(session.shown_kind));
    let tip = |key: &str| compared_tip(view, texts.with(key, &[("kind", Value::Text(&kind_name))]), base.is_some());
    let none = || texts.get("figure-none");
    let persons = |n: u64| format::persons(texts, n);
    let cut_off = |coverage: &KindCoverage| coverage.persons.unreachable + coverage.persons.no_road_access;

    let covered = Figure {
        name: format!("{} · {kind_name}", texts.get("figure-covered")),
        value: now.map_or_else(none, |c| format::percent(c.persons.reached, c.persons.total)),
        below: now.map_or_else(String::new, |c| {
            join(&persons(c.persons.reached), &change(base.map(|b| b.persons.reached), c.persons.reached))
        }),
        tip: tip("figure-covered-tip"),
        color: now.map(|_| palette.reached),
        leads_to: Step::Test,
    };
    let over_figure = over_figure(view, session, palette);
    let cut = Figure {
        name: texts.get("figure-cut-off"),
        value: now.map_or_else(none, |c| format::count(cut_off(c))),
        below: now.map_or_else(String::new, |c| change(base.map(cut_off), cut_off(c))),
        tip: tip("figure-cut-off-tip"),
        color: now.filter(|c| cut_off(c) > 0).map(|_| palette.unreachable),
        leads_to: Step::Test,
    };
    let mut figures = vec![covered, over_figure, cut, clear_figure(view, palette)];
    figures.extend(community_figures(view, palette));
    figures
}

/// People without a place because every site in reach is full, where there is an allocation to this kind of site; else
/// those whose nearest site has fewer places than people.
fn over_figure(view: &View<'_>, session: &Session, palette: &Palette) -> Figure {
    let texts = view.texts;
    let kind = session.shown_kind;
    let kind_name = names::site_kind(texts, kind);
    let over = |coverage: &KindCoverage| coverage.sites.iter().filter_map(|site| site.over_capacity).sum::<u64>();
    let full = |study: &AllocationStudy| study.stage(kind).map(|stage| stage.persons.over_capacity);
    let (now, base, tip) = if let Some(now) = view.allocation.and_then(|study| full(study)) {
        (Some(now), view.allocation_baseline.and_then(full), full_tip(view))
    } else {
        let base = view.baseline.and_then(|report| report.kind(kind)).map(over);
        (view.kind_coverage(kind).map(over), base, "figure-over-tip")
    };
    let is_behind = tip != "figure-over-tip" && *view.allocation_state != JobState::UpToDate;
    Figure {
        name: texts.get("figure-over"),
        value: now.map_or_else(|| texts.get("figure-none"), format::count),
        below: match now {
            Some(_) if is_behind => texts.get(behind_key(view)),
            Some(now) => change(base, now),
            None => String::new(),
        },
        tip: compared_tip(view, texts.with(tip, &[("kind", Value::Text(&kind_name))]), base.is_some()),
        color: now.filter(|&over| over > 0).map(|_| palette.beyond),
        leads_to: Step::Test,
    }
}

/// What a figure of the allocation belongs to, where it is not what is in view.
const fn behind_key(view: &View<'_>) -> &'static str {
    match view.allocation_stale {
        Some(Stale::Scenario(_)) => "figure-other-scenario",
        Some(Stale::Choice(_)) => "figure-other-choice",
        Some(Stale::Plan) | None => "figure-behind",
    }
}

/// The tip of a figure, and what its change is counted from.
fn compared_tip(view: &View<'_>, tip: String, has_base: bool) -> String {
    if !has_base {
        return tip;
    }
    let key = if view.scenario == BASE_SCENARIO { "figure-compared" } else { "figure-compared-scenario" };
    format!("{tip}\n{}", view.texts.get(key))
}

/// What the figure of those without a place means: one by one, or with things kept together.
fn full_tip(view: &View<'_>) -> &'static str {
    match view.allocation.map(|study| study.choice.wholeness) {
        Some(Wholeness::Buildings | Wholeness::Areas) => "figure-full-kept-tip",
        Some(Wholeness::People) | None => "figure-full-tip",
    }
}

/// When 90 % are safe, at best when all are, and how that changed.
fn clear_figure(view: &View<'_>, palette: &Palette) -> Figure {
    let texts = view.texts;
    let run = view.evacuation;
    let is_behind = run.is_some() && *view.evacuation_state != JobState::UpToDate;
    let clear = |run: &EvacuationRun| run.clear(NINETY_PERCENT);
    let best = run.and_then(|run| run.report.bound.time).map(|time| time_text(texts, time));
    let best = best.map(|best| texts.with("figure-clear-best", &[("n", Value::Text(&best))])).unwrap_or_default();
    let changed = run.zip(view.evacuation_baseline).and_then(|(run, base)| Some((clear(run)?, clear(base)?)));
    let changed = changed.map_or_else(String::new, |(now, base)| change_of_time(texts, base, now));
    Figure {
        name: texts.get("figure-clear"),
        value: run.map_or_else(|| texts.get("figure-none"), |run| time_or_never(texts, clear(run))),
        below: match run {
            Some(_) if is_behind => texts.get("figure-behind"),
            Some(_) => join(&best, &changed),
            None => texts.get("figure-clear-not-run"),
        },
        tip: clear_tip(view, !changed.is_empty()),
        color: run.filter(|run| clear(run).is_none()).map(|_| palette.beyond),
        leads_to: Step::Test,
    }
}

/// The tip of the time to clear, and what its change is counted from; the base scenario may have run last before the
/// plan was changed.
fn clear_tip(view: &View<'_>, is_compared: bool) -> String {
    let is_earlier = view.scenario != BASE_SCENARIO
        && view.evacuation.zip(view.evacuation_baseline).is_some_and(|(run, base)| run.revision != base.revision);
    let tip = view.texts.get("figure-clear-tip");
    if is_compared && is_earlier {
        format!("{tip}\n{}", view.texts.get("figure-compared-earlier"))
    } else {
        compared_tip(view, tip, is_compared)
    }
}

/// `▲ 2 min` or `▼ 40 s`; `=` where nothing changed by a second.
fn change_of_time(texts: Texts, base: Moment, now: Moment) -> String {
    let (sign, by) = if now > base { ("▲", now - base) } else { ("▼", base - now) };
    if by.whole_seconds() == 0 { "=".to_owned() } else { format!("{sign} {}", time_text(texts, by)) }
}

/// The figures that do not depend on the plan's sites: people and findings.
fn community_figures(view: &View<'_>, palette: &Palette) -> [Figure; 2] {
    let texts = view.texts;
    let people = view.community.map(|community| *community.population());
    let residents = Figure {
        name: texts.get("figure-residents"),
        value: people.map_or_else(|| texts.get("figure-none"), |p| format::count(p.total)),
        below: people.map_or_else(String::new, |p| match p.guessed() {
            0 => texts.get("figure-all-given"),
            n => texts.with("figure-guessed", &[("n", Value::Text(&format::count(n)))]),
        }),
        tip: texts.get("figure-residents-tip"),
        color: None,
        leads_to: Step::Community,
    };
    let n_findings = view.community.map(|community| {
        community.warnings().len()
            + view.network.map_or(0, |network| super::community_health::n_network_findings(network))
    });
    let findings = Figure {
        name: texts.get("figure-findings"),
        value: n_findings.map_or_else(|| texts.get("figure-none"), |n| format::count(n as u64)),
        below: String::new(),
        tip: texts.get("figure-findings-tip"),
        color: n_findings.filter(|&n| n > 0).map(|_| palette.attention),
        leads_to: Step::Community,
    };
    [residents, findings]
}

fn join(one: &str, other: &str) -> String {
    if other.is_empty() { one.to_owned() } else { format!("{one}   {other}") }
}

/// `▲ 120` or `▼ 40` against the baseline; nothing where there is none, `=` where nothing changed.
fn change(base: Option<u64>, now: u64) -> String {
    match base {
        None => String::new(),
        Some(base) if base == now => "=".to_owned(),
        Some(base) if now > base => format!("▲ {}", format::count(now - base)),
        Some(base) => format!("▼ {}", format::count(base - now)),
    }
}

/// One figure as a button; true when it was pressed.
fn figure_ui(ui: &mut Ui, figure: &Figure, width: f32) -> bool {
    let palette = palette(ui.ctx());
    let height = 62.0;
    let (rect, response) = ui.allocate_exact_size(egui::vec2(width, height), Sense::click());
    let spoken = format!("{} {} {}", figure.name, figure.value, figure.below);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
    let response = response.on_hover_text(&figure.tip);
    let stroke = if response.hovered() || response.has_focus() { palette.accent } else { palette.line };
    ui.painter().rect(rect, 5, palette.card, egui::Stroke::new(1.0, stroke), egui::StrokeKind::Inside);
    let inner = rect.shrink2(egui::vec2(10.0, 6.0));
    let mut child =
        ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(egui::Layout::top_down(egui::Align::Min)));
    child.spacing_mut().item_spacing.y = 1.0;
    let line = |text: RichText| egui::Label::new(text).truncate().selectable(false).sense(Sense::empty());
    child.add(line(RichText::new(&figure.name).small().color(palette.faint_text)));
    child.add(line(RichText::new(&figure.value).size(19.0).strong().color(figure.color.unwrap_or(palette.text))));
    child.add(line(RichText::new(&figure.below).small().color(palette.faint_text)));
    response.clicked()
}
