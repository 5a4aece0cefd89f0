//! The help sheet: every command by menu with its keys and what it does, and the keys of map and lists.

use egui::{RichText, Ui};

use super::command::{AppCommand, UiCommand};
use super::dialogs::close_ui;
use super::search_list::is_just_opened;
use super::teach::{command_keys, command_tip};
use super::text::Texts;
use super::theme::palette;
use super::widgets::faint_ui;
use crate::map::folded;

/// A menu, or a place where keys act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    File,
    Edit,
    View,
    Help,
    Map,
    Lists,
}

impl Group {
    const ALL: [Self; 6] = [Self::File, Self::Edit, Self::View, Self::Help, Self::Map, Self::Lists];

    const fn text_key(self) -> &'static str {
        match self {
            Self::File => "menu-file",
            Self::Edit => "menu-edit",
            Self::View => "menu-view",
            Self::Help => "menu-help",
            Self::Map => "help-map",
            Self::Lists => "help-lists",
        }
    }
}

/// The menu a command stands in.
const fn group_of(command: UiCommand) -> Group {
    match command {
        UiCommand::New
        | UiCommand::Open
        | UiCommand::AddData
        | UiCommand::Save
        | UiCommand::SaveAs
        | UiCommand::ExportCoverage
        | UiCommand::ExportPackage
        | UiCommand::ExportGeoPackage
        | UiCommand::ExportAllocation
        | UiCommand::ExportAllocationSites
        | UiCommand::ImportTable
        | UiCommand::TakeFeatures
        | UiCommand::ExportTable
        | UiCommand::ExportTableForSpreadsheet
        | UiCommand::Quit
        | UiCommand::CancelWork => Group::File,
        UiCommand::Undo
        | UiCommand::Redo
        | UiCommand::Duplicate
        | UiCommand::Delete
        | UiCommand::Escape
        | UiCommand::CommandPalette
        | UiCommand::Find
        | UiCommand::SplitSelection
        | UiCommand::MergeSelection
        | UiCommand::CutHole
        | UiCommand::LockSelection
        | UiCommand::UnlockSelection
        | UiCommand::SelectAll
        | UiCommand::SelectNext
        | UiCommand::SelectPrevious
        | UiCommand::PasteRows
        | UiCommand::ReverseDirection => Group::Edit,
        UiCommand::ZoomAll
        | UiCommand::ZoomSelection
        | UiCommand::ZoomIn
        | UiCommand::ZoomOut
        | UiCommand::ToggleServiceAreas
        | UiCommand::NextTheme
        | UiCommand::OtherLanguage
        | UiCommand::GoToPlace
        | UiCommand::HideSelection
        | UiCommand::ShowHidden
        | UiCommand::ToggleTable
        | UiCommand::ToggleChart
        | UiCommand::RunEvacuation
        | UiCommand::ChooseBasemap
        | UiCommand::AddBookmark
        | UiCommand::NextPanel
        | UiCommand::PreviousPanel => Group::View,
        UiCommand::OpenDemonstration | UiCommand::ShowShortcuts | UiCommand::ShowAbout => Group::Help,
    }
}

/// Keys that are no commands: where, the keys, and the key of what they do.
const OTHER_KEYS: [(Group, &str, &str); 13] = [
    (Group::View, "Alt+1 … Alt+9", "help-bookmarks"),
    (Group::Map, "← ↑ → ↓", "help-pan"),
    (Group::Map, "+ −", "help-zoom"),
    (Group::Map, "Space", "help-map-click"),
    (Group::Map, "Enter, Backspace", "help-map-end"),
    (Group::Map, "Alt+← ↑ → ↓", "help-nudge"),
    (Group::Map, "Ctrl", "help-add"),
    (Group::Map, "Esc", "help-escape"),
    (Group::Lists, "Tab", "help-tab"),
    (Group::Lists, "Space", "help-space"),
    (Group::Lists, "↑ ↓ Enter", "help-choose"),
    (Group::Lists, "← → Space", "help-time-line"),
    (Group::Lists, "+ − 0", "help-chart-zoom"),
];

