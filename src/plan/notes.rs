//! Review notes pinned to the map.

use std::sync::Arc;

use super::Extras;
use crate::geometry::LonLat;
use crate::ids::NoteId;

/// Is the note dealt with?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteStatus {
    /// Not yet.
    #[default]
    Open,
    /// Yes.
    Resolved,
}

impl NoteStatus {
    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resolved => "resolved",
        }
    }
}

/// A review comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Identity within the plan.
    pub id: NoteId,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Where it is pinned.
    pub place: LonLat,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub text: String,
    /// Is it dealt with?
    pub status: NoteStatus,
    /// Locked against edits on the map.
    pub is_locked: bool,
    /// What Muster does not understand.
    pub extras: Extras,
}

impl Note {
    /// A new, open note without words.
    #[must_use]
    pub const fn new(id: NoteId, place: LonLat) -> Self {
        Self {
            id,
            source_id: None,
            place,
            author: String::new(),
            text: String::new(),
            status: NoteStatus::Open,
            is_locked: false,
            extras: Extras { properties: Vec::new(), members: Vec::new() },
        }
    }
}
