//! The panels around the map: menus, the strip of figures, the four steps, the inspector, dialogs.
//!
//! Widgets read a [`View`] and push [`AppCommand`]s; only the session (what is open, typed or selected) is theirs
//! to change.

mod basemap_panel;
mod bookmarks;
mod command;
mod community_health;
mod community_layers;
mod community_mapping;
mod community_panel;
mod community_people;
mod context_menu;
mod coordinate_dialog;
mod coordinate_map;
mod coordinates;
mod dialogs;
mod drawn_facts;
mod explanation;
mod find_panel;
mod finding;
mod finding_dialogs;
mod finding_mark;
pub mod format;
mod format_warning_text;
mod goto;
mod help_sheet;
mod inspector;
mod inspector_many;
mod inspector_road;
mod inspector_route;
mod inspector_site;
mod map_labels;
mod map_legend;
mod map_memory;
mod map_objects;
mod map_roads;
mod map_view;
mod menu;
mod merged;
mod names;
mod objects;
mod palette;
mod plan_panel;
mod regions;
mod reshape_view;
mod review_panel;
mod route_list;
mod safety;
mod scenario_panel;
mod search_list;
mod session;
mod sketch_view;
mod sketch_world;
mod standards_panel;
mod status;
mod strip;
mod table_edit;
mod table_grid;
mod table_panel;
mod table_rows;
mod table_state;
mod table_words;
mod teach;
mod test_panel;
mod text;
pub mod theme;
mod tools_panel;
mod view;
mod warning_text;
mod widgets;
mod window;
mod wording;

pub use basemap_panel::{BasemapCommand, BasemapFacts, BasemapState, BasemapView};
pub use bookmarks::bookmark_pressed;
pub use command::{AppCommand, Environment, UiCommand, pressed};
pub use community_health::FindingKind;
pub use community_layers::kind_of as kind_of_layer;
pub use coordinates::{
    CodeFault, CoordinateChoice, CoordinateCommand, CoordinateLook, CoordinatePicture, CoordinatePurpose,
    CoordinateQuestion,
};
pub use finding::{Bookmark, FindingCommand, FoundCache, MAX_BOOKMARKS, Mark, Search};
pub use finding_mark::Finding;
pub use map_memory::MapMemory;
pub use merged::merge_notice;
pub use names::unit as value_unit;
pub use regions::Region;
pub use safety::{RecoveryOffer, SafetyCommand, SafetyView};
pub use session::{Continuation, Dialog, Measure, Measured, Notice, PathPurpose, Session, Step, ThemeChoice, Tool};
pub use table_state::{Editing, RowsQuestion, ShownRows, SortOrder, TableState};
pub use table_words::heading as column_heading;
pub use text::{Language, Texts, Value};
pub use view::{View, Work};
pub use warning_text::warning_line;
pub use window::window_ui;
pub use wording::Wording;
