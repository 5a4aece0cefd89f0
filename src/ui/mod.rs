//! The panels around the map: menus, the strip of figures, the four steps, the inspector, dialogs.
//!
//! Widgets read a [`View`] and push [`AppCommand`]s; only the session (what is open, typed or selected) is theirs
//! to change.

mod command;
mod community_panel;
mod dialogs;
mod explanation;
pub mod format;
mod inspector;
mod inspector_site;
mod map_legend;
mod map_memory;
mod map_view;
mod menu;
mod names;
mod objects;
mod plan_panel;
mod review_panel;
mod safety;
mod session;
mod standards_panel;
mod status;
mod strip;
mod test_panel;
mod text;
pub mod theme;
mod view;
mod widgets;
mod window;

pub use command::{AppCommand, Environment, UiCommand, pressed};
pub use map_memory::MapMemory;
pub use safety::{RecoveryOffer, SafetyCommand, SafetyView};
pub use session::{Continuation, Dialog, Drag, Notice, PathPurpose, Session, Step, ThemeChoice, Tool};
pub use text::{Language, Texts, Value};
pub use view::{View, Work};
pub use window::window_ui;
