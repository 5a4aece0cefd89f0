//! The session: camera, selection, tool, open panels. It is not part of the plan and no analysis reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::analysis_section::Analysis;
use super::coordinates::CoordinateQuestion;
use super::finding::{FoundCache, Mark, Search};
use super::playback::Playback;
use super::table_state::TableState;
use super::taking_panel::TakingQuestion;
use super::wording::Wording;
use crate::analysis::{AllocationChoice, PeopleInside};
use crate::document::Command;
use crate::exchange::tables::TableStyle;
use crate::geometry::{LonLat, Shape};
use crate::ids::{DemandId, ScenarioId, SegmentId};
use crate::map::Camera;
use crate::map::tools::{AreaPick, DrawMethod, Drawn, Sketch, SketchEvent};
use crate::plan::{BASE_SCENARIO, ObjectId, SiteKind};
use crate::units::{Metres, SquareMetres};

/// The steps the work goes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// What was loaded.
    #[default]
    Community,
    /// What is planned.
    Plan,
    /// What the analyses say.
    Test,
    /// What an official reads.
    Review,
}

impl Step {
    /// Every step in order.
    pub const ALL: [Self; 4] = [Self::Community, Self::Plan, Self::Test, Self::Review];

    /// The key of its name.
    #[must_use]
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::Community => "step-community",
            Self::Plan => "step-plan",
            Self::Test => "step-test",
            Self::Review => "step-review",
        }
    }
}

/// The tool in the planner's hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Select, move, pan, ask.
    #[default]
    Select,
    /// Select by a rectangle.
    PickRectangle,
    /// Select by a free loop.
    PickLasso,
    /// Draw objects of the plan.
    Draw(Drawn, DrawMethod),
    /// Cut the selected object by a line.
    Split,
    /// Cut a hole into the selected area.
    CutHole,
    /// Measure.
    Measure(Measure),
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A line as the crow flies.
    Straight,
    /// A way along roads.
    ByRoad,
    /// An area and the people in it.
    Area,
}

impl Measure {
    /// Every kind of measuring.
    pub const ALL: [Self; 3] = [Self::Straight, Self::ByRoad, Self::Area];

    /// The word in text keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Straight => "straight",
            Self::ByRoad => "by-road",
            Self::Area => "area",
        }
    }
}

/// Lengths, area and people of what is drawn or measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Of a line, or around an area.
    pub length: Option<Metres>,
    /// Of an area.
    pub area: Option<SquareMetres>,
    /// Inside an area.
    pub people: Option<PeopleInside>,
}

impl Tool {
    /// Sites of a kind, one click each.
    #[must_use]
    pub const fn place(kind: SiteKind) -> Self {
        Self::Draw(Drawn::Site(kind), DrawMethod::Point)
    }

    /// How the tool draws, where it draws.
    #[must_use]
    pub const fn method(self) -> Option<DrawMethod> {
        match self {
            Self::Select | Self::PickRectangle | Self::PickLasso => None,
            Self::Draw(_, method) => Some(method),
            Self::Split | Self::Measure(Measure::Straight) => Some(DrawMethod::Line),
            Self::Measure(Measure::ByRoad) => Some(DrawMethod::AlongRoads),
            Self::CutHole | Self::Measure(Measure::Area) => Some(DrawMethod::Polygon),
        }
    }
}

/// Light, dark or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl ThemeChoice {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in preferences.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice a word names; the system's for any other word.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|choice| choice.name() == name).unwrap_or_default()
    }

    /// The next one round.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// What is to be done once unsaved work is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Continuation {
    /// A new plan.
    New,
    /// The demonstration.
    Demonstration,
    /// These files.
    Open(Vec<PathBuf>),
    /// Work that a crash left behind, by its folder.
    Restore(PathBuf),
    /// The program ends.
    Quit,
}

/// What a typed path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// Open.
    Open,
    /// Add to the community.
    Add,
    /// Save the plan.
    Save,
    /// Write the coverage.
    ExportCoverage,
    /// Write the allocation.
    ExportAllocation,
    /// Write the allocation by site.
    ExportAllocationSites,
    /// Write the package.
    ExportPackage,
    /// Write the plan's objects as a `GeoPackage`.
    ExportGeoPackage,
    /// Write the shown table.
    ExportTable(TableStyle),
    /// Read rows for the table.
    ImportTable,
    /// Read features for the plan.
    TakeFeatures,
    /// Show a tile archive below the map.
    Basemap,
}

/// A question on top of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Which file? The text is what was typed so far.
    Path {
        /// What for.
        purpose: PathPurpose,
        /// Typed so far.
        typed: String,
    },
    /// Save before going on?
    Unsaved(Continuation),
    /// The file on disk is not the one that was read: overwrite it?
    ChangedOnDisk(PathBuf),
    /// The file was written by a newer Muster: write it as this one understands it?
    Newer(PathBuf),
    /// A file of this name is there: replace it?
    Exists {
        /// The file.
        path: PathBuf,
        /// What would be written.
        purpose: PathPurpose,
    },
    /// Something failed; a headline and what to do.
    Failure {
        /// Key of the headline.
        title: &'static str,
        /// The message.
        message: Wording,
    },
    /// Shortcuts.
    Shortcuts,
    /// About.
    About,
    /// The command palette.
    Palette(Search),
    /// What is looked for by name or id.
    Find(Search),
    /// Which coordinates to go to.
    GoTo(Search),
    /// The name under which to keep the view.
    Bookmark(String),
    /// Rows on their way into the plan; see the table's question.
    Rows,
    /// What the coordinates of a file mean.
    Coordinates(Box<CoordinateQuestion>),
    /// Features on their way into the plan; see the session's question.
    Taking,
}

