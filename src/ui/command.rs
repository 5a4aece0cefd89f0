//! What the planner can ask for: one table of commands with their texts, shortcuts and conditions.
//!
//! Menus, toolbar, shortcuts, help and tests all read this table. Widgets push [`AppCommand`]s; the application
//! carries them out after the panels were drawn.

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::analysis_section::AnalysisCommand;
use super::basemap_panel::BasemapCommand;
use super::finding::FindingCommand;
use super::safety::SafetyCommand;
use super::session::{Dialog, Step, ThemeChoice, Tool};
use super::text::Language;
use crate::document::Command;
use crate::exchange::tables::TableStyle;
use crate::geometry::LonLat;
use crate::ids::{DemandId, ScenarioId};
use crate::plan::{ObjectId, SiteKind};

/// A command without data: enumerable, with a name in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UiCommand {
    /// A new, empty plan.
    New,
    /// Open a plan or a community.
    Open,
    /// Open the demonstration.
    OpenDemonstration,
    /// Add files to the community.
    AddData,
    /// Save the plan.
    Save,
    /// Save the plan under another name.
    SaveAs,
    /// Export the coverage as `GeoJSON`.
    ExportCoverage,
    /// Export the plan with its community in one file.
    ExportPackage,
    /// Close the program.
    Quit,
    /// Take the last step back.
    Undo,
    /// Bring it back.
    Redo,
    /// Copy the selected objects.
    Duplicate,
    /// Remove the selected objects.
    Delete,
    /// Select nothing, put the tool away.
    Escape,
    /// Show everything.
    ZoomAll,
    /// Show the selection.
    ZoomSelection,
    /// Closer.
    ZoomIn,
    /// Farther.
    ZoomOut,
    /// Show or hide service areas.
    ToggleServiceAreas,
    /// Light, dark or as the system.
    NextTheme,
    /// English or Chinese.
    OtherLanguage,
    /// The list of shortcuts.
    ShowShortcuts,
    /// What this program is.
    ShowAbout,
    /// Stop the long work that runs.
    CancelWork,
    /// Cut the selected object by a line.
    SplitSelection,
    /// Join the selected objects.
    MergeSelection,
    /// Cut a hole into the selected area.
    CutHole,
    /// Lock the selected objects.
    LockSelection,
    /// Unlock them.
    UnlockSelection,
    /// Hide the selected objects.
    HideSelection,
    /// Show what is hidden.
    ShowHidden,
    /// Select every object.
    SelectAll,
    /// Run anything by a few letters of its name.
    CommandPalette,
    /// Find an object or a place by name or id.
    Find,
    /// Go to coordinates.
    GoToPlace,
    /// Keep the view under a name.
    AddBookmark,
    /// The keyboard goes to the next part of the window.
    NextPanel,
    /// And to the one before.
    PreviousPanel,
    /// Export the plan's objects as a `GeoPackage`.
    ExportGeoPackage,
    /// Show or hide the table.
    ToggleTable,
    /// Paste rows of a spreadsheet into the table.
    PasteRows,
    /// Take rows of a CSV file into the table.
    ImportTable,
    /// Write the shown table as CSV.
    ExportTable,
    /// Write the shown table for a spreadsheet.
    ExportTableForSpreadsheet,
    /// Turn the direction of the selected road changes round.
    ReverseDirection,
    /// Choose a tile archive to lie below the map.
    ChooseBasemap,
    /// Select the object after the selected one, in the middle of the map.
    SelectNext,
    /// And the one before.
    SelectPrevious,
    /// Take areas and sites of a file into the plan.
    TakeFeatures,
    /// Export the allocation as `GeoJSON`.
    ExportAllocation,
    /// Export the allocation by site as a table.
    ExportAllocationSites,
    /// Show or hide the chart of the safe by time.
    ToggleChart,
    /// Run the evacuation.
    RunEvacuation,
}

/// What must be known to say whether a command can be used now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent fact a command may depend on")]
pub struct Environment {
    /// A community is loaded.
    pub has_community: bool,
    /// There is a step to take back.
    pub can_undo: bool,
    /// There is a step to bring back.
    pub can_redo: bool,
    /// So many objects are selected.
    pub n_selected: usize,
    /// Some objects are hidden.
    pub has_hidden: bool,
    /// A coverage result is there.
    pub has_coverage: bool,
    /// An allocation result is there.
    pub has_allocation: bool,
    /// There is something to save.
    pub is_dirty: bool,
    /// Long work runs.
    pub is_working: bool,
}

