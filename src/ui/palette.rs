//! The command palette: anything the program can do, run by a few letters of its name.

use egui::Ui;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::command::{AppCommand, UiCommand};
use super::finding::{FindingCommand, Search};
use super::names;
use super::search_list::{Row, field_ui, rows_ui};
use super::session::{Measure, Step, Tool};
use super::sketch_view::measure_key;
use super::teach::{command_keys, command_label, command_tip};
use super::text::{Language, Texts};
use super::tools_panel::drawn_label;
use super::view::View;
use super::widgets::faint_ui;
use crate::document::Command;
use crate::map::folded;
use crate::map::tools::Drawn;
use crate::plan::{RoadMeasure, Settings, SiteKind};
use crate::standards::builtin_profiles;

/// At most so many rows are listed; more letters narrow the rest.
const MAX_ROWS: usize = 100;

/// One thing that can be run.
struct Entry {
    row: Row,
    /// Names in other words and in the other language.
    aliases: Vec<String>,
    command: AppCommand,
}

/// The palette; `out` collects what was asked for.
pub(super) fn palette_ui(ui: &mut Ui, view: &View<'_>, search: &mut Search, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let pressed = field_ui(ui, &texts.get("palette-field"), &texts.get("palette-hint"), search);
    ui.add_space(4.0);
    let mut entries = narrowed(entries(ui.ctx(), view), &search.typed);
    entries.truncate(MAX_ROWS);
    if entries.is_empty() {
        faint_ui(ui, texts.get("palette-none"));
    }
    let (rows, commands): (Vec<Row>, Vec<AppCommand>) =
        entries.into_iter().map(|entry| (entry.row, entry.command)).unzip();
    let chosen = rows_ui(ui, search, pressed, &rows);
    if let Some(command) = chosen.and_then(|place| commands.into_iter().nth(place)) {
        out.push(AppCommand::SetDialog(None));
        out.push(command);
    }
}

/// What fits the letters, best first; everything in its own order where nothing is typed.
fn narrowed(entries: Vec<Entry>, typed: &str) -> Vec<Entry> {
    if typed.trim().is_empty() {
        return entries;
    }
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut matcher = Matcher::new(config);
    let mut letters = Vec::new();
    let whole = folded(typed.trim());
    let mut scored: Vec<((bool, u32), Entry)> = Vec::new();
    for entry in entries {
        let names = std::iter::once(&entry.row.label).chain(&entry.aliases);
        let score_of = |name: &String| {
            let score = pattern.score(Utf32Str::new(name, &mut letters), &mut matcher)?;
            Some((folded(name) == whole, score))
        };
        if let Some(score) = names.filter_map(score_of).max() {
            scored.push((score, entry));
        }
    }
    // A stable sort: what fits alike stays in its own order. Letters strewn over a long name are no match beside
    // a name that has them together.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let best = scored.iter().map(|((_, score), _)| *score).max().unwrap_or(0);
    scored.retain(|((_, score), _)| 2 * score >= best);
    scored.into_iter().map(|(_, entry)| entry).collect()
}

/// Everything there is, in the order it is listed.
fn entries(ctx: &egui::Context, view: &View<'_>) -> Vec<Entry> {
    let mut all = commands(ctx, view);
    all.extend(steps(view));
    all.extend(tools(view));
    all.extend(scenarios(view));
    all.extend(profiles(view));
    all.extend(bookmarks(view));
    all.extend(objects(view));
    all
}

fn entry(view: &View<'_>, group: &str, label: String, command: AppCommand) -> Entry {
    let row = Row { label, detail: view.texts.get(group), is_enabled: true, ..Row::default() };
    Entry { row, aliases: Vec::new(), command }
}

fn commands(ctx: &egui::Context, view: &View<'_>) -> Vec<Entry> {
    let listed = UiCommand::ALL.into_iter().filter(|command| *command != UiCommand::CommandPalette);
    let of_command = |command: UiCommand| {
        let row = Row {
            heading: None,
            label: command_label(view, command),
            detail: String::new(),
            keys: command_keys(ctx, command),
            tip: command_tip(view.texts, command),
            is_enabled: command.is_enabled(&view.environment),
        };
        let aliases = in_all_languages(|texts| texts.get(command.text_key()));
        Entry { row, aliases, command: AppCommand::Ui(command) }
    };
    listed.map(of_command).collect()
}

fn in_all_languages(name: impl Fn(Texts) -> String) -> Vec<String> {
    Language::ALL.map(|language| name(Texts::new(language))).to_vec()
}

fn steps(view: &View<'_>) -> Vec<Entry> {
    let of_step = |step: Step| {
        let label = view.texts.get(step.text_key());
        let aliases = in_all_languages(|texts| texts.get(step.text_key()));
        Entry { aliases, ..entry(view, "palette-step", label, AppCommand::GoTo(step)) }
    };
    Step::ALL.map(of_step).into_iter().collect()
}

/// The tools of the plan in the order of the panel.
fn tools(view: &View<'_>) -> Vec<Entry> {
    let hazards = Drawn::HazardArea(crate::plan::Hazard::default());
    let areas = [Drawn::EvacuationArea, hazards, Drawn::Closure];
    let changes = RoadMeasure::ALL.map(Drawn::RoadChange);
    let sites = SiteKind::ALL.into_iter().map(Drawn::Site);
    let drawn = sites.chain(areas).chain(changes).chain([Drawn::Route, Drawn::Note]);
    let drawing = drawn.flat_map(|what| what.methods().iter().map(move |&method| Tool::Draw(what, method)));
    let listed = [Tool::Select, Tool::PickRectangle, Tool::PickLasso]
        .into_iter()
        .chain(drawing)
        .chain(Measure::ALL.map(Tool::Measure));
    let of_tool = |tool: Tool| {
        let aliases = in_all_languages(|texts| tool_label(texts, tool));
        let mut entry = entry(view, "palette-tool", tool_label(view.texts, tool), AppCommand::UseTool(tool));
        entry.row.is_enabled = view.community.is_some();
        Entry { aliases, ..entry }
    };
    listed.map(of_tool).collect()
}