/// A message that does not stop the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What is said.
    pub text: Wording,
    /// Something went wrong.
    pub is_problem: bool,
}

/// State of the screen.
#[derive(Clone, Debug)]
pub struct Session {
    /// Step on the left.
    pub step: Step,
    /// Tool in hand.
    pub tool: Tool,
    /// Selected objects.
    pub selection: BTreeSet<ObjectId>,
    /// The place with people that is explained.
    pub explained: Option<DemandId>,
    /// Where the map looks; `None` until it was shown for the first time.
    pub camera: Option<Camera>,
    /// Whose coverage is coloured.
    pub shown_kind: SiteKind,
    /// The analysis that colors the map.
    pub shown_analysis: Analysis,
    /// How people are allocated.
    pub allocation: AllocationChoice,
    /// The piece of road the inspector tells of: what went through it in the latest evacuation.
    pub road: Option<SegmentId>,
    /// The evacuation played back, and which curves are drawn.
    pub playback: Playback,
    /// Are service areas drawn?
    pub shows_service_areas: bool,
    /// Is the legend of the map put away? `None`: where it would hide most of the map.
    pub legend_folded: Option<bool>,
    /// The scenario in view.
    pub scenario: ScenarioId,
    /// What the hand is about to do: shown, and reckoned with, before it lets go.
    pub gesture: Option<Command>,
    /// The shape being drawn.
    pub sketch: Option<Sketch>,
    /// The loop being drawn around objects.
    pub pick: Option<AreaPick>,
    /// Corners that neighbors share move together.
    pub moves_shared_corners: bool,
    /// The corner of an object that is worked on by numbers.
    pub corner: Option<(ObjectId, usize)>,
    /// The keyboard leads on the map: the cross in its middle stands for the pointer.
    pub crosshair: bool,
    /// Objects that are not shown.
    pub hidden: BTreeSet<ObjectId>,
    /// What was typed into the field for points by numbers.
    pub typed_point: String,
    /// What was done to the drawing beside the map; the map takes it.
    pub sketch_events: Vec<SketchEvent>,
    /// What was measured last.
    pub measured: Option<(Shape, Measured)>,
    /// Where the menu of the map was opened.
    pub menu_place: Option<LonLat>,
    /// The question on top.
    pub dialog: Option<Dialog>,
    /// Messages.
    pub notices: Vec<Notice>,
    /// The place under the pointer.
    pub pointer: Option<LonLat>,
    /// Text the list of objects is narrowed by.
    pub filter: String,
    /// Community warnings are listed from this page on.
    pub warning_page: usize,
    /// The layer whose columns are being mapped.
    pub mapped_layer: usize,
    /// Base layers that are hidden.
    pub hidden_layers: BTreeSet<crate::community::FeatureKind>,
    /// The place that was gone to, marked on the map until the next Escape.
    pub mark: Option<Mark>,
    /// What was found for the letters typed last.
    pub found: FoundCache,
    /// Letters the help sheet is narrowed by.
    pub help_filter: String,
    /// The table at the bottom.
    pub table: TableState,
    /// What is asked about the features of a file.
    pub taking: Option<TakingQuestion>,
    /// Order, strength and colorings of the base layers.
    pub dress: crate::map::BaseDress,
    /// Whose names stand on the map.
    pub labels: BTreeSet<crate::map::LabelKind>,
    /// The finding of the road network that is marked on the map.
    pub finding: Option<super::finding_mark::Finding>,
    /// The page each kind of finding is listed from.
    pub finding_pages: BTreeMap<super::community_health::FindingKind, usize>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            step: Step::default(),
            tool: Tool::default(),
            selection: BTreeSet::new(),
            explained: None,
            camera: None,
            shown_kind: SiteKind::SafeHarbor,
            shown_analysis: Analysis::default(),
            allocation: AllocationChoice::default(),
            road: None,
            playback: Playback::default(),
            shows_service_areas: false,
            legend_folded: None,
            scenario: BASE_SCENARIO,
            gesture: None,
            sketch: None,
            pick: None,
            moves_shared_corners: true,
            corner: None,
            crosshair: false,
            hidden: BTreeSet::new(),
            typed_point: String::new(),
            sketch_events: Vec::new(),
            measured: None,
            menu_place: None,
            dialog: None,
            notices: Vec::new(),
            pointer: None,
            filter: String::new(),
            warning_page: 0,
            mapped_layer: 0,
            hidden_layers: [crate::community::FeatureKind::PopulationZone].into(),
            mark: None,
            found: FoundCache::default(),
            help_filter: String::new(),
            table: TableState::default(),
            taking: None,
            dress: crate::map::BaseDress::default(),
            labels: BTreeSet::new(),
            finding: None,
            finding_pages: BTreeMap::new(),
        }
    }
}

impl Session {
    /// Where an object under the hand is on its way to.
    #[must_use]
    pub fn dragged_to(&self, id: ObjectId) -> Option<LonLat> {
        match &self.gesture {
            Some(Command::MoveObject { id: moved, to }) if *moved == id => Some(*to),
            _ => None,
        }
    }
}