impl UiCommand {
    /// Every command, in the order of menus.
    pub const ALL: [Self; 53] = [
        Self::New,
        Self::Open,
        Self::OpenDemonstration,
        Self::AddData,
        Self::Save,
        Self::SaveAs,
        Self::ExportCoverage,
        Self::ExportPackage,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::Duplicate,
        Self::Delete,
        Self::Escape,
        Self::ZoomAll,
        Self::ZoomSelection,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ToggleServiceAreas,
        Self::NextTheme,
        Self::OtherLanguage,
        Self::ShowShortcuts,
        Self::ShowAbout,
        Self::CancelWork,
        Self::SplitSelection,
        Self::MergeSelection,
        Self::CutHole,
        Self::LockSelection,
        Self::UnlockSelection,
        Self::HideSelection,
        Self::ShowHidden,
        Self::SelectAll,
        Self::CommandPalette,
        Self::Find,
        Self::GoToPlace,
        Self::AddBookmark,
        Self::NextPanel,
        Self::PreviousPanel,
        Self::ExportGeoPackage,
        Self::ToggleTable,
        Self::PasteRows,
        Self::ImportTable,
        Self::ExportTable,
        Self::ExportTableForSpreadsheet,
        Self::ReverseDirection,
        Self::ChooseBasemap,
        Self::SelectNext,
        Self::SelectPrevious,
        Self::TakeFeatures,
        Self::ExportAllocation,
        Self::ExportAllocationSites,
        Self::ToggleChart,
        Self::RunEvacuation,
    ];

    /// The key of its name; the key of its explanation is this with `-tip` behind.
    #[must_use]
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::New => "command-new",
            Self::Open => "command-open",
            Self::OpenDemonstration => "command-open-demonstration",
            Self::AddData => "command-add-data",
            Self::Save => "command-save",
            Self::SaveAs => "command-save-as",
            Self::ExportCoverage => "command-export-coverage",
            Self::ExportPackage => "command-export-package",
            Self::Quit => "command-quit",
            Self::Undo => "command-undo",
            Self::Redo => "command-redo",
            Self::Duplicate => "command-duplicate",
            Self::Delete => "command-delete",
            Self::Escape => "command-escape",
            Self::ZoomAll => "command-zoom-all",
            Self::ZoomSelection => "command-zoom-selection",
            Self::ZoomIn => "command-zoom-in",
            Self::ZoomOut => "command-zoom-out",
            Self::ToggleServiceAreas => "command-service-areas",
            Self::NextTheme => "command-theme",
            Self::OtherLanguage => "command-language",
            Self::ShowShortcuts => "command-shortcuts",
            Self::ShowAbout => "command-about",
            Self::CancelWork => "command-cancel",
            Self::SplitSelection => "command-split",
            Self::MergeSelection => "command-merge",
            Self::CutHole => "command-cut-hole",
            Self::LockSelection => "command-lock",
            Self::UnlockSelection => "command-unlock",
            Self::HideSelection => "command-hide",
            Self::ShowHidden => "command-show-hidden",
            Self::SelectAll => "command-select-all",
            Self::CommandPalette => "command-palette",
            Self::Find => "command-find",
            Self::GoToPlace => "command-go-to",
            Self::AddBookmark => "command-bookmark",
            Self::NextPanel => "command-next-panel",
            Self::PreviousPanel => "command-previous-panel",
            Self::ExportGeoPackage => "command-export-geopackage",
            Self::ToggleTable => "command-table",
            Self::PasteRows => "command-paste-rows",
            Self::ImportTable => "command-import-table",
            Self::ExportTable => "command-export-table",
            Self::ExportTableForSpreadsheet => "command-export-table-spreadsheet",
            Self::ReverseDirection => "command-reverse",
            Self::ChooseBasemap => "command-basemap",
            Self::SelectNext => "command-select-next",
            Self::SelectPrevious => "command-select-previous",
            Self::TakeFeatures => "command-take-features",
            Self::ExportAllocation => "command-export-allocation",
            Self::ExportAllocationSites => "command-export-allocation-sites",
            Self::ToggleChart => "command-chart",
            Self::RunEvacuation => "command-run-evacuation",
        }
    }

    /// Its keys.
    #[must_use]
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        let command = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND, key));
        let shift = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key));
        let plain = |key| Some(KeyboardShortcut::new(Modifiers::NONE, key));
        match self {
            Self::New => command(Key::N),
            Self::Open => command(Key::O),
            Self::AddData => shift(Key::O),
            Self::Save => command(Key::S),
            Self::SaveAs => shift(Key::S),
            Self::ExportCoverage => command(Key::E),
            Self::Quit => command(Key::Q),
            Self::Undo => command(Key::Z),
            Self::Redo => shift(Key::Z),
            Self::Duplicate => command(Key::D),
            Self::Delete => plain(Key::Delete),
            Self::Escape => plain(Key::Escape),
            Self::ZoomAll => plain(Key::Home),
            Self::ZoomSelection => command(Key::Num0),
            Self::ZoomIn => command(Key::Plus),
            Self::ZoomOut => command(Key::Minus),
            Self::ToggleServiceAreas => command(Key::I),
            Self::ShowShortcuts => plain(Key::F1),
            Self::CommandPalette => command(Key::K),
            Self::Find => command(Key::F),
            Self::GoToPlace => command(Key::G),
            Self::AddBookmark => command(Key::B),
            Self::NextPanel => plain(Key::F6),
            Self::PreviousPanel => Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F6)),
            Self::OpenDemonstration
            | Self::ExportPackage
            | Self::NextTheme
            | Self::OtherLanguage
            | Self::ShowAbout
            | Self::CancelWork
            | Self::SplitSelection
            | Self::CutHole
            | Self::UnlockSelection
            | Self::ShowHidden
            | Self::ExportGeoPackage
            | Self::PasteRows
            | Self::ImportTable
            | Self::ExportTable
            | Self::ExportTableForSpreadsheet
            | Self::ReverseDirection
            | Self::ChooseBasemap
            | Self::TakeFeatures
            | Self::ExportAllocation
            | Self::ExportAllocationSites
            | Self::ToggleChart
            | Self::RunEvacuation => None,
            Self::MergeSelection => command(Key::J),
            Self::LockSelection => command(Key::L),
            Self::HideSelection => command(Key::H),
            Self::SelectAll => command(Key::A),
            Self::ToggleTable => command(Key::T),
            Self::SelectNext => plain(Key::F3),
            Self::SelectPrevious => Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F3)),
        }
    }

    /// Can it be used now?
    #[must_use]
    pub const fn is_enabled(self, environment: &Environment) -> bool {
        match self {
            Self::New
            | Self::Open
            | Self::OpenDemonstration
            | Self::AddData
            | Self::Quit
            | Self::Escape
            | Self::NextTheme
            | Self::OtherLanguage
            | Self::ShowShortcuts
            | Self::ShowAbout
            | Self::CommandPalette
            | Self::Find
            | Self::NextPanel
            | Self::PreviousPanel => true,
            Self::Save => environment.is_dirty,
            Self::SaveAs
            | Self::ExportPackage
            | Self::ZoomAll
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::ToggleServiceAreas
            | Self::SelectAll
            | Self::SelectNext
            | Self::SelectPrevious
            | Self::GoToPlace
            | Self::AddBookmark
            | Self::ExportGeoPackage
            | Self::ToggleTable
            | Self::PasteRows
            | Self::ImportTable
            | Self::ExportTable
            | Self::ExportTableForSpreadsheet
            | Self::ChooseBasemap
            | Self::TakeFeatures
            | Self::ToggleChart
            | Self::RunEvacuation => environment.has_community,
            Self::ExportCoverage => environment.has_coverage,
            Self::ExportAllocation | Self::ExportAllocationSites => environment.has_allocation,
            Self::Undo => environment.can_undo,
            Self::Redo => environment.can_redo,
            Self::CancelWork => environment.is_working,
            Self::SplitSelection | Self::CutHole => environment.n_selected == 1,
            Self::MergeSelection => environment.n_selected > 1,
            Self::Duplicate
            | Self::Delete
            | Self::ZoomSelection
            | Self::LockSelection
            | Self::UnlockSelection
            | Self::HideSelection
            | Self::ReverseDirection => environment.n_selected > 0,
            Self::ShowHidden => environment.has_hidden,
        }
    }
}