fn tool_label(texts: Texts, tool: Tool) -> String {
    match tool {
        Tool::Select => texts.get("tool-select"),
        Tool::PickRectangle => texts.get("tool-pick-rectangle"),
        Tool::PickLasso => texts.get("tool-pick-lasso"),
        Tool::Draw(Drawn::RoadChange(measure), method) => {
            let what = Drawn::RoadChange(measure);
            let name = format!("{} · {}", drawn_label(texts, what), texts.get(&format!("measure-{}", measure.name())));
            if what.methods().first() == Some(&method) {
                return name;
            }
            format!("{name} · {}", texts.get(&format!("method-{}", method.name())))
        }
        Tool::Draw(what, method) if what.methods().first() == Some(&method) => drawn_label(texts, what),
        Tool::Draw(what, method) => {
            let method = texts.get(&format!("method-{}", method.name()));
            format!("{} · {method}", drawn_label(texts, what))
        }
        Tool::Split => texts.get("command-split"),
        Tool::CutHole => texts.get("command-cut-hole"),
        Tool::Measure(measure) => {
            format!("{} · {}", texts.get("plan-measure"), texts.get(measure_key(measure)))
        }
    }
}

fn scenarios(view: &View<'_>) -> Vec<Entry> {
    let of_scenario = |(&id, scenario): (&crate::ids::ScenarioId, &crate::plan::Scenario)| {
        let base = scenario.name.is_empty().then(|| view.texts.get("scenario-base"));
        let label = base.unwrap_or_else(|| scenario.name.clone());
        let aliases =
            if scenario.name.is_empty() { in_all_languages(|texts| texts.get("scenario-base")) } else { Vec::new() };
        let command = AppCommand::Finding(FindingCommand::UseScenario(id));
        Entry { aliases, ..entry(view, "palette-scenario", label, command) }
    };
    view.document.plan().scenarios().iter().map(|(id, scenario)| of_scenario((id, scenario))).collect()
}

fn profiles(view: &View<'_>) -> Vec<Entry> {
    let settings = view.document.plan().settings();
    let of_profile = |profile: &crate::standards::Profile| {
        let names = [profile.name_en().to_owned(), profile.name_zh().to_owned()];
        let label = match view.texts.language() {
            Language::English => names[0].clone(),
            Language::Chinese => names[1].clone(),
        };
        let settings = Settings { profile: profile.id().to_owned(), ..(**settings).clone() };
        let command = AppCommand::Edit(Command::SetSettings(settings));
        Entry { aliases: names.to_vec(), ..entry(view, "palette-profile", label, command) }
    };
    builtin_profiles().unwrap_or_default().iter().map(of_profile).collect()
}

fn bookmarks(view: &View<'_>) -> Vec<Entry> {
    let of_bookmark = |(place, bookmark): (usize, &super::finding::Bookmark)| {
        let command = AppCommand::Finding(FindingCommand::UseBookmark(place));
        let mut entry = entry(view, "palette-bookmark", bookmark.name.clone(), command);
        entry.row.is_enabled = view.community.is_some();
        if place < 9 {
            entry.row.keys = format!("Alt+{}", place + 1);
        }
        entry
    };
    view.bookmarks.iter().enumerate().map(of_bookmark).collect()
}

fn objects(view: &View<'_>) -> Vec<Entry> {
    let of_object = |object: crate::plan::PlanObject| {
        let label = names::in_group(view.texts, &object);
        let command = AppCommand::Finding(FindingCommand::ShowObject(object.id()));
        let mut entry = entry(view, "palette-object", label, command);
        entry.row.detail = names::object_kind(view.texts, &object);
        entry.aliases = in_all_languages(|texts| names::object(texts, &object));
        entry
    };
    view.document.plan().objects().map(of_object).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(typed: &str, texts: Texts) -> Vec<String> {
        let entries = UiCommand::ALL.into_iter().map(|command| Entry {
            row: Row { label: texts.get(command.text_key()), ..Row::default() },
            aliases: in_all_languages(|texts| texts.get(command.text_key())),
            command: AppCommand::Ui(command),
        });
        narrowed(entries.collect(), typed).into_iter().map(|entry| entry.row.label).collect()
    }

    #[test]
    fn a_command_is_found_by_its_name_in_either_language_and_by_a_few_letters() {
        let (english, chinese) = (Texts::new(Language::English), Texts::new(Language::Chinese));
        for texts in [english, chinese] {
            for command in UiCommand::ALL {
                let own = texts.get(command.text_key());
                for typed in [english.get(command.text_key()), chinese.get(command.text_key())] {
                    let found = labels(&typed, texts);
                    assert_eq!(found.first(), Some(&own), "{typed} found {found:?}");
                }
            }
            assert_eq!(labels("expcov", texts)[0], texts.get("command-export-coverage"));
            assert_eq!(labels("撤销", texts)[0], texts.get("command-undo"));
        }
        assert_eq!(labels("", english).len(), UiCommand::ALL.len());
        assert!(labels("qqqq", english).is_empty());
    }
}
