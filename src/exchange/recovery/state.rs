//! The plan while records are read back: all of it as text, until the last good record has spoken.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::origin::Origin;
use crate::exchange::atomic::FileStamp;
use crate::exchange::json::{Member, elements, extra, last, members};
use crate::exchange::plan::{PlanReadError, ReadPlan, collection_text, plan_from_text};
use crate::plan::{ObjectId, ObjectKind};

/// A plan as the texts of its parts; parts that stay are shared between states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TextState {
    top: Arc<Vec<(String, String)>>,
    community_extras: Option<Arc<str>>,
    foreign: Arc<Vec<String>>,
    objects: BTreeMap<ObjectId, Arc<str>>,
}

/// Everything records say, up to the last one.
#[derive(Clone, Debug)]
pub(super) struct Replay {
    pub(super) now: TextState,
    pub(super) next_number: u32,
    pub(super) origin: Origin,
    pub(super) at: SystemTime,
    /// The last state that was saved (or never worth saving).
    pub(super) saved: Option<TextState>,
}

impl Replay {
    /// The state of the first record of a journal.
    pub(super) fn begin(content: &str) -> Result<Self, String> {
        let mut replay =
            Self { now: TextState::default(), next_number: 1, origin: Origin::default(), at: UNIX_EPOCH, saved: None };
        replay.apply(content)?;
        if replay.now.top.is_empty() {
            return Err("it does not begin with a whole plan".to_owned());
        }
        Ok(replay)
    }

    /// One more record. After an error the state is as before.
    pub(super) fn apply(&mut self, content: &str) -> Result<(), String> {
        let parts = members(content).map_err(|error| error.to_string())?;
        let mut next = self.clone();
        if let Some(at) = number::<u64>(&parts, "at")? {
            next.at = UNIX_EPOCH.checked_add(Duration::from_secs(at)).unwrap_or(UNIX_EPOCH);
        }
        if let Some(number) = number::<u32>(&parts, "next_number")? {
            next.next_number = number;
        }
        if let Some(text) = last(&parts, "origin") {
            next.origin = origin_of(text)?;
        }
        next.now.apply(&parts)?;
        if last(&parts, "is_saved") == Some("true") {
            next.saved = Some(next.now.clone());
        }
        *self = next;
        Ok(())
    }

    /// Is there anything that was not saved?
    pub(super) fn is_changed(&self) -> bool {
        self.saved.as_ref() != Some(&self.now)
    }
}

impl TextState {
    fn apply(&mut self, parts: &[Member<'_>]) -> Result<(), String> {
        let fault = |error: serde_json::Error| error.to_string();
        if let Some(text) = last(parts, "top") {
            let top = members(text).map_err(fault)?;
            self.top = Arc::new(top.into_iter().map(|member| (member.name, member.text.to_owned())).collect());
        }
        if let Some(text) = last(parts, "community_extras") {
            self.community_extras = (text != "null").then(|| Arc::from(text));
        }
        if let Some(text) = last(parts, "foreign") {
            self.foreign = Arc::new(elements(text).map_err(fault)?.into_iter().map(str::to_owned).collect());
        }
        if let Some(text) = last(parts, "objects") {
            for member in members(text).map_err(fault)? {
                let id = id_of(&member.name).ok_or_else(|| format!("{} names no object", member.name))?;
                if member.text == "null" {
                    self.objects.remove(&id);
                } else {
                    self.objects.insert(id, Arc::from(member.text));
                }
            }
        }
        Ok(())
    }

    /// The text the plan file would have.
    pub(super) fn text(&self) -> String {
        let mut features: Vec<String> = self.objects.values().map(|text| text.as_ref().to_owned()).collect();
        features.extend(self.foreign.iter().cloned());
        collection_text(&self.top, &features)
    }

    /// The plan, as opening its file would give it.
    pub(super) fn plan(&self) -> Result<ReadPlan, PlanReadError> {
        let mut read = plan_from_text(&self.text(), "the unsaved work")?;
        let mut header = (**read.plan.header()).clone();
        header.extras.retain(|(name, _)| &**name != "community");
        header.extras.extend(self.community_extras.as_deref().map(|text| extra("community", text)));
        read.plan = read.plan.with_header(header);
        Ok(read)
    }
}

fn number<T: serde::de::DeserializeOwned>(parts: &[Member<'_>], name: &str) -> Result<Option<T>, String> {
    let text = last(parts, name);
    text.map(|text| serde_json::from_str(text).map_err(|error| format!("`{name}`: {error}"))).transpose()
}

fn id_of(key: &str) -> Option<ObjectId> {
    let (kind, number) = key.split_once('/')?;
    Some(ObjectId::new(ObjectKind::from_name(kind)?, number.parse().ok()?))
}

fn origin_of(text: &str) -> Result<Origin, String> {
    let parts = members(text).map_err(|error| error.to_string())?;
    let string = |name: &str| last(&parts, name).and_then(|text| serde_json::from_str::<String>(text).ok());
    let path = string("path").map(PathBuf::from);
    let stamp = match (number::<u64>(&parts, "size")?, string("sha256")) {
        (Some(size), Some(sha256)) => Some(FileStamp { size, mtime: None, sha256 }),
        _ => None,
    };
    Ok(Origin { path, stamp, is_demonstration: last(&parts, "is_demonstration") == Some("true") })
}