/// Anything the screen asks the application to do.
#[derive(Clone, Debug, PartialEq)]
pub enum AppCommand {
    /// A command of the table.
    Ui(UiCommand),
    /// A change of the plan.
    Edit(Command),
    /// Select these objects only.
    Select(Vec<ObjectId>),
    /// Explain this place with people.
    Explain(DemandId),
    /// Take a tool.
    UseTool(Tool),
    /// Go to a step.
    GoTo(Step),
    /// Show this kind's coverage.
    ShowKind(SiteKind),
    /// Look at another scenario.
    UseScenario(ScenarioId),
    /// Centre the map on a place, close up.
    LookAt(LonLat),
    /// Open files: a plan, or a community.
    OpenFiles(Vec<PathBuf>),
    /// Add files to the community of the plan.
    AddFiles(Vec<PathBuf>),
    /// Save the plan here.
    SaveTo(PathBuf),
    /// Write the coverage here.
    ExportCoverageTo(PathBuf),
    /// Write the allocation here.
    ExportAllocationTo(PathBuf),
    /// Write the allocation by site here.
    ExportAllocationSitesTo(PathBuf),
    /// Write the package here.
    ExportPackageTo(PathBuf),
    /// Write the plan's objects as a `GeoPackage` here.
    ExportGeoPackageTo(PathBuf),
    /// Let the planner pick a path with the system's dialog for the open question.
    Browse,
    /// Open a question, or close it.
    SetDialog(Option<Dialog>),
    /// Close the open question; what waited for its answer is dropped.
    CancelDialog,
    /// Switch the language.
    SetLanguage(Language),
    /// Switch the theme.
    SetTheme(ThemeChoice),
    /// Save first, then go on with what was asked.
    SaveAndContinue,
    /// Write over the file that was changed on disk.
    Overwrite,
    /// Go on without saving.
    DiscardAndContinue,
    /// Tell the planner why nothing happened.
    Say(String),
    /// Close a notice.
    DismissNotice(usize),
    /// An answer about recovered work or files changed by others.
    Safety(SafetyCommand),
    /// Show something that was looked for.
    Finding(FindingCommand),
    /// Understand these rows of a spreadsheet and ask about them.
    ReadRows(String),
    /// Put the rows that were asked about into the plan.
    TakeRows,
    /// Read rows from this file and ask about them.
    ImportTableFrom(PathBuf),
    /// Read the features of this file and ask what they become.
    ReadFeatures(PathBuf),
    /// Put the features that were asked about into the plan.
    TakeFeatures,
    /// Write the shown table here.
    ExportTableTo(PathBuf, TableStyle),
    /// Look at a finding of the road network and mark it.
    ShowFinding(super::finding_mark::Finding),
    /// Remember how a file with these columns is mapped.
    RememberMapping(crate::community::KnownMapping),
    /// Ask or answer what the coordinates of a file mean.
    Coordinates(super::coordinates::CoordinateCommand),
    /// Choose, change or remove the basemap.
    Basemap(BasemapCommand),
    /// Run, stop or change an analysis, or color the map by it.
    Analysis(AnalysisCommand),
}