/// Width of the explanations in points.
const TIP_WIDTH: f32 = 390.0;

/// One line of the sheet.
struct Line {
    group: Group,
    keys: String,
    name: String,
    tip: String,
}

fn lines(ctx: &egui::Context, texts: Texts) -> Vec<Line> {
    let of_command = |command: UiCommand| {
        let mut keys = command_keys(ctx, command);
        if command == UiCommand::Redo {
            keys.push_str(", Ctrl+Y");
        }
        if command == UiCommand::CommandPalette {
            keys.push_str(", Ctrl+Shift+P");
        }
        let (name, tip) = (texts.get(command.text_key()), command_tip(texts, command));
        Line { group: group_of(command), keys, name, tip }
    };
    let others = OTHER_KEYS.into_iter().map(|(group, keys, key)| Line {
        group,
        keys: keys.to_owned(),
        name: texts.get(key),
        tip: String::new(),
    });
    UiCommand::ALL.into_iter().map(of_command).chain(others).collect()
}

/// The sheet, narrowed by what is typed; `out` collects what was asked for.
pub(super) fn help_sheet_ui(ui: &mut Ui, texts: Texts, filter: &mut String, out: &mut Vec<AppCommand>) {
    ui.heading(texts.get("command-shortcuts"));
    let label = texts.get("help-filter");
    let response = ui.add(egui::TextEdit::singleline(filter).hint_text(&label).desired_width(ui.available_width()));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SearchInput, true, &label));
    if is_just_opened(ui) {
        filter.clear();
        response.request_focus();
    }
    let wanted = folded(filter);
    let fits = |line: &Line| {
        let text = folded(&format!("{} {} {}", line.name, line.tip, line.keys));
        wanted.split_whitespace().all(|word| text.contains(word))
    };
    let mut lines = lines(ui.ctx(), texts);
    lines.retain(fits);
    ui.add_space(4.0);
    let scroll = egui::ScrollArea::vertical().max_height(420.0).min_scrolled_height(420.0).auto_shrink([false, true]);
    scroll.show(ui, |ui| {
        if lines.is_empty() {
            faint_ui(ui, texts.get("help-none"));
        }
        for group in Group::ALL {
            let of_group: Vec<&Line> = lines.iter().filter(|line| line.group == group).collect();
            if !of_group.is_empty() {
                group_ui(ui, texts, group, &of_group);
            }
        }
    });
    close_ui(ui, texts, out);
}

fn group_ui(ui: &mut Ui, texts: Texts, group: Group, lines: &[&Line]) {
    let faint = palette(ui.ctx()).faint_text;
    ui.add_space(6.0);
    ui.label(RichText::new(texts.get(group.text_key())).small().strong().color(faint));
    egui::Grid::new(("help", group.text_key())).num_columns(3).spacing([16.0, 3.0]).show(ui, |ui| {
        for line in lines {
            ui.scope(|ui| {
                ui.set_min_width(150.0);
                ui.label(RichText::new(&line.keys).monospace());
            });
            ui.scope(|ui| {
                ui.set_min_width(150.0);
                ui.label(&line.name);
            });
            ui.scope(|ui| {
                ui.set_max_width(TIP_WIDTH);
                ui.add(egui::Label::new(RichText::new(&line.tip).small().color(faint)).wrap());
            });
            ui.end_row();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn every_command_and_every_other_key_stands_in_the_sheet_once_in_both_languages() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let lines = lines(&egui::Context::default(), texts);
            assert_eq!(lines.len(), UiCommand::ALL.len() + OTHER_KEYS.len());
            for line in &lines {
                assert!(!line.name.starts_with("help-") && !line.name.starts_with("command-"), "{}", line.name);
            }
            for group in Group::ALL {
                assert!(texts.has(group.text_key()) && lines.iter().any(|line| line.group == group));
            }
        }
    }
}