/// The commands whose keys were pressed; the longest chord wins (Ctrl+Shift+Z before Ctrl+Z).
///
/// While a text field has the keyboard, plain keys and undo are the field's own. Escape first closes what is open:
/// the field being typed in (`was_typing` in the frame before, for egui takes the keyboard away at once), or a menu.
#[must_use]
pub fn pressed(ctx: &egui::Context, was_typing: bool) -> Vec<UiCommand> {
    let is_typing = ctx.text_edit_focused() || was_typing;
    let is_field_or_menu_open = is_typing || egui::Popup::is_any_open(ctx);
    let mut chords: Vec<(UiCommand, KeyboardShortcut)> =
        UiCommand::ALL.into_iter().filter_map(|command| command.shortcut().map(|keys| (command, keys))).collect();
    let weight = |keys: &KeyboardShortcut| {
        u8::from(keys.modifiers.command) + u8::from(keys.modifiers.shift) + u8::from(keys.modifiers.alt)
    };
    chords.sort_by_key(|(_, keys)| std::cmp::Reverse(weight(keys)));
    let mut found = Vec::new();
    ctx.input_mut(|input| {
        for (command, keys) in chords {
            let is_plain = weight(&keys) == 0 && !matches!(keys.logical_key, Key::F1 | Key::F3 | Key::F6);
            let is_of_field =
                is_typing && (is_plain || matches!(command, UiCommand::Undo | UiCommand::Redo | UiCommand::SelectAll));
            let is_of_menu = command == UiCommand::Escape && is_field_or_menu_open;
            if !is_of_field && !is_of_menu && input.consume_shortcut(&keys) {
                found.push(command);
            }
        }
        // Ctrl+Shift+P is the other habit for the palette.
        let shift = Modifiers::COMMAND.plus(Modifiers::SHIFT);
        if input.consume_shortcut(&KeyboardShortcut::new(shift, Key::P)) {
            found.push(UiCommand::CommandPalette);
        }
        // Ctrl+Y is the other habit for redo.
        if !is_typing && input.consume_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, Key::Y)) {
            found.push(UiCommand::Redo);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Texts;

    #[test]
    fn every_command_has_a_name_of_its_own_and_an_explanation() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let mut names: Vec<String> = UiCommand::ALL.iter().map(|c| texts.get(c.text_key())).collect();
            for command in UiCommand::ALL {
                assert!(texts.has(command.text_key()), "{command:?}");
                assert!(texts.has(&format!("{}-tip", command.text_key())), "{command:?} has no explanation");
            }
            names.sort();
            names.dedup();
            assert_eq!(names.len(), UiCommand::ALL.len());
        }
    }

    #[test]
    fn no_two_commands_share_their_keys() {
        let keys: Vec<_> = UiCommand::ALL.iter().filter_map(|c| c.shortcut()).collect();
        for (place, one) in keys.iter().enumerate() {
            assert!(!keys[place + 1..].contains(one), "{one:?}");
        }
    }
}
